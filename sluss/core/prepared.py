"""Reads that are asked for on nearly every page, turned into SQL once instead of each time: that costs Django more than the database.

Measured on the idea page: half of its time. Only for a read whose shape never changes and whose arguments are numbers; anything else is
an ordinary queryset (docs/decisions/0007).
"""

from __future__ import annotations

from collections.abc import Callable
from inspect import signature
from typing import Any, Generic, TypeVar

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models import QuerySet
from django.db.models.sql.compiler import SQLCompiler

Row = TypeVar("Row")
# Stand for the arguments while the SQL is made: numbers that no row has.
_FIRST = -(2**53) - 111


def forget() -> None:
    """For tests that change what the reads are made from: the kinds of event, say."""
    for connection in connections.all(initialized_only=True):
        connection.__dict__.pop("_prepared_reads", None)


class Prepared(Generic[Row]):
    """A queryset with numbers to fill in.

        of_subject = Prepared(lambda subject: Case.objects.filter(subject_id=subject))
        of_subject(7)  # a list: one query

    The queryset is built and turned into SQL at the first call on each connection, so it must be the same whoever asks and whenever. It
    gives fresh objects each time, with all that the queryset selects; it has no prefetch.
    """

    def __init__(self, build: Callable[..., QuerySet[Any, Row]], *, numbers: int | None = None) -> None:
        """`numbers` is how many there are to fill in, where `build` takes any number of them."""
        self._build = build
        self._marks = tuple(_FIRST - place for place in range(len(signature(build).parameters) if numbers is None else numbers))

    def __call__(self, *numbers: int) -> list[Row]:
        queryset, compiler, sql, params = self._on(connections[DEFAULT_DB_ALIAS])
        filled = self._filled(params, numbers)
        compiler.as_sql = lambda *args, **kwargs: (sql, filled)
        return list(queryset._iterable_class(queryset))

    def count(self, *numbers: int) -> int:
        """How many rows the read would give. One query."""
        connection = connections[DEFAULT_DB_ALIAS]
        _, _, sql, params = self._on(connection)
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT COUNT(*) FROM ({sql}) counted", self._filled(params, numbers))  # noqa: S608 - Django's own SQL
            return int(cursor.fetchone()[0])

    def _filled(self, params: tuple[Any, ...], numbers: tuple[int, ...]) -> tuple[Any, ...]:
        values = dict(zip(self._marks, numbers, strict=True))
        # Of the same kind: PostgreSQL is told how wide a column's number is by the number's own type.
        return tuple(type(param)(values[param]) if isinstance(param, int) and param in values else param for param in params)

    def first(self, *numbers: int) -> Row | None:
        """For a read that finds one or none. One query."""
        return next(iter(self(*numbers)), None)

    def _on(self, connection: Any) -> tuple[Any, SQLCompiler, str, tuple[Any, ...]]:
        """A connection is one thread's own, so what is kept on it is too."""
        kept = connection.__dict__.setdefault("_prepared_reads", {})
        if self not in kept:
            kept[self] = self._prepare(connection)
        found: tuple[Any, SQLCompiler, str, tuple[Any, ...]] = kept[self]
        return found

    def _prepare(self, connection: Any) -> tuple[Any, SQLCompiler, str, tuple[Any, ...]]:
        queryset: Any = self._build(*self._marks)
        if queryset._prefetch_related_lookups:
            raise TypeError("a prepared read has no prefetch")
        compiler = queryset.query.get_compiler(connection=connection)
        sql, params = compiler.as_sql()
        if not set(self._marks) <= {param for param in params if isinstance(param, int)}:
            raise TypeError("a prepared read must use every number it is given, as it is")
        # How each column becomes a Python value does not change either; Django asks every field about it at each read.
        converters = compiler.get_converters([column[0] for column in compiler.select[: compiler.col_count]])
        compiler.get_converters = lambda expressions: converters
        queryset.query.get_compiler = lambda *args, **kwargs: compiler
        return queryset, compiler, sql, tuple(params)
