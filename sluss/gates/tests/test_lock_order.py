"""What is being changed stands in nobody's way who only points at it, so no two wait for each other. PostgreSQL's alone."""

from __future__ import annotations

from functools import partial

import pytest

from sluss.core.tests.halfway import both
from sluss.gates import actions
from sluss.people import actions as people
from sluss.people.models import Person, Unit

from . import walks

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.postgres, pytest.mark.slow]


def test_one_decides_while_an_administrator_closes_the_account(cast) -> None:
    """The decision's row points at the person; the account that closes lets the person's cases go."""
    case = actions.take(walks.opened(cast.units.care), by=cast.amira)
    close = partial(people.deactivate, person=Person.objects.get(pk=cast.amira.pk), by=None)
    decide = partial(actions.ask, case, by=cast.fresh(cast.amira), reason=walks.REASON)
    assert both("people_person", close, decide) == ["done", "done"]
    case.refresh_from_db()
    assert (case.owner_id, case.state) == (None, "asked")


def test_a_case_is_referred_to_the_city_while_a_unit_ends(cast) -> None:
    """The tree is locked at the city, which the case that goes on there points at; the unit that ends moves its cases."""
    case = walks.opened(cast.units.care)
    end = partial(people.end_unit, unit=Unit.objects.get(pk=cast.units.care.pk), by=None)
    refer = partial(actions.refer, case, by=cast.fresh(cast.amira), unit=cast.units.city, reason=walks.REASON)
    assert both("people_unit", end, refer) == ["done", "done"]
