"""Who may act as what and where: pure tables, then the rules on real rows."""

from __future__ import annotations

from datetime import date, timedelta
from types import SimpleNamespace

import pytest
from django.contrib.auth.models import AnonymousUser
from hypothesis import given
from hypothesis import strategies as st

from sluss.core import clock
from sluss.people import actions, queries, rules
from sluss.people.models import Person, RoleHolding, Unit
from sluss.people.queries import Grant
from sluss.people.rules import NOBODY, Acting, acting, standing
from sluss.people.states import ROLES, Permission, PersonKind, Role, Standing

from .cast import Cast

P, R = Permission, Role

# The whole table, written out once more: a change in states.py must be meant.
MAY: dict[Role, set[Permission]] = {
    R.LEAD: {P.READ_UNRELEASED, P.HANDLE, P.ASSESS, P.PUBLISH},
    R.ASSESSOR: {P.READ_UNRELEASED, P.ASSESS},
    R.DECISION_MAKER: {P.READ_UNRELEASED, P.HANDLE, P.DECIDE},
    R.OFFICE: {P.READ_UNRELEASED, P.HANDLE, P.ASSESS, P.SEE_NAMES, P.PUBLISH, P.MANAGE_PROCESSES},
    R.COMMUNICATOR: {P.READ_UNRELEASED, P.PUBLISH},
    R.REGISTRAR: {P.READ_UNRELEASED, P.READ_REGISTER},
    R.AUDITOR: {P.READ_UNRELEASED, P.READ_AUDIT},
    R.ADMINISTRATOR: {P.MANAGE_PEOPLE, P.MANAGE_PROCESSES, P.READ_AUDIT},
}


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("permission", Permission)
def test_role_and_permission(role: Role, permission: Permission) -> None:
    in_city, in_unit = Acting((Grant(role, 1, "/1/", False),)), Acting((Grant(role, 3, "/1/3/", True),))
    may = permission in MAY[role]
    here, below, beside, above = (Unit(pk=pk, path=path) for pk, path in ((3, "/1/3/"), (5, "/1/3/5/"), (33, "/1/33/"), (1, "/1/")))
    assert in_city.has(permission) is in_unit.has(permission) is may
    assert in_city.everywhere(permission) is may
    assert in_unit.everywhere(permission) is False
    assert [in_unit.may_in(permission, unit) for unit in (here, below, beside, above)] == [may, may, False, False]
    assert [in_city.may_in(permission, unit) for unit in (here, below, beside, above)] == [may] * 4
    assert NOBODY.has(permission) is NOBODY.everywhere(permission) is NOBODY.may_in(permission, here) is False


def test_every_role_and_permission_is_in_the_table() -> None:
    assert set(MAY) == set(ROLES) == set(Role)
    assert set().union(*MAY.values()) == set(Permission)
    assert all(ROLES[role].permissions == may for role, may in MAY.items())


@given(
    st.lists(st.tuples(st.sampled_from(list(Role)), st.lists(st.integers(1, 4), min_size=1, max_size=4)), max_size=4),
    st.sampled_from(list(Permission)),
    st.lists(st.integers(1, 4), min_size=1, max_size=5),
)
def test_a_permission_reaches_a_unit_through_some_grant_at_it_or_above(
    held: list[tuple[Role, list[int]]], permission: Permission, way: list[int]
) -> None:
    made = Acting(tuple(Grant(role, ids[-1], "/" + "/".join(map(str, ids)) + "/", False) for role, ids in held))
    unit = Unit(pk=way[-1], path="/" + "/".join(map(str, way)) + "/")
    assert made.may_in(permission, unit) is any(permission in MAY[role] and way[: len(ids)] == ids for role, ids in held)


# --- On real rows ---------------------------------------------------------------------------------------------------


def test_what_the_cast_may_where(cast: Cast) -> None:
    units = cast.units
    care, everything = {units.care.pk, units.home_care.pk}, set(Unit.objects.values_list("pk", flat=True))

    def all_of(role: Role, where: set[int]) -> dict[Permission, set[int]]:
        return {permission: set(where) for permission in MAY[role]}

    expected: dict[str, dict[Permission, set[int]]] = {
        "sara": {},
        "amira": all_of(R.LEAD, care),
        "lars": all_of(R.LEAD, care),
        "assessor": all_of(R.ASSESSOR, care),
        "assessor2": all_of(R.ASSESSOR, care),
        "decider": all_of(R.DECISION_MAKER, care),
        "wilma": all_of(R.LEAD, {units.works.pk}),
        "office": all_of(R.OFFICE, everything),
        "communicator": all_of(R.COMMUNICATOR, everything),
        "registrar": all_of(R.REGISTRAR, care | {units.care_board.pk}),
        "auditor": all_of(R.AUDITOR, everything),
        "admin": all_of(R.ADMINISTRATOR, everything),
        "outsider": {},
        "rut": {},
        "company": {},
    }
    for name, person in cast.people.items():
        for permission in Permission:
            where = expected[name].get(permission, set())
            assert acting(person).units(permission) == where, (name, permission)
            assert acting(person).has(permission) is bool(where)
            assert acting(person).everywhere(permission) is (where == everything)


def test_standing(cast: Cast) -> None:
    assert [standing(who) for who in (None, AnonymousUser(), cast.sara, cast.amira, cast.rut, cast.company)] == [
        Standing.VISITOR, Standing.VISITOR, Standing.EMPLOYEE, Standing.EMPLOYEE, Standing.RESIDENT, Standing.COMPANY
    ]  # fmt: skip
    cast.sara.is_active = False
    assert standing(cast.sara) == Standing.VISITOR
    assert standing(Person(kind=PersonKind.EMPLOYEE)) == Standing.VISITOR, "one that is not saved is nobody"


@pytest.mark.parametrize("nobody", [None, AnonymousUser(), SimpleNamespace(is_authenticated=True), Person(pk=None)])
def test_nobody_may_nothing_and_it_costs_nothing(nobody: object, db: None, django_assert_num_queries: object) -> None:
    with django_assert_num_queries(0):  # type: ignore[operator]  # a fixture
        made = acting(nobody)  # type: ignore[arg-type]  # on purpose
        assert not made.roles
        assert not any(made.units(permission) for permission in Permission)
        assert standing(nobody) == Standing.VISITOR  # type: ignore[arg-type]  # on purpose


def test_two_queries_however_often_one_asks(cast: Cast, django_assert_num_queries: object) -> None:
    registrar, sara = cast.fresh(cast.registrar), cast.fresh(cast.sara)
    with django_assert_num_queries(2):  # type: ignore[operator]  # a fixture
        for permission in Permission:
            acting(registrar).units(permission)
            acting(registrar).has(permission)
    with django_assert_num_queries(1):  # type: ignore[operator]  # a fixture
        for permission in Permission:
            acting(sara).units(permission)


def test_a_closed_account_may_nothing(cast: Cast) -> None:
    assert acting(cast.office).has(P.HANDLE)
    cast.office.is_active = False
    assert not acting(cast.office).has(P.HANDLE)


def test_a_role_begins_on_its_first_day_and_ends_after_its_last(cast: Cast) -> None:
    first, last = date(2026, 3, 2), date(2026, 3, 31)
    actions.grant_role(
        person=cast.sara, role=Role.ASSESSOR, unit=cast.units.care, by=None, valid_from=first, valid_to=last, deputy=cast.outsider
    )
    for day, may in ((first - timedelta(days=1), False), (first, True), (last, True), (last + timedelta(days=1), False)):
        with clock.at(day):
            for who in (cast.sara, cast.outsider):
                assert acting(who).has(P.ASSESS) is may, (day, who.username)


def test_a_role_that_is_ended_ends_at_once(cast: Cast) -> None:
    holding = RoleHolding.objects.get(person=cast.amira)
    assert acting(cast.amira).has(P.HANDLE)
    assert acting(cast.lars).has(P.HANDLE)
    actions.end_role(holding=holding, by=cast.admin)
    assert not acting(cast.fresh(cast.amira)).has(P.HANDLE)
    assert not acting(cast.fresh(cast.lars)).has(P.HANDLE)


def test_the_lead_of_the_heir_reads_what_the_ended_unit_left(cast: Cast) -> None:
    """Closed cases stay with the old unit; who answers for the new one must be able to read them."""
    before = cast.fresh(cast.wilma)
    assert cast.units.home_care.pk not in acting(before).units(P.READ_UNRELEASED)
    actions.end_unit(unit=cast.units.care, by=cast.admin, successor=cast.units.works)
    wilma = cast.fresh(cast.wilma)
    assert acting(wilma).units(P.READ_UNRELEASED) == {cast.units.works.pk, cast.units.care.pk, cast.units.home_care.pk}
    assert not acting(cast.fresh(cast.amira)).units(P.READ_UNRELEASED), "roles in the ended unit have ended"


def test_holders_nearest_first(cast: Cast, django_assert_num_queries: object) -> None:
    with django_assert_num_queries(1):  # type: ignore[operator]  # a fixture
        leads = queries.holders(Role.LEAD, cast.units.home_care)
        assert [(holding.person.name, holding.deputy.name) for holding in leads] == [("Amira Haddad", "Lars Öberg")]
    actions.grant_role(person=cast.sara, role=Role.LEAD, unit=cast.units.home_care, by=None)
    assert [holding.person for holding in queries.holders(Role.LEAD, cast.units.home_care)] == [cast.sara, cast.amira]
    assert [holding.person for holding in queries.holders(Role.OFFICE, cast.units.energy)] == [cast.office]
    assert not queries.holders(Role.ASSESSOR, cast.units.energy)


# --- Managing people ------------------------------------------------------------------------------------------------


def test_only_administrators_manage_and_only_where_they_are(cast: Cast) -> None:
    actions.grant_role(person=cast.outsider, role=Role.ADMINISTRATOR, unit=cast.units.works, by=None)
    managers = {"admin": cast.units, "outsider": (cast.units.works,)}
    for name, person in cast.people.items():
        manages = (
            {cast.units.city, cast.units.care, cast.units.works, cast.units.energy}
            if name == "admin"
            else {cast.units.works}
            if name == "outsider"
            else set()
        )
        assert bool(rules.may_manage_people(person)) is (name in managers)
        for unit in (cast.units.city, cast.units.care, cast.units.works, cast.units.energy):
            verdict = rules.may_manage_unit(person, unit)
            assert bool(verdict) is (unit in manages), (name, unit.code)
            assert bool(verdict) or str(verdict.reason)
        listed = set(Person.objects.filter(rules.managed_people(person)))
        assert listed == {other for other in cast.people.values() if rules.may_manage_person(person, other)}, name
    assert not rules.may_manage_people(AnonymousUser())


def test_nobody_gives_a_role_to_oneself_and_only_employees_hold_one(cast: Cast) -> None:
    care = cast.units.care
    refused = {
        "oneself": rules.may_grant(cast.admin, cast.admin, Role.OFFICE, care),
        "a resident": rules.may_grant(cast.admin, cast.rut, Role.ASSESSOR, care),
        "a company": rules.may_grant(cast.admin, cast.company, Role.ASSESSOR, care),
        "by a lead": rules.may_grant(cast.amira, cast.sara, Role.ASSESSOR, care),
        "by a visitor": rules.may_grant(AnonymousUser(), cast.sara, Role.ASSESSOR, care),
    }
    assert not any(refused.values())
    assert all(str(verdict.reason).endswith(".") for verdict in refused.values())
    assert rules.may_grant(cast.admin, cast.sara, Role.ASSESSOR, care)
    holding = RoleHolding.objects.get(person=cast.amira)
    assert not rules.may_be_deputy(holding, cast.amira, cast.admin)
    assert not rules.may_be_deputy(holding, cast.rut, cast.admin)
    assert not rules.may_be_deputy(holding, cast.admin, cast.admin)
    assert rules.may_be_deputy(holding, cast.sara, cast.admin)
    assert not rules.may_deactivate(cast.admin, cast.admin)
    assert rules.may_deactivate(cast.admin, cast.sara)


@pytest.mark.parametrize(
    ("field", "own"),
    [
        ("given_name", True),
        ("family_name", True),
        ("phone", True),
        ("language", True),
        ("email", False),
        ("title", False),
        ("unit", False),
        ("kind", False),
        ("username", False),
    ],
)
def test_what_one_changes_oneself(cast: Cast, field: str, own: bool) -> None:
    assert bool(rules.may_change_details(cast.sara, cast.sara, [field])) is own
    assert not rules.may_change_details(cast.amira, cast.sara, [field])
    assert rules.may_change_details(cast.admin, cast.sara, [field])


def test_an_administrator_of_a_unit_does_not_become_one_whose_roles_reach_further(cast: Cast) -> None:
    """The registrar works in care and keeps the board's register. Whoever could choose her address could sign in as her with a code."""
    actions.grant_role(person=cast.lars, role=R.ADMINISTRATOR, unit=cast.units.care, by=None)
    lars = cast.fresh(cast.lars)
    client = cast.client(lars)
    for person, reached in ((cast.registrar, False), (cast.assessor, True)):
        assert rules.may_manage_person(lars, person)
        assert bool(rules.may_deactivate(lars, person)) is reached
        assert rules.may_change_details(lars, person, {"title", "phone"})
        answer = client.post(
            f"/personer/{person.pk}/andra",
            {
                "given_name": person.details.given_name,
                "family_name": person.details.family_name,
                "email": "min@alvsund.example",
                "username": person.username,
                "title": person.title,
                "kind": "employee",
                "unit": cast.units.care.code,
                "language": "sv",
            },
        )
        assert answer.status_code == (302 if reached else 422)
        assert (cast.fresh(person).email == "min@alvsund.example") is reached
        client.post(f"/personer/{person.pk}/avsluta")
        assert cast.fresh(person).is_active is not reached
    assert rules.may_deactivate(cast.fresh(cast.admin), cast.registrar)
    assert rules.may_change_details(cast.fresh(cast.admin), cast.registrar, {"email"})
