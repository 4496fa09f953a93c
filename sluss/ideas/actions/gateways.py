"""What is changed about a way in. Ideas that have come in are left as they are: what is changed here counts for the next one."""

from __future__ import annotations

from django.db import transaction

from sluss.journal import actions as journal
from sluss.people.models import Person, Unit

from ..models import Gateway


@transaction.atomic
def hand_on_gateways(unit: Unit, *, heir: Unit, by: Person | None) -> int:
    """The unit has ended: what comes in from now on is received by the one that took over. Returns how many ways in that is."""
    ways = list(Gateway.objects.select_for_update(of=("self",)).filter(unit=unit).order_by("pk"))
    for way in ways:
        way.unit = heir
        way.save(update_fields=["unit"])
        journal.record("gateway.changed", subject=None, by=by, gateway=way.pk, fields=["unit"], from_unit=unit.pk, unit=heir.pk)
    return len(ways)
