"""A lead's own list as rows of ideas: which column means what, and what is wrong with a row. Pure: asks the database nothing."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.functional import Promise as LazyText
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sluss.core import clock
from sluss.core.importers import RowError, Unreadable
from sluss.core.text import clean
from sluss.gates.states import Outcome
from sluss.people.imports.table import cells_of, plain, wrong_with
from sluss.people.imports.values import BadCell, day

from ..states import LONGEST_NAME, LONGEST_TEXT, LONGEST_TITLE

MOST_BYTES = 5_000_000
MOST_ROWS = 2_000
MOST_COLUMNS = 60
MOST_TAGS = 8 * MOST_ROWS * MOST_COLUMNS  # in an Excel file: a cell takes six at most
LONGEST_KEY = 60
EARLIEST = 1990


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a column can mean, and the headings people have for it."""

    key: str
    label: str | LazyText
    also: tuple[str, ...]
    required: bool = False


MEANINGS = (
    Meaning(
        "need",
        gettext_lazy("The need, or the whole idea"),
        ("behov", "beskrivning", "idé", "idétext", "förslag", "text", "problem", "need", "description", "idea", "details"),
        required=True,
    ),
    Meaning(
        "received",
        gettext_lazy("The day it came in"),
        (
            "inkom",
            "inkommen",
            "inkommet",
            "inkom datum",
            "datum",
            "mottagen",
            "registrerad",
            "skapad",
            "received",
            "date",
            "created",
            "submitted",
        ),
        required=True,
    ),
    Meaning("title", gettext_lazy("Title"), ("titel", "rubrik", "namn på idén", "idénamn", "title", "name", "subject", "heading")),
    Meaning("solution", gettext_lazy("The proposal"), ("lösning", "förslag till lösning", "åtgärd", "solution", "proposal")),
    Meaning("status", gettext_lazy("Status: open or closed"), ("status", "läge", "state")),
    Meaning("outcome", gettext_lazy("How it ended"), ("utfall", "resultat", "beslut", "svar", "outcome", "result", "decision")),
    Meaning(
        "reason", gettext_lazy("The reason"), ("skäl", "motivering", "orsak", "kommentar", "återkoppling", "reason", "comment", "feedback")
    ),
    Meaning(
        "closed",
        gettext_lazy("The day it was closed"),
        ("avslutad", "avslutades", "avslutsdatum", "beslutsdatum", "klar datum", "closed", "closed on", "decided on"),
    ),
    Meaning(
        "name",
        gettext_lazy("The giver’s name"),
        ("idégivare", "inlämnare", "förslagsställare", "från", "namn", "giver", "submitter", "submitted by", "from"),
    ),
    Meaning("email", gettext_lazy("The giver’s e-mail address"), ("e-post", "epost", "mejl", "mail", "e-mail", "email", "e-postadress")),
    Meaning(
        "key",
        gettext_lazy("Its own number in the list"),
        ("nr", "nummer", "id", "ärendenummer", "diarienummer", "number", "no", "reference", "key"),
    ),
)
OPEN = frozenset(
    {
        "öppen",
        "öppet",
        "pågår",
        "pågående",
        "ny",
        "nytt",
        "inkommen",
        "under behandling",
        "väntar",
        "ej påbörjad",
        "påbörjad",
        "open",
        "new",
        "in progress",
        "ongoing",
        "waiting",
    }
)
CLOSED = frozenset(
    {
        "avslutad",
        "avslutat",
        "stängd",
        "stängt",
        "klar",
        "klart",
        "besvarad",
        "besvarat",
        "arkiverad",
        "closed",
        "done",
        "answered",
        "archived",
    }
)
OUTCOMES: dict[str, Outcome] = {
    **dict.fromkeys(
        ("genomförd", "genomfört", "genomförs", "genomförs helt", "ja", "bifall", "införd", "infört", "carried out", "implemented", "yes"),
        Outcome.FULLY,
    ),
    **dict.fromkeys(("delvis", "genomförd delvis", "delvis genomförd", "genomförs delvis", "partly", "partly carried out"), Outcome.PARTLY),
    **dict.fromkeys(("planerad", "planeras", "ingår i planering", "ingår i kommande planering", "planned"), Outcome.PLANNED),
    **dict.fromkeys(
        (
            "ej genomförd",
            "inte genomförd",
            "genomförs ej",
            "genomförs inte",
            "nej",
            "avslag",
            "avslagen",
            "avslaget",
            "rejected",
            "not carried out",
            "no",
        ),
        Outcome.NOT,
    ),
    **dict.fromkeys(("återtagen", "tillbakadragen", "withdrawn"), Outcome.WITHDRAWN),
    **dict.fromkeys(("hänvisad", "hänvisat", "överlämnad", "referred"), Outcome.REFERRED),
}


@dataclass(frozen=True, slots=True)
class Sheet:
    """A file as it lies: the headings, and the rows below with their numbers; the heading is row 1."""

    headings: list[str]
    rows: list[tuple[int, list[str]]]


@dataclass(frozen=True, slots=True)
class Row:
    number: int
    source_id: str
    checksum: str
    title: str
    need: str
    solution: str
    received: date
    outcome: Outcome | None  # None for what is open
    reason: str
    closed: date | None
    name: str
    email: str


def read(data: bytes) -> Sheet:
    """Unreadable when it is no list, with a sentence on what to do."""
    if len(data) > MOST_BYTES:
        raise Unreadable(_("The file is too large: at most %(number)s megabytes.") % {"number": MOST_BYTES // 1_000_000})
    rows = [(number, cells) for number, cells in _within(cells_of(data, most_tags=MOST_TAGS)) if any(cell.strip() for cell in cells)]
    if not rows:
        raise Unreadable(_("The file is empty."))
    (_first, headings), body = rows[0], rows[1:]
    if not body:
        raise Unreadable(_("The file has headings but no rows below them."))
    return Sheet([clean(heading)[:80] for heading in headings[:MOST_COLUMNS]], body)


def _within(cells: Iterator[tuple[int, list[str]]]) -> Iterator[tuple[int, list[str]]]:
    for count, row in enumerate(cells):
        if count > MOST_ROWS:
            raise Unreadable(
                _("The file has more than %(number)s rows. Split it, and bring in one part at a time.") % {"number": MOST_ROWS}
            )
        yield row


def guessed(headings: Sequence[str]) -> dict[str, int]:
    """Which column most likely means what, by its heading: {meaning: place}. None is taken twice, and the first that fits wins."""
    found: dict[str, int] = {}
    for exact in (True, False):
        for meaning in MEANINGS:
            names = {plain(name) for name in (meaning.key, str(meaning.label), *meaning.also)}
            for place, heading in enumerate(headings):
                said = plain(heading)
                fits = said in names if exact else any(len(name) > 3 and said.startswith(name) for name in names)
                if said and fits and meaning.key not in found and place not in found.values():
                    found[meaning.key] = place
    return found


def parse(sheet: Sheet, places: Mapping[str, int]) -> tuple[list[Row], list[RowError]]:
    """The rows that are fit to be brought in, and the first thing that is wrong with each of the others."""
    titles = {meaning.key: str(meaning.label) for meaning in MEANINGS}
    rows: list[Row] = []
    errors: list[RowError] = []
    seen: dict[str, int] = {}
    for number, cells in sheet.rows:
        try:
            row = _row(number, _values(cells, places))
        except BadCell as bad:
            errors.append(RowError(number, bad.message, titles.get(bad.column, "")))
            continue
        if row.source_id in seen:
            twice = _("The same stands in row %(row)s too. Take one of them away.") % {"row": seen[row.source_id]}
            errors.append(RowError(number, twice, titles["key" if "key" in places else "need"]))
            continue
        seen[row.source_id] = number
        rows.append(row)
    return rows, errors


def _values(cells: Sequence[str], places: Mapping[str, int]) -> dict[str, str]:
    values = {}
    for key, place in places.items():
        cell = cells[place] if place < len(cells) else ""
        if problem := wrong_with(cell, LONGEST_TEXT):
            raise BadCell(problem, key)
        values[key] = clean(cell)
    return values


def _row(number: int, values: Mapping[str, str]) -> Row:
    def text(key: str, most: int) -> str:
        said = values.get(key, "")
        if len(said) > most:
            raise BadCell(_("The text has %(length)s characters; at most %(most)s are taken.") % {"length": len(said), "most": most}, key)
        return said

    need = text("need", LONGEST_TEXT)
    if not need:
        raise BadCell(_("The row says nothing of what the idea is. Write it, or take the row away."), "need")
    received = _day(values, "received")
    if received is None:
        raise BadCell(_("Write the day it came in, like this: 2027-03-15."), "received")
    outcome = _ended(values)
    closed = _day(values, "closed")
    if closed is not None and closed < received:
        raise BadCell(_("It was closed before it came in. Put one of the days right."), "closed")
    name, email = " ".join(text("name", LONGEST_NAME).split()), _email(values.get("email", ""))
    title = " ".join(text("title", LONGEST_TITLE).split())
    key = text("key", LONGEST_KEY) or _hash([need, title, received.isoformat()])[:40]
    kept = [need, title, values.get("solution", ""), received.isoformat(), str(outcome), values.get("reason", ""), str(closed), name, email]
    return Row(
        number=number,
        source_id=key,
        checksum=_hash(kept),
        title=title,
        need=need,
        solution=text("solution", LONGEST_TEXT),
        received=received,
        outcome=outcome,
        reason=text("reason", LONGEST_TEXT) if outcome else "",
        closed=closed if outcome else None,
        name=name,
        email=email,
    )


def _hash(parts: Sequence[str]) -> str:
    return hashlib.sha256(json.dumps(list(parts)).encode()).hexdigest()


def _day(values: Mapping[str, str], key: str) -> date | None:
    said = values.get(key, "")
    if not said:
        return None
    try:
        found = day(said)
    except BadCell as bad:
        raise BadCell(bad.message, key) from None
    if found.year < EARLIEST:
        raise BadCell(_("The year %(year)s cannot be right.") % {"year": found.year}, key)
    if found > clock.today():
        raise BadCell(_("The day lies in the future."), key)
    return found


def _ended(values: Mapping[str, str]) -> Outcome | None:
    """None while it is open. A result says that it is closed, whatever the status says."""
    status, said = plain(values.get("status", "")), plain(values.get("outcome", ""))
    if said:
        if said not in OUTCOMES:
            names = _("carried out, partly, planned, not carried out, withdrawn or referred")
            raise BadCell(
                _("“%(text)s” is not known as an ending. Write one of: %(names)s.") % {"text": said[:40], "names": names}, "outcome"
            )
        return OUTCOMES[said]
    if not status or status in OPEN:
        return None
    if status in OUTCOMES:
        return OUTCOMES[status]
    if status in CLOSED:
        raise BadCell(
            _("It is closed, but the row does not say how it ended. Write for example: carried out, or not carried out."), "outcome"
        )
    raise BadCell(_("“%(text)s” is not known as a status. Write open or closed.") % {"text": status[:40]}, "status")


def _email(said: str) -> str:
    if not said:
        return ""
    try:
        validate_email(said)
    except ValidationError:
        raise BadCell(_("“%(text)s” is not an e-mail address. Put it right, or empty the cell.") % {"text": said[:80]}, "email") from None
    if len(said) > 254:
        raise BadCell(_("The e-mail address is too long."), "email")
    return said.lower()
