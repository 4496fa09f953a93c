"""A role ends for somebody who stays: what waits for them by name goes back to the role."""

from __future__ import annotations

from datetime import timedelta

import pytest

from sluss.core import clock
from sluss.gates import actions
from sluss.gates.models import Promise
from sluss.journal.models import Event
from sluss.people.actions import end_role, grant_role, set_deputy
from sluss.people.models import RoleHolding
from sluss.people.states import Role

from . import walks

pytestmark = pytest.mark.django_db


@pytest.fixture
def taken(cast):
    case = walks.opened(cast.units.care)
    return actions.take(case, by=cast.amira)


def leads(cast) -> RoleHolding:
    return RoleHolding.objects.get(person=cast.amira, role=Role.LEAD)


def owner(case) -> tuple[object, object]:
    return walks.fresh(case).owner, Promise.objects.get(case=case).person


def test_ended_at_once(cast, taken):
    end_role(holding=leads(cast), by=cast.admin)
    assert owner(taken) == (None, None)
    news = Event.objects.filter(kind="case.taken").latest("pk")
    assert cast.amira.pk not in news.data["persons"]
    assert news.data["persons"], "somebody is told: where the role is vacant, the office"


def test_ended_by_its_last_day(cast, taken):
    end_role(holding=leads(cast), by=cast.admin, on=clock.today())
    assert actions.let_go_after_roles() == 0
    assert owner(taken) == (cast.amira, cast.amira)
    with clock.at(clock.today() + timedelta(days=1)):
        assert actions.let_go_after_roles() == 1
        assert actions.let_go_after_roles() == 0
    assert owner(taken) == (None, None)


def test_a_deputy_who_is_one_no_longer(cast):
    case = actions.take(walks.opened(cast.units.care), by=leads(cast).deputy)
    set_deputy(holding=leads(cast), deputy=None, by=cast.admin)
    assert owner(case) == (None, None)


def test_who_handles_by_another_role_keeps_it(cast, taken):
    grant_role(person=cast.amira, role=Role.OFFICE, unit=cast.units.city, by=cast.admin)
    end_role(holding=leads(cast), by=cast.admin)
    assert owner(taken) == (cast.amira, cast.amira)
