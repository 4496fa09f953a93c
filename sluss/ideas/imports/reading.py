"""A list of proposals from a JSON file that somebody exported. Trusts nothing in it, and reads row by row as far as it can."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from sluss.core.importers import RowError, Unreadable

MOST_BYTES = 100_000_000
MOST_ROWS = 100_000
LONGEST_NUMBER = 18  # digits; no more fit in a column
_BLANK = " \t\n\r"


class Unfit(str):
    """A number that is none, or too large to be one."""

    __slots__ = ()


class Twice(str):
    """Stands for what a row says twice."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class Raw:
    number: int  # the first proposal is row 1
    value: Any


def _pairs(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    row = dict(pairs)
    if len(row) < len(pairs):
        said: set[str] = set()
        for key, _value in pairs:
            if key in said:
                row[key] = Twice(key)
            said.add(key)
    return row


def _whole(digits: str) -> int | Unfit:
    return int(digits) if len(digits) <= LONGEST_NUMBER else Unfit(digits[:LONGEST_NUMBER])


_DECODER = json.JSONDecoder(strict=False, parse_int=_whole, parse_constant=Unfit, object_pairs_hook=_pairs)


def read_rows(path: Path) -> tuple[list[Raw], list[RowError]]:
    try:
        if path.stat().st_size > MOST_BYTES:
            raise Unreadable(_("The file is too large: at most %(number)s megabytes.") % {"number": MOST_BYTES // 1_000_000})
        data = path.read_bytes()
    except (OSError, ValueError) as problem:
        raise Unreadable(_("The file cannot be opened: %(reason)s.") % {"reason": getattr(problem, "strerror", None) or problem}) from None
    return parse_rows(data)


def parse_rows(data: bytes) -> tuple[list[Raw], list[RowError]]:
    """Every row up to where the file cannot be read any further, and an error for the row that stands there."""
    if b"\0" in data[:4] or data.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise Unreadable(_("The file is not saved as UTF-8 but as UTF-16. Save it as UTF-8 and try again."))
    # Bytes that are no UTF-8 become lone surrogates, so that the row they stand in can be named.
    text = data.decode("utf-8-sig", "surrogateescape")
    at = _after_blanks(text, 0)
    if at >= len(text):
        raise Unreadable(_("The file is empty."))
    if text[at] != "[":
        raise Unreadable(_("The file has no list of proposals. It should begin with “[”, and each proposal with “{”."))
    rows: list[Raw] = []
    problem = _read_list(text, at + 1, rows)
    if not rows and not problem:
        raise Unreadable(_("The list in the file is empty."))
    return rows, [RowError(len(rows) + 1, problem)] if problem else []


def _read_list(text: str, at: int, rows: list[Raw]) -> str:
    """Fill `rows`; what is wrong where the reading ended, or nothing."""
    at = _after_blanks(text, at)
    if text[at : at + 1] == "]":
        return _rest(text, at + 1)
    while True:
        at = _after_blanks(text, at)
        try:
            value, at = _DECODER.raw_decode(text, at)
        except json.JSONDecodeError as bad:
            return _broken(text, len(text) if bad.msg.startswith("Unterminated string") else bad.pos)
        except RecursionError:
            return _("The row has lists within lists, deeper than anybody can read.")
        if len(rows) >= MOST_ROWS:
            raise Unreadable(_("The file has too many rows: at most %(number)s. Split it.") % {"number": MOST_ROWS})
        rows.append(Raw(len(rows) + 1, value))
        at = _after_blanks(text, at)
        if text[at : at + 1] == "]":
            return _rest(text, at + 1)
        if text[at : at + 1] != ",":
            return _broken(text, at)
        at += 1


def _after_blanks(text: str, at: int) -> int:
    while at < len(text) and text[at] in _BLANK:
        at += 1
    return at


def _broken(text: str, at: int) -> str:
    if _after_blanks(text, at) >= len(text):
        return _("The file ends in the middle of this row, or the list is not closed with “]”. Get the whole file and try again.")
    line = text.count("\n", 0, at) + 1
    column = at - text.rfind("\n", 0, at)
    return _("The row is not JSON from line %(line)s, character %(column)s of the file on. What follows it was not read.") % {
        "line": line,
        "column": column,
    }


def _rest(text: str, at: int) -> str:
    return "" if _after_blanks(text, at) >= len(text) else _("There is something after the end of the list. It was not read.")
