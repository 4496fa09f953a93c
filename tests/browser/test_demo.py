"""Älvsund as one meets it the first time: its own pages, one click to be somebody, and what each of the cast sees first."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.test import override_settings
from django.urls import reverse
from playwright.sync_api import Browser, Page, expect
from pytest_django.plugin import DjangoDbBlocker

from sluss.demo import urls
from sluss.demo.city.cast import CAST, Member
from sluss.demo.city.load import load
from sluss.journal.models import OutgoingMail

from .conftest import Hands, own_database, serving
from .look import PHONE, well

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.urls("sluss.demo.tests.urls")]
LOOKED_AT = {"people", "sign_in", "mails", "mail"}


@pytest.fixture(scope="module")
def town(django_db_modify_db_settings: None, django_db_blocker: DjangoDbBlocker, hands: Hands, browser: Browser) -> Iterator[None]:
    """The demo city, in place of the small town of the other tests."""
    with django_db_blocker.unblock(), own_database("demo.sqlite3"):
        load()
        yield


@pytest.fixture(scope="module")
def server(town: None) -> Iterator[str]:
    with override_settings(DEMO=True), serving() as url:
        yield url


def test_every_page_of_the_demo_is_here() -> None:
    assert {entry.name for entry in urls.urlpatterns} == LOOKED_AT


def test_choosing_who_to_be(opened: Any) -> None:
    well(opened("/demo"))


def test_the_city_s_mail(opened: Any) -> None:
    page = opened("/demo/mejl")
    well(page)
    page.goto(f"/demo/mejl/{OutgoingMail.objects.exclude(html='').latest('pk').pk}")
    well(page)


@pytest.mark.parametrize("member", [member for member in CAST if member.tries], ids=lambda member: member.key)
def test_one_click_and_a_page_to_begin_at(opened: Any, member: Member) -> None:
    page: Page = opened("/demo", width=PHONE)
    page.locator(f"button[name=person][value={member.key}]").click()
    expect(page).to_have_url(re.compile(re.escape(reverse(member.start))))
    expect(page.locator("#messages")).to_contain_text(member.name)
    well(page)
    page.goto("/")
    well(page)
