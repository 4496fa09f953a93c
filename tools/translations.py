"""The Swedish texts: what the code asks for, beside what sluss/locale holds. Written so that gettext need not be installed.

translations.py compile           .po to .mo
translations.py check             fails on what is missing, empty, fuzzy, or has other placeholders than the msgid
translations.py update            adds missing msgids (empty), removes those that nothing asks for
translations.py merge a.po b.po   takes texts from fragments; a text that is there already stays
"""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import polib
from django.conf import settings
from django.utils.translation.template import templatize

ROOT = Path(__file__).resolve().parents[1]
SOURCES = ROOT / "sluss"
LOCALE = SOURCES / "locale"
SWEDISH = LOCALE / "sv" / "LC_MESSAGES" / "django.po"
SHOWN = 50
HEADER = {
    "Project-Id-Version": "Sluss",
    "Language": "sv",
    "MIME-Version": "1.0",
    "Content-Type": "text/plain; charset=UTF-8",
    "Content-Transfer-Encoding": "8bit",
    "Plural-Forms": "nplurals=2; plural=(n != 1);",
}
# How each function of Django takes its words: context, singular, plural.
FUNCTIONS: dict[str, tuple[str, ...]] = {"_": ("msgid",)}
for _suffix in ("", "_lazy", "_noop"):
    FUNCTIONS |= {
        f"gettext{_suffix}": ("msgid",),
        f"ngettext{_suffix}": ("msgid", "plural"),
        f"pgettext{_suffix}": ("context", "msgid"),
        f"npgettext{_suffix}": ("context", "msgid", "plural"),
    }
# In what templatize() makes of a template, the calls stand among the rest blotted out with X.
STRING = r"""u?("(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*')"""
CALL = re.compile(rf"\b(_|n?p?gettext)\(\s*{STRING}(?:\s*,\s*{STRING})?(?:\s*,\s*{STRING})?", re.DOTALL)
PLACEHOLDER = re.compile(r"%\((\w+)\)[a-z]|(?<!%)%[sd]|\{(\w*)\}")

Key = tuple[str, str]


@dataclass
class Wanted:
    """One text that the code asks for, and where."""

    context: str
    msgid: str
    plural: str = ""
    places: list[str] = field(default_factory=list)


class Unreadable(Exception):
    """A call whose words cannot be known without running it."""


def in_python(path: Path) -> Iterator[Wanted]:
    place = path.relative_to(ROOT).as_posix()
    tree = ast.parse(path.read_text(encoding="utf-8"), filename=str(path))
    names = {"_": "gettext"} | {name: name for name in FUNCTIONS}
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module == "django.utils.translation":
            names |= {alias.asname: alias.name for alias in node.names if alias.asname and alias.name in FUNCTIONS}
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        called = node.func.id if isinstance(node.func, ast.Name) else node.func.attr if isinstance(node.func, ast.Attribute) else ""
        parts = FUNCTIONS.get(names.get(called, ""))
        if not parts or len(node.args) < len(parts):
            continue
        words = dict(zip(parts, node.args, strict=False))
        if any(isinstance(word, ast.JoinedStr | ast.BinOp) for word in words.values()):
            raise Unreadable(f"{place}:{node.lineno}: {called}() takes one plain text; put values in with %(name)s afterwards")
        texts = {part: word.value for part, word in words.items() if isinstance(word, ast.Constant) and isinstance(word.value, str)}
        # A variable is translated where its text was marked with gettext_noop or gettext_lazy.
        if len(texts) == len(parts) and texts["msgid"]:
            yield Wanted(texts.get("context", ""), texts["msgid"], texts.get("plural", ""), [f"{place}:{node.lineno}"])


def in_template(path: Path) -> Iterator[Wanted]:
    place = path.relative_to(ROOT).as_posix()
    code = templatize(path.read_text(encoding="utf-8"), origin=place)
    for call in CALL.finditer(code):
        parts = FUNCTIONS[call[1]]
        texts = [ast.literal_eval(text) for text in call.groups()[1 : 1 + len(parts)]]
        words = dict(zip(parts, texts, strict=True))
        line = code.count("\n", 0, call.start()) + 1
        if words["msgid"]:
            yield Wanted(words.get("context", ""), words["msgid"], words.get("plural", ""), [f"{place}:{line}"])


def wanted() -> dict[Key, Wanted]:
    found: dict[Key, Wanted] = {}
    for path in sorted(SOURCES.rglob("*")):
        if "tests" in path.parts or "migrations" in path.parts or path.suffix not in {".py", ".html", ".txt"}:
            continue
        if path.suffix != ".py" and "templates" not in path.parts:
            continue
        for text in in_python(path) if path.suffix == ".py" else in_template(path):
            kept = found.setdefault((text.context, text.msgid), text)
            if kept is not text:
                kept.places += text.places
                kept.plural = kept.plural or text.plural
    return found


def opened(path: Path) -> polib.POFile:
    return polib.pofile(str(path), encoding="utf-8", wrapwidth=110) if path.exists() else polib.POFile(wrapwidth=110)


def key(entry: polib.POEntry) -> Key:
    return (entry.msgctxt or "", entry.msgid)


def save(book: polib.POFile) -> None:
    """Sorted, without places and dates: the file changes only where a text does."""
    book.metadata = HEADER
    entries = sorted(
        (entry for entry in book if not entry.obsolete), key=lambda entry: (entry.msgid.lower(), entry.msgid, entry.msgctxt or "")
    )
    book.clear()
    for entry in entries:
        entry.occurrences = []
        book.append(entry)
    SWEDISH.parent.mkdir(parents=True, exist_ok=True)
    book.save(str(SWEDISH))


def texts_of(entry: polib.POEntry) -> list[str]:
    return [entry.msgstr_plural[number] for number in sorted(entry.msgstr_plural)] if entry.msgid_plural else [entry.msgstr]


def placeholders(text: str) -> set[str]:
    return {match[0] for match in PLACEHOLDER.finditer(text)}


def faults(text: Wanted, entry: polib.POEntry | None) -> Iterator[str]:
    if entry is None:
        yield "is missing"
        return
    if entry.fuzzy:
        yield "is marked fuzzy"
    if bool(entry.msgid_plural) != bool(text.plural) or (text.plural and entry.msgid_plural != text.plural):
        yield "has another plural in the code than in the .po"
        return
    translated = texts_of(entry)
    if not all(translated) or (text.plural and len(translated) < 2):
        yield "has no Swedish text"
        return
    # One of a thing may be said without its number, so each form is held to what the English forms have together.
    allowed = placeholders(text.msgid) | placeholders(text.plural)
    for form in translated:
        strange = placeholders(form) - allowed
        if strange:
            yield f"has {', '.join(sorted(strange))} in Swedish only"
    lost = placeholders(text.plural or text.msgid) - placeholders(translated[-1])
    if lost:
        yield f"has lost {', '.join(sorted(lost))} in Swedish"


def unused(entries: Iterable[polib.POEntry], asked: dict[Key, Wanted]) -> list[Key]:
    """Texts that nothing asks for. One that replaces a library's own text says so in a comment, and stays."""
    return [key(entry) for entry in entries if key(entry) not in asked and not entry.tcomment]


def check() -> int:
    book = {key(entry): entry for entry in opened(SWEDISH) if not entry.obsolete}
    asked = wanted()
    problems = []
    for place, text in sorted(((text.places[0], text) for text in asked.values()), key=lambda found: found[0]):
        problems += [f"{place}: {text.msgid!r} {fault}" for fault in faults(text, book.get((text.context, text.msgid)))]
    problems += [
        f"{SWEDISH.name}: {msgid!r} is asked for by nothing; `make fix` takes it out" for _, msgid in sorted(unused(book.values(), asked))
    ]
    print("\n".join(problems[:SHOWN]))
    if len(problems) > SHOWN:
        print(f"… and {len(problems) - SHOWN} more")
    print(f"{len(asked)} texts, {len(problems)} faults")
    return 1 if problems else 0


def update() -> int:
    book = opened(SWEDISH)
    asked = wanted()
    there = {key(entry): entry for entry in book}
    for gone in unused(book, asked):
        book.remove(there[gone])
    for name, text in asked.items():
        entry = there.get(name)
        if entry is None:
            entry = polib.POEntry(msgid=text.msgid, msgctxt=text.context or None)
            book.append(entry)
        if text.plural and not entry.msgid_plural:
            entry.msgid_plural = text.plural
            entry.msgstr_plural = {0: entry.msgstr, 1: ""}
            entry.msgstr = ""
        elif not text.plural and entry.msgid_plural:
            entry.msgstr = entry.msgstr_plural.get(0, "")
            entry.msgid_plural, entry.msgstr_plural = "", {}
    save(book)
    return 0


def merge(fragments: Iterable[str]) -> int:
    book = opened(SWEDISH)
    there = {key(entry): entry for entry in book}
    clashes = 0
    for fragment in fragments:
        for entry in polib.pofile(fragment, encoding="utf-8"):
            if entry.obsolete or not entry.msgid:
                continue
            kept = there.get(key(entry))
            if kept is None or not all(texts_of(kept)):
                if kept is not None:
                    book.remove(kept)
                there[key(entry)] = entry
                book.append(entry)
            elif texts_of(kept) != texts_of(entry) and all(texts_of(entry)):
                clashes += 1
                print(f"{Path(fragment).name}: {entry.msgid!r} stays {texts_of(kept)}, not {texts_of(entry)}")
    save(book)
    print(f"{len(book)} texts; {clashes} said otherwise in a fragment and left as they were")
    return 0


def compile_all() -> int:
    for text in sorted(LOCALE.glob("*/LC_MESSAGES/*.po")):
        polib.pofile(str(text), encoding="utf-8").save_as_mofile(str(text.with_suffix(".mo")))
    return 0


def main() -> int:
    settings.configure()
    commands = {"compile": compile_all, "check": check, "update": update, "merge": lambda: merge(sys.argv[2:])}
    if len(sys.argv) < 2 or sys.argv[1] not in commands:
        print(__doc__)
        return 2
    try:
        return commands[sys.argv[1]]()
    except Unreadable as problem:
        print(problem)
        return 1


if __name__ == "__main__":
    sys.exit(main())
