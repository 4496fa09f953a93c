"""Writes to the register. Entries follow from events; a registrar gives them their numbers."""

from __future__ import annotations

from datetime import date

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import translation
from django.utils.translation import gettext as _

from sluss.core import clock
from sluss.core.dates import day
from sluss.core.events import KINDS, Register
from sluss.core.text import clean
from sluss.core.verdict import NotAllowed
from sluss.journal.actions import record
from sluss.journal.models import Event
from sluss.journal.states import Visibility
from sluss.people.models import Person, Unit
from sluss.people.states import PersonKind

from ..models import RegisterEntry
from ..queries import giver_event, is_registered, origin_of
from ..rules import entries_for, may_keep_register
from ..states import Direction, Origin

LONGEST_NUMBER = 40


def register(event: Event) -> list[RegisterEntry]:
    """Inside reaction: what the event means to the register of the authority that has the subject now.

    At most three queries beside the entries: none for what comes from outside, one for what the authority's own staff gives.
    """
    subject, kind = event.subject, KINDS[event.kind]
    if subject is None:
        return []
    authority_id = subject.unit.authority_id
    comes_in = kind.register is Register.IN
    # What comes in says itself from whom; all else is about what came in first.
    given = event if comes_in else giver_event(subject)
    origin, theirs = origin_of(given, authority_id)
    wanted = entries_for(
        kind.register,
        origin=origin,
        finishes=kind.finishes,
        shown=subject.reach >= Visibility.EMPLOYEES,
        registered=(comes_in and origin is not Origin.OWN) or is_registered(subject, authority_id),
    )
    if not wanted:
        return []
    who = _who(given, origin, theirs)
    entries = [
        RegisterEntry(
            subject=subject,
            event=event,
            authority_id=authority_id,
            direction=direction,
            counterpart=who if direction in {Direction.IN, Direction.OUT} else "",
            content=subject.title,
            registered_on=_came_in_on(event),
        )
        for direction in wanted
    ]
    return RegisterEntry.objects.bulk_create(entries)


def _came_in_on(event: Event) -> date:
    """What was given on paper or by telephone came in before it was written in here."""
    said = event.data.get("received_on")
    return date.fromisoformat(said) if said else clock.today()


def _who(given: Event | None, origin: Origin, theirs: int | None) -> str:
    """Sender or recipient by role, in the city's language. Names stand with the document, where they can be masked."""
    with translation.override(settings.LANGUAGE_CODE):
        if origin is Origin.OWN:
            return _("Employee")
        if theirs is not None:
            return _("Employee, %(authority)s") % {"authority": Unit.objects.values_list("name", flat=True).get(pk=theirs)}
        if given is None or given.actor is None or "channel" in given.data:  # whoever wrote it in has not given it
            return _("Someone without an account")
        return str(PersonKind(given.actor.kind).label)


@transaction.atomic
def number(entry: RegisterEntry, *, by: Person, number: str) -> RegisterEntry:
    """Give an entry the number that the city's diary has given it. A wrong one can be put right; the journal keeps both."""
    locked = RegisterEntry.objects.select_for_update(of=("self",)).select_related("authority", "subject").get(pk=entry.pk)
    may_keep_register(by, locked.authority).demand()
    wanted = " ".join(clean(number).split())
    if not wanted:
        raise NotAllowed(_("Write the registry number."))
    if len(wanted) > LONGEST_NUMBER:
        raise NotAllowed(_("Write a registry number of at most %(limit)d characters.") % {"limit": LONGEST_NUMBER})
    if wanted == locked.number:
        return locked
    was, locked.number = locked.number, wanted
    try:
        with transaction.atomic():
            locked.save(update_fields=["number"])
    except IntegrityError:
        raise NotAllowed(_taken(locked, wanted)) from None
    record("register.numbered", subject=locked.subject, by=by, entry=locked.pk, number=wanted, was=was)
    return locked


def _taken(entry: RegisterEntry, number: str) -> str:
    other = RegisterEntry.objects.select_related("subject").filter(authority=entry.authority, number=number).first()
    if other is None:
        return _("Write another registry number.")
    return _("The number %(number)s belongs to “%(content)s”, registered on %(day)s. Write another.") % {
        "number": number,
        "content": other.shown_content,
        "day": day(other.registered_on, year=True),
    }
