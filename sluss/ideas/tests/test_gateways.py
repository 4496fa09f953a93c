"""Ways in: who receives when a unit has ended, and what the office can change."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from sluss.core import clock
from sluss.core.verdict import NotAllowed
from sluss.ideas import actions
from sluss.ideas.models import Gateway
from sluss.ideas.queries_give import receiving_unit
from sluss.ideas.seed import EMPLOYEES, RESIDENTS
from sluss.ideas.states import Release
from sluss.journal.models import Event
from sluss.journal.states import Visibility
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


# --- What the office changes --------------------------------------------------------------------------------------------

EDIT = f"/slussar/{RESIDENTS}/andra"


def fields(base, **changes) -> dict[str, str]:
    return {
        "name_sv": "Invånarförslag",
        "name_en": "Residents' proposal",
        "intro_sv": "För dig som bor här.",
        "intro_en": "",
        "unit": base.units.care.code,
        "opens_on": "2026-01-01",
        "closes_on": "2026-12-31",
        "release": "at_once",
        "default_visibility": "1",
        "audience": "residents",
        "process": str(giving.way(RESIDENTS).process_id),
        "naming": "chosen",
    } | changes


@pytest.mark.slow
@pytest.mark.parametrize("who", ["office", "admin"])
def test_the_office_and_an_administrator_choose_what_a_way_in_is(base, who):
    person = getattr(base, who)
    client = base.client(person)
    assert "Invånarförslag" in client.get("/slussar").content.decode()
    assert client.get(EDIT).status_code == 200
    assert client.get(f"/en/gateways/{RESIDENTS}/edit").status_code == 200
    with clock.at(MONDAY):
        assert client.post(EDIT, fields(base)).headers["Location"] == "/slussar"
        way = giving.way(RESIDENTS)
        assert (way.unit, way.release, way.default_visibility) == (base.units.care, Release.AT_ONCE, Visibility.EMPLOYEES)
        assert (way.opens_on, way.closes_on, way.intro) == (date(2026, 1, 1), date(2026, 12, 31), {"sv": "För dig som bor här."})
        event = Event.objects.get(kind="gateway.changed")
        assert (event.actor, event.data["gateway"], event.data["release"]) == (person, way.pk, "at_once")
        assert event.data["fields"] == ["intro", "unit", "opens_on", "closes_on", "release", "default_visibility"]
        client.post(EDIT, fields(base))
        assert Event.objects.filter(kind="gateway.changed").count() == 1, "nothing was changed the second time"


def test_at_once_is_shown_at_once_and_not_before_it_opens(base):
    actions.change_gateway(giving.way(RESIDENTS), by=base.office, release=Release.AT_ONCE, unit=base.units.care)
    idea = giving.submitted(None, RESIDENTS).idea
    assert giving.fresh(idea).in_public_list
    actions.change_gateway(giving.way(RESIDENTS), by=base.office, opens_on=clock.today() + timedelta(days=3))
    with pytest.raises(NotAllowed):
        giving.submitted(None, RESIDENTS)


@pytest.mark.parametrize("who", ["sara", "amira", "registrar", "auditor", "rut"])
def test_others_may_not(base, who):
    person = getattr(base, who)
    client = base.client(person)
    assert [client.get("/slussar").status_code, client.get(EDIT).status_code, client.post(EDIT, fields(base)).status_code] == [403] * 3
    with pytest.raises(NotAllowed):
        actions.change_gateway(giving.way(RESIDENTS), by=person, release=Release.AT_ONCE)
    assert giving.way(RESIDENTS).release == Release.AFTER_READING


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"name_sv": ""}, "name_sv"),
        ({"intro_sv": "x" * 401}, "intro_sv"),
        ({"unit": "finns-inte"}, "unit"),
        ({"closes_on": "2025-01-01"}, "closes_on"),
        ({"opens_on": "31/12"}, "opens_on"),
        ({"release": "sometime"}, "release"),
        ({"default_visibility": "9"}, "default_visibility"),
    ],
)
def test_what_is_wrong_is_told_at_its_field_and_nothing_is_changed(base, changes, field):
    page = base.client(base.office).post(EDIT, fields(base, **changes))
    assert page.status_code == 422
    assert f"#id_{field}" in page.content.decode()
    assert giving.way(RESIDENTS).unit == base.units.city


def test_a_unit_that_has_ended_receives_nothing(base):
    end_unit(unit=base.units.works, by=base.admin, successor=base.units.care)
    with pytest.raises(NotAllowed):
        actions.change_gateway(giving.way(RESIDENTS), by=base.office, unit=Unit.objects.get(pk=base.units.works.pk))
