"""A board: when it meets, what waits for it, and what it has decided as its minutes say."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import IntegrityError, transaction

from sluss.core import clock
from sluss.core.verdict import NotAllowed
from sluss.gates import actions, queries_boards, rules
from sluss.gates.models import Case, Meeting, MeetingReminder
from sluss.gates.states import CaseState, DecisionKind, Outcome
from sluss.journal.actions import deliver
from sluss.journal.models import Event, Notice
from sluss.people import actions as people
from sluss.people.states import UnitKind

from . import walks
from .meeting import MET, MONDAY, NEXT, WHY, entered, lifted

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _monday():
    with clock.at(MONDAY):
        yield


# --- The days ---------------------------------------------------------------------------------------------------------------------


def test_who_enters_the_days(cast):
    def may(board):
        return {name for name, person in cast.people.items() if rules.may_keep_meetings(person, board)}

    assert may(cast.units.care_board) == {"registrar", "office", "admin"}
    assert may(cast.units.works_board) == may(cast.units.energy) == {"office", "admin"}
    assert not may(cast.units.care), "a department has no meetings of its own"
    assert not rules.may_keep_meetings(AnonymousUser(), cast.units.care_board)
    for name in set(cast.people) - may(cast.units.care_board):
        with pytest.raises(NotAllowed):
            actions.enter_meetings(cast.units.care_board, by=cast.people[name], days=[MET])
    assert not Meeting.objects.exists()


def test_many_days_at_once_and_the_same_again_changes_nothing(cast):
    board = cast.units.care_board
    assert actions.enter_meetings(board, by=cast.registrar, days=[NEXT, MET, NEXT]) == [MET, NEXT]
    assert actions.enter_meetings(board, by=cast.office, days=[MET]) == []
    assert Event.objects.filter(kind="meeting.entered").count() == 1
    with pytest.raises(IntegrityError), transaction.atomic():
        Meeting.objects.create(board=board, on=MET, entered_by=cast.office)
    for days in ([], [date(2021, 1, 1)], [date(2040, 1, 1)], [MONDAY + timedelta(days=n) for n in range(101)]):
        with pytest.raises(NotAllowed):
            actions.enter_meetings(board, by=cast.registrar, days=days)


def test_one_that_is_called_off_is_not_the_next_and_can_be_held_after_all(cast):
    first, _second = entered(cast, MET, NEXT)
    case = lifted(cast)
    assert actions.call_off_meeting(first, by=cast.registrar)
    assert not actions.call_off_meeting(first, by=cast.registrar)
    assert queries_boards.wait_of(case).next_on == NEXT
    assert entered(cast, MET)[0].called_off_at is None
    assert queries_boards.wait_of(case).next_on == MET
    with clock.at(MET + timedelta(days=1)), pytest.raises(NotAllowed, match="passerat"):
        actions.call_off_meeting(first, by=cast.registrar)


# --- The wait ---------------------------------------------------------------------------------------------------------------------


def test_a_recommendation_can_go_on_to_the_board(cast):
    case = walks.opened(cast.units.care)
    actions.recommend(case, by=cast.amira, reason=WHY, body="Innovationsrådet", lift=True)
    case = walks.fresh(case)
    assert (case.awaits, case.awaits_since) == (cast.units.care_board, MONDAY)
    with pytest.raises(NotAllowed, match="väntar redan"):
        actions.recommend(case, by=cast.amira, reason=WHY, body="Innovationsrådet", lift=True)
    assert case.decisions.count() == 1, "all of it or nothing"


def test_the_wait_says_when_the_board_meets_or_whom_to_ask(cast):
    case = lifted(cast)
    wait = queries_boards.wait_of(case)
    assert wait.next_on is None
    assert "Fråga registratorn" in wait.sentence
    entered(cast, MET, NEXT)
    assert queries_boards.wait_of(case).sentence == "Äldrenämnden sammanträder nästa gång 18\xa0mars."
    with clock.at(MET):
        assert queries_boards.wait_of(case).next_on == MET, "on the day itself it is that day"
    with clock.at(MET + timedelta(days=1)):
        assert queries_boards.wait_of(case).next_on == NEXT


@pytest.mark.parametrize("end", ["advance", "close", "send_back", "park", "refer", "withdraw"])
def test_the_wait_ends_with_whatever_is_decided(cast, end):
    case = walks.at_stage(cast.units.care, cast.amira, "bedomning")
    actions.lift(case, by=cast.amira)
    walks.do(end, walks.fresh(case), cast.amira)
    case = walks.fresh(case)
    assert (case.awaits_id, case.awaits_since) == (None, None)


def test_a_question_to_the_giver_leaves_the_wait(cast):
    case = lifted(cast)
    actions.ask(case, by=cast.amira, reason="Hur många gäller det?")
    assert walks.fresh(case).awaits_id == cast.units.care_board.pk


def test_what_answers_to_no_board_waits_for_none(cast):
    office = people.create_unit(by=None, code="ik", name="Innovationskontoret", kind=UnitKind.UNIT, parent=cast.units.city)
    case = walks.opened(office)
    for verb in ("lift", "board"):
        with pytest.raises(NotAllowed, match="nämnd"):
            walks.do(verb, case, cast.office)
    with pytest.raises(IntegrityError), transaction.atomic():
        Case.objects.filter(pk=case.pk).update(awaits=cast.units.care_board)


def test_a_board_that_ends_leaves_its_waits_to_the_one_that_took_over(cast):
    case = lifted(cast)
    actions.move_waits(cast.units.care_board, successor=cast.units.works_board)
    assert walks.fresh(case).awaits_id == cast.units.works_board.pk
    actions.move_waits(cast.units.works_board, successor=None)
    assert walks.fresh(case).awaits_since is None


# --- What it has decided ------------------------------------------------------------------------------------------------------------


def test_the_registrar_registers_what_the_minutes_say(cast):
    meeting = entered(cast, MET)[0]
    case = lifted(cast)
    with clock.at(MET + timedelta(days=7)):
        decision = actions.decide_by_board(
            case, by=cast.registrar, meeting=meeting, paragraph="§ 41", minutes="3/2026", reason=WHY, outcome=Outcome.NOT
        )
    assert (decision.kind, decision.capacity, decision.decided_on) == (DecisionKind.CLOSE, "board", MET)
    assert (decision.body, decision.authority, decision.meeting) == ("Äldrenämnden", cast.units.care_board, meeting)
    assert (decision.decided_by, decision.recorded_by) == ("", cast.registrar), "whoever writes it down has not decided"
    assert walks.fresh(case).state == CaseState.CLOSED
    page = cast.client(cast.amira).get(f"/arenden/{case.pk}").text
    assert "Äldrenämnden, § 41, protokoll 3/2026, 18\xa0mars 2026" in page
    with clock.at(MET), pytest.raises(NotAllowed, match="beslut"):
        actions.call_off_meeting(meeting, by=cast.registrar)


def test_a_board_can_let_it_go_on_or_send_it_back(cast):
    case = walks.opened(cast.units.care)
    actions.decide_by_board(case, by=cast.registrar, decided_on=MONDAY, paragraph="§ 1", reason=WHY)
    case = walks.fresh(case)
    assert case.stage.key == "bedomning"
    first = case.version.stages.first()
    actions.decide_by_board(case, by=cast.amira, decided_on=MONDAY, paragraph="§ 2", reason=WHY, to=first)
    assert walks.fresh(case).stage == first


@pytest.mark.parametrize(
    "broken",
    [
        {"decided_on": MONDAY + timedelta(days=1)},
        {"decided_on": MONDAY - timedelta(days=1)},
        {"decided_on": None},
        {"paragraph": " "},
        {"reason": "\x00"},
        {"outcome": Outcome.NO_SUPPORT},
    ],
)
def test_what_no_minutes_can_say_is_refused(cast, broken):
    case = lifted(cast)
    told = {"decided_on": MONDAY, "paragraph": "§ 1", "reason": WHY, "outcome": Outcome.NOT} | broken
    with pytest.raises(NotAllowed):
        actions.decide_by_board(case, by=cast.registrar, **told)
    assert walks.fresh(case).awaits_id, "it waits still"


def test_another_boards_meeting_is_no_meeting_of_this_one(cast):
    actions.enter_meetings(cast.units.works_board, by=cast.office, days=[MONDAY])
    with pytest.raises(NotAllowed, match="nämndens egna"):
        actions.decide_by_board(
            lifted(cast), by=cast.registrar, meeting=Meeting.objects.get(), paragraph="§ 1", reason=WHY, outcome=Outcome.NOT
        )


def test_a_meeting_that_somebody_has_just_called_off_has_decided_nothing(cast):
    meeting, case = entered(cast, MONDAY)[0], lifted(cast)
    assert actions.call_off_meeting(Meeting.objects.get(pk=meeting.pk), by=cast.office)
    with pytest.raises(NotAllowed, match="nämndens egna"):
        actions.decide_by_board(case, by=cast.registrar, meeting=meeting, paragraph="§ 1", reason=WHY, outcome=Outcome.NOT)


def test_a_correction_is_a_new_decision(cast):
    case = lifted(cast)
    first = actions.decide_by_board(case, by=cast.registrar, decided_on=MONDAY, paragraph="§ 1", reason=WHY, outcome=Outcome.NOT)
    new = actions.correct(
        first, by=cast.amira, reason="Det var § 2.", capacity="board", body="Äldrenämnden", paragraph="§ 2", decided_on=MONDAY
    )
    first.refresh_from_db()
    assert (first.paragraph, new.paragraph, new.corrects) == ("§ 1", "§ 2", first)


# --- The reminder -------------------------------------------------------------------------------------------------------------------


def test_when_the_board_has_met_and_nothing_is_registered_the_answerer_is_reminded_once(cast):
    entered(cast, date(2026, 3, 2), MET, NEXT)
    case = lifted(cast)
    with clock.at(MET):
        assert actions.remind_after_meetings() == 0
    with clock.at(MET + timedelta(days=1)):
        assert actions.remind_after_meetings() == 1, "not of the meeting before it began to wait"
        assert actions.remind_after_meetings() == 0
        while deliver():
            pass
        notice = Notice.objects.get(event__kind="case.meeting_passed")
        assert notice.person == cast.amira
        page = cast.client(cast.amira).get("/notiser").text
    assert "Äldrenämnden sammanträdde 18\xa0mars 2026" in page
    with clock.at(NEXT + timedelta(days=1)):
        assert actions.remind_after_meetings() == 1
        actions.decide_by_board(walks.fresh(case), by=cast.registrar, decided_on=NEXT, paragraph="§ 1", reason=WHY, outcome=Outcome.NOT)
        MeetingReminder.objects.all().delete()
        assert actions.remind_after_meetings() == 0
