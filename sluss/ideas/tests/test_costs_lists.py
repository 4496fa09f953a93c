"""What the lists cost that no other test counts: literal numbers of queries, the same at 1, 3 and 1,000 rows, and no row beyond a page.

Here because the topmost app has all that is lent to a page. Of one who is signed in every page asks for the session, the person, the
roles (of employees) and the new notices.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from sluss.core import clock
from sluss.core.text import fold, sort_key
from sluss.gates import actions as gates
from sluss.gates.models import Barrier, BarrierChange, Case, ReplyTemplate, Transfer
from sluss.gates.states import BarrierKind, TransferCause
from sluss.gates.tests.test_views_budget import many as many_cases
from sluss.ideas import actions
from sluss.ideas.models import Challenge, Gateway, Idea
from sluss.ideas.seed import EMPLOYEES, RESIDENTS
from sluss.journal.models import Subject
from sluss.people.models import ImportFile, PeopleChange, Person, PersonDetails, Unit
from sluss.people.states import ChangeKind, PersonKind, UnitKind
from sluss.people.tests.cast import Cast

from . import giving, many

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


@pytest.fixture
def base(cast):
    giving.base(cast.units.city)
    return cast


# --- So many more of each, in bulk ------------------------------------------------------------------------------------------


def texts_for_answers(cast: Cast, more: int) -> None:
    first = ReplyTemplate.objects.count()
    ReplyTemplate.objects.bulk_create(
        ReplyTemplate(unit=cast.units.care, title=f"Text {n}", text="Tack.") for n in range(first, first + more)
    )


def challenges(cast: Cast, more: int) -> None:
    if not Challenge.objects.exists():
        facts = actions.Facts(
            title="Lugnare nätter",
            text="Den som bor ensam är orolig.",
            need_owner=cast.units.care,
            gateway=giving.way(EMPLOYEES),
            receiver=cast.units.care,
            mandate="Direktören beslutar.",
            opens_on=clock.today(),
            closes_on=clock.today() + timedelta(days=30),
            budget=300_000,
        )
        actions.open_challenge(actions.draft_challenge(by=cast.amira, facts=facts), by=cast.decider)
        actions.draft_challenge(by=cast.amira, facts=replace(facts, title="Ett utkast"))
        more -= 1
    like = Challenge.objects.earliest("pk")
    subject = Subject.objects.get(pk=like.pk)
    subjects = Subject.objects.bulk_create(
        Subject(
            kind=subject.kind,
            title=f"{subject.title} {n}",
            unit_id=subject.unit_id,
            visibility=subject.visibility,
            reach=subject.reach,
            released_at=subject.released_at,
            address=subject.address,
        )
        for n in range(more)
    )
    copied = [field.attname for field in Challenge._meta.concrete_fields if not field.primary_key]
    Challenge.objects.bulk_create(Challenge(subject=one, **{name: getattr(like, name) for name in copied}) for one in subjects)


def ways_in(cast: Cast, more: int) -> None:
    like = giving.way(RESIDENTS)
    for n in range(more):
        like.pk, like.slug = None, f"vag-{Gateway.objects.count()}-{n}"
        Gateway.objects.bulk_create([like])


def units_below(cast: Cast, more: int) -> None:
    """Under the city and under a department, as many of each."""
    first = Unit.objects.count()
    for above in (cast.units.city, cast.units.care):
        rows = Unit.objects.bulk_create(
            Unit(
                code=f"{above.code}-{n}",
                name=f"Enhet {n}",
                kind=UnitKind.UNIT,
                parent=above,
                answers_to=cast.units.care_board,
                name_key=fold(f"Enhet {n}"),
                sort_key=sort_key(f"Enhet {n}"),
                path=f"{above.path}{first}{n}/",
            )
            for n in range(first, first + more)
        )
        assert rows


def people(cast: Cast, more: int) -> None:
    first = Person.objects.count()
    made = Person.objects.bulk_create(
        Person(username=f"p{n}", kind=PersonKind.EMPLOYEE, unit=cast.units.home_care) for n in range(first, first + more)
    )
    PersonDetails.objects.bulk_create(
        PersonDetails(
            person=one,
            given_name="Kim",
            family_name=f"Ek {one.pk}",
            name_key=fold(f"Kim Ek {one.pk}"),
            sort_key=sort_key(f"Ek {one.pk} Kim"),
        )
        for one in made
    )


def what_happened_to_somebody(cast: Cast, more: int) -> None:
    PeopleChange.objects.bulk_create(PeopleChange(kind=ChangeKind.PERSON_CHANGED, person=cast.amira, by=cast.admin) for _n in range(more))


def let_go(cast: Cast, more: int) -> None:
    if not Case.objects.exists():
        giving.submitted(cast.sara)
        more -= 1
    many_cases(Case.objects.select_related("receiving_unit").earliest("pk"), more)
    left = Case.objects.filter(transfers=None)
    Transfer.objects.bulk_create(Transfer(case=case, from_person=cast.decider, cause=TransferCause.LEFT, by=cast.admin) for case in left)


def rows_of_a_list(cast: Cast, more: int) -> None:
    """The lead's earlier list as a file, not yet brought in: so many rows more."""
    kept = ImportFile.objects.filter(by=cast.amira).first()
    content = bytes(kept.content).decode() if kept else "Rubrik;Beskrivning;Inkom\n"
    first = content.count("\n")
    content += "".join(f"Bänk {n};Det saknas en bänk;2025-03-03\n" for n in range(first, first + more))
    ImportFile.objects.update_or_create(by=cast.amira, importer="ideas", defaults={"name": "lista.csv", "content": content.encode()})


def texts_of_one_idea(cast: Cast, more: int) -> None:
    if not Idea.objects.exists():
        giving.released(giving.submitted(cast.sara).idea, cast.amira)
        more -= 1
    many.happened(Idea.objects.get(), more, by=cast.amira)


def changes_of_a_barrier(cast: Cast, more: int) -> None:
    if not Barrier.objects.exists():
        gates.note_barrier(kind=BarrierKind.MONEY, words="Pengarna är slut.", unit=cast.units.care, owner=cast.lars, by=cast.amira)
    barrier = Barrier.objects.get()
    first = barrier.changes.count() + 1
    BarrierChange.objects.bulk_create(
        BarrierChange(barrier=barrier, number=n, state=barrier.state, by=cast.amira, reason=f"Vi väntar, {n}.")
        for n in range(first, first + more)
    )


# --- The table ----------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class List:
    name: str  # of its route
    who: str
    fill: Callable[[Cast, int], None]
    queries: int
    page: int  # rows on a page, at most
    row: str = '<th scope="row">'  # what each row has once
    args: Callable[[Cast], list[object]] = lambda _cast: []
    query: str = ""


def address_of_the_idea(_cast: Cast) -> list[object]:
    idea = Idea.objects.select_related("subject").get()
    return [idea.pk, idea.subject.address]


LISTS = [
    List("gates:templates", "amira", texts_for_answers, 6, 50, row='<li><a class="sl-a"'),
    List("gates:let_go", "office", let_go, 9, 100),
    List("gates:barrier", "amira", changes_of_a_barrier, 7, 50, row="Vi väntar", args=lambda _cast: [Barrier.objects.get().pk]),
    List("ideas:challenges", "", challenges, 1, 20, row="<h2"),
    List("ideas:challenges", "amira", challenges, 6, 20, row="<h2"),
    List("ideas:gateway_list", "office", ways_in, 5, 1000, row="<h2"),  # a city has a handful, and all are shown
    List("ideas:versions", "", texts_of_one_idea, 2, 100, row="<h2", args=address_of_the_idea),
    List("people:units", "", units_below, 2, 50),
    List("people:units", "admin", units_below, 6, 50),
    List("people:units", "admin", units_below, 6, 50, query="?q=enhet"),
    List("people:unit", "", units_below, 7, 50, args=lambda cast: [cast.units.care.pk]),
    List("people:people", "admin", people, 6, 50),
    List("people:people", "admin", people, 6, 50, query="?q=kim"),
    List("people:person", "admin", what_happened_to_somebody, 8, 20, row="Uppgifter ändrade", args=lambda cast: [cast.amira.pk]),
]


@pytest.mark.parametrize("which", LISTS, ids=lambda one: f"{one.name} {one.who or 'nobody'}{one.query}")
def test_a_list_costs_the_same_at_1_3_and_1000_rows_and_shows_a_page_of_them(base, which):
    client = base.client(base.people[which.who] if which.who else None)
    found, rows = [], []
    for more in (1, 2, 997):
        which.fill(base, more)
        address = reverse(which.name, args=which.args(base)) + which.query
        client.get(address)  # what a process reads once
        with CaptureQueriesContext(connection) as asked:
            answer = client.get(address)
        assert answer.status_code == 200
        found.append(len(asked))
        rows.append(answer.text.count(which.row))
    assert found == [which.queries] * 3, "\n".join(query["sql"] for query in asked)
    assert rows[0] < rows[1] < rows[2] <= rows[0] + which.page


def test_an_earlier_list_is_looked_through_for_a_query_each_500_rows(base):
    """Session, person, roles, new notices; the file, the ways in, the units one answers for with those of the choice; what is known."""
    client, found = base.client(base.amira), []
    for more in (1, 2, 997):
        rows_of_a_list(base, more)
        address = reverse("ideas:import_check", args=[ImportFile.objects.get().pk])
        client.get(address)
        with CaptureQueriesContext(connection) as asked:
            answer = client.get(address)
        assert f"{answer.context['good']} rad" in answer.content.decode()
        assert len(answer.context["rows"]) <= 10
        found.append((answer.context["good"], len(asked)))
    assert found == [(1, 8), (3, 8), (1000, 9)]
