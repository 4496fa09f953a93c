from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import translation

from sluss.core import clock
from sluss.core.verdict import Conflict, NotAllowed
from sluss.gates import actions
from sluss.gates.models import Case, Decision, Promise
from sluss.gates.states import CaseState, DecisionKind, Outcome, PromiseState
from sluss.journal.models import Event, Subject
from sluss.people.actions import end_unit

from . import walks

pytestmark = pytest.mark.django_db
MONDAY = date(2026, 3, 9)


def kinds(case: Case) -> list[str]:
    return list(case.decisions.values_list("kind", flat=True))


def test_an_idea_goes_all_the_way_to_spread_and_is_closed_with_a_reason(cast):
    case = walks.at_stage(cast.units.care, cast.amira, "spridning")
    assert [d.to_stage.key for d in case.decisions.select_related("to_stage")] == [
        "bedomning",
        "koncept",
        "pilot",
        "inforande",
        "spridning",
    ]
    actions.close(case, by=cast.amira, outcome=Outcome.FULLY, reason="Tre förvaltningar använder den.")
    case = walks.fresh(case)
    assert (case.state, case.outcome) == (CaseState.CLOSED, Outcome.FULLY)
    assert not Promise.objects.filter(case=case, state__in=["open", "paused"]).exists()
    assert all(p.kept_by for p in case.promises.filter(kind="answer", state="kept"))
    assert case.promises.filter(kind="receive", state="kept", kept_by=None).exists(), "by the receiver, who decides nothing"


def test_a_decision_freezes_name_and_title(cast):
    case = walks.opened(cast.units.care)
    decision = actions.advance(case, by=cast.amira, reason=walks.REASON)
    frozen = decision.recorded_name
    assert cast.amira.details.family_name in frozen
    assert cast.amira.details.title in frozen
    cast.amira.details.family_name = "Annan"
    cast.amira.details.save()
    assert Decision.objects.get(pk=decision.pk).recorded_name == frozen
    assert decision.authority == cast.units.care_board


@pytest.mark.parametrize("reason", ["", "   ", "\n\t", "\x00", "\u200b"])
def test_no_verb_goes_through_without_a_reason(cast, reason):
    case = walks.opened(cast.units.care)
    for attempt in (
        lambda: actions.advance(case, by=cast.amira, reason=reason),
        lambda: actions.ask(case, by=cast.amira, reason=reason),
        lambda: actions.park(case, by=cast.amira, until=clock.today() + timedelta(days=5), reason=reason),
        lambda: actions.close(case, by=cast.amira, outcome=Outcome.NOT, reason=reason),
        lambda: actions.recommend(case, by=cast.amira, body="Rådet", reason=reason),
    ):
        with pytest.raises(NotAllowed):
            attempt()
    assert kinds(case) == []


def test_the_database_refuses_what_the_actions_never_do(cast):
    case = walks.opened(cast.units.care)
    for wrong in (
        {"state": "closed"},
        {"state": "closed", "outcome": "fully"},
        {"state": "parked"},
        {"outcome": "fully"},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            Case.objects.filter(pk=case.pk).update(**wrong)
    with pytest.raises(IntegrityError), transaction.atomic():
        Decision.objects.create(
            case=case, number=1, kind="close", from_stage=case.stage, outcome="not", reason="", authority=cast.units.care_board
        )
    twin = walks.fresh(case)
    twin.pk, twin.reference = None, "S-2026-99999"
    with pytest.raises(IntegrityError), transaction.atomic():
        twin.save(force_insert=True)
    with pytest.raises(NotAllowed, match="redan ett öppet ärende"), transaction.atomic():
        actions.open_case(case.subject, process=case.version.process, unit=cast.units.care, by=None)
    with pytest.raises(IntegrityError), transaction.atomic():
        Subject.objects.filter(pk=case.subject_id).update(reach=2)


def test_of_two_who_decide_from_the_same_page_one_is_told(cast):
    case = walks.opened(cast.units.care)
    seen = case.decisions_made
    actions.advance(case, by=cast.amira, reason=walks.REASON, seen=seen)
    with pytest.raises(Conflict):
        actions.close(case, by=cast.lars, outcome=Outcome.NOT, reason="Nej.", seen=seen)
    assert kinds(case) == ["advance"]


def test_a_stage_cannot_be_skipped(cast):
    case = walks.opened(cast.units.care)
    pilot = case.version.stages.get(key="pilot")
    with pytest.raises(NotAllowed):
        actions.advance(case, by=cast.amira, reason=walks.REASON, to=pilot)
    with pytest.raises(NotAllowed):
        actions.send_back(case, by=cast.amira, to=pilot, reason=walks.REASON)


def test_asking_stops_the_clock_and_completing_starts_it_again(cast):
    with clock.at(MONDAY):
        case = walks.opened(cast.units.care)
        due = case.promises.get().due_on
    with clock.at(MONDAY + timedelta(days=1)):
        actions.ask(case, by=cast.amira, reason="Hur många?")
    promise = case.promises.get()
    assert (promise.state, promise.paused_on) == (PromiseState.PAUSED, MONDAY + timedelta(days=1))
    with clock.at(MONDAY + timedelta(days=8)):
        actions.complete(walks.fresh(case), by=cast.sara)
    promise.refresh_from_db()
    # Tuesday to Tuesday stood still: six working days, each with some pause in it.
    assert promise.due_on == due + timedelta(days=8)
    assert promise.state == PromiseState.OPEN


def test_what_is_parked_wakes_by_itself_on_the_day(cast):
    with clock.at(MONDAY):
        case = walks.parked(cast.units.care, cast.amira)
    with clock.at(case.parked_until - timedelta(days=1)):
        assert actions.wake_parked() == 0
    with clock.at(case.parked_until):
        assert actions.wake_parked() == 1
        assert actions.wake_parked() == 0
    case = walks.fresh(case)
    assert case.state == CaseState.OPEN
    assert case.promises.filter(state="open").count() == 1
    assert kinds(case) == ["park", "wake"]


def test_a_correction_stands_beside_what_it_corrects(cast):
    case = walks.closed(cast.units.care, cast.amira)
    wrong = case.decisions.get()
    new = actions.correct(wrong, by=cast.amira, reason="Fel utfall angavs.", outcome=Outcome.PLANNED)
    case = walks.fresh(case)
    assert (new.kind, new.corrects, case.outcome) == (DecisionKind.CORRECT, wrong, Outcome.PLANNED)
    assert Decision.objects.get(pk=wrong.pk).outcome == Outcome.NOT


def test_withdrawing_closes_and_keeps(cast):
    case = walks.opened(cast.units.care)
    actions.withdraw(case, by=cast.sara)
    case = walks.fresh(case)
    assert (case.state, case.outcome) == (CaseState.CLOSED, Outcome.WITHDRAWN)
    assert case.promises.get().state == PromiseState.DROPPED
    assert case.decisions.get().reason


def test_a_recommendation_moves_nothing(cast):
    case = walks.opened(cast.units.care)
    actions.recommend(case, by=cast.amira, reason="Vi tycker att den ska prövas.", body="Innovationsrådet", paragraph="§ 12")
    case = walks.fresh(case)
    assert case.stage.order == 1
    assert case.promises.get().state == PromiseState.OPEN
    with pytest.raises(NotAllowed):
        actions.recommend(case, by=cast.amira, reason="Ja.", body=" ")


def test_release_lets_others_find_it_and_never_wider_than_its_giver_chose(cast):
    case = walks.opened(cast.units.care)
    Subject.objects.filter(pk=case.subject_id).update(visibility=1)
    actions.release(walks.fresh(case), by=cast.amira, visibility=2)
    assert Subject.objects.get(pk=case.subject_id).reach == 1
    with translation.override("en"), pytest.raises(NotAllowed, match="already"):
        actions.release(walks.fresh(case), by=cast.amira)


def test_when_a_unit_ends_its_open_cases_move_on_and_their_history_stays(cast):
    case = walks.at_stage(cast.units.care, cast.amira, "koncept")
    old = walks.closed(cast.units.care, cast.amira)
    made = case.decisions.count()
    end_unit(unit=cast.units.care, by=cast.admin, on=clock.today(), successor=cast.units.works)
    with clock.at(clock.today() + timedelta(days=1)):
        from sluss.people.actions import hand_on_due

        hand_on_due()
    case = walks.fresh(case)
    assert case.receiving_unit == cast.units.works
    assert case.stage.key == "koncept"
    assert case.decisions.count() == made
    assert case.promises.get(state="open").unit == cast.units.works
    assert walks.fresh(old).receiving_unit == cast.units.care
    assert Event.objects.filter(kind="case.moved", subject=case.subject).count() == 1


def test_when_somebody_leaves_nothing_waits_for_them(cast):
    from sluss.people.actions import deactivate

    case = walks.opened(cast.units.care)
    actions.take(case, by=cast.amira)
    assert case.promises.get().person == cast.amira
    deactivate(person=cast.amira, by=cast.admin)
    assert walks.fresh(case).owner is None
    assert case.promises.get().person is None


def test_a_case_can_be_handed_over_to_one_who_may_handle_it_only(cast):
    case = walks.opened(cast.units.care)
    with pytest.raises(NotAllowed):
        actions.hand_over(case, to=cast.outsider, by=cast.amira)
    actions.hand_over(case, to=cast.lars, by=cast.amira)
    assert walks.fresh(case).owner == cast.lars
