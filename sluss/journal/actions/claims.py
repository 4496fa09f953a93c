"""Claiming due rows, for deliveries and mails alike: several workers, each row with one of them, and none lost with a worker that dies.

A claim moves `next_at` to where the claim runs out and counts one attempt up. The number of the attempt is what the claim is
known by: who has been overtaken can no longer write the row.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, TypeVar

from django.db import models, transaction
from django.db.models import F, QuerySet

from sluss.core import clock

from ..states import RETRY_MINUTES

MOST_ATTEMPTS = len(RETRY_MINUTES) + 1
WAITING = "waiting"
FAILED = "failed"

R = TypeVar("R", bound=models.Model)


class LostClaim(Exception):
    """The claim ran out while we worked, and another worker has the row now."""


def claim(model: type[R], *, order: Sequence[str], batch: int, seconds: int) -> list[R]:
    """Up to `batch` rows that are due, now ours for some seconds. One query when nothing is due."""
    now = clock.now()
    due = model._default_manager.filter(state=WAITING, next_at__lte=now).order_by(*order)
    if not due.values_list("pk", flat=True)[:1]:
        return []
    with transaction.atomic():
        # SQLite has no row locks and needs none: the transaction has the write lock from its start (IMMEDIATE).
        rows = list(due.select_for_update(skip_locked=True, no_key=True)[:batch])
        until = now + timedelta(seconds=seconds)
        model._default_manager.filter(pk__in=[row.pk for row in rows]).update(next_at=until, attempts=F("attempts") + 1)
    for row in rows:
        row.attempts += 1  # type: ignore[attr-defined]  # both models have it
        row.next_at = until  # type: ignore[attr-defined]  # both models have it
    return rows


def mine(row: Any) -> QuerySet[Any]:
    """The row, as long as the claim is ours."""
    model: type[models.Model] = type(row)
    return model._default_manager.filter(pk=row.pk, state=WAITING, attempts=row.attempts)


def keep(row: Any, **values: Any) -> None:
    """Write to a claimed row; raises LostClaim when it is no longer ours."""
    if not mine(row).update(**values):
        raise LostClaim(f"{type(row).__name__} {row.pk}")


def let_go(rows: Sequence[Any]) -> None:
    """Not begun: due again at once, and the attempt does not count."""
    for row in rows:
        mine(row).update(next_at=clock.now(), attempts=row.attempts - 1)


def fail(row: Any, error: str, *, for_good: bool = False) -> bool:
    """An attempt went wrong: a later one, or FAILED after the last. Returns whether it was given up."""
    give_up = for_good or row.attempts >= MOST_ATTEMPTS
    if give_up:
        mine(row).update(state=FAILED, error=error[:500])
    else:
        mine(row).update(next_at=later(row.attempts), error=error[:500])
    return give_up


def later(attempts: int) -> datetime:
    return clock.now() + timedelta(minutes=RETRY_MINUTES[min(attempts, len(RETRY_MINUTES)) - 1])


def retry_failed(model: type[models.Model]) -> int:
    """Start over with what was given up. Returns how many."""
    return model._default_manager.filter(state=FAILED).update(state=WAITING, attempts=0, next_at=clock.now())
