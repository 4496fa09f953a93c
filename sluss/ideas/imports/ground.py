"""What must be there before a proposal can be taken in: a city, a gateway and the stages of its process."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings
from django.utils.translation import gettext as _

from sluss.core.importers import Unreadable
from sluss.core.locks import lock_row
from sluss.core.verdict import NotAllowed
from sluss.gates import definitions
from sluss.gates.actions import load_process
from sluss.gates.models import Process, Stage
from sluss.gates.states import StageKind
from sluss.people import actions as people
from sluss.people.models import Unit
from sluss.people.states import UnitKind

from ..models import Gateway
from ..seed import WAYS, base_data

CITY_CODE = "stad"


@dataclass(frozen=True, slots=True)
class Ground:
    gateway: Gateway
    stages: dict[StageKind, Stage]
    notes: list[str]


def prepare(slug: str) -> Ground:
    """The gateway, locked against a second import; what a city begins with is made where it is missing. Call in a transaction."""
    notes: list[str] = []
    if not Gateway.objects.filter(slug=slug).exists():
        if slug not in {way.slug for way in WAYS}:
            known = ", ".join(Gateway.objects.order_by("slug").values_list("slug", flat=True)) or ", ".join(way.slug for way in WAYS)
            raise Unreadable(_("There is no gateway called %(slug)s. There are: %(known)s.") % {"slug": slug[:60], "known": known})
        notes += _begin(slug)
    # FOR NO KEY UPDATE: whoever gives an idea through the gateway meanwhile does not wait.
    gateway = lock_row(
        Gateway.objects.select_for_update(of=("self",), no_key=True).select_related("process", "unit__answers_to"),
        Gateway.objects.only("pk").get(slug=slug).pk,
    )
    stages: dict[StageKind, Stage] = {}
    for stage in Stage.objects.filter(version_id=gateway.process.current_id):
        stages.setdefault(StageKind(stage.kind), stage)
    for needed in (StageKind.SUPPORT, StageKind.ASSESSMENT):
        if needed not in stages:
            raise Unreadable(
                _("The process of the gateway %(slug)s has no stage of the kind “%(kind)s”, which the proposals have been through.")
                % {"slug": slug, "kind": needed.label}
            )
    return Ground(gateway, stages, notes)


def _begin(slug: str) -> list[str]:
    notes = []
    if not Unit.objects.filter(parent=None).exists():
        people.create_unit(by=None, code=CITY_CODE, name=settings.CITY_NAME, kind=UnitKind.CITY)
        notes.append(_("The city itself is added as a unit: %(name)s.") % {"name": settings.CITY_NAME})
    if not Process.objects.filter(key=slug, current__isnull=False).exists():
        for file in sorted(definitions.SHIPPED.glob("*.yaml")):
            load_process(definitions.read(file))
    try:
        base_data()
    except NotAllowed as problem:
        raise Unreadable(str(problem)) from None
    notes.append(_("The gateway %(slug)s is added, with terms and themes.") % {"slug": slug})
    return notes
