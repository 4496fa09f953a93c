"""Two at once at a way in: an answer while its challenge is being closed, and the tenth of a way in's own questions."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable
from datetime import timedelta
from functools import partial

import pytest
from django.db import connection

from sluss.core import clock
from sluss.core.verdict import NotAllowed
from sluss.ideas import actions
from sluss.ideas.actions import Asking
from sluss.ideas.models import Challenge, Gateway, Idea, Question
from sluss.ideas.seed import RESIDENTS
from sluss.ideas.states import MOST_QUESTIONS, ChallengeState

from . import giving
from .test_challenges import answer, opened

RACES = int(os.environ.get("SLUSS_RACES", "15"))


@pytest.fixture
def base(cast):
    giving.base(cast.units.city)
    giving.way(RESIDENTS, unit=cast.units.care)
    return cast


def race(*attempts: Callable[[], object]) -> list[str]:
    """Start all at once; what became of each, in their order."""
    start = threading.Barrier(len(attempts))
    results = [""] * len(attempts)

    def run(place: int, attempt: Callable[[], object]) -> None:
        try:
            start.wait(timeout=10)
            attempt()
            results[place] = "done"
        except NotAllowed as no:
            results[place] = f"told: {no}"
        except Exception as error:  # noqa: BLE001 - whatever else happens must be seen by the test, not lost with the thread
            results[place] = f"{type(error).__name__}: {error}"
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=one) for one in enumerate(attempts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    return results


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_an_idea_sent_in_while_its_challenge_is_closed_holds_it_open_or_is_told(base):
    """Never both: an idea in a closed challenge would be left without the answer that the closing says it has."""
    for number in range(RACES):
        challenge = opened(base, opens_on=clock.today(), closes_on=clock.today() + timedelta(days=30))
        sent, shut = race(
            partial(answer, base, challenge),
            partial(actions.close_challenge, challenge, by=base.fresh(base.amira), result="Vi provar larm i golvet."),
        )
        state = Challenge.objects.get(pk=challenge.pk).state
        answered = Idea.objects.filter(challenge=challenge).count()
        if sent == "done":
            assert (answered, state) == (1, ChallengeState.OPEN), f"race {number}: {shut}"
            assert shut.startswith("told:"), shut
        else:
            assert (answered, state, shut) == (0, ChallengeState.CLOSED, "done"), f"race {number}: {sent}"
            assert sent.startswith("told: "), sent


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_of_several_who_add_the_tenth_question_one_does(base):
    way = giving.way(RESIDENTS)
    for number in range(MOST_QUESTIONS - 1):
        actions.add_question(way, by=base.office, asking=Asking(kind="text", label={"sv": f"Fråga {number}?"}))
    for _ in range(max(3, RACES // 5)):
        who = [base.fresh(base.office) for _ in range(4)]
        found = race(*(partial(actions.add_question, way, by=one, asking=Asking(kind="text", label={"sv": "Den tionde?"})) for one in who))
        assert found.count("done") == 1, found
        assert sum(one.startswith("told:") for one in found) == 3, found
        questions = list(Question.objects.filter(gateway=way).order_by("order"))
        assert [one.order for one in questions] == list(range(1, MOST_QUESTIONS + 1))
        assert Gateway.objects.get(pk=way.pk).question_count == MOST_QUESTIONS
        actions.remove_question(questions[-1], by=base.office)
