"""The common road of an import: all rows in one transaction, each in a savepoint of its own, rolled back when it was only a rehearsal."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from django.db import DatabaseError, transaction
from django.utils.translation import gettext as _

from sluss.core.importers import Options, RowError, Summary
from sluss.core.verdict import NotAllowed

from .table import Column, Row, Table
from .values import BadCell

Step = Callable[[Row], str]  # does the row, says "created", "updated" or "unchanged"
_WEIGHT = {"unchanged": 0, "updated": 1, "created": 2}
MOST_ROUNDS = 25


@dataclass(slots=True)
class Run:
    table: Table
    columns: Sequence[Column]
    options: Options
    _errors: dict[int, RowError] = field(default_factory=dict)  # the first of each row
    _outcome: dict[int, str] = field(default_factory=dict)
    _done: int = 0

    def fail(self, row: Row, message: str, column: str = "") -> None:
        titles = {known.key: known.heading for known in self.columns}
        self._errors.setdefault(row.number, RowError(row.number, message, titles.get(column, column)))
        self._outcome.pop(row.number, None)

    def has_failed(self, row: Row) -> bool:
        return row.number in self._errors

    def each(self, rows: Iterable[Row], step: Step, *, steps: int = 1) -> None:
        """Do a step with every row that has not failed. `steps` is how many times each row is walked in all, for the progress."""
        total = len(self.table.rows) * steps
        for row in rows:
            self._done += 1
            self.options.progress(min(self._done, total), total)
            if self.has_failed(row):
                continue
            try:
                with transaction.atomic():
                    outcome = step(row)
            except BadCell as bad:
                self.fail(row, bad.message, bad.column)
            except NotAllowed as refused:
                self.fail(row, str(refused))
            except DatabaseError:
                self.fail(row, _("The row could not be saved. Compare it with the other rows."))
            else:
                before = self._outcome.get(row.number, "unchanged")
                self._outcome[row.number] = max(before, outcome, key=_WEIGHT.__getitem__)

    def carry_out(self, work: Callable[[Run], None]) -> Summary:
        """One round, unless bad rows are to be skipped: then again without them until no more turn up, so that no row is done by half."""
        written = False
        for _round in range(MOST_ROUNDS):
            known = len(self._errors)
            self._outcome, self._done = {}, 0
            with transaction.atomic():
                work(self)
                settled = len(self._errors) == known
                refused = not self.options.skip_bad and bool(self._errors or self.table.errors)
                written = settled and not refused and not self.options.dry_run
                if not written:
                    transaction.set_rollback(True)
            if settled or not self.options.skip_bad:
                break
        return self._summary(written)

    def _summary(self, written: bool) -> Summary:
        outcomes = list(self._outcome.values())
        summary = Summary(
            created=outcomes.count("created"),
            updated=outcomes.count("updated"),
            unchanged=outcomes.count("unchanged"),
            errors=sorted([*self.table.errors, *self._errors.values()], key=lambda error: error.row),
            written=written,
        )
        if self.table.ignored:
            summary.notes.append(_("These columns were not read: %(names)s.") % {"names": ", ".join(self.table.ignored)})
        return summary
