"""Pictures and documents: from a phone, with and without JavaScript, to the one who looks at them and shows them to others."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import FilePayload, Page, expect

from sluss.core.tests.sent_files import pdf, photo
from sluss.ideas.models import Idea
from sluss.ideas.seed import EMPLOYEES, RESIDENTS
from sluss.ideas.tests import giving
from sluss.journal.models import Attachment

from .doing import press, told
from .look import PHONE, findings, too_wide
from .town import Town
from .words import sv

pytestmark = [pytest.mark.browser, pytest.mark.slow]
SHOWS = "En brunn under vatten"


def payload(upload: Any) -> FilePayload:
    return {"name": upload.name, "mimeType": upload.content_type, "buffer": upload.read()}


def second_step(page: Page, need: str) -> None:
    page.locator("textarea[name=need]").fill(need)
    press(page, "Go on")
    page.locator("input[name=title]").wait_for()


def described(page: Page) -> Any:
    return page.get_by_label(sv("Describe the picture for those who do not see it"))


def test_a_photo_from_a_phone_goes_at_once_and_is_shown_when_somebody_has_looked(opened: Any, town: Town) -> None:
    sara = opened(f"/lamna-ide/{EMPLOYEES}", by=town.cast.sara, width=PHONE)
    second_step(sara, "Brunnen vid kajen svämmar över.")
    sara.locator("input[name=benefit], textarea[name=benefit]").fill("Torra källare.")
    expect(sara.locator("button[value=upload]")).to_be_hidden()
    sara.locator("input[type=file]").set_input_files([payload(photo("IMG_1.jpg", size=(900, 700))), payload(pdf("plan.pdf"))])
    expect(sara.locator(".sl-files > li")).to_have_count(2)
    described(sara).fill(SHOWS)
    assert not findings(sara)
    assert too_wide(sara) == []

    sara.locator("input[type=file]").set_input_files([{"name": "brev.txt", "mimeType": "text/plain", "buffer": b"hej"}])
    expect(sara.locator(".ds-error-summary")).to_contain_text("brev.txt")
    assert not findings(sara)
    expect(described(sara)).to_have_value(SHOWS)
    expect(sara.locator("textarea[name=benefit]")).to_have_value("Torra källare.")

    sara.locator(".sl-files > li", has_text="plan.pdf").get_by_role("button").click()
    expect(sara.locator(".sl-files > li")).to_have_count(1)
    press(sara, "Send now, add more later")
    sara.get_by_role("link", name=sv("Open your idea")).click()
    expect(sara.get_by_role("img", name=SHOWS)).to_be_visible()
    sara.get_by_role("img", name=SHOWS).scroll_into_view_if_needed()
    expect(sara.get_by_role("img", name=SHOWS)).to_have_js_property("naturalHeight", 900)

    idea = Idea.objects.latest("pk")
    assert Attachment.objects.get(subject=idea.pk).by == town.cast.sara
    amira = opened(f"/arenden/{giving.case_of(idea).pk}", by=town.cast.amira)
    expect(amira.get_by_role("img", name=SHOWS)).to_be_visible()
    press(amira, "Show it to others")
    amira.locator("main form .sl-formfoot button").first.click()
    visitor = opened(f"/ideer/{idea.pk}", by=town.cast.outsider)
    expect(visitor.get_by_role("img", name=SHOWS)).to_be_visible()
    expect(visitor.locator("#files")).not_to_contain_text("IMG_1")


def test_without_javascript_and_without_an_account(opened: Any, town: Town) -> None:
    page = opened(f"/lamna-ide/{RESIDENTS}", width=PHONE, java_script_enabled=False)
    second_step(page, "Gungan i parken är trasig.")
    page.locator("input[type=file]").set_input_files([payload(photo("gungan.jpg"))])
    press(page, "Upload")
    expect(page.locator(".sl-files")).to_contain_text("gungan.jpg")
    described(page).fill("En gunga utan sits")
    press(page, "Send now, add more later")
    page.get_by_role("link", name=sv("Open your idea")).click()
    expect(page.get_by_role("img", name="En gunga utan sits")).to_be_visible()
    press(page, "Pictures and documents")
    page.locator("input[type=file]").set_input_files([payload(pdf("ritning.pdf"))])
    press(page, "Send the file")
    told(page, sv("The file is sent. It is shown to others when somebody at the city has looked at it."))
    expect(page.locator(".sl-files")).to_contain_text("ritning.pdf")
    with page.expect_download() as loaded:
        page.get_by_role("link", name="ritning.pdf").click()
    assert loaded.value.suggested_filename == "ritning.pdf"
