"""What was let go: the list the office sees, and that somebody else's taking it removes it."""

from __future__ import annotations

import pytest

from sluss.gates import actions
from sluss.people import actions as people
from sluss.people.models import RoleHolding
from sluss.people.states import Role

from . import walks
from .test_views_queue import titles

pytestmark = pytest.mark.django_db
PAGE = "/en/to-answer/let-go"


def taken(cast, unit, title, by):
    case = actions.open_case(walks.subject(unit, title), process=walks.process(), unit=unit, by=None)
    return actions.take(case, by=by)


@pytest.fixture
def left(cast):
    cases = [taken(cast, cast.units.care, "Brunnar", cast.decider), taken(cast, cast.units.works, "Bänkar", cast.wilma)]
    people.deactivate(person=cast.decider, by=cast.admin)
    people.end_role(holding=RoleHolding.objects.get(person=cast.wilma, role=Role.LEAD), by=cast.admin)
    return cases


def test_the_office_sees_what_was_let_go_by_whom_and_who_must_take_it(cast, left):
    page = cast.client(cast.office).get(PAGE)
    assert titles(page) == ["Bänkar", "Brunnar"]
    assert '<td data-l="Was held by">Disa Falk</td>' in page.text
    assert '<td data-l="Was held by">Wilma Ek</td>' in page.text
    assert "The role has ended" in page.text
    assert '<td data-l="To be taken by">Amira Haddad</td>' in page.text
    assert "Innovation lead: vacant, so the innovation office" in page.text


def test_a_lead_sees_ones_own_units(cast, left):
    assert titles(cast.client(cast.amira).get(PAGE)) == ["Brunnar"]


def test_what_somebody_has_taken_or_closed_is_gone(cast, left):
    actions.take(walks.fresh(left[0]), by=cast.amira)
    actions.close(walks.fresh(left[1]), by=cast.office, outcome="not", reason=walks.REASON)
    page = cast.client(cast.office).get(PAGE)
    assert titles(page) == []
    assert "Nothing lies without a handler" in page.text


@pytest.mark.parametrize("name", ["sara", "assessor", "registrar", "auditor", "admin", "rut"])
def test_it_is_for_those_who_handle(cast, name):
    assert cast.client(cast.people[name]).get(PAGE).status_code == 403


@pytest.mark.slow
def test_what_it_costs(cast, django_assert_num_queries):
    client = cast.client(cast.office)
    for more in (1, 2, 40):
        for n in range(more):
            taken(cast, cast.units.care, f"Nummer {n}", cast.decider)
        actions.let_go(cast.decider, by=None)
        with django_assert_num_queries(8):
            assert titles(client.get(PAGE))
