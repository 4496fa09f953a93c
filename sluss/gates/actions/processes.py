from __future__ import annotations

from django.db import transaction

from ..definitions import Definition
from ..models import Process, ProcessVersion, Stage


@transaction.atomic
def load_process(definition: Definition) -> tuple[ProcessVersion, bool]:
    """Load a definition as a new version, which new cases follow; running cases stay on theirs. Loading the same again changes nothing.

    Returns the version and whether it is new. Going back to an earlier text makes that earlier version the current one again.
    """
    process, _made = Process.objects.get_or_create(key=definition.key)
    process = Process.objects.select_for_update().get(pk=process.pk)
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
        )
        Stage.objects.bulk_create([Stage(version=version, **fields) for fields in definition.stages])
    if process.current_id != version.pk:
        process.current = version
        process.save(update_fields=["current"])
    return version, new
