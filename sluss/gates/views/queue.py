"""The one work queue: every wait that somebody owes an answer to, the most urgent first. The board stands in views/board.py."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from math import ceil
from typing import Any
from urllib.parse import urlencode

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.formats import number_format
from django.utils.functional import Promise as LazyText
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_safe

from sluss.core.components import Chip, Column
from sluss.core.dates import day
from sluss.core.routes import address, number_in
from sluss.people.states import Role

from .. import asked as ask
from .. import queries
from ..asked import BOARD, BY_STAGE, Asked, Choice, Cursor, Found
from ..models import Stage
from ..questions import expected_of, is_question, page_of
from ..queued import Queued
from ..rows import Row, drawn, options
from ..states import PromiseKind, PromiseState, StageKind, Verb
from ..waiting import COUNT_TO, Tally, Whose, day_of, first_rows, promises, rows_of, tally, tally_of, whose
from .board import board_of
from .case import EXPECTED
from .desk import foreign, sign_in_first

PAGE = 20
LONG_QUEUE = 5  # from how many it helps to know how long they take
PACE_WEEKS = 8  # how far back one's pace is measured

TABS: dict[str, LazyText] = {
    "mine": gettext_lazy("Mine"),
    "units": gettext_lazy("My units’"),
    "all": gettext_lazy("The whole city’s"),
    "assess": gettext_lazy("To assess"),
    "waiting": gettext_lazy("Waiting for the giver"),
}


@require_safe
def queue(request: HttpRequest) -> HttpResponse:
    if answer := sign_in_first(request):
        return answer
    tabs = ask.tabs_of(request.user)
    if not tabs:
        raise PermissionDenied(_("The work queue is for those who answer or assess ideas. You have no such role right now."))
    found = Found(tabs, ask.units_of(request.user), *queries.loaded_stages())
    asked = ask.read(request.GET, found)
    of = whose(request.user, asked.tab)
    context = _frame(asked, found)
    if asked.view == BOARD:
        board = board_of(of, asked, found, request.user)
        context |= {
            "board": board,
            "rows": board.counted.number,
            "summary": _said(board.counted, asked, request.user) if board.counted.number else "",
        }
    else:
        rows, previous, following = _page(of, asked)
        if asked.cursor and not rows:
            return redirect(context["home"] + asked.query())
        context |= {
            "rows": _shown(rows, asked, choosing=context["choosing"]),
            "summary": _summary(of, asked, request.user),
            **_paging(asked, previous, following),
        }
    context["next_url"] = address("gates:next") + asked.query(view="") if context["rows"] and asked.tab != "waiting" else ""
    return render(request, "gates/queue.html", context)


def _frame(asked: Asked, found: Found) -> dict[str, Any]:
    """What stands around the rows, whichever way they are shown."""
    home = address("gates:queue")
    choosing = asked.tab != "assess"  # assessing is done one by one
    others = {"unit": asked.unit, "kind": asked.kind, "phase": asked.phase, "order": asked.order, "view": asked.view}
    return {
        "tabs": [
            Chip(label=TABS[tab], href=home + Asked(tab, **others).query(), current=tab == asked.tab)  # type: ignore[arg-type]  # by name
            for tab in found.tabs
        ],
        "other_view": home + asked.query(view="" if asked.view == BOARD else BOARD),
        "asked": asked,
        "home": home,
        "columns": _columns(asked, home, choosing=choosing),
        "choosing": choosing,
        "several_url": address("gates:several"),
        "back": asked.query().removeprefix("?"),
        "hand_over_all": address("gates:several")
        + "?"
        + urlencode({"verb": Verb.HAND_OVER, "all": "1", "back": asked.query().removeprefix("?")}),
        "units": _units(tuple(found.units), asked.unit) if len(found.units) > 1 else "",
        "kinds": options(tuple((kind.value, str(kind.label)) for kind in found.kinds), asked.kind) if asked.tab != "assess" else "",
        "phases": options(tuple((str(phase.value), str(phase.label)) for phase in found.phases), str(asked.phase or "")),
        "unfiltered": home + Asked(asked.tab, order=asked.order, view=asked.view).query(),
        "wider": home + Asked(found.tabs[1], order=asked.order, view=asked.view).query() if asked.tab == "mine" else "",
    }


@lru_cache(maxsize=64)
def _units(units: tuple[Choice, ...], chosen: Choice | None) -> SafeString:
    return options(tuple((str(unit.pk), unit.name) for unit in units), str(chosen.pk) if chosen else "")


def _paging(asked: Asked, previous: Cursor | None, following: Cursor | None) -> dict[str, str]:
    home = address("gates:queue")
    return {
        "older": home + asked.query(before=str(previous)) if previous else "",
        "newer": home + asked.query(after=str(following)) if following else "",
        "first": home + asked.query() if previous else "",
    }


@require_safe
def next_one(request: HttpRequest) -> HttpResponse:
    """Straight to the most urgent in a tab; the queue itself when there is none. `but` is the case that has just been answered."""
    if answer := sign_in_first(request):
        return answer
    tabs = ask.tabs_of(request.user)
    if not tabs:
        return redirect("gates:queue")
    asked = ask.read(request.GET, Found(tabs, ask.units_of(request.user)))
    found = ask.narrowed(promises(whose(request.user, asked.tab)), asked).exclude(case=None)
    if (but := number_in(request.GET.get("but"))) is not None:
        found = found.exclude(case_id=but, kind=PromiseKind.ANSWER)
    promise = ask.ordered(found, asked).first()
    return redirect(page_of(promise) if promise else address("gates:queue") + asked.query())


def _page(of: Whose, asked: Asked) -> tuple[list[Queued], Cursor | None, Cursor | None]:
    """The rows, and where the pages before and after begin. One query."""
    on, cursor = day_of(asked.tab), asked.cursor
    back = cursor is not None and cursor.back
    if asked.narrowed or asked.order or cursor:
        rows = rows_of(ask.past(ask.ordered(ask.narrowed(promises(of), asked), asked, back=back), asked), PAGE + 1)
    else:
        rows = first_rows(of, PAGE + 1)
    more = len(rows) > PAGE
    rows = rows[:PAGE]
    if back:
        rows.reverse()
    if not rows:
        return [], None, None
    before, after = (more, True) if back else (cursor is not None, more)
    by_stage = asked.order == BY_STAGE
    ends = [Cursor(getattr(row, on), row.pk, phase=_phase(row) if by_stage else None) for row in (rows[0], rows[-1])]
    return rows, ends[0] if before else None, ends[1] if after else None


def _phase(row: Queued) -> int:
    return row.stage.phase if row.stage else 0


def _shown(rows: Sequence[Queued], asked: Asked, *, choosing: bool) -> SafeString:
    names = queries.held_by((row.pk, row.owner_role, row.unit_path, row.person_name) for row in rows) if rows else {}
    return drawn((_row(row, names[row.pk]) for row in rows), when=_when(asked), choosing=choosing)


def _when(asked: Asked) -> str:
    return _("Waiting since") if asked.tab == "waiting" else _("Answer by")


def _row(row: Queued, holder: str) -> Row:
    stage = row.stage
    return Row(
        promise=row,
        title=row.title,
        language=foreign(row.language),
        href=page_of(row),
        choosable=row.case_id is not None and not is_question(row),
        reference=row.reference or "",
        expected=_expected(row, stage),
        step=stage.phase if stage else None,
        stage=stage.shown_name if stage else "",
        unit=row.unit_shown,
        holder=holder or _("%(role)s: vacant") % {"role": Role(row.owner_role).label},
    )


def _expected(row: Queued, stage: Stage | None) -> str:
    if row.state == PromiseState.PAUSED:
        return ""  # said once, above them all
    if is_question(row):
        return expected_of(row)
    if stage is None:
        return str(PromiseKind(row.kind).label)
    if wait := row.wait:
        return wait.sentence
    if row.stage_ends_on:
        return _("Collects support until %(day)s") % {"day": day(row.stage_ends_on)}
    return str(EXPECTED[StageKind(stage.kind)])


def _summary(of: Whose, asked: Asked, user: Any) -> str:
    """One query, and one more for the pace in one's own queue."""
    counted = tally_of(ask.narrowed(promises(of), asked), asked.tab) if asked.narrowed else tally(of)
    return _said(counted, asked, user) if counted.number else ""


def _said(counted: Tally, asked: Asked, user: Any) -> str:
    """How many, how many of them are late, and how long it will take: that is known of the cases' own answers."""
    number, late, shown = counted.number, counted.late, _at_most(counted.number)
    if asked.tab == "waiting":
        total = ngettext("%(n)s waits for its giver.", "%(n)s wait for their givers.", number) % {"n": shown}
        return total + " " + _("More has been asked for, and the time to answer stands still meanwhile.")
    if asked.tab == "assess":
        total = ngettext("%(n)s to assess.", "%(n)s to assess.", number) % {"n": shown}
    else:
        total = ngettext("%(n)s waits for an answer.", "%(n)s wait for an answer.", number) % {"n": shown}
    lateness = ngettext("%(n)s is late.", "%(n)s are late.", late) % {"n": _at_most(late)} if late else _("None is late.")
    pace = _pace(counted.answers, user) if asked.tab == "mine" and not asked.narrowed else ""
    return " ".join(part for part in (total, lateness, pace) if part)


def _at_most(number: int) -> str:
    return _("More than %(n)s") % {"n": number_format(COUNT_TO, force_grouping=True)} if number > COUNT_TO else str(number)


def _pace(number: int, user: Any) -> str:
    """How long the queue is, in weeks as the user has worked lately. Nothing for a short queue, or for one who has just begun."""
    answered = queries.kept_by(user, weeks=PACE_WEEKS)
    if number < LONG_QUEUE or not answered:
        return ""
    weeks = ceil(number * PACE_WEEKS / answered)
    return ngettext("At your pace it takes about %(n)d week.", "At your pace it takes about %(n)d weeks.", weeks) % {"n": weeks}


def _columns(asked: Asked, home: str, *, choosing: bool) -> list[Column]:
    by_stage = asked.order == BY_STAGE
    return [
        Column(label=_("Case")),
        Column(label=_when(asked), sort=home + asked.query(order=""), sorted="" if by_stage else "ascending"),
        Column(label=_("Stage"), sort=home + asked.query(order=BY_STAGE), sorted="ascending" if by_stage else ""),
        Column(label=_("Unit")),
        Column(label=_("Held by")),
        *([Column(label=_("Choose"))] if choosing else []),
    ]
