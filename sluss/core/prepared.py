"""Reads that are asked for on nearly every page, turned into SQL once instead of each time: that costs Django more than the database.

Measured on the idea page: half of its time. Only for a read whose shape never changes and whose arguments are numbers, days or texts;
anything else is an ordinary queryset (docs/decisions/0007).

What the code itself compares with stands in the SQL as it is: a database that keeps the plan of a statement may use an index of some of the
rows ("those that are open") only when it can read in the statement that those are the ones asked for. For the same reason an argument may
be `Written`: PostgreSQL then plans for the very text.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from inspect import signature
from typing import Any, Generic, TypeVar

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models import QuerySet
from django.db.models.query import ModelIterable, get_related_populators
from django.db.models.sql.compiler import SQLCompiler

Row = TypeVar("Row")


class Written(str):
    """In `takes`: a text that PostgreSQL reads in the statement itself, quoted, and not beside it; on SQLite a text as any other."""

    __slots__ = ()


# Stand for the arguments while the SQL is made: values that no row has.
_MARKS: dict[type, Callable[[int], Any]] = {
    int: lambda place: -(2**53) - 111 - place,
    date: lambda place: date(1, 1, 1) + timedelta(place),
    str: lambda place: f"\x01argument {place}\x01",
    Written: lambda place: Written(f"\x01argument {place}\x01"),
}
_PLACES = re.compile("%%|%s")
_WORD = re.compile(r"[A-Za-z_][A-Za-z0-9_.]*")
# Where a `Written` text goes: no statement can hold this character, so it is mistaken for nothing else.
_GAP = "\0"


def literal(text: str) -> str:
    """A text as PostgreSQL reads it in a statement that is given parameters, whatever it holds. A NUL is an error, as in a parameter."""
    from psycopg import sql

    return sql.quote(str(text)).replace("%", "%%")


def forget() -> None:
    """For tests that change what the reads are made from: the kinds of event, say."""
    for connection in connections.all(initialized_only=True):
        connection.__dict__.pop("_prepared_reads", None)


class Prepared(Generic[Row]):
    """A queryset with values to fill in.

        of_subject = Prepared(lambda subject: Case.objects.filter(subject_id=subject))
        of_subject(7)  # a list: one query

    The queryset is built and turned into SQL at the first call on each connection, so it must be the same whoever asks and whenever. It
    gives fresh objects each time, with all that the queryset selects; it has no prefetch. A text may stand for the beginning of one
    (`__startswith`).
    """

    def __init__(self, build: Callable[..., QuerySet[Any, Row]], *, takes: Sequence[type] | None = None) -> None:
        """`takes` says what is filled in, where that is not one number for each parameter of `build`."""
        self._build = build
        kinds = [int] * len(signature(build).parameters) if takes is None else takes
        self._marks = tuple(_MARKS[kind](place) for place, kind in enumerate(kinds))

    def __call__(self, *values: Any) -> list[Row]:
        connection = connections[DEFAULT_DB_ALIAS]
        made = self._on(connection)
        with connection.cursor() as cursor:
            cursor.execute(*self._filled(made, values))
            rows = cursor.fetchall()
        return list(made.read(rows)) if rows else []

    def count(self, *values: Any) -> int:
        """How many rows the read would give. One query."""
        connection = connections[DEFAULT_DB_ALIAS]
        sql, filled = self._filled(self._on(connection), values)
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT COUNT(*) FROM ({sql}) counted", filled)  # noqa: S608 - Django's own SQL
            return int(cursor.fetchone()[0])

    def sums(self, *values: Any) -> tuple[int, ...]:
        """How many rows the read would give, and the sum of each of its columns: whole numbers under names. One query."""
        connection = connections[DEFAULT_DB_ALIAS]
        made = self._on(connection)
        sql, filled = self._filled(made, values)
        summed = (f"COALESCE(SUM({connection.ops.quote_name(name)}), 0)" for name in made.queryset._fields)
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT COUNT(*), {', '.join(summed)} FROM ({sql}) counted", filled)  # noqa: S608 - as above
            return tuple(map(int, cursor.fetchone()))

    def _filled(self, made: _Made, values: tuple[Any, ...]) -> tuple[str, tuple[Any, ...]]:
        if len(values) != len(self._marks):
            raise TypeError(f"this prepared read takes {len(self._marks)} values")
        sql = made.sql
        if made.gaps:
            first, *rest = sql.split(_GAP)
            sql = first + "".join(f"{literal(values[place])}{part}" for place, part in zip(made.gaps, rest, strict=True))
        return sql, tuple(slot.written(None if slot.argument is None else values[slot.argument]) for slot in made.slots)

    def first(self, *values: Any) -> Row | None:
        """For a read that finds one or none. One query."""
        return next(iter(self(*values)), None)

    def _on(self, connection: Any) -> _Made:
        """A connection is one thread's own, so what is kept on it is too."""
        kept: dict[Prepared[Any], _Made] = connection.__dict__.setdefault("_prepared_reads", {})
        if self not in kept:
            kept[self] = self._prepare(connection)
        return kept[self]

    def _prepare(self, connection: Any) -> _Made:
        queryset: Any = self._build(*self._marks)
        if queryset._prefetch_related_lookups:
            raise TypeError("a prepared read has no prefetch")
        compiler = queryset.query.get_compiler(connection=connection)
        sql, params, gaps = _with_constants(*compiler.as_sql(), marks=self._marks, connection=connection)
        slots = tuple(_slot(param, self._marks, connection) for param in params)
        if {*gaps, *(slot.argument for slot in slots)} - {None} != set(range(len(self._marks))):
            raise TypeError("a prepared read must use every value it is given, as it is")
        # How each column becomes a Python value does not change either; Django asks every field about it at each read.
        converters = compiler.get_converters([column[0] for column in compiler.select[: compiler.col_count]])
        compiler.get_converters = lambda expressions: converters
        queryset.query.get_compiler = lambda *args, **kwargs: compiler
        return _Made(queryset, compiler, sql, slots, gaps, _reader(queryset, compiler))


@dataclass(frozen=True, slots=True)
class _Made:
    """A read as it was made ready on one connection."""

    queryset: Any
    compiler: SQLCompiler
    sql: str
    slots: tuple[_Slot, ...]
    gaps: tuple[int, ...]  # which argument is written into each gap of the statement
    read: Callable[[list[Any]], Iterable[Any]]


def _reader(queryset: Any, compiler: Any) -> Callable[[list[Any]], Iterable[Any]]:
    """What makes rows of the database what the queryset gives. For objects it is known once how they are made, which Django works out at
    every read: a quarter of the time, where ten tables are joined."""

    def as_django_does(rows: list[Any]) -> Iterable[Any]:
        compiler.execute_sql = lambda *args, **kwargs: [rows]
        return queryset._iterable_class(queryset)  # type: ignore[no-any-return]  # a class of Django's own

    if queryset._iterable_class is not ModelIterable or queryset._known_related_objects:
        return as_django_does
    made, alias = compiler.klass_info, queryset.db
    model, (first, *_, last) = made["model"], (made["select_fields"] * 2)
    names = [column[0].target.attname for column in compiler.select[first : last + 1]]
    joined = get_related_populators(made, compiler.select, alias)  # type: ignore[call-arg]  # the stubs are of a later Django
    annotated = list((compiler.annotation_col_map or {}).items())

    def objects(rows: list[Any]) -> Iterator[Any]:
        for row in compiler.results_iter([rows]):
            one = model.from_db(alias, names, row[first : last + 1])
            for other in joined:
                other.populate(row, one)
            for name, column in annotated:
                setattr(one, name, row[column])
            yield one

    return objects


@dataclass(frozen=True, slots=True)
class _Slot:
    """A place in the SQL: which argument goes there and how it is written, or what stands there always."""

    argument: int | None
    written: Callable[[Any], Any]


def _slot(param: Any, marks: tuple[Any, ...], connection: Any) -> _Slot:
    for place, mark in enumerate(marks):
        if isinstance(mark, date):
            if param == connection.ops.adapt_datefield_value(mark):
                return _Slot(place, connection.ops.adapt_datefield_value)
        elif param == mark:
            # Of the same kind: PostgreSQL is told how wide a column's number is by the number's own type.
            return _Slot(place, str if isinstance(mark, str) else type(param))
        elif isinstance(mark, str) and param == f"{mark}%":
            return _Slot(place, lambda value: connection.ops.prep_for_like_query(value) + "%")
    return _Slot(None, lambda _value: param)


def _with_constants(sql: str, params: Sequence[Any], *, marks: tuple[Any, ...], connection: Any) -> tuple[str, list[Any], tuple[int, ...]]:
    """The SQL with the texts that are no arguments written out in it, the parameters that are left, and what goes in the gaps."""
    left, gaps, waiting = [], [], iter(params)
    written: dict[str, int] = (
        {mark: place for place, mark in enumerate(marks) if isinstance(mark, Written)} if connection.vendor == "postgresql" else {}
    )

    def place(found: re.Match[str]) -> str:
        if found[0] == "%%":
            return "%%"
        param = next(waiting)
        if isinstance(param, str) and param in written:
            gaps.append(written[param])
            return _GAP
        if isinstance(param, str) and _WORD.fullmatch(param):
            return f"'{param}'"
        left.append(param)
        return "%s"

    return _PLACES.sub(place, sql), left, tuple(gaps)
