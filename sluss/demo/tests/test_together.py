"""What is done around the ideas of Älvsund: something of each kind, so that it can be looked at."""

from __future__ import annotations

import pytest

from sluss.gates.models import Barrier, Case, CaseParticipant, CoachingNote, Experiment, PlanStep, ProblemChoice
from sluss.gates.states import BarrierState, CaseState, ExperimentState, PartState, ProblemKind, StepState
from sluss.ideas.models import Adoption, AdoptionRequest, BenefitClaim, Idea
from sluss.ideas.states import AdoptionAnswer

pytestmark = [pytest.mark.slow, pytest.mark.django_db, pytest.mark.usefixtures("alvsund")]


def said(rows, field):
    return set(rows.objects.values_list(field, flat=True))


def test_something_of_each_kind() -> None:
    assert said(ProblemChoice, "kind") == set(ProblemKind.values)
    assert ProblemChoice.objects.filter(number__gt=1).exists(), "somebody has changed their mind"
    assert said(PlanStep, "state") == set(StepState.values)
    assert {ExperimentState.LEARNT, ExperimentState.RUNNING} <= said(Experiment, "state")
    assert Experiment.objects.filter(held="no").exists(), "one that did not hold"
    assert {PartState.ASKED, PartState.ACCEPTED, PartState.DECLINED} <= said(CaseParticipant, "state")
    assert said(CoachingNote, "for_giver") == {True, False}
    assert said(Barrier, "state") == set(BarrierState.values)
    assert Barrier.objects.filter(case=None).exists()
    assert said(Adoption, "answer") == set(AdoptionAnswer.values)
    assert AdoptionRequest.objects.filter(answers_made=0).exists(), "somebody has still to answer"
    assert BenefitClaim.objects.filter(amount=None).exists()
    assert BenefitClaim.objects.exclude(amount=None).exists()
    assert Idea.objects.filter(adopted_count__gt=0).count() == 4
    assert Case.objects.exclude(adopts=None).get().state == CaseState.OPEN
