"""From words to what the search index holds and what a search asks for.

Both sides go through here, so a word that is understood wrongly is at least understood alike. For each word the index gets the
stem of the whole word – of every word that it may be a form of – and the stems of the parts of a compound.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from threading import Lock

from Stemmer import Stemmer

from .compounds import Overrides, Part, ending, split
from .lexicon import Base, Lexicon
from .swedish import STOP_WORDS

LONGEST_TOKEN = 40
_CACHED_WORDS = 20_000
_HAS_DIGIT = re.compile(r"[0-9]")
_CONSONANTS = frozenset("bcdfghjklmnpqrstvwxz")
# A base word that ends as an inflection does ("motor", "papper", "paket", "rörlig") keeps its ending.
_NO_INFLECTION = ("s", "or", "ar", "er", "en", "et", "ig", "het")
# Flags of words that lose an e when inflected ("cykel", "cyklar"; "säker", "säkra"), of adjectives and of nouns.
_DROPS_E = frozenset("IFCKLM")
_ADJECTIVE = frozenset("LOPQ")
_NOUN = frozenset("BCDEFGHI")


@dataclass(frozen=True, slots=True)
class Word:
    """`forms`: stems of the words it may be a form of, the likeliest first. `parts`: for each part of a compound, the same."""

    forms: tuple[str, ...]
    parts: tuple[tuple[str, ...], ...] = ()

    @property
    def tokens(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys((*self.forms, *(stem for part in self.parts for stem in part))))


class Analyser:
    """One list of words and one city's overrides. Remembers the words it has met."""

    def __init__(self, lexicon: Lexicon, overrides: Overrides) -> None:
        self._lexicon = lexicon
        self._overrides = overrides
        # The stemmer keeps a state of its own while it works, and threads share it.
        self._stemmer, self._stemming = Stemmer("swedish", 0), Lock()
        self.word = lru_cache(_CACHED_WORDS)(self._word)
        self.tokens = lru_cache(_CACHED_WORDS)(lambda word: self.word(word).tokens)

    def _word(self, word: str) -> Word:
        """A folded word, with hyphens where the writer put them."""
        if "-" in word:
            return self._hyphenated(word.split("-"))
        if _HAS_DIGIT.search(word) or len(word) < 2:
            return Word((word[:LONGEST_TOKEN],))
        bases = self._lexicon.bases(word)
        parts = self._parts((word, *(base.word for base in bases)), bases[0].word if bases else word)
        if bases:
            return Word(_unique(map(self._root, bases)), self._stems(parts))
        if not parts:
            parts = ending(word, self._lexicon)
        if parts:
            last, words = parts[-1]
            before = word[: len(word) - len(last)]
            return Word(_unique(before + self._root(base) for base in words), self._stems(parts))
        return Word((self._stem(word)[:LONGEST_TOKEN],))

    def _hyphenated(self, pieces: list[str]) -> Word:
        words = [self.word(piece) for piece in pieces if piece not in STOP_WORDS]
        joined = "".join(pieces)
        if _HAS_DIGIT.search(joined):
            forms: tuple[str, ...] = (joined[:LONGEST_TOKEN],)
        else:
            before = joined[: len(joined) - len(pieces[-1])]
            forms = _unique(before + self._root(base) for base in self._lexicon.bases(pieces[-1])) or (self._stem(joined)[:LONGEST_TOKEN],)
        parts: list[tuple[str, ...]] = []
        for word in words:
            parts += word.parts or (word.forms,)
        return Word(forms, tuple(part for part in parts if is_telling(part[0])))

    def _parts(self, names: Iterable[str], likeliest: str) -> tuple[Part, ...]:
        for name in names:
            if name in self._overrides.whole:
                return ()
            if pieces := self._overrides.split.get(name):
                return tuple((piece, tuple(self._lexicon.bases(piece))) for piece in pieces)
        return split(likeliest, self._lexicon)

    def _stems(self, parts: Iterable[Part]) -> tuple[tuple[str, ...], ...]:
        """Of each part its stems; a part that is a compound ("rastgård") as its own parts."""
        stems: list[tuple[str, ...]] = []
        for surface, bases in parts:
            if bases and (deeper := self._parts((), bases[0].word)):
                stems += self._stems(deeper)
            elif bases:
                stems.append(_unique(map(self._root, bases)))
            else:
                stems.append((self._stem(surface)[:LONGEST_TOKEN],))
        return tuple(dict.fromkeys(stems))

    def _root(self, base: Base) -> str:
        """A stem that a word shares with its forms and its sisters: "cykel", "cyklar" and "cykla" all give "cykl"."""
        word, quality = base.word, base.word[:-3]
        if word.endswith("het") and _ADJECTIVE & set(flags := self._lexicon.flags(quality)):
            word, base = quality, Base(quality, flags)
        if len(word) > 3 and word[-2:] in ("el", "en", "er") and word[-3] in _CONSONANTS and _DROPS_E & set(base.flags):
            return word[:-2] + word[-1]
        kept = word.endswith(_NO_INFLECTION) or (word[-1] not in "ae" and _NOUN & set(base.flags))
        return word if kept else self._stem(word)

    def _stem(self, word: str) -> str:
        with self._stemming:
            return str(self._stemmer.stemWord(word)) or word


def is_telling(word: str) -> bool:
    """Not a stop word and not a stray letter ("å" and "ö" are words, and a digit is a number)."""
    return word not in STOP_WORDS and (len(word) > 1 or word in "0123456789åö")


def _unique(stems: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(stem[:LONGEST_TOKEN] for stem in stems))
