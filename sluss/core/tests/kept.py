"""Rows that many tests begin with: made by the real actions for the first test of a run, and put in as they were for the others."""

from __future__ import annotations

import pickle
from collections.abc import Callable, Hashable
from typing import Any, TypeVar

from django.apps import apps
from django.db import connection, transaction
from django.db.models import Model
from django.db.models.sql import InsertQuery

Made = TypeVar("Made")
_kept: dict[Hashable, tuple[bytes, list[tuple[str, Any]]]] = {}


def again(name: Hashable, make: Callable[[], Made]) -> Made:
    """What `make` gives, with all the rows it makes; it must change no row that was there before.

    The same numbers are used again, so the test must not have given them out to others: ask for it before anything else is made.
    """
    if name not in _kept:
        before = {model: set(model._base_manager.values_list("pk", flat=True)) for model in _models()}
        made = make()
        _kept[name] = pickle.dumps(made), [statement for model in _models() for statement in _inserts(model, before[model])]
        return made
    written, statements = _kept[name]
    with transaction.atomic(), connection.cursor() as cursor:  # the keys of rows that name each other are looked at when all are in
        for sql, params in statements:
            cursor.execute(sql, params)
    made_again: Made = pickle.loads(written)  # noqa: S301 - written some lines above
    return made_again


def forget() -> None:
    """After a test that has emptied the tables and started their numbers anew: the kept rows' numbers will be given out again."""
    _kept.clear()


def _models() -> list[type[Model]]:
    return [model for model in apps.get_models(include_auto_created=True) if model._meta.managed and not model._meta.proxy]


def _inserts(model: type[Model], before: set[Any]) -> list[tuple[str, Any]]:
    rows = [row for row in model._base_manager.order_by("pk") if row.pk not in before]
    if not rows:
        return []
    query = InsertQuery(model)
    query.insert_values(model._meta.concrete_fields, rows, raw=True)
    statements: list[tuple[str, Any]] = query.get_compiler(connection=connection).as_sql()
    return statements
