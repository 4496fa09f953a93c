from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from sluss.core.text import clean, plain, suggest_title, summarise
from sluss.core.text.excerpts import LONGEST_TITLE

ANYTHING = st.one_of(st.text(st.characters(), max_size=400), st.text("aåB .,!?\n-#*[]()”", max_size=300))


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("fler bänkar i parken", "Fler bänkar i parken"),
        ("Fler bänkar i parken. Många orkar inte gå så långt.", "Fler bänkar i parken"),
        ("Hej! Jag tycker att det ska finnas fler bänkar. Tack på förhand!", "Det ska finnas fler bänkar"),
        ("Hej alla, mitt förslag är att vi lånar ut verktyg", "Vi lånar ut verktyg"),
        ("Jag tycker om bänkar", "Jag tycker om bänkar"),
        ("MER LJUS I PARKEN TACK!!!", "Mer ljus i parken tack"),
        ("SFI", "SFI"),
        ("Bänkar\nDet finns för få.", "Bänkar"),
        ("# Bänkar\n\n- en\n- två", "Bänkar"),
        ("**Bänkar** i [parken](https://example.org/a_b)", "Bänkar i parken"),
        ("Det tar 2.5 timmar att t.ex. byta däck. Det är för länge.", "Det tar 2.5 timmar att t.ex. byta däck"),
        ("Bygg inte för högt.Bevara torget.", "Bygg inte för högt"),
        (
            "Vi behöver bättre belysning vid gångvägen mellan skolan och simhallen, eftersom många barn går där när det är mörkt",
            "Vi behöver bättre belysning vid gångvägen mellan skolan och simhallen",
        ),
        (
            "Skapa en gemensam kalender för alla förvaltningars möten lokaler utbildningar och mycket annat som hör dit",
            "Skapa en gemensam kalender för alla förvaltningars möten lokaler utbildningar",
        ),
        ("a" * 200, "A" + "a" * 79),
        ("?", "?"),
        ("...", "..."),
        ("😀", "😀"),
        ("Hej!", "Hej"),
        ("", ""),
        (" \n\t\0\u200b ", ""),
    ],
)
def test_a_title_is_suggested(text: str, title: str) -> None:
    assert suggest_title(text) == title


@given(ANYTHING)
@example("ß" * 200)
@example("ŉ" * 80)
@example("Hej! ")
@example("- \n- \n")
@example("Förslag: .. x")
def test_a_title_is_never_empty_nor_long(text: str) -> None:
    title = suggest_title(text)
    assert bool(title) == bool(clean(text))
    assert len(title) <= LONGEST_TITLE
    assert title == clean(title)
    assert "\n" not in title
    assert title[:1] == title[:1].upper() or len(title[:1].upper()) > 1


def test_real_proposals_get_titles(real_data: Path) -> None:
    for each in json.loads((real_data / "goteborgsforslag.json").read_text(encoding="utf-8")):
        title, text = suggest_title(each["Sammanfattning"]), clean(each["Sammanfattning"])
        if text:
            assert 2 <= len(title) <= LONGEST_TITLE
            assert title[-1] not in ".,:;!? -"


@pytest.mark.parametrize(
    ("text", "limit", "excerpt"),
    [
        ("Kort.", 200, "Kort."),
        ("En mening som är lång nog. En till som inte får plats här.", 40, "En mening som är lång nog."),
        ("En mening som aldrig vill ta slut hur länge man än läser", 30, "En mening som aldrig vill ta…"),
        ("Ja. En mening som aldrig vill ta slut hur länge man än läser", 30, "Ja. En mening som aldrig vill…"),
        ("a" * 100, 10, "a" * 9 + "…"),
        ("# Rubrik\n\nText med *vikt*\n\n> citat", 200, "Rubrik Text med vikt citat"),
        ("[" * 500, 10, "[" * 9 + "…"),
        ("", 10, ""),
    ],
)
def test_an_excerpt(text: str, limit: int, excerpt: str) -> None:
    assert summarise(text, limit) == excerpt


@given(ANYTHING, st.integers(2, 250))
def test_an_excerpt_is_short_plain_and_the_beginning(text: str, limit: int) -> None:
    excerpt = summarise(text, limit)
    assert len(excerpt) <= limit
    assert bool(excerpt) == bool(clean(text))
    assert "\n" not in excerpt
    whole = plain(text)
    assert whole.startswith(excerpt.removesuffix("…")) or excerpt == whole


def test_an_excerpt_without_room_is_a_mistake() -> None:
    with pytest.raises(ValueError, match="room"):
        summarise("text", 1)
