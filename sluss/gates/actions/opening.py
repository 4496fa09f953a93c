from __future__ import annotations

from datetime import date, datetime, timedelta

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from sluss.core import clock
from sluss.core.verdict import NotAllowed
from sluss.journal.actions import record
from sluss.journal.models import Subject
from sluss.people.models import Person, Unit
from sluss.people.states import Role

from ..models import Case, Decision, Process, Stage
from ..queries import holders, person_ids, stages_in
from ..rules import may_be_taken_up_at, may_enter
from ..states import Capacity, CaseState, DecisionKind, Origin, Outcome, StageKind
from . import asking, promises
from .locking import event_data, lock

HAS_ONE = _("That unit already has an open case about the same thing.")


def first_stage(process: Process, stage_key: str | None) -> Stage:
    if process.current_id is None:
        raise NotAllowed(str(_("The process has no loaded version.")))
    stage = next((stage for stage in stages_in(process.current_id) if stage_key in {None, stage.key}), None)
    if stage is None:
        raise NotAllowed(str(_("The process has no such stage.")))
    return stage


def new_case(
    subject: Subject,
    unit: Unit,
    stage: Stage,
    origin: Origin,
    ends_on: date | None,
    opened_at: datetime | None = None,
    adopts_id: int | None = None,
) -> Case:
    now = opened_at or clock.now()
    # What was brought from another system without a day left to collect waits for a person to decide.
    if ends_on is None and stage.kind == StageKind.SUPPORT and origin == Origin.HERE:
        ends_on = clock.today() + timedelta(days=stage.period_days or 0)
    try:
        case = Case.objects.create(
            subject=subject,
            version_id=stage.version_id,
            stage=stage,
            reached=stage.phase,
            receiving_unit=unit,
            origin=origin,
            opened_at=now,
            stage_since=now,
            stage_ends_on=ends_on,
            adopts_id=adopts_id,
        )
    except IntegrityError:
        # Who asked first saw none, and somebody else has opened one since: what the caller has done so far is undone with it.
        raise NotAllowed(str(HAS_ONE)) from None
    # From the row's own number: unique without a counter that submits would queue for. Not a registry number.
    case.reference = f"S-{clock.local_day(now).year}-{case.pk:05d}"
    case.save(update_fields=["reference"])
    return case


@transaction.atomic
def open_case(
    subject: Subject,
    *,
    process: Process,
    unit: Unit,
    by: Person | None,
    origin: Origin = Origin.HERE,
    stage_key: str | None = None,
    stage_ends_on: date | None = None,
    received_on: date | None = None,
) -> Case:
    """Start a subject's way through a process at a unit: reference, promise. Five queries and the event.

    At the first stage, or at the named one where the process lets a case begin anywhere; what was brought from another system began there.
    `received_on` is for what was received before it was written in: the waiting counts from that day.
    """
    stage = first_stage(process, stage_key)
    if origin == Origin.HERE:
        may_enter(stage).demand()
    opened_at = clock.start_of(received_on) if received_on and received_on < clock.today() else None
    case = new_case(subject, unit, stage, origin, stage_ends_on, opened_at)
    begin(case, by=by, received_on=received_on)
    return case


@transaction.atomic
def take_up(case: Case, *, unit: Unit, stage: Stage, by: Person) -> Case:
    """Another unit takes up what a case has put to use: a case of its own at one of the later stages of the same process, with its own
    promise, and without a new eligibility check or assessment. It says nothing of where the subject stands: the first case does."""
    if stage.version_id != case.version_id or stage not in may_be_taken_up_at(stages_in(case.version_id)):
        raise NotAllowed(str(_("Choose one of the stages where the work is done.")))
    if Case.objects.filter(subject=case.subject_id, receiving_unit=unit).exclude(state=CaseState.CLOSED).exists():
        raise NotAllowed(str(HAS_ONE))
    case = new_case(case.subject, unit, stage, Origin.HERE, None, adopts_id=case.pk)
    begin(case, by=by, told_as="case.taken_up")
    return case


def begin(case: Case, *, by: Person | None, received_on: date | None = None, told_as: str = "case.opened") -> None:
    """The new case's promise, told to those who owe it. What is brought from another system was told there."""
    stage, unit = case.stage, case.receiving_unit
    promise = promises.make(case, stage, received_on=received_on)
    told = person_ids(holders(Role(stage.owner_role), unit) or holders(Role.OFFICE, unit)) if case.origin == Origin.HERE else []
    record(told_as, subject=case.subject, by=by, origin=str(case.origin), **event_data(case, None, told, promise=promise))


@transaction.atomic
def import_closed(
    subject: Subject,
    *,
    process: Process,
    unit: Unit,
    by: Person | None,
    stage_key: str,
    outcome: Outcome,
    reason: str,
    body: str,
    closed_at: datetime,
    capacity: Capacity,
    decided_on: date | None = None,
    paragraph: str = "",
    opened_at: datetime | None = None,
) -> Case:
    """History from another system: a case that was closed there, with its decision. Only imported ones may lack a reason and a day."""
    stage = first_stage(process, stage_key)
    case = new_case(subject, unit, stage, Origin.IMPORT, None, opened_at)
    decision = _imported(case, DecisionKind.CLOSE, by, outcome, reason, body, capacity, decided_on, paragraph)
    _close_as_imported(case, decision, closed_at)
    return case


@transaction.atomic
def import_decision(
    case: Case,
    *,
    by: Person | None,
    outcome: Outcome,
    reason: str,
    body: str,
    capacity: Capacity,
    decided_on: date | None = None,
    paragraph: str = "",
) -> Decision:
    """The other system has decided since: the open case closes. Of what was imported as closed, the new decision is a correction."""
    case = lock(case.pk)
    if case.state != CaseState.CLOSED:
        decision = _imported(case, DecisionKind.CLOSE, by, outcome, reason, body, capacity, decided_on, paragraph)
        promises.keep(case, decision)
        _close_as_imported(case, decision, clock.now())
        return decision
    last = Decision.objects.filter(case=case).exclude(outcome="").order_by("-number").first()
    if last is None or last.origin != Origin.IMPORT:
        raise NotAllowed(str(_("It was decided here, and that decision stands.")))
    decision = _imported(case, DecisionKind.CORRECT, by, outcome, reason, body, capacity, decided_on, paragraph, corrects=last)
    _close_as_imported(case, decision, case.closed_at or clock.now())
    return decision


def _imported(
    case: Case,
    kind: DecisionKind,
    by: Person | None,
    outcome: Outcome,
    reason: str,
    body: str,
    capacity: Capacity,
    decided_on: date | None,
    paragraph: str,
    corrects: Decision | None = None,
) -> Decision:
    return Decision.objects.create(
        case=case,
        number=case.decisions_made + 1,
        kind=kind,
        from_stage=case.stage,
        outcome=outcome,
        reason=reason,
        capacity=capacity,
        authority_id=case.receiving_unit.authority_id,
        body=body,
        decided_on=decided_on,
        paragraph=paragraph,
        recorded_by=by,
        corrects=corrects,
        origin=Origin.IMPORT,
    )


def _close_as_imported(case: Case, decision: Decision, closed_at: datetime) -> None:
    """Tells nobody what was decided: that was told where it was. Units that were asked here are told that it has ended."""
    asking.none_waited_for(case, decision.outcome, by=decision.recorded_by)
    case.state, case.outcome, case.closed_at, case.decisions_made = CaseState.CLOSED, Outcome(decision.outcome), closed_at, decision.number
    case.parked_until = case.stage_ends_on = case.awaits = case.awaits_since = None
    case.save()
    record("case.imported", subject=case.subject, by=decision.recorded_by, **event_data(case, decision))
