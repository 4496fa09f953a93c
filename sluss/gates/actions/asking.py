"""A unit is asked about a case, and answers. Whatever it is asked, a promise of its own stands behind it – an owner and a day – until the
unit answers, the question is taken back or the case is closed. The rows that keep what was asked and answered are each kind's own.
"""

from __future__ import annotations

from datetime import date, timedelta

from django.db.models import QuerySet, prefetch_related_objects
from django.utils.translation import gettext_lazy as _

from sluss.core import clock, workdays
from sluss.core.verdict import NotAllowed
from sluss.journal.actions import record
from sluss.people.models import Person, Unit
from sluss.people.states import Role

from ..models import Case, Match, Promise, Receiver
from ..queries import WAITING, holders, person_ids, responsible
from ..states import LONGEST_QUESTION_DAYS, QUESTION_DAYS, CaseState, Outcome, PromiseKind, PromiseState, QuestionEnd, ReceiverState
from . import promises


def leads_of(unit: Unit) -> list[int]:
    """The unit's leads, or where there is none the office."""
    return person_ids(holders(Role.LEAD, unit) or holders(Role.OFFICE, unit))


def day_to_answer(kind: PromiseKind, chosen: date | None) -> date:
    """The day that was chosen, or else the kind's number of working days from now."""
    if chosen is None:
        return workdays.add_working_days(clock.today(), QUESTION_DAYS[kind])
    if not clock.today() <= chosen <= clock.today() + timedelta(days=LONGEST_QUESTION_DAYS):
        raise NotAllowed(str(_("Choose today or a later day, within a year.")))
    return chosen


def expect(kind: PromiseKind, question: int, *, case: Case, unit: Unit, by: date, role: Role = Role.LEAD) -> Promise:
    """From now on the unit owes an answer: whoever holds the role there, so that it follows the role and no one person."""
    today = clock.today()
    return Promise.objects.create(
        subject_id=case.subject_id,
        case=case,
        kind=kind,
        question=question,
        owner_role=role,
        unit=unit,
        made_on=today,
        counted_from=today,
        days=workdays.working_days_between(today, by),
        half_on=workdays.half_way(today, by),
        due_on=by,
    )


def answered(kind: PromiseKind, question: int) -> None:
    """The unit has said what it was asked. What it says later, where it may, keeps no promise."""
    promises.end(Promise.objects.filter(kind=kind, question=question), PromiseState.KEPT)


def taken_back(kind: PromiseKind, question: int, *, by: Person) -> bool:
    """Nobody waits for the answer any more, and those who owed it are told. False where it was not waited for."""
    return bool(_drop(Promise.objects.filter(kind=kind, question=question), by, QuestionEnd.TAKEN_BACK))


def none_waited_for(case: Case, outcome: str, *, by: Person | None) -> None:
    """The case is closed: what units were asked about it and have not answered is needed no more, and they are told so."""
    why = QuestionEnd.REFERRED if outcome == Outcome.REFERRED else QuestionEnd.CLOSED
    _drop(Promise.objects.filter(case=case).exclude(kind=PromiseKind.ANSWER), by, why)


def owed_by(promise: Promise) -> list[int]:
    """Whoever has it by name, or else those who hold its role, or the office."""
    return [promise.person_id] if promise.person_id else person_ids(responsible(promise))


def _drop(asked: QuerySet[Promise], by: Person | None, why: QuestionEnd) -> list[Promise]:
    """Each unit is told once, whatever it was asked, and without the subject: who is asked need not be one of those who find it."""
    ended = promises.end(asked, PromiseState.DROPPED)
    prefetch_related_objects(ended, "unit")
    units: dict[int, list[Promise]] = {}
    for promise in ended:
        units.setdefault(promise.unit_id, []).append(promise)
    for those in units.values():
        told = sorted({person for promise in those for person in owed_by(promise)})
        record("question.ended", subject=None, by=by, why=str(why), promises=[one.pk for one in those], persons=told)
    return ended


def move(kind: PromiseKind, question: int, *, to: Unit, by: Person | None) -> None:
    """Another unit is asked in its place, the one that took over, and is told so. Nobody has it by name there."""
    for promise in Promise.objects.filter(kind=kind, question=question, state__in=WAITING).select_related("unit"):
        before, promise.unit, promise.person = promise.unit, to, None
        promise.save(update_fields=["unit", "person"])
        record("question.moved", subject=None, by=by, promise=promise.pk, from_unit=before.pk, persons=owed_by(promise))


def drop(kind: PromiseKind, question: int) -> None:
    """Nobody waits for it, and there is nobody to tell: whoever took over the unit's questions is asked the same already."""
    promises.end(Promise.objects.filter(kind=kind, question=question), PromiseState.DROPPED)


def move_questions(unit: Unit, *, successor: Unit, by: Person | None) -> int:
    """A unit has ended: whoever took over is asked whether the need is theirs and whether they receive. Returns how many. The cases are
    locked by the caller.

    Where the successor has been asked about a need of the case already, or has said yes, the old question is dropped.
    """
    moved = 0
    asked_itself = Match.objects.filter(unit=successor, dropped_at=None).exclude(answer=Match.Answer.NO).values("case")
    matches = Match.objects.filter(unit=unit, answer="", dropped_at=None).exclude(case__state=CaseState.CLOSED)
    double = set(matches.filter(case__in=asked_itself).values_list("pk", flat=True))
    for pk in matches.order_by("pk").values_list("pk", flat=True):
        if pk in double:
            Match.objects.filter(pk=pk).update(dropped_at=clock.now())
            drop(PromiseKind.MATCH, pk)
        else:
            Match.objects.filter(pk=pk).update(unit=successor)
            move(PromiseKind.MATCH, pk, to=successor, by=by)
            moved += 1
    asked = Receiver.objects.filter(unit=unit, state=ReceiverState.ASKED).exclude(case__state=CaseState.CLOSED)
    for receiver in asked.order_by("pk"):
        Receiver.objects.filter(pk=receiver.pk).update(unit=successor)
        move(PromiseKind.RECEIVE, receiver.pk, to=successor, by=by)
        moved += 1
    return moved
