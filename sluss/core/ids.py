from __future__ import annotations

import secrets
import uuid

import uuid_utils

# No 0/O, 1/I/L, 5/S, 8/B, 2/Z: the receipt code is read aloud and copied by hand.
_ALPHABET = "34679ACDEFGHJKMNPQRTUVWXY"


def uid() -> uuid.UUID:
    """A UUIDv7: sorts by time, safe to show outward."""
    return uuid.UUID(bytes=uuid_utils.uuid7().bytes)


def receipt_code(number: int | None = None) -> str:
    """Twelve letters and digits in groups of four, 55 bits: for one who gives an idea without an account.

    Made by chance, or spelled from a large number that was.
    """
    left = secrets.randbelow(len(_ALPHABET) ** 12) if number is None else number
    letters = ""
    for _ in range(12):
        left, at = divmod(left, len(_ALPHABET))
        letters += _ALPHABET[at]
    return "-".join(letters[i : i + 4] for i in (0, 4, 8))
