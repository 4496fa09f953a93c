"""House rules that no linter knows."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from .house import ROOT, place, python_files, texts, tracked

LONGEST = 400
CODE = {".py", ".html", ".js", ".mjs", ".css"}
# Django writes when a session ends by the machine's clock, and so it is read by it.
CLOCKS = {"sluss/core/clock.py", "sluss/core/sessions.py"}
# Who is erased is waited for: what is just being written about them is erased too.
LOCKS_WHOLE_ROWS = {"sluss/people/actions/erasing.py"}
ASKS_THE_CLOCK = {
    "datetime": {"now", "utcnow", "today"},
    "date": {"today"},
    "timezone": {"now", "localdate"},
    "time": {"time", "time_ns", "localtime", "gmtime", "strftime"},
}
BRINGS_THE_CLOCK = {
    "django.utils.timezone": {"now", "localdate", "localtime"},
    "django.db.models.functions": {"Now"},
    "time": {"time", "time_ns"},
}
# With one letter in brackets each, so that this file does not hold what it looks for.
REGISTRIES = re.compile(r"(p[y]pi|pythonh[o]sted|n[p]mjs|d[e]bian|cr[a]tes|rubyg[e]ms)\.(org|com|net|io)", re.IGNORECASE)
MACHINE_PATHS = re.compile(r"(?<![\w.])/(r[o]ot|h[o]me/[a-z]+|w[o]rk|U[s]ers/[a-z]+)/")
UNFINISHED = re.compile(r"\b(T[O]DO|F[I]XME|X[X]X|NotI[m]plementedError|coming s[o]on|kommer s[n]art|lorem i[p]sum)\b")
EXCUSE = re.compile(r"#\s*(noqa|type:\s*ignore|pragma)\b(:?\s*[A-Z]+[0-9]+(,\s*[A-Z]+[0-9]+)*|\[[^\]]*\])?(.*)")
SKIPPED = re.compile(r"(pytest\.mark\.(skip|skipif|xfail)|pytest\.(skip|xfail))\b(.*)")


def clock_uses(tree: ast.Module) -> Iterator[tuple[int, str]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute):
            owner = node.value.id if isinstance(node.value, ast.Name) else node.value.attr if isinstance(node.value, ast.Attribute) else ""
            if node.attr in ASKS_THE_CLOCK.get(owner, ()):
                yield node.lineno, f"{owner}.{node.attr}"
        elif isinstance(node, ast.ImportFrom):
            for alias in node.names:
                if alias.name in BRINGS_THE_CLOCK.get(node.module or "", ()):
                    yield node.lineno, f"{node.module}.{alias.name}"


@pytest.mark.slow
def test_only_the_clock_asks_for_the_time() -> None:
    found = [
        f"{place(path, line)} uses {what}" for path, tree in python_files() if place(path) not in CLOCKS for line, what in clock_uses(tree)
    ]
    assert not found, "time comes from sluss.core.clock, so that tests can travel in it"


def test_the_clock_scanner_sees() -> None:
    asks = "from django.utils.timezone import now\nx = datetime.datetime.now()\ny = timezone.now\nz = clock.now()\nw = time.monotonic()"
    assert sorted(line for line, _ in clock_uses(ast.parse(asks))) == [1, 2, 3]


def locks_whole_rows(tree: ast.Module) -> Iterator[int]:
    for node in ast.walk(tree):
        locks = isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "select_for_update"
        if locks and not any(keyword.arg == "no_key" for keyword in node.keywords):
            yield node.lineno


@pytest.mark.slow
def test_a_locked_row_can_still_be_pointed_at() -> None:
    """In PostgreSQL a row locked whole holds up everybody who writes one that points at it, and two who lock in other orders by that."""
    found = [place(path, line) for path, tree in python_files() if place(path) not in LOCKS_WHOLE_ROWS for line in locks_whole_rows(tree)]
    assert not found, "select_for_update(no_key=True), unless the row's number changes or it goes"


def test_the_lock_scanner_sees() -> None:
    locks = "a.select_for_update()\nb.select_for_update(no_key=True)\nc.select_for_update(of=('self',)).get(pk=1)"
    assert sorted(locks_whole_rows(ast.parse(locks))) == [1, 3]


def code_files() -> Iterator[Path]:
    yield from (path for path in tracked() if path.suffix in CODE and "migrations" not in path.parts)


def test_files_are_short_enough_to_read() -> None:
    lengths = {place(path): len(path.read_text(encoding="utf-8").splitlines()) for path in code_files()}
    assert not {name: length for name, length in lengths.items() if length > LONGEST}, f"past {LONGEST} lines a file becomes a folder"


def found_in_texts(pattern: re.Pattern[str], suffixes: set[str] | None = None) -> list[str]:
    return [
        f"{place(path, number)}: {line.strip()[:120]}"
        for path, text in texts()
        if suffixes is None or path.suffix in suffixes
        for number, line in enumerate(text.splitlines(), 1)
        if pattern.search(line)
    ]


def test_a_form_that_comes_back_empty_is_read_too() -> None:
    found = found_in_texts(re.compile(r"request\.(POST|FILES) o[r] None"), {".py"})
    assert not found, "a form sent with nothing in it is no page that was asked for: its errors are said, and it answers 422"


def test_no_registry_is_named() -> None:
    assert not found_in_texts(REGISTRIES), "where packages come from is set on the machine that gets them"


def test_no_path_of_one_machine() -> None:
    assert not found_in_texts(MACHINE_PATHS)


def test_nothing_is_left_unfinished() -> None:
    assert not found_in_texts(UNFINISHED, {".py", ".html", ".js", ".mjs", ".css", ".po", ".yaml", ".md"})


def test_every_exception_to_a_rule_says_why() -> None:
    silent = []
    for path, text in texts():
        if path.suffix != ".py":
            continue
        for number, line in enumerate(text.splitlines(), 1):
            excuse = EXCUSE.search(line)
            if excuse and not re.search(r"\w{3}", excuse[4]):
                silent.append(f"{place(path, number)}: {line.strip()}")
            skipped = SKIPPED.search(line)
            if skipped and not re.search(r"reason|\([\"'\w]", skipped[4]) and "(" in skipped[4]:
                silent.append(f"{place(path, number)}: {line.strip()}")
    assert not silent


def test_every_requirement_is_locked_by_hash() -> None:
    for wished in sorted((ROOT / "requirements").glob("*.in")):
        lock = wished.with_suffix(".txt").read_text(encoding="utf-8")
        names = {line.split("==")[0].split("[")[0].lower() for line in lock.splitlines() if re.match(r"[A-Za-z0-9]", line)}
        asked = [
            line.strip() for line in wished.read_text(encoding="utf-8").splitlines() if line.strip() and not line.startswith(("#", "-"))
        ]
        missing = [line for line in asked if re.split(r"[\[<>=!~; ]", line)[0].lower().replace("_", "-") not in names]
        assert not missing, f"{wished.name}: lock it anew (CONTRIBUTING.md says how)"
        entries = re.split(r"\n(?=[A-Za-z0-9])", lock.strip())
        assert not [entry.split()[0] for entry in entries if "--hash=sha256:" not in entry]


def test_the_development_lock_holds_the_runtime_lock() -> None:
    """make test must try what make run installs."""

    def pins(name: str) -> set[str]:
        lock = (ROOT / "requirements" / name).read_text(encoding="utf-8")
        return {line.split()[0] for line in lock.splitlines() if re.match(r"[A-Za-z0-9]", line)}

    assert pins("runtime.txt") <= pins("dev.txt")
