"""An adopter answers while the case it adopts from is worked on. PostgreSQL's alone: SQLite has one lock."""

from __future__ import annotations

from functools import partial

import pytest

from sluss.core import clock
from sluss.core.tests.halfway import both
from sluss.gates.models import Case
from sluss.ideas import actions
from sluss.ideas.models import Adoption, AdoptionRequest
from sluss.ideas.states import AdoptionAnswer
from sluss.journal.states import Visibility

from . import giving
from .test_spread import TODAY, asked, stage

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.postgres, pytest.mark.slow]


def test_one_takes_an_idea_up_while_another_unit_is_asked(cast) -> None:
    """Who asks has the case and waits for the idea; who answers has the idea, and the new case points at the first."""
    with clock.at(TODAY):
        giving.base(cast.units.care)
        idea = giving.submitted(cast.sara, visibility=Visibility.ALL).idea
        giving.released(idea, cast.amira)
        request = asked(idea, cast)
        ask = partial(actions.ask_to_adopt, request.case, units=[cast.units.city], by=cast.fresh(cast.amira))
        here = stage(request, "inforande")
        take = partial(actions.answer_adoption, request, answer=AdoptionAnswer.ADOPT, by=cast.fresh(cast.wilma), stage=here)
        assert both("ideas_idea", take, ask) == ["done", "done"]
    assert (AdoptionRequest.objects.count(), Adoption.objects.count()) == (2, 1)
    assert Case.objects.filter(adopts=request.case).count() == 1
