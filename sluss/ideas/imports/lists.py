"""Bringing a lead's list in: a batch at a time, so that nobody else waits for the whole of it, and each row whole or not at all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from time import monotonic

from django.db import DatabaseError, transaction
from django.utils.translation import gettext as _

from sluss.core import clock
from sluss.core.importers import RowError
from sluss.core.text import suggest_title
from sluss.core.verdict import NotAllowed
from sluss.gates.models import Stage
from sluss.gates.queries import stages_in
from sluss.gates.states import Capacity, StageKind
from sluss.people.models import Person, Unit

from ..actions import Contact, importing
from ..actions.importing import Ending, Proposal
from ..models import Gateway
from ..rules import may_import
from .sheet import Row

BATCH = 50
SECONDS = 20  # most proxies wait for a minute
LONGEST_SOURCE = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """Where the list goes, what it is called, and whether closed history is shown to others at once."""

    gateway: Gateway
    unit: Unit
    name: str
    show_closed: bool
    by: Person

    @property
    def source(self) -> str:
        """With the unit's code: two units' lists may have the same name and the same numbers."""
        return f"{self.unit.code}: {self.name}"[:LONGEST_SOURCE]

    @property
    def stage(self) -> Stage:
        """The first stage at which a person answers: nobody has begun to collect support for what stands in a list."""
        if self.gateway.process.current_id is None:
            raise NotAllowed(_("The process has no loaded version."))
        stages = stages_in(self.gateway.process.current_id)
        return next((stage for stage in stages if stage.kind != StageKind.SUPPORT), stages[0])


@dataclass(slots=True)
class Done:
    created: int = 0
    updated: int = 0
    unchanged: int = 0
    to_look_at: int = 0  # the list says something else than the case here, which is left as it is
    left: int = 0  # when the time was out; brought in again, the list goes on from here
    errors: list[RowError] = field(default_factory=list)


def rehearsed(rows: Sequence[Row], asked: Asked) -> Done:
    """What would be new, changed or as before. One query for each 500 rows, and nothing written."""
    known = importing.imported_from(asked.source, [row.source_id for row in rows])
    same = sum(row.source_id in known and known[row.source_id].checksum == row.checksum for row in rows)
    there = sum(row.source_id in known for row in rows)
    return Done(created=len(rows) - there, updated=there - same, unchanged=same)


def bring_in(rows: Sequence[Row], asked: Asked) -> Done:
    """Again with the same list changes nothing. What takes longer than a page may take stops between two batches, and goes on there."""
    may_import(asked.by, asked.unit).demand()
    done, stage, began = Done(), asked.stage, monotonic()
    for start in range(0, len(rows), BATCH):
        if start and monotonic() - began > SECONDS:
            done.left = len(rows) - start
            break
        with transaction.atomic():
            _batch(rows[start : start + BATCH], asked, stage, done)
    return done


def _batch(rows: Sequence[Row], asked: Asked, stage: Stage, done: Done) -> None:
    known = importing.imported_from(asked.source, [row.source_id for row in rows])
    for row in rows:
        before = known.get(row.source_id)
        if before is not None and before.checksum == row.checksum:
            done.unchanged += 1
            continue
        try:
            with transaction.atomic():
                if before is None:
                    importing.import_idea(_proposal(row, asked, stage), gateway=asked.gateway, by=asked.by)
                    done.created += 1
                else:
                    done.to_look_at += not importing.update_imported(before, _proposal(row, asked, stage), by=asked.by)
                    done.updated += 1
        except NotAllowed as refused:
            done.errors.append(RowError(row.number, str(refused)))
        except DatabaseError:
            done.errors.append(RowError(row.number, _("The row could not be saved. Compare it with the other rows.")))


def _proposal(row: Row, asked: Asked, stage: Stage) -> Proposal:
    ending = None
    if row.outcome is not None:
        ending = Ending(outcome=row.outcome, reason=row.reason, body="", capacity=Capacity.EXECUTION, decided_on=row.closed)
    return Proposal(
        source=asked.source,
        source_id=row.source_id,
        checksum=row.checksum,
        title=row.title or suggest_title(row.need),
        need=row.need,
        solution=row.solution,
        theme=None,
        unit=asked.unit,
        boards=(),
        result=str(row.outcome.label) if row.outcome else "",
        supports=0,
        point=None,
        submitted_at=clock.start_of(row.received),
        ends_on=row.closed or row.received,
        stage=stage,
        ending=ending,
        released=ending is not None and asked.show_closed,
        written_in_by=asked.by,
        contact=Contact(name=row.name, email=row.email),
    )
