"""The built assets: small enough, complete, and with nothing from elsewhere. `make setup` builds them."""

from __future__ import annotations

import gzip
import json
import re
from importlib.resources import files
from pathlib import Path

import pytest

from sluss.core.components.status import ICONS

ROOT = Path(__file__).resolve().parents[3]
BUILT = ROOT / "sluss" / "core" / "static" / "build"
MOST_CSS, MOST_JS = 42_000, 30_000


@pytest.fixture(autouse=True)
def built() -> None:
    assert BUILT.is_dir(), "the assets are not built: run `make setup`"


def weight(*contents: bytes) -> int:
    return sum(len(gzip.compress(content, 9, mtime=0)) for content in contents)


def test_the_style_sheet_is_small() -> None:
    assert weight((BUILT / "sluss.css").read_bytes()) <= MOST_CSS


def test_the_scripts_are_small() -> None:
    htmx = files("django_htmx").joinpath("static/django_htmx/htmx-2.min.js").read_bytes()
    assert weight((BUILT / "sluss.js").read_bytes(), (BUILT / "theme.js").read_bytes(), (BUILT / "board.js").read_bytes(), htmx) <= MOST_JS


def test_what_the_style_sheet_fetches_is_there() -> None:
    css = (BUILT / "sluss.css").read_text(encoding="utf-8")
    fetched = [address for address in re.findall(r"url\(\"?([^\")]+)\"?\)", css) if not address.startswith("data:")]
    assert len(fetched) >= 2
    assert [address for address in fetched if not (BUILT / address).is_file()] == []


def test_nothing_is_fetched_from_elsewhere() -> None:
    for name in ("sluss.css", "sluss.js", "theme.js", "board.js", "icons.svg"):
        text = (BUILT / name).read_text(encoding="utf-8").replace("http://www.w3.org/2000/svg", "")
        assert not re.search(r"https?://|@import", text), name


def test_the_sprite_has_every_icon_and_no_other() -> None:
    sprite = (BUILT / "icons.svg").read_text(encoding="utf-8")
    assert set(re.findall(r'<symbol id="([\w-]+)"', sprite)) == set(ICONS)


def test_dark_is_for_screens_and_paper_is_light() -> None:
    css = (BUILT / "sluss.css").read_text(encoding="utf-8")
    dark = [found.start() for found in re.finditer(r"\[data-color-scheme=\"?dark\"?\]\s*\{", css)]
    assert dark
    for at in dark:
        assert "@media screen" in css[max(0, at - 200) : at], css[at - 80 : at + 60]


def test_the_lock_file_names_no_registry() -> None:
    lock = json.loads((ROOT / "frontend" / "package-lock.json").read_text(encoding="utf-8"))
    packages = {name: package for name, package in lock["packages"].items() if name}
    assert packages
    assert [name for name, package in packages.items() if "resolved" in package] == []
    assert [name for name, package in packages.items() if "integrity" not in package] == []


def test_every_class_in_a_template_is_styled_or_a_handle() -> None:
    """A class that nothing knows is mostly a misspelt one. Scripts and htmx take hold of some by name (".sl-auto")."""
    sources = [*ROOT.glob("frontend/css/*.css"), *ROOT.glob("frontend/js/*.js"), *ROOT.glob("sluss/*/templates/**/*.html")]
    known = {name for path in sources for name in re.findall(r"\.(sl-[\w-]+)", path.read_text(encoding="utf-8"))}
    used: dict[str, str] = {}
    for template in ROOT.glob("sluss/*/templates/**/*.html"):
        for names in re.findall(r'class="([^"]*)"', template.read_text(encoding="utf-8")):
            for name in re.findall(r"(?<![\w-])sl-[\w-]+", names):
                used.setdefault(name, str(template.relative_to(ROOT)))
    assert len(used) > 40
    assert {name: where for name, where in used.items() if name not in known} == {}
