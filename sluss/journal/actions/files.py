"""Files of a subject, and those chosen in a form that has not been sent. What is stored lies on disk before its row is written."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import QuerySet, Sum
from django.utils.translation import gettext as _

from sluss.core import clock, files
from sluss.core.text import clean
from sluss.core.verdict import Conflict, NotAllowed
from sluss.people.models import Person

from ..models import Attachment, ChosenFile, Held, Subject
from ..states import CHOSEN_DAYS, LONGEST_DESCRIPTION, MOST_FROM_EACH, WAITING_BYTES
from .recording import record

_HELD = ("name", "kind", "size", "sha256", "stored", "shown", "width", "height", "description")
_SWEPT_AT_A_TIME = 200


def described(text: str) -> str:
    """A description as it is kept, or NotAllowed."""
    made = " ".join(clean(text).split())
    if len(made) > LONGEST_DESCRIPTION:
        raise NotAllowed(_("A text is too long. Shorten it to at most %(n)d characters.") % {"n": LONGEST_DESCRIPTION})
    return made


# --- In a form ----------------------------------------------------------------------------------------------------------


def choose(upload: Any, *, form_key: UUID, owner: Person | None) -> ChosenFile:
    """Keep a file that was chosen in a form; the same one chosen again is the same. Raises NotAllowed in words for whoever chose it."""
    chosen = ChosenFile.objects.filter(form_key=form_key)
    if chosen.count() >= MOST_FROM_EACH:
        raise NotAllowed(_("You can send at most %(n)d files. Take one away to make room.") % {"n": MOST_FROM_EACH})
    if owner is None and _waiting_bytes() + upload.size > WAITING_BYTES:
        raise NotAllowed(_("We cannot take more files just now. Send the idea without them, and add them later on its page."))
    held = files.take(upload)
    try:
        with transaction.atomic():
            return ChosenFile.objects.create(form_key=form_key, owner=owner, **_of(held))
    except IntegrityError:
        files.throw_away(held.stored, held.shown)
        found = chosen.filter(sha256=held.sha256, owner=owner).first()
        if found is None:
            raise Conflict(_("This form is somebody else's. Begin a new one.")) from None
        return found


def _waiting_bytes() -> int:
    """Nobody knows who fills the disk with forms that are never sent, so together they fill no more than this. One query."""
    return ChosenFile.objects.filter(owner=None).aggregate(all=Sum("size"))["all"] or 0


def _of(held: files.Stored) -> dict[str, Any]:
    return {
        "name": held.name,
        "kind": held.kind,
        "size": held.size,
        "sha256": held.sha256,
        "stored": held.stored,
        "shown": held.shown,
        "width": held.width,
        "height": held.height,
    }


@transaction.atomic
def describe_chosen(chosen: ChosenFile, *, text: str) -> None:
    """As it is typed in the form: what is too long is cut, since nothing has been sent."""
    ChosenFile.objects.filter(pk=chosen.pk).update(description=" ".join(clean(text).split())[:LONGEST_DESCRIPTION])


@transaction.atomic
def drop_chosen(chosen: QuerySet[ChosenFile]) -> int:
    """Out of the form, and off the disk when that is certain. How many."""
    rows = list(chosen.select_for_update(no_key=True))
    ChosenFile.objects.filter(pk__in=[row.pk for row in rows]).delete()
    names = [name for row in rows for name in (row.stored, row.shown)]
    transaction.on_commit(lambda: files.throw_away(*names), robust=True)
    return len(rows)


# --- Of a subject -------------------------------------------------------------------------------------------------------


@transaction.atomic
def attach_chosen(subject: Subject, *, form_key: UUID, by: Person | None) -> list[Attachment]:
    """What was chosen in the form goes with what is sent. One query where nothing was; the subject is new, or locked by the caller."""
    if not ChosenFile.objects.filter(form_key=form_key, owner=by).exists():
        return []
    # Locked, so that a file that is taken away in another window at this moment is either gone before or goes along.
    rows = ChosenFile.objects.select_for_update(of=("self",), no_key=True).filter(form_key=form_key, owner=by)
    chosen = list(rows.order_by("id")[:MOST_FROM_EACH])
    made = _attach(subject, chosen, by=by, from_giver=True)
    ChosenFile.objects.filter(pk__in=[row.pk for row in chosen]).delete()
    return made


def attach(subject: Subject, held: files.Stored, *, by: Person | None, from_giver: bool, description: str) -> Attachment:
    """One file more. The subject is locked by the caller, who has stored the file, and throws it away when this raises NotAllowed."""
    there = Attachment.objects.filter(subject=subject)
    same = there.filter(sha256=held.sha256).first()
    if same is not None:
        raise Conflict(_("The same file is there already, as file %(number)d.") % {"number": same.number})
    if there.filter(from_giver=from_giver).count() >= MOST_FROM_EACH:
        raise NotAllowed(_("There are %(n)d files already, and there can be no more.") % {"n": MOST_FROM_EACH})
    return _attach(subject, [Attachment(**_of(held), description=description)], by=by, from_giver=from_giver)[0]


def _attach(subject: Subject, rows: Iterable[Held], *, by: Person | None, from_giver: bool) -> list[Attachment]:
    now = clock.now()
    made = [
        Attachment(**{name: getattr(row, name) for name in _HELD}, subject=subject, number=number, from_giver=from_giver, by=by, at=now)
        for number, row in enumerate(rows, subject.files_taken + 1)
    ]
    Attachment.objects.bulk_create(made)
    subject.files_taken += len(made)
    subject.save(update_fields=["files_taken"])
    return made


@transaction.atomic
def release_file(attachment: Attachment, *, by: Person) -> Attachment:
    """Show a file to all who find its subject. The caller has asked whether `by` may."""
    locked = Attachment.objects.select_for_update(of=("self",), no_key=True).select_related("subject").get(pk=attachment.pk)
    if locked.is_released:
        raise Conflict(_("It is shown to others already."))
    locked.released_at, locked.released_by = clock.now(), by
    locked.save(update_fields=["released_at", "released_by"])
    record("subject.file_released", subject=locked.subject, by=by, file=locked.number)
    return locked


@transaction.atomic
def describe_file(attachment: Attachment, *, by: Person | None, text: str) -> Attachment:
    """A better description of a picture. The caller has asked whether `by` may; nothing happens when it is the same."""
    made = described(text)
    locked = Attachment.objects.select_for_update(of=("self",), no_key=True).select_related("subject").get(pk=attachment.pk)
    if locked.description != made:
        locked.description = made
        locked.save(update_fields=["description"])
        record("subject.file_described", subject=locked.subject, by=by, file=locked.number)
    return locked


def release_files(subject: Subject, *, by: Person) -> None:
    """Whoever lets others find a subject has looked at what came with it. One query; the subject is locked by the caller."""
    Attachment.objects.filter(subject=subject, from_giver=True, released_at=None).update(released_at=clock.now(), released_by=by)


def forget_file_names(attachments: QuerySet[Attachment]) -> None:
    """Of a giver who is de-identified: what a file is called often says who made it."""
    attachments.update(name="")


# --- On the disk --------------------------------------------------------------------------------------------------------


def forget_chosen(kept: QuerySet[Any]) -> int:
    """Throw away what was chosen in a form that was never sent. `kept` are the keys of forms that a draft holds. In bounded steps."""
    old = ChosenFile.objects.filter(at__lt=clock.now() - timedelta(days=CHOSEN_DAYS)).exclude(form_key__in=kept)
    return drop_chosen(ChosenFile.objects.filter(pk__in=list(old.values_list("pk", flat=True)[:_SWEPT_AT_A_TIME])))


def sweep(shelf: str) -> int:
    """Throw away what lies on a shelf of the store and belongs to no row: a server was killed between the file and its row.

    What came there in the last two days is left, since its row may be on its way.
    """
    latest = clock.now() - timedelta(days=2)
    old = [name for name, at in files.lying(shelf) if at < latest]
    lost = 0
    for first in range(0, len(old), _SWEPT_AT_A_TIME):
        some = set(old[first : first + _SWEPT_AT_A_TIME])
        known: set[str] = set()
        for model in (Attachment, ChosenFile):
            for field in ("stored", "shown"):
                known |= set(model._default_manager.filter(**{f"{field}__in": some}).values_list(field, flat=True))
        files.throw_away(*(some - known))
        lost += len(some - known)
    return lost
