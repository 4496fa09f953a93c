"""The promise clock: made, paused, resumed, kept. A due day is the n-th working day on which the promise did not stand still."""

from __future__ import annotations

from datetime import date, timedelta

from django.db import transaction
from django.db.models import QuerySet

from sluss.core import clock, workdays
from sluss.journal.actions import record
from sluss.people.models import Person
from sluss.people.states import Role

from ..models import Case, Decision, Promise, PromisePause, Stage
from ..queries import WAITING, holders, person_ids
from ..states import CaseState, PromiseKind, PromiseState, StageKind, Verb
from .locking import demand, event_data, locked


def make(case: Case, stage: Stage, *, received_on: date | None = None) -> Promise:
    """The promise of an answer at a stage. While support is collected, the days count from the last day to collect.

    What was received on an earlier day, as paper that somebody writes in, is counted from that day, even when it is late at once.
    """
    made_on = received_on or clock.today()
    counted_from = case.stage_ends_on if stage.kind == StageKind.SUPPORT and case.stage_ends_on else made_on
    due_on = workdays.add_working_days(counted_from, stage.promise_days)
    return Promise.objects.create(
        subject_id=case.subject_id,
        case=case,
        kind=PromiseKind.ANSWER,
        owner_role=stage.owner_role,
        unit_id=case.receiving_unit_id,
        person_id=case.owner_id,  # who has taken the case keeps it through its stages
        made_on=made_on,
        counted_from=counted_from,
        days=stage.promise_days,
        half_on=workdays.half_way(counted_from, due_on),
        due_on=due_on,
    )


def answers(case: Case) -> QuerySet[Promise]:
    """The promises of the case's own answers. What other units are asked about it stands apart (actions.asking)."""
    return Promise.objects.filter(case=case, kind=PromiseKind.ANSWER)


def keep(case: Case, decision: Decision) -> None:
    """The waiting promise of the case is kept by the decision. A pause that runs ends too."""
    end(answers(case), PromiseState.KEPT, decision)


def drop(case: Case) -> None:
    """Nobody waits any more: the giver withdrew."""
    end(answers(case), PromiseState.DROPPED, None)


def end(promises: QuerySet[Promise], state: PromiseState, decision: Decision | None = None) -> list[Promise]:
    """Those of them that wait, which are returned."""
    ended = list(promises.select_for_update(no_key=True).filter(state__in=WAITING).order_by("pk"))
    for promise in ended:
        if promise.state == PromiseState.PAUSED:
            PromisePause.objects.filter(promise=promise, to_on=None).update(to_on=clock.today())
        promise.took = taken(promise, clock.today()) if state == PromiseState.KEPT else None
        promise.state, promise.paused_on, promise.ended_at, promise.kept_by = state, None, clock.now(), decision
        promise.save(update_fields=["state", "paused_on", "ended_at", "kept_by", "took"])
    return ended


def taken(promise: Promise, end: date) -> int:
    """The working days an answer took until `end`, a day with any pause in it not counted. One in time and never paused asks nothing."""
    if promise.kind != PromiseKind.ANSWER:  # never paused, and by a day that somebody chose: today perhaps
        return workdays.working_days_between(promise.counted_from, end)
    unmoved = workdays.add_working_days(promise.counted_from, promise.days) == promise.due_on
    # A pause before the due day has moved it; one after it, of an answer that was late already, has left no trace there.
    if unmoved and promise.state != PromiseState.PAUSED and end <= promise.due_on:
        return workdays.working_days_between(promise.counted_from, end)
    pauses = list(promise.pauses.values_list("from_on", "to_on"))
    days = (promise.counted_from + timedelta(days=n) for n in range(1, (end - promise.counted_from).days + 1))
    return sum(workdays.is_working_day(day) and not any(start <= day <= (stop or day) for start, stop in pauses) for day in days)


def pause(case: Case) -> None:
    today = clock.today()
    for promise in answers(case).select_for_update(no_key=True).filter(state=PromiseState.OPEN):
        promise.state, promise.paused_on = PromiseState.PAUSED, today
        promise.save(update_fields=["state", "paused_on"])
        PromisePause.objects.create(promise=promise, from_on=today)


def resume(case: Case) -> Promise | None:
    today = clock.today()
    for promise in answers(case).select_for_update(no_key=True).filter(state=PromiseState.PAUSED):
        PromisePause.objects.filter(promise=promise, to_on=None).update(to_on=today)
        promise.due_on = due_with_pauses(promise, list(promise.pauses.values_list("from_on", "to_on")))
        if promise.half_on >= today:
            promise.half_on = workdays.half_way(max(today, promise.counted_from), promise.due_on)
        promise.half_on = min(promise.half_on, promise.due_on)
        promise.state, promise.paused_on = PromiseState.OPEN, None
        promise.save(update_fields=["state", "paused_on", "due_on", "half_on"])
        return promise
    return None


def due_with_pauses(promise: Promise, pauses: list[tuple[date, date | None]]) -> date:
    """The day on which the promised number of working days has passed, a day with any pause in it not counted."""
    day, left = promise.counted_from, promise.days
    while left:
        day += timedelta(days=1)
        paused = any(start <= day <= (end or day) for start, end in pauses)
        if not paused and workdays.is_working_day(day):
            left -= 1
    return day


@transaction.atomic
def complete(case: Case, *, by: Person | None, seen: int | None = None) -> Case:
    """The giver has completed what the city asked for; the clock goes on. `by` is empty for one without an account."""
    case = locked(case, seen)
    demand(Verb.COMPLETE, case, by, giver=True)
    case.state = CaseState.OPEN
    case.save(update_fields=["state"])
    promise = resume(case)
    told = [case.owner_id] if case.owner_id else person_ids(holders(Role(case.stage.owner_role), case.receiving_unit))
    record("case.completed", subject=case.subject, by=by, **event_data(case, None, told, promise=promise))
    return case
