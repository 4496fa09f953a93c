"""A unit is asked: behind each question stands a promise with an owner and a day, and it ends when nobody waits any more."""

from __future__ import annotations

import random
from datetime import timedelta
from importlib import import_module

import pytest
from django.apps import apps
from django.db import IntegrityError, transaction
from django.utils.translation import override

from sluss.core import clock, jobs, workdays
from sluss.core.verdict import NotAllowed
from sluss.gates import actions
from sluss.gates.models import CaseParticipant, Match, Promise, Receiver
from sluss.gates.queries import holding_names, responsible
from sluss.gates.questions import page_of
from sluss.gates.states import QUESTION_DAYS, Outcome, PromiseKind, PromiseState
from sluss.gates.waiting import promises, whose
from sluss.journal.models import Event, OutgoingMail
from sluss.people.actions import be_away, end_role, end_unit, grant_role
from sluss.people.models import RoleHolding
from sluss.people.states import Role

from . import walks
from .asking import KINDS, MONDAY, answer, ask, askable, promise_of

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _monday():
    with clock.at(MONDAY):
        yield


@pytest.fixture
def case(cast):
    return askable(cast)


# --- Asked, answered, taken back ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", KINDS)
def test_who_is_asked_owes_an_answer_by_a_day_from_the_moment_it_is_asked(cast, case, kind):
    promise = promise_of(kind, ask(kind, case, cast))
    assert (promise.state, promise.unit, promise.owner_role, promise.person) == ("open", cast.units.works, Role.LEAD, None)
    assert promise.due_on == workdays.add_working_days(MONDAY, QUESTION_DAYS[kind])
    assert promise.days == QUESTION_DAYS[kind]
    assert MONDAY < promise.half_on < promise.due_on
    assert [holding.person for holding in responsible(promise)] == [cast.wilma]
    assert holding_names([promise]) == {promise.pk: cast.wilma.name}


@pytest.mark.parametrize("kind", KINDS)
def test_the_one_who_asks_may_choose_the_day_and_it_lies_ahead(cast, case, kind):
    for wrong in (MONDAY - timedelta(days=1), MONDAY + timedelta(days=367)):
        with pytest.raises(NotAllowed):
            ask(kind, case, cast, answer_by=wrong)
    assert not Promise.objects.exclude(kind="answer").exists()
    row = ask(kind, case, cast, answer_by=MONDAY)
    assert (promise_of(kind, row).due_on, row.answer_by, promise_of(kind, row).days) == (MONDAY, MONDAY, 0)


@pytest.mark.parametrize("yes", [True, False])
@pytest.mark.parametrize("kind", KINDS)
def test_an_answer_keeps_the_promise_and_says_how_long_it_took(cast, case, kind, yes):
    row = ask(kind, case, cast)
    with clock.at(MONDAY + timedelta(days=2)):
        answer(kind, row, cast.wilma, yes)
    promise = promise_of(kind, row)
    assert (promise.state, promise.took, promise.kept_by) == (PromiseState.KEPT, 2, None)


def test_what_is_taken_back_is_waited_for_no_more(cast, case):
    receiver, participant = ask(PromiseKind.RECEIVE, case, cast), ask(PromiseKind.TAKE_PART, case, cast)
    actions.take_back(case, by=cast.amira, reason="Vi frågar någon annan.")
    actions.leave(participant, by=cast.amira, reason="Det behövs inte.")
    for kind, row in ((PromiseKind.RECEIVE, receiver), (PromiseKind.TAKE_PART, participant)):
        assert (promise_of(kind, row).state, promise_of(kind, row).took) == (PromiseState.DROPPED, None)
    assert Promise.objects.get(case=case, kind="answer", state="open"), "the case waits for its own answer all the same"


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("how", ["close", "refer", "withdraw"])
def test_of_a_closed_case_nobody_waits_and_nobody_answers(cast, case, kind, how):
    row = ask(kind, case, cast)
    walks.do(how, case, cast.amira)
    assert promise_of(kind, row).state == PromiseState.DROPPED
    with pytest.raises(NotAllowed, match="avslutat"):
        answer(kind, row, cast.wilma)


@pytest.mark.parametrize("kind", KINDS)
def test_it_runs_on_while_the_case_stands_still_waits_or_goes_on(cast, case, kind):
    promise = promise_of(kind, ask(kind, case, cast))
    actions.ask(case, by=cast.amira, reason="Hur många?")
    answers = Promise.objects.filter(case=case, kind="answer").order_by("-pk")
    assert answers[0].state == PromiseState.PAUSED
    with clock.at(MONDAY + timedelta(days=7)):
        actions.complete(walks.fresh(case), by=None)
        actions.park(walks.fresh(case), by=cast.amira, until=MONDAY + timedelta(days=60), reason="Vi väntar.")
        actions.wake(walks.fresh(case), by=cast.amira)
        actions.send_back(walks.fresh(case), by=cast.amira, to=case.version.stages.get(order=1), reason="Mer behövs.")
    after = promise_of(kind, Match(pk=promise.question))
    assert (after.state, after.due_on, after.half_on, after.took) == (PromiseState.OPEN, promise.due_on, promise.half_on, None)
    assert [one.state for one in answers if one.state in {"open", "paused"}] == ["open"]


@pytest.mark.parametrize(
    "broken",
    [{"question": None}, {"kind": "answer"}, {"kind": "nonsense"}, {"state": "paused", "paused_on": MONDAY}, {"case": None}],
)
def test_the_database_keeps_a_question_whole(cast, case, broken):
    promise = promise_of(PromiseKind.MATCH, ask(PromiseKind.MATCH, case, cast))
    with pytest.raises(IntegrityError), transaction.atomic():
        Promise.objects.filter(pk=promise.pk).update(**broken)
    promise.pk = None
    with pytest.raises(IntegrityError), transaction.atomic():
        promise.save(force_insert=True)  # the same question twice


# --- Never without an owner and a day -------------------------------------------------------------------------------------


def waits(case) -> dict[tuple[str, int], int]:
    """Every question that stands open, as its own table says it: (kind, number) → the unit that is asked."""
    if walks.fresh(case).state == "closed":
        return {}
    rows = [("match", one) for one in Match.objects.filter(case=case, answer="", dropped_at=None)]
    rows += [("receive", one) for one in Receiver.objects.filter(case=case, state="asked")]
    rows += [("take_part", one) for one in CaseParticipant.objects.filter(case=case, state="asked")]
    return {(kind, one.pk): one.unit_id for kind, one in rows}


def check(case) -> None:
    open_ones = Promise.objects.filter(case=case, state="open").exclude(kind="answer").select_related("unit")
    assert {(one.kind, one.question): one.unit_id for one in open_ones} == waits(case)
    assert all(one.due_on and one.owner_role and responsible(one) for one in open_ones)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(6))
def test_no_row_of_deeds_leaves_an_asked_unit_without_a_promise_with_owner_and_day(cast, case, seed):
    """Asked, answered, taken back, handed over, closed, referred; units that end and roles that do, on any day and by anybody."""
    chance = random.Random(seed)
    units, today = [cast.units.works, cast.units.energy, cast.units.care], MONDAY
    verbs = ["ask", "complete", "park", "wake", "send_back", "advance", "take", "hand_over", "close", "withdraw", "recommend"]
    for _ in range(30):
        today += timedelta(days=chance.randint(0, 9))
        kind, by = chance.choice(KINDS), chance.choice([cast.amira, cast.wilma, cast.office, cast.sara])
        rows = {"match": Match, "receive": Receiver, "take_part": CaseParticipant}[kind].objects.filter(case=case).select_related("case")
        row = chance.choice([*rows, None])
        deed = chance.choices(["ask", "answer", "leave", "verb", "end", "role"], [8, 5, 2, 5, 1, 1])[0]
        with clock.at(today):
            try:
                if deed == "ask":
                    ask(kind, walks.fresh(case), cast, chance.choice(units), by=by)
                elif deed == "answer" and row is not None:
                    answer(kind, row, by, chance.random() < 0.4)
                elif deed == "leave" and isinstance(row, CaseParticipant):
                    actions.leave(row, by=by, reason="Det är klart.")
                elif deed == "leave" and isinstance(row, Match):
                    actions.take_back_match(row, by=by, reason="Vi frågar någon annan.")
                elif deed == "leave":
                    actions.take_back(case, by=by, reason="Vi frågar någon annan.")
                elif deed == "verb":
                    walks.do(chance.choice(verbs), walks.fresh(case), by)
                elif deed == "end" and len(units) == 3:
                    end_unit(unit=units.pop(0), by=cast.admin, on=today, successor=cast.units.energy)
                elif deed == "role":
                    for holding in RoleHolding.objects.current().filter(person=cast.wilma):
                        end_role(holding=holding, by=cast.admin)
            except NotAllowed:
                pass
            check(case)


# --- Who has it ----------------------------------------------------------------------------------------------------------


def mine(cast, person, tab="mine") -> set[str]:
    return set(promises(whose(cast.fresh(person), tab)).values_list("kind", flat=True))


def test_it_stands_in_the_queue_of_the_unit_that_is_asked_and_in_no_other(cast, case):
    for kind in KINDS:
        ask(kind, case, cast)
    assert mine(cast, cast.wilma) == set(KINDS)
    assert mine(cast, cast.amira) == {"answer"}
    assert mine(cast, cast.decider, "units") == {"answer"}
    assert mine(cast, cast.office, "all") == {"answer", *KINDS}
    assert mine(cast, cast.assessor) == set()
    assert not promises(whose(cast.wilma, "assess")).exists()


def test_who_stands_in_has_it_while_the_lead_is_away_and_a_vacancy_goes_to_the_office(cast, case):
    row = ask(PromiseKind.MATCH, case, cast)
    grant_role(person=cast.outsider, role=Role.DECISION_MAKER, unit=cast.units.works, by=cast.admin)
    assert mine(cast, cast.outsider) == set()
    be_away(person=cast.wilma, stand_in=cast.outsider, from_on=MONDAY, to_on=MONDAY + timedelta(days=9), by=cast.wilma)
    assert mine(cast, cast.outsider) == {"match"}
    for one in RoleHolding.objects.current().filter(unit=cast.units.works):
        end_role(holding=one, by=cast.admin)
    assert [one.person for one in responsible(promise_of(PromiseKind.MATCH, row))] == [cast.office]


def test_what_another_unit_is_asked_does_not_follow_the_cases_handler(cast, case):
    promise = promise_of(PromiseKind.TAKE_PART, ask(PromiseKind.TAKE_PART, case, cast))
    actions.take(case, by=cast.amira)
    actions.hand_over(walks.fresh(case), to=cast.lars, by=cast.amira)
    promise.refresh_from_db()
    assert (promise.person, promise.unit) == (None, cast.units.works)
    assert Promise.objects.get(case=case, kind="answer", state="open").person == cast.lars


@pytest.mark.slow
def test_the_unit_that_takes_over_is_asked_and_told_and_where_it_is_already_the_old_question_ends(cast, case):
    grant_role(person=cast.outsider, role=Role.LEAD, unit=cast.units.energy, by=cast.admin)
    rows = {kind: ask(kind, case, cast) for kind in KINDS}
    double = ask(PromiseKind.MATCH, case, cast, cast.units.energy)
    end_unit(unit=cast.units.works, by=cast.admin, on=MONDAY, successor=cast.units.energy)
    moved = [kind for kind in KINDS if kind != PromiseKind.MATCH]
    for kind in moved:
        rows[kind].refresh_from_db()
        assert rows[kind].unit == promise_of(kind, rows[kind]).unit == cast.units.energy
    told = Event.objects.filter(kind="question.moved")
    assert [event.data["persons"] for event in told] == [[cast.outsider.pk]] * 2
    assert {event.data["promise"] for event in told} == {promise_of(kind, rows[kind]).pk for kind in moved}
    assert promise_of(PromiseKind.MATCH, rows[PromiseKind.MATCH]).state == PromiseState.DROPPED
    with pytest.raises(NotAllowed, match="Enheten har upphört"):
        answer(PromiseKind.MATCH, rows[PromiseKind.MATCH], cast.office)
    page = cast.client(cast.amira).get(f"/arenden/{case.pk}").text
    assert "Teknik- och parkförvaltningen tillfrågas inte längre" in page
    assert not Promise.objects.filter(unit=cast.units.works, state="open").exists()
    answer(PromiseKind.MATCH, double, cast.outsider)
    check(case)


@pytest.mark.parametrize("already", ["asked", "answered", "has the case"])
def test_a_unit_that_takes_over_and_is_in_the_case_is_not_asked_again(cast, case, already):
    row, successor = ask(PromiseKind.TAKE_PART, case, cast), cast.units.energy
    if already == "has the case":
        successor = cast.units.care
    else:
        inside = ask(PromiseKind.TAKE_PART, case, cast, successor)
        if already == "answered":
            answer(PromiseKind.TAKE_PART, inside, cast.office)
    end_unit(unit=cast.units.works, by=cast.admin, on=MONDAY, successor=successor)
    row.refresh_from_db()
    assert (row.state, row.ended_by) == ("left", cast.admin)
    assert promise_of(PromiseKind.TAKE_PART, row).state == PromiseState.DROPPED
    assert not Promise.objects.filter(unit=cast.units.works, state="open").exists()
    check(case)


def test_a_need_the_successor_has_said_no_to_is_asked_of_it_anew_and_one_it_has_said_yes_to_is_not(cast, case):
    other = askable(cast)
    for one, yes in ((case, False), (other, True)):
        ask(PromiseKind.MATCH, one, cast)
        answer(PromiseKind.MATCH, ask(PromiseKind.MATCH, one, cast, cast.units.energy), cast.office, yes)
    end_unit(unit=cast.units.works, by=cast.admin, on=MONDAY, successor=cast.units.energy)
    waiting = Promise.objects.filter(kind="match", state="open")
    assert [(one.case, one.unit) for one in waiting] == [(case, cast.units.energy)]
    check(case)
    check(other)


@pytest.mark.slow
def test_the_mail_to_who_is_asked_in_its_place_leads_to_where_one_answers(cast, case):
    grant_role(person=cast.outsider, role=Role.LEAD, unit=cast.units.energy, by=cast.admin)
    row = ask(PromiseKind.RECEIVE, case, cast)
    end_unit(unit=cast.units.works, by=cast.admin, on=MONDAY, successor=cast.units.energy)
    jobs.run_due(regardless=True)
    mail = OutgoingMail.objects.get(event__kind="question.moved", person=cast.outsider)
    with override("sv"):
        link = page_of(promise_of(PromiseKind.RECEIVE, row))
    assert link in mail.text
    assert "tillfrågas i stället" in mail.text
    assert cast.client(cast.outsider).get(link).status_code == 200


# --- What was asked before ------------------------------------------------------------------------------------------------


def test_what_was_asked_before_there_were_promises_gets_them(cast, case):
    rows = {kind: ask(kind, case, cast) for kind in KINDS}
    other = walks.STATES["matching"](cast.units.care, cast.amira)
    late = ask(PromiseKind.MATCH, other, cast, answer_by=MONDAY + timedelta(days=1))
    closed = walks.STATES["matching"](cast.units.care, cast.amira)
    gone = ask(PromiseKind.MATCH, closed, cast)
    actions.close(walks.fresh(closed), by=cast.amira, outcome=Outcome.NOT, reason=walks.REASON)
    Promise.objects.exclude(kind="answer").delete()
    Receiver.objects.update(answer_by=None)
    CaseParticipant.objects.update(answer_by=None)
    migration = import_module("sluss.gates.migrations.0013_promises_of_the_asked")
    with clock.at(MONDAY + timedelta(days=2)):
        for _again in range(2):
            migration.promise(apps, None)
        today = clock.today()
    assert promise_of(PromiseKind.MATCH, rows[PromiseKind.MATCH]).due_on == rows[PromiseKind.MATCH].answer_by
    assert promise_of(PromiseKind.MATCH, late).due_on == workdays.add_working_days(today, 10)
    assert promise_of(PromiseKind.RECEIVE, rows[PromiseKind.RECEIVE]).due_on == workdays.add_working_days(today, 20)
    assert not Promise.objects.filter(kind="match", question=gone.pk).exists()
    for kind in (PromiseKind.RECEIVE, PromiseKind.TAKE_PART):
        rows[kind].refresh_from_db()
        assert rows[kind].answer_by == promise_of(kind, rows[kind]).due_on
    check(case)
