"""The audit log: events with changes of people and units, walked together from the latest; and sign-ins, which stand apart.

Each source is walked by its own number, which follows the time, so a page is one query a source however long the log is. Whoever gave
a subject stands as its giver and never by name, here and when the log is narrowed to a person: the log is read by more people than
those who may know.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from itertools import islice
from typing import Any

from django.db.models import QuerySet

from sluss.core import clock
from sluss.core.events import KINDS
from sluss.core.providers import Kind, collect
from sluss.core.routes import number_in
from sluss.journal.models import Event
from sluss.people.models import PeopleChange, SignIn
from sluss.people.states import SignInKind

from ..states import Group

PAGE = 50
BATCH = 500
READ = "secrecy.read"


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the log is narrowed to."""

    person_id: int | None = None
    kind: str = ""  # a Group, or the name of a kind of event
    subject_id: int | None = None
    unit_path: str = ""
    first_day: date | None = None
    last_day: date | None = None


@dataclass(frozen=True, slots=True)
class Line:
    source: str
    pk: int
    at: datetime
    kind: str
    by_id: int | None
    subject_id: int | None = None
    person_id: int | None = None  # whom it is about
    unit_id: int | None = None
    unit_names: tuple[str, str] = ("", "")  # in Swedish and English
    data: dict[str, Any] = field(default_factory=dict)
    by_giver: bool = False  # then by_id is empty: who it was is not for the log


@dataclass(frozen=True, slots=True)
class Cursor:
    """The last that was seen of each source; in the address as "120.33.7"."""

    events: int
    changes: int
    sign_ins: int

    def __str__(self) -> str:
        return f"{self.events}.{self.changes}.{self.sign_ins}"

    @classmethod
    def read(cls, text: str | None) -> Cursor | None:
        numbers = [number_in(part) for part in (text or "").split(".")]
        return None if len(numbers) != 3 or None in numbers else cls(*numbers)  # type: ignore[arg-type]  # none of them is None


LARGEST = 10**18 - 1  # what an address can say
FROM_THE_LATEST = Cursor(LARGEST, LARGEST, LARGEST)


def page_of(wanted: Wanted, after: Cursor | None) -> tuple[list[Line], Cursor | None]:
    """A page of lines and where the next begins. At most one query a source, and one that tells who gave what."""
    start = after or FROM_THE_LATEST
    sources = [_few(rows, PAGE + 1) for rows in _sources(wanted, start)]
    found = list(islice(heapq.merge(*sources, key=_when, reverse=True), PAGE + 1))
    shown = found[:PAGE]
    seen = {source: min((line.pk for line in shown if line.source == source), default=None) for source in "eps"}
    following = Cursor(seen["e"] or start.events, seen["p"] or start.changes, seen["s"] or start.sign_ins)
    return _without_givers(shown), following if len(found) > PAGE else None


def lines(wanted: Wanted) -> Iterator[Line]:
    """The whole log, a batch at a time: what is in memory does not grow with it."""
    sources = [_all(rows) for rows in _sources(wanted, FROM_THE_LATEST)]
    merged = heapq.merge(*sources, key=_when, reverse=True)
    while batch := list(islice(merged, BATCH)):
        yield from _without_givers(batch)


def _when(line: Line) -> datetime:
    return line.at


Source = tuple[Any, QuerySet[Any]]


def _few(source: Source, number: int) -> Iterator[Line]:
    made, rows = source
    return iter([made(row) for row in rows[:number]])


def _all(source: Source) -> Iterator[Line]:
    made, rows = source
    return (made(row) for row in rows.iterator(chunk_size=BATCH))


def _without_givers(found: list[Line]) -> list[Line]:
    subjects = {line.subject_id for line in found if line.subject_id and line.by_id}
    given = {(giver.subject_id, giver.person_id) for giver in collect(Kind.GIVERS, sorted(subjects))} if subjects else set()
    # What nobody did is done by time, also where the giver has no account.
    by_giver = [bool(line.by_id) and (line.subject_id, line.by_id) in given for line in found]
    return [replace(line, by_id=None, by_giver=True) if giver else line for line, giver in zip(found, by_giver, strict=True)]


# --- The sources ------------------------------------------------------------------------------------------------------------


def _sources(wanted: Wanted, start: Cursor) -> Iterator[Source]:
    """Those that can have what is asked for."""
    kind = wanted.kind
    if kind in {"", Group.EVENTS, Group.READS, Group.EXPORTS} or kind in KINDS:
        yield _event, _events(wanted).filter(pk__lt=start.events)
    if kind in {"", Group.PEOPLE} and wanted.subject_id is None:
        yield _change, _changes(wanted).filter(pk__lt=start.changes)
    # Apart from all else: a sign-in next to what its minute's giver has given would say who gave it.
    if kind in {Group.SIGN_INS, Group.FAILED} and wanted.subject_id is None:
        yield _sign_in, _sign_ins(wanted).filter(pk__lt=start.sign_ins)


def _between(rows: QuerySet[Any], wanted: Wanted) -> QuerySet[Any]:
    if wanted.first_day:
        rows = rows.filter(at__gte=_midnight(wanted.first_day))
    if wanted.last_day and wanted.last_day < date.max:
        rows = rows.filter(at__lt=_midnight(wanted.last_day + timedelta(days=1)))
    return rows.order_by("-pk")


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time.min, clock.CITY)


def _events(wanted: Wanted) -> QuerySet[Any]:
    rows: QuerySet[Any] = Event.objects.all()
    if wanted.kind == Group.READS:
        rows = rows.filter(kind=READ)
    elif wanted.kind == Group.EXPORTS:
        rows = rows.filter(kind__in=[kind.name for kind in KINDS.values() if kind.export])
    elif wanted.kind == Group.EVENTS:
        rows = rows.exclude(kind__in=[READ, *(kind.name for kind in KINDS.values() if kind.export)])
    elif wanted.kind:
        rows = rows.filter(kind=wanted.kind)
    if wanted.person_id is not None:
        rows = rows.filter(actor_id=wanted.person_id)
        for given in collect(Kind.GIVEN, wanted.person_id):
            rows = rows.exclude(subject_id__in=given)
    if wanted.subject_id is not None:
        rows = rows.filter(subject_id=wanted.subject_id)
    if wanted.unit_path:
        rows = rows.filter(subject__unit__path__startswith=wanted.unit_path)
    return _between(rows, wanted).values_list("pk", "at", "kind", "actor_id", "subject_id", "data")


def _event(row: Any) -> Line:
    pk, at, kind, actor, subject, data = row
    return Line("e", pk, at, kind, actor, subject_id=subject, data=data)


def _changes(wanted: Wanted) -> QuerySet[Any]:
    rows: QuerySet[Any] = PeopleChange.objects.all()
    if wanted.person_id is not None:
        rows = rows.filter(by_id=wanted.person_id) | rows.filter(person_id=wanted.person_id)
    if wanted.unit_path:
        rows = rows.filter(unit__path__startswith=wanted.unit_path) | rows.filter(person__unit__path__startswith=wanted.unit_path)
    return _between(rows, wanted).values_list("pk", "at", "kind", "by_id", "person_id", "unit_id", "unit__name", "unit__name_en", "data")


def _change(row: Any) -> Line:
    pk, at, kind, by, person, unit, name, name_en, data = row
    return Line("p", pk, at, kind, by, person_id=person, unit_id=unit, unit_names=(name or "", name_en or ""), data=data)


def _sign_ins(wanted: Wanted) -> QuerySet[Any]:
    rows: QuerySet[Any] = SignIn.objects.all()
    if wanted.kind == Group.FAILED:
        rows = rows.filter(kind=SignInKind.FAILED)
    elif wanted.kind == Group.SIGN_INS:
        rows = rows.exclude(kind=SignInKind.FAILED)
    if wanted.person_id is not None:
        rows = rows.filter(person_id=wanted.person_id)
    if wanted.unit_path:
        rows = rows.filter(person__unit__path__startswith=wanted.unit_path)
    return _between(rows, wanted).values_list("pk", "at", "kind", "person_id")


def _sign_in(row: Any) -> Line:
    pk, at, kind, person = row
    return Line("s", pk, at, f"sign_in.{kind}", None, person_id=person)
