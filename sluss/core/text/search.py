"""One analysis for both search engines, so that SQLite FTS5 and PostgreSQL find the same.

An index holds `" ".join(analyse(text))` – in FTS5 with `tokenize = 'unicode61 remove_diacritics 0'`, in PostgreSQL as
`to_tsvector('simple', …)` – and is asked with `match_sqlite(terms)` or `match_postgres(terms)`.

Bounds: the first 60,000 characters of a text and at most 10,000 tokens are indexed, each of 1–40 characters 0-9, a-z, å, ä, ö
(a tsvector may hold 1 MB). A search looks at 500 characters and 8 words. Text in other scripts than the Latin is not found.
Cost, measured on one core of a 2-core machine: the word list takes 0.3–0.5 s and 19 MB, once for each process, at the first text;
a short proposal (a title and 200 characters) then takes 25 µs when its words have been met before and 0.4 ms when none has. The
worst that 60,000 characters can be made to cost is about a second.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from django.conf import settings

from .analyser import LONGEST_TOKEN, Analyser, is_telling
from .compounds import Overrides
from .folding import fold
from .lexicon import lexicon

MOST_CHARACTERS = 60_000
MOST_TOKENS = 10_000
MOST_TERMS = 8
_MOST_QUERY_CHARACTERS = 500
_WORD = re.compile(r"[0-9a-zåäö]+(?:-[0-9a-zåäö]+){0,3}")
_SAFE = re.compile(rf"[0-9a-zåäö]{{1,{LONGEST_TOKEN}}}")


@dataclass(frozen=True, slots=True)
class Term:
    """One word of a search. A text has it when it has `whole`, one of `also` (other words it may be a form of), one of each of
    `parts` (where it is a compound) or, for a word still being typed, a word that begins with `prefix`."""

    whole: str
    also: tuple[str, ...] = ()
    parts: tuple[tuple[str, ...], ...] = ()
    prefix: str = ""


def analyse(text: str, *, analyser: Analyser | None = None) -> list[str]:
    """The tokens of a text, in its order, a word's own stem before those of its parts."""
    tokens_of = (analyser or the_analyser()).tokens
    tokens: list[str] = []
    for word in _words(text[:MOST_CHARACTERS]):
        tokens += tokens_of(word)
        if len(tokens) >= MOST_TOKENS:
            break
    return tokens[:MOST_TOKENS]


def query_terms(text: str, *, prefix: bool = False, analyser: Analyser | None = None) -> list[Term]:
    """What a person typed in a search box, as at most eight terms, all of which a text must have. None when every word of it is
    a stop word: then nothing is found. With `prefix` the last word also finds words that begin so."""
    analyser = analyser or the_analyser()
    text = text[:_MOST_QUERY_CHARACTERS]
    words = list(dict.fromkeys(_words(text)))[:MOST_TERMS]
    terms: dict[str, Term] = {}
    for word in words:
        found = analyser.word(word)
        typed = word.rpartition("-")[2][:LONGEST_TOKEN] if prefix and word == words[-1] and not text[-1:].isspace() else ""
        terms.setdefault(found.forms[0], Term(found.forms[0], found.forms[1:], found.parts, typed))
    return list(terms.values())


@dataclass(frozen=True, slots=True)
class _Engine:
    """How an engine writes a query. Tokens stand quoted and hold nothing but letters and digits, so nothing needs escaping."""

    either: str
    both: str
    quote: str
    star: str

    def word(self, token: str) -> str:
        if not _SAFE.fullmatch(token):
            raise ValueError(f"not a token of this analysis: {token[:50]!r}")
        return f"{self.quote}{token}{self.quote}"

    def beginning(self, token: str) -> str:
        return self.word(token) + self.star


_SQLITE = _Engine(either=" OR ", both=" AND ", quote='"', star="*")
_POSTGRES = _Engine(either=" | ", both=" & ", quote="'", star=":*")


def match_sqlite(terms: Sequence[Term]) -> str:
    """An FTS5 MATCH expression; no terms give the empty phrase, which finds nothing."""
    return _expression(terms, _SQLITE) or '""'


def match_postgres(terms: Sequence[Term]) -> str:
    """An argument for to_tsquery('simple', …); no terms give the empty query, which finds nothing."""
    return _expression(terms, _POSTGRES)


def _expression(terms: Sequence[Term], engine: _Engine) -> str:
    return engine.both.join(_any_of(term, engine) for term in terms)


def _any_of(term: Term, engine: _Engine) -> str:
    choices = [engine.word(token) for token in (term.whole, *term.also)]
    if term.parts:
        choices.append(f"({engine.both.join(_one_of(part, engine) for part in term.parts)})")
    if term.prefix:
        choices.append(engine.beginning(term.prefix))
    return f"({engine.either.join(choices)})"


def _one_of(tokens: Sequence[str], engine: _Engine) -> str:
    return f"({engine.either.join(map(engine.word, tokens))})"


def _words(text: str) -> Iterator[str]:
    for found in _WORD.finditer(fold(text)):
        if is_telling(word := found.group()):
            yield word


@cache
def the_analyser() -> Analyser:
    """The installed word list with the city's setting COMPOUNDS: a list of words never split ("storlek") and words split so
    ("nya|älv|bron"). A change needs a restart, and the index built anew."""
    lines = getattr(settings, "COMPOUNDS", ()) if settings.configured else ()
    return Analyser(lexicon(), Overrides.read(lines))
