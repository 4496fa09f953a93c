"""Where a process leads no further, and how a case ends that nobody has judged."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import translation

from sluss.core import clock
from sluss.core.verdict import NotAllowed
from sluss.gates import actions, rules
from sluss.gates.models import Promise
from sluss.gates.states import CaseState, Outcome, Verb

from . import walks

pytestmark = pytest.mark.django_db


def test_the_system_closes_what_got_too_little_support_when_the_time_is_over_and_not_before(cast):
    case = walks.STATES["support"](cast.units.care, cast.amira)
    with translation.override("en"), pytest.raises(NotAllowed, match="collects support"):
        actions.close(case, by=None, outcome=Outcome.NO_SUPPORT, reason="För få.")
    with clock.at(case.stage_ends_on + timedelta(days=1)):
        assert actions.end_period() == 1
        actions.close(walks.fresh(case), by=None, outcome=Outcome.NO_SUPPORT, reason="För få.")
    assert (walks.fresh(case).state, walks.fresh(case).outcome) == (CaseState.CLOSED, Outcome.NO_SUPPORT)


def test_no_person_closes_with_too_little_support(cast):
    case = walks.STATES["support"](cast.units.care, cast.amira)
    with clock.at(case.stage_ends_on + timedelta(days=1)):
        actions.end_period()
        with pytest.raises(NotAllowed):
            actions.close(walks.fresh(case), by=cast.amira, outcome=Outcome.NO_SUPPORT, reason="För få.")


@pytest.mark.slow
def test_where_a_process_leads_no_further(cast):
    def refused(state: str) -> set[str]:
        case = walks.STATES[state](cast.units.care, cast.amira)
        stages = list(case.version.stages.all())
        return {str(verb) for verb in Verb if not rules.leads_on(verb, case, stages)}

    assert refused("open") == {"send_back"}
    assert refused("assessment") == set()
    assert refused("support") == {"close"}
    assert refused("last") == {"advance"}


def test_a_boards_decision_carries_the_boards_name_alone(cast):
    case = walks.opened(cast.units.care)
    board = actions.advance(case, by=cast.decider, reason=walks.REASON, capacity="board", body="Äldrenämnden", paragraph="§ 3")
    council = actions.recommend(walks.fresh(case), by=cast.amira, reason=walks.REASON, body="Innovationsrådet")
    own = actions.advance(walks.fresh(case), by=cast.amira, reason=walks.REASON)
    assert [decision.decided_by for decision in (board, council)] == ["", ""]
    assert [decision.recorded_name for decision in (board, council)] == [
        "Disa Falk, förvaltningsdirektör",
        "Amira Haddad, utvecklingsledare",
    ]
    assert own.decided_by == own.recorded_name


def test_who_has_taken_a_case_owes_its_next_answers_too(cast):
    case = walks.opened(cast.units.care)
    actions.take(case, by=cast.decider)
    actions.advance(walks.fresh(case), by=cast.decider, reason=walks.REASON)
    assert Promise.objects.get(case=case, state="open").person == cast.decider
    walks.do("park", walks.fresh(case), cast.decider)
    walks.do("wake", walks.fresh(case), cast.decider)
    assert Promise.objects.get(case=case, state="open").person == cast.decider


def test_others_assessments_are_read_first_when_ones_own_is_in(cast):
    case = walks.at_stage(cast.units.care, cast.amira, "bedomning")
    sees = {
        name
        for name, person in cast.people.items()
        if rules.sees(case, person) and rules.sees_assessments(case, case.stage_id, person, own_is_in=False)
    }
    assert sees == {"amira", "lars", "decider", "office", "communicator", "registrar", "auditor"}
    assert rules.sees_assessments(case, case.stage_id, cast.assessor, own_is_in=True)
    assert rules.sees_assessments(case, case.stage_id + 1, cast.assessor, own_is_in=False)
