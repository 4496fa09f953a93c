"""Boards: the days they meet, lifting a case to one, and registering what it has decided."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_safe

from sluss.core import clock, kept
from sluss.core.components import Column, Crumb
from sluss.core.dates import read_day
from sluss.core.pressing import post_only
from sluss.core.verdict import NotAllowed
from sluss.people.models import Unit

from .. import actions, queries_boards, rules
from ..forms.boards import BoardForm, LiftForm, Line, MeetingsForm, days_of
from ..models import Case, Meeting
from ..queries_boards import EARLIER_ON_A_PAGE, Wait
from ..states import DECIDABLE_OUTCOMES, Verb
from .desk import foreign, sign_in_first
from .verbs import VerbPage, due_sentence


class Lift(VerbPage):
    verb = Verb.LIFT
    form_class = LiftForm
    title = gettext_lazy("Lift it to the board")
    button = gettext_lazy("Lift it to the board")
    tells = "case.lifted"
    answers = False

    def explain(self) -> list[str]:
        wait = Wait.of(self.at.case.receiving_unit.authority)
        return [
            _("%(board)s is to decide about it.") % {"board": wait.board} + " " + wait.sentence,
            _("The promise of an answer and its day stay with the one who has it now, who registers the decision from the minutes."),
        ]

    def act(self, form: Any, seen: int) -> str:
        case = actions.lift(self.at.case, by=self.at.user, seen=seen)
        wait = queries_boards.wait_of(case)
        return _("It waits for the board.") + (f" {wait.sentence}" if wait else "")


class BoardDecision(VerbPage):
    verb = Verb.BOARD
    form_class = BoardForm
    title = gettext_lazy("Register what the board has decided")
    button = gettext_lazy("Register the decision")

    def _lets(self, verb: Verb) -> Any:
        """What the case and its process let the board do, whoever writes it down."""
        at = self.at
        verdict = rules.permits(verb, at.case)
        verdict = rules.leads_on(verb, at.case, at.stages) if verdict else verdict
        if verdict and verb in {Verb.ADVANCE, Verb.CLOSE}:
            return at.in_order(verb)
        return verdict

    def extra(self) -> dict[str, Any]:
        case = self.at.case
        outcomes = [one for one in DECIDABLE_OUTCOMES if one.value in case.stage.outcomes] if self._lets(Verb.CLOSE) else []
        return {
            "meetings": queries_boards.meetings_to_choose(case.receiving_unit.authority_id, clock.local_day(case.opened_at)),
            "following": self.at.following if self._lets(Verb.ADVANCE) else None,
            "earlier": [stage for stage in self.at.stages if stage.order < case.stage.order] if self._lets(Verb.SEND_BACK) else [],
            "outcomes": outcomes,
        }

    def explain(self) -> list[str]:
        board = self.at.case.receiving_unit.authority.shown_name
        said = [_("Write it as it stands in the minutes of %(board)s. It is the board’s decision, and you record it.") % {"board": board}]
        on = self._lets(Verb.ADVANCE)
        if not on and self.at.following is not None:
            said.append(_("It cannot go on yet: %(why)s") % {"why": on.reason})
        return said

    def act(self, form: Any, seen: int) -> str:
        decision = actions.decide_by_board(self.at.case, by=self.at.user, seen=seen, **form.decided())
        told = _("Whoever gave it and those who follow it are told.")
        return " ".join(part for part in (_("The board’s decision is registered."), due_sentence(decision), told) if part)


# --- The days -----------------------------------------------------------------------------------------------------------


@require_safe
def boards(request: HttpRequest) -> HttpResponse:
    if answer := sign_in_first(request):
        return answer
    may = rules.may_keep_some_meetings(request.user)
    if not may:
        raise PermissionDenied(str(may.reason))
    columns = [Column(label=_("Board")), Column(label=_("Meets next"))]
    found = queries_boards.boards_kept(request.user, rules.KEEPERS_OF_MEETINGS)
    return render(request, "gates/boards/boards.html", {"boards": found, "columns": columns})


def _board(request: HttpRequest, board: Unit | None) -> Unit:
    if board is None:
        raise Http404
    may = rules.may_keep_meetings(request.user, board)
    if not may:
        raise PermissionDenied(str(may.reason))
    return board


@require_http_methods(["GET", "HEAD", "POST"])
def meetings(request: HttpRequest, pk: int) -> HttpResponse:
    """What is pasted is first shown as it is understood. What is confirmed is what was shown, so it travels in a form of its own."""
    if answer := kept.sign_in_first(request):
        return answer
    board = _board(request, Unit.objects.filter(pk=pk, handed_on_at=None).first())
    form = MeetingsForm(request.POST if request.method == "POST" else None)
    kept.put_back(request, form)
    lines = form.lines
    if lines and not form.understood:
        form.add_error("days", _("No line can be read as a day to enter."))
    elif lines and request.POST.get("go") == "enter":
        try:
            new = actions.enter_meetings(board, by=request.user, days=form.understood)  # type: ignore[arg-type]  # a person
        except NotAllowed as refusal:
            form.add_error(None, str(refusal))
        else:
            said = ngettext("%(n)d day is entered.", "%(n)d days are entered.", len(new)) % {"n": len(new)}
            messages.success(request, said if new else _("The days were there already."))
            return redirect("gates:meetings", board.pk)
    context = _page(request, board, form) | {"waiting": _waiting(board, request.user), **_preview(board, lines)}
    return render(request, "gates/boards/meetings.html", context, status=422 if form.errors else 200)


def _preview(board: Unit, lines: list[Line]) -> dict[str, Any]:
    """What would happen, line by line. One query, none where nothing was sent."""
    if not lines:
        return {}
    days = days_of(lines)
    held = queries_boards.entered_days(board, days)
    return {
        "lines": [(line.text, line.on, _means(line, held)) for line in lines],
        "line_columns": [Column(label=label) for label in (_("Line"), _("Understood as"), _("What happens"))],
        "confirm": [on.isoformat() for on in days if not held.get(on)],
        "unread": sum(line.on not in days for line in lines),
    }


def _means(line: Line, held: dict[date, bool]) -> str:
    if line.why or line.on is None:
        return line.why
    if line.on not in held:
        return _("It is entered.")
    return _("It is there already.") if held[line.on] else _("It was called off, and is held after all.")


def _waiting(board: Unit, user: Any) -> list[tuple[Case, str]]:
    """What the board is to decide, as far as the user may open it: an administrator enters days and reads no cases."""
    return [(case, foreign(case.subject.language)) for case in queries_boards.cases_before(board) if rules.sees(case, user)]


def _page(request: HttpRequest, board: Unit, form: MeetingsForm) -> dict[str, Any]:
    before = read_day(request.GET.get("before", ""))
    earlier = queries_boards.earlier_meetings(board, before=before)
    more = len(earlier) > EARLIER_ON_A_PAGE
    earlier = earlier[:EARLIER_ON_A_PAGE]
    here = reverse("gates:meetings", args=[board.pk])
    return {
        "board": board,
        "form": form,
        "title": _("When %(board)s meets") % {"board": board.shown_name},
        "coming": queries_boards.coming_meetings(board),
        "earlier": earlier,
        "older": f"{here}?before={earlier[-1].on.isoformat()}#earlier" if more else "",
        "first": f"{here}#earlier" if before else "",
        "columns": [Column(label=_("Day")), Column(label=_("Held?"))],
        "crumbs": [Crumb(label=_("When boards meet"), href=reverse("gates:boards")), Crumb(label=board.shown_name)],
    }


@post_only
def call_off(request: HttpRequest, pk: int) -> HttpResponse:
    if answer := sign_in_first(request):
        return answer
    meeting = Meeting.objects.select_related("board").filter(pk=pk).first()
    if meeting is None:
        raise Http404
    _board(request, meeting.board)
    try:
        done = actions.call_off_meeting(meeting, by=request.user)  # type: ignore[arg-type]  # a person
    except NotAllowed as refusal:
        messages.warning(request, str(refusal))
    else:
        named = {"day": meeting.shown_day}
        messages.success(request, (_("The meeting on %(day)s is called off.") if done else _("It was called off already.")) % named)
    return redirect("gates:meetings", meeting.board_id)
