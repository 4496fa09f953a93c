"""The work around a case, in parts of its page, and what a unit takes part in on its own. Each costs at most one query."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.template.loader import render_to_string

from sluss.core import clock
from sluss.core.context import is_signed_in
from sluss.core.panels import Place, panel
from sluss.core.routes import address
from sluss.people.models import Unit
from sluss.people.rules import acting, standing
from sluss.people.states import Permission, Standing

from . import queries_together as together
from . import rules_together as rules
from .hidden import experiments_for, notes_for
from .models import Barrier, Case, CaseParticipant, Experiment, ProblemChoice
from .states import BarrierState, ExperimentState, Finding, PartState, ProblemKind, StepState

SHOWN = 5
TONES = {ExperimentState.PLANNED: "neutral", ExperimentState.RUNNING: "info", ExperimentState.LEARNT: "success"}
ICONS = {ExperimentState.PLANNED: "calendar", ExperimentState.RUNNING: "clock", ExperimentState.LEARNT: "idea"}


def _works(request: HttpRequest, case: Case) -> bool:
    """May change what stands here: has the case, and it is open."""
    return bool(rules.may_work(case, request.user) and rules.still_open(case))


def _draw(request: HttpRequest, name: str, case: Case, **more: Any) -> str:
    return render_to_string(f"gates/together/{name}.html", {"case": case, "works": _works(request, case), **more}, request)


# --- How the problem is met ---------------------------------------------------------------------------------------------


def _choices(request: HttpRequest, case: Case) -> list[ProblemChoice]:
    """Read once for the parts of one page."""
    kept: dict[int, list[ProblemChoice]] = request.__dict__.setdefault("_problem_choices", {})
    if case.pk not in kept:
        kept[case.pk] = together.problem_choices(case)
    return kept[case.pk]


def _ever(choices: list[ProblemChoice], kind: ProblemKind) -> bool:
    return any(choice.kind == kind for choice in choices)


@panel(Place.CASE_WORK, order=10)
def problem(request: HttpRequest, case: Case) -> str:
    """Whether it is complicated or complex, and why."""
    choices = _choices(request, case)
    if not choices and not _works(request, case):
        return ""
    return _draw(request, "problem", case, choice=choices[0] if choices else None, earlier=choices[1:])


@panel(Place.CASE_WORK, order=11)
def plan(request: HttpRequest, case: Case) -> str:
    """Of a problem that is complicated, or was thought to be."""
    choices = _choices(request, case)
    if not _ever(choices, ProblemKind.COMPLICATED):
        return ""
    current = choices[0].kind == ProblemKind.COMPLICATED
    steps = together.plan_of(case)
    if not steps and not current:
        return ""
    late = {step.pk for step in steps if step.state == StepState.PLANNED and step.due_on < clock.today()}
    return _draw(request, "plan", case, steps=steps, current=current, late=late)


@dataclass(frozen=True, slots=True)
class Shown:
    """An experiment as it is drawn."""

    it: Experiment
    tone: str
    icon: str
    held: Any
    repeatable: Any
    unit: str = ""


def shown(experiment: Experiment, unit: str = "") -> Shown:
    state = ExperimentState(experiment.state)
    return Shown(
        experiment,
        TONES[state],
        ICONS[state],
        Finding(experiment.held).label if experiment.held else "",
        Finding(experiment.repeatable).label if experiment.repeatable else "",
        unit,
    )


@panel(Place.CASE_WORK, order=12)
def experiments(request: HttpRequest, case: Case) -> str:
    """Of a problem that is complex, or was thought to be."""
    choices = _choices(request, case)
    if not _ever(choices, ProblemKind.COMPLEX):
        return ""
    current = choices[0].kind == ProblemKind.COMPLEX
    found = experiments_for(request.user, together.experiments_of(case), case.subject)
    if not found and not current:
        return ""
    return _draw(request, "experiments", case, experiments=[shown(one) for one in found], current=current)


# --- Who takes part, help, barriers -------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Inside:
    """A unit in the case, with what the reader may do about it."""

    it: CaseParticipant
    answer_url: str
    leave_url: str

    @property
    def waits(self) -> bool:
        return self.it.state == PartState.ASKED

    @property
    def is_in(self) -> bool:
        return self.it.state in together.IN_IT


@panel(Place.CASE_WORK, order=20)
def participants(request: HttpRequest, case: Case) -> str:
    found = together.participants_of(case)
    works = _works(request, case)
    if not found and not works:
        return ""
    rows = [_inside(one, case, request.user) for one in found]
    can_ask = rules.can_be_shown_to_units(case.subject)
    return _draw(request, "participants", case, rows=rows, can_ask=can_ask)


def _inside(one: CaseParticipant, case: Case, user: Any) -> Inside:
    one.case = case
    may_answer = rules.may_be_answered(one) and rules.still_open(case) and rules.may_answer_for(one, user)
    may_leave = rules.can_be_left(one) and rules.may_leave(one, user)
    return Inside(
        one,
        address("gates:answer_ask", case.pk, one.pk) if may_answer else "",
        address("gates:leave", case.pk, one.pk) if may_leave else "",
    )


@panel(Place.CASE_WORK, order=30)
def coaching(request: HttpRequest, case: Case) -> str:
    """For all who may open the case. One more query for one whom only a unit's part in it lets in."""
    notes = notes_for(request.user, together.coaching_of(case), case.subject)
    writes = rules.still_open(case) and rules.may_coach(case, request.user)
    if not notes and not writes:
        return ""
    return _draw(request, "coaching", case, notes=notes, writes=bool(writes))


@dataclass(frozen=True, slots=True)
class Blocking:
    it: Barrier
    href: str
    days: int
    tone: str


@panel(Place.CASE_WORK, order=40)
def barriers(request: HttpRequest, case: Case) -> str:
    found = together.barriers_of(case)
    works = _works(request, case)
    if not found and not works:
        return ""
    tones = {BarrierState.OPEN: "danger", BarrierState.LIFTED: "warning", BarrierState.REMOVED: "neutral"}
    today = clock.today()
    rows = [
        Blocking(
            one,
            address("gates:barrier", one.pk) if rules.may_change_barrier(one, request.user) else "",
            ((one.removed_on or today) - one.opened_on).days,
            tones[BarrierState(one.state)],
        )
        for one in found
    ]
    return _draw(request, "barriers", case, rows=rows)


# --- What a unit takes part in -------------------------------------------------------------------------------------------


@panel(Place.UNIT_PAGE, order=25)
def takes_part_in(request: HttpRequest, unit: Unit) -> str:
    """The cases of others that the unit takes part in, for those who handle or assess there."""
    if not is_signed_in(request) or standing(request.user) != Standing.EMPLOYEE:
        return ""
    me = acting(request.user)
    if not (me.may_in(Permission.HANDLE, unit) or me.may_in(Permission.ASSESS, unit)):
        return ""
    found = list(together.taking_part(unit)[: SHOWN + 1])
    if not found:
        return ""
    return render_to_string("gates/together/_taking_part.html", {"parts": found[:SHOWN], "more": len(found) > SHOWN}, request)
