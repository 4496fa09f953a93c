"""The page of one idea: where it stands, what happens now and by when, what it says, what was decided and what has happened."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from sluss.core.components import Crumb
from sluss.core.dates import day as in_words
from sluss.core.dates import time_tag
from sluss.gates import happenings
from sluss.gates import queries as gates
from sluss.gates.models import Case, Decision, Stage
from sluss.gates.queries_boards import wait_of
from sluss.gates.rules import sees as sees_case
from sluss.gates.states import Around
from sluss.journal import queries as journal
from sluss.journal.states import Visibility
from sluss.records.rules import reads_marked
from sluss.records.views import note_shown

from .. import queries, texts
from ..attached import files_of, shown_files
from ..hidden import in_clear
from ..models import Idea
from ..rows import address_of, number, status_tag
from ..rules import giver_role, giver_shown, is_giver, sees_giver
from ..rules_files import reader
from ..story import Told, decisions_told, happens_now, lock_steps
from .acting import act_context
from .around import around

SHOWN_AT_ONCE = 6  # of the timeline; the rest is folded away


def found_or_404(request: HttpRequest, pk: int) -> Idea:
    idea = queries.idea_page(request.user, pk)
    if idea is None:
        raise Http404
    return idea


@require_safe
def by_number(request: HttpRequest, pk: int) -> HttpResponse:
    return redirect(address_of(pk, found_or_404(request, pk).subject.address), permanent=True)


@require_safe
def idea(request: HttpRequest, pk: int, slug: str) -> HttpResponse:
    shown = found_or_404(request, pk)
    if slug != shown.subject.address:
        return redirect(address_of(pk, shown.subject.address), permanent=True)
    return render(request, "ideas/browse/idea.html", _page(request, shown))


def _page(request: HttpRequest, idea: Idea) -> dict[str, Any]:
    every = queries.cases_of(idea)
    # What a unit decides that takes it up is told among those who have: here stands what was decided about the idea.
    cases = [case for case in every if case.adopts_id is None]
    case = cases[0] if cases else None
    decisions = [decision for decision in gates.decisions_about(idea.pk, every) if decision.case_id in {case.pk for case in cases}]
    own = is_giver(getattr(idea, "submission", None), request.user)
    secret = _secret(request, idea, own, "ideas:idea")
    handles = case is not None and sees_case(case, request.user)
    told = decisions_told(cases, decisions, sees_questions=own or handles)
    prominent = next((t for t in told if t.weighty), None)
    if sees_giver(idea, case, request.user):
        queries.know_giver(idea)
    giver = giver_shown(idea, case, request.user)
    stands_around = around(request, idea, own=own)
    return {
        "idea": idea,
        "subject": idea.subject,
        "crumbs": _crumbs(idea),
        "status": status_tag(idea.status),
        "giver": giver,
        "giver_name": "" if giver == giver_role(idea) else giver,
        "unit": idea.unit.shown_name,
        "submitted": time_tag(idea.submitted_at, in_words(idea.submitted_at, year=True)),
        "texts": texts.brief(idea),
        "files": shown_files(idea, files_of(idea.subject), reader(idea, case, request.user, own=own)) if idea.subject.files_taken else [],
        "lead": texts.lead(idea),
        "banner": _banner(idea, own),
        "secret": secret,
        "own": own,
        "may_change": case is not None and case.is_open,
        "case_url": reverse("gates:case", args=[case.pk]) if case and handles else "",
        **_standing(idea, case, [d for d in decisions if case and d.case_id == case.pk]),
        **_decided(told, prominent),
        **_history(request, idea, cases, decisions),
        "trials": gates.trials_told(case) if case else [],
        "meta": [*texts.meta(idea, cases, queries.register_numbers(idea)), *stands_around["parts"]],
        "around": stands_around["around"],
        **act_context(request, idea, case),
    }


def _secret(request: HttpRequest, idea: Idea, own: bool, place: str) -> str:
    """What a reader of an idea with something marked in it is told; for one who may read it the text is filled in, and that is noted."""
    if not idea.subject.masked_fields - {Around.COACHING}:  # which stand on no page but the case's and the giver's own
        return ""
    if own:
        in_clear(idea)
        return _("You have said that parts of it may be secret, or the city has marked them. You alone and those who handle it read them.")
    if reads_marked(request.user, idea.subject):  # type: ignore[arg-type]  # our user model
        note_shown(request, idea.subject, place=place)
        in_clear(idea)
        return _("Parts of it are marked as secret. You may read them because you handle it, and it is logged that you have.")
    return _("Parts of it are marked as secret and are not shown here. Whoever asks the city for the document gets it tried.")


def _crumbs(idea: Idea) -> list[Crumb]:
    crumbs = [Crumb(label=_("Ideas"), href=reverse("ideas:list"))]
    if idea.theme:
        crumbs.append(Crumb(label=idea.theme.shown_name, href=f"{reverse('ideas:list')}?theme={idea.theme.key}"))
    crumbs.append(Crumb(label=texts.shortened(idea.subject.title)))
    return crumbs


def _banner(idea: Idea, own: bool) -> dict[str, str] | None:
    """Whoever sees what not all can see is told so, and who else can."""
    subject, unit = idea.subject, idea.unit.shown_name
    if not subject.is_released:
        text = (
            _("Only you and those who handle it at %(unit)s can see it. It is shown to others when somebody has read it.")
            if own
            else _("Only the giver and those who handle it at %(unit)s can see it. It is in no list and no search.")
        )
        return {"title": _("Not shown to others yet"), "text": text % {"unit": unit}}
    if subject.reach == Visibility.HANDLERS:
        text = _("Only the giver and those who handle it at %(unit)s can see it, as the giver has chosen.")
        return {"title": _("Not shown to others"), "text": text % {"unit": unit}}
    if subject.reach == Visibility.EMPLOYEES:
        return {"title": "", "text": _("Only employees of the city can see this idea.")}
    return None


def _standing(idea: Idea, case: Case | None, decisions: Sequence[Decision]) -> dict[str, Any]:
    if case is None:
        return {"steps": [], "now": None, "stages": []}
    stages = gates.stages_of(case)
    promise = gates.open_promise(case) if case.is_open else None
    now = happens_now(case, promise, idea.total_support, wait_of(case))
    return {
        "case": case,
        "stages": stages,
        "steps": lock_steps(case, stages, decisions, promise),
        "now": now,
        "now_support": _("%(given)s of %(needed)s") % {"given": number(now.given), "needed": number(now.needed)}
        if now.given is not None
        else "",
        "late_since": in_words(now.due, year=True) if now.due else "",
    }


def _decided(told: Sequence[Told], prominent: Told | None) -> dict[str, Any]:
    return {"decision": prominent, "earlier": [t for t in told if t is not prominent]}


def _history(request: HttpRequest, idea: Idea, cases: Sequence[Case], decisions: Sequence[Decision]) -> dict[str, Any]:
    stages: dict[int, Stage] = {case.stage_id: case.stage for case in cases}
    for decision in decisions:
        stages[decision.from_stage_id] = decision.from_stage
        if decision.to_stage:
            stages[decision.to_stage.pk] = decision.to_stage
    ours = {case.pk for case in cases}
    events = [e for e in journal.timeline(idea.subject, request.user) if e.data.get("case") in {*ours, None} or e.kind == "case.taken_up"]
    items = happenings.items(events, stages)
    return {"timeline": items[:SHOWN_AT_ONCE], "older": items[SHOWN_AT_ONCE:]}


@require_safe
def versions(request: HttpRequest, pk: int, slug: str) -> HttpResponse:
    """Every text as it was received: nothing that has been sent to the city is ever changed.

    An earlier text is for the giver and those who handle it: it may have been changed so that something in it should not be read by others.
    """
    shown = found_or_404(request, pk)
    if slug != shown.subject.address:
        return redirect(reverse("ideas:versions", args=[pk, shown.subject.address]), permanent=True)
    reads_all = is_giver(getattr(shown, "submission", None), request.user) or journal.handles(request.user, shown.subject)
    secret = _secret(request, shown, is_giver(getattr(shown, "submission", None), request.user), "ideas:versions")
    clear = is_giver(getattr(shown, "submission", None), request.user) or reads_marked(request.user, shown.subject)  # type: ignore[arg-type]  # our user model
    masked = () if clear else shown.subject.masked_fields
    context = {
        "idea": shown,
        "subject": shown.subject,
        "secret": secret,
        "crumbs": [
            *_crumbs(shown)[:-1],
            Crumb(label=texts.shortened(shown.subject.title), href=address_of(pk, slug)),
            Crumb(label=_("Versions")),
        ],
        "versions": texts.versions(queries.versions_of(shown), masked=masked, language=shown.subject.language),
        "reads_all": reads_all,
    }
    return render(request, "ideas/browse/versions.html", context)
