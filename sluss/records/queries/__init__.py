"""Reads of the official register, of secrecy marks and of the audit log."""

from .audit import PAGE, Cursor, Line, Wanted, lines, page_of
from .erasing import answered_requests, held_by, latest_of, requests_of, requests_running_out, waiting_for, waiting_requests, who_answers
from .register import (
    Asked,
    authorities_of,
    entries_of,
    giver_event,
    is_registered,
    looks_like_number,
    number_key,
    numbers_of,
    origin_of,
    subjects_numbered,
    visible_to,
)
from .secrecy import history, in_force, markable

__all__ = [
    "PAGE",
    "Asked",
    "Cursor",
    "Line",
    "Wanted",
    "answered_requests",
    "authorities_of",
    "entries_of",
    "giver_event",
    "held_by",
    "history",
    "in_force",
    "is_registered",
    "latest_of",
    "lines",
    "looks_like_number",
    "markable",
    "number_key",
    "numbers_of",
    "origin_of",
    "page_of",
    "requests_of",
    "requests_running_out",
    "subjects_numbered",
    "visible_to",
    "waiting_for",
    "waiting_requests",
    "who_answers",
]
