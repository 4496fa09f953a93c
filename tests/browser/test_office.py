"""What a lead brings in for others, and what the office sees, in a real browser."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import expect

from sluss.ideas.models import Idea, Submission
from sluss.ideas.seed import RESIDENTS
from sluss.ideas.tests import giving
from sluss.people.models import ImportFile

from .doing import fill, press, told
from .look import PHONE, findings, too_wide
from .town import Town
from .words import mails_to, sv

pytestmark = [pytest.mark.browser, pytest.mark.slow]
NEED = "Ledstången i trappan till källaren är lös. Det sade flera på mötet."
LIST = "Rubrik;Beskrivning;Inkom;Status;Utfall\nLåg bänk;Bänken är för låg;2025-03-03;öppen;\nInget;;2025-03-03;;\n"


def test_what_came_in_on_paper_is_written_in_handed_over_and_followed(opened: Any, town: Town) -> None:
    amira = opened("/lamna-at-annan", by=town.cast.amira)
    amira.locator("select[name=gateway]").select_option(RESIDENTS)
    amira.get_by_label(sv("Workshop or meeting")).check()
    amira.locator("input[name=received_on]").fill("2026-01-12")
    fill(amira, "The giver’s name", "Gunvor Ek")
    fill(amira, "The giver’s e-mail address", "gunvor@post.example")
    amira.locator("textarea[name=need]").fill(NEED)
    amira.locator("input[name=told]").check()
    press(amira, "Write it in")
    expect(amira.locator("#late")).to_contain_text(sv("It is late already"))
    assert findings(amira) == []
    assert not Submission.objects.filter(channel="workshop").exists()
    press(amira, "Write it in, late as it is")
    expect(amira.locator("h1")).to_have_text(sv("The idea has come in"))
    expect(amira.get_by_role("button", name=sv("Print"))).to_be_visible()
    assert findings(amira) == []
    code = amira.locator(".sl-code-shown").inner_text()
    giving.worker()
    assert code in str(mails_to("gunvor@post.example", "")[-1].body)

    gunvor = opened("/folj-ide", width=PHONE)
    gunvor.get_by_label(sv("Receipt code")).fill(code)
    gunvor.locator("main form button").first.click()
    expect(gunvor.locator("main")).to_contain_text(NEED)
    expect(gunvor.locator("main")).to_contain_text("Amira Haddad")
    assert too_wide(gunvor) == []


def test_an_earlier_list_is_looked_through_and_its_good_rows_brought_in(opened: Any, town: Town) -> None:
    others = set(ImportFile.objects.values_list("pk", flat=True))
    amira = opened("/lamna-at-annan/importera", by=town.cast.amira)
    amira.locator("input[type=file]").set_input_files({"name": "idéer.csv", "mimeType": "text/csv", "buffer": LIST.encode()})
    press(amira, "Go on")
    expect(amira.locator("#row-errors")).to_contain_text(sv("The row says nothing of what the idea is. Write it, or take the row away."))
    expect(amira.locator("#preview")).to_contain_text("Låg bänk")
    assert findings(amira) == []
    assert too_wide(amira) == []
    amira.locator("button[value=good]").click()
    told(amira, sv("The file is deleted."))
    assert Idea.objects.filter(subject__title="Låg bänk").count() == 1
    assert set(ImportFile.objects.values_list("pk", flat=True)) <= others


def test_the_office_opens_the_numbers_behind_a_chart_and_chooses_a_unit(opened: Any, town: Town) -> None:
    office = opened("/statistik", by=town.cast.office)
    office.locator("#funnel summary").click()
    expect(office.locator("#funnel table")).to_be_visible()
    assert findings(office) == []
    office.locator("select[name=unit]").select_option(str(town.cast.units.care.pk))
    press(office, "Show")
    expect(office.locator(".sl-lead").first).to_contain_text("Vård- och omsorgsförvaltningen")
    with office.expect_download() as file:
        press(office, "Download as Excel")
    assert file.value.suggested_filename.endswith(".xlsx")
