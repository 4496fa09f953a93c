"""What a person has sent back to collect support is not moved on by the machine a moment later."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from sluss.core import clock
from sluss.gates import actions as gates
from sluss.gates.models import Stage
from sluss.ideas import actions
from sluss.ideas.states import Status

from . import giving
from .test_support import collecting

pytestmark = pytest.mark.django_db
MONDAY = date(2026, 3, 9)
WHY = "Bedömningen visar att fler behöver få säga sitt först."


@pytest.fixture
def base(cast):
    giving.base(cast.units.city)
    return cast


def sent_back(base, idea):
    support = Stage.objects.get(version=giving.case_of(idea).version, key="stod")
    gates.send_back(giving.case_of(idea), by=base.amira, to=support, reason=WHY)
    giving.worker()
    return giving.case_of(idea)


def assessed(base, *, threshold: int = 2):
    idea = collecting(base, threshold=threshold)
    actions.support(idea, by=base.sara)
    actions.support(idea, by=base.outsider)
    return idea


@pytest.mark.slow
def test_a_case_that_is_sent_back_with_enough_support_stays_and_goes_on_when_its_new_period_is_over(base):
    with clock.at(MONDAY):
        idea = assessed(base)
        assert giving.case_of(idea).stage.key == "bedomning"
        case = sent_back(base, idea)
        assert (case.stage.key, giving.fresh(idea).status) == ("stod", Status.COLLECTING)
    with clock.at(MONDAY + timedelta(days=1)):
        assert actions.support(idea, by=base.rut)
        giving.worker()
        assert giving.case_of(idea).stage.key == "stod", "one more support does not undo what a person has decided"
    with clock.at(case.stage_ends_on + timedelta(days=1)):
        giving.worker()
        assert giving.case_of(idea).stage.key == "bedomning"


def test_a_case_that_is_sent_back_with_too_little_goes_on_as_soon_as_it_has_enough(base):
    with clock.at(MONDAY):
        idea = collecting(base, threshold=2)
        actions.support(idea, by=base.sara)
        gates.advance(giving.case_of(idea), by=base.amira, reason=WHY)
        assert sent_back(base, idea).stage.key == "stod"
    with clock.at(MONDAY + timedelta(days=1)):
        actions.support(idea, by=base.outsider)
        assert giving.case_of(idea).stage.key == "bedomning"


@pytest.mark.slow
def test_an_answer_to_a_question_does_not_undo_it_either(base):
    with clock.at(MONDAY):
        idea = assessed(base)
        sent_back(base, idea)
        gates.ask(giving.case_of(idea), by=base.amira, reason="Vilken väg menar du?")
        gates.complete(giving.case_of(idea), by=None)
        giving.worker()
        assert giving.case_of(idea).stage.key == "stod"
