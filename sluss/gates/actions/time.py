"""What time does by itself: reminders and escalation, waking parked cases, the end of a support period. Run by the job worker.

Each does a bounded amount and may be run by several workers at once: the unique rows and the case's lock decide.
"""

from __future__ import annotations

from django.db import IntegrityError, transaction
from django.db.models import Exists, OuterRef

from sluss.core import clock, workdays
from sluss.core.verdict import NotAllowed
from sluss.journal.actions import record
from sluss.people.models import Unit
from sluss.people.states import Role

from ..models import Case, Promise, Reminder
from ..queries import holders, person_ids
from ..states import ESCALATION_DAYS, CaseState, PromiseKind, PromiseState, ReminderLevel
from .asking import owed_by
from .decisions import wake
from .locking import event_data, lock

BATCH = 100


def wake_parked() -> int:
    """Take up again what was parked until today. Returns how many."""
    due = Case.objects.filter(state=CaseState.PARKED, parked_until__lte=clock.today()).order_by("parked_until", "id")
    return sum(_try_wake(case) for case in due[:BATCH])


def _try_wake(case: Case) -> bool:
    try:
        wake(case, by=None)
    except NotAllowed:
        return False  # another worker or a handler woke it first
    return True


def end_period() -> int:
    """Tell that the time to collect support is over; the owner app decides what follows. Once per period: the day is cleared."""
    due = Case.objects.filter(stage_ends_on__lt=clock.today(), state=CaseState.OPEN).order_by("stage_ends_on", "id")
    return sum(_end_one(pk) for pk in due.values_list("pk", flat=True)[:BATCH])


@transaction.atomic
def _end_one(pk: int) -> bool:
    case = lock(pk)
    if case.state != CaseState.OPEN or case.stage_ends_on is None or case.stage_ends_on >= clock.today():
        return False
    case.stage_ends_on = None
    case.save(update_fields=["stage_ends_on"])
    record("case.period_ended", subject=case.subject, by=None, **event_data(case, None))
    return True


def levels_due(promise: Promise) -> list[ReminderLevel]:
    """The reminders whose time has come, in order. Pure."""
    today = clock.today()
    due = [ReminderLevel.HALF] if promise.half_on <= today else []
    if promise.due_on <= today:
        due.append(ReminderLevel.DUE)
    for level, days in ESCALATION_DAYS.items():
        if today >= workdays.add_working_days(promise.due_on, days):
            due.append(level)
    return due


def remind() -> int:
    """Send the reminders whose time has come: half time and due day to the owner, then the deputy, then the office."""
    today = clock.today()
    sent = 0
    for level in ReminderLevel:
        has = Reminder.objects.filter(promise=OuterRef("pk"), level=level)
        promises = Promise.objects.filter(state=PromiseState.OPEN).filter(~Exists(has)).select_related("unit", "case")
        promises = promises.filter(half_on__lte=today) if level is ReminderLevel.HALF else promises.filter(due_on__lte=today)
        for promise in promises.order_by("due_on", "id")[:BATCH]:
            if level in levels_due(promise):
                sent += _send(promise, level)
    return sent


def _send(promise: Promise, level: ReminderLevel) -> bool:
    """One reminder. A burst is spared: when a later level is due as well, the earlier is noted without being told."""
    told = _whom(promise, level)
    try:
        with transaction.atomic():
            Reminder.objects.create(promise=promise, level=level, at=clock.now())
            due = levels_due(promise)
            # Where the role is vacant the office stands in at every level: it is told once.
            again = level < due[-1] and set(told) <= set(_whom(promise, due[-1]))
            if level == due[-1] or (level > ReminderLevel.DUE and not again):
                said = {"promise": promise.pk, "case": promise.case_id, "level": int(level), "due": promise.due_on.isoformat()}
                if promise.kind == PromiseKind.ANSWER:
                    record("promise.reminded", subject=promise.subject, by=None, persons=told, **said)
                else:  # without the subject: who is asked need not be one of those who find it
                    record("question.reminded", subject=None, by=None, persons=told, **said)
    except IntegrityError:
        return False  # another worker sent it
    return True


def _whom(promise: Promise, level: ReminderLevel) -> list[int]:
    """Deputy and office are told beside the owner, so nobody is passed by; a vacancy goes straight to the office."""
    unit: Unit = promise.unit
    owners = owed_by(promise)
    if level == ReminderLevel.DEPUTY:
        deputies = person_ids(holders(Role(promise.owner_role), unit), deputies=True)
        return sorted(set(deputies or person_ids(holders(Role.OFFICE, unit))))
    if level == ReminderLevel.OFFICE:
        return sorted(set(person_ids(holders(Role.OFFICE, unit)) or owners))
    return sorted({person for person in owners if person})
