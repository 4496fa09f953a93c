"""From an event to those it is told to: a notice for who has an account, a mail for who wants one or has none."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from sluss.core import clock, jobs
from sluss.core.events import KINDS, Tell
from sluss.core.ids import uid
from sluss.core.providers import Giver, collect
from sluss.core.providers import Kind as Lent
from sluss.people.models import Person

from ..models import Event, Follow, Notice, NoticeSetting, OutgoingMail
from ..queries import seers
from ..states import MailChoice, Urgency
from .mailing import message_id

CHUNK = 1000
# One who is told in several roles is told once, in the first of these.
ROLES = (Tell.GIVER, Tell.OWNER, Tell.FOLLOWERS)


def tell(event: Event) -> None:
    """After-receiver. Writes the rows alone: the text of a notice is made when it is read, that of a mail when it leaves."""
    kind = KINDS[event.kind]
    givers = list(collect(Lent.GIVERS, [event.subject_id])) if event.subject_id and Tell.GIVER in kind.tell else []
    if not kind.letter:
        _tell_those_without_account(event, [giver for giver in givers if giver.person_id is None])
    giver_ids = [giver.person_id for giver in givers if giver.person_id is not None]
    if kind.receipt and event.subject is not None:
        Follow.objects.bulk_create([Follow(subject=event.subject, person_id=pk) for pk in giver_ids], ignore_conflicts=True)
    told: set[int] = set(collect(Lent.TOLD_APART, event)) if Tell.FOLLOWERS in kind.tell else set()
    for role in ROLES:
        if role in kind.tell:
            for chunk in _chunks(role, event, giver_ids):
                _tell_people(event, role, [person for person in chunk if person.pk not in told], receipt=kind.receipt)
                told.update(person.pk for person in chunk)
    jobs.nudge_on_commit()


def _chunks(role: Tell, event: Event, giver_ids: list[int]) -> Iterator[list[Person]]:
    people = Person.objects.select_related("details").order_by("pk")
    if role is Tell.GIVER:
        yield list(people.filter(pk__in=giver_ids))
    elif role is Tell.OWNER:
        yield list(people.filter(pk__in=_owners(event)))
    elif event.subject is not None:
        last = 0
        more = True
        while more:
            found = list(people.filter(follows__subject=event.subject, pk__gt=last)[:CHUNK])
            more = len(found) == CHUNK
            if found:
                last = found[-1].pk
                yield found


def _owners(event: Event) -> list[int]:
    """Whom the event's data names: {"persons": [ids]} or {"owner": id}."""
    named = [*event.data.get("persons", ()), event.data.get("owner")]
    return [pk for pk in named if type(pk) is int]


def _tell_people(event: Event, role: Tell, people: list[Person], *, receipt: bool) -> None:
    """At most five queries, whatever the number of people."""
    people = [person for person in people if person.is_active and (person.pk != event.actor_id or (receipt and role is Tell.GIVER))]
    if event.subject is not None and role is not Tell.GIVER:
        seeing = seers(event.subject, people)
        people = [person for person in people if person.pk in seeing]
    if not people:
        return
    notices = [Notice(person=person, event=event, kind=role, at=event.at) for person in people]
    Notice.objects.bulk_create(notices, ignore_conflicts=True)
    if KINDS[event.kind].letter:
        return
    quiet: set[int] = set()
    if role is not Tell.GIVER:
        # Receipts and answers to what one has given always come by mail.
        quiet = set(NoticeSetting.objects.filter(person__in=people, mail=MailChoice.IN_APP).values_list("person_id", flat=True))
    _queue(_mail(event, role, person.email, person.pk) for person in people if person.email and person.pk not in quiet)


def _tell_those_without_account(event: Event, givers: list[Giver]) -> None:
    _queue(_mail(event, Tell.GIVER, giver.email, None) for giver in givers if giver.email)


def _mail(event: Event, role: Tell, to: str, person_id: int | None) -> OutgoingMail:
    now = clock.now()
    return OutgoingMail(
        key=f"event:{event.pk}:{role}:{person_id or to}"[:200],
        message_id=message_id(uid()),
        urgency=Urgency.NEWS if role is Tell.FOLLOWERS else Urgency.ANSWER,
        event=event,
        role=role,
        person_id=person_id,
        to=to,
        next_at=now,
        created_at=now,
    )


def _queue(mails: Iterable[OutgoingMail]) -> None:
    OutgoingMail.objects.bulk_create(mails, ignore_conflicts=True)
