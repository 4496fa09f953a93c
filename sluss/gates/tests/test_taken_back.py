"""A question about a need that a unit has not answered is taken back: it stays, with by whom and why, and may be asked anew."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from sluss.core import clock
from sluss.core.verdict import Conflict, NotAllowed
from sluss.gates import actions
from sluss.gates.models import Match, Promise
from sluss.gates.personal import parts_of
from sluss.gates.states import Outcome, PromiseKind, PromiseState
from sluss.journal.models import Event
from sluss.people.actions import end_unit

from . import walks
from .asking import MONDAY, answer, ask, askable, promise_of

pytestmark = pytest.mark.django_db
MATCH = PromiseKind.MATCH
WHY = "Vi frågar någon annan."


@pytest.fixture(autouse=True)
def _monday():
    with clock.at(MONDAY):
        yield


@pytest.fixture
def case(cast):
    return askable(cast)


@pytest.fixture
def match(cast, case):
    return ask(MATCH, case, cast)


# --- Who, when and why ------------------------------------------------------------------------------------------------------


def test_what_was_asked_stays_with_who_took_it_back_when_and_why(cast, case, match):
    with clock.at(MONDAY + timedelta(days=2)):
        actions.take_back_match(match, by=cast.amira, reason=f" {WHY}\x00")
    match.refresh_from_db()
    assert (match.drop_reason, match.dropped_by, match.dropped_name) == (WHY, cast.amira, "Amira Haddad, utvecklingsledare")
    assert clock.local_day(match.dropped_at) == MONDAY + timedelta(days=2)
    assert (match.need, match.unit, match.answer) == ("Brunnarna svämmar över.", cast.units.works, "")
    assert (promise_of(MATCH, match).state, promise_of(MATCH, match).took) == (PromiseState.DROPPED, None)
    assert Promise.objects.get(case=case, kind="answer", state="open"), "the case waits for its own answer all the same"
    assert Event.objects.get(kind="case.match_taken_back").data["match"] == match.pk


def test_those_who_handle_the_case_take_it_back_and_nobody_else(cast, match):
    able = {"amira", "lars", "decider", "office"}
    for name in cast.people.keys() - able:
        with pytest.raises(NotAllowed):
            actions.take_back_match(match, by=cast.people[name], reason=WHY)
    for name in able:
        with transaction.atomic():
            actions.take_back_match(match, by=cast.people[name], reason=WHY)
            transaction.set_rollback(True)


def test_why_is_said(cast, match):
    with pytest.raises(NotAllowed, match="varför"):
        actions.take_back_match(match, by=cast.amira, reason=" \x00\u200b")
    assert promise_of(MATCH, match).state == PromiseState.OPEN


def test_what_is_answered_taken_back_or_of_a_closed_case_is_not_taken_back(cast, case, match):
    actions.take_back_match(match, by=cast.amira, reason=WHY)
    with pytest.raises(Conflict, match="återtagen"):
        actions.take_back_match(match, by=cast.lars, reason=WHY)
    answered, waiting = (ask(MATCH, case, cast, unit) for unit in (cast.units.energy, cast.units.care))
    answer(MATCH, answered, cast.office, yes=False)
    with pytest.raises(Conflict, match="redan"):
        actions.take_back_match(answered, by=cast.amira, reason=WHY)
    actions.close(walks.fresh(case), by=cast.amira, outcome=Outcome.NOT, reason=walks.REASON)
    with pytest.raises(NotAllowed, match="avslutat"):
        actions.take_back_match(waiting, by=cast.amira, reason=WHY)


def test_what_is_taken_back_is_not_answered_and_may_be_asked_anew(cast, case, match):
    actions.take_back_match(match, by=cast.amira, reason=WHY)
    with pytest.raises(Conflict, match="återtagen"):
        answer(MATCH, match, cast.wilma)
    again = ask(MATCH, case, cast)
    answer(MATCH, again, cast.wilma)
    assert [(one.pk, one.answer) for one in Match.objects.order_by("pk")] == [(match.pk, ""), (again.pk, "yes")]
    assert promise_of(MATCH, again).state == PromiseState.KEPT


@pytest.mark.parametrize(
    "broken", [{"drop_reason": ""}, {"dropped_at": None}, {"dropped_by": None}, {"answer": "no", "reason": "x", "answered_at": clock.now()}]
)
def test_the_database_keeps_what_is_taken_back_whole(cast, match, broken):
    actions.take_back_match(match, by=cast.amira, reason=WHY)
    if "answer" in broken:
        broken = broken | {"answered_by": cast.wilma}
    with pytest.raises(IntegrityError), transaction.atomic():
        Match.objects.filter(pk=match.pk).update(**broken)


def test_a_unit_that_ends_moves_what_is_still_asked_and_nothing_that_was_taken_back(cast, case, match):
    """Not even to a unit from which the same question was taken back, which stands in nobody's way."""
    actions.take_back_match(ask(MATCH, case, cast, cast.units.energy), by=cast.amira, reason=WHY)
    other = askable(cast)
    gone = ask(MATCH, other, cast)
    actions.take_back_match(gone, by=cast.amira, reason=WHY)
    end_unit(unit=cast.units.works, by=cast.admin, on=MONDAY, successor=cast.units.energy)
    for one in (match, gone):
        one.refresh_from_db()
    assert (match.unit, promise_of(MATCH, match).unit, match.dropped_at) == (cast.units.energy, cast.units.energy, None)
    assert (gone.unit, gone.drop_reason) == (cast.units.works, WHY)


def test_who_took_it_back_finds_it_among_the_own_data_and_the_other_words_are_left_out(cast, match):
    actions.take_back_match(match, by=cast.lars, reason=WHY)
    rows = {part.key: list(part.rows) for part in parts_of(cast.lars)}["matches"]
    assert [row[3:] for row in rows] == [("", "", WHY)]
    rows = {part.key: list(part.rows) for part in parts_of(cast.amira)}["matches"]
    assert [row[3:] for row in rows] == [("Brunnarna svämmar över.", "", "")]


# --- The pages --------------------------------------------------------------------------------------------------------------


@pytest.mark.slow
def test_taken_back_from_the_case_page_which_says_so_as_does_the_page_of_the_question(cast, case, match):
    amira, wilma = cast.client(cast.amira), cast.client(cast.wilma)
    home, question = f"/arenden/{case.pk}", f"/behov/{match.pk}"
    address = f"{home}/behov/{match.pk}/aterta-fragan"
    assert f'href="{address}"' in amira.get(home).text
    assert address not in cast.client(cast.assessor).get(home).text
    assert (wilma.get(address).status_code, cast.client(cast.assessor).get(address).status_code) == (404, 403)
    assert amira.get(f"{home}/behov/{match.pk + 1}/aterta-fragan").status_code == 404
    assert amira.get(f"/arenden/{askable(cast).pk}/behov/{match.pk}/aterta-fragan").status_code == 404, "of another case"
    assert "Teknik- och parkförvaltningen" in amira.get(address).text
    assert amira.post(address, {"reason": " "}).status_code == 422
    assert amira.post(address, {"reason": WHY}).url == f"{home}#matches"
    page = amira.get(home).text
    assert "Teknik- och parkförvaltningen tillfrågas inte längre" in page
    assert "Återtagen av Amira Haddad, utvecklingsledare" in page
    assert address not in page
    for reader in (amira, wilma):
        page = reader.get(question).text
        assert WHY in page
        assert "Återtagen av Amira Haddad, utvecklingsledare" in page
        assert "Du kan inte svara här" not in page
    assert cast.client(cast.sara).get(question).status_code == 404
    late = wilma.post(question, {"answer": "yes", "reason": "Varje vår."})
    assert (late.status_code, "Varje vår." in late.text) == (409, True), "what was written is kept"
    late = amira.post(address, {"reason": "Det behövs inte."})
    assert (late.status_code, "Det behövs inte." in late.text) == (409, True)


def test_on_the_page_of_a_question_that_is_answered_nothing_is_taken_back(cast, case, match):
    answer(MATCH, match, cast.wilma, yes=False)
    amira, home = cast.client(cast.amira), f"/arenden/{case.pk}"
    assert "aterta-fragan" not in amira.get(home).text
    assert amira.get(f"{home}/behov/{match.pk}/aterta-fragan").status_code == 409


def test_the_case_page_costs_the_same_whoever_took_questions_back(cast, case, match):
    def cost() -> int:
        client = cast.client(cast.amira)
        client.get(f"/arenden/{case.pk}")
        with CaptureQueriesContext(connection) as counted:
            client.get(f"/arenden/{case.pk}")
        return len(counted)

    waiting = cost()
    for by in (cast.amira, cast.lars, cast.office):
        actions.take_back_match(match, by=by, reason=WHY)
        match = ask(MATCH, case, cast)
    assert cost() == waiting
