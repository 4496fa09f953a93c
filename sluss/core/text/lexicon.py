"""The Swedish word list (the installed package hunspell-sv), asked three things: from which words does this form come, can it
begin a compound, can it end one.

Of the list's 279,000 entries only those that can be inflected or joined are kept (156,000), as text in buckets by hash: half a
microsecond for a look-up and a third of the memory of a dict. Loaded at the first text that a process analyses.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import cache, lru_cache
from importlib.metadata import PackageNotFoundError, files
from pathlib import Path
from typing import NamedTuple

from .affixes import Endings, parse
from .swedish import ENDINGS, FIRST_PARTS, IRREGULAR, LAST_PARTS, PARTICLES, PLACES

_BUCKETS = 1 << 15
_MARKS = 1 << 20
_WORD, _BEGINS = 1, 2
_FORBIDDEN = "%"
_ENTRY = re.compile(rf"^([a-zåäö]{{2,}}|[åö])/([^\s{_FORBIDDEN}]+)$", re.MULTILINE)
_FOLDED = bytes.maketrans("éèàü".encode("latin-1"), b"eeau")
_SHIFTED = re.compile(rf"({'|'.join(IRREGULAR)})$")
_LAST, _FIRST, _MIDDLE = "Y", "X", "U"
_ONLY_IN_COMPOUNDS = "Z"
_INFLECTED = frozenset("ABCDEFGHIJKLMNOPQRTm")
_ALSO_LAST = LAST_PARTS | PLACES
_MOST_BASES = 3
_SHORTEST, _LONGEST_LAST = 3, 22
_CACHED = 10_000


class Base(NamedTuple):
    word: str
    flags: str

    @property
    def sure(self) -> bool:
        """A word that the list knows how to inflect. It also has parts of words, and forms added as they were met."""
        return _ONLY_IN_COMPOUNDS not in self.flags and not _INFLECTED.isdisjoint(self.flags)


class Lexicon:
    def __init__(self, entries: Iterable[Sequence[str]], inflections: Endings, firsts: Endings) -> None:
        buckets: list[list[str]] = [[] for _ in range(_BUCKETS)]
        # Most strings that are asked for are no words: one byte for each hash says so at once, wrong one time in seven.
        self._marks = marks = bytearray(_MARKS)
        for word, flags in entries:
            hashed = hash(word)
            buckets[hashed % _BUCKETS].append(f"\n{word}/{flags}")
            marks[hashed % _MARKS] |= _WORD
            if _FIRST in flags or _MIDDLE in flags:
                marks[hashed % _MARKS] |= _BEGINS
            if not firsts.flags.isdisjoint(flags):
                for form in firsts.forms(word, flags):
                    marks[hash(form) % _MARKS] |= _BEGINS
        self._buckets = ["".join(bucket) + "\n" for bucket in buckets]
        self._inflections = inflections
        self._firsts = firsts
        self.first_parts = lru_cache(_CACHED)(self._first_parts)
        self.last_parts = lru_cache(_CACHED)(self._last_parts)

    def flags(self, word: str) -> str:
        """What the list says of the word, of all its entries together; empty when it has none."""
        hashed = hash(word)
        if not self._marks[hashed % _MARKS] & _WORD:
            return ""
        bucket = self._buckets[hashed % _BUCKETS]
        found, key = "", f"\n{word}/"
        at = bucket.find(key)
        while at >= 0:
            end = bucket.index("\n", at + 1)
            found += bucket[at + len(key) : end]
            at = bucket.find(key, end)
        return found

    def bases(self, form: str) -> list[Base]:
        """The words that this may be a form of, the likeliest first; itself when it is in the list as it stands."""
        found = {}
        if shifted := _SHIFTED.search(form):
            word = form[: shifted.start()] + IRREGULAR[shifted.group()]
            found[word] = self.flags(word)
        found[form] = self.flags(form)
        for word, rules in self._inflections.bases(form):
            if word not in found and (flags := self.flags(word)) and any(rule.holds(word, flags) for rule in rules):
                found[word] = flags
        bases = [Base(word, flags) for word, flags in found.items() if flags]
        # "beslutet" is rather the noun "beslut" than the participle "besluten".
        bases.sort(key=lambda base: not form.startswith(base.word) and form not in IRREGULAR)
        return ([base for base in bases if base.sure] or bases)[:_MOST_BASES]

    def _first_parts(self, form: str) -> tuple[Base, ...]:
        """The words that a compound beginning so begins with ("gatu" → "gata"); none when no compound does."""
        if form in FIRST_PARTS:
            return (Base(FIRST_PARTS[form], self.flags(FIRST_PARTS[form])),)
        if len(form) < _SHORTEST or not self._marks[hash(form) % _MARKS] & _BEGINS or form in PARTICLES:
            return ()
        own = Base(form, self.flags(form))
        joins = _FIRST in own.flags or _MIDDLE in own.flags
        if joins and own.sure:
            return (own,)
        found = [
            Base(word, flags)
            for word, rules in self._firsts.bases(form)
            if (flags := self.flags(word)) and any(rule.holds(word, flags) for rule in rules)
        ]
        if joins and not found:
            return (self._origin(own),)
        # "avgifts-" comes from "avgift" rather than from "avgifta".
        return tuple(sorted(found, key=lambda base: not form.startswith(base.word))[:_MOST_BASES])

    def _origin(self, part: Base) -> Base:
        """The word behind a part that the list has only as a part: "arbets" → "arbete", "flick" → "flicka", "idrotts" → "idrott"."""
        form, cut = part.word, part.word[:-1]
        guesses = [cut] if form[-1] == "s" else []
        if _ONLY_IN_COMPOUNDS in part.flags:
            guesses += [form + "a", form + "e"]
            guesses += [cut + "e", cut + "a"] if form[-1] == "s" else [cut + "a", cut + "e", cut, cut + "um"] if form[-1] in "aeiou" else []
        known = (Base(word, self.flags(word)) for word in guesses)
        return next((base for base in known if base.sure), part)

    def _last_parts(self, form: str) -> tuple[Base, ...]:
        """The words that a compound ending so ends with ("banorna" → "bana"); none when no compound does."""
        if not _SHORTEST <= len(form) <= _LONGEST_LAST and form not in _ALSO_LAST:
            return ()
        bases = self.bases(form)
        joining = [base for base in bases if _LAST in base.flags or base.word in _ALSO_LAST]
        if not joining or joining[0].word in ENDINGS:
            return ()
        return tuple(joining + [base for base in bases if base not in joining])


@cache
def lexicon() -> Lexicon:
    """The installed list, once for the process."""
    words = _installed("sv_SE.dic").read_bytes().decode().encode("latin-1", "replace").translate(_FOLDED).decode("latin-1")
    return Lexicon((found.groups() for found in _ENTRY.finditer(words)), *parse(_installed("sv_SE.aff").read_text(encoding="utf-8")))


def _installed(name: str) -> Path:
    """The package puts its files under the environment's share/ and has no module to ask."""
    try:
        for file in files("hunspell-sv") or ():
            if file.name == name:
                return Path(str(file.locate())).resolve()
    except PackageNotFoundError:
        pass
    raise FileNotFoundError(f"{name} is missing: the package hunspell-sv (requirements/runtime.txt) is not installed")
