"""Phase, status, unit and lists follow the case and the subject, and `sluss recount` finds and mends what does not."""

from __future__ import annotations

from datetime import timedelta
from itertools import product

import pytest

from sluss.core import clock
from sluss.core.recounts import all_recounts
from sluss.gates import actions as gates
from sluss.gates.models import Case
from sluss.gates.states import CaseState, Outcome, Phase, StageKind
from sluss.ideas import actions
from sluss.ideas.models import Idea
from sluss.ideas.receivers import follow_cases
from sluss.ideas.states import Status, status_of
from sluss.journal import actions as journal
from sluss.journal.states import Visibility
from sluss.people.actions import end_unit

from . import giving

pytestmark = pytest.mark.django_db
CHECKS = ("ideas.support", "ideas.following")


@pytest.fixture
def base(cast):
    giving.base(cast.units.city)
    return cast


def differences(*, fix: bool = False) -> list[str]:
    return [sentence for name in CHECKS for sentence in all_recounts()[name][1](fix)]


@pytest.mark.slow
def test_the_database_and_the_table_say_the_same(base):
    idea = giving.submitted(base.sara).idea
    case = giving.case_of(idea)
    stages = {stage.kind: stage for stage in case.version.stages.all()}
    for state, outcome, stage in product(CaseState, ["", *Outcome], stages.values()):
        if (state == CaseState.CLOSED) != bool(outcome):
            continue
        Case.objects.filter(pk=case.pk).update(
            state=state,
            outcome=outcome,
            stage=stage,
            closed_at=clock.now() if outcome else None,
            parked_until=clock.today() if state == CaseState.PARKED else None,
        )
        follow_cases(Idea.objects.filter(pk=idea.pk))
        fresh = giving.fresh(idea)
        assert (fresh.status, fresh.phase) == (status_of(state, outcome, stage.kind), stage.phase), (state, outcome, stage.kind)


def test_every_outcome_state_and_stage_kind_has_a_status():
    found = {status_of(state, outcome, kind) for state, outcome, kind in product(CaseState, ["", *Outcome], StageKind)}
    assert found == set(Status)


@pytest.mark.slow
def test_an_idea_follows_its_case_all_the_way(base):
    idea = giving.submitted(base.sara).idea

    def stands() -> tuple[int, str]:
        fresh = giving.fresh(idea)
        return fresh.phase, fresh.status

    gates.ask(giving.case_of(idea), by=base.amira, reason="Hur många?")
    assert stands() == (Phase.NEED, Status.ASKED)
    gates.complete(giving.case_of(idea), by=base.sara)
    gates.advance(giving.case_of(idea), by=base.amira, reason=giving.REASON)
    assert stands() == (Phase.IDEA, Status.IN_PROGRESS)
    gates.park(giving.case_of(idea), by=base.amira, until=clock.today() + timedelta(days=9), reason=giving.REASON)
    assert stands() == (Phase.IDEA, Status.PARKED)
    gates.wake(giving.case_of(idea), by=None)
    first = giving.case_of(idea).version.stages.first()
    gates.send_back(giving.case_of(idea), by=base.amira, to=first, reason=giving.REASON)
    assert stands() == (Phase.NEED, Status.IN_PROGRESS)
    closing = gates.close(giving.case_of(idea), by=base.amira, outcome=Outcome.PLANNED, reason=giving.REASON)
    assert stands() == (Phase.NEED, Status.PLANNED)
    gates.correct(closing, by=base.amira, reason="Fel utfall.", outcome=Outcome.NOT)
    assert stands() == (Phase.NEED, Status.NOT_CARRIED_OUT)
    gates.open_case(idea.subject, process=idea.gateway.process, unit=base.units.works, by=None)
    assert stands() == (Phase.NEED, Status.IN_PROGRESS)
    assert differences() == []


def test_lists_follow_release_and_narrowing(base):
    idea = giving.released(giving.submitted(base.sara).idea, base.amira)
    for reach, public, staff in ((Visibility.EMPLOYEES, False, True), (Visibility.HANDLERS, False, False)):
        journal.narrow(idea.subject, by=base.sara, visibility=reach)
        fresh = giving.fresh(idea)
        assert (fresh.in_public_list, fresh.in_staff_list) == (public, staff)
    assert differences() == []


def test_when_a_unit_ends_its_ideas_go_to_the_successor(base):
    idea = giving.submitted(base.fresh(base.outsider)).idea
    assert giving.fresh(idea).unit == base.units.works
    end_unit(unit=base.units.works, successor=base.units.care, by=None)
    assert giving.fresh(idea).unit == base.units.care
    assert differences() == []


def test_recount_finds_and_mends(base):
    idea = giving.released(giving.submitted(base.sara).idea, base.amira)
    other = giving.submitted(base.outsider).idea
    actions.support(idea, by=base.outsider)
    assert differences() == []
    Idea.objects.filter(pk=idea.pk).update(
        support_count=7, imported_support_count=2, total_support=9, phase=Phase.PILOT, in_public_list=False, in_staff_list=False
    )
    Idea.objects.filter(pk=other.pk).update(status=Status.PARKED, unit=base.units.energy, in_staff_list=True)
    assert len(differences()) == 3
    assert len(differences(fix=True)) == 3
    assert differences() == []
    fresh = giving.fresh(idea)
    assert (fresh.support_count, fresh.total_support, fresh.phase, fresh.in_public_list) == (1, 3, Phase.NEED, True)
