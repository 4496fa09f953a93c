"""A question to a unit lies with its role until somebody there has it by name: takes it, is handed it, or stands in for who had it."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext_lazy as _

from sluss.core import clock
from sluss.core.text import clean
from sluss.core.verdict import NotAllowed, Verdict
from sluss.journal.actions import record
from sluss.people.models import Absence, Person

from ..models import Promise, Transfer
from ..queries import giver_of, present
from ..rules import may_hold
from ..states import PromiseKind, PromiseState, TransferCause
from .asking import owed_by
from .locking import lock


@transaction.atomic
def take_question(question: Promise, *, by: Person) -> Promise:
    """Have it by name: it stands among one's own from now on."""
    question = _locked(question)
    _may_have(question, by).demand()
    if question.person_id == by.pk:
        raise NotAllowed(str(_("You have the question already.")))
    return _give(question, by, by=by, cause=TransferCause.TAKEN)


@transaction.atomic
def hand_over_question(question: Promise, *, to: Person, by: Person, reason: str = "") -> Promise:
    """Let somebody else who answers for the unit have it. Of one who is away the stand-in gets it."""
    question, to = _locked(question), present(to)
    may_hold(question, by).demand()
    if not to.is_active or not _may_have(question, to):
        raise NotAllowed(str(_("That person may not answer for this unit.")))
    if question.person_id == to.pk:
        raise NotAllowed(str(_("That person has the question already.")))
    return _give(question, to, by=by, cause=TransferCause.HANDED_OVER, reason=reason)


def questions_of(person: Person) -> QuerySet[Promise]:
    """Those that wait for the person by name."""
    found = Promise.objects.filter(person=person, state=PromiseState.OPEN).exclude(kind=PromiseKind.ANSWER)
    return found.select_related("unit", "case").order_by("pk")


def let_questions_go(questions: Iterable[Promise], *, by: Person | None, cause: TransferCause) -> int:
    """Back to the role, whose holders are told."""
    return len([_give(question, None, by=by, cause=cause) for question in questions])


def let_questions_go_where_lost(person: Person, *, by: Person | None) -> int:
    lost = [question for question in questions_of(person) if not may_hold(question, person)]
    return let_questions_go(lost, by=by, cause=TransferCause.ROLE_ENDED)


def questions_to_stand_in(absence: Absence) -> int:
    """What the stand-in may not answer goes back to the role."""
    questions = list(questions_of(absence.person))
    for question in questions:
        to = absence.stand_in if _may_have(question, absence.stand_in) else None
        _give(question, to, by=None, cause=TransferCause.ABSENCE)
    return len(questions)


def questions_back(absence: Absence) -> int:
    """What was handed over for the absence and has not moved since."""
    newer = Transfer.objects.filter(promise=OuterRef("promise"), pk__gt=OuterRef("pk"))
    handed = Transfer.objects.filter(
        ~Exists(newer),
        promise__isnull=False,
        cause=TransferCause.ABSENCE,
        from_person=absence.person,
        to_person=absence.stand_in,
        at__gte=absence.began_at or clock.now(),
    )
    waiting = questions_of(absence.stand_in).filter(pk__in=handed.values("promise"))
    back = [question for question in waiting if may_hold(question, absence.person)]
    for question in back:
        _give(question, absence.person, by=None, cause=TransferCause.BACK)
    return len(back)


def _locked(question: Promise) -> Promise:
    """The case is locked first, as in every verb."""
    if question.case_id is None or question.kind == PromiseKind.ANSWER:
        raise NotAllowed(str(_("No unit is asked.")))
    case = lock(question.case_id)
    fresh = Promise.objects.select_for_update(of=("self",), no_key=True).select_related("unit").get(pk=question.pk)
    fresh.case = case
    return fresh


def _may_have(question: Promise, person: Person) -> Verdict:
    giver = giver_of(question.subject_id) if question.kind == PromiseKind.MATCH else None
    return may_hold(question, person, giver_id=giver.person_id if giver else None)


def _give(question: Promise, person: Person | None, *, by: Person | None, cause: TransferCause, reason: str = "") -> Promise:
    before = question.person_id
    question.person = person
    question.save(update_fields=["person"])
    transfer = Transfer.objects.create(
        case_id=question.case_id,  # type: ignore[misc]  # a question is about a case
        promise=question,
        from_person_id=before,
        to_person=person,
        cause=cause,
        reason=clean(reason),
        by=by,
        at=clock.now(),
    )
    record("question.taken", subject=None, by=by, promise=question.pk, transfer=transfer.pk, persons=owed_by(question))
    return question
