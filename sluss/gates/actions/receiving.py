"""Who takes over what a case leads to: a unit is asked, and accepts with a budget or declines with a reason."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from sluss.core import clock
from sluss.core.text import clean
from sluss.core.verdict import Conflict, NotAllowed
from sluss.journal.actions import record
from sluss.people.models import Person, Unit

from ..models import Case, Receiver
from ..queries import who_may_handle
from ..rules import may_answer_as_receiver
from ..states import ReceiverState, Verb
from .locking import demand, event_data, frozen_name, lock, locked

_TAKEN = (ReceiverState.ASKED, ReceiverState.ACCEPTED)


@transaction.atomic
def ask_receiver(case: Case, *, by: Person, unit: Unit, question: str, seen: int | None = None) -> Receiver:
    """Ask a unit to take over. Those who answer for it are told."""
    case = locked(case, seen)
    demand(Verb.ASK_RECEIVER, case, by)
    text = clean(question)
    if not text:
        raise NotAllowed(str(_("Write what they would take over.")))
    if not unit.is_valid(clock.today()):
        raise NotAllowed(str(_("That unit has ended. Choose the one that took over.")))
    if Receiver.objects.filter(case=case, state__in=_TAKEN).exists():
        raise NotAllowed(str(_("A unit is asked or has accepted already. Take that question back first.")))
    told = _who_answers(unit)
    if not told:
        raise NotAllowed(str(_("Nobody answers for that unit. The innovation office has to appoint an innovation lead there first.")))
    receiver = Receiver.objects.create(case=case, unit=unit, question=text, asked_by=by, asked_at=clock.now())
    record("case.receiver_asked", subject=case.subject, by=by, receiver=receiver.pk, **event_data(case, None, told))
    return receiver


@transaction.atomic
def accept(receiver: Receiver, *, by: Person, budget: str, reason: str = "") -> Receiver:
    """Take it over, with the budget that carries it: how much, from where and when."""
    money = clean(budget)[:500]
    if not money:
        raise NotAllowed(str(_("Write the budget: how much, from where and when.")))
    return _answer(receiver, by, ReceiverState.ACCEPTED, budget=money, reason=clean(reason))


@transaction.atomic
def decline(receiver: Receiver, *, by: Person, reason: str) -> Receiver:
    text = clean(reason)
    if not text:
        raise NotAllowed(str(_("Write why you cannot receive it.")))
    return _answer(receiver, by, ReceiverState.DECLINED, reason=text)


@transaction.atomic
def take_back(case: Case, *, by: Person, reason: str, seen: int | None = None) -> Receiver:
    """The unit is not asked any more, or what it accepted does not hold: another can be asked."""
    case = locked(case, seen)
    demand(Verb.TAKE_BACK, case, by)
    text = clean(reason)
    if not text:
        raise NotAllowed(str(_("Write why it is taken back.")))
    receiver = Receiver.objects.select_related("unit").filter(case=case, state__in=_TAKEN).first()
    if receiver is None:
        raise NotAllowed(str(_("No unit is asked.")))
    return _write(receiver, case, by, _who_answers(receiver.unit), state=ReceiverState.TAKEN_BACK, reason=text)


def _who_answers(unit: Unit) -> list[int]:
    """Those who handle what comes to the unit, or to the nearest above it where somebody does. One query."""
    able = who_may_handle(unit)
    return [person.pk for person, holding in able if holding.unit_id == able[0][1].unit_id]


def _answer(receiver: Receiver, by: Person, state: ReceiverState, **said: str) -> Receiver:
    """The case is locked first, as in every verb, so that of two who answer one wins."""
    case = lock(receiver.case_id)
    fresh = Receiver.objects.select_related("unit").get(pk=receiver.pk)
    if fresh.state != ReceiverState.ASKED:
        raise Conflict(str(_("Somebody else has just answered, or the question is taken back.")))
    may_answer_as_receiver(fresh, by).demand()
    return _write(fresh, case, by, [case.owner_id or fresh.asked_by_id], state=state, **said)


def _write(receiver: Receiver, case: Case, by: Person, told: list[int], **said: str) -> Receiver:
    for name, value in said.items():
        setattr(receiver, name, value)
    receiver.answered_by, receiver.answered_name, receiver.answered_at = by, frozen_name(by), clock.now()
    receiver.save()
    record("case.receiver_answered", subject=case.subject, by=by, receiver=receiver.pk, **event_data(case, None, told))
    return receiver
