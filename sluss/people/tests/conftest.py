from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.core.cache import cache

from sluss.core import post
from sluss.people.imports import people, units

from .importing import PEOPLE, UNITS, read
from .signing import Mail


@pytest.fixture(autouse=True)
def _fresh_limits() -> Iterator[None]:
    """allauth counts in the cache of this process, and would count on from one test to the next."""
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def mails() -> Iterator[list[Mail]]:
    """What goes through the port, as whoever owns the queue would get it."""
    sent: list[Mail] = []
    before = post._sender
    post.register(lambda **mail: sent.append(Mail(**mail)))
    yield sent
    post._sender = before


@pytest.fixture
def sjostad(db: None) -> None:
    """A city that has come by files."""
    assert read(units, UNITS).written
    assert read(people, PEOPLE).written
