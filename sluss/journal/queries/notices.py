from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import QuerySet

from sluss.core.events import Tell
from sluss.core.messages import Message, Recipient, build, load_facts
from sluss.core.prepared import Prepared
from sluss.people.models import Person

from ..models import Follow, Notice, NoticeSetting, Subject
from ..states import MailChoice
from .subjects import visible_to

COUNTED_TO = 99  # the header says "99+" beyond that


@dataclass(frozen=True, slots=True)
class ShownNotice:
    notice: Notice
    message: Message


_unread = Prepared(lambda person: Notice.objects.filter(person_id=person, read_at=None).values_list("pk")[: COUNTED_TO + 1])


def unread_count(user: Person) -> int:
    """How many new notices, counted no further than one past COUNTED_TO. One query on an index of the unread."""
    return len(_unread(user.pk))


def notices_of(user: Person) -> QuerySet[Notice]:
    """A person's notices, the latest first; the caller pages by id and LIMITs."""
    return Notice.objects.filter(person_id=user.pk).select_related("event__subject").order_by("-id")


def shown_notices(notices: Sequence[Notice], user: Person) -> list[ShownNotice]:
    """The notices with their texts in the active language. What the user may no longer see is left out, even the words of it.

    One query, and one for each app that has facts to add.
    """
    about = {notice.event.subject_id for notice in notices if notice.event.subject_id and notice.kind != Tell.GIVER}
    visible = set(visible_to(user).filter(pk__in=about).values_list("pk", flat=True)) if about else set()
    kept = [
        notice for notice in notices if notice.kind == Tell.GIVER or notice.event.subject_id is None or notice.event.subject_id in visible
    ]
    load_facts([notice.event for notice in kept])
    return [ShownNotice(notice, build(notice.event, notice.event.subject, _recipient(notice, user))) for notice in kept]


def _recipient(notice: Notice, user: Person) -> Recipient:
    return Recipient(Tell(notice.kind), user.language, user.pk, own_act=notice.event.actor_id == user.pk)


def follows(user: Person | None, subject_ids: Sequence[int]) -> set[int]:
    """Which of these subjects the user follows. One query, none for a visitor."""
    if user is None or not user.is_authenticated or not subject_ids:
        return set()
    return set(Follow.objects.filter(person_id=user.pk, subject_id__in=subject_ids).values_list("subject_id", flat=True))


def follower_ids(subject: Subject) -> QuerySet[Follow, int]:
    return Follow.objects.filter(subject=subject).order_by("person_id").values_list("person_id", flat=True)


def follower_count(subject: Subject) -> int:
    return Follow.objects.filter(subject=subject).count()


def mail_choice(user: Person) -> MailChoice:
    found = NoticeSetting.objects.filter(person_id=user.pk).values_list("mail", flat=True).first()
    return MailChoice(found) if found else MailChoice.AT_ONCE
