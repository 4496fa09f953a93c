"""Judged by two who do not see each other's points, one of whom steps aside; completed, sent back and let on again."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from sluss.ideas.tests import giving
from sluss.journal.states import Visibility

from .doing import decide, press, told
from .look import PHONE, findings, too_wide
from .town import Town
from .words import sv

pytestmark = [pytest.mark.browser, pytest.mark.slow]


def assess(page: Page, points: int, reason: str) -> None:
    for scale in page.locator("#assess .sl-scale").all():
        scale.locator(f"input[value='{points}']").check()
    page.locator("#assess textarea[name=reason]").fill(reason)
    press(page.locator("#assess"), "Save the assessment")
    told(page, sv("Your assessment is saved. Those who decide can read it."))


def test_two_assess_blind_and_one_steps_aside(opened: Any, town: Town) -> None:
    title = "Tystare larm på natten"
    town.give("judged", title, visibility=Visibility.ALL, show_name=True)
    town.walk("judged", "bedomning")
    cast = town.cast
    berit = opened("/att-hantera?tab=assess", by=cast.assessor)
    berit.get_by_role("link", name=title).click()
    # De-identified: neither who gave it nor what the other thinks.
    expect(berit.locator("main")).not_to_contain_text("Sara Lindqvist")
    assess(berit, 4, "Stor nytta för få pengar.")

    carim = opened(town.case_path("judged"), by=cast.assessor2)
    expect(carim.locator("#assess")).not_to_contain_text("Stor nytta för få pengar.")
    expect(carim.locator("#assess")).to_contain_text("kollega har bedömt")
    assess(carim, 2, "Dyrt att sköta.")
    expect(carim.locator("#assess")).to_contain_text("Stor nytta för få pengar.")
    carim.locator("#assess summary").first.click()
    press(carim.locator("#assess"), "I have a conflict of interest and step aside")
    carim.wait_for_url("**/jav")  # the page one comes from has a reason to write too
    assert findings(carim) == []
    carim.locator("textarea[name=reason]").fill("Min bror säljer larm.")
    press(carim.locator("main form"), "Step aside")
    told(carim, sv("You have stepped aside. Those who handle the case can see it."))
    expect(carim.locator("#assess")).to_contain_text(sv("You have stepped aside here. Somebody else assesses it."))
    carim.goto("/att-hantera?tab=assess")
    expect(carim.get_by_role("link", name=title)).to_have_count(0)

    amira = opened(town.case_path("judged"), by=cast.amira)
    expect(amira.locator("#assess")).to_contain_text("Min bror säljer larm.")
    expect(amira.locator("#assess .sl-points")).to_have_count(1)
    expect(amira.locator("#assess")).to_contain_text("4,0 av 5")
    expect(amira.locator("main")).not_to_contain_text("Sara Lindqvist")
    assert findings(amira) == []
    decide(amira, "Let it go on", "Den som bedömde säger ja.")
    told(amira, "Idéutredning")
    # The name she chose to show is seen again when the stage is over.
    expect(amira.locator("main")).to_contain_text("Sara Lindqvist")


def test_completed_and_sent_back_and_let_on_again(opened: Any, town: Town) -> None:
    title = "Lånecykel till dagverksamheten"
    town.give("cycle", title, visibility=Visibility.ALL)
    path = town.case_path("cycle")
    amira = opened(path, by=town.cast.amira)
    decide(amira, "Ask for more", "Hur många skulle cykla?")
    expect(amira.locator(".sl-due-box")).not_to_contain_text("försen")
    giving.worker()

    sara = opened("/mina-ideer", by=town.cast.sara, width=PHONE)
    sara.get_by_role("link", name=title).click()
    expect(sara.locator("main")).to_contain_text("Hur många skulle cykla?")
    press(sara, "Answer the question")
    sara.locator("textarea[name=answer]").fill("Sju, om det finns en låda.")
    press(sara, "Send the answer")
    assert too_wide(sara) == []

    amira.goto("/att-hantera")
    amira.get_by_role("link", name=title).click()
    expect(amira.locator("main")).to_contain_text("Sju, om det finns en låda.")
    decide(amira, "Let it go on", "Sju räcker.")
    told(amira, "Bedömning")
    press(amira, "Send it back")
    amira.get_by_label(re.compile("Prövning")).check()
    amira.locator("textarea[name=reason]").fill("Vi vet ännu inte om staden får låna ut cyklar.")
    amira.locator("main form .sl-formfoot button").first.click()
    told(amira, "Prövning")
    assert findings(amira) == []
    decide(amira, "Let it go on", "Det får vi.")
    told(amira, "Bedömning")

    giving.worker()
    sara.reload()
    for reason in ("Sju räcker.", "Vi vet ännu inte om staden får låna ut cyklar.", "Det får vi."):
        expect(sara.locator("#decisions")).to_contain_text(reason)
    assert findings(sara) == []
    assert [str(d.kind) for d in town.case("cycle").decisions.order_by("number")] == ["release", "ask", "advance", "send_back", "advance"]
    assert town.case("cycle").promises.filter(state="open").count() == 1
