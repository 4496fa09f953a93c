"""What leads to a match: the giver's self-check when it is sent, a need that the case is tied to, and what the need's owner says, or is
asked no more."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from sluss.core import clock
from sluss.core.locks import lock_row
from sluss.core.text import clean
from sluss.core.verdict import Conflict, NotAllowed
from sluss.journal.actions import record
from sluss.people.models import Person, Unit
from sluss.people.states import Role

from ..models import Case, CheckAnswer, Match
from ..queries import giver_of, holders, person_ids
from ..rules import may_answer_match, still_asked
from ..states import LONGEST_NEED, PromiseKind, StageKind, Verb
from . import asking
from .locking import demand, event_data, frozen_name, lock, locked


def answer_self_check(case: Case, *, by: Person | None, answers: Mapping[str, str]) -> None:
    """The giver's own answers to the first stage's questions, kept as they were sent: all of them, and once."""
    asked = {check["key"] for check in case.stage.checks} if case.stage.kind == StageKind.SELF_CHECK else set()
    if set(answers) != asked or not set(answers.values()) <= set(CheckAnswer.Answer.values):
        raise NotAllowed(str(_("Answer all the questions of the self-check. They may have been changed since you opened the form.")))
    CheckAnswer.objects.bulk_create(
        CheckAnswer(case=case, stage=case.stage, check_key=key, answer=answer, by=by, from_giver=True, at=clock.now())
        for key, answer in answers.items()
    )


@transaction.atomic
def match(case: Case, *, by: Person, unit: Unit, need: str, answer_by: date | None = None, seen: int | None = None) -> Match:
    """Tie the case to a need and ask the unit that has it, the need owner, to say yes or no by a day. Several units may be asked."""
    case = locked(case, seen)
    demand(Verb.MATCH, case, by)
    text = clean(need)
    if not text:
        raise NotAllowed(str(_("Write what the need is.")))
    if len(text) > LONGEST_NEED:
        raise NotAllowed(str(_("The text about the need is too long. Shorten it to at most %(n)d characters.")) % {"n": LONGEST_NEED})
    if not unit.is_valid(clock.today()):
        raise NotAllowed(str(_("That unit has ended. Choose the one that took over.")))
    if Match.objects.filter(case=case, unit=unit, answer=Match.Answer.YES).exists():
        raise NotAllowed(str(_("That unit has said yes already.")))
    due = asking.day_to_answer(PromiseKind.MATCH, answer_by)
    try:
        with transaction.atomic():
            made = Match.objects.create(
                case=case, unit=unit, need=text, asked_by=by, asked_name=frozen_name(by), asked_at=clock.now(), answer_by=due
            )
    except IntegrityError:
        raise NotAllowed(str(_("That unit has been asked already, and has not answered yet."))) from None
    asking.expect(PromiseKind.MATCH, made.pk, case=case, unit=unit, by=due)
    record("case.matched", subject=case.subject, by=by, match=made.pk, **event_data(case, None))
    # Without the subject: the need owner is told, and may not be one of those who find it in Sluss.
    record("match.asked", subject=None, by=by, match=made.pk, unit=unit.pk, due=due.isoformat(), persons=asking.leads_of(unit))
    return made


@transaction.atomic
def answer_match(match: Match, *, by: Person, accepts: bool, reason: str) -> Match:
    """The need owner says whether the case meets a need that the unit has. Once, with a reason: what was said stands."""
    case = lock(match.case_id)
    match = Match.objects.select_for_update(of=("self",), no_key=True).select_related("unit").get(pk=match.pk)
    match.case = case
    giver = giver_of(case.subject_id)
    if match.answer:
        raise Conflict(str(_("Somebody else has just answered for the need.")))
    if match.dropped_by_id is not None:
        raise Conflict(str(still_asked(match).reason))
    may_answer_match(match, by, giver_id=giver.person_id if giver else None).demand()
    text = clean(reason)
    if not text:
        raise NotAllowed(str(_("Write why. Those who handle it read this.")))
    match.answer = Match.Answer.YES if accepts else Match.Answer.NO
    match.reason, match.answered_by, match.answered_name, match.answered_at = text, by, frozen_name(by), clock.now()
    try:
        with transaction.atomic():
            match.save(update_fields=["answer", "reason", "answered_by", "answered_name", "answered_at"])
    except IntegrityError:
        raise NotAllowed(str(_("Your unit has said yes to it already."))) from None
    asking.answered(PromiseKind.MATCH, match.pk)
    told = [case.owner_id] if case.owner_id else person_ids(holders(Role(case.stage.owner_role), case.receiving_unit))
    record("case.match_answered", subject=case.subject, by=by, match=match.pk, **event_data(case, None, told))
    return match


@transaction.atomic
def take_back_match(match: Match, *, by: Person, reason: str) -> Match:
    """The unit need not answer for the need any more, and is told why. What was asked stays, and the unit may be asked anew."""
    case = lock(match.case_id)
    match = lock_row(Match.objects.select_for_update(of=("self",), no_key=True).select_related("unit"), match.pk)
    demand(Verb.TAKE_BACK, case, by)
    verdict = still_asked(match)
    if not verdict:
        raise Conflict(str(verdict.reason))
    text = clean(reason)
    if not text:
        raise NotAllowed(str(_("Write why it is taken back.")))
    match.drop_reason, match.dropped_by, match.dropped_name, match.dropped_at = text, by, frozen_name(by), clock.now()
    match.save(update_fields=["drop_reason", "dropped_by", "dropped_name", "dropped_at"])
    asking.taken_back(PromiseKind.MATCH, match.pk, by=by)
    record("case.match_taken_back", subject=case.subject, by=by, match=match.pk, **event_data(case, None))
    return match
