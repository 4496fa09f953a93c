"""People, roles and imports over HTTP, for administrators."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from sluss.core import clock
from sluss.people import actions
from sluss.people.models import ImportFile, Person, RoleHolding, Unit
from sluss.people.states import PersonKind, Role

from .browsing import text
from .cast import Cast

# --- People ---------------------------------------------------------------------------------------------------------


@pytest.mark.slow
def test_the_life_of_a_person(cast: Cast) -> None:
    client = cast.client(cast.admin)
    given = {
        "given_name": "Nils",
        "family_name": "Nyman",
        "email": "nils@alvsund.example",
        "username": "",
        "title": "",
        "phone": "",
        "unit": "vof",
        "language": "sv",
    }
    assert client.post(reverse("people:person_new"), given).status_code == 302
    nils = Person.objects.get(details__email="nils@alvsund.example")
    assert (nils.kind, nils.unit, nils.has_usable_password()) == (PersonKind.EMPLOYEE, cast.units.care, False)
    assert client.post(reverse("people:person_new"), given).status_code == 422, "the address is taken"
    edit = reverse("people:person_edit", args=[nils.pk])
    assert client.post(edit, {**given, "title": "chef", "unit": "energi"}).status_code == 302
    assert cast.fresh(nils).title == "chef"
    assert client.post(edit, {**given, "unit": ""}).status_code == 422

    new_role = reverse("people:role_new", args=[nils.pk])
    assert client.post(new_role, {"role": "lead", "unit": "energi", "deputy": "lars@alvsund.example"}).status_code == 302
    holding = RoleHolding.objects.get(person=nils)
    assert (holding.role, holding.unit, holding.deputy) == (Role.LEAD, cast.units.energy, cast.lars)
    for wrong in (
        {"role": "lead", "unit": "vof"},
        {"role": "king", "unit": "vof"},
        {"role": "assessor", "unit": ""},
        {"role": "lead", "unit": "energi"},
        {"role": "assessor", "unit": "vof", "deputy": "nils@alvsund.example"},
        {"role": "assessor", "unit": "vof", "deputy": "admin"},
        {"role": "assessor", "unit": "vof", "valid_from": "2027-01-01", "valid_to": "2026-01-01"},
    ):
        assert client.post(new_role, wrong).status_code == 422, wrong
    assert client.post(reverse("people:role_deputy", args=[holding.pk]), {"deputy": ""}).status_code == 302
    assert RoleHolding.objects.get(pk=holding.pk).deputy is None
    assert client.post(reverse("people:role_deputy", args=[holding.pk]), {"deputy": "sara"}).status_code == 302
    assert client.post(reverse("people:role_end", args=[holding.pk]), {"on": "2020-01-01"}).status_code == 422

    client.post(reverse("people:person_close", args=[nils.pk]))
    assert not cast.fresh(nils).is_active
    assert RoleHolding.objects.current().get(unit=cast.units.energy).person == cast.sara, "the deputy holds it now"
    client.post(reverse("people:person_open", args=[nils.pk]))
    assert cast.fresh(nils).is_active
    shown = text(client.get(reverse("people:person", args=[nils.pk])))
    for kind in ("PERSON_CREATED", "ROLE_GRANTED", "DEPUTY_SET", "ROLE_ENDED", "PERSON_DEACTIVATED", "PERSON_ACTIVATED"):
        from sluss.people.states import ChangeKind

        assert str(ChangeKind[kind].label) in shown, kind


def test_an_administrator_cannot_lock_the_city_out(cast: Cast) -> None:
    client = cast.client(cast.admin)
    holding = RoleHolding.objects.get(role=Role.ADMINISTRATOR)
    assert client.post(reverse("people:role_end", args=[holding.pk]), {"on": ""}).status_code == 422
    client.post(reverse("people:person_close", args=[cast.admin.pk]))
    assert cast.fresh(cast.admin).is_active


def test_a_protected_name_is_shown_to_nobody(cast: Cast) -> None:
    client = cast.client(cast.admin)
    client.post(reverse("people:person_protected", args=[cast.sara.pk]), {"protected": "1"})
    pages = [
        reverse("people:person", args=[cast.sara.pk]),
        reverse("people:people"),
        reverse("people:people") + "?q=sara",
        reverse("people:people") + "?q=lindqvist",
    ]
    for url in pages:
        shown = text(client.get(url))
        assert "Lindqvist" not in shown, url
        assert "sara@alvsund.example" not in shown, url
    assert reverse("people:person", args=[cast.sara.pk]) in text(client.get(reverse("people:people") + "?q=sara")), "found by id"
    assert reverse("people:person", args=[cast.sara.pk]) not in text(client.get(reverse("people:people") + "?q=lindqvist"))
    client.post(reverse("people:person_protected", args=[cast.sara.pk]), {"protected": "0"})
    assert "Lindqvist" in text(client.get(pages[0]))


def test_people_are_found_by_parts_of_the_name(cast: Cast) -> None:
    client, url = cast.client(cast.admin), reverse("people:people")
    for words in ("öberg", "LARS", "berg lar", "Öb"):
        assert "Lars Öberg" in text(client.get(url, {"q": words})), words
    for words in ("oberg", "%", "_", "'; --"):
        assert "Lars Öberg" not in text(client.get(url, {"q": words})), words
    assert client.get(url, {"after": "99999999999999999999999"}).status_code == 200
    assert client.get(url, {"after": "-1"}).status_code == 200


# --- Importing on the page ------------------------------------------------------------------------------------------


def upload(client: Client, what: str, content: str | bytes, name: str = "fil.csv") -> Any:
    data = content.encode() if isinstance(content, str) else content
    return client.post(reverse("people:import", args=[what]), {"file": SimpleUploadedFile(name, data)})


def test_importing_is_rehearsed_then_confirmed(cast: Cast) -> None:
    client = cast.client(cast.admin)
    checked = upload(client, "units", "kod;namn;typ;överordnad\nny;Nya enheten;enhet;vof\nfel;Fel;rymdstation;\n")
    assert not Unit.objects.filter(code="ny").exists()
    shown = text(client.get(checked.url))
    assert "rymdstation" in shown
    assert client.post(checked.url).status_code == 422, "not while there are errors, unless one says so"
    assert not Unit.objects.filter(code="ny").exists()
    assert client.post(checked.url, {"skip_bad": "1"}).url == reverse("people:units")
    assert Unit.objects.get(code="ny").parent == cast.units.care
    assert not ImportFile.objects.exists(), "the file is gone when it is used"
    assert client.post(checked.url, {"skip_bad": "1"}).url == reverse("people:import", args=["units"])
    people = upload(client, "people", "id;förnamn;enhet;roll\nx1;Eva;ny;bedömare\n")
    assert client.post(people.url).url == reverse("people:people")
    assert RoleHolding.objects.get(person__username="x1").granted_by == cast.admin


@pytest.mark.parametrize("content", [b"", b"%PDF", b"\0\0\0", b"kod;namn\n", b"PK\x03\x04", b"kod;namn;typ\n" + b"a;A;enhet\n" * 1001])
def test_a_file_that_cannot_be_used_says_so(cast: Cast, content: bytes) -> None:
    assert upload(cast.client(cast.admin), "units", content).status_code == 422
    assert not ImportFile.objects.exists()


def test_an_uploaded_file_is_its_uploaders_for_a_day(cast: Cast) -> None:
    actions.grant_role(person=cast.office, role=Role.ADMINISTRATOR, unit=cast.units.city, by=cast.admin)
    url = upload(cast.client(cast.admin), "people", "id;förnamn;enhet\nx1;Eva;vof\n").url
    other = cast.client(cast.office)
    assert other.post(url).status_code == 302
    assert not Person.objects.filter(username="x1").exists()
    with clock.at(clock.now() + timedelta(days=2)):
        assert actions.forget_import_files() == 1


def test_what_an_import_page_knows(cast: Cast) -> None:
    client = cast.client(cast.admin)
    assert "efterträdare" in text(client.get(reverse("people:import", args=["units"])))
    assert client.get(reverse("people:import", args=["proposals"])).status_code == 404
