"""Fills an empty database with N ideas in bulk: the rows that real submits would have written, without walking each through the actions.

The texts are put together from a few hundred invented phrases whose analysis is done once; the numbers come from a fixed seed.
"""

from __future__ import annotations

import random
from datetime import datetime, timedelta
from uuid import UUID

from django.db import connection, transaction

from sluss.core import clock, workdays
from sluss.core.slugs import slug
from sluss.core.text import analyse
from sluss.gates import actions as gates
from sluss.gates import definitions
from sluss.gates.models import Case, Decision, ProcessVersion, Promise, Stage
from sluss.gates.states import CaseState, DecisionKind, Outcome, PromiseKind, PromiseState
from sluss.ideas.models import Gateway, Idea, IdeaVersion, Submission, Theme
from sluss.ideas.seed import base_data
from sluss.ideas.states import Status
from sluss.journal.models import Event, SearchEntry, Subject
from sluss.journal.states import Visibility
from sluss.people import actions as people
from sluss.people.models import Person, Unit
from sluss.people.states import PersonKind, Role, UnitKind

CHUNK = 2_000
# A large Swedish city: some sixty boards, departments and companies that an idea can be sent to, and what is below them.
RECEIVERS = 60
BELOW_EACH = 4
_THINGS = ("cykelväg", "lekplats", "bibliotek", "busshållplats", "skolgård", "park", "badplats", "gatlykta", "hundrastgård", "idrottshall")
_WANTS = ("Bygg en ny", "Rusta upp", "Flytta", "Gör det lättare att nå", "Öppna", "Bättre ljus vid", "Plantera träd vid", "Fler bänkar vid")
_PLACES = ("Norra hamnen", "Södra ängen", "Kvarnbacken", "Slottsvallen", "Björkdungen", "Ekliden", "Strandholmen", "Västerby", "Lillmossen")
_WHY = ("Många går där varje dag", "Det är mörkt på vintern", "Barnen behöver någonstans att vara", "Det ger färre olyckor", "Vi är många")
_CLOSED = 0.6  # share of the cases
OFFICE = "kontor"


def build(number: int) -> Person:
    """The city, its two processes and `number` ideas. Returns an employee to sign in as."""
    units, employee = _city()
    for path in definitions.SHIPPED.glob("*.yaml"):
        gates.load_process(definitions.read(path))
    base_data()
    gateway = Gateway.objects.get(slug="invanarforslag")
    _ideas(number, gateway, units, random.Random(412))  # noqa: S311 - the same rows each time, no secret
    with connection.cursor() as cursor:
        # What autovacuum has done in a city whose ideas came over years.
        cursor.execute("VACUUM (ANALYZE)" if connection.vendor == "postgresql" else "ANALYZE")
    return employee


def _city() -> tuple[list[Unit], Person]:
    city = people.create_unit(by=None, code="stad", name="Älvsunds kommun", kind=UnitKind.CITY)
    units = []
    for n in range(RECEIVERS):
        company = people.create_unit(by=None, code=f"bolag-{n}", name=f"Älvsunds bolag {n}", kind=UnitKind.COMPANY, parent=city)
        units.append(company)
        for m in range(BELOW_EACH):
            people.create_unit(by=None, code=f"enhet-{n}-{m}", name=f"Enhet {m}, bolag {n}", kind=UnitKind.UNIT, parent=company)

    def person(key: str) -> Person:
        return people.create_person(
            by=None,
            kind=PersonKind.EMPLOYEE,
            username=key,
            given_name=key.capitalize(),
            family_name="Ek",
            email=f"{key}@alvsund.example",
            unit=city,
        )

    people.grant_role(person=person(OFFICE), role=Role.OFFICE, unit=city, by=None)
    people.grant_role(person=person("ledare"), role=Role.LEAD, unit=units[0], by=None)
    return units, person("medarbetare")


class _Texts:
    """Phrases with their analysis, so that a million texts cost a few hundred analyses."""

    def __init__(self) -> None:
        self.titles = [f"{want} {thing}" for want in _WANTS for thing in _THINGS]
        self.bodies = [f"{why} vid {place}." for why in _WHY for place in _PLACES]
        self.words = {text: " ".join(analyse(text)) for text in self.titles + self.bodies}


def _ideas(number: int, gateway: Gateway, units: list[Unit], chance: random.Random) -> None:
    texts = _Texts()
    version = ProcessVersion.objects.get(pk=gateway.process.current_id)
    stages = list(version.stages.all())
    themes = list(Theme.objects.values_list("pk", flat=True))
    first = clock.now() - timedelta(days=1_500)
    step = timedelta(days=1_400) / max(number, 1)
    for start in range(0, number, CHUNK):
        span = range(start, min(start + CHUNK, number))
        _chunk([(n, first + step * n) for n in span], texts, gateway, units, version, stages, themes, chance)


@transaction.atomic
def _chunk(
    rows: list[tuple[int, datetime]],
    texts: _Texts,
    gateway: Gateway,
    units: list[Unit],
    version: ProcessVersion,
    stages: list[Stage],
    themes: list[int],
    chance: random.Random,
) -> None:
    made = []
    for n, at in rows:
        title, body = chance.choice(texts.titles), chance.sample(texts.bodies, 3)
        made.append((n, at, title, body, chance.choice(units), chance.choice(stages), chance.random() < _CLOSED))
    subjects = Subject.objects.bulk_create(
        Subject(
            kind="idea",
            title=f"{title} {n}",
            unit=unit,
            visibility=Visibility.ALL,
            reach=Visibility.ALL,
            released_at=at,
            created_at=at,
            address=slug(f"{title} {n}"),
        )
        for n, at, title, _body, unit, _stage, _closed in made
    )
    together = list(zip(subjects, made, strict=True))
    Idea.objects.bulk_create(
        Idea(
            subject=subject,
            gateway=gateway,
            unit=unit,
            theme_id=chance.choice(themes),
            need=" ".join(body),
            excerpt=" ".join(body)[:200],
            submitted_at=at,
            versions_made=1,
            imported_support_count=(support := int(chance.paretovariate(0.8))),
            total_support=support,
            phase=stage.phase,
            status=Status.NOT_CARRIED_OUT if closed else Status.IN_PROGRESS,
            in_public_list=True,
            in_staff_list=True,
        )
        for subject, (_n, at, _title, body, unit, stage, closed) in together
    )
    IdeaVersion.objects.bulk_create(
        IdeaVersion(idea_id=subject.pk, number=1, title=subject.title, texts={"need": " ".join(body)}, at=at)
        for subject, (_n, at, _title, body, *_rest) in together
    )
    Submission.objects.bulk_create(
        Submission(idea_id=subject.pk, form_key=UUID(int=n), received_at=at) for subject, (n, at, *_rest) in together
    )
    SearchEntry.objects.bulk_create(
        SearchEntry(subject=subject, title_words=texts.words[title], body_words=" ".join(texts.words[part] for part in body))
        for subject, (_n, _at, title, body, *_rest) in together
    )
    Event.objects.bulk_create(Event(kind="idea.submitted", subject=subject, at=at) for subject, (_n, at, *_rest) in together)
    cases = Case.objects.bulk_create(
        Case(
            subject=subject,
            version=version,
            stage=stage,
            receiving_unit=unit,
            reference=f"S-{at.year}-{subject.pk:05d}",
            state=CaseState.CLOSED if closed else CaseState.OPEN,
            outcome=Outcome.NOT if closed else "",
            closed_at=at + timedelta(days=30) if closed else None,
            opened_at=at,
            stage_since=at,
            reached=stage.phase,
            decisions_made=1 if closed else 0,
        )
        for subject, (_n, at, _title, _body, unit, stage, closed) in together
    )
    Decision.objects.bulk_create(
        Decision(
            case=case,
            number=1,
            kind=DecisionKind.CLOSE,
            from_stage_id=case.stage_id,
            outcome=Outcome.NOT,
            reason="Staden har inte råd i år.",
            authority_id=case.receiving_unit.authority_id,
            decided_on=clock.local_day(case.opened_at),
            decided_by="Lo Ek, chef",
        )
        for case in cases
        if case.state == CaseState.CLOSED
    )
    Promise.objects.bulk_create(_promise(case) for case in cases if case.state == CaseState.OPEN)


def _promise(case: Case) -> Promise:
    made = clock.local_day(case.opened_at)
    due = workdays.add_working_days(made, case.stage.promise_days)
    return Promise(
        subject_id=case.subject_id,
        case=case,
        kind=PromiseKind.ANSWER,
        owner_role=case.stage.owner_role,
        unit_id=case.receiving_unit_id,
        made_on=made,
        counted_from=made,
        days=case.stage.promise_days,
        half_on=workdays.half_way(made, due),
        due_on=due,
        state=PromiseState.OPEN,
    )
