"""One row of the file as a proposal, or the first thing that is wrong with it. Pure: asks the database nothing."""

from __future__ import annotations

import hashlib
import json
import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _

from sluss.core import clock
from sluss.core.text import clean
from sluss.gates.states import Outcome, StageKind

from ..states import LONGEST_TEXT, LONGEST_TITLE
from .reading import Twice, Unfit

LONGEST_DECISION = 50_000
LONGEST_NAME = 200  # of a board, as in people.Unit
LONGEST_BOARDS = 5_000
MOST_SUPPORTS = 100_000_000
EARLIEST = 1990

OPEN = {"samlar underskrifter": StageKind.SUPPORT, "inväntar beslut från nämnd": StageKind.ASSESSMENT}
CLOSED = "godkänd arkiverad"
OUTCOMES = {
    "för få underskrifter": Outcome.NO_SUPPORT,
    "genomförs ej": Outcome.NOT,
    "genomförs delvis": Outcome.PARTLY,
    "genomförs fullt ut": Outcome.FULLY,
    "tas med i framtida planering": Outcome.PLANNED,
}
NO_RECEIVER = "ingen mottagare"  # what the source writes instead of a board
FIELDS = (
    "MatterId", "CreatedAt", "Gäller", "Rubrik", "Sammanfattning", "Slutdatum", "Status", "Lämnas_till", "Resultat", "Beslut", "Röster",
    "Latitud_WSG84", "Longitud_WSG84",
)  # fmt: skip
_NOT_TEXT = re.compile("[\x00\ud800-\udfff]")
_MOMENT = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}(?:[T ][0-9]{2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]{1,6})?)?(?:Z|[+-][0-9]{2}:[0-9]{2})?)?")
_DEGREES = re.compile(r"-?[0-9]{1,3}(?:[.,][0-9]{1,20})?")


class BadRow(Exception):
    def __init__(self, message: str, column: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.column = column


@dataclass(frozen=True, slots=True)
class Row:
    """A proposal as the source has it, checked. Title, text and reason are verbatim."""

    number: int
    source_id: str
    title: str
    text: str
    category: str
    boards: tuple[str, ...]  # all that are named, as written
    receivers: tuple[str, ...]  # those of them that are boards, departments or companies
    submitted_at: datetime
    ends_on: date
    stage: StageKind  # where it stands, or stood when it was closed
    outcome: Outcome | None  # None while it is open
    result: str  # as written
    reason: str
    supports: int
    point: tuple[float, float] | None
    contradicts: bool  # the status says that it is open, the result that it is decided
    checksum: str


def parse(number: int, value: Any) -> Row:
    if not isinstance(value, dict):
        raise BadRow(_("The row is not a proposal with fields in “{” and “}”."))
    _check_encoding(value)
    for field in FIELDS:
        if field not in value:
            raise BadRow(_("The field is missing."), field)
    submitted_at = _moment(value, "CreatedAt")
    ends_on = clock.local_day(_moment(value, "Slutdatum"))
    boards = _boards(value)
    result = _text(value, "Resultat", LONGEST_NAME)
    outcome = _one_of(OUTCOMES, result, "Resultat") if clean(result) else None
    stage, contradicts = _stage(value, outcome)
    _check_days(submitted_at, ends_on, decided=outcome is not None)
    return Row(
        number=number,
        source_id=str(_count(value, "MatterId", 10**18)),
        title=_text(value, "Rubrik", LONGEST_TITLE, required=True),
        text=_text(value, "Sammanfattning", LONGEST_TEXT, required=True),
        category=" ".join(clean(_text(value, "Gäller", 100)).split()),
        boards=boards,
        receivers=tuple(board for board in boards if not board.casefold().startswith(NO_RECEIVER)),
        submitted_at=submitted_at,
        ends_on=ends_on,
        stage=stage,
        outcome=outcome,
        result=clean(result),
        reason=_reason(value),
        supports=_count(value, "Röster", MOST_SUPPORTS),
        point=_point(value),
        contradicts=contradicts,
        checksum=_checksum(value),
    )


def _checksum(value: Mapping[str, Any]) -> str:
    """Of the whole row, what is not read of it too."""
    try:
        return hashlib.sha256(json.dumps(value, sort_keys=True).encode()).hexdigest()
    except RecursionError:
        raise BadRow(_("The row has lists within lists, deeper than anybody can read.")) from None


def _check_encoding(value: Mapping[str, Any]) -> None:
    if any(_NOT_TEXT.search(key) for key in value):
        raise BadRow(_("The row is not saved as UTF-8. Save the whole file as UTF-8."))


# --- Where it stands -----------------------------------------------------------------------------------------------------


def _stage(value: Mapping[str, Any], outcome: Outcome | None) -> tuple[StageKind, bool]:
    """A result is a decision, whatever the status says. Without one nobody can say how a closed proposal ended."""
    status = clean(_text(value, "Status", LONGEST_NAME, required=True)).casefold()
    if status != CLOSED and status not in OPEN:
        raise BadRow(_not_known(_text(value, "Status", LONGEST_NAME), (CLOSED, *OPEN)), "Status")
    if outcome is not None:
        return (StageKind.SUPPORT if outcome == Outcome.NO_SUPPORT else StageKind.ASSESSMENT), status != CLOSED
    if status == CLOSED:
        raise BadRow(_("The proposal is closed, but nothing says how it ended. Write the result in the source."), "Resultat")
    return OPEN[status], False


def _one_of(known: Mapping[str, Outcome], text: str, field: str) -> Outcome:
    found = known.get(clean(text).casefold())
    if found is None:
        raise BadRow(_not_known(text, tuple(known)), field)
    return found


def _not_known(text: str, known: tuple[str, ...]) -> str:
    names = ", ".join(f"“{name.capitalize()}”" for name in known)
    return _("“%(text)s” is not known here. These are: %(names)s.") % {"text": clean(text)[:60], "names": names}


def _check_days(submitted_at: datetime, ends_on: date, *, decided: bool) -> None:
    if submitted_at > clock.now():
        raise BadRow(_("The day lies in the future."), "CreatedAt")
    if ends_on < clock.local_day(submitted_at):
        raise BadRow(_("The proposal ends before it was submitted."), "Slutdatum")
    if decided and ends_on > clock.today():
        raise BadRow(_("The proposal has a result, but ends in the future."), "Slutdatum")


# --- Values --------------------------------------------------------------------------------------------------------------


def _text(value: Mapping[str, Any], field: str, most: int, *, required: bool = False) -> str:
    found = value[field]
    if found is None:
        found = ""
    if isinstance(found, Twice):
        raise BadRow(_("The field stands twice in the row."), field)
    if not isinstance(found, str) or isinstance(found, Unfit):
        raise BadRow(_("The field should be a text in quotation marks."), field)
    if len(found) > most:
        raise BadRow(_("The text has %(length)s characters; at most %(most)s are taken.") % {"length": len(found), "most": most}, field)
    if _NOT_TEXT.search(found):
        raise BadRow(_("The field has characters that are no text. Save the file as UTF-8, and take away what cannot be read."), field)
    if required and not clean(found):
        raise BadRow(_("The field is empty."), field)
    return found


def _reason(value: Mapping[str, Any]) -> str:
    reason = _text(value, "Beslut", LONGEST_DECISION)
    return reason if clean(reason) else ""


def _moment(value: Mapping[str, Any], field: str) -> datetime:
    """A time without an offset is the city's own."""
    text = clean(_text(value, field, 60, required=True))
    try:
        found = datetime.fromisoformat(text if _MOMENT.fullmatch(text) else "")
    except ValueError:
        raise BadRow(_("“%(text)s” is not a date. Write it like this: 2027-03-15T13:27:00.") % {"text": text}, field) from None
    if not EARLIEST <= found.year <= clock.today().year + 10:
        raise BadRow(_("The year %(year)s cannot be right.") % {"year": f"{found.year:04}"}, field)
    return found if found.tzinfo else found.replace(tzinfo=clock.CITY)


def _count(value: Mapping[str, Any], field: str, most: int) -> int:
    found = value[field]
    if isinstance(found, int) and not isinstance(found, bool):
        number = found
    elif isinstance(found, Unfit):
        number = most + 1
    else:
        text = clean(_text(value, field, 60)) if isinstance(found, str) else ""
        if not re.fullmatch("[0-9]+", text):
            raise BadRow(_("The field should be a whole number."), field)
        number = int(text)
    if not 0 <= number <= most:
        raise BadRow(_("The number cannot be right."), field)
    return number


def _degrees(value: Mapping[str, Any], field: str, most: int) -> float | None:
    found = value[field]
    if isinstance(found, int | float) and not isinstance(found, bool):
        number = float(found)
    else:
        text = clean(_text(value, field, 60))
        if not text:
            return None
        if not _DEGREES.fullmatch(text):
            raise BadRow(_("“%(text)s” is not a position in degrees. Write it like this: 57,7053.") % {"text": text}, field)
        number = float(text.replace(",", "."))
    if not (math.isfinite(number) and -most <= number <= most):
        raise BadRow(_("The position does not lie on the earth."), field)
    return number


def _point(value: Mapping[str, Any]) -> tuple[float, float] | None:
    latitude, longitude = _degrees(value, "Latitud_WSG84", 90), _degrees(value, "Longitud_WSG84", 180)
    if latitude is None and longitude is None:
        return None
    if latitude is None or longitude is None:
        missing = "Latitud_WSG84" if latitude is None else "Longitud_WSG84"
        raise BadRow(_("A position needs both latitude and longitude."), missing)
    return latitude, longitude


def _boards(value: Mapping[str, Any]) -> tuple[str, ...]:
    names = [" ".join(clean(part).split()) for part in _text(value, "Lämnas_till", LONGEST_BOARDS).split(";")]
    boards = tuple(dict.fromkeys(name for name in names if name))
    for name in boards:
        if len(name) > LONGEST_NAME:
            raise BadRow(
                _("The text has %(length)s characters; at most %(most)s are taken.") % {"length": len(name), "most": LONGEST_NAME},
                "Lämnas_till",
            )
    return boards
