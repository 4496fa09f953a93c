"""What a spreadsheet opens: texts that never run as formulas, and numbers as a workbook with a sheet per table."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import Any

from .text import clean

# What a spreadsheet would take for a formula, its full-width forms included.
_BEGINS_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
_NOT_IN_A_NAME = str.maketrans(dict.fromkeys("[]:*?/\\'", " "))
LONGEST_NAME = 31
LONGEST_TEXT = 32_000
MOST_WIDE = 60


def harmless(text: str) -> str:
    """A text that somebody outside has written must never be run as a formula where the file is opened."""
    return f"'{text}" if text.lstrip(" ").startswith(_BEGINS_FORMULA) else text


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """`above` stands over the table: what it shows."""

    name: str
    columns: Sequence[Any]
    rows: Sequence[Sequence[Any]]
    above: str = ""


def _value(cell: Any) -> Any:
    """A number as a number; anything else as a harmless text."""
    if cell is None or (isinstance(cell, (int, float)) and not isinstance(cell, bool)):
        return cell
    return harmless(clean(str(cell)))[:LONGEST_TEXT]


def _names(sheets: Iterable[Sheet]) -> list[str]:
    """As the file format wants them: short, without signs, each once."""
    names: list[str] = []
    for sheet in sheets:
        name = wanted = " ".join(sheet.name.translate(_NOT_IN_A_NAME).split())[:LONGEST_NAME] or "-"
        number = 1
        while name.lower() in {other.lower() for other in names}:
            number += 1
            name = f"{wanted[: LONGEST_NAME - 4]} {number}"
        names.append(name)
    return names


def workbook(sheets: Sequence[Sheet]) -> bytes:
    from openpyxl import Workbook
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Font
    from openpyxl.utils import get_column_letter

    book = Workbook(write_only=True)
    bold = Font(bold=True)
    for sheet, name in zip(sheets, _names(sheets), strict=True):
        page = book.create_sheet(name)
        table = [[_value(cell) for cell in row] for row in (sheet.columns, *sheet.rows)]
        for number, cells in enumerate(zip(*table, strict=False), start=1):
            page.column_dimensions[get_column_letter(number)].width = min(max(len(str(cell or "")) for cell in cells) + 3, MOST_WIDE)
        if sheet.above:
            page.append([_value(sheet.above)])
            page.append([])
        head = []
        for value in table[0]:
            cell = WriteOnlyCell(page, value)
            cell.font = bold
            head.append(cell)
        page.append(head)
        for row in table[1:]:
            page.append(row)
    held = BytesIO()
    book.save(held)
    return held.getvalue()
