"""Units from a table. What is not in the file is left alone, and so is what has an empty cell."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from sluss.core.importers import Options, Summary
from sluss.people import actions
from sluss.people.models import Person, Unit
from sluss.people.queries import heir_of
from sluss.people.states import UnitKind

from . import values
from .run import Run
from .table import Column, Row, Table, read_table
from .values import BadCell

COLUMNS = (
    Column("code", "kod", ("enhetskod", "id", "code"), required=True),
    Column("name", "namn", ("enhetsnamn", "name"), required=True),
    Column("kind", "typ", ("slag", "enhetstyp", "kind", "type"), required=True),
    Column("parent", "överordnad", ("överordnad kod", "överordnad enhet", "parent"), required=False),
    Column("answers_to", "ansvarar inför", ("nämnd", "myndighet", "answers to", "authority")),
    Column("name_en", "engelskt namn", ("namn engelska", "english name", "name en")),
    Column("valid_from", "gäller från", ("från", "giltig från", "valid from")),
    Column("valid_to", "gäller till", ("till", "giltig till", "valid to")),
    Column("successor", "efterträdare", ("ersätts av", "successor")),
)


def run(path: Path, options: Options) -> Summary:
    return import_table(read_table(path, COLUMNS), options)


def import_table(table: Table, options: Options) -> Summary:
    return Run(table, COLUMNS, options).carry_out(lambda run: _Units(options).work(run))


def _asked(row: Row) -> dict[str, Any]:
    """The row's own values, without what points to other units."""
    asked: dict[str, Any] = {}
    for key, read in (
        ("code", lambda text: values.at_most(text, 40)),
        ("name", lambda text: values.at_most(text, 200)),
        ("name_en", lambda text: values.at_most(text, 200)),
        ("kind", lambda text: values.one_of(values.UNIT_KINDS, text)),
        ("valid_from", values.day),
        ("valid_to", values.day),
    ):
        text = row.get(key)
        if text:
            try:
                asked[key] = read(text)
            except BadCell as bad:
                raise BadCell(bad.message, key) from None
    for key in ("code", "name", "kind"):
        if key not in asked:
            raise BadCell(_("The cell is empty."), key)
    if "valid_to" in asked and asked["valid_to"] < asked.get("valid_from", asked["valid_to"]):
        raise BadCell(_("A unit cannot end before it begins."), "valid_to")
    return asked


class _Units:
    def __init__(self, options: Options) -> None:
        self.by: Person | None = options.by
        self.known: dict[str, Unit] = {unit.code: unit for unit in Unit.objects.all()}
        self.city = next((unit for unit in self.known.values() if unit.is_root), None)
        self.in_file: set[str] = set()

    def work(self, run: Run) -> None:
        rows = self._once_each(run)
        self.in_file = set(rows)
        run.each(self._parents_first(run, rows), self._unit, steps=2)
        run.each(rows.values(), self._end, steps=2)

    def _once_each(self, run: Run) -> dict[str, Row]:
        rows: dict[str, Row] = {}
        for row in run.table.rows:
            code = row.get("code")
            if code in rows:
                run.fail(row, _("The code %(code)s is in row %(row)s too.") % {"code": code, "row": rows[code].number}, "code")
            else:
                rows[code] = row
        return rows

    def _parents_first(self, run: Run, rows: dict[str, Row]) -> Iterable[Row]:
        """A unit comes after those it lies under and answers to, wherever they stand in the file."""
        done: set[str] = set()
        ordered: list[Row] = []
        for start in rows.values():
            waiting: list[Row] = [start]
            while waiting:
                row = waiting[-1]
                needs = [row.get(key) for key in ("parent", "answers_to")]
                ahead = [rows[code] for code in needs if code in rows and code not in done and code != row.get("code")]
                circle = [other for other in ahead if other in waiting]
                if circle and not run.has_failed(row):
                    run.fail(row, _("The units in rows %(rows)s lie under each other in a circle.") % {
                        "rows": ", ".join(str(other.number) for other in waiting[waiting.index(circle[0]):])
                    }, "parent")  # fmt: skip
                ahead = [other for other in ahead if other not in waiting]
                if ahead:
                    waiting.extend(ahead[:1])
                    continue
                waiting.pop()
                if row.get("code") not in done:
                    done.add(row.get("code"))
                    ordered.append(row)
        return ordered

    def _other(self, row: Row, key: str) -> Unit | None:
        code = row.get(key)
        if not code:
            return None
        if code not in self.known:
            raise BadCell(_("There is no unit with the code %(code)s.") % {"code": code[:40]}, key)
        return self.known[code]

    def _unit(self, row: Row) -> str:
        asked = _asked(row)
        asked.pop("valid_to", None)
        asked["parent"], asked["answers_to"] = self._other(row, "parent"), self._other(row, "answers_to")
        unit = self.known.get(asked["code"])
        if unit is None and asked["kind"] == UnitKind.CITY and self.city is not None and self.city.code not in self.in_file:
            # There is one city, and another import may have made it already under a code of its own.
            unit = self.known[asked["code"]] = self.city
        if unit is None:
            return self._add(asked)
        changes = {name: value for name, value in asked.items() if value not in (None, "") and getattr(unit, name) != value}
        self._follow_heirs(unit, changes)
        if not changes:
            return "unchanged"
        actions.change_unit(unit=unit, by=self.by, **changes)
        return "updated"

    def _follow_heirs(self, unit: Unit, changes: dict[str, Any]) -> None:
        """What lay under a unit that has ended lies under its heir: the file that says the old one is not a change."""
        above, authority = changes.get("parent"), changes.get("answers_to")
        if above is not None and above.handed_on_at is not None and heir_of(above).pk == unit.parent_id:
            del changes["parent"]
        if authority is not None and authority.handed_on_at is not None and heir_of(authority).authority_id == unit.answers_to_id:
            del changes["answers_to"]

    def _add(self, asked: dict[str, Any]) -> str:
        if self.city is None and asked["kind"] != UnitKind.CITY:
            raise BadCell(_("The city itself must be in the file: a row with “stad” as its type."), "kind")
        unit = actions.create_unit(by=self.by, **asked)
        self.known[unit.code] = unit
        if unit.is_root:
            self.city = unit
        return "created"

    def _end(self, row: Row) -> str:
        """After all units are there: a successor may stand further down."""
        on = _asked(row).get("valid_to")
        successor = self._other(row, "successor")
        if on is None and successor is None:
            return "unchanged"
        if on is None:
            raise BadCell(_("A successor needs a last day for the unit that ends."), "valid_to")
        unit = self.known[row.get("code")]
        if unit.valid_to == on and unit.successor_id == (successor.pk if successor else unit.successor_id):
            return "unchanged"
        actions.end_unit(unit=unit, by=self.by, on=on, successor=successor)
        return "updated"
