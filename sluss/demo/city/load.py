"""Älvsund into an empty database, all of it or nothing."""

from __future__ import annotations

import random
import uuid
from dataclasses import dataclass
from datetime import timedelta

from django.db import transaction

from sluss.core import clock, jobs
from sluss.ideas import actions as ideas
from sluss.ideas.models import Gateway
from sluss.ideas.seed import EMPLOYEES
from sluss.people.models import Person, Unit

from .cast import CITY
from .play import FIRST_DAY, Player
from .town import Town, build

SEED = 1


def is_empty() -> bool:
    return not Unit.objects.exists() and not Person.objects.exists()


def is_demo() -> bool:
    """Known by the code of the city itself, which no real city has."""
    return Unit.objects.filter(parent=None, code=CITY).exists()


@dataclass(frozen=True, slots=True)
class Loaded:
    town: Town
    ideas: int


def load(seed: int = SEED) -> Loaded:
    """The same seed on the same day gives the same city."""
    now = clock.now()
    start = clock.local_day(now) - timedelta(days=FIRST_DAY)
    with transaction.atomic():
        with clock.at(start):
            town = build(random.Random(f"{seed}:people"), start)  # noqa: S311 - names out of a hat
        player = Player(town, seed, now)
        player.play()
        _draft(town)
    jobs.run_due()
    return Loaded(town, len(player.given))


def _draft(town: Town) -> None:
    """What Sara has begun to write and nobody else can open."""
    ideas.save_draft(
        owner=town.people["sara"],
        gateway=Gateway.objects.get(slug=EMPLOYEES),
        key=uuid.uuid4(),
        data={"need": "Vi behöver ett bättre sätt att lämna över mellan dag och natt. I dag ringer vi varandra i bilen och"},
    )
