"""One's own data taken home, and what is marked as secret kept from others, in Swedish and in a real browser."""

from __future__ import annotations

import json
import zipfile
from typing import Any

import pytest
from playwright.sync_api import expect

from sluss.ideas.actions import Texts
from sluss.ideas.tests import giving
from sluss.journal.states import Visibility

from .doing import press, told
from .look import PHONE, too_wide
from .town import Town
from .words import sv

pytestmark = [pytest.mark.browser, pytest.mark.slow]
RECIPE = "Två delar krossat kakel och en del såpa."


def test_a_person_takes_home_what_is_kept(opened: Any, town: Town) -> None:
    sara = opened("/min-sida", by=town.cast.sara, width=PHONE)
    press(sara.locator("#my-data"), "See what it holds and download it")
    assert too_wide(sara) == []
    with sara.expect_download() as waited:
        press(sara, "Download my data")
    with zipfile.ZipFile(waited.value.path()) as folder:
        data = json.loads(folder.read("mina-uppgifter.json"))
        page = folder.read("mina-uppgifter.html").decode()
    assert data["account"][0]["value"] == "Sara"
    assert "Gemensam bilpool" in {row["title"] for row in data["texts"]}
    sara.set_content(page)
    expect(sara.locator("h1")).to_have_text("Mina uppgifter i Sluss")


def test_what_a_handler_marks_another_person_does_not_see(opened: Any, town: Town) -> None:
    texts = Texts(title="Golv som inte är hala", need="Folk halkar i entrén.", solution=RECIPE)
    with_recipe = town.give("recipe", texts.title, texts=texts, visibility=Visibility.ALL)
    address = town.idea_path("recipe")
    outsider = opened(address, by=town.cast.outsider)
    expect(outsider.locator("article")).to_contain_text(RECIPE)

    amira = opened(town.case_path("recipe"), by=town.cast.amira)
    press(amira, "Mark something as secret")
    amira.get_by_label(sv("The proposal"), exact=True).check()
    amira.get_by_label(sv("Paragraph that may apply")).fill("31 kap. 16 § OSL")
    amira.get_by_label(sv("Why?")).fill("Blandningen är företagets.")
    press(amira, "Mark as secret")
    told(amira, sv("It is marked. From now on only those who handle it can read it, and each reading is logged."))

    outsider.reload()
    expect(outsider.locator("article")).to_contain_text("Sekretessmarkerat")
    assert RECIPE not in outsider.content()
    amira.goto(address)
    expect(amira.locator("article")).to_contain_text(RECIPE)
    auditor = opened("/logg", by=town.cast.auditor)
    auditor.get_by_label(sv("What"), exact=True).select_option(label=sv("Reads of what is marked as secret"))
    auditor.get_by_label(sv("Number in its address")).fill(str(giving.fresh(with_recipe).pk))
    press(auditor, "Show")
    expect(auditor.locator("tbody tr")).to_have_count(1)
    expect(auditor.locator("tbody tr")).to_contain_text("Amira Haddad")
