"""On paper: an idea's page is light, whole, within the sheet, and without what one presses."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import expect

from .look import HEIGHT, too_wide
from .town import Town

pytestmark = [pytest.mark.browser, pytest.mark.slow]
A4 = 794  # CSS pixels


@pytest.mark.parametrize("name", ["rich", "spread", "proposal"])
def test_an_idea_on_paper(opened: Any, town: Town, name: str) -> None:
    page = opened(town.idea_path(name), color_scheme="dark")
    page.set_viewport_size({"width": A4, "height": HEIGHT})
    page.emulate_media(media="print", color_scheme="dark")
    assert too_wide(page) == []
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    for gone in ("#nav", ".sl-skip", ".sl-act form", ".sl-user"):
        assert not page.locator(gone).first.is_visible(), gone
    expect(page.locator("h1")).to_be_visible()
    expect(page.locator(".sl-lock, .sl-stairs").first).to_be_visible()
    assert page.pdf(format="A4").startswith(b"%PDF")
