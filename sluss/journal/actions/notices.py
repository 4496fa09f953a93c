from __future__ import annotations

from collections.abc import Iterable

from sluss.core import clock
from sluss.people.models import Person

from ..models import Follow, Notice, NoticeSetting, Subject
from ..rules import may_follow
from ..states import MailChoice


def follow(subject: Subject, *, by: Person) -> None:
    """Hear of what happens to the subject. Following twice is following once."""
    may_follow(by, subject).demand()
    Follow.objects.bulk_create([Follow(subject=subject, person=by)], ignore_conflicts=True)


def unfollow(subject: Subject, *, by: Person) -> None:
    Follow.objects.filter(subject=subject, person=by).delete()


def mark_read(notices: Iterable[int], *, by: Person) -> int:
    """Of the person's own, those with these ids. Returns how many were new."""
    return Notice.objects.filter(person=by, pk__in=list(notices), read_at=None).update(read_at=clock.now())


def mark_all_read(*, by: Person, up_to: int) -> int:
    """All the person's notices up to the one the person has seen: what came meanwhile stays new."""
    return Notice.objects.filter(person=by, pk__lte=up_to, read_at=None).update(read_at=clock.now())


def choose_mail(choice: MailChoice, *, by: Person) -> None:
    NoticeSetting.objects.update_or_create(person=by, defaults={"mail": choice})
