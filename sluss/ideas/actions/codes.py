"""Codes that prove something, kept as keyed hashes: a copy of the database opens nothing."""

from __future__ import annotations

import hmac
import secrets
from hashlib import sha256
from uuid import UUID

from django.conf import settings
from django.utils.crypto import constant_time_compare, salted_hmac

from sluss.core.ids import receipt_code


def _digest(purpose: str, value: str, key: str) -> str:
    return salted_hmac(f"sluss.ideas.{purpose}", value, secret=key, algorithm="sha256").hexdigest()


def _keys() -> list[str]:
    """The secret key, then those it has replaced: what was hashed before a change still opens."""
    return [settings.SECRET_KEY, *(str(key) for key in settings.SECRET_KEY_FALLBACKS)]


def receipt_of(form_key: UUID) -> str:
    """The receipt code of a form: the same each time the form is sent, so a retry shows the same receipt though only a hash is kept."""
    made = hmac.new(settings.SECRET_KEY.encode(), b"sluss.ideas.receipt" + form_key.bytes, sha256).digest()
    return receipt_code(int.from_bytes(made, "big"))


def hash_receipt(code: str) -> str:
    return _digest("receipt", tidy(code), settings.SECRET_KEY)


def receipt_hashes(code: str) -> list[str]:
    """What the code may be kept as. Looked up whole in a unique index, so the time it takes says nothing of how near a guess was."""
    return [_digest("receipt", tidy(code), key) for key in _keys()]


def tidy(code: str) -> str:
    """However it was typed: small letters, spaces, other dashes."""
    return "".join(letter for letter in code.upper() if letter.isascii() and letter.isalnum())[:40]


def hash_email(email: str) -> str:
    """Keyed, so that a list of addresses cannot be tried against it without the key."""
    return _digest("email", email.strip().lower(), settings.SECRET_KEY)


def email_hashes(email: str) -> list[str]:
    """What the address may stand as: hashed with this key, or with one it has replaced."""
    return [_digest("email", email.strip().lower(), key) for key in _keys()]


def new_code() -> str:
    """Six digits: short-lived, few tries."""
    return f"{secrets.randbelow(10**6):06d}"


def hash_code(code: str, purpose: str) -> str:
    digits = "".join(letter for letter in code if letter in "0123456789")
    return _digest(f"code.{purpose}", digits[:20], settings.SECRET_KEY)


def same(one: str, other: str) -> bool:
    return constant_time_compare(one, other)
