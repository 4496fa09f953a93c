"""`sluss import proposals FILE --gateway SLUG`: what residents proposed in another system, with the answers they got there."""

from __future__ import annotations

from argparse import ArgumentParser
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from django.db import DatabaseError, transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from sluss.core import clock
from sluss.core.importers import Options, RowError, Summary
from sluss.core.verdict import NotAllowed
from sluss.gates.models import Case
from sluss.gates.states import Capacity, Outcome
from sluss.people.states import UnitKind

from ..actions import importing
from ..actions.importing import Ending, Proposal
from ..models import ImportedIdea
from ..seed import RESIDENTS
from .ground import Ground, prepare
from .meetings import meeting
from .reading import Raw, read_rows
from .receivers import Themes, Units
from .rows import BadRow, Row, parse

SOURCE = "tidigare e-tjänst"
LONGEST_SOURCE = 60
LONGEST_BODY = 200
LISTED = 60  # names or rows in a note


def arguments(parser: ArgumentParser) -> None:
    parser.add_argument("--gateway", default=RESIDENTS, help="The gateway that the proposals came in through (%(default)s).")
    parser.add_argument(
        "--source",
        default=SOURCE,
        help="What the system they come from is called; a proposal is known by this name and its number there (%(default)s).",
    )


def run(path: Path, options: Options) -> Summary:
    """Every row is checked before the first is written; all are written in one transaction, or with skip_bad those that can be."""
    raws, errors = read_rows(path)
    rows, bad = check(raws)
    errors = sorted([*errors, *bad], key=lambda error: error.row)
    if errors and not options.skip_bad:
        return Summary(errors=errors)
    with transaction.atomic():
        work = _Work(options, prepare(str(options.extra.get("gateway", RESIDENTS))))
        work.take(rows)
        summary = work.summary(errors)
        summary.written = not options.dry_run and (options.skip_bad or not summary.errors)
        if not summary.written:
            transaction.set_rollback(True)
    if summary.errors and not options.skip_bad:
        return Summary(errors=summary.errors)
    return summary


def check(raws: Sequence[Raw]) -> tuple[list[Row], list[RowError]]:
    """The rows that are fit to be taken in, and the first thing that is wrong with each of the others."""
    rows: list[Row] = []
    errors: list[RowError] = []
    seen: dict[str, int] = {}
    for raw in raws:
        try:
            row = parse(raw.number, raw.value)
        except BadRow as bad:
            errors.append(RowError(raw.number, bad.message, bad.column))
            continue
        if row.source_id in seen:
            twice = _("The number %(id)s is in row %(row)s too.") % {"id": row.source_id, "row": seen[row.source_id]}
            errors.append(RowError(raw.number, twice, "MatterId"))
            continue
        seen[row.source_id] = row.number
        rows.append(row)
    return rows, errors


@dataclass(slots=True)
class _Work:
    options: Options
    ground: Ground
    source: str = ""
    units: Units = field(init=False)
    themes: Themes = field(init=False)
    done: Summary = field(default_factory=Summary)
    undecided: list[int] = field(default_factory=list)  # rows where a person should look
    contradicting: list[int] = field(default_factory=list)
    over: list[str] = field(default_factory=list)  # their numbers: the source still collects, though the time is over

    def __post_init__(self) -> None:
        self.source = " ".join(str(self.options.extra.get("source") or SOURCE).split())[:LONGEST_SOURCE]
        self.units, self.themes = Units(by=self.options.by), Themes()

    def take(self, rows: Sequence[Row]) -> None:
        known = importing.imported_from(self.source, [row.source_id for row in rows])
        # Before the first row, so that a row that cannot be written takes no unit with it that others need.
        changed = [row for row in rows if row.source_id not in known or known[row.source_id].checksum != row.checksum]
        proposals = {row.number: self._proposal(row) for row in changed}
        for count, row in enumerate(rows, start=1):
            if row.number in proposals:
                self._write(row, proposals[row.number], known.get(row.source_id))
            else:
                self.done.unchanged += 1
            self.options.progress(count, len(rows))

    def _write(self, row: Row, proposal: Proposal, known: ImportedIdea | None) -> None:
        """One row, in a savepoint of its own."""
        agrees = True
        try:
            with transaction.atomic():
                if known is None:
                    importing.import_idea(proposal, gateway=self.ground.gateway, by=self.options.by)
                else:
                    _demand_same(known, row)
                    agrees = importing.update_imported(known, proposal, by=self.options.by)
        except NotAllowed as refused:
            self.done.errors.append(RowError(row.number, str(refused)))
        except DatabaseError:
            self.done.errors.append(RowError(row.number, _("The row could not be saved. Compare it with the other rows.")))
        else:
            if proposal.is_collecting and proposal.is_over:
                self.over.append(row.source_id)
            self.done.created += known is None
            self.done.updated += known is not None
            if not agrees:
                self.undecided.append(row.number)
            if row.contradicts:
                self.contradicting.append(row.number)

    def _proposal(self, row: Row) -> Proposal:
        units = [self.units.called(name) for name in row.receivers]
        ending = None
        if row.outcome is not None:
            # Too little support is decided by nobody. What a board decides is the board's decision; whether a department or a
            # company decided on delegation the source does not say.
            boards = bool(units) and all(unit.kind == UnitKind.BOARD for unit in units) and row.outcome != Outcome.NO_SUPPORT
            body = "" if row.outcome == Outcome.NO_SUPPORT else _within(row.receivers, LONGEST_BODY)
            day, paragraph = meeting(row.reason, earliest=clock.local_day(row.submitted_at), latest=clock.today())
            ending = Ending(
                outcome=row.outcome,
                reason=row.reason,
                body=body,
                capacity=Capacity.BOARD if boards else Capacity.EXECUTION,
                decided_on=day,
                paragraph=paragraph,
            )
        return Proposal(
            source=self.source,
            source_id=row.source_id,
            checksum=row.checksum,
            title=row.title,
            need=row.text,
            theme=self.themes.called(row.category),
            unit=units[0] if units else self.ground.gateway.unit,
            boards=row.boards,
            result=row.result,
            supports=row.supports,
            point=row.point,
            submitted_at=row.submitted_at,
            ends_on=row.ends_on,
            stage=self.ground.stages[row.stage],
            ending=ending,
        )

    def summary(self, errors: Sequence[RowError]) -> Summary:
        self.done.errors = sorted([*errors, *self.done.errors], key=lambda error: error.row)
        self.done.notes = [*self.ground.notes, *self._made(), *self._over(), *self._to_look_at()]
        return self.done

    def _made(self) -> list[str]:
        notes = []
        if made := self.units.made:
            names = _cut([f"{unit.name} ({unit.get_kind_display().lower()})" for unit in made])
            notes.append(
                ngettext("%(n)d unit is added below the city: %(names)s.", "%(n)d units are added below the city: %(names)s.", len(made))
                % {"n": len(made), "names": names}
            )
        if themes := self.themes.made:
            names = _cut([theme.shown_name for theme in themes])
            notes.append(
                ngettext("%(n)d theme is added: %(names)s.", "%(n)d themes are added: %(names)s.", len(themes))
                % {"n": len(themes), "names": names}
            )
        return notes

    def _over(self) -> list[str]:
        """What became of them here."""
        if not self.over:
            return []
        cases = Case.objects.filter(subject__idea__imported__source=self.source, subject__idea__imported__source_id__in=self.over)
        missed = cases.filter(outcome=Outcome.NO_SUPPORT).count()
        words = {"n": len(self.over), "missed": missed, "on": len(self.over) - missed}
        return [
            ngettext(
                "The time to collect support is over for %(n)d proposal that the source calls open: %(on)d had enough and goes on, "
                "%(missed)d had too little and is closed.",
                "The time to collect support is over for %(n)d proposals that the source calls open: %(on)d had enough and go on, "
                "%(missed)d had too little and are closed.",
                len(self.over),
            )
            % words
        ]

    def _to_look_at(self) -> list[str]:
        notes = []
        if rows := self.contradicting:
            notes.append(
                _("The status says open and the result says decided in row %(rows)s: they count as decided.")
                % {"rows": _cut([str(row) for row in rows])}
            )
        if rows := self.undecided:
            notes.append(
                _("The source says something else than the case here in row %(rows)s. The case is left as it is for a person to look at.")
                % {"rows": _cut([str(row) for row in rows])}
            )
        return notes


def _demand_same(known: ImportedIdea, row: Row) -> None:
    """Numbers begin anew in each system; what was submitted at another time is another proposal."""
    if known.idea.submitted_at != row.submitted_at:
        raise NotAllowed(
            _(
                "Another proposal with the number %(id)s has been imported, submitted at another time. If this file comes from another "
                "system, name that with --source."
            )
            % {"id": row.source_id}
        )


def _cut(names: Sequence[str]) -> str:
    return ", ".join(names[:LISTED]) + (" …" if len(names) > LISTED else "")


def _within(names: Sequence[str], most: int) -> str:
    """As many whole names as there is room for; all of them stand on the idea."""
    text = names[0] if names else ""
    for name in names[1:]:
        if len(text) + len(name) + 3 > most:
            return f"{text} …"
        text += f"; {name}"
    return text
