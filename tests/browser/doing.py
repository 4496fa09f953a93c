"""What people do on a page, by what stands on it."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import Locator, Page, expect

from sluss.people.models import Person
from sluss.people.tests.cast import PASSWORD

from .words import code_asked_last, sv


def pressable(page: Page | Locator, label: str) -> Locator:
    """A button or a link that looks like one. `label` is the English text; what follows it for those who listen may be left out."""
    words = sv(label)
    exact = page.get_by_role("button", name=words, exact=True).or_(page.get_by_role("link", name=words, exact=True))
    return exact.first


def press(page: Page | Locator, label: str) -> None:
    pressable(page, label).click()


def fill(page: Page, label: str, text: str) -> None:
    page.get_by_label(sv(label), exact=True).or_(page.get_by_label(f"{sv(label)} {sv('(optional)')}")).first.fill(text)


def told(page: Page, words: str) -> None:
    """What just happened stands on the page."""
    expect(page.locator("#messages")).to_contain_text(words)


def sign_in_by_password(page: Page, person: Person) -> None:
    fill(page, "E-mail address", person.email)
    fill(page, "Password", PASSWORD)
    press(page.locator("main"), "Sign in")


def sign_in_by_code(page: Page, person: Person) -> None:
    press(page, "Send me a code instead")
    fill(page, "E-mail address", person.email)
    press(page, "Send the code")
    page.locator("input[name=code]").wait_for()  # when the page is there, the mail is in the queue
    page.locator("input[name=code]").fill(code_asked_last(person.email))
    press(page, "Go on")


def decide(page: Page, verb: str, reason: str, **more: Any) -> None:
    """From the case page: the verb's page, its reason, and back."""
    press(page, verb)
    page.locator("textarea[name=reason]").fill(reason)
    for name, value in more.items():
        page.locator(f"input[name={name}]").fill(value)
    page.locator("main form .sl-formfoot button").first.click()


def answer_the_checks(page: Page) -> None:
    """From the case page: yes to all that the stage asks, which is what the next step needs, and back."""
    for yes in page.locator("#checks input[type=radio][value=yes]").all():
        yes.check()
    press(page.locator("#checks"), "Save the answers")
    expect(page.locator("#messages")).to_be_visible()


def plan_the_trial(page: Page, baseline: str, stop: str) -> None:
    """From the case page, and back."""
    press(page, "Plan the trial")
    page.locator("textarea[name=baseline]").fill(baseline)
    page.locator("input[name=ends_on]").fill("2026-05-29")
    page.locator("textarea[name=stop_criterion]").fill(stop)
    press(page, "Save the plan")
    expect(page.locator("#carrying")).to_contain_text(stop)


def say_what_it_showed(page: Page, learnt: str) -> None:
    press(page, "Register what the trial showed")
    page.get_by_label(sv("It worked"), exact=True).check()
    page.locator("textarea[name=learnt]").fill(learnt)
    press(page, "Register it")
    expect(page.locator("#carrying")).to_contain_text(learnt)
