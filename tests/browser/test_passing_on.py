"""An idea passes from hand to hand and nobody is left waiting: to another board, past one who does not answer, from one who leaves."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from sluss.gates.states import CaseState
from sluss.ideas.tests import giving
from sluss.journal.states import Visibility
from sluss.people.actions import create_person, grant_role
from sluss.people.models import Person
from sluss.people.states import PersonKind, Role

from .conftest import Hands
from .doing import decide, press, sign_in_by_code, told
from .look import PHONE, findings, too_wide
from .town import Town
from .words import mails_to, sv

pytestmark = [pytest.mark.browser, pytest.mark.slow]


def notice_about(page: Page, title: str) -> None:
    """From the notices to what the newest of them is about."""
    page.goto("/notiser")
    page.locator("main").get_by_role("link", name=re.compile(re.escape(title))).first.click()


def test_referred_to_another_board_and_answered_there(opened: Any, town: Town) -> None:
    """One case is closed and another opened; the giver is told who has it now, and reads both boards' reasons in one place."""
    title = "Bänkar längs gångvägen"
    town.give("bench", title, visibility=Visibility.ALL)
    first = town.case_path("bench")
    amira = opened(first, by=town.cast.amira)
    press(amira, "Refer it")
    amira.get_by_label(sv("To whom?")).select_option(label=town.cast.units.works.name)
    amira.locator("textarea[name=reason]").fill("Gångvägen är Tekniska nämndens.")
    amira.locator("main form .sl-formfoot button").first.click()
    told(amira, town.cast.units.works.name)
    expect(amira.locator("main")).to_contain_text("Gångvägen är Tekniska nämndens.")
    assert findings(amira) == []

    giving.worker()
    assert "Teknik- och parkförvaltningen" in str(mails_to(town.cast.sara.email, title)[-1].body)
    wilma = opened("/logga-in?next=/att-hantera")
    sign_in_by_code(wilma, town.cast.wilma)
    wilma.get_by_role("link", name=title).click()
    assert town.case_path("bench") != first
    expect(wilma.locator("main")).to_contain_text(sv("Nothing has been decided yet."))
    decide(wilma, "Let it go on", "Vi behöver bänkar där.")
    told(wilma, "Bedömning")

    # The board that had it reads on, and can decide nothing more.
    amira.goto(first)
    assert amira.get_by_role("link", name=sv("Let it go on"), exact=True).count() == 0
    giving.worker()
    sara = opened("/mina-ideer", by=town.cast.sara, width=PHONE)
    sara.get_by_role("link", name=title).click()
    for reason in ("Gångvägen är Tekniska nämndens.", "Vi behöver bänkar där."):
        expect(sara.locator("#decisions")).to_contain_text(reason)
    expect(sara.locator("main")).to_contain_text("Wilma Ek")
    assert too_wide(sara) == []
    assert findings(sara) == []


def test_what_is_not_answered_goes_to_the_deputy_and_then_to_the_office(opened: Any, town: Town, hands: Hands) -> None:
    """Given on a Tuesday with ten working days to answer: due on 24 March."""
    title = "Ringklocka vid grinden"
    town.give("bell", title, visibility=Visibility.ALL)
    address = town.case_path("bell")
    late = re.compile(r"1 arbetsdag försenat", re.IGNORECASE)

    def told_on(day: date, person: Person) -> Page:
        hands.set(day)
        giving.worker()
        page: Page = opened(by=person)
        notice_about(page, title)
        expect(page).to_have_url(re.compile(re.escape(address) + "$"))
        return page

    amira = told_on(date(2026, 3, 17), town.cast.amira)  # half the time has passed
    expect(amira.locator("main")).to_contain_text("24 mars")
    amira = told_on(date(2026, 3, 24), town.cast.amira)
    lars = opened("/notiser", by=town.cast.lars)
    expect(lars.locator("main")).not_to_contain_text(title)

    lars = told_on(date(2026, 3, 25), town.cast.lars)
    expect(lars.locator("main")).to_contain_text(late)
    lars.goto("/att-hantera?tab=units")
    expect(lars.locator("tr", has_text=title)).to_contain_text(late)
    assert findings(lars) == []
    office = opened("/notiser", by=town.cast.office)
    expect(office.locator("main")).not_to_contain_text(title)

    office = told_on(date(2026, 3, 27), town.cast.office)
    assert "Du får veta det" in str(mails_to(town.cast.office.email, title)[-1].body)
    decide(office, "Let it go on", "Vi beklagar att svaret dröjde. Nu bedöms idén.")
    told(office, "Bedömning")
    giving.worker()
    sara = opened(by=town.cast.sara)
    notice_about(sara, title)
    expect(sara.locator("main")).to_contain_text("Vi beklagar att svaret dröjde.")
    assert town.case("bell").promises.get(state="open").due_on > date(2026, 3, 27)


def test_one_who_leaves_hands_over_the_queue_and_what_is_forgotten_is_not_lost(opened: Any, town: Town) -> None:
    cast = town.cast
    bodil = create_person(
        by=None,
        kind=PersonKind.EMPLOYEE,
        username="bodil",
        given_name="Bodil",
        family_name="Frisk",
        email="bodil@alvsund.example",
        unit=cast.units.care,
    )
    grant_role(person=bodil, role=Role.DECISION_MAKER, unit=cast.units.care, by=None)
    titles = {"left1": "Varmare handskar", "left2": "Reflexer på rullatorn", "left3": "Körschema i telefonen"}
    for name, title in titles.items():
        town.give(name, title, visibility=Visibility.ALL)
    page = opened("/logga-in?next=/att-hantera")
    sign_in_by_code(page, bodil)
    for name in titles:
        page.goto(town.case_path(name))
        press(page, "Take the case")
        told(page, sv("The case is yours now."))
    page.goto("/att-hantera")
    press(page, "Hand over all of mine")
    page.get_by_label(titles["left3"]).uncheck()  # she thinks she will have time for it
    page.get_by_label("Amira Haddad").check()
    page.locator("textarea[name=reason]").fill("Jag slutar på fredag. Sara väntar på svar om handskarna.")
    assert findings(page) == []
    press(page.locator("main form"), "Hand over")
    expect(page.locator("main")).to_contain_text("Amira Haddad")

    admin = opened(f"/personer/{bodil.pk}", by=cast.admin)
    press(admin, "Close the account")
    expect(admin.locator("main")).to_contain_text(sv("The account is closed"))
    page.goto("/att-hantera")
    expect(page).to_have_url(re.compile("/logga-in"))

    giving.worker()
    assert {town.case(name).owner_id for name in ("left1", "left2")} == {cast.amira.pk}
    assert town.case("left3").owner_id is None
    office = opened("/att-hantera/slappta", by=cast.office)
    expect(office.locator("tr", has_text=titles["left3"])).to_contain_text("Bodil Frisk")
    expect(office.locator("tr", has_text=titles["left3"])).to_contain_text("Amira Haddad")
    expect(office.locator("main")).not_to_contain_text(titles["left1"])
    assert findings(office) == []
    amira = opened("/notiser", by=cast.amira)
    expect(amira.locator("main")).to_contain_text(titles["left3"])
    amira.goto(town.case_path("left3"))
    press(amira, "Take the case")
    told(amira, sv("The case is yours now."))
    office.reload()
    expect(office.locator("main")).not_to_contain_text(titles["left3"])
    for name in titles:
        case = town.case(name)
        assert case.state == CaseState.OPEN
        assert case.promises.get(state="open").person_id == cast.amira.pk
