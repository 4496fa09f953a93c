"""Swedish sort order as a stored key: …x y z å ä ö, whatever the database and its collation.

The key is made of decimal digits only, two for each letter: every collation there is sorts rows of digits alike, while they
differ about letters, blanks and case. As in Swedish lists: upper and lower case alike, é with e, ü with y, æ with ä and ø with ö,
w a letter of its own after v, digits before letters, a shorter word first ("Bo Ek" before "Boa"), punctuation as a blank. Letters
of other scripts come last, by their Unicode number.
"""

from __future__ import annotations

import unicodedata

from .folding import fold, without_long_runs

LONGEST_KEY = 150
_MOST_CHARACTERS = LONGEST_KEY // 2
_CODES = {letter: str(number) for number, letter in enumerate(" 0123456789abcdefghijklmnopqrstuvwxyzåäö", 10)}
_AS_Y = str.maketrans("üű", "yy")


def sort_key(text: str) -> str:
    """A row of at most 150 digits, for a column that is ordered by."""
    text = unicodedata.normalize("NFC", without_long_runs(text[: 4 * _MOST_CHARACTERS].casefold())).translate(_AS_Y)
    letters = "".join(map(_letters, text)).split()
    return "".join(_CODES.get(letter) or f"9{ord(letter):07d}" for letter in " ".join(letters))[:LONGEST_KEY]


def _letters(character: str) -> str:
    if character in _CODES:
        return character
    if character in "'’´`":
        return ""
    folded = fold(character).replace("-", " ")
    return character if character.isalnum() and not folded.strip() else folded
