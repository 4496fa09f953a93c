from __future__ import annotations

import time
import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from sluss.core.text import clean, fold

ANYTHING = st.text(st.characters(), max_size=300)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  Hej  \n", "Hej"),
        ("a\r\nb\rc\u2028d\u2029e\x85f\x0bg\x0ch", "a\nb\nc\nd\ne\nf\ng\nh"),
        ("a\tb", "a\tb"),
        ("a\0b\x07\x1b\x7f\x9d", "ab"),
        ("a\ud800b\udfff", "ab"),
        ("\u202egnp.exe\u202c \u2066x\u2069", "gnp.exe x"),
        ("\ufeffa\u200bb\u2060", "ab"),
        ("a\ufffe\uffff\ufdd0b", "ab"),
        ("hej\U000e0048\U000e0065", "hej"),
        ("cafe\u0301 A\u030angstro\u0308m", "café Ångström"),
        ("e\0\u0301", "é"),
        ("👩\u200d👧 🇸🇪", "👩\u200d👧 🇸🇪"),
        ("سلام \u200fabc", "سلام \u200fabc"),
        ("\u200b \0 \ufeff", ""),
        ("", ""),
    ],
)
def test_clean(typed: str, kept: str) -> None:
    assert clean(typed) == kept


@given(ANYTHING)
@example("e\0\u0301")
@example("\0 a")
@example("a" + "\u0315\u0300" * 100)
def test_what_is_clean_stays_so(text: str) -> None:
    once = clean(text)
    assert clean(once) == once
    assert unicodedata.is_normalized("NFC", once)
    assert once == once.strip()
    once.encode("utf-8")
    assert not {each for each in once if unicodedata.category(each) in {"Cc", "Cs"}} - {"\n", "\t"}


@given(st.text("aåäöéÅÄÖ \n.,!?", max_size=100))
def test_ordinary_text_is_kept_as_it_is(text: str) -> None:
    assert clean(text) == text.strip()


@pytest.mark.slow
@pytest.mark.parametrize(
    "text",
    [
        "a" + "\u0315\u0300" * 5_000_000,
        "\u0315\u0300a" * 3_000_000,
        "\0" * 10_000_000,
        "漢字" * 5_000_000,
        "lekplatsen i parken\r\n" * 500_000,
    ],
    ids=["marks", "letters with marks", "NUL", "no blanks", "lines"],
)
def test_ten_megabytes_are_no_trouble(text: str) -> None:
    started = time.process_time()
    clean(text)
    assert time.process_time() - started < 10


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("ÅÄÖ åäö", "åäö åäö"),
        ("Éèêë ÜÙ ñ ç", "eeee uu n c"),
        ("Ærø Œuvre Straße ẞ Łódź đ", "ärö oeuvre strasse ss lodz d"),
        ("ﬁ ½ ² Ⅷ ｆｕｌｌ", "fi 1 2 2 viii full"),
        ("a\u2011b\u2010c d\u00ade", "a-b-c de"),
        ("ǻ ǟ ȫ ȭ", "å ä ö o"),
        ("漢字", "  "),
        ("\ud800", " "),
    ],
)
def test_fold(text: str, folded: str) -> None:
    assert fold(text) == folded


@given(ANYTHING)
def test_fold_leaves_nothing_else(text: str) -> None:
    assert set(fold(text)) <= set("0123456789abcdefghijklmnopqrstuvwxyzåäö -\n")
