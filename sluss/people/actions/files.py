"""Uploaded files between the rehearsal and the confirmation. They hold people's details, so none outlives a day."""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction

from sluss.core import clock
from sluss.core.verdict import Verdict
from sluss.people import rules
from sluss.people.models import ImportFile, Person

KEPT = timedelta(days=1)


@transaction.atomic
def keep_import_file(*, importer: str, name: str, content: bytes, by: Person, may: Verdict | None = None) -> ImportFile:
    """One of a kind for each who uploads: the last one. `may` is the verdict of the app whose file it is; else administrators may."""
    (rules.may_manage_people(by) if may is None else may).demand()
    ImportFile.objects.filter(importer=importer, by=by).delete()
    return ImportFile.objects.create(importer=importer, name=name[:200], content=content, by=by)


def drop_import_file(file: ImportFile) -> None:
    ImportFile.objects.filter(pk=file.pk).delete()


def forget_import_files() -> int:
    return ImportFile.objects.filter(at__lt=clock.now() - KEPT).delete()[0]
