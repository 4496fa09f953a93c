"""Who takes over what a case leads to: a unit is asked, and accepts with a budget or declines with a reason."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from sluss.core import clock
from sluss.core.text import clean
from sluss.core.verdict import Conflict, NotAllowed
from sluss.journal.actions import record
from sluss.people.models import Person, Unit
from sluss.people.states import Role

from ..models import Case, Receiver
from ..queries import who_may_handle
from ..rules import may_answer_as_receiver
from ..states import PromiseKind, ReceiverState, Verb
from . import asking
from .locking import demand, event_data, frozen_name, lock, locked

_TAKEN = (ReceiverState.ASKED, ReceiverState.ACCEPTED)


@transaction.atomic
def ask_receiver(case: Case, *, by: Person, unit: Unit, question: str, answer_by: date | None = None, seen: int | None = None) -> Receiver:
    """Ask a unit to take over, with a day to answer by. Those who answer for it are told."""
    case = locked(case, seen)
    demand(Verb.ASK_RECEIVER, case, by)
    text = clean(question)
    if not text:
        raise NotAllowed(str(_("Write what they would take over.")))
    if not unit.is_valid(clock.today()):
        raise NotAllowed(str(_("That unit has ended. Choose the one that took over.")))
    if Receiver.objects.filter(case=case, state__in=_TAKEN).exists():
        raise NotAllowed(str(_("A unit is asked or has accepted already. Take that question back first.")))
    role, told = _who_answers(unit)
    if not told:
        raise NotAllowed(str(_("Nobody answers for that unit. The innovation office has to appoint an innovation lead there first.")))
    due = asking.day_to_answer(PromiseKind.RECEIVE, answer_by)
    receiver = Receiver.objects.create(case=case, unit=unit, question=text, asked_by=by, asked_at=clock.now(), answer_by=due)
    asking.expect(PromiseKind.RECEIVE, receiver.pk, case=case, unit=unit, by=due, role=role)
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
    # A unit that has not answered yet is told by the end of its question; one that has accepted, by what stands on the timeline.
    told = [] if asking.taken_back(PromiseKind.RECEIVE, receiver.pk, by=by) else _who_answers(receiver.unit)[1]
    return _write(receiver, case, by, told, state=ReceiverState.TAKEN_BACK, reason=text)


def _who_answers(unit: Unit) -> tuple[Role, list[int]]:
    """Those who handle what comes to the unit, or to the nearest above it where somebody does, and as what: the lead, where there is
    one among them. One query."""
    able = who_may_handle(unit)
    nearest = [(person.pk, Role(holding.role)) for person, holding in able if holding.unit_id == able[0][1].unit_id]
    roles = [role for _pk, role in nearest]
    role = Role.LEAD if Role.LEAD in roles or not roles else roles[0]
    return role, [pk for pk, _role in nearest]


def _answer(receiver: Receiver, by: Person, state: ReceiverState, **said: str) -> Receiver:
    """The case is locked first, as in every verb, so that of two who answer one wins."""
    case = lock(receiver.case_id)
    fresh = Receiver.objects.select_related("unit").get(pk=receiver.pk)
    if fresh.state != ReceiverState.ASKED:
        raise Conflict(str(_("Somebody else has just answered, or the question is taken back.")))
    fresh.case = case
    may_answer_as_receiver(fresh, by).demand()
    asking.answered(PromiseKind.RECEIVE, fresh.pk)
    return _write(fresh, case, by, [case.owner_id or fresh.asked_by_id], state=state, **said)


def _write(receiver: Receiver, case: Case, by: Person, told: list[int], **said: str) -> Receiver:
    for name, value in said.items():
        setattr(receiver, name, value)
    receiver.answered_by, receiver.answered_name, receiver.answered_at = by, frozen_name(by), clock.now()
    receiver.save()
    record("case.receiver_answered", subject=case.subject, by=by, receiver=receiver.pk, **event_data(case, None, told))
    return receiver
