"""With the keyboard alone: Tab, Shift+Tab, Enter, Space and the arrows."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from sluss.gates.states import DecisionKind
from sluss.ideas.models import Idea
from sluss.ideas.seed import EMPLOYEES
from sluss.journal.states import Visibility
from sluss.people.tests.cast import PASSWORD

from .look import PHONE
from .town import Town
from .words import sv

pytestmark = [pytest.mark.browser, pytest.mark.slow]
# What has the focus, as one who listens would hear it, and whether one who looks can see that it has it.
FOCUSED = """() => {
    const here = document.activeElement, style = getComputedStyle(here), box = here.getBoundingClientRect();
    const around = here.closest("label, .ds-field, summary");
    const seen = (s) => s.outlineStyle !== "none" && parseFloat(s.outlineWidth) > 0 || s.boxShadow !== "none";
    return {
        tag: here.tagName.toLowerCase(), name: here.getAttribute("name") || "", text: (here.innerText || "").trim(),
        ringed: seen(style) || Boolean(around && seen(getComputedStyle(around))),
        inside: box.width > 0 && box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth,
        top: box.top + scrollY, left: box.left,
    };
}"""


def tab_to(page: Page, *, name: str = "", text: str = "", back: bool = False, most: int = 90) -> dict[str, Any]:
    """Press Tab until what is looked for has the focus. Everything on the way must show that it has it."""
    for _step in range(most):
        page.keyboard.press("Shift+Tab" if back else "Tab")
        here = page.evaluate(FOCUSED)
        if here["tag"] == "body":
            continue  # through the browser's own bar and in again
        assert here["ringed"], here
        assert here["inside"], here
        if (name and here["name"] == name) or (text and here["text"].startswith(text)):
            return dict(here)
    raise AssertionError(f"{name or text} is not reached with Tab")


def test_an_idea_is_given(opened: Any, town: Town) -> None:
    page = opened("/", by=town.cast.registrar)
    tab_to(page, text=sv("Give an idea"))
    page.keyboard.press("Enter")
    page.wait_for_url("**/lamna-ide")
    tab_to(page, text=sv("Begin"))
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/lamna-ide/{EMPLOYEES}")
    tab_to(page, name="need")
    page.keyboard.type("Sorteringen i postrummet tar en timme.")
    tab_to(page, text=sv("Send now, add more later"))
    page.keyboard.press("Enter")
    page.wait_for_url("**/kvitto/*")
    assert Idea.objects.filter(submission__person=town.cast.registrar).count() == 1


def test_sign_in_and_an_idea_in_three_steps(opened: Any, town: Town) -> None:
    person = town.cast.assessor
    page = opened(f"/lamna-ide/{EMPLOYEES}")
    tab_to(page, name="login")
    page.keyboard.type(person.email)
    tab_to(page, name="password")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    page.locator("textarea[name=need]").wait_for()
    # Step one, first with nothing: the error takes the focus, and leads to its field.
    tab_to(page, text=sv("Go on"))
    page.keyboard.press("Enter")
    expect(page.locator(".ds-error-summary")).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator("textarea[name=need]")).to_be_focused()
    page.keyboard.type("Dörren till tvättstugan går inte att öppna med rullstol.")
    tab_to(page, text=sv("Go on"))
    page.keyboard.press("Enter")
    # Step two: what was suggested is written over, one box is ticked, one list chosen from.
    page.locator("input[name=title]").wait_for()
    tab_to(page, name="title")
    page.keyboard.press("Control+a")
    page.keyboard.type("Dörröppnare i tvättstugan")
    tab_to(page, name="beneficiaries")
    page.keyboard.press("Space")
    tab_to(page, name="theme")
    page.keyboard.press("ArrowDown")
    tab_to(page, text=sv("Go on"))
    page.keyboard.press("Enter")
    # Step three: who can find it, the name, the terms.
    page.locator("input[name=terms]").wait_for()
    tab_to(page, name="visibility")
    page.keyboard.press("ArrowDown")
    tab_to(page, name="terms")
    page.keyboard.press("Space")
    tab_to(page, text=sv("Send the idea"))
    page.keyboard.press("Enter")
    page.wait_for_url("**/kvitto/*")
    idea = Idea.objects.select_related("subject", "submission").get(subject__title="Dörröppnare i tvättstugan")
    assert idea.submission.person == person
    assert idea.theme_id is not None
    assert len(idea.beneficiaries) == 1
    assert idea.subject.visibility != Visibility.ALL


def test_a_case_is_decided(opened: Any, town: Town) -> None:
    town.give("keys", "Handtag på skåpen", visibility=Visibility.ALL)
    page = opened("/att-hantera?tab=units", by=town.cast.amira)
    page.goto(town.case_path("keys"))
    tab_to(page, text=sv("Close it with an answer"))
    page.keyboard.press("Enter")
    page.wait_for_url("**/avsluta")
    # Nothing filled in: the errors take the focus, and each leads to its field.
    tab_to(page, text=sv("Close it"))
    page.keyboard.press("Enter")
    expect(page.locator(".ds-error-summary")).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    tab_to(page, name="reason")
    page.keyboard.type("Skåpen byts ut i höst.")
    tab_to(page, text=sv("Close it"))
    page.keyboard.press("Space")
    page.wait_for_url(re.compile(r"/arenden/\d+$"))
    decision = town.case("keys").decisions.get(kind=DecisionKind.CLOSE)
    assert (decision.outcome, decision.reason) == ("not", "Skåpen byts ut i höst.")


@pytest.mark.parametrize("width", [1280, PHONE])
def test_the_order_of_the_focus_is_the_order_of_the_page(opened: Any, town: Town, width: int) -> None:
    """Down the page and never up again, but between columns that stand side by side."""
    page = opened(f"/lamna-ide/{EMPLOYEES}/utkast/{town.draft}?step=2", by=town.cast.sara, width=width)
    first = tab_to(page, name="title")
    last = first
    for _step in range(60):
        page.keyboard.press("Tab")
        here = page.evaluate(FOCUSED)
        if here["text"] == sv("Save and go on later"):
            break
        assert here["top"] >= last["top"] - 60, (last, here)
        last = here
    else:
        raise AssertionError("the end of the form is not reached")
    assert tab_to(page, name="title", back=True)["top"] == first["top"]


def test_the_menu_on_a_phone(opened: Any, town: Town) -> None:
    page = opened("/ideer", by=town.cast.amira, width=PHONE)
    tab_to(page, text=sv("Menu"))
    page.keyboard.press("Enter")
    expect(page.locator("#nav")).to_be_visible()
    tab_to(page, text=sv("To answer"))
    page.keyboard.press("Enter")
    page.wait_for_url("**/att-hantera")
    expect(page.locator("#nav")).to_be_hidden()


def test_every_page_begins_with_the_way_past_its_menu(opened: Any, town: Town) -> None:
    for address in ("/", "/ideer", town.idea_path("rich"), "/att-hantera", town.case_path("late"), "/logga-in", "/min-sida"):
        page = opened(address, by=town.cast.amira)
        page.keyboard.press("Tab")
        expect(page.locator(".sl-skip")).to_be_focused()
        page.keyboard.press("Enter")
        expect(page.locator("main")).to_be_focused()
        page.keyboard.press("Tab")
        assert page.evaluate("document.querySelector('main').contains(document.activeElement)"), address


def test_support_and_follow_keep_the_focus(opened: Any, town: Town) -> None:
    """htmx swaps the buttons under one's fingers: the next press must land where the last did."""
    page = opened(town.idea_path("rich"), by=town.cast.communicator)
    for label in ("Support the idea", "Follow"):
        expect(page.locator(".htmx-added, .htmx-settling")).to_have_count(0)
        tab_to(page, text=sv(label))
        page.keyboard.press("Space")
        pressed = page.locator("#act [aria-pressed=true]", has_text=sv(label))
        expect(pressed).to_be_focused()
        assert page.evaluate(FOCUSED)["ringed"]
        expect(page.locator(".htmx-added, .htmx-settling")).to_have_count(0)
        page.keyboard.press("Enter")
        expect(page.locator("#act [aria-pressed=false]", has_text=sv(label))).to_be_focused()
