"""The register as a file that a spreadsheet opens, written row by row as it is read."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from typing import Any

from django.utils.translation import gettext as _

from sluss.core.spreadsheet import harmless

from ..models import RegisterEntry

MOST_ROWS = 50_000
BATCH = 1000


class _Line:
    """csv wants a file; what it writes is wanted here."""

    def write(self, line: str) -> str:
        return line


def lines(entries: Iterable[RegisterEntry]) -> Iterator[str]:
    """The byte order mark and semicolons are what a Swedish spreadsheet expects."""
    writer: Any = csv.writer(_Line(), delimiter=";")
    heads = [
        _("Date"),
        _("Registry number"),
        _("What it is"),
        _("From or to"),
        _("Content in brief"),
        _("Entry"),
        _("Puts right the entry"),
        _("Put right by a later entry"),
    ]
    yield "\ufeff" + writer.writerow(heads)
    for count, entry in enumerate(entries):
        if count == MOST_ROWS:
            yield writer.writerow([_("There are more entries. Choose a shorter period to get them too.")])
            return
        cells = [entry.registered_on.isoformat(), entry.number, entry.get_direction_display(), entry.counterpart, entry.shown_content]
        yield writer.writerow([*map(harmless, cells), str(entry.pk), str(entry.corrects_id or ""), _("Yes") if entry.replaced else ""])
