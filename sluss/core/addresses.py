"""Where a subject's own page is: registered by the app that owns the kind, asked by apps below it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

_ADDRESSES: dict[str, Callable[[Any], str]] = {}


def register(kind: str, url: Callable[[Any], str]) -> None:
    _ADDRESSES[kind] = url


def url_of(subject: Any) -> str:
    """The address in the active language; no query."""
    return _ADDRESSES[subject.kind](subject)
