"""Locking a row together with what it points at."""

from __future__ import annotations

from typing import TypeVar

from django.core.exceptions import ObjectDoesNotExist
from django.db.models import Model, QuerySet

M = TypeVar("M", bound=Model)


def lock_row(rows: QuerySet[M], pk: int) -> M:
    """The row with this number, locked as `rows` says. Raises DoesNotExist. One query; one more where somebody has just moved it.

    In one query PostgreSQL joins what the row pointed at before the wait for the lock, and finds no row at all where whoever held it has
    pointed it elsewhere. Asked again it finds the row as it is now, and nobody can come between: the lock is held since the first time.
    """
    try:
        return rows.get(pk=pk)
    except ObjectDoesNotExist:
        return rows.get(pk=pk)
