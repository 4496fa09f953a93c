from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from sluss.core import clock
from sluss.core.slugs import slug
from sluss.core.verdict import Conflict
from sluss.people.models import Person, Unit

from ..models import Follow, SearchEntry, Subject
from ..states import Visibility
from .files import release_files
from .recording import record


def open_subject(
    *,
    kind: str,
    title: str,
    unit: Unit,
    language: str,
    visibility: Visibility,
    address: str,
    uid: Any = None,
    at: Any = None,
    released_at: Any = None,
) -> Subject:
    """A new subject, not released: only what was public in another system, and since when, says `released_at`. One query."""
    extra: dict[str, Any] = {"uid": uid} if uid else {}
    if released_at:
        extra |= {"released_at": released_at, "reach": visibility}
    return Subject.objects.create(
        kind=kind, title=title, unit=unit, language=language, visibility=visibility, address=address, created_at=at or clock.now(), **extra
    )


@transaction.atomic
def release(subject: Subject, *, by: Person | None, visibility: Visibility | None = None) -> Subject:
    """Let others find the subject, as far as its giver chose; a handler may narrow that, never widen it. Two queries, three with files.

    What came with it is shown too, where it is a person who lets it: the system has looked at nothing.
    """
    locked = Subject.objects.select_for_update(no_key=True).get(pk=subject.pk)
    if locked.is_released:
        raise Conflict(str(_("It is already released.")))
    if visibility is not None and visibility < locked.visibility:
        locked.visibility = visibility
    locked.released_at = clock.now()
    locked.released_by = by
    locked.reach = locked.visibility
    locked.save(update_fields=["visibility", "released_at", "released_by", "reach"])
    if by is not None and locked.files_taken:
        release_files(locked, by=by)
    record("subject.released", subject=locked, by=by, reach=int(locked.reach))
    return locked


@transaction.atomic
def narrow(subject: Subject, *, by: Person | None, visibility: Visibility) -> Subject:
    """Let fewer find the subject. Who may no longer see it finds it nowhere from the commit on; it is as released as it was."""
    locked = Subject.objects.select_for_update(no_key=True).get(pk=subject.pk)
    if visibility >= locked.visibility:
        return locked
    locked.visibility = visibility
    if locked.is_released:
        locked.reach = visibility
    locked.save(update_fields=["visibility", "reach"])
    record("subject.narrowed", subject=locked, by=by, reach=int(locked.reach))
    return locked


@transaction.atomic
def empty(subject: Subject, *, title: str) -> None:
    """A draft is thrown away by the app that owns it: of what it said nothing stays, and nobody follows or finds it."""
    locked = Subject.objects.select_for_update(no_key=True).get(pk=subject.pk)
    if locked.is_released:
        raise Conflict(str(_("It is already released.")))
    Follow.objects.filter(subject=locked).delete()
    SearchEntry.objects.filter(subject=locked).delete()
    locked.title, locked.address = title, slug(title)
    locked.save(update_fields=["title", "address"])


@transaction.atomic
def retitle(subject: Subject, *, title: str, by: Person | None) -> Subject:
    """Give the subject a new title, and its address the new words. Nothing happens when it is the same."""
    locked = Subject.objects.select_for_update(no_key=True).get(pk=subject.pk)
    if locked.title == title:
        return locked
    locked.title, locked.address = title, slug(title)
    locked.save(update_fields=["title", "address"])
    record("subject.titled", subject=locked, by=by)
    return locked
