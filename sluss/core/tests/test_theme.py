"""Any city's colour gives readable pages: contrast is computed from what is served, not promised."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured
from hypothesis import example, given, settings
from hypothesis import strategies as st

from sluss.core import theme

TOKENS = (Path(__file__).resolve().parents[3] / "frontend" / "css" / "tokens.css").read_text(encoding="utf-8")
TEXT, EDGE = 4.5, 3.0


def own_tokens(block: str) -> dict[str, str]:
    return dict(re.findall(r"--sl-([\w-]+):\s*(#[0-9a-f]{3,6});", block))


def full(colour: str) -> str:
    return theme.parse(colour)


LIGHT = {name: full(value) for name, value in own_tokens(TOKENS[: TOKENS.index("@media screen")]).items()}
DARK = LIGHT | {
    name: full(value)
    for name, value in own_tokens(TOKENS[TOKENS.index('[data-color-scheme="dark"]') : TOKENS.index("prefers-color-scheme")]).items()
}
AUTO = LIGHT | {name: full(value) for name, value in own_tokens(TOKENS[TOKENS.index("prefers-color-scheme") :]).items()}
GROUNDS = ("page", "surface", "sunken", "tint")
OURS = pytest.mark.parametrize("mode", [LIGHT, DARK], ids=["light", "dark"])


def served(block: str) -> dict[str, str]:
    return dict(re.findall(r"--ds-color-accent-([\w-]+):(#[0-9a-f]{6})", block))


def pairs(ours: dict[str, str], city: dict[str, str]) -> list[tuple[str, str, str, float]]:
    """(what, front, back, least contrast) for all that the city's colour touches."""
    found = []
    for ground in GROUNDS:
        found += [
            (f"link on {ground}", city["text-subtle"], ours[ground], TEXT),
            (f"strong text on {ground}", city["text-default"], ours[ground], TEXT),
        ]
    for surface in ("background-default", "background-tinted", "surface-default", "surface-tinted", "surface-hover", "surface-active"):
        found += [
            (f"text on {surface}", city["text-default"], city[surface], TEXT),
            (f"quiet text on {surface}", city["text-subtle"], city[surface], TEXT),
        ]
    for base in ("base-default", "base-hover", "base-active"):
        found.append((f"button text on {base}", city["base-contrast-default"], city[base], TEXT))
    for ground in ("page", "surface"):
        found += [
            (f"border on {ground}", city["border-default"], ours[ground], EDGE),
            (f"filled shape on {ground}", city["base-default"], ours[ground], EDGE),
        ]
    return found


@settings(max_examples=120, deadline=None)
@given(st.integers(0, 0xFFFFFF).map(lambda number: f"#{number:06x}"))
@example("#000000")
@example("#ffffff")
@example("#ffff00")
@example("#0000ff")
@example("#00ff00")
@example("#808080")
@example("#1f6f8b")
def test_every_colour_gives_enough_contrast(colour: str) -> None:
    css = theme.stylesheet(colour)
    light, dark, auto = (served(block) for block in css.strip().split("\n"))
    assert dark == auto
    for name, ours, city in (("light", LIGHT, light), ("dark", DARK, dark)):
        weak = [(name, what, front, back) for what, front, back, least in pairs(ours, city) if theme.contrast(front, back) < least]
        assert not weak


@OURS
def test_our_own_tokens_have_enough_contrast(mode: dict[str, str]) -> None:
    texts = [(text, ground) for text in ("ink", "ink2", "err", "ok", "warn") for ground in GROUNDS]
    texts += [("ink", "water-soft"), ("on-lantern", "lantern"), ("page", "ink")]
    shapes = [("line2", "page"), ("line2", "surface"), ("water", "water-soft"), ("ink", "stone"), ("ink", "mist")]
    weak = [
        (pair, round(theme.contrast(mode[pair[0]], mode[pair[1]]), 2))
        for pair in texts
        if theme.contrast(mode[pair[0]], mode[pair[1]]) < TEXT
    ]
    weak += [
        (pair, round(theme.contrast(mode[pair[0]], mode[pair[1]]), 2))
        for pair in shapes
        if theme.contrast(mode[pair[0]], mode[pair[1]]) < EDGE
    ]
    assert not weak


def test_dark_by_choice_and_dark_by_machine_are_the_same() -> None:
    assert DARK == AUTO
    assert DARK != LIGHT


def test_contrast_is_wcags() -> None:
    assert theme.contrast("#ffffff", "#000000") == pytest.approx(21)
    assert theme.contrast("#777777", "#ffffff") == pytest.approx(4.478, abs=0.001)


def test_a_readable_colour_is_kept_as_it_is() -> None:
    assert theme.ramps("#1f6f8b")[0]["base-default"] == "#1f6f8b"
    assert theme.ramps("#ffe000")[0]["base-default"] != "#ffe000"


@pytest.mark.parametrize("wrong", ["", "red", "1f6f8b", "#12", "#1f6f8b;}body{display:none", "#gggggg"])
def test_what_is_not_a_colour_is_refused(wrong: str) -> None:
    with pytest.raises(ImproperlyConfigured):
        theme.stylesheet(wrong)


def test_another_colour_has_another_address() -> None:
    assert theme.fingerprint("#1f6f8b") != theme.fingerprint("#7a2048")
    assert theme.parse("#ABC") == "#aabbcc"
