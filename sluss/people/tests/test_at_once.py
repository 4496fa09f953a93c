"""Two administrators at once. PostgreSQL's alone: SQLite has one lock."""

from __future__ import annotations

from functools import partial

import pytest

from sluss.core.tests.halfway import both
from sluss.people import actions
from sluss.people.models import Person, RoleHolding
from sluss.people.states import Role

from .cast import Cast

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.postgres, pytest.mark.slow]


@pytest.mark.parametrize("closes", [False, True], ids=["the role", "the account"])
def test_of_two_administrators_who_end_each_other_one_stays(cast: Cast, closes: bool) -> None:
    first = RoleHolding.objects.get(role=Role.ADMINISTRATOR)
    second = actions.grant_role(person=cast.sara, role=Role.ADMINISTRATOR, unit=cast.units.city, by=cast.admin)
    # Who stands in is looked for when it has been seen that an administrator is left, and before it is so.
    end = partial(actions.end_role, holding=first, by=None)
    other = partial(actions.end_role, holding=second, by=None)
    if closes:
        other = partial(actions.deactivate, person=Person.objects.get(pk=cast.sara.pk), by=None)
    done, told = both("people_absence", end, other, reads=True)
    assert done == "done"
    assert told.startswith("NotAllowed: "), told
    assert RoleHolding.objects.current().get(role=Role.ADMINISTRATOR).person_id == cast.sara.pk
