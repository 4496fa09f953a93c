"""Without JavaScript everything can be done all the same."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from sluss.ideas.models import Idea
from sluss.ideas.seed import EMPLOYEES, RESIDENTS
from sluss.journal.models import Follow
from sluss.journal.states import Visibility
from sluss.people.models import Person

from .doing import decide, press, sign_in_by_password, told
from .look import PHONE
from .town import Town
from .words import sv

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture
def plain(opened: Any) -> Any:
    def open_(address: str, by: Person | None = None, **options: Any) -> Page:
        page: Page = opened(address, by=by, java_script_enabled=False, **options)
        return page

    return open_


def test_sign_in_give_an_idea_and_sign_out(plain: Any, town: Town) -> None:
    page = plain(f"/lamna-ide/{EMPLOYEES}", width=PHONE)
    sign_in_by_password(page, town.cast.assessor2)
    press(page, "Go on")
    expect(page.locator(".ds-error-summary")).to_be_visible()
    page.get_by_role("textbox").fill("Passerkorten slutar gälla mitt i veckan.")
    press(page, "Go on")
    expect(page.locator("input[name=title]")).to_have_value("Passerkorten slutar gälla mitt i veckan")
    press(page, "Go on")
    page.locator("input[name=terms]").check()
    press(page, "Send the idea")
    expect(page.locator("main")).to_contain_text("Amira Haddad")
    assert Idea.objects.get(subject__title="Passerkorten slutar gälla mitt i veckan").submission.person == town.cast.assessor2
    press(page.locator(".sl-city"), "Sign out")
    expect(page.get_by_role("link", name=sv("Sign in")).first).to_be_visible()


def test_answer(plain: Any, town: Town) -> None:
    town.give("plain", "Kapprum utan krokar", released=False)
    page = plain("/att-hantera?tab=units", town.cast.amira)
    page.goto(town.case_path("plain"))
    press(page, "Show it to others")
    page.locator("main form .sl-formfoot button").first.click()
    decide(page, "Let it go on", "Alla saknar krokar.")
    told(page, "Bedömning")
    assert town.case("plain").stage.key == "bedomning"
    page.goto(town.case_path("plain", "/avsluta"))
    press(page, "Close it")
    expect(page.locator(".ds-error-summary")).to_be_visible()
    page.locator("input[name=outcome][value=partly]").check()
    page.locator("textarea[name=reason]").fill("Krokar i hälften av rummen.")
    press(page, "Close it")
    told(page, sv("Carried out in part").lower())


def test_filter_search_and_page_the_list(plain: Any, town: Town) -> None:
    page = plain("/ideer")
    page.locator("#f-theme").select_option("stadsmiljo")
    press(page, "Show")
    expect(page.locator("#hits")).to_contain_text("25")
    expect(page.locator("#f-theme")).to_have_value("stadsmiljo")
    seen = page.locator("#found a").all_inner_texts()
    page.locator("#found nav").last.get_by_role("link").last.click()
    expect(page).to_have_url(re.compile("theme=stadsmiljo.*after="))
    assert not {text for text in page.locator("#found a").all_inner_texts() if text.startswith("Bänk")} & set(seen)
    page.locator("#q").fill("bilpool")
    press(page, "Search")
    expect(page.locator("#found")).to_contain_text(sv("No idea fits the search"))
    press(page, "Search in all ideas, without the filters")
    expect(page.locator("#found")).to_contain_text("Gemensam bilpool")


def test_support_and_follow(plain: Any, town: Town) -> None:
    town.give("bell", "Ringklocka på baksidan", visibility=Visibility.ALL)
    page = plain(town.idea_path("bell"), town.cast.outsider)
    press(page, "Support the idea")
    told(page, sv("You support the idea."))
    press(page, "Follow")
    expect(page.locator("#act [aria-pressed=true]")).to_have_count(2)
    assert Follow.objects.filter(person=town.cast.outsider, subject=town.ideas["bell"].subject).exists()
    press(page, "Support the idea")
    told(page, sv("You no longer support the idea."))


def test_a_resident_gives_without_account_and_without_cookies_from_before(plain: Any, town: Town) -> None:
    page = plain(f"/lamna-ide/{RESIDENTS}", width=PHONE)
    page.get_by_role("textbox").fill("Brunnslocket på Torggatan skramlar.")
    press(page, "Send now, add more later")
    expect(page.locator(".sl-code-shown")).to_be_visible()


def test_a_draft_is_deleted_without_a_question(plain: Any, town: Town) -> None:
    page = plain(f"/lamna-ide/{EMPLOYEES}", town.cast.auditor)
    page.get_by_role("textbox").fill("Trycket i brandposten är lågt.")
    press(page, "Save and go on later")
    page.goto("/mina-ideer")
    page.get_by_role("button", name=re.compile(sv("Delete"))).click()
    told(page, sv("The draft is deleted."))


def test_the_menu_and_the_folds(plain: Any, town: Town) -> None:
    page = plain("/ideer", town.cast.amira, width=PHONE)
    expect(page.locator("#nav")).to_be_hidden()
    page.locator(".sl-menu").click()
    expect(page.locator("#nav")).to_be_visible()
    page.locator("#nav").get_by_role("link", name=sv("To answer")).click()
    expect(page.locator("h1")).to_have_text(sv("To answer"))
