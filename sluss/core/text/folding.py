"""Text made clean for keeping, and folded for comparing."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

# Control characters but tab and newline; lone surrogates; zero-width spaces, invisible operators and byte order marks; bidirectional
# overrides and isolates, which make a text read otherwise than it is written; annotations, non-characters and invisible tags.
_UNWANTED = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b\u202a-\u202e\u2060-\u206f\ufdd0-\ufdef\ufeff\ufff9-\ufffb\ufffe\uffff"
    "\ud800-\udfff\U000e0000-\U000e007f]"
)
_NEWLINE = re.compile("\r\n?|[\x0b\x0c\x85\u2028\u2029]")
_RUN = re.compile(r"[^\x00-\u02ff]{31,}")
_MOST_MARKS = 30

_FOREIGN = re.compile(r"[^0-9a-zåäö \n-]")
_LETTERS = frozenset("0123456789abcdefghijklmnopqrstuvwxyzåäö")
_RELATIVES = {"æ": "ä", "ø": "ö", "œ": "oe", "ß": "ss", "đ": "d", "ð": "d", "þ": "th", "ł": "l", "ı": "i"}
_HYPHENS = frozenset("\u2010\u2011\u2212\ufe63\uff0d")
_NOTHING = frozenset("\u00ad\u200b\u200c\u200d\u2060\ufeff")


def clean(text: str) -> str:
    """What a person typed or pasted, fit to keep: NFC, no invisible or control characters, `\\n` for a new line, no blank ends."""
    text = _UNWANTED.sub("", _NEWLINE.sub("\n", text))
    return unicodedata.normalize("NFC", without_long_runs(text)).strip()


def without_long_runs(text: str) -> str:
    """At most 30 combining marks on a letter, as Unicode's own stream-safe format has it: normalising a long row of them takes
    quadratic time (40,000 marks a second, a million a quarter of an hour)."""
    return _RUN.sub(lambda run: _fewer_marks(run.group()), text)


def _fewer_marks(run: str) -> str:
    # A row of too many marks has one at some multiple of that number: most texts are let through by these few alone.
    if not any(map(unicodedata.combining, run[:: _MOST_MARKS + 1])):
        return run
    kept, marks = [], 0
    for character in run:
        marks = marks + 1 if unicodedata.combining(character) else 0
        if marks <= _MOST_MARKS:
            kept.append(character)
    return "".join(kept)


def fold(text: str) -> str:
    """Lower case and only 0-9, a-z, å, ä, ö, hyphens and blanks: å, ä and ö are letters, every other mark is dropped (é → e)."""
    text = text.casefold()
    if not text.isascii():
        text = unicodedata.normalize("NFC", without_long_runs(text))
    return _FOREIGN.sub(lambda found: _folded(found.group()), text)


@lru_cache(4096)
def _folded(character: str) -> str:
    if character in _NOTHING or unicodedata.combining(character):
        return ""
    if character in _HYPHENS:
        return "-"
    if character in _RELATIVES:
        return _RELATIVES[character]
    letters = ""
    for part in unicodedata.normalize("NFKD", character).casefold():
        if not unicodedata.combining(part):
            letters += _RELATIVES.get(part, part)
        elif letters and (joined := unicodedata.normalize("NFC", letters[-1] + part)) in "åäö":
            letters = letters[:-1] + joined
    return "".join(letter if letter in _LETTERS else " " for letter in letters) or " "
