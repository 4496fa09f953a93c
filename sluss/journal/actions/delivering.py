from __future__ import annotations

import logging

from django.db import transaction

from sluss.core import events, jobs

from ..models import Delivery, Event
from ..states import DeliveryState
from . import claims

log = logging.getLogger("sluss.journal")

BATCH = 20
CLAIM_SECONDS = 60  # a receiver takes far less: what waits for other machines has a queue of its own


def deliver() -> int:
    """Bring a batch of events to their after-receivers. Returns how many deliveries were tried.

    What a receiver writes and that it is done are one transaction, so nothing is done twice; a crash in between does all of it anew.
    """
    deliveries = claims.claim(Delivery, order=("next_at", "id"), batch=BATCH, seconds=CLAIM_SECONDS)
    if not deliveries:
        return 0
    told = Event.objects.select_related("subject__unit").in_bulk({delivery.event_id for delivery in deliveries})
    for number, delivery in enumerate(deliveries):
        if jobs.stopping():
            claims.let_go(deliveries[number:])
            return number
        delivery.event = told[delivery.event_id]
        _deliver_one(delivery)
    return len(deliveries)


def _deliver_one(delivery: Delivery) -> None:
    if delivery.attempts > claims.MOST_ATTEMPTS:
        # Only a process that died with it each time leaves it so.
        claims.fail(delivery, delivery.error or "the worker died with it", for_good=True)
        return
    try:
        with transaction.atomic():
            events.receiver_named(delivery.receiver)(delivery.event)
            claims.keep(delivery, state=DeliveryState.DONE, error="")
    except claims.LostClaim:
        log.warning("delivery overtaken id=%s receiver=%s", delivery.pk, delivery.receiver)
    except Exception as problem:
        gave_up = claims.fail(delivery, f"{type(problem).__name__}: {problem}")
        log.exception("delivery failed id=%s receiver=%s attempt=%s gave_up=%s", delivery.pk, delivery.receiver, delivery.attempts, gave_up)


def retry_failed_deliveries() -> int:
    return claims.retry_failed(Delivery)
