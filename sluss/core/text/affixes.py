"""The inflections of a hunspell .aff file, read backwards: from an inflected word to the words it may come from.

Only suffixes: the Swedish list has no prefixes. Two kinds of rules matter and are kept apart: inflections ("cyklarna" from
"cykel") and the forms that a word takes as the first part of a compound ("gårds-" from "gård", "vecko-" from "vecka").
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

# Flags that derive another word and do not inflect: "-bo" of place names, ordinals, abbreviations with a colon or a hyphen.
_DERIVING = frozenset("deb17")
_RULE = re.compile(r"^SFX[ \t]+(\S)[ \t]+(\S+)[ \t]+([^\s/]+)(/\S+)?[ \t]+(\S+)", re.MULTILINE)
_LETTER = re.compile(r"\[(\^?)([^\]]+)\]|([^.])")


@dataclass(frozen=True, slots=True)
class Rule:
    """Holds for a base that carries `flag` and whose last letters fit `ending` (for each letter: negated, letters)."""

    flag: str
    ending: tuple[tuple[bool, frozenset[str]], ...]

    def holds(self, base: str, flags: str) -> bool:
        start = len(base) - len(self.ending)
        return (
            self.flag in flags
            and start >= 0
            and all((base[start + n] in letters) != negated for n, (negated, letters) in enumerate(self.ending))
        )


@dataclass(slots=True)
class Endings:
    """Rules by what they add to the base and what they take from it first."""

    flags: set[str] = field(default_factory=set)
    _rules: dict[str, dict[str, list[Rule]]] = field(default_factory=dict)
    _ways: dict[str, list[tuple[str, str, Rule]]] = field(default_factory=dict)
    _longest: int = 0

    def add(self, added: str, taken: str, rule: Rule) -> None:
        self.flags.add(rule.flag)
        self._rules.setdefault(added, {}).setdefault(taken, []).append(rule)
        self._ways.setdefault(rule.flag, []).append((added, taken, rule))
        self._longest = max(self._longest, len(added))

    def forms(self, base: str, flags: str) -> Iterator[str]:
        """What the base becomes."""
        for flag in self.flags.intersection(flags):
            for added, taken, rule in self._ways[flag]:
                if base.endswith(taken) and rule.holds(base, flags):
                    yield base[: len(base) - len(taken)] + added

    def bases(self, form: str) -> Iterator[tuple[str, list[Rule]]]:
        """What the form may come from, the shortest ending first; the word list knows which of them are words."""
        for length in range(min(self._longest, len(form) - 1) + 1):
            kept = form[: len(form) - length]
            for taken, rules in self._rules.get(form[len(kept) :], {}).items():
                yield kept + taken, rules


def parse(affixes: str) -> tuple[Endings, Endings]:
    """(inflections, first parts of compounds) of an .aff file's text."""
    inflections, firsts = Endings(), Endings()
    for flag, taken, added, continues, condition in _RULE.findall(affixes):
        if flag in _DERIVING or not added.isalnum():
            continue
        ending = tuple((bool(negated), frozenset(several or one)) for negated, several, one in _LETTER.findall(condition))
        endings = firsts if continues else inflections
        endings.add("" if added == "0" else added, "" if taken == "0" else taken, Rule(flag, ending))
    return inflections, firsts
