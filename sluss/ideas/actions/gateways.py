"""What is changed about a way in. Ideas that have come in are left as they are: what is changed here counts for the next one."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from sluss.core.locks import lock_row
from sluss.core.text import clean
from sluss.core.verdict import NotAllowed
from sluss.journal import actions as journal
from sluss.people.models import Person, Unit

from ..models import Gateway
from ..rules import may_change_audience, may_manage_gateways
from ..states import LONGEST_INTRO, LONGEST_NAME

FIELDS = ("name", "intro", "audience", "process", "unit", "opens_on", "closes_on", "release", "default_visibility", "naming")


@transaction.atomic
def change_gateway(gateway: Gateway, *, by: Person, **changes: Any) -> list[str]:
    """Change any of FIELDS; the names of what is other than before."""
    may_manage_gateways(by).demand()
    now = lock_row(Gateway.objects.select_for_update(of=("self",), no_key=True).select_related("unit", "process"), gateway.pk)
    before = {name: getattr(now, name) for name in FIELDS}
    for name in FIELDS:
        if name in changes:
            setattr(now, name, changes[name])
    now.name, now.intro = _label(now.name, LONGEST_NAME), _label(now.intro, LONGEST_INTRO)
    if now.unit.handed_on_at is not None:
        raise NotAllowed(_("The unit has ended. Choose another."))
    if now.opens_on and now.closes_on and now.closes_on < now.opens_on:
        raise NotAllowed(_("The last day cannot come before the first."))
    if now.audience != before["audience"]:
        may_change_audience(now).demand()
    if now.process.current_id is None:
        raise NotAllowed(_("The process has no version in force. Choose another."))
    changed = [name for name in FIELDS if getattr(now, name) != before[name]]
    if changed:
        now.save(update_fields=changed)
        units = {"from_unit": before["unit"].pk, "unit": now.unit_id} if "unit" in changed else {}
        release = {"release": str(now.release)} if "release" in changed else {}
        journal.record("gateway.changed", subject=None, by=by, gateway=now.pk, fields=changed, **units, **release)
    return changed


def _label(texts: dict[str, str], longest: int) -> dict[str, str]:
    made = {language: " ".join(clean(text).split()) for language, text in texts.items()}
    if not made.get("sv"):
        raise NotAllowed(_("Write the Swedish text. The English one may be left out."))
    if any(len(text) > longest for text in made.values()):
        raise NotAllowed(_("A text is too long. Shorten it to at most %(n)d characters.") % {"n": longest})
    return {language: text for language, text in made.items() if text}


@transaction.atomic
def hand_on_gateways(unit: Unit, *, heir: Unit, by: Person | None) -> int:
    """The unit has ended: what comes in from now on is received by the one that took over. Returns how many ways in that is."""
    ways = list(Gateway.objects.select_for_update(of=("self",), no_key=True).filter(unit=unit).order_by("pk"))
    for way in ways:
        way.unit = heir
        way.save(update_fields=["unit"])
        journal.record("gateway.changed", subject=None, by=by, gateway=way.pk, fields=["unit"], from_unit=unit.pk, unit=heir.pk)
    return len(ways)
