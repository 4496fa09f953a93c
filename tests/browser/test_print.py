"""On paper: a page is light, whole, within the sheet, and without what one presses."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from .look import HEIGHT, too_wide
from .town import Town

pytestmark = [pytest.mark.browser, pytest.mark.slow]
A4 = 794  # CSS pixels


# What stands in a fold, and is not within what the fold shows.
FOLDED = """() => [...document.querySelectorAll("main details")].filter((fold) => {
    const last = [...fold.querySelectorAll(":scope > div *")].filter((one) => one.checkVisibility()).pop();
    return fold.checkVisibility() && !(last?.getBoundingClientRect().bottom <= fold.getBoundingClientRect().bottom + 1);
}).map((fold) => fold.innerText)"""


def on_paper(page: Page, *gone: str) -> None:
    page.set_viewport_size({"width": A4, "height": HEIGHT})
    page.emulate_media(media="print", color_scheme="dark")
    assert too_wide(page) == []
    assert page.evaluate(FOLDED) == []
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    for each in ("#nav", ".sl-skip", ".sl-user", *gone):
        expect(page.locator(each).filter(visible=True)).to_have_count(0)
    expect(page.locator("h1")).to_be_visible()


@pytest.mark.parametrize("name", ["rich", "spread", "proposal"])
def test_an_idea_on_paper(opened: Any, town: Town, name: str) -> None:
    page = opened(town.idea_path(name), color_scheme="dark")
    on_paper(page, ".sl-act form")
    expect(page.locator(".sl-lock, .sl-stairs").first).to_be_visible()
    assert page.pdf(format="A4").startswith(b"%PDF")


def test_the_reasons_of_earlier_decisions_are_on_paper(opened: Any, town: Town) -> None:
    page = opened(town.idea_path("rich"))
    folds = page.locator("#decisions details:not([open])")
    assert folds.count()
    on_paper(page)
    for fold in folds.all():
        expect(fold.locator(".sl-dec")).to_be_visible()


@pytest.mark.parametrize("name", ["rich", "blind", "asked", "parked", "not"])
def test_a_case_on_paper(opened: Any, town: Town, name: str) -> None:
    page = opened(town.case_path(name), by=town.cast.amira)
    on_paper(page, "main :is(button, .ds-button, .sl-verbs, .sl-screen)")
    for box in page.locator(".sl-card").all():
        assert len(box.inner_text().splitlines()) > 1, box.inner_text()  # more than its heading


def test_the_queue_on_paper(opened: Any, town: Town) -> None:
    page = opened("/att-hantera", by=town.cast.amira)
    on_paper(page, "main :is(button, select, .ds-button)")
    expect(page.locator(".sl-tbl tbody tr").first).to_be_visible()
