"""Who gets where, my page, units, and what a page costs."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from sluss.core import clock
from sluss.people import actions
from sluss.people.models import PeopleChange, Person, PersonDetails, RoleHolding, Unit
from sluss.people.states import Role, UnitKind

from .browsing import queries, text
from .cast import Cast

# --- Who gets where -------------------------------------------------------------------------------------------------

EVERYBODY = ("sara", "amira", "lars", "assessor", "decider", "office", "communicator", "registrar", "auditor", "outsider", "rut", "company")


def admin_pages(cast: Cast) -> list[str]:
    holding = RoleHolding.objects.get(person=cast.amira)
    return [
        reverse("people:people"),
        reverse("people:person_new"),
        reverse("people:person", args=[cast.sara.pk]),
        reverse("people:person_edit", args=[cast.sara.pk]),
        reverse("people:role_new", args=[cast.sara.pk]),
        reverse("people:role_end", args=[holding.pk]),
        reverse("people:role_deputy", args=[holding.pk]),
        reverse("people:import", args=["units"]),
        reverse("people:import", args=["people"]),
    ]


def unit_admin_pages(cast: Cast) -> list[str]:
    return [
        reverse("people:unit_new"),
        reverse("people:unit_edit", args=[cast.units.care.pk]),
        reverse("people:unit_end", args=[cast.units.care.pk]),
    ]


@pytest.mark.slow
@pytest.mark.parametrize("name", EVERYBODY)
def test_administrators_pages_are_not_there_for_others(cast: Cast, name: str) -> None:
    client = cast.client(cast.people[name])
    assert {client.get(url).status_code for url in admin_pages(cast)} == {404}
    assert {client.get(url).status_code for url in unit_admin_pages(cast)} == {403}


@pytest.mark.slow
@pytest.mark.parametrize("name", ["sara", "office", "rut"])
def test_others_change_nothing_by_posting_either(cast: Cast, name: str) -> None:
    client = cast.client(cast.people[name])
    before = [list(model.objects.values()) for model in (Unit, Person, RoleHolding)]
    for url in [*admin_pages(cast), *unit_admin_pages(cast)]:
        assert client.post(url, {"given_name": "X", "name": "X", "on": "2020-01-01"}).status_code in {403, 404}
    for view in ("person_close", "person_open", "person_protected"):
        assert client.post(reverse(f"people:{view}", args=[cast.sara.pk])).status_code == 404
    assert client.post(reverse("people:unit_keep", args=[cast.units.care.pk])).status_code == 403
    assert [list(model.objects.values()) for model in (Unit, Person, RoleHolding)] == before


def test_visitors_are_asked_to_sign_in_and_administrators_get_in(cast: Cast, client: Client) -> None:
    for url in [*admin_pages(cast), *unit_admin_pages(cast), reverse("people:me"), reverse("people:me_edit")]:
        response = client.get(url)
        assert response.status_code == 302
        assert response.url.startswith(reverse("account_login"))
    admin = cast.client(cast.admin)
    assert {admin.get(url).status_code for url in [*admin_pages(cast), *unit_admin_pages(cast)]} == {200}
    assert client.get(reverse("people:units")).status_code == 200
    assert client.get(reverse("people:unit", args=[cast.units.care.pk])).status_code == 200
    assert client.get(reverse("people:unit", args=[999_999])).status_code == 404


def test_an_administrator_of_one_department_stays_there(cast: Cast) -> None:
    actions.grant_role(person=cast.outsider, role=Role.ADMINISTRATOR, unit=cast.units.works, by=cast.admin)
    client = cast.client(cast.outsider)
    assert client.get(reverse("people:person", args=[cast.wilma.pk])).status_code == 200
    assert client.get(reverse("people:person", args=[cast.sara.pk])).status_code == 404
    assert client.get(reverse("people:person", args=[cast.rut.pk])).status_code == 404
    listed = text(client.get(reverse("people:people")))
    assert "Wilma Ek" in listed
    assert "Sara Lindqvist" not in listed
    assert client.get(reverse("people:unit_edit", args=[cast.units.works.pk])).status_code == 200
    assert client.get(reverse("people:unit_edit", args=[cast.units.care.pk])).status_code == 403
    moved = client.post(
        reverse("people:unit_edit", args=[cast.units.works.pk]), {"name": "TPF", "code": "tpf", "kind": "department", "parent": "vof"}
    )
    assert moved.status_code == 422
    assert Unit.objects.get(pk=cast.units.works.pk).parent == cast.units.city


# --- My page --------------------------------------------------------------------------------------------------------


def test_my_page_says_who_i_am_and_what_i_hold(cast: Cast) -> None:
    amira = text(cast.client(cast.amira).get(reverse("people:me")))
    assert "Amira Haddad" in amira
    assert "amira@alvsund.example" in amira
    assert str(Role.LEAD.label) in amira
    assert "Lars Öberg" in amira, "her deputy"
    lars = text(cast.client(cast.lars).get(reverse("people:me")))
    assert "Amira Haddad" in lars, "whose deputy he is"
    assert str(Role.LEAD.label) not in text(cast.client(cast.sara).get(reverse("people:me")))


def test_one_changes_ones_own_details_and_nothing_else(cast: Cast) -> None:
    client = cast.client(cast.sara)
    given = {
        "given_name": " Sara ",
        "family_name": "Ny",
        "phone": "070-123",
        "language": "en",
        "title": "direktör",
        "email": "x@x.example",
        "unit": "stad",
    }
    response = client.post(reverse("people:me_edit"), given)
    assert response.url == "/en/my-page"
    sara = cast.fresh(cast.sara)
    assert (sara.name, sara.details.phone, sara.language) == ("Sara Ny", "070-123", "en")
    assert (sara.title, sara.email, sara.unit) == ("undersköterska", "sara@alvsund.example", cast.units.home_care)
    assert PeopleChange.objects.latest("pk").data == {"fields": ["family_name", "language", "phone"]}
    assert client.post(reverse("people:me_edit"), {**given, "given_name": "  "}).status_code == 422


# --- Units ----------------------------------------------------------------------------------------------------------


def test_a_unit_shows_its_lead_or_that_the_place_is_vacant(cast: Cast, client: Client) -> None:
    care = text(client.get(reverse("people:unit", args=[cast.units.care.pk])))
    assert "Amira Haddad" in care
    assert "Äldrenämnden" in care
    assert "Hemtjänsten Norr" in care
    assert "amira@alvsund.example" not in care, "an address is for colleagues"
    assert "amira@alvsund.example" in text(cast.client(cast.sara).get(reverse("people:unit", args=[cast.units.care.pk])))
    below = text(client.get(reverse("people:unit", args=[cast.units.home_care.pk])))
    assert "Amira Haddad" in below, "the lead above answers for a sub-unit"
    vacant = text(client.get(f"/en/units/{cast.units.energy.pk}"))
    assert "Vacant" in vacant
    listed = text(client.get("/en/units"))
    assert listed.count("Vacant") == 1
    actions.mark_protected(person=cast.amira, protected=True, by=cast.admin)
    for viewer in (client, cast.client(cast.sara), cast.client(cast.admin)):
        for url in (reverse("people:unit", args=[cast.units.care.pk]), reverse("people:units")):
            shown = text(viewer.get(url))
            assert "Amira" not in shown
            assert "amira@" not in shown


def test_units_are_found_by_a_part_of_the_name_or_the_code(cast: Cast, client: Client) -> None:
    url = reverse("people:units")
    assert "Hemtjänsten Norr" not in text(client.get(url)), "the list begins with what lies directly under the city"
    for words in ("norr", "HEMTJÄN", "hemtjanst-norr", "norr hemtj"):
        assert "Hemtjänsten Norr" in text(client.get(url, {"q": words})), words
    for words in ("hemtjanst", "%", "_", "'", "finns inte", "\x00", "å" * 500):
        response = client.get(url, {"q": words})
        assert response.status_code == 200, words
        assert "Hemtjänsten Norr" not in text(response), words


@pytest.mark.slow
def test_the_life_of_a_unit(cast: Cast) -> None:
    client = cast.client(cast.admin)
    given = {
        "name": "Testbädden",
        "name_en": "The test bed",
        "code": "tb",
        "kind": "unit",
        "parent": "Vård- och omsorgsförvaltningen",
        "answers_to": "",
    }
    assert client.post(reverse("people:unit_new"), given).status_code == 302
    unit = Unit.objects.get(code="tb")
    assert (unit.parent, unit.answers_to) == (cast.units.care, cast.units.care_board)
    assert "The test bed" in text(client.get(f"/en/units/{unit.pk}"))
    edit = reverse("people:unit_edit", args=[unit.pk])
    assert client.post(edit, {**given, "parent": "energi", "answers_to": "energi"}).status_code == 302
    unit.refresh_from_db()
    assert (unit.parent, unit.answers_to) == (cast.units.energy, cast.units.energy)
    for wrong in (
        {"parent": "tb"},
        {"parent": "finns inte"},
        {"parent": ""},
        {"code": "vof"},
        {"name": ""},
        {"answers_to": "vof"},
        {"kind": "city"},
    ):
        assert client.post(edit, {**given, **wrong}).status_code == 422, wrong
    end = reverse("people:unit_end", args=[unit.pk])
    assert client.post(end, {"on": "", "successor": ""}).status_code == 422
    assert client.post(end, {"on": "2030-12-31", "successor": "tb"}).status_code == 422
    tomorrow = clock.today() + timedelta(days=1)
    assert client.post(end, {"on": tomorrow.isoformat(), "successor": "vof"}).status_code == 302
    assert "Call off the end" in text(client.get(f"/en/units/{unit.pk}"))
    assert client.post(reverse("people:unit_keep", args=[unit.pk])).status_code == 302
    unit.refresh_from_db()
    assert unit.valid_to is None
    client.post(end, {"on": clock.today().isoformat(), "successor": "vof"})
    unit.refresh_from_db()
    assert unit.handed_on_at is not None
    assert client.get(edit).status_code == 200
    assert client.post(edit, given).status_code == 422
    assert client.get(end).status_code == 403
    assert client.get(reverse("people:unit_end", args=[cast.units.city.pk])).status_code == 403
    assert "Testbädden" in text(client.get(reverse("people:unit", args=[cast.units.care.pk]))), "whom it took over from"


# --- What a page costs ----------------------------------------------------------------------------------------------


def fill(cast: Cast, number: int) -> None:
    """So many units directly under the city and people with a role each, in bulk, on top of what is there."""
    first = Unit.objects.filter(code__startswith="u").count()
    units = [
        Unit(
            code=f"u{n}",
            name=f"Enhet {n}",
            kind=UnitKind.DEPARTMENT,
            parent=cast.units.city,
            answers_to=cast.units.city,
            sort_key=f"{n:06}",
            name_key=f"enhet {n}",
        )
        for n in range(first, first + number)
    ]
    Unit.objects.bulk_create(units)
    for unit in units:
        unit.path = f"/{cast.units.city.pk}/{unit.pk}/"
    Unit.objects.bulk_update(units, ["path"])
    people = Person.objects.bulk_create([Person(username=f"p{unit.code}", unit=unit) for unit in units])
    PersonDetails.objects.bulk_create(
        [PersonDetails(person=person, given_name="P", sort_key=f"{person.pk:06}", name_key="p") for person in people]
    )
    RoleHolding.objects.bulk_create(
        [RoleHolding(person=person, role=Role.LEAD, unit=unit) for person, unit in zip(people, units, strict=True)]
    )


@pytest.mark.slow
def test_lists_cost_the_same_however_long(cast: Cast, client: Client) -> None:
    admin = cast.client(cast.admin)
    pages = {
        "units": (client, reverse("people:units")),
        "unit": (client, reverse("people:unit", args=[cast.units.city.pk])),
        "found": (client, reverse("people:units") + "?q=enhet"),
        "people": (admin, reverse("people:people")),
        "person": (admin, reverse("people:person", args=[cast.sara.pk])),
    }
    counts = []
    for number in (1, 2, 997):
        fill(cast, number)
        counts.append({name: queries(who, url) for name, (who, url) in pages.items()})
    assert counts == [{"units": 2, "unit": 6, "found": 2, "people": 6, "person": 8}] * 3


def test_pages_go_on_where_the_last_one_ended(cast: Cast) -> None:
    fill(cast, 120)
    client = cast.client(cast.admin)
    url, seen = reverse("people:people"), []
    for _page in range(4):
        response = client.get(url)
        seen += [row["person"].pk for row in response.context["rows"]]
        if not response.context["page"].next:
            break
        url = reverse("people:people") + response.context["page"].next
    assert len(seen) == len(set(seen)) == Person.objects.count()
