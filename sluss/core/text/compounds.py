"""Where a Swedish compound comes apart: "hundrastgård" → hund + rast + gård.

The word list says which words begin, join and end compounds and in which form. Of several readings the one with the fewest and
longest parts that the list is surest of wins. Where a person would disagree, a city lists the word (see `Overrides`).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from .folding import fold
from .lexicon import Base, Lexicon
from .swedish import PARTICLES, PLACES, WHOLE

_LONGEST = 40
_SURE_ENDING = 6
_SHORTEST = 5
_MOST_PARTS = 5
_EACH = 10
_SHORT = {2: 8, 3: 4, 4: 1}
_UNSURE = 5
_NOT_A_MIDDLE = 2
_TOO_DEAR = 43

Part = tuple[str, tuple[Base, ...]]


@dataclass(frozen=True, slots=True)
class Overrides:
    """What a city says about its own words: those never split, and those split in its own way."""

    whole: frozenset[str] = frozenset()
    split: dict[str, tuple[str, ...]] = field(default_factory=dict)

    @classmethod
    def read(cls, lines: Iterable[str]) -> Overrides:
        """A word by itself is never split; one with bars ("nya|älv|bron") is split there."""
        whole, split = set(), {}
        for line in lines:
            pieces = [piece for part in line.split("|") if (piece := fold(part).replace(" ", "").replace("-", ""))]
            if len(pieces) == 1:
                whole.add(pieces[0])
            elif pieces:
                split["".join(pieces)] = tuple(pieces)
        return cls(frozenset(whole), split)


def split(word: str, lexicon: Lexicon) -> tuple[Part, ...]:
    """The parts, each as it stands in the word and the words it may come from; empty when the word is one piece."""
    if not _SHORTEST <= len(word) <= _LONGEST or word in WHOLE:
        return ()
    known: dict[tuple[int, int], tuple[int, tuple[Part, ...]] | None] = {}

    def rest(at: int, parts_left: int) -> tuple[int, tuple[Part, ...]] | None:
        """The cheapest reading from a letter on: a last part, or a first part and the rest."""
        if (at, parts_left) in known:
            return known[at, parts_left]
        best: tuple[int, tuple[Part, ...]] | None = None
        last = word[at:]
        if at and (bases := lexicon.last_parts(last)):
            best = (_cost(last, bases), ((last, bases),))
        for end in range(at + 2, len(word) - 1) if parts_left > 1 else ():
            first = word[at:end]
            if not (bases := lexicon.first_parts(first)):
                continue
            cost = _cost(first, bases) + (_NOT_A_MIDDLE if at and "U" not in bases[0].flags else 0)
            for start in (end, end - 1) if word[end - 1] == word[end - 2] else (end,):  # "buss" + "station" is spelt "busstation"
                following = rest(start, parts_left - 1)
                if following and (best is None or cost + following[0] < best[0]):
                    best = (cost + following[0], ((first, bases), *following[1]))
        known[at, parts_left] = best
        return best

    cheapest = rest(0, _MOST_PARTS)
    return cheapest[1] if cheapest and cheapest[0] <= _TOO_DEAR else ()


def _cost(part: str, bases: tuple[Base, ...]) -> int:
    return _EACH + _SHORT.get(len(part), 0) + (0 if bases[0].sure else _UNSURE)


def ending(word: str, lexicon: Lexicon) -> tuple[Part, ...]:
    """What a word in no list, often a name, ends in: "kvarnholmsbron" → kvarnholm + bro. Only what places are called, or a long ending."""
    if len(word) > _LONGEST:
        return ()
    starts = [start for start in range(3, len(word) - 2) if word[:start] not in PARTICLES]
    for start in starts:
        if places := tuple(base for base in lexicon.last_parts(word[start:]) if base.word in PLACES):
            return ((word[:start], ()), (word[start:], places))
    for start in starts:
        if len(word) - start >= _SURE_ENDING and (bases := lexicon.last_parts(word[start:])) and bases[0].sure:
            return ((word[:start], ()), (word[start:], bases))
    return ()
