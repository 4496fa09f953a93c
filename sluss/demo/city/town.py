"""Älvsund itself: a middle-sized city by a river that is nowhere. Units, districts and the people who live and work there."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from datetime import date

from sluss.core.text import sort_key
from sluss.gates import definitions
from sluss.gates.actions import load_process
from sluss.ideas.models import Place
from sluss.ideas.seed import base_data
from sluss.journal import actions as journal
from sluss.journal.states import MailChoice
from sluss.people import actions
from sluss.people.models import Person, Unit
from sluss.people.states import PersonKind, UnitKind

from .cast import BEHIND, CAST, CITY, KLK, Member

NAME = "Älvsunds kommun"
B, D, C, U = UnitKind.BOARD, UnitKind.DEPARTMENT, UnitKind.COMPANY, UnitKind.UNIT
# code, name, English name, kind, what it lies under, what it answers to
UNITS = (
    ("ks", "Kommunstyrelsen", "City Executive Board", B, "", ""),
    ("aldrenamnden", "Äldrenämnden", "Elderly Care Board", B, "", ""),
    ("utbildningsnamnden", "Utbildningsnämnden", "Education Board", B, "", ""),
    ("tekniska", "Tekniska nämnden", "Technical Board", B, "", ""),
    ("kulturnamnden", "Kultur- och fritidsnämnden", "Culture and Leisure Board", B, "", ""),
    ("miljonamnden", "Miljö- och byggnadsnämnden", "Environment and Building Board", B, "", ""),
    (KLK, "Kommunledningskontoret", "City Executive Office", D, "", "ks"),
    ("vof", "Vård- och omsorgsförvaltningen", "Health and Care", D, "", "aldrenamnden"),
    ("hemtjanst-norr", "Hemtjänsten Norr", "Home Care North", U, "vof", ""),
    ("hemtjanst-soder", "Hemtjänsten Söder", "Home Care South", U, "vof", ""),
    ("almgarden", "Almgårdens äldreboende", "Almgården Care Home", U, "vof", ""),
    ("ubf", "Utbildningsförvaltningen", "Education", D, "", "utbildningsnamnden"),
    ("kvarnbyskolan", "Kvarnbyskolan", "Kvarnby School", U, "ubf", ""),
    ("larkan", "Lärkans förskola", "Lärkan Preschool", U, "ubf", ""),
    ("tpf", "Teknik- och parkförvaltningen", "Streets and Parks", D, "", "tekniska"),
    ("gatudrift", "Gatudriften", "Street Maintenance", U, "tpf", ""),
    ("parkdrift", "Parkdriften", "Park Maintenance", U, "tpf", ""),
    ("kof", "Kultur- och fritidsförvaltningen", "Culture and Leisure", D, "", "kulturnamnden"),
    ("biblioteket", "Stadsbiblioteket", "City Library", U, "kof", ""),
    ("mbf", "Miljö- och byggförvaltningen", "Environment and Building", D, "", "miljonamnden"),
    ("energi", "Älvsunds Energi och Vatten AB", "Älvsund Energy and Water", C, "", ""),
    ("bostader", "Älvsundshem AB", "Älvsund Homes", C, "", ""),
)
PLACES = {
    "centrum": "Centrum", "hamnen": "Hamnen", "norrstrand": "Norrstrand", "kvarnby": "Kvarnby", "lovasen": "Lövåsen",
    "sagen": "Sågen", "solbacken": "Solbacken", "alvbacken": "Älvbacken",
}  # fmt: skip
GIVEN = (
    "Agnes", "Ali", "Anders", "Annika", "Aron", "Birgit", "Bo", "Cecilia", "Dalia", "Daniel", "Elias", "Elsa", "Emma", "Eva", "Fatima",
    "Filip", "Greta", "Gunnar", "Hanna", "Hassan", "Ingrid", "Ida", "Johan", "Josefin", "Karin", "Klara", "Leif", "Linnea", "Maja",
    "Mehmet", "Mira", "Nils", "Olga", "Pia", "Ragnar", "Samira", "Sigrid", "Stina", "Tove", "Viktor", "Yasmin", "Åke", "Östen",
)  # fmt: skip
FAMILY = (
    "Almqvist", "Bergdahl", "Blom", "Cedergren", "Demir", "Edlund", "Fors", "Granath", "Hagström", "Isaksson", "Jarl", "Kling",
    "Lagerlund", "Moberg", "Norling", "Omar", "Palmgren", "Qvist", "Rask", "Saleh", "Thorell", "Ullberg", "Viklund", "Wester", "Yildiz",
    "Ågren", "Öster",
)  # fmt: skip
JOBS = {
    "hemtjanst-norr": "undersköterska", "hemtjanst-soder": "undersköterska", "almgarden": "sjuksköterska", "kvarnbyskolan": "lärare",
    "larkan": "barnskötare", "gatudrift": "gatuarbetare", "parkdrift": "parkarbetare", "biblioteket": "bibliotekarie",
    "energi": "drifttekniker", "klk": "handläggare", "mbf": "miljöinspektör", "bostader": "fastighetsskötare",
}  # fmt: skip
EMPLOYEES, RESIDENTS = 48, 30


@dataclass(slots=True)
class Town:
    units: dict[str, Unit] = field(default_factory=dict)
    people: dict[str, Person] = field(default_factory=dict)  # the cast, and those behind it, by key
    employees: list[Person] = field(default_factory=list)
    residents: list[Person] = field(default_factory=list)

    def person(self, key: str) -> Person:
        """One of the cast by key, or somebody who works in the unit with that code."""
        if key in self.people:
            return self.people[key]
        return next(person for person in self.employees if person.unit_id == self.units[key].pk)


def build(dice: random.Random, start: date) -> Town:
    town = Town()
    _units(town, start)
    for definition in sorted(definitions.SHIPPED.glob("*.yaml")):
        load_process(definitions.read(definition))
    base_data(town.units[KLK])
    for key, name in PLACES.items():
        Place.objects.create(key=key, name=name, sort_key=sort_key(name))
    _cast(town, start)
    _others(town, dice)
    return town


def _units(town: Town, start: date) -> None:
    city = actions.create_unit(by=None, code=CITY, name=NAME, name_en="The City of Älvsund", kind=UnitKind.CITY, valid_from=start)
    town.units[CITY] = city
    for code, name, english, kind, under, authority in UNITS:
        parent = town.units[under] if under else city
        answers_to = town.units[authority] if authority else None
        town.units[code] = actions.create_unit(
            by=None, code=code, name=name, name_en=english, kind=kind, parent=parent, answers_to=answers_to, valid_from=start
        )


def _cast(town: Town, start: date) -> None:
    for member in (*CAST, *BEHIND):
        town.people[member.key] = _member(town, member)
    for member in (*CAST, *BEHIND):
        for number, (role, unit) in enumerate(member.roles):
            deputy = town.people[member.deputy] if member.deputy and not number else None
            actions.grant_role(person=town.people[member.key], role=role, unit=town.units[unit], by=None, valid_from=start, deputy=deputy)


def _member(town: Town, member: Member) -> Person:
    return actions.create_person(
        by=None,
        kind=member.kind,
        username=member.username,
        given_name=member.given,
        family_name=member.family,
        email=member.email,
        title=member.title,
        language=member.language,
        unit=town.units[member.unit] if member.unit else None,
    )


def _others(town: Town, dice: random.Random) -> None:
    """Those who support and follow. Half of them want no mail about what they follow."""
    names = [(given, family) for given in GIVEN for family in FAMILY]
    dice.shuffle(names)
    codes = list(JOBS)
    for number in range(EMPLOYEES + RESIDENTS):
        given, family = names[number]
        works = number < EMPLOYEES
        code = codes[number % len(codes)]
        person = actions.create_person(
            by=None,
            kind=PersonKind.EMPLOYEE if works else PersonKind.RESIDENT,
            username=f"demo-{number}",
            given_name=given,
            family_name=family,
            email=f"{'anstalld' if works else 'boende'}{number}@{'alvsund' if works else 'post'}.example",
            title=JOBS[code] if works else "",
            unit=town.units[code] if works else None,
        )
        (town.employees if works else town.residents).append(person)
        if number % 2:
            journal.choose_mail(MailChoice.IN_APP, by=person)
