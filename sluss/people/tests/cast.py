"""The city and the people that everybody's tests use, made through the real actions. Add "sluss.people.tests.cast" to pytest_plugins.

    def test_something(cast):
        cast.client(cast.amira).get("/att-hantera")
        cast.units.care …

Nobody here exists. All passwords are PASSWORD.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import date

import pytest
from django.test import Client

from sluss.core.tests import kept
from sluss.people import actions
from sluss.people.models import Person, Unit
from sluss.people.states import PersonKind, Role, UnitKind

PASSWORD = "en lang mening om slussar"
START = date(2020, 1, 1)  # before every test's clock: the units and roles are valid on any day a test travels to


@dataclass(frozen=True)
class City:
    city: Unit
    care_board: Unit  # Äldrenämnden
    works_board: Unit  # Tekniska nämnden
    care: Unit  # Vård- och omsorgsförvaltningen, answers to care_board; amira leads, lars is her deputy
    home_care: Unit  # Hemtjänsten Norr, under care; sara works here
    works: Unit  # Teknik- och parkförvaltningen, answers to works_board; olof works here, wilma leads
    energy: Unit  # Älvsunds Energi AB, an authority of its own


@dataclass(frozen=True)
class Cast:
    units: City
    sara: Person  # employee in home_care, no role: gives ideas
    amira: Person  # LEAD in care
    lars: Person  # employee in care, amira's deputy
    assessor: Person  # ASSESSOR in care
    assessor2: Person  # ASSESSOR in care
    decider: Person  # DECISION_MAKER in care
    wilma: Person  # LEAD in works: another authority
    office: Person  # OFFICE in the city
    communicator: Person  # COMMUNICATOR in the city
    registrar: Person  # REGISTRAR in care_board and, as her own lead of the register, in care
    auditor: Person  # AUDITOR in the city
    admin: Person  # ADMINISTRATOR in the city
    outsider: Person  # employee in works, no role
    rut: Person  # resident
    company: Person  # company person

    @property
    def people(self) -> dict[str, Person]:
        return {field.name: getattr(self, field.name) for field in fields(self) if field.name != "units"}

    def client(self, person: Person | None = None) -> Client:
        """A client signed in as the person; nobody's when left out."""
        client = Client()
        if person is not None:
            client.force_login(person)
        return client

    def fresh(self, person: Person) -> Person:
        """The person as the next request would load it: nothing remembered from before."""
        return Person.objects.select_related("details", "unit").get(pk=person.pk)


def make_city() -> City:
    def unit(code: str, name: str, kind: UnitKind, parent: Unit | None = None, answers_to: Unit | None = None) -> Unit:
        return actions.create_unit(by=None, code=code, name=name, kind=kind, parent=parent, answers_to=answers_to, valid_from=START)

    city = unit("stad", "Älvsunds kommun", UnitKind.CITY)
    care_board = unit("aldrenamnden", "Äldrenämnden", UnitKind.BOARD, city)
    works_board = unit("tekniska", "Tekniska nämnden", UnitKind.BOARD, city)
    care = unit("vof", "Vård- och omsorgsförvaltningen", UnitKind.DEPARTMENT, city, care_board)
    return City(
        city=city,
        care_board=care_board,
        works_board=works_board,
        care=care,
        home_care=unit("hemtjanst-norr", "Hemtjänsten Norr", UnitKind.UNIT, care),
        works=unit("tpf", "Teknik- och parkförvaltningen", UnitKind.DEPARTMENT, city, works_board),
        energy=unit("energi", "Älvsunds Energi AB", UnitKind.COMPANY, city),
    )


def make_cast(units: City | None = None) -> Cast:
    units = units or make_city()

    def employee(key: str, given: str, family: str, unit: Unit, title: str = "") -> Person:
        return actions.create_person(
            by=None,
            kind=PersonKind.EMPLOYEE,
            username=key,
            given_name=given,
            family_name=family,
            email=f"{key}@alvsund.example",
            unit=unit,
            title=title,
            password=PASSWORD,
        )

    def outside(key: str, given: str, family: str, kind: PersonKind) -> Person:
        return actions.create_person(
            by=None, kind=kind, username=key, given_name=given, family_name=family, email=f"{key}@post.example", password=PASSWORD
        )

    def grant(person: Person, role: Role, unit: Unit, deputy: Person | None = None) -> None:
        actions.grant_role(person=person, role=role, unit=unit, by=None, valid_from=START, deputy=deputy)

    cast = Cast(
        units=units,
        sara=employee("sara", "Sara", "Lindqvist", units.home_care, "undersköterska"),
        amira=employee("amira", "Amira", "Haddad", units.care, "utvecklingsledare"),
        lars=employee("lars", "Lars", "Öberg", units.care, "verksamhetsutvecklare"),
        assessor=employee("assessor", "Berit", "Åkerlund", units.care, "enhetschef"),
        assessor2=employee("assessor2", "Carim", "Nyström", units.care, "controller"),
        decider=employee("decider", "Disa", "Falk", units.care, "förvaltningsdirektör"),
        wilma=employee("wilma", "Wilma", "Ek", units.works, "utvecklingsledare"),
        office=employee("office", "Oskar", "Sjöholm", units.city, "innovationsstrateg"),
        communicator=employee("communicator", "Kim", "Ålander", units.city, "kommunikatör"),
        registrar=employee("registrar", "Rebecka", "Holm", units.care, "registrator"),
        auditor=employee("auditor", "Arvid", "Ström", units.city, "revisor"),
        admin=employee("admin", "Adina", "Zetter", units.city, "systemförvaltare"),
        outsider=employee("outsider", "Olof", "Berg", units.works, "parkarbetare"),
        rut=outside("rut", "Rut", "Ängström", PersonKind.RESIDENT),
        company=outside("company", "Pelle", "Bolagsson", PersonKind.COMPANY),
    )
    grant(cast.amira, Role.LEAD, units.care, cast.lars)
    grant(cast.assessor, Role.ASSESSOR, units.care)
    grant(cast.assessor2, Role.ASSESSOR, units.care)
    grant(cast.decider, Role.DECISION_MAKER, units.care)
    grant(cast.wilma, Role.LEAD, units.works)
    grant(cast.office, Role.OFFICE, units.city)
    grant(cast.communicator, Role.COMMUNICATOR, units.city)
    grant(cast.registrar, Role.REGISTRAR, units.care_board)
    grant(cast.registrar, Role.REGISTRAR, units.care)
    grant(cast.auditor, Role.AUDITOR, units.city)
    grant(cast.admin, Role.ADMINISTRATOR, units.city)
    return cast


@pytest.fixture
def city(db: None) -> City:
    return kept.again("city", make_city)


@pytest.fixture
def cast(db: None) -> Cast:
    return kept.again("cast", make_cast)
