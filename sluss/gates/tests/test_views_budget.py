"""What the pages cost: literal query counts, the same at 1, 3 and 1,000 rows."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from sluss.core import clock, panels
from sluss.gates import actions
from sluss.gates.models import Assessment, Case, Decision, Promise, Score
from sluss.gates.states import DecisionKind
from sluss.journal.models import Subject
from sluss.people.models import Person

from . import walks

pytestmark = pytest.mark.django_db
TODAY = date(2026, 3, 27)


@pytest.fixture(autouse=True)
def _no_panels_from_above(monkeypatch):
    """What upper apps lend to these pages costs at most a query each; ideas/tests/test_costs.py has the whole: 17."""
    for place in (panels.Place.CASE_MAIN, panels.Place.CASE_ASIDE, panels.Place.PROCESS_PAGE):
        monkeypatch.setitem(panels._PANELS, place, [])


def many(case: Case, number: int) -> None:
    """Cases like this one with promises like its own, written in bulk: a thousand through the actions would take a minute."""
    like = Promise.objects.get(case=case, state__in=["open", "paused"])
    unit = case.receiving_unit_id
    subjects = Subject.objects.bulk_create(
        Subject(kind="thing", title=f"Sak {n}", unit_id=unit, language="sv", address="sak") for n in range(number)
    )
    cases = Case.objects.bulk_create(
        Case(subject=subject, version_id=case.version_id, stage_id=case.stage_id, receiving_unit_id=unit, state=case.state)
        for subject in subjects
    )
    Promise.objects.bulk_create(
        Promise(
            subject_id=made.subject_id,
            case=made,
            kind=like.kind,
            owner_role=like.owner_role,
            unit_id=unit,
            days=like.days,
            made_on=like.made_on,
            counted_from=like.counted_from,
            half_on=like.half_on,
            due_on=like.due_on + timedelta(days=n % 40),
            state=like.state,
            paused_on=like.paused_on,
        )
        for n, made in enumerate(cases)
    )


# Session, user with name, new notices and roles, then: units and stages to filter by, rows, who holds them, numbers – and in one's own
# queue one's pace, elsewhere the units once more where the tab is about them.
QUEUES = {"mine": 10, "units": 10, "assess": 10, "waiting": 10}


@pytest.mark.slow
@pytest.mark.parametrize("tab", QUEUES)
def test_the_queue_costs_the_same_at_1_3_and_1000_rows(cast, django_assert_num_queries, tab):
    with clock.at(TODAY):
        case = walks.at_stage(cast.units.care, cast.office, "bedomning") if tab == "assess" else walks.opened(cast.units.care)
        if tab == "waiting":
            actions.ask(case, by=cast.amira, reason=walks.REASON)
        client = cast.client(cast.amira)
        for more, rows in ((0, 1), (2, 3), (997, 20)):
            many(walks.fresh(case), more)
            with django_assert_num_queries(QUEUES[tab]):
                answer = client.get("/att-hantera", {"tab": tab})
            assert answer.text.count('<th scope="row">') == rows


@pytest.mark.slow
def test_the_whole_citys_queue_costs_no_more(cast, django_assert_num_queries):
    with clock.at(TODAY):
        case = walks.opened(cast.units.care)
        client = cast.client(cast.office)
        for more in (0, 2, 997):
            many(case, more)
            with django_assert_num_queries(9):
                client.get("/att-hantera?tab=all")


def decide_much(case: Case, by: Person, number: int) -> None:
    first = case.decisions_made + 1
    Decision.objects.bulk_create(
        Decision(
            case=case,
            number=n,
            kind=DecisionKind.ADVANCE,
            from_stage_id=case.stage_id,
            to_stage_id=case.stage_id,
            reason=walks.REASON,
            authority_id=case.receiving_unit.authority_id,
            recorded_by=by,
            recorded_name=by.name,
        )
        for n in range(first, first + number)
    )
    Case.objects.filter(pk=case.pk).update(decisions_made=first + number - 1)


def assess_much(case: Case, people: list[Person]) -> None:
    for person in people:
        assessment = Assessment.objects.create(case=case, stage=case.stage, assessor=person, assessor_name=person.name, reason=walks.REASON)
        Score.objects.bulk_create(Score(assessment=assessment, criterion=c["key"], points=3) for c in case.stage.criteria)


@pytest.mark.slow
def test_the_case_page_costs_the_same_however_much_has_been_decided_and_assessed(cast, django_assert_num_queries):
    with clock.at(TODAY):
        case = walks.at_stage(cast.units.care, cast.office, "bedomning")
        client = cast.client(cast.amira)
        client.get(f"/arenden/{case.pk}")  # a process reads the stages of a version once
        people = [cast.assessor, cast.assessor2, cast.lars, cast.office, cast.decider, cast.wilma]
        client.get(f"/arenden/{case.pk}")  # the process is kept in memory once it has been read
        assess_count = 0
        for decisions, assessors in ((0, []), (1, people[:1]), (2, people[1:3]), (60, people[3:])):
            decide_much(walks.fresh(case), cast.amira, decisions)
            assess_much(case, assessors)
            with django_assert_num_queries(CASE_PAGE + 1 + bool(assess_count := assess_count + len(assessors))):
                answer = client.get(f"/arenden/{case.pk}")
        assert answer.text.count('class="sl-dec ') == 64
        assert answer.text.count("sl-points") == 6


# Session, user with name, new notices and roles, then: case, giver, promise, who holds it, events. The case itself says what stands
# beside it, and each of that is one more: decisions, pauses, check answers, assessments, who has stepped aside, needs, trials, receivers,
# how the problem is met, units, help, barriers. Each panel that an upper app lends may add one.
CASE_PAGE = 9


@pytest.mark.slow
@pytest.mark.parametrize(("state", "queries"), {"open": 9, "support": 10, "asked": 11, "parked": 9, "closed": 9, "matched": 12}.items())
def test_what_the_case_page_costs_in_each_state(cast, django_assert_num_queries, state, queries):
    with clock.at(TODAY):
        case = walks.STATES[state](cast.units.care, cast.amira)
        client = cast.client(cast.amira)
        client.get(f"/arenden/{case.pk}")
        with django_assert_num_queries(queries):
            assert client.get(f"/arenden/{case.pk}").status_code == 200


def test_one_who_only_reads_pays_no_more(cast, django_assert_num_queries):
    case = walks.opened(cast.units.care)
    client = cast.client(cast.auditor)
    client.get(f"/arenden/{case.pk}")
    with django_assert_num_queries(CASE_PAGE):
        assert client.get(f"/arenden/{case.pk}").status_code == 200


def test_what_a_verbs_page_costs(cast, django_assert_num_queries):
    case = walks.opened(cast.units.care)
    client = cast.client(cast.amira)
    client.get(f"/arenden/{case.pk}")
    with django_assert_num_queries(8):  # the texts to begin with, and the check questions that lack an answer
        assert client.get(f"/arenden/{case.pk}/ga-vidare").status_code == 200
    with django_assert_num_queries(7):
        assert client.get(f"/arenden/{case.pk}/lamna-over").status_code == 200


def test_process_pages_cost_the_same_for_everybody_who_is_not_signed_in(cast, client, django_assert_num_queries):
    walks.process("medarbetaride")
    with django_assert_num_queries(1):
        client.get("/processer")
    walks.process("invanarforslag")
    with django_assert_num_queries(1):
        client.get("/processer")
    with django_assert_num_queries(2):
        client.get("/processer/medarbetaride")


def test_next_costs_little(cast, django_assert_num_queries):
    case = walks.opened(cast.units.care)
    client = cast.client(cast.amira)
    with django_assert_num_queries(5):
        assert client.get("/att-hantera/nasta").url == f"/arenden/{case.pk}"
