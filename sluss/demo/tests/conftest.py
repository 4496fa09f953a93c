from __future__ import annotations

from collections.abc import Iterator
from time import process_time
from typing import Any

import pytest
from django.db import transaction
from django.test import Client

from sluss.demo.city.load import load


@pytest.fixture(scope="module")
def alvsund(django_db_setup: None, django_db_blocker: Any) -> Iterator[float]:
    """The city, played once for all these tests: each of them is undone by itself, and the city at the end. How long it took."""
    begun = process_time()
    with django_db_blocker.unblock(), transaction.atomic():
        load()
        yield process_time() - begun
        transaction.set_rollback(True)


@pytest.fixture
def demo(settings: Any) -> None:
    settings.DEMO = True
    settings.ROOT_URLCONF = "sluss.demo.tests.urls"


@pytest.fixture
def browser(demo: None) -> Client:
    """Somebody at this machine."""
    return Client(headers={"host": "localhost:8000"})
