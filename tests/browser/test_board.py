"""The queue's board: a card is moved with the mouse, with a finger, with the keyboard and without JavaScript, always by a decision."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from sluss.gates.models import Case

from .look import PHONE
from .town import Town
from .words import sv

pytestmark = [pytest.mark.browser, pytest.mark.slow]
BOARD = "/att-hantera?tab=units&view=board"
SAID = ".sl-said"


def card(page: Page, town: Town, name: str) -> Locator:
    return page.locator(".sl-bcard", has_text=town.ideas[name].subject.title)


def middle(place: Locator, *, top: float = 40) -> tuple[float, float]:
    box = place.bounding_box()
    assert box is not None
    return box["x"] + box["width"] / 2, box["y"] + min(top, box["height"] / 2)


def drag(page: Page, what: Locator, to: Locator) -> None:
    what.scroll_into_view_if_needed()
    page.mouse.move(*middle(what, top=60))
    page.mouse.down()
    page.mouse.move(*middle(to), steps=6)
    page.mouse.up()


def lane(page: Page, level: int) -> Locator:
    return page.locator(f".sl-lane[data-level='{level}']")


def test_dropped_on_the_next_level_the_decision_opens_and_cancel_leaves_the_card_where_it_was(opened: Any, town: Town) -> None:
    page = opened(BOARD, by=town.cast.amira)
    case = Case.objects.select_related("stage").get(subject=town.ideas["late"].subject)
    drag(page, card(page, town, "late"), lane(page, case.stage.phase + 1))
    page.wait_for_url(re.compile(r"/arenden/\d+/ga-vidare\?"))
    page.get_by_role("link", name=sv("Cancel"), exact=True).click()
    page.wait_for_url("**" + BOARD)
    expect(lane(page, case.stage.phase).locator(".sl-bcard", has_text=town.ideas["late"].subject.title)).to_have_count(1)


def test_dropped_past_a_gate_the_card_goes_back_and_the_reason_is_said(opened: Any, town: Town) -> None:
    page = opened(BOARD, by=town.cast.amira)
    drag(page, card(page, town, "late"), lane(page, 3))
    expect(page.locator(SAID)).to_contain_text(sv("A stage cannot be skipped. Let it go on one stage at a time."))
    assert page.url.endswith(BOARD)
    expect(lane(page, 1).locator(".sl-bcard", has_text=town.ideas["late"].subject.title)).to_have_count(1)
    assert page.locator(SAID).get_attribute("role") == "status"


def test_escape_and_its_own_column_leave_it_where_it_is(opened: Any, town: Town) -> None:
    page = opened(BOARD, by=town.cast.amira)
    one = card(page, town, "late")
    drag(page, one, lane(page, 1))
    expect(page.locator(SAID)).to_contain_text(town.ideas["late"].subject.title)
    page.mouse.move(*middle(one, top=60))
    page.mouse.down()
    page.mouse.move(*middle(lane(page, 2)), steps=4)
    expect(lane(page, 2)).to_have_class(re.compile("open"))
    page.keyboard.press("Escape")
    page.mouse.up()
    expect(lane(page, 2)).not_to_have_class(re.compile("open"))
    assert page.url.endswith(BOARD)


def test_with_a_finger_by_the_grip(opened: Any, town: Town) -> None:
    page = opened(BOARD, by=town.cast.amira, width=PHONE, has_touch=True)
    one = card(page, town, "late")
    one.scroll_into_view_if_needed()
    x, y = middle(one.locator(".sl-grip"), top=10)
    finger = page.context.new_cdp_session(page)

    def touch(kind: str, *places: tuple[float, float]) -> None:
        finger.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": [{"x": x, "y": y} for x, y in places]})

    touch("touchStart", (x, y))
    edge = page.viewport_size["width"] - 30
    for step in range(40):  # at the edge the board scrolls under the finger
        touch("touchMove", (edge - step % 2, y + 4))
    expect(lane(page, 2)).to_have_class(re.compile("over"))
    touch("touchEnd")
    page.wait_for_url(re.compile(r"/arenden/\d+/ga-vidare\?"))


def test_with_the_keyboard(opened: Any, town: Town) -> None:
    page = opened(BOARD, by=town.cast.amira)
    summary = card(page, town, "late").locator("summary")
    summary.focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/arenden/\d+/ga-vidare\?"))


def test_without_javascript(opened: Any, town: Town) -> None:
    page = opened(BOARD, by=town.cast.amira, java_script_enabled=False)
    one = card(page, town, "late")
    one.locator("summary").click()
    one.locator("details a").first.click()
    page.wait_for_url(re.compile(r"/arenden/\d+/ga-vidare\?"))
    expect(page.locator("textarea[name=reason]")).to_be_visible()
