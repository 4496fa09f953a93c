"""A question whether a unit takes an idea up is taken back: it stays, with by whom and why, and the unit may be asked anew."""

from __future__ import annotations

from datetime import timedelta
from functools import partial

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from sluss.core import clock
from sluss.core.verdict import Conflict, NotAllowed
from sluss.gates import actions as gates
from sluss.gates.models import Promise
from sluss.gates.states import Outcome
from sluss.gates.tests.test_races import race
from sluss.ideas import actions
from sluss.ideas.models import Adoption, AdoptionRequest, Idea
from sluss.ideas.personal import parts_of
from sluss.ideas.queries_together import units_to_ask
from sluss.ideas.states import AdoptionAnswer
from sluss.journal.models import Event, OutgoingMail
from sluss.journal.states import Visibility
from sluss.people.actions import end_unit

from . import giving
from .test_asked_to_adopt import another, promise_of
from .test_spread import HANDLERS, TODAY, answered, asked, tries

pytestmark = pytest.mark.django_db
WHY = "Vi väntar till nästa år."


@pytest.fixture(autouse=True)
def _today():
    with clock.at(TODAY):
        yield


@pytest.fixture
def idea(cast):
    giving.base(cast.units.care)
    made = giving.submitted(cast.sara, visibility=Visibility.ALL).idea
    giving.released(made, cast.amira)
    return made


@pytest.fixture
def request_(cast, idea) -> AdoptionRequest:
    return asked(idea, cast)


def taken_back(request, by) -> AdoptionRequest:
    return actions.take_back_request(request, by=by, reason=WHY)


def test_what_was_asked_stays_with_who_took_it_back_when_and_why(cast, request_):
    with clock.at(TODAY + timedelta(days=3)):
        actions.take_back_request(request_, by=cast.amira, reason=f" {WHY}\x00")
    request_.refresh_from_db()
    assert (request_.drop_reason, request_.dropped_by, request_.dropped_name) == (WHY, cast.amira, "Amira Haddad, utvecklingsledare")
    assert clock.local_day(request_.dropped_at) == TODAY + timedelta(days=3)
    assert (request_.unit, request_.answers_made, promise_of(request_).state) == (cast.units.works, 0, "dropped")
    assert Promise.objects.get(case=request_.case, kind="answer", state="open")
    assert Event.objects.get(kind="idea.adoption_taken_back").data["request"] == request_.pk


@pytest.mark.slow
def test_those_who_handle_the_case_take_it_back_and_nobody_else(cast, request_):
    for name, person in cast.people.items():
        assert tries(lambda p=person: taken_back(request_, p)) == (name in HANDLERS), name
    with pytest.raises(NotAllowed, match="varför"):
        actions.take_back_request(request_, by=cast.amira, reason=" \u200b")
    assert promise_of(request_).state == "open"


def test_what_is_answered_taken_back_or_of_a_closed_case_is_not_taken_back(cast, idea, request_):
    energy, city = actions.ask_to_adopt(request_.case, units=[cast.units.energy, cast.units.city], by=cast.amira)
    taken_back(request_, cast.amira)
    with pytest.raises(Conflict, match="återtagen"):
        taken_back(request_, cast.lars)
    answered(energy, AdoptionAnswer.DECLINE, cast.office)
    with pytest.raises(Conflict, match="redan svarat"):
        taken_back(energy, cast.amira)
    gates.close(giving.case_of(idea), by=cast.amira, outcome=Outcome.FULLY, reason="Alla har den.")
    with pytest.raises(NotAllowed, match="avslutat"):
        taken_back(city, cast.amira)


def test_what_is_taken_back_is_not_answered_and_the_unit_may_be_asked_anew(cast, idea, request_):
    assert cast.units.works not in units_to_ask(idea, cast.units.care)
    taken_back(request_, cast.amira)
    with pytest.raises(Conflict, match="återtagen"):
        answered(request_, AdoptionAnswer.ADOPT, cast.wilma)
    assert cast.units.works in units_to_ask(idea, cast.units.care)
    (again,) = actions.ask_to_adopt(request_.case, units=[cast.units.works], by=cast.amira)
    assert cast.units.works not in units_to_ask(idea, cast.units.care)
    with pytest.raises(NotAllowed):
        actions.ask_to_adopt(request_.case, units=[cast.units.works], by=cast.amira)
    answered(again, AdoptionAnswer.ADAPT, cast.wilma)
    assert (Adoption.objects.get().request, Idea.objects.get().adopted_count) == (again, 1)
    assert AdoptionRequest.objects.filter(unit=cast.units.works).count() == 2


@pytest.mark.parametrize(
    "broken",
    [{"drop_reason": ""}, {"dropped_at": None}, {"dropped_by": None}, {"answers_made": 1}, {"drop_reason": "", "dropped_by": None}],
)
def test_the_database_keeps_what_is_taken_back_whole_and_what_is_asked_once(cast, request_, broken):
    taken_back(request_, cast.amira)
    actions.ask_to_adopt(request_.case, units=[cast.units.works], by=cast.amira)
    if broken.keys() == {"drop_reason", "dropped_by"}:
        broken = broken | {"dropped_at": None}  # asked twice
    with pytest.raises(IntegrityError), transaction.atomic():
        AdoptionRequest.objects.filter(pk=request_.pk).update(**broken)


@pytest.mark.slow
def test_a_unit_that_ends_moves_what_is_still_asked_and_nothing_that_was_taken_back(cast, idea, request_):
    """Not even to a unit from which the same question was taken back, which stands in nobody's way."""
    (successor,) = actions.ask_to_adopt(request_.case, units=[cast.units.energy], by=cast.amira)
    taken_back(successor, cast.amira)
    gone = taken_back(another(cast), cast.amira)
    end_unit(unit=cast.units.works, by=cast.admin, on=TODAY, successor=cast.units.energy)
    for one in (request_, gone):
        one.refresh_from_db()
    assert (request_.unit, request_.dropped_at, promise_of(request_).unit) == (cast.units.energy, None, cast.units.energy)
    assert (gone.unit, gone.drop_reason) == (cast.units.works, WHY)


@pytest.mark.slow
def test_the_unit_is_told_why_and_who_took_it_back_finds_it_among_the_own_data(cast, request_):
    taken_back(request_, cast.lars)
    giving.worker()
    mail = OutgoingMail.objects.get(event__kind="question.ended")
    assert mail.person == cast.wilma
    assert WHY in mail.text
    rows = {part.key: list(part.rows) for part in parts_of(cast.lars)}
    assert [row[2:] for row in rows["adoption_taken_back"]] == [(cast.units.works.name, WHY)]
    assert rows["adoption_asked"] == []


# --- The pages ----------------------------------------------------------------------------------------------------------


@pytest.mark.slow
def test_taken_back_from_where_it_is_spread_which_says_so_as_does_the_page_of_the_question(cast, idea, request_):
    amira, wilma = cast.client(cast.amira), cast.client(cast.wilma)
    home, question = f"/arenden/{request_.case_id}", f"/sprid/{request_.pk}"
    address = f"{home}/sprid/{request_.pk}/aterta-fragan"
    assert f'href="{address}"' in amira.get(home).text
    assert address not in cast.client(cast.assessor).get(home).text
    assert (wilma.get(address).status_code, cast.client(cast.assessor).get(address).status_code) == (404, 403)
    assert amira.get(f"{home}/sprid/{request_.pk + 1}/aterta-fragan").status_code == 404
    other = another(cast)
    assert amira.get(f"{home}/sprid/{other.pk}/aterta-fragan").status_code == 404, "of another case"
    assert amira.post(address, {"reason": " "}).status_code == 422
    assert amira.post(address, {"reason": WHY}).url == f"{home}#spread"
    page = amira.get(home).text
    assert "Tillfrågas inte längre" in page
    assert WHY in page
    assert "Återtagen av Amira Haddad, utvecklingsledare" in page
    assert address not in page
    page = wilma.get(question)
    assert (page.status_code, WHY in page.text, "Återtagen av Amira Haddad, utvecklingsledare" in page.text) == (200, True, True)
    late = wilma.post(question, {"answer": "adapt", "reason": "Vi gör det på cykel.", "seen": "0"})
    assert (late.status_code, "Vi gör det på cykel." in late.text) == (409, True), "what was written is kept"
    assert (amira.get(question).status_code, cast.client(cast.sara).get(question).status_code) == (403, 403)
    assert amira.get(address).status_code == 409
    late = amira.post(address, {"reason": "Det behövs inte."})
    assert (late.status_code, "Det behövs inte." in late.text) == (409, True)
    public = cast.client().get(f"/ideer/{idea.pk}-{idea.subject.address}").text
    assert WHY not in public, "between those who asked and the unit"
    assert 'id="spread"' not in public
    (again,) = actions.ask_to_adopt(request_.case, units=[cast.units.works], by=cast.amira)
    page = amira.get(home).text
    assert WHY in page
    assert f'href="{home}/sprid/{again.pk}/aterta-fragan"' in page


def test_the_case_page_costs_the_same_whoever_took_questions_back(cast, request_):
    def cost() -> int:
        client = cast.client(cast.amira)
        client.get(f"/arenden/{request_.case_id}")
        with CaptureQueriesContext(connection) as counted:
            client.get(f"/arenden/{request_.case_id}")
        return len(counted)

    waiting = cost()
    for by in (cast.amira, cast.lars, cast.office):
        taken_back(request_, by)
        (request_,) = actions.ask_to_adopt(request_.case, units=[cast.units.works], by=cast.amira)
    assert cost() == waiting


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_of_one_who_answers_and_one_who_takes_the_question_back_one_wins(cast, request_):
    for one in (request_, *actions.ask_to_adopt(request_.case, units=[cast.units.energy, cast.units.city], by=cast.amira)):
        answer = partial(answered, one, AdoptionAnswer.ADOPT, cast.fresh(cast.office))
        assert race(answer, partial(taken_back, one, cast.fresh(cast.amira))) == ["told", "won"], one
        one.refresh_from_db()
        assert bool(one.answers_made) != bool(one.drop_reason)
        assert promise_of(one).state == ("kept" if one.answers_made else "dropped")
