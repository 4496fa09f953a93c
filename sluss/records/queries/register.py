"""Reads of the register: whose registers one keeps, and what stands in them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from django.db.models import Q, QuerySet

from sluss.core.events import KINDS, Register
from sluss.core.prepared import Prepared
from sluss.core.text import clean
from sluss.journal.models import Event, Subject
from sluss.people.models import Person, Unit
from sluss.people.rules import acting
from sluss.people.states import AUTHORITIES, Permission, PersonKind

from ..models import RegisterEntry
from ..states import Origin

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser


MOST_OF_A_NUMBER = 50


@dataclass(frozen=True, slots=True)
class Asked:
    """What a registrar wants to see of one authority's register."""

    first_day: date | None = None
    last_day: date | None = None
    unnumbered: bool = False
    number: str = ""  # as it was typed


def authorities_of(user: Person | AnonymousUser | None) -> list[Unit]:
    """The authorities whose registers the user keeps, in order of their names. One query, none for others."""
    me = acting(user)
    if not me.has(Permission.READ_REGISTER):
        return []
    return [unit for unit in Unit.objects.filter(kind__in=AUTHORITIES) if me.may_in(Permission.READ_REGISTER, unit)]


def visible_to(user: Person | AnonymousUser | None) -> QuerySet[RegisterEntry]:
    """Entries of the registers that the user keeps. What is official may be asked for by anybody, but of a registrar and not of Sluss."""
    me = acting(user)
    entries = RegisterEntry.objects.select_related("subject", "authority")
    if me.everywhere(Permission.READ_REGISTER):
        return entries
    return entries.filter(authority_id__in=me.units(Permission.READ_REGISTER))


def entries_of(authority: Unit, asked: Asked, *, before: tuple[date, int] | None = None) -> QuerySet[RegisterEntry]:
    """One authority's entries, the latest first, after the one at `before`; the caller LIMITs. Walks the register's own index."""
    entries = RegisterEntry.objects.filter(authority=authority).select_related("subject", "corrects").order_by("-registered_on", "-id")
    if asked.first_day is not None:
        entries = entries.filter(registered_on__gte=asked.first_day)
    if asked.last_day is not None:
        entries = entries.filter(registered_on__lte=asked.last_day)
    if asked.unnumbered:
        entries = entries.filter(number="", replaced=False)
    if asked.number:
        entries = entries.filter(number_key=number_key(asked.number))
    if before is not None:
        day, pk = before
        entries = entries.filter(registered_on__lte=day).filter(Q(registered_on__lt=day) | Q(pk__lt=pk))
    return entries


def number_key(number: str) -> str:
    """A registry number however it is typed: "än 2026 / 00412" is ÄN2026/00412."""
    return "".join(clean(number).split()).upper()


def looks_like_number(text: str) -> bool:
    """Whether what somebody searches for can be a registry number: letters and digits parted by a sign, and not too long."""
    return len(text) <= 60 and any(letter.isdigit() for letter in text) and any(sign in text for sign in "/-:.")


def subjects_numbered(text: str) -> list[int]:
    """The subjects that have exactly this number, in any authority's register. One query, by its index; who may see them is not asked."""
    key = number_key(text)
    if not key or len(key) > 40:
        return []
    found = RegisterEntry.objects.filter(number_key=key, replaced=False).exclude(number_key="")
    return list(dict.fromkeys(found.order_by("subject_id").values_list("subject_id", flat=True)[:MOST_OF_A_NUMBER]))


_numbers_of = Prepared(
    lambda subject_id: (
        RegisterEntry.objects.filter(subject_id=subject_id, replaced=False)
        .exclude(number="")
        .select_related("authority", "subject")
        .order_by("pk")[:MOST_OF_A_NUMBER]
    )
)


def numbers_of(subject_id: int) -> list[RegisterEntry]:
    """The entries with a number that count now, with their authority. One query."""
    return _numbers_of(subject_id)


def is_registered(subject: Subject, authority_id: int) -> bool:
    return RegisterEntry.objects.filter(subject=subject, authority_id=authority_id).exists()


def giver_event(subject: Subject) -> Event | None:
    """The event by which the subject was first given to the city."""
    kinds = [kind.name for kind in KINDS.values() if kind.register is Register.IN]
    return Event.objects.filter(subject=subject, kind__in=kinds).select_related("actor__unit").order_by("id").first()


def origin_of(given: Event | None, authority_id: int) -> tuple[Origin, int | None]:
    """Where a subject comes from as seen by an authority, and the giver's own authority. What nobody knows came from outside."""
    if given is None:
        return Origin.OUTSIDE, None
    theirs: int | None = None
    if "from_authority" in given.data:
        theirs = given.data["from_authority"]
    elif given.actor is not None and given.actor.kind == PersonKind.EMPLOYEE and given.actor.unit is not None:
        theirs = given.actor.unit.authority_id
    if theirs is None:
        return Origin.OUTSIDE, None
    return (Origin.OWN if theirs == authority_id else Origin.OTHER), theirs
