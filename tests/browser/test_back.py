"""Back in the browser after sending, and send once more: one idea, one receipt."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import expect

from sluss.ideas.models import Idea
from sluss.ideas.seed import EMPLOYEES, RESIDENTS

from .doing import press
from .town import Town
from .words import sv

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.mark.parametrize("who", ["", "sara"])
def test_back_and_send_again_gives_the_same_receipt(opened: Any, town: Town, who: str) -> None:
    need = f"Grinden vid förskolan går inte att stänga{' inifrån' if who else ''}."
    page = opened(f"/lamna-ide/{EMPLOYEES if who else RESIDENTS}", by=getattr(town.cast, who) if who else None)
    receipts = []
    for _ in range(2):
        page.locator("textarea[name=need]").fill(need)
        press(page, "Send now, add more later")
        expect(page.get_by_role("heading", name=sv("Thank you! We have received your idea"))).to_be_visible()
        receipts.append(re.search(r"S-[0-9]{4}-[0-9]+", page.locator("main").inner_text()))
        page.go_back()
        expect(page.locator("textarea[name=need]")).to_have_value(need)
    assert receipts[0] is not None
    assert receipts[1] is not None
    assert receipts[0].group() == receipts[1].group()
    assert Idea.objects.filter(need=need).count() == 1
