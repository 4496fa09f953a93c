"""A company to a reasoned no and to a test, and a challenge from draft to closed, in a real browser."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from sluss.gates.states import CaseState
from sluss.ideas.models import Challenge, Idea
from sluss.ideas.seed import COMPANIES
from sluss.ideas.tests import giving
from sluss.people.models import Person

from .doing import answer_the_checks, decide, fill, plan_the_trial, press, say_what_it_showed, told
from .look import PHONE, findings, too_wide
from .town import Town
from .words import sv

pytestmark = [pytest.mark.browser, pytest.mark.slow]
NOTICE = "Ett test ger ingen förtur i upphandling."
CHECKS = ("behov", "klart", "utan_kop", "uppgifter")


def offered(page: Page, need: str, **checks: str) -> str:
    """Through all the steps of the form without an account; the receipt's code."""
    for name in CHECKS:
        page.locator(f"input[name=check_{name}][value={checks.get(name, 'yes')}]").check()
    press(page, "Go on")
    expect(page.locator("main")).to_contain_text(NOTICE)
    page.locator("textarea[name=need]").fill(need)
    press(page, "Go on")
    press(page, "Go on")
    page.locator("input[name=terms]").check()
    press(page, "Send the idea")
    expect(page.locator("main")).to_contain_text(NOTICE)
    return page.locator(".sl-code-shown").inner_text().strip()


def follow(page: Page, code: str) -> None:
    """On another machine: nothing but the code on the receipt."""
    page.get_by_label(sv("Receipt code")).fill(code)
    press(page, "Show my idea")


def case_of(page: Page, need: str) -> str:
    idea = Idea.objects.get(need=need)
    address = f"/arenden/{giving.case_of(idea).pk}"
    page.goto(address)
    return address


def test_a_company_without_an_account_to_a_reasoned_no(opened: Any, town: Town) -> None:
    need = "Vi vill sälja luftrenare till stadens skolor."
    company = opened(f"/lamna-ide/{COMPANIES}", width=PHONE)
    assert too_wide(company) == []
    code = offered(company, need, utan_kop="no")

    amira = opened(by=town.cast.amira)
    case_of(amira, need)
    expect(amira.locator("#self-check")).to_contain_text("Då är det en upphandling.")
    expect(amira.locator("main")).to_contain_text(NOTICE)
    press(amira, "Close it with an answer")
    amira.get_by_label(sv("Not carried out")).check()
    amira.locator("textarea[name=reason]").fill("Det är ett köp, och det måste upphandlas. Bevaka våra annonser.")
    press(amira, "Close it")
    told(amira, sv("The case is closed: %(outcome)s.", outcome=sv("Not carried out").lower()))

    company = opened("/folj-ide")
    follow(company, code)
    expect(company.locator("#decisions")).to_contain_text("Bevaka våra annonser.")
    assert findings(company) == []


def test_a_company_stops_after_its_own_check(opened: Any, town: Town) -> None:
    before = Idea.objects.count()
    page = opened(f"/lamna-ide/{COMPANIES}")
    for name in CHECKS:
        page.locator(f"input[name=check_{name}][value={'no' if name == 'behov' else 'yes'}]").check()
    press(page, "Go on")
    expect(page.locator("main")).to_contain_text("näringslivskontoret")
    press(page, "Stop here")
    told(page, sv("You have stopped. Nothing has been sent, and nothing is kept."))
    assert Idea.objects.count() == before


def test_a_company_to_a_test(opened: Any, town: Town) -> None:
    need = "Vår givare larmar innan brunnen svämmar över."
    company = opened(f"/lamna-ide/{COMPANIES}")
    code = offered(company, need)

    amira = opened(by=town.cast.amira)
    case_of(amira, need)
    decide(amira, "Let it go on", "Vi söker en verksamhet som har behovet.")
    expect(amira.locator("#matches")).to_contain_text(sv("It is not tied to a need yet. Without a unit that says yes it does not go on."))
    press(amira, "Tie it to a need")
    amira.locator("select[name=unit]").select_option(label=town.cast.units.works.name)
    amira.locator("textarea[name=need]").fill("Gatubrunnarna svämmar över vid skyfall.")
    press(amira, "Ask the unit")
    told(amira, town.cast.units.works.name)

    giving.worker()
    wilma = opened("/notiser", by=town.cast.wilma)
    wilma.locator("main").get_by_role("link").filter(has_text=town.cast.units.works.name).first.click()
    expect(wilma.locator("main")).to_contain_text("Gatubrunnarna svämmar över vid skyfall.")
    wilma.locator("input[name=answer][value=yes]").check()
    wilma.locator("textarea[name=reason]").fill("Vi har behovet varje höst.")
    press(wilma, "Send the answer")
    told(wilma, sv("Thank you. Those who handle it are told what you say."))
    assert findings(wilma) == []

    case_of(amira, need)
    decide(amira, "Let it go on", "Nu kommer bedömning.")
    told(amira, "Bedömning")
    answer_the_checks(amira)
    plan_the_trial(amira, "Vi åker ut när någon ringer.", "Om givarna larmar i onödan.")
    decide(amira, "Let it go on", "Nu kommer test.")
    told(amira, "Test")
    say_what_it_showed(amira, "Nio av tio höll hela våren.")
    press(amira, "Close it with an answer")
    amira.get_by_label(sv("Tested")).check()
    amira.locator("textarea[name=reason]").fill("Nio av tio givare höll hela våren.")
    press(amira, "Close it")
    assert giving.case_of(Idea.objects.get(need=need)).state == CaseState.CLOSED

    company = opened("/folj-ide")
    follow(company, code)
    expect(company.locator("main")).to_contain_text(sv("Tested"))
    expect(company.locator("#decisions")).to_contain_text("Nio av tio givare höll hela våren.")


def test_a_challenge_from_draft_to_closed(opened: Any, town: Town) -> None:
    def page_of(person: Person | None) -> Page:
        challenge = Challenge.objects.select_related("subject").get(subject__title="Lugnare morgnar")
        page: Page = opened(f"/utmaningar/{challenge.pk}-{challenge.subject.address}", by=person)
        return page

    amira = opened("/utmaningar", by=town.cast.amira)
    press(amira, "Write a challenge")
    amira.locator("input[name=title]").fill("Lugnare morgnar")
    amira.locator("textarea[name=text]").fill("Mellan sju och nio ska alla ha hjälp på en gång. Vad kan göras en annan tid?")
    amira.locator("input[name=need_owner]").fill("vof")
    amira.locator("select[name=gateway]").select_option(label="Medarbetaridé")
    press(amira, "Save")
    told(amira, sv("The challenge is saved. It is shown to others when it has been opened."))
    expect(amira.locator("main")).to_contain_text(sv("a budget"))
    press(amira, "Change it")
    amira.locator("input[name=receiver]").fill("vof")
    amira.locator("textarea[name=mandate]").fill("Förvaltningsdirektören beslutar.")
    amira.locator("input[name=opens_on]").fill("2026-03-10")
    amira.locator("input[name=closes_on]").fill("2026-04-30")
    amira.locator("input[name=budget]").fill("100000")
    press(amira, "Save")

    decider = page_of(town.cast.decider)
    press(decider, "Open the challenge")
    told(decider, sv("The challenge is open, and all can find it."))
    assert findings(decider) == []

    sara = page_of(town.cast.sara)
    press(sara, "Answer this challenge")
    expect(sara.locator("main")).to_contain_text("Lugnare morgnar")
    need = "Frukosten kan delas ut kvällen innan."
    sara.locator("textarea[name=need]").fill(need)
    press(sara, "Send now, add more later")
    expect(sara.locator("main")).to_contain_text("Frukosten")

    amira = page_of(town.cast.amira)
    expect(amira.locator("main")).to_contain_text("väntar ännu på ett eget svar")
    case_of(amira, need)
    press(amira, "Close it with an answer")
    amira.get_by_label(sv("Carried out in part")).check()
    amira.locator("textarea[name=reason]").fill("Vi gör det på två enheter.")
    press(amira, "Close it")
    amira = page_of(town.cast.amira)
    press(amira, "Close the challenge")
    fill(amira, "What came out of it?", "Frukosten delas ut kvällen innan på två enheter.")
    press(amira, "Close the challenge")
    told(amira, sv("The challenge is closed, and each who answered it has an answer."))
    visitor = page_of(None)
    expect(visitor.locator("main")).to_contain_text("Frukosten delas ut kvällen innan på två enheter.")
    assert findings(visitor) == []
