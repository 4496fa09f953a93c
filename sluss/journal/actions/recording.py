from __future__ import annotations

from typing import Any

from django.db import transaction

from sluss.core import clock, events, jobs
from sluss.people.models import Person

from ..models import Delivery, Event, Subject


def record(kind: str, *, subject: Subject | None, by: Person | None, **data: Any) -> Event:
    """Write what happened, run the inside reactions, queue one delivery per after-receiver. Call inside the action's transaction.

    `data` holds ids and codes, never texts or names. Costs one query, one more when the kind has after-receivers, and what the
    inside reactions cost.
    """
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError(f"{kind} was recorded outside a transaction")
    declared = events.KINDS[kind]
    event = Event(kind=kind, subject=subject, actor=by, data=data, at=clock.now())
    event.clean()
    event.save(force_insert=True)
    names = events.after_receivers(declared)
    if names:
        Delivery.objects.bulk_create([Delivery(event=event, receiver=name, next_at=event.at) for name in names])
        jobs.nudge_on_commit()
    for receiver in events.inside_receivers(declared):
        receiver(event)
    return event
