"""Templates and addresses name each other by text, which no import contract sees; and what the strict CSP forbids is found here first."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from .house import SOURCES, app_of, levels, may_know, own_strings, place, python_files, templates, texts

# An icon that is fetched by itself is an image, and a page's policy does not reach into it.
IMAGE = re.compile(r"<svg xmlns=.*?</svg>", re.DOTALL)
COMMENT = re.compile(r"\{#.*?#\}|\{%\s*comment\b.*?%\}.*?\{%\s*endcomment\s*%\}|<!--.*?-->", re.DOTALL)
TAG = re.compile(r"""\{%\s*(url|include|extends)\s+["']([^"']+)["']""")
LOADED = re.compile(r"\{%\s*load\s+([^%]*?)%\}")
ADDRESS = re.compile(r"^([a-z]+):[a-z][a-z0-9_]*$")
TEMPLATE = re.compile(r"^([a-z]+)/[a-z0-9_/]+\.(html|txt)$")
FORBIDDEN = {
    "a style attribute": re.compile(r"<[^>]*\sstyle\s*=", re.IGNORECASE),
    "a style element": re.compile(r"<style\b", re.IGNORECASE),
    "a script in the page": re.compile(r"<script\b(?![^>]*\bsrc\s*=)(?![^>]*application/(ld\+)?json)", re.IGNORECASE),
    "a handler attribute": re.compile(r"<[^>]*\son[a-z]+\s*=\s*[\"']", re.IGNORECASE),
    "a script address": re.compile(r"""=\s*["']?javascript:""", re.IGNORECASE),
    "htmx code in an attribute": re.compile(r"<[^>]*\shx-(on|vals=[\"']js)", re.IGNORECASE),
}


def without_comments(text: str) -> str:
    """Comments blotted out line by line, so that line numbers stay."""
    return COMMENT.sub(lambda found: re.sub(r"[^\n]", " ", found[0]), text)


def line_of(text: str, at: int) -> int:
    return text.count("\n", 0, at) + 1


def owner_of(kind: str, name: str) -> str:
    """The app that a template or an address belongs to, or nothing for what is not ours."""
    found = (ADDRESS if kind == "url" else TEMPLATE).match(name)
    return found[1] if found and found[1] in levels() else ""


def named_in_templates() -> Iterator[tuple[str, str, str, str]]:
    for path, raw in templates():
        text = without_comments(raw)
        for tag in TAG.finditer(text):
            yield app_of(path), owner_of(tag[1], tag[2]), tag[2], place(path, line_of(text, tag.start()))


def named_in_code() -> Iterator[tuple[str, str, str, str]]:
    for path, tree in python_files(tests=False):
        for line, text in own_strings(tree):
            for kind in ("url", "include"):
                yield app_of(path), owner_of(kind, text), text, place(path, line)


@pytest.mark.slow
def test_templates_and_addresses_are_named_downward_only() -> None:
    upward = [
        f"{where} names {name}"
        for app, owner, name, where in [*named_in_templates(), *named_in_code()]
        if owner and app in levels() and not may_know(app, owner)
    ]
    assert not upward, "an upper app lends a panel or a provider instead"


@pytest.mark.slow
def test_template_tags_are_loaded_from_below_only() -> None:
    owners = {path.stem: app_of(path) for path, _ in python_files(tests=False) if path.parent.name == "templatetags"}
    upward = [
        f"{place(path)} loads {name}"
        for path, text in templates()
        for loaded in LOADED.finditer(without_comments(text))
        for name in loaded[1].split()
        if name in owners and not may_know(app_of(path), owners[name])
    ]
    assert not upward


def test_templates_lie_in_a_folder_of_their_app() -> None:
    """Two apps with a template of one name would hide each other's; what is put in a library's place keeps the library's folder."""
    replaced = {"account", "allauth", "django", "mfa", "socialaccount"}
    astray = []
    for path, _ in templates():
        below = path.relative_to(path.parents[[parent.name for parent in path.parents].index("templates")]).parts
        # The lowest package may name its folders freely, but not after another.
        foreign = set(levels()) - {app_of(path)} if app_of(path) == "core" else {below[0]} - {app_of(path), *replaced}
        if len(below) > 1 and below[0] in foreign:
            astray.append(place(path))
    assert not astray


@pytest.mark.slow
def test_nothing_that_the_content_security_policy_stops() -> None:
    sources = [(path, 1, without_comments(text)) for path, text in templates()]
    sources += [(path, line, IMAGE.sub("", text)) for path, tree in python_files(tests=False) for line, text in own_strings(tree)]
    found = [
        f"{place(path, first + line_of(text, match.start()) - 1)} has {what}"
        for path, first, text in sources
        for what, pattern in FORBIDDEN.items()
        for match in pattern.finditer(text)
    ]
    assert not found


FROZEN_NAME = re.compile(r"\.(?:by|asked|answered|ended|claimed|opened|closed|assessor|recorded)_name\b")
# Where a frozen name is read on purpose: what shows it asks whether the person is protected since.
READS_FROZEN = {"sluss/gates/views/rounds.py", "sluss/ideas/queries_together.py"}


def test_no_page_shows_a_name_as_it_was_frozen() -> None:
    """`by_shown` and its like (people.models.ShownName) say a role for one whose identity has been protected since."""
    files = [(file, text) for file, text in texts() if file.suffix in {".py", ".html"} and SOURCES in file.parents]
    apart = {"tests", "migrations", "models", "actions"}
    found = {
        place(file)
        for file, text in files
        if not apart & {part.removesuffix(".py") for part in file.relative_to(SOURCES).parts} and FROZEN_NAME.search(text)
    }
    assert found == READS_FROZEN
