"""Complicated gets a plan, complex gets small tests: who may, in what order, and what must stand in the rows."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from sluss.core import clock
from sluss.core.verdict import NotAllowed
from sluss.gates import actions, queries_together, rules_together
from sluss.gates.models import Experiment, PlanStep, ProblemChoice
from sluss.gates.states import ExperimentState, Finding, ProblemKind, StepState

from . import walks

pytestmark = pytest.mark.django_db
TODAY = date(2026, 3, 27)
HANDLERS = {"amira", "lars", "decider", "office"}
TEST = {
    "hypothesis": "Om natten skriver listan ringer färre på morgonen.",
    "test": "Två nätter i veckan.",
    "how_long": "två veckor",
    "with_whom": "nattpatrullen",
}


@pytest.fixture(autouse=True)
def _today():
    with clock.at(TODAY):
        yield


def sorted_as(kind, cast, case=None):
    case = case or walks.opened(cast.units.care)
    actions.sort_problem(case, kind=kind, reason="Ingen vet på förhand.", by=cast.amira)
    return case


def tried(case, cast, state=ExperimentState.PLANNED):
    experiment = actions.plan_experiment(case, by=cast.amira, **TEST)
    if state != ExperimentState.PLANNED:
        experiment = actions.start_experiment(experiment, by=cast.amira)
    if state == ExperimentState.LEARNT:
        experiment = learnt(experiment, cast.amira)
    return experiment


def learnt(experiment, by, text="Färre ringde."):
    return actions.learn(experiment, learnt=text, held=Finding.YES, repeatable=Finding.UNSURE, by=by)


VERBS = {
    "sort": lambda case, by: actions.sort_problem(case, kind=ProblemKind.COMPLICATED, reason="Vi vet hur.", by=by),
    "plan": lambda case, by: actions.plan_experiment(case, by=by, **TEST),
    "start": lambda case, by: actions.start_experiment(case.experiments.get(), by=by),
    "learn": lambda case, by: learnt(case.experiments.get(), by),
}


@pytest.mark.slow
@pytest.mark.parametrize("verb", VERBS)
@pytest.mark.parametrize("state", walks.STATES)
def test_who_may_in_each_state(cast, state, verb):
    is_open = state != "closed"
    case = walks.STATES[state if is_open else "open"](cast.units.care, cast.amira)
    sorted_as(ProblemKind.COMPLEX, cast, case)
    tried(case, cast)
    if not is_open:
        walks.do("close", walks.fresh(case), cast.amira)
    for name, person in cast.people.items():
        try:
            with transaction.atomic():
                VERBS[verb](case, person)
                transaction.set_rollback(True)
            done, why = True, ""
        except NotAllowed as no:
            done, why = False, str(no)
        assert done == (is_open and name in HANDLERS), f"{verb} by {name}: {why}"
        assert done or len(why) > 15


def test_what_is_sorted_decides_what_can_be_done(cast):
    case = walks.opened(cast.units.care)
    step = {"what": "Fråga juristen", "who": "Lars", "due_on": TODAY, "by": cast.amira}
    for call in (lambda: actions.plan_step(case, **step), lambda: tried(case, cast)):
        with pytest.raises(NotAllowed, match=r"komplicerat|complicated"):
            call()
    sorted_as(ProblemKind.COMPLEX, cast, case)
    with pytest.raises(NotAllowed):
        actions.plan_step(case, **step)
    tried(case, cast)
    sorted_as(ProblemKind.COMPLICATED, cast, case)
    actions.plan_step(case, **step)
    with pytest.raises(NotAllowed):
        tried(case, cast)
    assert Experiment.objects.count() == 1, "what was tried stays"
    assert [choice.kind for choice in queries_together.problem_choices(case)] == ["complicated", "complex"]


def test_sorting_needs_a_reason_and_a_change(cast):
    case = sorted_as(ProblemKind.COMPLEX, cast)
    with pytest.raises(NotAllowed):
        sorted_as(ProblemKind.COMPLEX, cast, case)
    with pytest.raises(NotAllowed):
        actions.sort_problem(case, kind=ProblemKind.COMPLICATED, reason=" ", by=cast.amira)
    assert ProblemChoice.objects.count() == 1


MAY = {"planned": "start learn", "running": "learn", "learnt": ""}


@pytest.mark.parametrize("state", list(ExperimentState))
def test_in_what_order(cast, state):
    case = sorted_as(ProblemKind.COMPLEX, cast)
    experiment = tried(case, cast, state)
    for verb in ("start", "learn"):
        with transaction.atomic():
            if verb in MAY[state].split():
                made = VERBS[verb](case, cast.amira)
                assert made.state == ("running" if verb == "start" else "learnt")
            else:
                with pytest.raises(NotAllowed):
                    VERBS[verb](case, cast.amira)
            transaction.set_rollback(True)
    assert Experiment.objects.get().state == experiment.state


@pytest.mark.parametrize(
    "broken", [{"state": "learnt"}, {"state": "running"}, {"learnt": "Något"}, {"hypothesis": ""}, {"state": "x"}], ids=str
)
def test_the_database_refuses_what_must_not_be(cast, broken):
    tried(sorted_as(ProblemKind.COMPLEX, cast), cast)
    with pytest.raises(IntegrityError), transaction.atomic():
        Experiment.objects.update(**broken)


def test_a_step_is_done_or_dropped_with_why(cast):
    case = sorted_as(ProblemKind.COMPLICATED, cast)
    step = actions.plan_step(case, what="Fråga juristen", who="Lars", due_on=TODAY + timedelta(days=9), by=cast.amira)
    with pytest.raises(NotAllowed):
        actions.end_step(step, state=StepState.DROPPED, by=cast.amira)
    assert actions.end_step(step, state=StepState.DONE, by=cast.amira).ended_by == cast.amira
    with pytest.raises(NotAllowed):
        actions.end_step(step, state=StepState.DROPPED, note="Nej.", by=cast.amira)
    with pytest.raises(NotAllowed):
        actions.plan_step(case, what="Då", who="Lars", due_on=TODAY - timedelta(days=1), by=cast.amira)
    with pytest.raises(IntegrityError), transaction.atomic():
        PlanStep.objects.update(state="planned")


# --- The pages ----------------------------------------------------------------------------------------------------------


def test_a_complex_problem_from_the_pages(cast):
    case = walks.opened(cast.units.care)
    client, home = cast.client(cast.amira), f"/arenden/{case.pk}"
    assert client.get(f"{home}/prova").status_code == 409, "sort it first"
    assert client.post(f"{home}/sortera", {"kind": "complex"}).status_code == 422
    assert client.post(f"{home}/sortera", {"kind": "complex", "reason": "Ingen vet."}).url == f"{home}#problem"
    assert client.get(f"{home}/plan").status_code == 409
    assert f'href="{home}/plan"' not in client.get(home).text
    assert client.post(f"{home}/prova", TEST).status_code == 302
    assert TEST["hypothesis"] in client.get(home).text
    assert client.post(f"{home}/prova/1/starta").status_code == 302
    assert client.get(f"{home}/prova/1/starta").status_code == 409
    assert client.post(f"{home}/prova/1/lardom", {"learnt": "Färre ringde.", "held": "yes"}).status_code == 422
    sent = {"learnt": "Färre ringde.", "held": "yes", "repeatable": "partly"}
    assert client.post(f"{home}/prova/1/lardom", sent).status_code == 302
    stale = client.post(f"{home}/prova/1/lardom", sent)
    assert stale.status_code == 409
    assert "Färre ringde." in stale.text, "nothing typed is lost"
    assert client.get(f"{home}/prova/2/lardom").status_code == 404
    assert client.get(f"{home}/prova/{'9' * 18}/lardom").status_code == 404
    assert cast.client(cast.auditor).get(f"{home}/prova").status_code == 403
    assert cast.client(cast.sara).get(f"{home}/prova").status_code == 404


def test_a_plan_from_the_pages(cast):
    case = sorted_as(ProblemKind.COMPLICATED, cast)
    client, home = cast.client(cast.amira), f"/arenden/{case.pk}"
    assert client.post(f"{home}/plan", {"what": "Fråga", "who": "Lars", "due_on": "1999-01-01"}).status_code == 422
    assert client.post(f"{home}/plan", {"what": "Fråga juristen", "who": "Lars", "due_on": "2026-04-01"}).status_code == 302
    assert client.post(f"{home}/plan/1", {"state": "dropped"}).status_code == 422
    assert client.post(f"{home}/plan/1", {"state": "done", "note": "Det går."}).status_code == 302
    page = cast.client(cast.auditor).get(home).text
    assert "Fråga juristen" in page
    assert "Det går." in page
    assert f"{home}/plan" not in page


def test_the_parts_of_a_closed_case_are_read_and_not_changed(cast):
    case = sorted_as(ProblemKind.COMPLEX, cast)
    tried(case, cast)
    walks.do("close", walks.fresh(case), cast.amira)
    page = cast.client(cast.amira).get(f"/arenden/{case.pk}").text
    assert TEST["hypothesis"] in page
    assert "/prova" not in page
    assert not rules_together.still_open(walks.fresh(case))
