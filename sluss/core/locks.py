"""Locking a row together with what it points at."""

from __future__ import annotations

from typing import TypeVar

from django.core.exceptions import ObjectDoesNotExist
from django.db.models import ForeignKey, Model, QuerySet

M = TypeVar("M", bound=Model)


def lock_row(rows: QuerySet[M], pk: int) -> M:
    """The row with this number, locked as `rows` says. Raises DoesNotExist. One query; one more where somebody has just moved it.

    In one query PostgreSQL joins what the row pointed at before the wait for the lock. Where whoever held it has pointed it elsewhere it
    finds no row at all, or, of what may be empty, a row that seems to point at nothing. Asked again it finds the row as it is now, and
    nobody can come between: the lock is held since the first time.
    """
    try:
        row = rows.get(pk=pk)
    except ObjectDoesNotExist:
        return rows.get(pk=pk)
    return rows.get(pk=pk) if _lost_what_it_points_at(row) else row


def _lost_what_it_points_at(row: Model) -> bool:
    pointing = (field for field in row._meta.concrete_fields if isinstance(field, ForeignKey))
    return any(field.is_cached(row) and getattr(row, field.name) is None and getattr(row, field.attname) is not None for field in pointing)
