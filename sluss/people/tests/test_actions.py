"""People and roles change by verbs that leave a trail."""

from __future__ import annotations

from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from django.db import IntegrityError, transaction

from sluss.core import clock, hooks
from sluss.core.verdict import NotAllowed
from sluss.people import actions, queries
from sluss.people.models import PeopleChange, Person, PersonDetails, RoleHolding
from sluss.people.states import ChangeKind, PersonKind, Role, UnitKind

from .cast import Cast

# --- People ---------------------------------------------------------------------------------------------------------


def test_an_address_stands_in_two_places_that_agree(cast: Cast) -> None:
    actions.change_person(person=cast.sara, by=cast.admin, email=" SARA.Ny@alvsund.example ")
    assert cast.fresh(cast.sara).email == "sara.ny@alvsund.example"
    assert list(EmailAddress.objects.filter(user=cast.sara).values_list("email", "verified", "primary")) == [
        ("sara.ny@alvsund.example", True, True)
    ]
    actions.change_person(person=cast.sara, by=cast.admin, email=None)
    assert not EmailAddress.objects.filter(user=cast.sara).exists()


def test_what_is_no_person(cast: Cast) -> None:
    for wrong in (
        {"kind": PersonKind.EMPLOYEE, "given_name": "X"},
        {"kind": PersonKind.RESIDENT, "given_name": "X", "unit": cast.units.care},
        {"kind": PersonKind.RESIDENT, "given_name": "  "},
        {"kind": PersonKind.RESIDENT, "given_name": "X", "email": "SARA@alvsund.example"},
        {"kind": PersonKind.RESIDENT, "given_name": "X", "username": "sara"},
    ):
        with pytest.raises(NotAllowed):
            actions.create_person(by=None, **wrong)  # type: ignore[arg-type]  # of several types
    with pytest.raises(NotAllowed):
        actions.change_person(person=cast.sara, by=None, email="amira@alvsund.example")
    with pytest.raises(NotAllowed):
        actions.change_person(person=cast.amira, by=None, kind=PersonKind.RESIDENT, unit=None)
    for by in (cast.sara, cast.amira, cast.office, cast.rut):
        with pytest.raises(NotAllowed):
            actions.create_person(by=by, kind=PersonKind.EMPLOYEE, given_name="X", unit=cast.units.care)


def test_who_leaves_leaves_the_role_to_the_deputy(cast: Cast) -> None:
    left: list[hooks.PersonLeft] = []
    before = list(hooks.PERSON_LEFT._receivers)
    hooks.PERSON_LEFT.register(left.append)
    try:
        actions.deactivate(person=cast.amira, by=cast.admin)
    finally:
        hooks.PERSON_LEFT._receivers[:] = before
    assert [news.person for news in left] == [cast.amira]
    held = RoleHolding.objects.current().get(role=Role.LEAD, unit=cast.units.care)
    assert (held.person, held.deputy) == (cast.lars, None)
    actions.deactivate(person=cast.decider, by=cast.admin)
    assert not RoleHolding.objects.current().filter(role=Role.DECISION_MAKER, unit=cast.units.care).exists(), (
        "without a deputy the place is vacant"
    )
    actions.deactivate(person=cast.lars, by=cast.admin)
    assert not RoleHolding.objects.current().filter(role=Role.LEAD, unit=cast.units.care).exists()


def test_the_last_administrator_stays(cast: Cast) -> None:
    holding = RoleHolding.objects.get(role=Role.ADMINISTRATOR)
    with pytest.raises(NotAllowed):
        actions.end_role(holding=holding, by=None)
    with pytest.raises(NotAllowed):
        actions.deactivate(person=cast.admin, by=None)
    actions.grant_role(person=cast.sara, role=Role.ADMINISTRATOR, unit=cast.units.city, by=cast.admin)
    actions.end_role(holding=holding, by=None)
    assert not RoleHolding.objects.current().filter(person=cast.admin).exists()


def test_the_name_of_a_protected_person_is_nowhere(cast: Cast) -> None:
    actions.mark_protected(person=cast.sara, protected=True, by=cast.admin)
    sara = cast.fresh(cast.sara)
    assert "Sara" not in sara.name
    assert sara.title == ""
    assert "Sara" not in repr(sara) + str(sara) + str(sara.details)
    assert cast.sara not in queries.people_by_name("Lindqvist")
    assert cast.sara in queries.people_by_name("sara"), "her id"


# --- Roles ----------------------------------------------------------------------------------------------------------


def test_one_lead_in_a_unit_at_a_time(cast: Cast) -> None:
    with pytest.raises(NotAllowed):
        actions.grant_role(person=cast.sara, role=Role.LEAD, unit=cast.units.care, by=cast.admin)
    holding = RoleHolding.objects.get(person=cast.amira)
    last = clock.today() + timedelta(days=10)
    actions.end_role(holding=holding, by=cast.admin, on=last)
    with pytest.raises(NotAllowed):
        actions.grant_role(person=cast.sara, role=Role.LEAD, unit=cast.units.care, by=cast.admin, valid_from=last)
    actions.grant_role(person=cast.sara, role=Role.LEAD, unit=cast.units.care, by=cast.admin, valid_from=last + timedelta(days=1))
    for day, lead in ((last, cast.amira), (last + timedelta(days=1), cast.sara)):
        assert [held.person for held in queries.holders(Role.LEAD, cast.units.care, day)] == [lead]
    with pytest.raises(IntegrityError), transaction.atomic():
        RoleHolding.objects.create(person=cast.lars, role=Role.LEAD, unit=cast.units.care)


def test_the_same_role_is_held_once_but_can_come_back(cast: Cast) -> None:
    with pytest.raises(NotAllowed):
        actions.grant_role(person=cast.assessor, role=Role.ASSESSOR, unit=cast.units.care, by=cast.admin)
    actions.end_role(holding=RoleHolding.objects.get(person=cast.assessor), by=cast.admin)
    again = actions.grant_role(person=cast.assessor, role=Role.ASSESSOR, unit=cast.units.care, by=cast.admin)
    assert again.is_current(clock.today())
    assert RoleHolding.objects.filter(person=cast.assessor).count() == 2
    with pytest.raises(NotAllowed):
        actions.end_role(holding=RoleHolding.objects.filter(person=cast.assessor).earliest("pk"), by=cast.admin)


def test_a_role_given_and_ended_on_the_same_day(cast: Cast) -> None:
    holding = actions.grant_role(person=cast.sara, role=Role.OFFICE, unit=cast.units.city, by=cast.admin)
    actions.end_role(holding=holding, by=cast.admin)
    assert not holding.is_current(clock.today())
    assert not RoleHolding.objects.current().filter(pk=holding.pk).exists()


# --- The trail ------------------------------------------------------------------------------------------------------


def test_every_verb_leaves_a_row_and_no_name(cast: Cast) -> None:
    PeopleChange.objects.all()._raw_delete("default")
    city, admin = cast.units, cast.admin
    unit = actions.create_unit(by=admin, code="ny", name="Nya", kind=UnitKind.UNIT, parent=city.care)
    actions.change_unit(unit=unit, by=admin, name="Nyare")
    person = actions.create_person(by=admin, kind=PersonKind.EMPLOYEE, given_name="Kanarie", email="kanarie@alvsund.example", unit=unit)
    actions.change_person(person=person, by=admin, phone="070-kanarie")
    actions.mark_protected(person=person, protected=True, by=admin)
    holding = actions.grant_role(person=person, role=Role.ASSESSOR, unit=unit, by=admin)
    actions.set_deputy(holding=holding, deputy=cast.sara, by=admin)
    actions.end_role(holding=holding, by=admin)
    today = clock.today()
    absence = actions.be_away(person=cast.amira, stand_in=cast.lars, from_on=today, to_on=today, by=admin)
    actions.end_absence(absence=absence, by=admin)
    actions.deactivate(person=person, by=admin)
    actions.activate(person=person, by=admin)
    actions.deactivate(person=person, by=admin)
    actions.erase_person(person=person, by=admin)
    actions.end_unit(unit=unit, by=admin)
    rows = list(PeopleChange.objects.order_by("pk"))
    assert {row.kind for row in rows} == set(ChangeKind)
    assert all(row.by == admin for row in rows)
    assert "anarie" not in str([row.data for row in rows])
    with pytest.raises(TypeError):
        rows[0].save()
    with pytest.raises(TypeError):
        rows[0].delete()


def test_what_changes_nothing_leaves_no_row(cast: Cast) -> None:
    before = PeopleChange.objects.count()
    actions.change_unit(
        unit=cast.units.care, by=None, name="Vård- och omsorgsförvaltningen", parent=cast.units.city, answers_to=cast.units.care_board
    )
    actions.change_person(person=cast.sara, by=None, given_name="Sara", unit=cast.units.home_care, email="sara@alvsund.example")
    actions.mark_protected(person=cast.sara, protected=False, by=None)
    actions.set_deputy(holding=RoleHolding.objects.get(person=cast.amira), deputy=cast.lars, by=None)
    actions.activate(person=cast.sara, by=None)
    assert PeopleChange.objects.count() == before


def test_erasing_details_leaves_the_person(cast: Cast) -> None:
    PersonDetails.objects.filter(person=cast.rut).delete()
    rut = Person.objects.get(pk=cast.rut.pk)
    assert rut.name
    assert rut.email == ""
