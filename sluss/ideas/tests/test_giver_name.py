"""Who sees a giver's name: every combination, without the database."""

from __future__ import annotations

from itertools import product

import pytest
from django.contrib.auth.models import AnonymousUser

from sluss.core import clock
from sluss.gates.models import Case, Stage
from sluss.gates.states import CaseState
from sluss.ideas.models import Gateway, Idea, Submission
from sluss.ideas.rules import giver_shown
from sluss.people.models import Person, PersonDetails, Unit
from sluss.people.queries import Grant
from sluss.people.rules import Acting
from sluss.people.states import PersonKind, Role

UNIT, OTHER = 7, 8
UNITS = [(1, "/1/"), (UNIT, f"/1/{UNIT}/"), (OTHER, f"/1/{OTHER}/")]


def person(pk: int, *grants: tuple[Role, int], protected: bool = False, kind: PersonKind = PersonKind.EMPLOYEE) -> Person:
    made = Person(pk=pk, kind=kind, protected=protected, username=f"p{pk}")
    made.details = PersonDetails(person_id=pk, given_name="Sara", family_name="Lindqvist")
    paths = dict(UNITS)
    acting = Acting(tuple(Grant(role, unit, paths[unit], as_deputy=False) for role, unit in grants))
    acting._units = UNITS
    made._acting = (clock.today(), acting)
    return made


GIVER = 100
VIEWERS = {
    "nobody": None,
    "visitor": AnonymousUser(),
    "employee": person(1),
    "resident": person(2, kind=PersonKind.RESIDENT),
    "giver": person(GIVER),
    "lead": person(3, (Role.LEAD, UNIT)),
    "lead elsewhere": person(4, (Role.LEAD, OTHER)),
    "decision-maker": person(5, (Role.DECISION_MAKER, UNIT)),
    "assessor": person(6, (Role.ASSESSOR, UNIT)),
    "registrar": person(8, (Role.REGISTRAR, UNIT)),
    "communicator": person(9, (Role.COMMUNICATOR, 1)),
    "auditor": person(10, (Role.AUDITOR, 1)),
    "administrator": person(11, (Role.ADMINISTRATOR, 1)),
    "office": person(12, (Role.OFFICE, 1)),
    "owner": person(13, (Role.LEAD, UNIT)),
}
HANDLERS = {"lead", "decision-maker", "office", "owner", "giver"}
BLIND = {"owner", "office", "giver"}
EVERYBODY = set(VIEWERS)


def idea(*, show_name: bool, giver: Person | None, name: str = "") -> Idea:
    made = Idea(gateway=Gateway(audience="employees" if giver else "residents"))
    made.submission = Submission(show_name=show_name, person=giver, name=name)
    return made


def case(*, blind: bool, state: CaseState = CaseState.OPEN) -> Case:
    return Case(stage=Stage(blind=blind), receiving_unit=Unit(pk=UNIT, path=f"/1/{UNIT}/"), owner_id=13, state=state)


def those_who_see(shown_idea: Idea, shown_case: Case | None, name: str) -> set[str]:
    return {who for who, viewer in VIEWERS.items() if giver_shown(shown_idea, shown_case, viewer) == name}


@pytest.mark.parametrize(("blind", "show_name", "state"), list(product((True, False), (True, False), CaseState)))
def test_the_name_shows_to_those_who_handle_until_the_giver_chooses_and_never_past_a_blind_stage(blind, show_name, state):
    hidden = blind and state != CaseState.CLOSED
    expected = BLIND if hidden else EVERYBODY if show_name else HANDLERS
    given = idea(show_name=show_name, giver=person(GIVER))
    assert those_who_see(given, case(blind=blind, state=state), "Sara Lindqvist") == expected


@pytest.mark.parametrize(("blind", "show_name"), list(product((True, False), (True, False))))
def test_one_without_an_account_is_named_by_the_same_rules(blind, show_name):
    given = idea(show_name=show_name, giver=None, name="Rut Ängström")
    expected = (BLIND if blind else EVERYBODY if show_name else HANDLERS) - ({"giver"} if blind or not show_name else set())
    assert those_who_see(given, case(blind=blind), "Rut Ängström") == expected


@pytest.mark.parametrize(("blind", "show_name"), list(product((True, False), (True, False))))
def test_a_protected_identity_is_a_role_to_everybody(blind, show_name):
    given = idea(show_name=show_name, giver=person(GIVER, protected=True))
    assert those_who_see(given, case(blind=blind), "Sara Lindqvist") == set()


def test_without_a_case_only_a_name_that_is_chosen_shows():
    assert those_who_see(idea(show_name=True, giver=person(GIVER)), None, "Sara Lindqvist") == EVERYBODY
    assert those_who_see(idea(show_name=False, giver=person(GIVER)), None, "Sara Lindqvist") == {"giver"}


def test_imported_history_and_erased_people_have_no_name():
    imported = Idea(gateway=Gateway(audience="residents"))
    assert len({giver_shown(imported, case(blind=False), viewer) for viewer in VIEWERS.values()}) == 1
    erased = Person(pk=GIVER, kind=PersonKind.EMPLOYEE, username="gone")
    erased._state.fields_cache["details"] = None
    given = idea(show_name=True, giver=erased)
    assert {giver_shown(given, case(blind=False), viewer) for viewer in VIEWERS.values()} == {giver_shown(given, case(blind=True), None)}


@pytest.mark.parametrize("audience", ["employees", "residents", "companies"])
def test_the_role_is_never_empty(audience):
    hidden = Idea(gateway=Gateway(audience=audience))
    assert giver_shown(hidden, None, None)
