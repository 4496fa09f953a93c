"""Every kind of page, light and dark, wide and narrow: axe finds nothing, nothing scrolls sideways, nothing is fetched from elsewhere."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.urls import URLResolver, get_resolver
from playwright.sync_api import Page

from .kinds import KINDS, NO_PAGE
from .look import MOST_SCRIPT, MOST_STYLE, well
from .reaching import Kind
from .town import Town

pytestmark = [pytest.mark.browser, pytest.mark.slow]


def names(resolver: Any, space: str = "") -> Iterator[str]:
    for entry in resolver.url_patterns:
        if isinstance(entry, URLResolver):
            yield from names(entry, f"{space}{entry.namespace}:" if entry.namespace else space)
        elif entry.name:
            yield f"{space}{entry.name}"


def test_every_named_page_is_looked_at() -> None:
    known = {kind.route for kind in KINDS} | set(NO_PAGE)
    assert set(names(get_resolver())) == known
    assert {kind.route for kind in KINDS}.isdisjoint(NO_PAGE)


@pytest.mark.parametrize("kind", KINDS, ids=str)
def test_page(opened: Any, town: Town, kind: Kind) -> None:
    by = getattr(town.cast, kind.who) if kind.who else None
    page: Page = opened(by=by)
    if kind.reach:
        kind.reach(page, town)
    address = kind.address(town)
    answer = page.goto(address)
    assert answer is not None
    assert (answer.status, page.url.split("localhost", 1)[1].partition("/")[2]) == (kind.status, page_address(address))
    assert page.locator("h1").count() == 1
    well(page)
    watch = page.watch  # type: ignore[attr-defined]  # set by `opened`
    assert watch.weight(page, "script") <= MOST_SCRIPT
    assert watch.weight(page, "stylesheet") <= MOST_STYLE


def page_address(address: str) -> str:
    from urllib.parse import quote

    return quote(address.lstrip("/"), safe="/?=&%")
