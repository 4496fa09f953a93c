"""What a page looks like after something has been done on it: axe finds nothing there either."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import expect

from sluss.gates import actions as gates
from sluss.ideas.seed import EMPLOYEES
from sluss.ideas.tests import giving
from sluss.journal.states import Visibility

from .doing import decide, press
from .look import well
from .town import Town
from .words import sv

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.mark.parametrize(("name", "who", "address"), [
    ("sign in", "", "/logga-in"),
    ("create an account", "", "/skapa-konto"),
    ("a unit", "admin", "/enheter/ny"),
    ("a person", "admin", "/personer/ny"),
    ("an idea", "sara", f"/lamna-ide/{EMPLOYEES}"),
    ("a receipt code", "", "/folj-ide"),
])  # fmt: skip
def test_errors(opened: Any, town: Town, name: str, who: str, address: str) -> None:
    page = opened(address, by=getattr(town.cast, who) if who else None)
    page.locator("main form[method=post]").last.get_by_role("button").first.click()
    expect(page.locator(".ds-error-summary")).to_be_focused()
    well(page)


def test_errors_of_a_decision(opened: Any, town: Town) -> None:
    page = opened(town.case_path("late", "/avsluta"), by=town.cast.amira)
    press(page, "Close it")
    expect(page.locator(".ds-error-summary")).to_be_focused()
    expect(page.locator(".ds-error-summary li")).to_have_count(2)
    well(page)


def test_errors_in_what_is_folded_away(opened: Any, town: Town) -> None:
    page = opened(town.case_path("late", "/ga-vidare"), by=town.cast.amira)
    page.locator("textarea[name=reason]").fill("Behovet är tydligt.")
    page.locator("main details summary").last.click()
    page.locator("input[name=capacity][value=board]").check()
    page.locator("main form .sl-formfoot button").first.click()
    expect(page.locator(".ds-error-summary")).to_be_focused()
    expect(page.locator("input[name=body]")).to_be_visible()
    well(page)


def test_decided_and_moved(opened: Any, town: Town) -> None:
    town.give("moved", "Belysning i cykelstället", visibility=Visibility.ALL)
    page = opened(town.case_path("moved"), by=town.cast.amira)
    decide(page, "Let it go on", "Behovet är tydligt.")
    expect(page.locator("#messages .sl-msg")).to_be_visible()
    well(page)
    page.locator("#messages button").click()
    expect(page.locator("#messages .sl-msg")).to_have_count(0)
    well(page)


def test_days_are_pasted(opened: Any, town: Town) -> None:
    """Looked at, and not entered: other tests count the days."""
    page = opened(f"/sammantraden/{town.cast.units.works_board.pk}", by=town.cast.office)
    page.locator("textarea[name=days]").fill(
        "20 januari 2027\n17/2 2027\n\n20 januari 2027\nsommaruppehåll, som vanligt, till slutet av augusti"
    )
    press(page, "Show how they are understood")
    expect(page.locator("#preview tbody tr")).to_have_count(4)
    expect(page.locator("#preview").get_by_role("button")).to_have_count(1)
    well(page)


def test_somebody_else_was_first(opened: Any, town: Town) -> None:
    town.give("first", "Ny skylt vid entrén", visibility=Visibility.ALL)
    page = opened(town.case_path("first", "/parkera"), by=town.cast.office)
    gates.advance(town.case("first"), by=town.cast.amira, reason="Alla går fel.")
    page.locator("textarea[name=reason]").fill("Vi väntar.")
    page.locator("main form .sl-formfoot button").first.click()
    expect(page.locator("#conflict")).to_be_visible()
    well(page)


def test_somebody_else_was_first_and_closed_it(opened: Any, town: Town) -> None:
    town.give("shut", "Ny matta i hallen", visibility=Visibility.ALL)
    page = opened(town.case_path("shut", "/be-om-mer"), by=town.cast.office)
    gates.close(town.case("shut"), by=town.cast.amira, outcome=gates.decisions.Outcome.NOT, reason="Den är ny.")
    page.locator("textarea[name=reason]").fill("Vilken färg?")
    page.locator("main form .sl-formfoot button").first.click()
    expect(page.locator("#typed")).to_have_value("Vilken färg?")
    well(page)


def test_supported_and_followed(opened: Any, town: Town) -> None:
    page = opened(town.idea_path("rich"), by=town.cast.office)
    for button in ("Support the idea", "Follow"):
        press(page, button)
        page.wait_for_load_state("networkidle")
    expect(page.locator("#act [aria-pressed=true]").first).to_be_visible()
    well(page)


def test_assessed_and_checked(opened: Any, town: Town) -> None:
    town.give("weighed", "Blommor i fönstren", visibility=Visibility.ALL)
    page = opened(town.case_path("weighed"), by=town.cast.amira)
    page.locator("#checks input[value=yes], form input[value=yes]").first.check()
    page.locator("form:has(input[value=yes]) button[type=submit]").last.click()
    expect(page.locator("#messages .sl-msg")).to_be_visible()
    well(page)
    town.walk("weighed", "bedomning")
    page = opened(town.case_path("weighed"), by=town.cast.assessor)
    page.locator("form:has(input[name^=points_]) button[type=submit]").last.click()
    expect(page.locator(".ds-error-summary")).to_be_focused()
    well(page)
    for key in ("nytta", "genomforbarhet", "nyhet", "risk"):
        page.locator(f"input[name=points_{key}][value='4']").check()
    page.locator("textarea[name=reason]").last.fill("Det blir vackert.")
    page.locator("form:has(input[name^=points_]) button[type=submit]").last.click()
    expect(page.locator("#messages .sl-msg")).to_be_visible()
    well(page)


def test_saved_while_one_writes(opened: Any, town: Town) -> None:
    page = opened(f"/lamna-ide/{EMPLOYEES}", by=town.cast.lars)
    page.get_by_role("textbox").press_sequentially("Dörren till förrådet kärvar.")
    expect(page.locator(".sl-saved")).to_contain_text(re.compile(r"\d\d\.\d\d"))
    well(page)
    page.context.clear_cookies(name="sessionid")
    page.get_by_role("textbox").press_sequentially(" Varje dag.")
    away = "You are no longer signed in, so what you write is not saved. It is still here: go on, and you are asked to sign in."
    expect(page.locator(".sl-saved")).to_contain_text(sv(away))
    well(page)


def test_filtered_without_loading_the_page(opened: Any, town: Town) -> None:
    page = opened("/ideer")
    page.evaluate("window.same = true")
    page.locator("#f-theme").select_option("stadsmiljo")
    expect(page.locator(".sl-chips, #found ul").first).to_be_visible()
    expect(page.locator("#hits")).to_contain_text("25")
    well(page)
    page.locator("#found nav").last.get_by_role("link").last.click()
    expect(page).to_have_url(re.compile("after="))
    well(page)
    page.goto("/ideer")
    page.evaluate("window.same = true")
    page.locator("#f-theme").select_option("skola")
    expect(page.locator("#found")).to_contain_text(sv("The filters leave nothing"))
    assert page.evaluate("window.same")
    well(page)


def test_a_draft_taken_away_and_nothing_left(opened: Any, town: Town) -> None:
    page = opened(f"/lamna-ide/{EMPLOYEES}", by=town.cast.communicator)
    page.get_by_role("textbox").fill("Skrivaren saknar papper.")
    press(page, "Save and go on later")
    expect(page.locator("#messages .sl-msg")).to_be_visible()
    well(page)
    opener = page.get_by_role("button", name=re.compile(sv("Delete")))
    opener.click()
    question = page.get_by_role("dialog", name=sv("Delete the draft?"))
    expect(question).to_contain_text("Skrivaren saknar papper")
    expect(question.get_by_role("button", name=sv("Keep"))).to_be_focused()
    well(page)
    press(question, "Keep")
    expect(question).to_be_hidden()
    expect(opener).to_be_focused()
    opener.click()
    press(question, "Delete")
    expect(page.locator(".sl-empty, main h2").first).to_be_visible()
    expect(page.locator("#messages")).to_contain_text(sv("The draft is deleted."))
    well(page)


def test_all_read(opened: Any, town: Town) -> None:
    giving.worker()
    page = opened("/notiser", by=town.cast.amira)
    press(page, "Mark all as read")
    expect(page.get_by_role("button", name=sv("Mark all as read"))).to_have_count(0)
    well(page)


def test_a_wrong_receipt_code(opened: Any, town: Town) -> None:
    page = opened("/folj-ide")
    page.get_by_label(sv("Receipt code")).fill("AAAA-BBBB-CCCC")
    press(page, "Show my idea")
    expect(page.locator(".ds-error-summary")).to_be_focused()
    well(page)


@pytest.mark.parametrize(("status", "address"), [(404, "/finns-inte"), (404, "/arenden/999999"), (403, "/enheter/ny")])
def test_error_pages(opened: Any, town: Town, status: int, address: str) -> None:
    page = opened(by=town.cast.sara)
    answer = page.goto(address)
    assert answer.status == status
    well(page)


def test_too_much_text(opened: Any, town: Town) -> None:
    page = opened(f"/lamna-ide/{EMPLOYEES}", by=town.cast.sara)
    page.get_by_role("textbox").evaluate("field => { field.removeAttribute('maxlength'); field.value = 'ord '.repeat(600000); }")
    with page.expect_navigation() as sent:
        press(page, "Go on")
    assert sent.value.status == 413
    well(page)


def test_a_form_that_is_no_longer_valid(opened: Any, town: Town) -> None:
    page = opened(town.case_path("late", "/ga-vidare"), by=town.cast.amira)
    page.context.clear_cookies(name="csrftoken")
    with page.expect_navigation() as sent:
        page.locator("main form .sl-formfoot button").first.click()
    assert sent.value.status == 403
    well(page)
