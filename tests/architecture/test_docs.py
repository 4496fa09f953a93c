"""Documentation names things; these tests hold the names against what is there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import get_commands

from .house import ROOT, place, python_files, tracked

PAGES = [path for path in tracked() if path.suffix == ".md"]
LINK = re.compile(r"\[[^\]]*\]\(([^)#\s]+)(#[^)]*)?\)")
COMMAND = re.compile(r"(?:^|[` ]|\.venv/bin/)sluss ([a-z]+)\b", re.MULTILINE)
CODE = re.compile(r"```.*?```|`[^`]+`", re.DOTALL)


def test_links_lead_somewhere() -> None:
    dead = [
        f"{place(page)}: {target}"
        for page in PAGES
        for target, _ in LINK.findall(page.read_text(encoding="utf-8"))
        if not target.startswith(("https://", "mailto:")) and not (page.parent / target).exists()
    ]
    assert not dead


def test_commands_named_in_the_documentation_exist() -> None:
    known = set(get_commands())
    unknown = [
        f"{place(page)}: sluss {name}"
        for page in PAGES
        for code in CODE.findall(page.read_text(encoding="utf-8"))
        for name in COMMAND.findall(code.strip("`"))
        if name not in known
    ]
    assert not unknown


def test_make_targets_named_in_the_documentation_exist() -> None:
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    named = {
        (place(page), name) for page in PAGES for name in re.findall(r"`(?:[A-Z]+=\S+ )*make ([a-z-]+)", page.read_text(encoding="utf-8"))
    }
    assert named
    assert not {(page, name) for page, name in named if name not in targets}


def test_settings_named_in_operations_exist() -> None:
    text = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")
    named = set(re.findall(r"\b(SLUSS_[A-Z_]+|[A-Z]+_[A-Z_]+)\b", "".join(CODE.findall(text))))
    assert named
    assert named <= set(settings.KNOWN_SETTINGS)


@pytest.mark.slow
def test_glossary_names_what_is_in_the_code() -> None:
    rows = [
        line.split("|")[3].strip(" `") for line in (ROOT / "docs" / "glossary.md").read_text(encoding="utf-8").splitlines() if "| `" in line
    ]
    code = "\n".join(path.read_text(encoding="utf-8") for path, _ in python_files(tests=False))
    assert len(rows) > 20
    assert not [name for name in rows if not re.search(rf"\b{re.escape(name)}\b", code)]


def test_decisions_are_numbered_without_gaps() -> None:
    pages = sorted(Path(ROOT / "docs" / "decisions").glob("*.md"))
    assert [int(page.name[:4]) for page in pages] == list(range(1, len(pages) + 1))
