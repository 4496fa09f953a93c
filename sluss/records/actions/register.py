"""Writes to the register. Entries follow from events; a registrar gives them their numbers, adds others by hand and puts mistakes right."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import translation
from django.utils.translation import gettext as _

from sluss.core import clock
from sluss.core.dates import day
from sluss.core.events import KINDS, Register
from sluss.core.text import clean
from sluss.core.verdict import Conflict, NotAllowed
from sluss.journal.actions import record
from sluss.journal.models import Event, Subject
from sluss.journal.states import Visibility
from sluss.people.models import Person, Unit
from sluss.people.states import PersonKind

from .. import rules
from ..models import RegisterEntry
from ..queries import giver_event, is_registered, number_key, origin_of
from ..rules import entries_for, may_keep_register
from ..states import Direction, Origin

LONGEST_NUMBER = 40
LONGEST_CONTENT = 200


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
    """Give an entry the number that the city's diary has given it. Once: a wrong one is put right by `correct`."""
    locked = _locked(entry)
    may_keep_register(by, locked.authority).demand()
    wanted = _number(number)
    if wanted == locked.number:
        return locked
    if locked.number or locked.replaced:
        raise NotAllowed(_("The entry has its number. Put it right with a new entry instead."))
    _demand_free(locked.authority, wanted)
    locked.number, locked.number_key = wanted, number_key(wanted)
    _save(locked, update_fields=["number", "number_key"])
    record("register.numbered", subject=locked.subject, by=by, entry=locked.pk, number=wanted, was="")
    return locked


@transaction.atomic
def add(
    subject: Subject, *, by: Person, authority: Unit, number: str, on: date, content: str, direction: Direction, counterpart: str = ""
) -> RegisterEntry:
    """A registrar writes an entry in by hand: a document that came or went beside Sluss, or the number of the authority's own matter."""
    may_keep_register(by, authority).demand()
    rules.may_be_registered(by, subject).demand()
    wanted, said = _number(number), _content(content)
    _not_later(on)
    _demand_free(authority, wanted)
    event = record("register.added", subject=subject, by=by, authority=authority.pk, number=wanted)
    entry = RegisterEntry(
        subject=subject,
        event=event,
        authority=authority,
        number=wanted,
        number_key=number_key(wanted),
        direction=direction,
        counterpart=" ".join(clean(counterpart).split())[:200],
        content=said,
        registered_on=on,
        by=by,
    )
    _save(entry)
    return entry


@transaction.atomic
def correct(entry: RegisterEntry, *, by: Person, number: str, on: date, content: str, reason: str) -> RegisterEntry:
    """A new entry counts instead of the one with the mistake, which stands as it was. Of two who correct at once one comes too late."""
    old = _locked(entry)
    may_keep_register(by, old.authority).demand()
    if old.replaced:
        raise Conflict(_("Somebody has put the entry right already. Look at the register anew."))
    wanted, said, why = _number(number), _content(content), clean(reason)
    _not_later(on)
    if not why:
        raise NotAllowed(_("Write what was wrong."))
    if (wanted, said, on) == (old.number, old.content, old.registered_on):
        raise NotAllowed(_("Nothing is changed."))
    if wanted != old.number:
        _demand_free(old.authority, wanted, but=old)
    old.replaced = True
    old.save(update_fields=["replaced"])
    event = record("register.corrected", subject=old.subject, by=by, entry=old.pk, number=wanted, was=old.number)
    made = RegisterEntry(
        subject=old.subject,
        event=event,
        authority=old.authority,
        number=wanted,
        number_key=number_key(wanted),
        direction=old.direction,
        counterpart=old.counterpart,
        content=said,
        registered_on=on,
        by=by,
        corrects=old,
        reason=why,
    )
    _save(made)
    return made


def _locked(entry: RegisterEntry) -> RegisterEntry:
    return RegisterEntry.objects.select_for_update(of=("self",), no_key=True).select_related("authority", "subject").get(pk=entry.pk)


def _number(text: str) -> str:
    wanted = " ".join(clean(text).split())
    if not wanted:
        raise NotAllowed(_("Write the registry number."))
    if len(wanted) > LONGEST_NUMBER:
        raise NotAllowed(_("Write a registry number of at most %(limit)d characters.") % {"limit": LONGEST_NUMBER})
    return wanted


def _content(text: str) -> str:
    said = " ".join(clean(text).split())
    if not said:
        raise NotAllowed(_("Write what it concerns."))
    if len(said) > LONGEST_CONTENT:
        raise NotAllowed(_("Write what it concerns in at most %(limit)d characters.") % {"limit": LONGEST_CONTENT})
    return said


def _not_later(on: date) -> None:
    if on > clock.today():
        raise NotAllowed(_("The day lies in the future."))


def _demand_free(authority: Unit, number: str, but: RegisterEntry | None = None) -> None:
    """However it is written: the constraint in the database knows the letters alone."""
    held = RegisterEntry.objects.filter(authority=authority, number_key=number_key(number), replaced=False)
    if held.exclude(pk=but.pk if but else 0).exists():
        raise NotAllowed(_taken(authority, number))


def _save(entry: RegisterEntry, **how: Any) -> None:
    try:
        with transaction.atomic():
            entry.save(**how)
    except IntegrityError:
        raise NotAllowed(_taken(entry.authority, entry.number)) from None


def _taken(authority: Unit, number: str) -> str:
    held = RegisterEntry.objects.select_related("subject").filter(authority=authority, number_key=number_key(number), replaced=False)
    other = held.first()
    if other is None:
        return _("Write another registry number.")
    return _("The number %(number)s belongs to “%(content)s”, registered on %(day)s. Write another.") % {
        "number": number,
        "content": other.shown_content,
        "day": day(other.registered_on, year=True),
    }
