"""One browser, one server and one city for all tests of this folder; each test has contexts of its own."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime
from types import SimpleNamespace
from typing import Any

import pytest
from django.conf import settings
from django.test import Client, override_settings
from django.test.utils import setup_databases, teardown_databases
from django.utils import timezone
from playwright.sync_api import Browser, Page, sync_playwright
from pytest_django.live_server_helper import LiveServer
from pytest_django.plugin import DjangoDbBlocker

from sluss.core import clock
from sluss.core.models import RateCount
from sluss.people.models import Person
from sluss.people.tests.cast import make_cast
from tests import tables

from .look import DESKTOP, HEIGHT, Watch
from .town import TODAY, Town, make_town

SWITCHES = [
    "--no-sandbox",
    "--headless",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


class Hands:
    """The product's only clock, for every thread of this process: it stands at a day in March, and goes on from there."""

    def __init__(self) -> None:
        self.set(TODAY)

    def set(self, day: date) -> None:
        self._begun = timezone.now()
        self._from = datetime(day.year, day.month, day.day, 10, tzinfo=clock.CITY)

    def now(self) -> datetime:
        return self._from.astimezone(clock.ZoneInfo("UTC")) + (timezone.now() - self._begun)


@pytest.fixture(scope="package")
def hands() -> Iterator[Hands]:
    with pytest.MonkeyPatch.context() as patch:
        made = Hands()
        patch.setattr(clock, "timezone", SimpleNamespace(now=made.now))
        yield made


@pytest.fixture(scope="package")
def browser(chromium: str) -> Iterator[Browser]:
    with pytest.MonkeyPatch.context() as patch:
        # Playwright's own loop runs beneath each test, and Django would take the test for asynchronous code.
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=chromium, args=SWITCHES)
            yield browser
            browser.close()


@contextmanager
def own_database(name: str) -> Iterator[None]:
    """One that is really stored, since the server reads it from threads of its own."""
    test = settings.DATABASES["default"]["TEST"]
    before, test["NAME"] = test["NAME"], str(settings.VAR / name)
    tables.put_in(test["NAME"])
    made = setup_databases(verbosity=0, interactive=False, aliases={"default"}, keepdb=True)
    yield
    teardown_databases(made, verbosity=0)
    test["NAME"] = before


@contextmanager
def serving() -> Iterator[str]:
    live = LiveServer("localhost")
    with override_settings(SITE_URL=live.url, CITY_NAME="Älvsunds kommun"):
        yield live.url
    live.stop()


@pytest.fixture(scope="package")
def database(django_db_modify_db_settings: None, django_db_blocker: DjangoDbBlocker, browser: Browser) -> Iterator[None]:
    with django_db_blocker.unblock(), own_database("browser.sqlite3"):
        yield


@pytest.fixture(scope="package")
def town(database: None, hands: Hands) -> Town:
    return make_town(make_cast())


@pytest.fixture(scope="package")
def server(town: Town) -> Iterator[str]:
    with serving() as url:
        yield url


@pytest.fixture(autouse=True)
def today(hands: Hands) -> Iterator[None]:
    yield
    hands.set(TODAY)


Opener = Callable[..., Page]


@pytest.fixture
def opened(browser: Browser, server: str, town: Town) -> Iterator[Opener]:
    """opened("/ideer", by=town.cast.sara, width=390): a page in a new context, signed in by its cookie.

    Whatever any of its pages asks of another host, says on the console or fails to fetch fails the test.
    """
    contexts, watches = [], []
    RateCount.objects.all().delete()

    def open_(address: str = "", *, by: Person | None = None, width: int = DESKTOP, **options: Any) -> Page:
        context = browser.new_context(
            viewport={"width": width, "height": HEIGHT}, base_url=server, locale="sv-SE", timezone_id="Europe/Stockholm", **options
        )
        contexts.append(context)
        context.set_default_timeout(20_000)
        watches.append(Watch(context, server))
        if by is not None:
            client = Client()
            client.force_login(Person.objects.get(pk=by.pk))
            context.add_cookies([{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": server}])
        page = context.new_page()
        page.watch = watches[-1]  # type: ignore[attr-defined]  # beside the page it belongs to
        if address:
            page.goto(address)
        return page

    yield open_
    for context in contexts:
        context.close()
    assert [line for watch in watches for line in watch.complaints] == []
