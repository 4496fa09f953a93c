"""Reads of the official register, of secrecy marks and of the audit log."""

from .audit import PAGE, Cursor, Line, Wanted, lines, page_of
from .register import Asked, authorities_of, entries_of, giver_event, is_registered, origin_of, visible_to
from .secrecy import history, in_force, markable

__all__ = [
    "PAGE",
    "Asked",
    "Cursor",
    "Line",
    "Wanted",
    "authorities_of",
    "entries_of",
    "giver_event",
    "history",
    "in_force",
    "is_registered",
    "lines",
    "markable",
    "origin_of",
    "page_of",
    "visible_to",
]
