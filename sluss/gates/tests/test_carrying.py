"""Before it is tried: a plan. After: a result. Before it is put to use: somebody who receives it, with a budget."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from sluss.core import clock
from sluss.core.verdict import Conflict, NotAllowed
from sluss.gates import actions
from sluss.gates.models import Case, Receiver, Trial
from sluss.gates.states import CaseState, Outcome, ReceiverState, TrialResult
from sluss.journal.models import Event

from . import walks

pytestmark = pytest.mark.django_db
LEARNT = "Det gick inte: nycklarna frös fast i januari."


def advance(case: Case, cast) -> Case:
    actions.advance(walks.fresh(case), by=cast.amira, reason=walks.REASON)
    return walks.fresh(case)


def asked(case: Case, cast, unit=None) -> Receiver:
    return actions.ask_receiver(case, by=cast.amira, unit=unit or cast.units.care, question="Driften av låsen från **januari**.")


def test_a_trial_is_planned_before_it_begins_and_left_with_a_result(cast):
    case = walks.at_stage(cast.units.care, cast.amira, "koncept")
    with pytest.raises(NotAllowed, match=r"Planera testet först|Plan the trial first"):
        advance(case, cast)
    walks.prepare(case, cast.amira)
    case = advance(case, cast)
    assert case.stage.key == "pilot"
    for leave in (
        lambda: actions.advance(case, by=cast.amira, reason=walks.REASON),
        lambda: actions.close(case, by=cast.amira, outcome=Outcome.NOT, reason=walks.REASON),
    ):
        with pytest.raises(NotAllowed, match=r"vad testet visade|what the trial showed"):
            leave()
    actions.end_trial(case, by=cast.amira, result=TrialResult.DID_NOT, learnt=LEARNT)
    actions.close(case, by=cast.amira, outcome=Outcome.NOT, reason="Vi går inte vidare: nycklarna fryser.")
    assert walks.fresh(case).state == CaseState.CLOSED


def test_what_is_tried_again_after_it_was_sent_back_has_a_plan_and_a_result_of_its_own(cast):
    case = walks.at_stage(cast.units.care, cast.amira, "inforande")
    with clock.at(clock.now() + timedelta(days=2)):
        pilot = case.version.stages.get(key="pilot")
        actions.send_back(case, by=cast.amira, to=pilot, reason="Låsen svek på natten.")
        with pytest.raises(NotAllowed):
            advance(case, cast)
        walks.planned(walks.fresh(case), cast.amira)
        actions.end_trial(walks.fresh(case), by=cast.amira, result=TrialResult.WORKED, learnt="Nu håller det.")
        assert advance(case, cast).stage.key == "inforande"
    assert Trial.objects.filter(case=case).count() == 2


def test_a_plan_is_written_anew_until_the_result_is_in(cast):
    case = walks.opened(cast.units.care)
    first = walks.planned(case, cast.amira)
    again = actions.plan_trial(
        case, by=cast.lars, baseline="En timme om dagen", ends_on=clock.today() + timedelta(days=9), stop_criterion="Om det brinner"
    )
    assert (again.pk, again.baseline, again.planned_by) == (first.pk, "En timme om dagen", cast.lars)
    with pytest.raises(IntegrityError), transaction.atomic():
        Trial.objects.create(case=case, baseline="x", ends_on=clock.today(), stop_criterion="y", planned_by=cast.amira)
    with pytest.raises(IntegrityError), transaction.atomic():
        Trial.objects.filter(pk=first.pk).update(result=TrialResult.WORKED)  # a result without what was learnt


def test_what_a_plan_was_before_stays_and_is_shown_to_those_who_handle_it(cast):
    case = walks.at_stage(cast.units.care, cast.amira, "pilot")
    (trial,) = case.trials.all()
    plan = {"baseline": trial.baseline, "ends_on": trial.ends_on}
    actions.plan_trial(case, by=cast.lars, stop_criterion=trial.stop_criterion, **plan)
    assert not trial.earlier_plans.exists(), "the same again is no change"
    for stop in ("Om någon blir rädd", "Om någon klagar"):
        actions.plan_trial(case, by=cast.lars, stop_criterion=stop, **plan)
    told = [(was.number, was.stop_criterion, was.planned_by) for was in trial.earlier_plans.all()]
    assert told == [(2, "Om någon blir rädd", cast.lars), (1, "Om någon kommer till skada", cast.amira)]
    page = cast.client(cast.amira).get(reverse("gates:case", args=[case.pk])).text
    assert "Tidigare planer" in page
    assert "Om någon kommer till skada" in page
    assert "Ändra testets plan" in page


@pytest.mark.parametrize("days", [0, -1])
def test_a_trial_ends_in_the_future(cast, days):
    with pytest.raises(NotAllowed):
        actions.plan_trial(
            walks.opened(cast.units.care),
            by=cast.amira,
            baseline="x",
            ends_on=clock.today() + timedelta(days=days),
            stop_criterion="y",
        )


def test_nothing_is_put_to_use_before_somebody_has_accepted_with_a_budget(cast):
    case = walks.at_stage(cast.units.care, cast.amira, "pilot")
    actions.end_trial(case, by=cast.amira, result=TrialResult.WORKED, learnt="Det går fortare.")
    for _wait in ("nobody is asked", "asked", "declined"):
        with pytest.raises(NotAllowed, match=r"ta emot den först|receive it first"):
            advance(case, cast)
        receiver = Receiver.objects.filter(case=case).last()
        if receiver is None:
            asked(case, cast)
        elif receiver.state == ReceiverState.ASKED:
            actions.decline(receiver, by=cast.decider, reason="Vi har inga pengar i år.")
    with pytest.raises(NotAllowed):
        actions.accept(asked(case, cast), by=cast.decider, budget="  \n")
    actions.accept(Receiver.objects.get(case=case, state="asked"), by=cast.decider, budget="300 000 kr ur egen ram")
    assert advance(case, cast).stage.key == "inforande"
    assert Event.objects.filter(kind="case.receiver_answered", subject=case.subject).count() == 2


def test_one_unit_at_a_time_is_asked_and_the_question_can_be_taken_back(cast):
    case = walks.opened(cast.units.care)
    first = asked(case, cast)
    with pytest.raises(NotAllowed):
        asked(case, cast, cast.units.works)
    with pytest.raises(IntegrityError), transaction.atomic():
        Receiver.objects.create(case=case, unit=cast.units.works, question="x", asked_by=cast.amira)
    actions.take_back(case, by=cast.amira, reason="De lägger ner enheten.")
    assert asked(case, cast, cast.units.works).state == ReceiverState.ASKED
    with pytest.raises(Conflict):
        actions.accept(first, by=cast.decider, budget="10 kr")
    with pytest.raises(NotAllowed):
        actions.take_back(walks.closed(cast.units.care, cast.amira), by=cast.amira, reason="x")


def test_who_may_answer_for_a_unit(cast):
    case = walks.opened(cast.units.care)
    receiver = asked(case, cast)

    def may(name):
        try:
            with transaction.atomic():
                actions.accept(receiver, by=cast.people[name], budget="10 kr")
                transaction.set_rollback(True)
        except NotAllowed:
            return False
        return True

    assert {name for name in cast.people if may(name)} == {"amira", "lars", "decider", "office"}


@pytest.mark.slow
def test_the_unit_that_is_asked_is_told_and_answers_on_a_page_of_its_own(cast):
    case = walks.opened(cast.units.works)
    actions.ask_receiver(case, by=cast.office, unit=cast.units.care, question="Driften av låsen från **januari**.")
    receiver = Receiver.objects.get(case=case)
    page = f"/mottagare/{receiver.pk}"
    told = set(Event.objects.get(kind="case.receiver_asked").data["persons"])
    assert told == {cast.amira.pk, cast.lars.pk, cast.decider.pk}
    for name in ("sara", "rut", "outsider", "company"):
        assert cast.client(cast.people[name]).get(page).status_code == 404, name
    assert cast.client().get(page).status_code == 302
    client = cast.client(cast.amira)
    text = client.get(page).text
    assert "<strong>januari</strong>" in text
    assert 'name="budget"' in text
    assert f"/arenden/{case.pk}" not in text, "who is asked need not see the case"
    for wrong, field in (
        ({}, "answer"),
        ({"answer": "maybe"}, "answer"),
        ({"answer": "yes"}, "budget"),
        ({"answer": "yes", "budget": "\x00"}, "budget"),
        ({"answer": "no", "budget": "x"}, "reason"),
        ({"answer": "yes", "budget": "x" * 501}, "budget"),
    ):
        answer = client.post(page, wrong)
        assert answer.status_code == 422, wrong
        assert set(answer.context["form"].errors) == {field}, wrong
    assert client.post(page, {"answer": "yes", "budget": "300 000 kr"}).status_code == 302
    receiver.refresh_from_db()
    assert (receiver.state, receiver.budget, receiver.answered_by) == (ReceiverState.ACCEPTED, "300 000 kr", cast.amira)
    late = cast.client(cast.decider).post(page, {"answer": "no", "reason": "Nej."})
    assert late.status_code == 409
    assert "300 000 kr" in late.text
    assert 'name="budget"' not in client.get(page).text
    assert 'name="budget"' not in client.post(page, {}).text, "nor where a form from before is sent with nothing in it"
    type(case.subject).objects.filter(pk=case.subject_id).update(language="en", title="Smart locks & keys")
    assert '“<span lang="en">Smart locks &amp; keys</span>”'.translate({0x201C: "”"}) in client.get(page).text


def test_the_second_of_two_who_answer_is_told_and_changes_nothing(cast):
    receiver = asked(walks.opened(cast.units.care), cast)
    actions.accept(receiver, by=cast.decider, budget="10 kr")
    with pytest.raises(Conflict):
        actions.decline(receiver, by=cast.amira, reason="Nej.")
    receiver.refresh_from_db()
    assert (receiver.state, receiver.reason) == (ReceiverState.ACCEPTED, "")
