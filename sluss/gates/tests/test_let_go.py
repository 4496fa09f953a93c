"""What was let go: the list the office sees, and that somebody else's taking it removes it."""

from __future__ import annotations

import pytest

from sluss.gates import actions
from sluss.gates.models import Case, Promise, Transfer
from sluss.gates.states import PromiseKind
from sluss.people import actions as people
from sluss.people.models import RoleHolding
from sluss.people.states import Role

from . import walks
from .asking import KINDS, answer, ask, askable, promise_of
from .test_views_queue import titles

pytestmark = pytest.mark.django_db
PAGE = "/en/to-answer/let-go"


def taken(cast, unit, title, by):
    case = actions.open_case(walks.subject(unit, title), process=walks.process(), unit=unit, by=None)
    return actions.take(case, by=by)


@pytest.fixture
def left(cast):
    cases = [taken(cast, cast.units.care, "Brunnar", cast.decider), taken(cast, cast.units.works, "Bänkar", cast.wilma)]
    people.deactivate(person=cast.decider, by=cast.admin)
    people.end_role(holding=RoleHolding.objects.get(person=cast.wilma, role=Role.LEAD), by=cast.admin)
    return cases


def test_the_office_sees_what_was_let_go_by_whom_and_who_must_take_it(cast, left):
    page = cast.client(cast.office).get(PAGE)
    assert titles(page) == ["Bänkar", "Brunnar"]
    assert '<td data-l="Was held by">Disa Falk</td>' in page.text
    assert '<td data-l="Was held by">Wilma Ek</td>' in page.text
    assert "The role has ended" in page.text
    assert '<td data-l="To be taken by">Amira Haddad</td>' in page.text
    assert "Innovation lead: vacant, so the innovation office" in page.text


def test_a_lead_sees_ones_own_units(cast, left):
    assert titles(cast.client(cast.amira).get(PAGE)) == ["Brunnar"]


def test_what_somebody_has_taken_or_closed_is_gone(cast, left):
    actions.take(walks.fresh(left[0]), by=cast.amira)
    actions.close(walks.fresh(left[1]), by=cast.office, outcome="not", reason=walks.REASON)
    page = cast.client(cast.office).get(PAGE)
    assert titles(page) == []
    assert "Nothing lies without a handler" in page.text


@pytest.mark.parametrize("name", ["sara", "assessor", "registrar", "auditor", "admin", "rut"])
def test_it_is_for_those_who_handle(cast, name):
    assert cast.client(cast.people[name]).get(PAGE).status_code == 403


@pytest.mark.slow
def test_what_it_costs(cast, django_assert_num_queries):
    client = cast.client(cast.office)
    for more in (1, 2, 40):
        for n in range(more):
            taken(cast, cast.units.care, f"Nummer {n}", cast.decider)
        actions.let_go(cast.decider, by=None)
        with django_assert_num_queries(9):
            assert titles(client.get(PAGE))


# --- Questions to units ---------------------------------------------------------------------------------------------------

NEED = "Say whether the need is yours"


@pytest.fixture
def deputy(cast):
    """Who answers for the works department beside its lead."""
    people.grant_role(person=cast.outsider, role=Role.DECISION_MAKER, unit=cast.units.works, by=cast.admin)
    return cast.outsider


def had(cast, kind, by, case=None) -> Promise:
    """A question to the works department that somebody there has taken."""
    promise = promise_of(kind, ask(kind, case or askable(cast), cast))
    return actions.take_question(promise, by=by)


@pytest.mark.parametrize("kind", KINDS)
def test_a_question_that_was_let_go_stands_there_with_the_unit_who_had_it_why_and_its_page(cast, deputy, kind):
    question = had(cast, kind, deputy)
    assert titles(cast.client(cast.office).get(PAGE)) == [], "somebody has it"
    people.deactivate(person=deputy, by=cast.admin)
    office = cast.client(cast.office)
    page = office.get(PAGE)
    assert titles(page) == ["Sensorer i brunnar"]
    address = f"/en/to-answer/questions/{question.pk}"
    assert f'href="{address}"' in page.text
    for heading, told in (
        ("Unit that is asked", cast.units.works.shown_name),
        ("Was held by", "Olof Berg"),
        ("Why", "Has left"),
        ("To be taken by", "Wilma Ek"),
    ):
        assert f'<td data-l="{heading}">{told}</td>' in page.text
    assert '<td data-l="Since">' in page.text
    assert office.get(address).status_code == 200
    assert titles(cast.client(cast.amira).get(PAGE)) == [], "what another unit is asked is that unit's to take"


@pytest.mark.parametrize(
    ("kind", "title"), [(PromiseKind.MATCH, ""), (PromiseKind.RECEIVE, ""), (PromiseKind.TAKE_PART, "Sensorer i brunnar")]
)
def test_what_it_is_about_is_said_to_those_only_who_may_see_the_case(cast, deputy, kind, title):
    """Whoever is asked into a case may read it; whoever is asked about a need, or to receive, may not."""
    question = had(cast, kind, deputy)
    people.deactivate(person=deputy, by=cast.admin)
    wilma = cast.client(cast.wilma)
    page = wilma.get(PAGE)
    assert len(titles(page)) == 1
    assert ("Sensorer i brunnar" in page.text) == bool(title)
    assert wilma.get(f"/en/cases/{question.case_id}").status_code == (200 if title else 404)
    assert wilma.get(f"/en/to-answer/questions/{question.pk}").status_code == 200


def test_without_the_title_the_question_itself_leads_on(cast, deputy):
    had(cast, PromiseKind.MATCH, deputy)
    people.deactivate(person=deputy, by=cast.admin)
    assert titles(cast.client(cast.wilma).get(PAGE)) == [NEED]


@pytest.mark.parametrize("how", ["taken", "answered", "taken back", "closed"])
def test_a_question_that_is_taken_or_waits_no_more_is_gone(cast, deputy, how):
    question = had(cast, PromiseKind.MATCH, deputy)
    people.end_role(holding=RoleHolding.objects.get(person=deputy, role=Role.DECISION_MAKER), by=cast.admin)
    office = cast.client(cast.office)
    assert len(titles(office.get(PAGE))) == 1
    match = Case.objects.get(pk=question.case_id).matches.get()
    if how == "taken":
        actions.take_question(question, by=cast.wilma)
    elif how == "answered":
        answer(PromiseKind.MATCH, match, cast.wilma)
    elif how == "taken back":
        actions.take_back_match(match, by=cast.amira, reason=walks.REASON)
    else:
        walks.do("close", walks.fresh(question.case), cast.amira)
    page = office.get(PAGE)
    assert titles(page) == []
    assert "Nothing lies without a handler" in page.text


def test_cases_and_questions_stand_apart_the_latest_first(cast, left, deputy):
    first, second = (had(cast, PromiseKind.MATCH, deputy) for _number in range(2))
    actions.let_go(deputy, by=None)
    page = cast.client(cast.office).get(PAGE)
    assert titles(page) == ["Bänkar", "Brunnar", "Sensorer i brunnar", "Sensorer i brunnar"]
    assert page.text.index(f"questions/{second.pk}") < page.text.index(f"questions/{first.pk}")


@pytest.mark.slow
@pytest.mark.parametrize(("name", "number"), [("office", 8), ("wilma", 10)])
def test_what_questions_cost(cast, deputy, django_assert_num_queries, name, number):
    like = had(cast, PromiseKind.MATCH, deputy)
    actions.let_go(deputy, by=None)
    client, gone = cast.client(cast.people[name]), Transfer.objects.latest("pk")
    for more in (0, 2, 997):
        again(Promise.objects.get(pk=like.pk), gone, more)
        client.get(PAGE)
        with django_assert_num_queries(number):
            page = client.get(PAGE)
        shown = Promise.objects.filter(kind="match").count()
        assert len(titles(page)) == min(shown, 100)
        assert ("The 100 latest are shown." in page.text) == (shown > 100)


def again(question: Promise, gone: Transfer, more: int) -> None:
    """As many questions more that were let go in the same way."""
    first = Promise.objects.latest("pk").pk + 10_000
    values = {
        field.attname: getattr(question, field.attname) for field in Promise._meta.concrete_fields if field.name not in {"id", "question"}
    }
    made = Promise.objects.bulk_create(Promise(**values, question=first + n) for n in range(more))
    Transfer.objects.bulk_create(
        Transfer(case_id=one.case_id, promise=one, from_person_id=gone.from_person_id, cause=gone.cause, at=gone.at) for one in made
    )
