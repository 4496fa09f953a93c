"""Who may work around a case: note what blocks, sort the problem, plan and try, ask others in, coach. None of it decides anything."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from sluss.core.verdict import YES, Verdict, no
from sluss.journal.models import Subject
from sluss.journal.states import Visibility
from sluss.people.models import Unit
from sluss.people.rules import acting
from sluss.people.states import Permission

from .models import Barrier, Case, CaseParticipant, Experiment, PlanStep
from .queries_together import takes_part
from .rules import sees
from .states import BarrierState, CaseState, ExperimentState, PartState, ProblemKind, StepState


def reads(case: Case, user: Any) -> bool:
    """Whether the case page may be opened: by those who have it, and by those whose unit takes part or is asked to. At most one query."""
    return sees(case, user) or takes_part(case, user)


def still_open(case: Case) -> Verdict:
    return YES if case.state != CaseState.CLOSED else no(_("The case is closed."))


def may_work(case: Case, user: Any) -> Verdict:
    """Sort the problem, plan, try, note what blocks, ask others in."""
    if acting(user).may_in(Permission.HANDLE, case.receiving_unit):
        return YES
    return no(_("Only the innovation lead, a decision-maker or the innovation office for this unit can do this."))


def may_coach(case: Case, user: Any) -> Verdict:
    """Those who handle or assess, here or in a unit that takes part. At most one query."""
    me = acting(user)
    if me.may_in(Permission.HANDLE, case.receiving_unit) or me.may_in(Permission.ASSESS, case.receiving_unit) or takes_part(case, user):
        return YES
    return no(_("Only those who work with the case can write here."))


# --- The problem --------------------------------------------------------------------------------------------------------


def may_plan(kind: str) -> Verdict:
    """`kind`: what the problem has been sorted as; empty when it has not."""
    if not kind:
        return no(_("Say first whether the problem is complicated or complex."))
    if kind == ProblemKind.COMPLEX:
        return no(_("The problem is complex: it has experiments in place of a plan."))
    return YES


def may_try(kind: str) -> Verdict:
    if not kind:
        return no(_("Say first whether the problem is complicated or complex."))
    if kind == ProblemKind.COMPLICATED:
        return no(_("The problem is complicated: it has a plan in place of experiments."))
    return YES


def may_end_step(step: PlanStep) -> Verdict:
    return YES if step.state == StepState.PLANNED else no(_("The step is done or dropped already."))


def may_start(experiment: Experiment) -> Verdict:
    return YES if experiment.state == ExperimentState.PLANNED else no(_("The experiment has begun already."))


def may_learn(experiment: Experiment) -> Verdict:
    """From a planned one too: that a test could not be made is something one has learnt."""
    return YES if experiment.state != ExperimentState.LEARNT else no(_("What was learnt has been written already."))


# --- Barriers -----------------------------------------------------------------------------------------------------------


def may_see_barriers(user: Any) -> Verdict:
    """The page of what blocks: for those who can do something about it."""
    if acting(user).has(Permission.HANDLE):
        return YES
    return no(_("Only innovation leads, decision-makers and the innovation office see what blocks."))


def may_note_barrier(unit: Unit, user: Any) -> Verdict:
    """One that stops no single case, in a unit."""
    if acting(user).may_in(Permission.HANDLE, unit):
        return YES
    return no(_("You can note what blocks in the units where you are the innovation lead, a decision-maker or the innovation office."))


def may_change_barrier(barrier: Barrier, user: Any) -> Verdict:
    me = acting(user)
    if barrier.owner_id is not None and barrier.owner_id == getattr(user, "pk", None):
        return YES
    if me.may_in(Permission.HANDLE, barrier.unit) or me.may_in(Permission.HANDLE, barrier.owner_unit):
        return YES
    return no(_("Only those who meet the barrier or own it can change it."))


def leads_to(barrier: Barrier, state: BarrierState) -> Verdict:
    """Lifted again to somebody else is a change; open again when it is open, or removed twice, is none."""
    if barrier.state == state and state != BarrierState.LIFTED:
        return no(_("That is how it is already."))
    if barrier.state == BarrierState.REMOVED and state == BarrierState.LIFTED:
        return no(_("It is removed. Say first that it blocks again."))
    return YES


# --- Participants -------------------------------------------------------------------------------------------------------


def can_be_shown_to_units(subject: Subject) -> Verdict:
    """Who is asked in reads the case: what the giver has kept to those who handle it is not shown to another unit that way."""
    if not subject.is_released:
        return no(_("Show it to others first: who is asked must be able to read it."))
    if subject.reach == Visibility.HANDLERS:
        return no(_("The giver has chosen that only those who handle it see it. So no other unit can be asked."))
    return YES


def may_answer_for(participant: CaseParticipant, user: Any) -> Verdict:
    if acting(user).may_in(Permission.HANDLE, participant.unit):
        return YES
    return no(_("Only the innovation lead of the unit that is asked, a decision-maker there or the innovation office can answer."))


def may_be_answered(participant: CaseParticipant) -> Verdict:
    return YES if participant.state == PartState.ASKED else no(_("It has been answered already."))


def may_leave(participant: CaseParticipant, user: Any) -> Verdict:
    """Who has the case can take a unit out of it, and the unit can step out itself."""
    me = acting(user)
    if me.may_in(Permission.HANDLE, participant.case.receiving_unit):
        return YES
    if participant.state == PartState.ACCEPTED and me.may_in(Permission.HANDLE, participant.unit):
        return YES
    return no(_("Only those who have the case, or the unit itself, can end its part in it."))


def can_be_left(participant: CaseParticipant) -> Verdict:
    if participant.state in {PartState.ASKED, PartState.ACCEPTED}:
        return YES
    return no(_("The unit is not in the case any more."))
