"""Spread: units are asked, each takes the idea up, adapts it or does not, and says why. What is used by one is worth knowing for others."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from sluss.core import clock
from sluss.core.locks import lock_row
from sluss.core.text import clean
from sluss.core.verdict import Conflict, NotAllowed, Verdict
from sluss.gates import actions as gates
from sluss.gates.actions import asking
from sluss.gates.actions.asking import leads_of
from sluss.gates.actions.locking import frozen_name
from sluss.gates.models import Case, Stage
from sluss.gates.rules_together import may_work, still_open
from sluss.gates.states import CaseState, PromiseKind
from sluss.journal.actions import record
from sluss.people.models import Person, Unit

from ..models import Adoption, AdoptionRequest, BenefitClaim, Idea
from ..queries_together import taken_up
from ..rules_together import can_answer, can_be_spread, can_be_taken_back, may_answer_adoption, may_claim, still_asked
from ..states import AdoptionAnswer, BenefitKind


@transaction.atomic
def ask_to_adopt(case: Case, *, units: Sequence[Unit], by: Person, answer_by: date | None = None) -> list[AdoptionRequest]:
    """Ask units whether they take up what the case has put to use. One that is asked already, or has answered, is passed by."""
    case = lock_row(Case.objects.select_for_update(of=("self",), no_key=True).select_related("subject", "stage", "receiving_unit"), case.pk)
    may_work(case, by).demand()
    can_be_spread(case).demand()
    day = asking.day_to_answer(PromiseKind.ADOPT, answer_by)
    idea = Idea.objects.select_for_update(of=("self",), no_key=True).get(pk=case.subject_id)
    asked = set(AdoptionRequest.objects.filter(idea=idea, dropped_at=None).values_list("unit_id", flat=True))
    made = []
    for unit in sorted(units, key=lambda unit: unit.pk):
        if unit.pk in asked or unit.pk == case.receiving_unit_id or not unit.is_valid(clock.today()):
            continue
        request = AdoptionRequest.objects.create(
            idea=idea, case=case, unit=unit, answer_by=day, asked_by=by, asked_name=frozen_name(by), asked_at=clock.now()
        )
        asking.expect(PromiseKind.ADOPT, request.pk, case=case, unit=unit, by=day)
        record("idea.adoption_asked", subject=case.subject, by=by, request=request.pk, persons=leads_of(unit))
        made.append(request)
    if not made:
        raise NotAllowed(str(_("Choose a unit that has not been asked yet.")))
    return made


@transaction.atomic
def answer_adoption(
    request: AdoptionRequest, *, answer: AdoptionAnswer, by: Person, reason: str = "", stage: Stage | None = None, seen: int | None = None
) -> Adoption:
    """The unit's answer. With `stage`, a unit that takes it up begins a case of its own there."""
    idea = Idea.objects.select_for_update(of=("self",), no_key=True).get(pk=request.idea_id)
    request = lock_row(
        AdoptionRequest.objects.select_for_update(of=("self",), no_key=True).select_related("unit", "case__subject"), request.pk
    )
    may_answer_adoption(request.unit, by).demand()
    _or_conflict(still_asked(request))
    if seen is not None and seen != request.answers_made:
        raise NotAllowed(str(_("Somebody else has just answered for the unit. Read the answer before you go on.")))
    last = Adoption.objects.filter(request=request).order_by("-number").first()
    own = Case.objects.filter(subject=idea.pk, receiving_unit=request.unit, adopts__isnull=False).order_by("-pk").first()
    can_answer(answer, last.answer if last else "", own).demand()
    text = clean(reason)
    if answer != AdoptionAnswer.ADOPT and not text:
        raise NotAllowed(str(_("Write why, or how it is adapted.")))
    case = own if own is not None and own.is_open and answer != AdoptionAnswer.DECLINE else None
    if stage is not None and answer != AdoptionAnswer.DECLINE:
        case = gates.take_up(request.case, unit=request.unit, stage=stage, by=by)
    request.answers_made += 1
    request.save(update_fields=["answers_made"])
    made = Adoption.objects.create(
        request=request, number=request.answers_made, answer=answer, reason=text, case=case, by=by, by_name=frozen_name(by), at=clock.now()
    )
    asking.answered(PromiseKind.ADOPT, request.pk)
    count_adoptions(idea)
    kind = "idea.declined" if answer == AdoptionAnswer.DECLINE else "idea.adopted"
    owners = [request.case.owner_id] if request.case.owner_id else leads_of(request.case.receiving_unit)
    record(kind, subject=request.case.subject, by=by, request=request.pk, adoption=made.pk, persons=owners)
    return made


@transaction.atomic
def take_back_request(request: AdoptionRequest, *, by: Person, reason: str) -> AdoptionRequest:
    """The unit need not answer any more, and is told why. What was asked stays, and the unit may be asked anew."""
    case = lock_row(Case.objects.select_for_update(of=("self",), no_key=True).select_related("subject", "receiving_unit"), request.case_id)
    may_work(case, by).demand()
    still_open(case).demand()
    request = lock_row(AdoptionRequest.objects.select_for_update(of=("self",), no_key=True).select_related("unit"), request.pk)
    _or_conflict(can_be_taken_back(request))
    text = clean(reason)
    if not text:
        raise NotAllowed(str(_("Write why it is taken back.")))
    request.drop_reason, request.dropped_by, request.dropped_name, request.dropped_at = text, by, frozen_name(by), clock.now()
    request.save(update_fields=["drop_reason", "dropped_by", "dropped_name", "dropped_at"])
    asking.taken_back(PromiseKind.ADOPT, request.pk, by=by)
    record("idea.adoption_taken_back", subject=case.subject, by=by, request=request.pk)
    return request


def _or_conflict(verdict: Verdict) -> None:
    """For what was so when the person looked: somebody else came first."""
    if not verdict:
        raise Conflict(str(verdict.reason))


def move_requests(unit: Unit, *, successor: Unit, by: Person | None) -> int:
    """A unit has ended: the one that took over is asked in its place. Where that has been asked itself, or is the one that spreads it,
    the old question is dropped."""
    waiting = AdoptionRequest.objects.filter(unit=unit, answers_made=0, dropped_at=None).exclude(case__state=CaseState.CLOSED)
    # Who answers locks the question and not the case: what is answered meanwhile stands as the unit's own that answered it.
    waiting = waiting.select_for_update(of=("self",), no_key=True)
    asked_itself = set(AdoptionRequest.objects.filter(unit=successor, dropped_at=None).values_list("idea_id", flat=True))
    moved = 0
    for request in waiting.select_related("case").order_by("pk"):
        if request.idea_id in asked_itself or request.case.receiving_unit_id == successor.pk:
            AdoptionRequest.objects.filter(pk=request.pk).update(dropped_at=clock.now())
            asking.drop(PromiseKind.ADOPT, request.pk)
        else:
            moved += AdoptionRequest.objects.filter(pk=request.pk).update(unit=successor)
            asking.move(PromiseKind.ADOPT, request.pk, to=successor, by=by)
    return moved


def count_adoptions(idea: Idea) -> None:
    Idea.objects.filter(pk=idea.pk).update(adopted_count=taken_up(idea.pk))


@transaction.atomic
def claim_benefit(
    case: Case,
    *,
    kind: BenefitKind,
    for_whom: str,
    measured_how: str,
    by: Person,
    amount: Decimal | None = None,
    unit: str = "",
    words: str = "",
) -> BenefitClaim:
    """A benefit that somebody who works with the idea expects; an amount a year, or words."""
    case = lock_row(Case.objects.select_for_update(of=("self",), no_key=True).select_related("subject", "receiving_unit"), case.pk)
    may_claim(case, by).demand()
    still_open(case).demand()
    whom, how, said, of_what = clean(for_whom)[:200], clean(measured_how), clean(words), clean(unit)[:40]
    if not whom or not how:
        raise NotAllowed(str(_("Write for whom, and how you will know.")))
    if amount is None and not said:
        raise NotAllowed(str(_("Write an amount, or describe the benefit in words.")))
    if amount is not None and (not of_what or not 0 <= amount < 10**10):
        raise NotAllowed(str(_("Write what the amount counts, for example hours or kronor.")))
    claim = BenefitClaim.objects.create(
        idea_id=case.subject_id,
        kind=kind,
        for_whom=whom,
        amount=amount,
        unit=of_what if amount is not None else "",
        words=said,
        measured_how=how,
        claimed_by=by,
        claimed_name=frozen_name(by),
        at=clock.now(),
    )
    record("idea.benefit_claimed", subject=case.subject, by=by, claim=claim.pk)
    return claim
