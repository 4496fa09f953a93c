"""What is kept about a person, as a file of their own: the same rows for a machine (JSON) and for a reader (HTML), in one zip."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Callable, Iterable
from datetime import date, datetime
from tempfile import SpooledTemporaryFile
from typing import IO, Any

from django.utils.html import escape
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from . import clock
from .dates import day, day_and_time
from .providers import PersonalPart

IN_MEMORY = 2_000_000  # bytes; what is larger waits on disk
Parts = Callable[[], Iterable[PersonalPart]]


def pack(parts: Parts, *, title: str) -> IO[bytes]:
    """The zip, written row by row. `parts` is asked twice: once for each file, since rows are read as they are written."""
    made: Any = SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115 - the answer that sends it closes it
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as folder:
        with folder.open(f"{_('my-data')}.json", "w") as file:
            _write_json(file, parts())
        with folder.open(f"{_('my-data')}.html", "w") as file:
            _write_html(file, parts(), title)
    made.seek(0)
    return made  # type: ignore[no-any-return]  # a file of bytes


def _write_json(file: IO[bytes], parts: Iterable[PersonalPart]) -> None:
    file.write(b"{")
    for number, part in enumerate(parts):
        file.write(f"{',' if number else ''}\n{json.dumps(part.key)}: [".encode())
        names = [name for name, _label in part.columns]
        for count, row in enumerate(part.rows):
            line = json.dumps(dict(zip(names, map(_plain, row), strict=True)), ensure_ascii=False)
            file.write(f"{',' if count else ''}\n  {line}".encode())
        file.write(b"]")
    file.write(b"\n}\n")


def _plain(value: Any) -> Any:
    if isinstance(value, datetime | date):
        return value.isoformat()
    return value if isinstance(value, bool | int | float | type(None)) else str(value)


def _write_html(file: IO[bytes], parts: Iterable[PersonalPart], title: str) -> None:
    def put(text: str) -> None:
        file.write(text.encode())

    when = day_and_time(clock.now())
    put(f'<!doctype html>\n<html lang="{get_language()}"><head><meta charset="utf-8"><title>{escape(title)}</title></head><body>')
    put(f"<h1>{escape(title)}</h1><p>{escape(_('Taken out of Sluss %(when)s.') % {'when': when})}</p>\n")
    for part in parts:
        put(f"<h2>{escape(part.title)}</h2>\n")
        empty = True
        for row in part.rows:
            empty = False
            facts = [(label, value) for (_name, label), value in zip(part.columns, row, strict=True) if value not in ("", None)]
            put("<dl>" + "".join(f"<dt><b>{escape(label)}</b></dt><dd>{_shown(value)}</dd>" for label, value in facts) + "</dl><hr>\n")
        if empty:
            put(f"<p>{escape(_('Nothing.'))}</p>\n")
    put("</body></html>\n")


def _shown(value: Any) -> str:
    if isinstance(value, datetime):
        return str(day_and_time(value))
    if isinstance(value, date):
        return day(value, year=True)
    if isinstance(value, bool):
        return str(_("Yes") if value else _("No"))
    return str(escape(value)).replace("\n", "<br>")
