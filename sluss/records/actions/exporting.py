from __future__ import annotations

from typing import Any

from django.db import transaction

from sluss.journal.actions import record
from sluss.journal.models import Event, Subject
from sluss.people.models import Person


@transaction.atomic
def note_export(kind: str, *, by: Person | None, subject: Subject | None = None, **asked: Any) -> Event:
    """Who took what out of Sluss as a file, before the first line of it leaves. `asked` holds ids, codes and days."""
    return record(kind, subject=subject, by=by, **{name: value for name, value in asked.items() if value not in (None, "")})
