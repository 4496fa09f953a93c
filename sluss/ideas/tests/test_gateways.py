"""Ways in: who receives when a unit has ended, and what the office can change."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from sluss.core import clock
from sluss.ideas.models import Gateway
from sluss.ideas.queries_give import receiving_unit
from sluss.ideas.seed import EMPLOYEES, RESIDENTS
from sluss.journal.models import Event
from sluss.people.actions import end_unit
from sluss.people.models import Unit

from . import giving

pytestmark = pytest.mark.django_db
MONDAY = date(2026, 3, 9)


@pytest.fixture
def base(cast):
    giving.base(cast.units.city)
    return cast


# --- A unit that ends ---------------------------------------------------------------------------------------------------


def test_the_successor_of_a_unit_receives_what_comes_in_through_its_ways_in(base):
    giving.way(RESIDENTS, unit=base.units.works)
    with clock.at(MONDAY):
        end_unit(unit=base.units.works, by=base.admin, on=MONDAY, successor=base.units.care)
        assert giving.way(RESIDENTS).unit == base.units.care
        assert giving.way(EMPLOYEES).unit == base.units.city, "the other way in is as it was"
        idea = giving.submitted(None, RESIDENTS).idea
    assert giving.case_of(idea).receiving_unit == base.units.care
    event = Event.objects.get(kind="gateway.changed")
    assert (event.actor, event.data) == (
        base.admin,
        {"gateway": giving.way(RESIDENTS).pk, "fields": ["unit"], "from_unit": base.units.works.pk, "unit": base.units.care.pk},
    )


def test_it_happens_by_itself_on_the_day_too(base):
    giving.way(RESIDENTS, unit=base.units.works)
    with clock.at(MONDAY):
        end_unit(unit=base.units.works, by=base.admin, on=MONDAY + timedelta(days=4), successor=base.units.care)
        assert giving.way(RESIDENTS).unit == base.units.works
    with clock.at(MONDAY + timedelta(days=5)):
        giving.worker()
        assert giving.way(RESIDENTS).unit == base.units.care


def test_a_way_in_that_still_names_an_ended_unit_gives_to_the_one_that_took_over(base):
    with clock.at(MONDAY):
        end_unit(unit=base.units.works, by=base.admin, on=MONDAY, successor=base.units.care)
    Gateway.objects.update(unit=Unit.objects.get(pk=base.units.works.pk))
    assert receiving_unit(giving.way(RESIDENTS), None) == base.units.care
    assert receiving_unit(giving.way(EMPLOYEES), base.admin) == base.units.care
