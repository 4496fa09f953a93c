"""Units and people from CSV or XLSX."""

from pathlib import Path

from django.utils.translation import gettext_lazy as _

from sluss.core.importers import Importer

from . import people, units
from .table import Column, read_table

UNITS = Importer("units", _("Units from CSV or XLSX"), units.run)
PEOPLE = Importer("people", _("People and roles from CSV or XLSX"), people.run)
ALL = (UNITS, PEOPLE)
_COLUMNS = {"units": units.COLUMNS, "people": people.COLUMNS}


def columns_of(name: str) -> tuple[Column, ...]:
    return _COLUMNS[name]


def rows_in(name: str, path: Path) -> int:
    """How many rows the file has; Unreadable when it is none of ours."""
    table = read_table(path, _COLUMNS[name])
    return len(table.rows) + len(table.errors)
