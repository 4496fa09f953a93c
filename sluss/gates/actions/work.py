"""The work on a case between decisions: assessments, check questions, who handles it."""

from __future__ import annotations

from collections.abc import Mapping

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from sluss.core import clock
from sluss.core.text import clean
from sluss.core.verdict import NotAllowed
from sluss.journal.actions import record
from sluss.people.models import Person
from sluss.people.states import Role

from ..models import Assessment, Case, CheckAnswer, Recusal, Score, Transfer
from ..queries import WAITING, assessors_left, holders, person_ids, present
from ..rules import allowed
from ..states import TransferCause, Verb
from . import promises
from .locking import demand, event_data, frozen_name, locked


@transaction.atomic
def assess(case: Case, *, by: Person, reason: str, scores: Mapping[str, int], seen: int | None = None) -> Assessment:
    """One assessor's scores (1–5 on each of the stage's criteria) and reason. Doing it again replaces one's own, while the stage lasts."""
    case = locked(case, seen)
    demand(Verb.ASSESS, case, by)
    if Recusal.objects.filter(case=case, stage=case.stage, assessor=by).exists():
        raise NotAllowed(str(_("You have stepped aside here. Somebody else assesses it.")))
    wanted = {criterion["key"] for criterion in case.stage.criteria}
    if set(scores) != wanted:
        raise NotAllowed(str(_("Give points on every criterion.")))
    if any(not 1 <= points <= 5 for points in scores.values()):
        raise NotAllowed(str(_("Points go from 1 to 5.")))
    text = clean(reason)
    if not text:
        raise NotAllowed(str(_("Write why you judge it so.")))
    assessment, _made = Assessment.objects.update_or_create(
        case=case, stage=case.stage, assessor=by, defaults={"reason": text, "assessor_name": frozen_name(by), "at": clock.now()}
    )
    assessment.scores.all().delete()
    Score.objects.bulk_create([Score(assessment=assessment, criterion=key, points=points) for key, points in sorted(scores.items())])
    record("case.assessed", subject=case.subject, by=by, assessment=assessment.pk, **event_data(case, None))
    return assessment


@transaction.atomic
def recuse(case: Case, *, by: Person, reason: str, seen: int | None = None) -> Recusal:
    """Step aside from assessing at this stage, with a reason. An assessment that is in already stays, and is no longer counted."""
    case = locked(case, seen)
    demand(Verb.RECUSE, case, by)
    text = clean(reason)
    if not text:
        raise NotAllowed(str(_("Write why you step aside.")))
    recusal, made = Recusal.objects.get_or_create(
        case=case, stage=case.stage, assessor=by, defaults={"reason": text, "assessor_name": frozen_name(by), "at": clock.now()}
    )
    if not made:
        raise NotAllowed(str(_("You have stepped aside already.")))
    told = [case.owner_id] if case.owner_id else person_ids(holders(Role(case.stage.owner_role), case.receiving_unit))
    record("case.recused", subject=case.subject, by=by, recusal=recusal.pk, left=assessors_left(case), **event_data(case, None, told))
    return recusal


@transaction.atomic
def answer_checks(case: Case, *, by: Person, answers: Mapping[str, tuple[str, str]], seen: int | None = None) -> None:
    """Answers (yes, no, unsure) with notes to the stage's check questions."""
    case = locked(case, seen)
    demand(Verb.CHECK, case, by)
    known = {check["key"] for check in case.stage.checks}
    if not set(answers) <= known or any(answer not in CheckAnswer.Answer.values for answer, _note in answers.values()):
        raise NotAllowed(str(_("Answer yes, no or not sure.")))
    for key, (answer, note) in sorted(answers.items()):
        CheckAnswer.objects.update_or_create(
            case=case, stage=case.stage, check_key=key, defaults={"answer": answer, "note": clean(note)[:500], "by": by, "at": clock.now()}
        )
    record("case.checked", subject=case.subject, by=by, **event_data(case, None))


@transaction.atomic
def take(case: Case, *, by: Person, seen: int | None = None) -> Case:
    """Become the case's handler; its waiting promise is one's own from now on."""
    case = locked(case, seen)
    demand(Verb.TAKE, case, by)
    return give_to(case, by, by=by, cause=TransferCause.TAKEN)


@transaction.atomic
def hand_over(case: Case, *, to: Person, by: Person, reason: str = "", seen: int | None = None) -> Case:
    """Let somebody else who may handle the case have it, with its waiting promise. Of one who is away the stand-in gets it."""
    case = locked(case, seen)
    demand(Verb.HAND_OVER, case, by)
    to = present(to)
    if not to.is_active or not allowed(Verb.TAKE, case, to):
        raise NotAllowed(str(_("That person may not handle cases in this unit.")))
    if case.owner_id == to.pk:
        raise NotAllowed(str(_("That person has the case already.")))
    return give_to(case, to, by=by, cause=TransferCause.HANDED_OVER, reason=reason)


def give_to(case: Case, person: Person, *, by: Person | None, cause: TransferCause, reason: str = "") -> Case:
    """The locked case, its waiting promise and the row that says why."""
    transfer = Transfer.objects.create(
        case=case, from_person_id=case.owner_id, to_person=person, cause=cause, reason=clean(reason), by=by, at=clock.now()
    )
    case.owner = person
    case.save(update_fields=["owner"])
    promises.answers(case).filter(state__in=WAITING).update(person=person)
    record("case.taken", subject=case.subject, by=by, transfer=transfer.pk, **event_data(case, None, [person.pk]))
    return case
