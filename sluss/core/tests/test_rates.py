from __future__ import annotations

import threading
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import connection, connections
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext

from sluss.core import clock, rates
from sluss.core.models import RateCount

NOON = datetime(2026, 3, 2, 11, tzinfo=ZoneInfo("UTC"))


@pytest.mark.django_db
def test_the_limit_holds_for_one_key_in_one_scope_in_one_window() -> None:
    with clock.at(NOON):
        said = [rates.hit("signin", "a@example.org", 3, 60) for _ in range(4)]
        assert [bool(each) for each in said] == [True, True, True, False]
        assert said[-1].retry_after == 60
        assert rates.hit("signin", "b@example.org", 3, 60)
        assert rates.hit("support", "a@example.org", 3, 60)
    with clock.at(NOON + timedelta(seconds=59)):
        late = rates.hit("signin", "a@example.org", 3, 60)
        assert (late.allowed, late.retry_after, late.count) == (False, 1, 5)
    with clock.at(NOON + timedelta(seconds=60)):
        assert rates.hit("signin", "a@example.org", 3, 60)


@pytest.mark.django_db
def test_one_query_and_nothing_that_can_be_read() -> None:
    with CaptureQueriesContext(connection) as queries:
        rates.hit("signin", "a@example.org", 3, 60)
    assert len(queries) == 1
    row = RateCount.objects.get()
    assert "example" not in row.key
    assert len(row.key) == 64


@pytest.mark.django_db
@pytest.mark.parametrize("key", ["", "\0", "å" * 10_000, "'; DROP TABLE", "\ud800"])
def test_any_key_is_counted(key: str) -> None:
    assert [rates.hit("x", key, 1, 60).allowed for _ in range(2)] == [True, False]


@pytest.mark.django_db(transaction=True)
def test_callers_at_once_are_all_counted() -> None:
    def many() -> None:
        for _ in range(20):
            rates.hit("x", "same", 1000, 1_000_000)
        connections.close_all()

    threads = [threading.Thread(target=many) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert RateCount.objects.get().count == 80


@pytest.mark.django_db
def test_what_is_over_is_forgotten_and_no_more() -> None:
    with clock.at(NOON):
        rates.hit("x", "short", 1, 60)
        rates.hit("x", "long", 1, 86_400)
    with clock.at(NOON + timedelta(minutes=2)):
        assert rates.forget_old() == 1
        assert rates.forget_old() == 0
        assert not rates.hit("x", "long", 1, 86_400)


@pytest.mark.parametrize(
    ("proxies", "direct", "forwarded", "key"),
    [
        (0, "198.51.100.7", None, "198.51.100.7"),
        (0, "198.51.100.7", "203.0.113.9", "198.51.100.7"),  # nobody of ours wrote that
        (1, "10.0.0.1", "203.0.113.9", "203.0.113.9"),
        (1, "10.0.0.1", "1.1.1.1, 203.0.113.9", "203.0.113.9"),  # the caller wrote the first
        (2, "10.0.0.1", "1.1.1.1, 203.0.113.9, 10.0.0.2", "203.0.113.9"),
        (2, "10.0.0.1", "203.0.113.9", "10.0.0.1"),  # a proxy is missing: believe none
        (1, "10.0.0.1", "", "10.0.0.1"),
        (1, "10.0.0.1", "nonsense", "10.0.0.1"),
        (1, "10.0.0.1", "203.0.113.9:4711", "203.0.113.9"),
        (1, "10.0.0.1", "[2001:db8:1:2:3:4:5:6]", "2001:db8:1:2::"),
        (0, "2001:db8:1:2:3:4:5:6", None, "2001:db8:1:2::"),
        (0, "::ffff:198.51.100.7", None, "198.51.100.7"),
        (0, "", None, "unknown"),  # a Unix socket
    ],
)
def test_client_key(settings: pytest.FixtureRequest, proxies: int, direct: str, forwarded: str | None, key: str) -> None:
    settings.TRUSTED_PROXIES = proxies  # type: ignore[attr-defined]  # pytest-django's wrapper
    extra = {} if forwarded is None else {"HTTP_X_FORWARDED_FOR": forwarded}
    assert rates.client_key(RequestFactory().get("/", REMOTE_ADDR=direct, **extra)) == key
