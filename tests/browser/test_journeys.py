"""What people come to do, from beginning to end, in Swedish and in a real browser."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from sluss.gates.models import Receiver
from sluss.gates.states import CaseState
from sluss.ideas.models import Idea
from sluss.ideas.seed import EMPLOYEES, RESIDENTS
from sluss.ideas.tests import giving
from sluss.journal.states import Visibility

from .conftest import Hands
from .doing import (
    answer_the_checks,
    decide,
    fill,
    plan_the_trial,
    press,
    pressable,
    say_what_it_showed,
    sign_in_by_code,
    sign_in_by_password,
    told,
)
from .look import PHONE, findings, too_wide
from .town import TODAY, Town
from .words import code_sent_to, mails_to, sv

pytestmark = [pytest.mark.browser, pytest.mark.slow]
NEED = "Duschstolarna är för låga. Vi lyfter i onödan varje morgon."
TITLE = "Duschstolarna är för låga"
STAGES = ("Bedömning", "Idéutredning", "Pilot", "Införande", "Spridning")


def test_four_minutes_on_a_phone_and_the_whole_way_to_spread(opened: Any, town: Town) -> None:
    sara = opened(f"/lamna-ide/{EMPLOYEES}", width=PHONE)
    sign_in_by_password(sara, town.cast.sara)
    sara.get_by_role("textbox").fill(NEED)
    press(sara, "Send now, add more later")
    expect(sara.locator("main")).to_contain_text(TITLE)
    expect(sara.locator("main")).to_contain_text(re.compile(r"Amira Haddad.*Vård- och omsorgsförvaltningen.* 24\smars", re.DOTALL))
    assert too_wide(sara) == []
    receipt = str(mails_to(town.cast.sara.email, TITLE)[-1].body)
    assert "24\xa0mars" in receipt
    assert "Amira Haddad" in receipt

    amira = opened("/att-hantera")
    sign_in_by_code(amira, town.cast.amira)
    amira.get_by_role("link", name=TITLE).click()
    expect(amira.locator("main")).to_contain_text(NEED)
    decide(amira, "Ask for more", "Hur många stolar gäller det?")
    told(amira, sv("The question is sent, and the time to answer stands still."))

    giving.worker()
    sara.goto("/notiser")
    sara.get_by_role("link", name=sv("We need to know more about %(title)s", title=TITLE)).click()
    expect(sara.locator("main")).to_contain_text("Hur många stolar gäller det?")
    press(sara, "Change, complete or withdraw")
    press(sara, "Answer the question")
    sara.locator("textarea[name=answer]").fill("Alla sex på våning två.")
    press(sara, "Send the answer")
    told(sara, sv("Thank you. Your answer is sent, and the time to our answer goes on."))

    amira.reload()
    expect(amira.locator("main")).to_contain_text("Alla sex på våning två.")
    press(amira, "Show it to others")
    amira.locator("main form .sl-formfoot button").first.click()
    for stage in STAGES:
        if stage == "Pilot":
            answer_the_checks(amira)
            plan_the_trial(amira, "Var tredje stol är trasig.", "Om någon ramlar.")
        if stage == "Införande":
            _say_what_it_showed_and_who_receives_it(amira)
        decide(amira, "Let it go on", f"Vi har sett efter, och nu kommer {stage.lower()}.")
        told(amira, stage)
    press(amira, "Ask units to take it up")
    amira.get_by_label("Teknik- och parkförvaltningen").check()
    press(amira.locator("main form .sl-formfoot"), "Ask the units")
    expect(amira.locator("#spread")).to_contain_text("Teknik- och parkförvaltningen")
    giving.worker()
    _wilma_adapts(opened, town)
    press(amira, "Close it with an answer")
    amira.get_by_label(sv("Carried out in full")).check()
    amira.locator("textarea[name=reason]").fill("Alla enheter har nya stolar.")
    press(amira, "Close it")
    told(amira, sv("The case is closed: %(outcome)s.", outcome=sv("Carried out in full").lower()))

    giving.worker()
    sara.goto("/mina-ideer")
    sara.get_by_role("link", name=TITLE).click()
    expect(sara.locator("#decisions")).to_contain_text("Alla enheter har nya stolar.")
    for stage in STAGES:
        expect(sara.locator("#decisions")).to_contain_text(f"nu kommer {stage.lower()}.")
    press(sara, "As others see it")
    expect(sara.locator("article")).to_contain_text("Alla enheter har nya stolar.")
    expect(sara.locator("#spread")).to_contain_text("Vi köper pallar i stället.")
    sara.goto("/notiser")
    expect(sara.locator("main")).to_contain_text(sv("%(title)s goes on to %(stage)s", title=TITLE, stage="Pilot"))
    assert findings(sara) == []


def _say_what_it_showed_and_who_receives_it(amira: Page) -> None:
    say_what_it_showed(amira, "Ingen har bytt stol på åtta veckor.")
    case = amira.url
    press(amira, "Ask a unit to receive it")
    amira.get_by_label(sv("Which unit?")).select_option(label="Vård- och omsorgsförvaltningen")
    amira.locator("textarea[name=question]").fill("Nya stolar till alla sex enheter.")
    press(amira, "Send the question")
    amira.goto(f"/mottagare/{Receiver.objects.latest('pk').pk}")
    amira.get_by_label(sv("Yes, we receive it"), exact=True).check()
    amira.locator("input[name=budget]").fill("40 000 kr ur egen ram")
    press(amira, "Send the answer")
    expect(amira.locator("main")).to_contain_text("40 000 kr ur egen ram")
    assert findings(amira) == []
    amira.goto(case)


def _wilma_adapts(opened: Any, town: Town) -> None:
    """Her unit answers, and begins a case of its own without a new check."""
    wilma = opened("/notiser")
    sign_in_by_code(wilma, town.cast.wilma)
    wilma.get_by_role("link", name=TITLE).first.click()
    wilma.get_by_label(sv("Adapts it"), exact=True).check()
    wilma.locator("textarea[name=reason]").fill("Vi köper pallar i stället.")
    wilma.get_by_label(sv("Yes, at the stage %(stage)s", stage="Införande")).check()
    press(wilma, "Send the answer")
    expect(wilma.locator("h1")).to_have_text(TITLE)
    expect(wilma.locator(".sl-tags").first).to_contain_text("Införande")
    assert findings(wilma) == []


def test_a_complex_problem_with_three_experiments(opened: Any, town: Town) -> None:
    """Sorted as complex it has no plan; each test teaches something, also the one that fails, and all can read what was learnt."""
    amira = opened(town.case_path("late"))
    sign_in_by_code(amira, town.cast.amira)
    press(amira, "Show it to others")
    amira.locator("main form .sl-formfoot button").first.click()
    press(amira, "Sort the problem")
    amira.get_by_label(sv("Complex"), exact=True).check()
    amira.locator("textarea[name=reason]").fill("Ingen vet varför så få kommer i tid.")
    press(amira.locator("main form"), "Save")
    told(amira, sv("It is sorted as complex. Write the first small test."))
    assert amira.get_by_role("link", name=sv("Add a step")).count() == 0
    for number, (hypothesis, learnt, held) in enumerate(TESTS, start=1):
        press(amira, "Plan a small test")
        amira.locator("textarea[name=hypothesis]").fill(hypothesis)
        amira.locator("textarea[name=test]").fill("En morgon i taget.")
        amira.locator("input[name=how_long]").fill("en vecka")
        amira.locator("input[name=with_whom]").fill("två grupper")
        press(amira.locator("main form"), "Save the test")
        test = amira.locator("#experiments li").nth(number - 1)
        test.get_by_role("link", name=re.compile(sv("Start the test"))).click()
        press(amira.locator("main form"), "Start the test")
        expect(test).to_contain_text(sv("Running"))
        test.get_by_role("link", name=re.compile(sv("Write what you learnt"))).click()
        amira.locator("textarea[name=learnt]").fill(learnt)
        amira.locator(f"input[name=held][value={held}]").check()
        amira.locator("input[name=repeatable][value=unsure]").check()
        press(amira.locator("main form"), "Save what you learnt")
    expect(amira.locator("#experiments li")).to_have_count(3)
    assert findings(amira) == []
    giving.worker()
    reader = opened(town.idea_path("late"), width=PHONE)
    for _hypothesis, learnt, _held in TESTS:
        expect(reader.locator("#tries")).to_contain_text(learnt)
    assert too_wide(reader) == []
    assert findings(reader) == []


TESTS = (
    ("Om frukosten står framme halv sju kommer fler.", "Fem kom mot två innan.", "yes"),
    ("Om schemat hänger i hallen kommer fler.", "Ingen såg det.", "no"),
    ("Om bussen går tio minuter tidigare kommer fler.", "Tre till kom, men bara på måndagen.", "partly"),
)


def test_a_resident_without_an_account_gives_follows_and_withdraws(opened: Any, town: Town) -> None:
    address = "nils@post.example"
    page = opened("/lamna-ide", width=PHONE)
    page.get_by_role("link", name=re.compile("Invånarförslag")).click()
    page.get_by_role("textbox").fill("Gungorna i Kanalparken är trasiga. Barnen kan göra sig illa.")
    press(page, "Go on")
    fill(page, "More exactly where?", "Vid lekplatsens södra grind")
    press(page, "Go on")
    page.locator("input[name=name]").fill("Nils Holm")
    page.locator("input[name=email]").fill(address)
    page.locator("input[name=terms]").check()
    press(page, "Send the idea")
    receipt = page.locator(".sl-code-shown").inner_text().strip()
    assert re.fullmatch(r"[A-Z2-9]{4}(-[A-Z2-9]{4}){2}", receipt)
    page.locator("input[name=code]").fill(code_sent_to(address))
    press(page, "Confirm")
    told(page, sv("Your address is confirmed. We write to you when something happens with the idea."))

    # Another day, another machine: nothing but the code on the receipt.
    page = opened("/folj-ide")
    page.get_by_label(sv("Receipt code")).fill(receipt.lower().replace("-", " "))
    press(page, "Show my idea")
    expect(page.locator("h1")).to_have_text("Gungorna i Kanalparken är trasiga")
    expect(page.locator("main")).to_contain_text("Amira Haddad")
    assert findings(page) == []
    press(page, "Withdraw the idea")
    page.locator("textarea").fill("De är lagade.")
    press(page, "Withdraw the idea")
    told(page, sv("The idea is withdrawn. Nobody works with it any more, and what you sent in is kept."))
    expect(page.locator("main")).to_contain_text("Kanalparken")
    idea = Idea.objects.get(subject__title__startswith="Gungorna")
    assert giving.case_of(idea).state == CaseState.CLOSED
    assert mails_to(address, "Gungorna")


def test_three_supporters_take_a_proposal_to_the_board(opened: Any, town: Town) -> None:
    town.give("swing", "Cykelställ vid biblioteket", by=town.cast.rut, slug=RESIDENTS)
    town.walk("swing", "stod")
    path = town.idea_path("swing")

    signed_in = opened(path, by=town.cast.sara)
    press(signed_in, "Support the idea")
    expect(signed_in.locator("#act button[aria-pressed=true]").first).to_be_visible()
    expect(signed_in.locator(".sl-sup b")).to_have_text("1")
    assert findings(signed_in) == []

    visitor = opened(path, width=PHONE)
    press(visitor, "Support the idea")
    fill(visitor, "Your e-mail address", "gast@post.example")
    press(visitor, "Send a code")
    visitor.locator("input[name=code]").wait_for()
    visitor.locator("input[name=code]").fill(code_sent_to("gast@post.example"))
    press(visitor, "Support the idea")
    told(visitor, sv("Thank you. Your support is counted."))
    expect(visitor.locator(".sl-sup b")).to_have_text("2")
    assert town.case("swing").stage.key == "stod"

    last = opened(path, by=town.cast.outsider)
    press(last, "Support the idea")
    expect(last.locator(".sl-sup b")).to_have_text("3")
    assert town.case("swing").stage.key == "bedomning"
    last.reload()
    expect(last.locator("main")).to_contain_text("Bedömning")


def test_of_two_who_decide_at_once_one_wins_and_the_other_keeps_the_text(opened: Any, town: Town) -> None:
    town.give("both", "Delade arbetsskor", visibility=Visibility.ALL)
    address = town.case_path("both")
    amira, office = opened(address, by=town.cast.amira), opened(address, by=town.cast.office)
    press(amira, "Let it go on")
    press(office, "Close it with an answer")
    office.get_by_label(sv("Not carried out")).check()
    office.locator("textarea[name=reason]").fill("Vi har redan skor så det räcker.")
    amira.locator("textarea[name=reason]").fill("Alla behöver skor.")
    amira.locator("main form .sl-formfoot button").first.click()
    told(amira, "Bedömning")
    press(office, "Close it")
    expect(office.get_by_role("alert")).to_contain_text(sv("Somebody else was first"))
    expect(office.locator("#conflict")).to_contain_text("Alla behöver skor.")
    expect(office.locator("textarea[name=reason]")).to_have_value("Vi har redan skor så det räcker.")
    expect(office.get_by_label(sv("Not carried out"))).to_be_checked()
    assert town.case("both").state == CaseState.OPEN
    # Having read what was decided, one may decide all the same.
    press(office, "Close it")
    told(office, sv("Not carried out").lower())
    assert [d.reason for d in town.case("both").decisions.order_by("number")][-1] == "Vi har redan skor så det räcker."


def test_what_is_parked_wakes_on_its_day_and_is_back_in_the_queue(opened: Any, town: Town, hands: Hands) -> None:
    town.give("wait", "Solskydd på gården", visibility=Visibility.ALL)
    until = TODAY + timedelta(days=60)
    amira = opened(town.case_path("wait"), by=town.cast.amira)
    decide(amira, "Park it", "Vi väntar på budgeten.", until=until.isoformat())
    told(amira, "9 maj 2026")
    amira.goto("/att-hantera")
    expect(amira.get_by_role("link", name="Solskydd på gården")).to_have_count(0)

    hands.set(until - timedelta(days=1))
    giving.worker()
    assert town.case("wait").state == CaseState.PARKED
    hands.set(until)
    giving.worker()
    assert town.case("wait").state == CaseState.OPEN
    visitor = opened(town.idea_path("wait"))
    expect(visitor.locator(".sl-side")).to_contain_text("25 maj")  # ten working days from a Saturday, with Ascension Day between
    amira.goto("/att-hantera?stage=eligibility")
    expect(amira.get_by_role("link", name="Solskydd på gården")).to_have_count(1)
    assert mails_to(town.cast.sara.email, "Solskydd")


def test_found_by_search_and_filter_followed_and_left(opened: Any, town: Town) -> None:
    page = opened("/ideer", by=town.cast.auditor)
    page.get_by_label(sv("Search among the ideas")).fill("dörren")
    press(page, "Search")
    expect(page.locator("#hits")).to_contain_text("1")
    expect(page).to_have_url(re.compile(r"q=d%C3%B6rren$"))
    page.locator("#f-theme").select_option("skola")
    expect(page.locator("#found")).to_contain_text(sv("No idea fits the search"))
    expect(page).to_have_url(re.compile("theme=skola"))
    page.go_back()
    expect(page.locator("#found")).to_contain_text("Realisationsvinst")
    page.locator("#found").get_by_role("link", name=re.compile("Realisationsvinst")).first.click()
    press(page, "Follow")
    expect(page.locator("#act [aria-pressed=true]")).to_have_count(1)
    page.locator("#act [aria-pressed=true]").click()
    expect(page.locator("#act [aria-pressed=true]")).to_have_count(0)
    press(page.locator(".sl-city"), "Sign out")
    expect(page.get_by_role("link", name=sv("Sign in")).first).to_be_visible()
    page.goto("/min-sida")
    expect(page).to_have_url(re.compile("/logga-in"))
    assert pressable(page.locator("main"), "Sign in").is_visible()
