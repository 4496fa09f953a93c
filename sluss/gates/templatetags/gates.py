"""How the lock is drawn, on its own pages and on those of the apps above: {% load gates %}."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import template
from django.utils.safestring import SafeString
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from sluss.core import clock
from sluss.core.components import Lock, LockStep
from sluss.core.components.lock import State
from sluss.core.dates import day
from sluss.core.text import markdown

from .. import rows
from ..models import Case, Decision, EarlierPlan, ProcessVersion, Promise, Receiver, Stage, Trial
from ..states import Capacity, CaseState, DecisionKind, Origin, Outcome, Phase, ReceiverState

register = template.Library()


@register.simple_tag
def promise_due(promise: Promise, headed: bool = False) -> SafeString:
    """When the answer is due, in words: see rows.due."""
    return rows.due(promise, headed=headed)


# --- The staircase ------------------------------------------------------------------------------------------------------


def lock_steps(case: Case, decisions: Sequence[Decision], promise: Promise | None = None) -> list[LockStep]:
    """The six phases with the boat where the case is; under each the day it was reached. Decisions need their stages loaded."""
    reached: dict[int, date] = {}
    for decision in decisions:
        reached.setdefault(decision.from_stage.phase, clock.local_day(case.opened_at))
        if decision.to_stage is not None and decision.kind in {DecisionKind.ADVANCE, DecisionKind.SEND_BACK}:
            reached[decision.to_stage.phase] = clock.local_day(decision.recorded_at)
    reached.setdefault(case.stage.phase, clock.local_day(case.stage_since))
    finished = case.outcome in {Outcome.FULLY, Outcome.PARTLY, Outcome.TESTED} and case.stage.phase == Phase.SPREAD
    day_unknown = any(decision.outcome and decision.decided_on is None and decision.outcome != Outcome.NO_SUPPORT for decision in decisions)
    closed = "" if day_unknown or case.closed_at is None else _("closed %(day)s") % {"day": day(case.closed_at)}
    return [_step(phase, case, reached, promise, finished=finished, closed=closed) for phase in Phase]


def _step(phase: Phase, case: Case, reached: dict[int, date], promise: Promise | None, *, finished: bool, closed: str) -> LockStep:
    here: State = "parked" if case.state == CaseState.PARKED else "now" if case.is_open else "done" if finished else "closed"
    label = str(phase.label)
    when = reached.get(phase)
    if phase < case.stage.phase:
        return LockStep(label=label, state="done", note=day(when) if when else "")
    if phase > case.stage.phase:
        return LockStep(label=label, state="next")
    if case.state == CaseState.PARKED and case.parked_until:
        return LockStep(label=label, state=here, note=_("until %(day)s") % {"day": day(case.parked_until)})
    if not case.is_open:
        return LockStep(label=label, state=here, note=closed)
    return LockStep(label=label, state=here, note=_("since %(day)s") % {"day": day(when)} if when else "")


def what_is_next(case: Case, promise: Promise | None) -> str:
    """The sentence beside "Step 3 of 6: Concept."."""
    if case.state == CaseState.CLOSED:
        return f"{case.get_outcome_display()}."
    if case.state == CaseState.PARKED and case.parked_until:
        return _("It is taken up again on %(day)s.") % {"day": day(case.parked_until)}
    if case.state == CaseState.ASKED:
        return _("Waits for more from the one who gave it.")
    return _("Next answer by %(day)s.") % {"day": day(promise.due_on)} if promise else ""


@register.simple_tag
def case_lock(case: Case, decisions: Sequence[Decision], promise: Promise | None = None, text: str = "") -> SafeString:
    return Lock(steps=lock_steps(case, decisions, promise), text=text or what_is_next(case, promise)).html()


@register.simple_tag
def process_lock(version: ProcessVersion, stages: Sequence[Stage]) -> SafeString:
    """The staircase of a process: nobody is in it, and under each level stand the stages that lie there."""
    names = {phase: ", ".join(stage.shown_name for stage in stages if stage.phase == phase) for phase in Phase}
    steps = [LockStep(label=str(phase.label), state="plain", note=names[phase] or _("not in this process")) for phase in Phase]
    text = ngettext("%(n)d stage from need to spread.", "%(n)d stages from need to spread.", len(stages)) % {"n": len(stages)}
    return Lock(steps=steps, text=text, title=_("The levels of the lock"), id="process-lock").html()


# --- Decisions ------------------------------------------------------------------------------------------------------------


def decision_title(decision: Decision) -> str:
    named = {
        "stage": decision.to_stage.shown_name if decision.to_stage else "",
        "day": day(decision.until) if decision.until else "",
        "outcome": decision.get_outcome_display() if decision.outcome else "",
        "who": decision.referred_to or decision.body,
    }
    if decision.kind == DecisionKind.CORRECT and decision.corrects is not None:
        of = _("Correction of decision %(number)d") % {"number": decision.corrects.number}
        changed = decision.outcome and decision.outcome != decision.corrects.outcome
        return f"{of}: {named['outcome']}" if changed else of
    return str(_TITLES[DecisionKind(decision.kind)]) % named


_TITLES = {
    DecisionKind.RELEASE: lazy("Shown to others"),
    DecisionKind.ADVANCE: lazy("Went on to %(stage)s"),
    DecisionKind.SEND_BACK: lazy("Sent back to %(stage)s"),
    DecisionKind.ASK: lazy("Asked for more"),
    DecisionKind.PARK: lazy("Parked until %(day)s"),
    DecisionKind.WAKE: lazy("Taken up again"),
    DecisionKind.CLOSE: lazy("Closed: %(outcome)s"),
    DecisionKind.WITHDRAW: lazy("Withdrawn by the giver"),
    DecisionKind.RECOMMEND: lazy("Recommendation by %(who)s"),
    DecisionKind.CORRECT: lazy("Correction"),
    DecisionKind.REFER: lazy("Referred to %(who)s"),
}

_LOOK = {
    DecisionKind.SEND_BACK: "wait",
    DecisionKind.ASK: "wait",
    DecisionKind.PARK: "wait",
    DecisionKind.CORRECT: "wait",
    DecisionKind.RECOMMEND: "wait",
    DecisionKind.REFER: "wait",
    DecisionKind.WITHDRAW: "no",
}


def decision_record(decision: Decision) -> str:
    """In what capacity, by whom, where it is written, when: as it was recorded, frozen."""
    decided_by, recorded_by = decision.names
    who = " · ".join(part for part in (decision.body, decided_by) if part)
    ordinary = decision.capacity == Capacity.EXECUTION
    by_itself = not who and decision.origin == Origin.HERE and decision.kind != DecisionKind.WITHDRAW
    capacity = decision.get_capacity_display() if not ordinary else _("Made by Sluss by itself") if by_itself else ""
    minutes = _("minutes %(number)s") % {"number": decision.minutes} if decision.minutes else ""
    parts = [capacity, who, decision.paragraph, minutes, _decided_on(decision)]
    line = ", ".join(part for part in parts if part)
    line = f"{line}. " if line else ""
    if recorded_by not in {"", decided_by}:
        line += _("Recorded by %(who)s") % {"who": recorded_by} + ". "
    return _("Decision %(number)d.") % {"number": decision.number} + f" {line}{decision.authority.shown_name}."


def _decided_on(decision: Decision) -> str:
    if decision.decided_on is not None:
        return day(decision.decided_on, year=True)
    # Too little support is decided by nobody, so no day of a decision is missing.
    return "" if decision.outcome == Outcome.NO_SUPPORT else _("the day is missing in the source")


@register.inclusion_tag("gates/_decision.html")
def decision_box(decision: Decision, correct_url: str = "", level: int = 3, corrected_by: int | None = None) -> dict[str, Any]:
    """One decision with its reason, as it was recorded. Needs its stages, authority and what it corrects loaded (queries.decisions_of)."""
    look = _LOOK.get(DecisionKind(decision.kind), "yes")
    if decision.outcome in {Outcome.NOT, Outcome.NO_SUPPORT, Outcome.WITHDRAWN}:
        look = "no"
    return {
        "decision": decision,
        "title": decision_title(decision),
        "record": decision_record(decision),
        "look": look,
        "reason": markdown(decision.reason) if decision.reason else "",
        "language": decision.language if decision.language != get_language() else "",
        "lacks_reason": not decision.reason and decision.origin == Origin.IMPORT,
        "correct_url": correct_url,
        "corrected_by": corrected_by,
        "level": level,
        "anchor": f"decision-{decision.number}",
    }


# --- What is tried, and who receives it -----------------------------------------------------------------------------------


@register.simple_tag
def trial_title(trial: Trial) -> str:
    if trial.ended_at is not None:
        return f"{trial.get_result_display()}, {day(trial.ended_at, year=True)}"
    return _("Until %(day)s") % {"day": day(trial.ends_on, year=True)}


@register.simple_tag
def trial_facts(trial: Trial) -> list[tuple[Any, Any]]:
    """A trial's plan and result, for the brief component."""
    return [
        (_("What we have learnt"), markdown(trial.learnt) if trial.learnt else ""),
        (_("How it was before"), markdown(trial.baseline)),
        (_("What would stop it"), markdown(trial.stop_criterion)),
        (_("The plan"), _("changed on %(day)s") % {"day": day(trial.planned_at, year=True)} if trial.plan_number > 1 else ""),
    ]


@register.simple_tag
def plan_facts(plan: EarlierPlan) -> list[tuple[Any, Any]]:
    """What a trial's plan was, for the brief component."""
    return [
        (_("Planned"), day(plan.planned_at, year=True)),
        (_("To end on"), day(plan.ends_on, year=True)),
        (_("How it was before"), markdown(plan.baseline)),
        (_("What would stop it"), markdown(plan.stop_criterion)),
    ]


@register.simple_tag
def receiver_facts(receiver: Receiver) -> list[tuple[Any, Any]]:
    """What a unit that was asked to receive has answered, for the brief component. Needs its unit loaded."""
    at = receiver.answered_at or receiver.asked_at
    said = (receiver.get_state_display(), day(at, year=True), receiver.answered_shown)
    return [
        (_("Receiver"), receiver.unit.shown_name),
        (_("Answer"), ", ".join(part for part in said if part)),
        (_("Answer by"), day(receiver.answer_by, year=True) if receiver.answer_by and receiver.state == ReceiverState.ASKED else ""),
        (_("Budget"), receiver.budget),
        (_("Why"), markdown(receiver.reason) if receiver.reason else ""),
    ]
