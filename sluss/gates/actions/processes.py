from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from sluss.core.verdict import Conflict, NotAllowed
from sluss.journal.actions import record
from sluss.people.models import Person

from ..definitions import HEAVIEST, Definition
from ..models import Process, ProcessVersion, Stage
from ..rules import may_try_weights


@transaction.atomic
def load_process(definition: Definition, *, by: Person | None = None) -> tuple[ProcessVersion, bool]:
    """Load a definition as a new version, which new cases follow; running cases stay on theirs. Loading the same again changes nothing.

    Returns the version and whether it is new. Going back to an earlier text makes that earlier version the current one again.
    """
    process, _made = Process.objects.get_or_create(key=definition.key)
    process = Process.objects.select_for_update(no_key=True).get(pk=process.pk)
    version = ProcessVersion.objects.filter(process=process, checksum=definition.checksum).first()
    new = version is None
    if version is None:
        last = ProcessVersion.objects.filter(process=process).order_by("-number").values_list("number", flat=True).first() or 0
        version = ProcessVersion.objects.create(
            process=process,
            number=last + 1,
            name=definition.name,
            purpose=definition.purpose,
            entry=definition.entry,
            notice=definition.notice,
            checksum=definition.checksum,
            made_by=by,
        )
        Stage.objects.bulk_create([Stage(version=version, **fields) for fields in definition.stages])
    if process.current_id != version.pk:
        process.current = version
        process.save(update_fields=["current"])
    return version, new


@transaction.atomic
def weigh(process: Process, *, by: Person, stage_key: str, weights: Mapping[str, int], seen: int) -> ProcessVersion:
    """Other weights for a stage's criteria, as a new version that new cases follow; running cases stay on theirs.

    `seen` is the number of the version they were tried on: another one since then is a Conflict.
    """
    may_try_weights(by).demand()
    process = Process.objects.select_for_update(of=("self",), no_key=True).select_related("current").get(pk=process.pk)
    current = process.current
    if current is None or current.number != seen:
        raise Conflict(str(_("The process has got another version meanwhile. Try the weights on that one.")))
    stages = list(Stage.objects.filter(version=current))
    stage = next((stage for stage in stages if stage.key == stage_key and stage.criteria), None)
    if stage is None or set(weights) != {criterion["key"] for criterion in stage.criteria}:
        raise NotAllowed(str(_("Give every criterion of the stage a weight.")))
    if any(not 1 <= weight <= HEAVIEST for weight in weights.values()):
        raise NotAllowed(str(_("A weight is a whole number from 1 to 100.")))
    if all(criterion.get("weight", 1) == weights[criterion["key"]] for criterion in stage.criteria):
        raise NotAllowed(str(_("These are the weights that hold already.")))
    stage.criteria = [criterion | {"weight": weights[criterion["key"]]} for criterion in stage.criteria]
    definition = Definition(
        key=process.key,
        name=current.name,
        purpose=current.purpose,
        stages=[_fields(one) for one in stages],
        entry=current.entry,
        notice=current.notice,
    )
    version, _new = load_process(definition, by=by)
    record("process.weighed", subject=None, by=by, process=process.pk, version=version.number, stage=stage_key, weights=dict(weights))
    return version


def _fields(stage: Stage) -> dict[str, Any]:
    """The stage as the definition of it says, in the order that its checksum is counted by."""
    left_out = {"id", "version"}
    return {field.name: getattr(stage, field.name) for field in Stage._meta.concrete_fields if field.name not in left_out}
