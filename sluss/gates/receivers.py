"""How the lock reacts to what happens below it, and what time does by itself."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from sluss.core import hooks
from sluss.core.jobs import every
from sluss.core.verdict import NotAllowed

from .actions import (
    bring_back,
    end_period,
    give_barriers_back,
    hand_to_stand_in,
    let_go,
    let_go_after_roles,
    let_go_where_lost,
    lock_what_waits,
    move_barriers,
    move_participants,
    move_questions,
    move_to_successor,
    move_waits,
    remind,
    remind_after_meetings,
    wake_parked,
)
from .models import Case
from .states import CaseState


@hooks.UNIT_ENDED.register
def unit_ended(news: hooks.UnitEnded) -> None:
    lock_what_waits(news.unit)
    move_waits(news.unit, successor=news.successor)
    if news.successor is not None:
        move_to_successor(news.unit, successor=news.successor, by=news.by)
        move_participants(news.unit, successor=news.successor, by=news.by)
        move_questions(news.unit, successor=news.successor, by=news.by)
        move_barriers(news.unit, successor=news.successor)
    elif Case.objects.filter(receiving_unit=news.unit).exclude(state=CaseState.CLOSED).exists():
        raise NotAllowed(str(_("The unit has open cases. Choose a successor that takes them over.")))


@hooks.PERSON_LEFT.register
def person_left(news: hooks.PersonLeft) -> None:
    let_go(news.person, by=news.by)
    give_barriers_back(news.person)


@hooks.ROLE_LOST.register
def role_lost(news: hooks.RoleLost) -> None:
    let_go_where_lost(news.person, by=news.by)


@hooks.ABSENCE_BEGAN.register
def absence_began(news: hooks.AbsenceBegan) -> None:
    hand_to_stand_in(news.absence)


@hooks.ABSENCE_ENDED.register
def absence_ended(news: hooks.AbsenceEnded) -> None:
    bring_back(news.absence)


@every(seconds=3600, name="gates.roles_end")
def roles_end() -> None:
    let_go_after_roles()


@every(seconds=60, name="gates.wake_parked")
def wake() -> None:
    wake_parked()


@every(seconds=300, name="gates.end_period")
def end() -> None:
    end_period()


@every(seconds=300, name="gates.remind")
def reminders() -> None:
    remind()
    remind_after_meetings()
