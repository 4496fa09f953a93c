"""A table from a file somebody made in Excel or exported from a system: CSV in any usual dress, or XLSX. Trusts nothing in it."""

from __future__ import annotations

import csv
import io
import warnings
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from sluss.core.importers import RowError, Unreadable
from sluss.core.text import clean

MOST_BYTES = 30_000_000
MOST_UNPACKED = 80_000_000
MOST_PARTS = 500
MOST_TAGS = 5_000_000  # each takes its time, however little it says: a small file can hold millions of empty rows
CHUNK = 1_000_000
MOST_ROWS = 100_000
MOST_COLUMNS = 60
LONGEST_CELL = 2_000
# The reader's own limit would end the reading at one long cell; we say which row it is and read on.
csv.field_size_limit(MOST_BYTES)


@dataclass(frozen=True, slots=True)
class Column:
    """A column as the importer knows it, and the headings under which people have it."""

    key: str
    heading: str  # as the documentation and the error texts write it
    also: Sequence[str] = ()
    required: bool = False


@dataclass(slots=True)
class Row:
    number: int  # the heading is row 1
    values: dict[str, str] = field(default_factory=dict)  # only columns that are there; "" is an empty cell

    def get(self, key: str) -> str:
        return self.values.get(key, "")


@dataclass(slots=True)
class Table:
    rows: list[Row]
    errors: list[RowError]
    ignored: list[str]  # headings that no importer knows


def read_table(path: Path, columns: Sequence[Column]) -> Table:
    """Every row that can be read, an error for each that cannot; Unreadable when the file is no table at all."""
    try:
        size = path.stat().st_size
        if size > MOST_BYTES:
            raise Unreadable(_("The file is too large: at most %(number)s megabytes.") % {"number": MOST_BYTES // 1_000_000})
        data = path.read_bytes()
    except OSError as problem:
        raise Unreadable(_("The file cannot be opened: %(reason)s.") % {"reason": problem.strerror or problem}) from None
    return parse_table(data, columns)


def parse_table(data: bytes, columns: Sequence[Column]) -> Table:
    return _table(cells_of(data), columns)


def cells_of(data: bytes, *, most_tags: int = MOST_TAGS) -> Iterator[tuple[int, list[str]]]:
    """Each row with its number, the cells as texts, for whoever knows the columns only when a person has said which is which."""
    if data.startswith(b"PK\x03\x04"):
        cells = _xlsx(data, most_tags)
    elif data.startswith(b"\xd0\xcf\x11\xe0"):
        raise Unreadable(_("This is an old or locked Excel file. Save it as .xlsx without a password, or as CSV, and try again."))
    else:
        cells = _csv(data)
    return ((number, [str(cell) for cell in row]) for number, row in cells)


# --- What the cells mean --------------------------------------------------------------------------------------------


def plain(heading: str) -> str:
    return " ".join(clean(heading).casefold().replace("_", " ").replace("-", " ").rstrip("*: ").split())


def _headings(names: Sequence[str], columns: Sequence[Column]) -> tuple[dict[int, str], list[str]]:
    known = {plain(name): column.key for column in columns for name in (column.key, column.heading, *column.also)}
    found: dict[int, str] = {}
    ignored = []
    for place, name in enumerate(names):
        key = known.get(plain(name))
        if key is None:
            if plain(name):
                ignored.append(clean(name)[:60])
        elif key in found.values():
            raise Unreadable(_("Two columns both mean “%(name)s”. Take one of them away.") % {"name": clean(name)[:60]})
        else:
            found[place] = key
    missing = [column.heading for column in columns if column.required and column.key not in found.values()]
    if missing:
        raise Unreadable(
            _("The first row must have the headings %(missing)s. It has: %(found)s.")
            % {"missing": ", ".join(missing), "found": ", ".join(clean(name)[:40] for name in names if name.strip())[:300] or "–"}
        )
    return found, ignored


def _table(cells: Iterator[tuple[int, list[str]]], columns: Sequence[Column]) -> Table:
    first = next(((number, names) for number, names in cells if any(name.strip() for name in names)), None)
    if first is None:
        raise Unreadable(_("The file is empty."))
    if first[0] != 1:
        raise Unreadable(_("The headings must stand in row 1. The first rows are empty."))
    places, ignored = _headings(first[1], columns)
    titles = {column.key: column.heading for column in columns}
    rows: list[Row] = []
    errors: list[RowError] = []
    for number, names in cells:
        if not any(name.strip() for name in names):
            continue
        if number > MOST_ROWS:
            raise Unreadable(_("The file has too many rows: at most %(number)s. Split it.") % {"number": MOST_ROWS})
        row = Row(number)
        bad = False
        for place, key in places.items():
            cell = names[place] if place < len(names) else ""
            problem = wrong_with(cell)
            if problem:
                errors.append(RowError(number, problem, titles[key]))
                bad = True
            row.values[key] = "" if problem else clean(cell)
        if not bad:
            rows.append(row)
    return Table(rows, errors, ignored)


def wrong_with(cell: str, longest: int = LONGEST_CELL) -> str:
    """What makes a cell unfit to be read at all; empty when nothing does."""
    if len(cell) > longest:
        return _("The cell has %(length)s characters; at most %(most)s are taken.") % {"length": len(cell), "most": longest}
    if "\0" in cell:
        return _("The cell has characters that are no text.")
    start = cell.lstrip()
    if start.startswith("="):
        return _("The cell has a formula. Write its value instead.")
    if start.startswith("#") and start.rstrip("!?").isupper():
        return _("The cell has an error from the spreadsheet: %(cell)s.") % {"cell": start[:20]}
    return ""


# --- CSV ------------------------------------------------------------------------------------------------------------


def _decoded(data: bytes) -> str:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        encodings: Iterable[str] = ("utf-16",)
    elif b"\0" in data[:4096] and data[:4096].count(0) > len(data[:4096]) // 10:
        encodings = ()
    else:
        encodings = ("utf-8-sig", "cp1252")
    for encoding in encodings:
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise Unreadable(_("The file is not text that we can read. Save it as CSV (UTF-8) or as .xlsx."))


def _delimiter(text: str) -> str:
    heading = text.lstrip("\r\n").split("\n", 1)[0]
    return max(";,\t", key=heading.count)


def _csv(data: bytes) -> Iterator[tuple[int, list[str]]]:
    text = _decoded(data)
    if text[:4].lower() == "sep=":  # Excel's own hint, a line above the headings
        text = text.split("\n", 1)[-1]
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text), strict=True)
    number = 0
    while True:
        number += 1
        try:
            row = next(reader)
        except StopIteration:
            return
        except csv.Error:
            raise Unreadable(
                _("Row %(row)s has a quotation mark that is opened and not closed, or text after a closed one.") % {"row": number}
            ) from None
        if len(row) > MOST_COLUMNS:
            raise Unreadable(_("Row %(row)s has too many columns: at most %(most)s.") % {"row": number, "most": MOST_COLUMNS})
        yield number, row


# --- XLSX -----------------------------------------------------------------------------------------------------------


def _not_a_bomb(data: bytes, most_tags: int) -> None:
    """A small file can unpack to what no machine holds. What it claims is checked; zipfile reads no further than the claim."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = archive.infolist()
        small = len(parts) <= MOST_PARTS and sum(part.file_size for part in parts) <= MOST_UNPACKED
        if not small or not _few_tags(archive, most_tags):
            raise Unreadable(_("The Excel file is too large inside. Save only the sheet with the table, or save it as CSV."))


def _few_tags(archive: zipfile.ZipFile, most: int) -> bool:
    left = most
    for part in archive.infolist():
        with archive.open(part) as content:
            while left >= 0 and (chunk := content.read(CHUNK)):
                left -= chunk.count(b"<")
    return left >= 0


def _xlsx(data: bytes, most_tags: int) -> Iterator[tuple[int, list[str]]]:
    from openpyxl import load_workbook

    try:
        _not_a_bomb(data, most_tags)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # about styles and extensions it leaves out
            book = load_workbook(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
            sheet = book.worksheets[0]
            # The sheet says how wide it is; what it says may be wrong.
            sheet.reset_dimensions()
            rows = [
                (number, [_text(value) for value in row])
                for number, row in enumerate(sheet.iter_rows(max_row=MOST_ROWS + 2, max_col=MOST_COLUMNS, values_only=True), start=1)
                if number == 1 or any(value is not None for value in row)
            ]
    except Unreadable:
        raise
    except Exception as problem:  # noqa: BLE001 - a broken or hostile file fails in openpyxl, zipfile or the XML parser in any way it likes
        raise Unreadable(
            _("The file looks like an Excel file but cannot be read (%(reason)s).") % {"reason": type(problem).__name__}
        ) from None
    return iter(rows)


def _text(value: Any) -> str:
    """A cell as one would have written it: no .0 after a code, a date without a time."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "ja" if value else "nej"
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, date):
        return value.isoformat()
    return str(value)


def documented(columns: Sequence[Column]) -> list[Mapping[str, object]]:
    """For the page and the documentation."""
    return [{"heading": column.heading, "also": list(column.also), "required": column.required} for column in columns]
