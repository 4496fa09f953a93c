"""Marking fields of a subject as secret, and lifting that. Hiding them is their owner's part, in the same transaction."""

from __future__ import annotations

from collections.abc import Collection

from django.db import transaction
from django.utils.translation import gettext as _

from sluss.core.locks import lock_row
from sluss.core.text import clean
from sluss.core.verdict import NotAllowed
from sluss.journal.actions import mask, record
from sluss.journal.models import Subject
from sluss.people.models import Person

from ..models import SecrecyMark
from ..queries import in_force, markable
from ..rules import may_mark
from ..states import LONGEST_GROUND, LONGEST_REASON, MarkAct

_EVENT = {MarkAct.CLAIM: "secrecy.claimed", MarkAct.MARK: "secrecy.marked", MarkAct.LIFT: "secrecy.lifted"}


@transaction.atomic
def mark(subject: Subject, *, by: Person, fields: Collection[str], ground: str, reason: str) -> list[SecrecyMark]:
    """A handler judges that the fields may be secret, on a ground. What the giver has claimed is confirmed in the same way."""
    locked = _lock(subject)
    may_mark(by, locked).demand()
    ground, reason = " ".join(clean(ground).split()), clean(reason)
    if not ground:
        raise NotAllowed(_("Write the paragraph that may apply."))
    return _act(locked, MarkAct.MARK, by, fields, ground, reason)


@transaction.atomic
def lift(subject: Subject, *, by: Person, fields: Collection[str], reason: str) -> list[SecrecyMark]:
    """The fields can be read again by all who find the subject. That they were marked stays."""
    locked = _lock(subject)
    may_mark(by, locked).demand()
    return _act(locked, MarkAct.LIFT, by, fields, "", clean(reason))


@transaction.atomic
def claim(subject: Subject, *, by: Person | None, fields: Collection[str]) -> list[SecrecyMark]:
    """The giver says that something may be a business secret. It is hidden until somebody at the city has judged it.

    The caller has proved that it is the giver; what is marked already stays as it is.
    """
    locked = _lock(subject)
    wanted = [field for field in fields if field not in in_force(locked.pk)]
    return _act(locked, MarkAct.CLAIM, by, wanted, "", "") if wanted else []


@transaction.atomic
def note_read(subject: Subject, *, by: Person, place: str) -> None:
    """Somebody is shown in clear what is marked. `place` is the name of the page."""
    record("secrecy.read", subject=subject, by=by, fields=sorted(subject.masked_fields), place=place)


def _lock(subject: Subject) -> Subject:
    return lock_row(Subject.objects.select_for_update(of=("self",), no_key=True).select_related("unit__answers_to"), subject.pk)


def _act(subject: Subject, act: MarkAct, by: Person | None, fields: Collection[str], ground: str, reason: str) -> list[SecrecyMark]:
    known, marked = [field.name for field in markable(subject)], in_force(subject.pk)
    wanted = [name for name in known if name in fields]
    if not wanted or len(wanted) != len(set(fields)):
        raise NotAllowed(_("Choose which parts it is about."))
    if act is MarkAct.LIFT and not set(wanted) <= set(marked):
        raise NotAllowed(_("It is not marked any more. Look at the page anew."))
    if act is not MarkAct.CLAIM and not reason:
        raise NotAllowed(_("Write why."))
    if len(ground) > LONGEST_GROUND or len(reason) > LONGEST_REASON:
        raise NotAllowed(_("A text is too long. Shorten it to at most %(n)d characters.") % {"n": LONGEST_REASON})
    last = SecrecyMark.objects.filter(subject=subject).order_by("-number").values_list("number", flat=True).first() or 0
    rows = [
        SecrecyMark(subject=subject, number=last + n, field=name, act=act, ground=ground, reason=reason, by=by)
        for n, name in enumerate(wanted, 1)
    ]
    made = SecrecyMark.objects.bulk_create(rows)
    hidden = set(marked) - set(wanted) if act is MarkAct.LIFT else set(marked) | set(wanted)
    mask(subject, fields=[name for name in known if name in hidden])
    record(_EVENT[act], subject=subject, by=by, fields=wanted)
    return made
