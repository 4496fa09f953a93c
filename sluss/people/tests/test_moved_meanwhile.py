"""What a locked row points at is what it points at now, though somebody pointed it elsewhere while one waited for it.

PostgreSQL's alone: SQLite has one lock, and no two wait.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from functools import partial

import pytest

from sluss.core import clock
from sluss.core.tests import halfway
from sluss.core.tests.halfway import both
from sluss.people import actions
from sluss.people.models import Absence, Person, RoleHolding
from sluss.people.states import Role

from .cast import Cast

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.postgres, pytest.mark.slow]
# What is done with somebody who is moved to another unit meanwhile; whose rules ask where the person works.
DONE: dict[str, Callable[..., object]] = {
    "changed": partial(actions.change_person, title="Undersköterska"),
    "protected": partial(actions.mark_protected, protected=True),
    "closed": actions.deactivate,
    "opened": actions.activate,
}


def moved(cast: Cast, person: Person) -> Callable[[], object]:
    return partial(actions.change_person, person=Person.objects.get(pk=person.pk), by=cast.admin, unit=cast.units.home_care)


@pytest.mark.parametrize("what", DONE)
def test_somebody_is_moved_to_another_unit_meanwhile(cast: Cast, what: str) -> None:
    """By an administrator of the department, who may nothing with one who works nowhere."""
    actions.grant_role(person=cast.outsider, role=Role.ADMINISTRATOR, unit=cast.units.care, by=cast.admin)
    if what == "opened":
        actions.deactivate(person=cast.sara, by=cast.admin)
    act = partial(DONE[what], person=Person.objects.get(pk=cast.sara.pk), by=cast.fresh(cast.outsider))
    Person.objects.filter(pk=cast.sara.pk).update(unit=cast.units.care)
    assert both("people_person", moved(cast, cast.sara), act) == ["done", "done"]
    now = Person.objects.get(pk=cast.sara.pk)
    assert now.unit_id == cast.units.home_care.pk
    assert now.is_active == (what != "closed")


def test_one_who_is_de_identified_is_of_the_authority_that_one_was_moved_to(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    """One whose account is closed: of another it is read once more when that is closed."""
    monkeypatch.setattr(halfway, "A_WHILE", 0.1)  # whoever erases gives way after less than a second
    actions.deactivate(person=cast.sara, by=cast.admin)
    move = partial(actions.change_person, person=Person.objects.get(pk=cast.sara.pk), by=cast.admin, unit=cast.units.works)
    erase = partial(actions.erase_person, person=Person.objects.get(pk=cast.sara.pk), by=cast.admin)
    assert both("people_person", move, erase) == ["done", "done"]
    assert Person.objects.get(pk=cast.sara.pk).unit_id == cast.units.works.authority_id


def deputy_of(cast: Cast, deputy: Person | None) -> Callable[[], object]:
    return partial(actions.set_deputy, holding=RoleHolding.objects.get(person=cast.amira), deputy=deputy, by=cast.admin)


def test_a_deputy_is_named_while_one_is_taken_away(cast: Cast) -> None:
    RoleHolding.objects.filter(person=cast.amira).update(deputy=None)
    assert both("people_roleholding", deputy_of(cast, cast.lars), deputy_of(cast, None)) == ["done", "done"]
    assert RoleHolding.objects.get(person=cast.amira).deputy is None


def test_a_deputy_who_is_named_while_the_account_is_closed_holds_the_role(cast: Cast) -> None:
    RoleHolding.objects.filter(person=cast.amira).update(deputy=None)
    close = partial(actions.deactivate, person=Person.objects.get(pk=cast.amira.pk), by=cast.admin)
    assert both("people_roleholding", deputy_of(cast, cast.lars), close) == ["done", "done"]
    assert RoleHolding.objects.current().get(role=Role.LEAD, unit=cast.units.care).person_id == cast.lars.pk


def test_an_absence_is_ended_while_another_stands_in(cast: Cast) -> None:
    today = clock.today()
    told = actions.be_away(person=cast.amira, by=cast.amira, from_on=today, to_on=today + timedelta(days=5), stand_in=cast.lars)
    end = partial(actions.end_absence, absence=Absence.objects.get(pk=told.pk), by=cast.fresh(cast.amira))
    assert both("people_absence", deputy_of(cast, cast.outsider), end) == ["done", "done"]
    now = Absence.objects.get(pk=told.pk)
    assert now.stand_in_id == cast.outsider.pk
    assert now.ended_at is not None
