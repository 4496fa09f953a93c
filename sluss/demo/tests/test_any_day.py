"""Älvsund can be loaded on any day, and the same seed on the same day gives the same city."""

from __future__ import annotations

import dataclasses
import random
from datetime import date, datetime, time, timedelta
from typing import Any

import pytest
from django.db import transaction

from sluss.core import clock
from sluss.core.recounts import all_recounts
from sluss.demo.city import play
from sluss.demo.city.cast import BEHIND, CAST
from sluss.demo.city.challenges import CHALLENGES
from sluss.demo.city.load import FIRST_DAY
from sluss.demo.city.plot import Story
from sluss.demo.city.stories import STORIES
from sluss.demo.city.town import build
from sluss.gates.models import Case, Decision, Promise, Stage
from sluss.gates.queries import let_go_cases
from sluss.gates.states import CaseState, Outcome, PromiseState, StageKind
from sluss.ideas.models import Idea
from sluss.journal.models import Event
from sluss.people.models import Person, PersonDetails


def smaller(story: Story) -> Story:
    """The same story with fewer people in it, of whom enough is a dozen."""
    return dataclasses.replace(story, supports=14 if story.supports > 200 else min(story.supports, 4), follows=min(story.follows, 1))


def digest() -> tuple[Any, ...]:
    ideas = Idea.objects.order_by("pk").values_list("subject__title", "status", "phase", "total_support", "submitted_at")
    decisions = Decision.objects.order_by("pk").values_list("kind", "outcome", "recorded_at", "recorded_name")
    return (*ideas, *decisions, *PersonDetails.objects.order_by("pk").values_list("given_name", "family_name"))


def play_on(day: date, seed: int = 1) -> None:
    now = datetime.combine(day, time(0, 5), clock.CITY)
    with clock.at(now - timedelta(days=FIRST_DAY)):
        town = build(random.Random(seed), clock.today())
    Stage.objects.filter(kind=StageKind.SUPPORT).update(threshold=12)
    play.Player(town, seed, now).play()


@pytest.fixture(autouse=True)
def quicker(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(play, "STORIES", tuple(map(smaller, STORIES)))


@pytest.mark.slow
@pytest.mark.one_engine
@pytest.mark.django_db
@pytest.mark.parametrize(
    "day",
    [date(2027, 1, 2), date(2027, 3, 29), date(2026, 6, 20), date(2028, 2, 29)],
    ids=["New Year", "Easter", "midsummer", "leap day"],
)
def test_it_can_be_loaded_on_any_day(day: date) -> None:
    play_on(day)
    assert Idea.objects.count() == len(STORIES)
    with clock.at(datetime.combine(day, time(0, 5), clock.CITY)):
        assert not [line for _label, check in all_recounts().values() for line in check(False)]
        assert Promise.objects.filter(state=PromiseState.OPEN, due_on__lt=clock.today()).count() >= 3
        assert not Event.objects.filter(at__gt=clock.now()).exists()
        assert let_go_cases(Person.objects.get(username="demo-oskar")).count() == 1
    assert set(Case.objects.filter(state=CaseState.CLOSED).values_list("outcome", flat=True)) == set(Outcome.values)
    assert Case.objects.filter(state=CaseState.ASKED).count() == 2


@pytest.mark.slow
@pytest.mark.one_engine
@pytest.mark.django_db
def test_the_same_seed_on_the_same_day_gives_the_same_city() -> None:
    made = []
    for _time in range(2):
        with transaction.atomic():
            play_on(date(2027, 2, 9), seed=7)
            made.append(digest())
            transaction.set_rollback(True)
    assert made[0] == made[1]


def test_stories_name_people_places_and_days_that_are_there() -> None:
    names = {member.key for member in (*CAST, *BEHIND)}
    for put in CHALLENGES:
        assert {put.by, put.opener} <= names
        assert put.written > put.opened > put.closed
    assert {story.challenge for story in STORIES} - {""} == {put.key for put in CHALLENGES}
    for story in STORIES:
        assert story.ago <= play.FIRST_DAY - 10, story.key
        assert all(step.by in names for step in story.steps if step.by), story.key
        assert [step.ago for step in story.steps] == sorted((step.ago for step in story.steps), reverse=True), story.key
        assert all(step.ago < story.ago for step in story.steps), story.key
    assert len({story.key for story in STORIES}) == len(STORIES)
