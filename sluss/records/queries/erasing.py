"""Reads of requests to be de-identified."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from django.db.models import Q, QuerySet

from sluss.core.providers import Kind, collect
from sluss.people import queries as people
from sluss.people.models import Person, Unit
from sluss.people.rules import acting
from sluss.people.states import Permission, Role

from ..models import ErasureRequest

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

PAGE = 20


def requests_of(user: Person | AnonymousUser | None) -> QuerySet[ErasureRequest]:
    """Those that the user answers: the registrar of the authority, and the administrator there. Nobody else's."""
    me = acting(user)
    found = ErasureRequest.objects.select_related("person__details", "person__unit", "subject", "authority", "entered_by__details")
    found = found.select_related("answered_by")
    for permission in (Permission.READ_REGISTER, Permission.MANAGE_PEOPLE):
        if me.everywhere(permission):
            return found
    units = me.units(Permission.READ_REGISTER) | me.units(Permission.MANAGE_PEOPLE)
    return found.filter(authority_id__in=units)


def waiting_requests(user: Person | AnonymousUser | None, *, after: tuple[date, int] | None = None) -> QuerySet[ErasureRequest]:
    """The one that must be answered first comes first; the caller LIMITs."""
    found = requests_of(user).filter(answer="").order_by("due_on", "id")
    if after is not None:
        due_on, pk = after
        found = found.filter(due_on__gte=due_on).filter(Q(due_on__gt=due_on) | Q(pk__gt=pk))
    return found


def answered_requests(user: Person | AnonymousUser | None, *, before: int | None = None) -> QuerySet[ErasureRequest]:
    """The newest request first; the caller LIMITs."""
    found = requests_of(user).exclude(answer="").order_by("-id")
    return found if before is None else found.filter(pk__lt=before)


def waiting_for(user: Person | AnonymousUser | None, limit: int) -> list[date]:
    """The days by which the requests that wait for the user are to be answered, the earliest first. One query."""
    return list(waiting_requests(user).values_list("due_on", flat=True)[:limit])


def who_answers(authority: Unit) -> list[int]:
    """Whom to tell: the registrars of the authority and its administrators, in each role the nearest who hold it. Two queries."""
    found: set[int] = set()
    for role in (Role.REGISTRAR, Role.ADMINISTRATOR):
        holdings = people.holders(role, authority)
        found |= {getattr(one, "stand_in_id", None) or one.person_id for one in holdings if one.unit_id == holdings[0].unit_id}
    return sorted(found)


def requests_running_out(by: date) -> QuerySet[ErasureRequest]:
    """Those that wait, are to be answered by the day at the latest, and of which nobody has been reminded."""
    waiting = ErasureRequest.objects.filter(answer="", due_on__lte=by, reminded_at=None)
    return waiting.select_related("authority").order_by("due_on", "id")


def latest_of(person: Person) -> ErasureRequest | None:
    """The person's own latest request. One query."""
    return ErasureRequest.objects.filter(person=person).select_related("answered_by").order_by("-pk").first()


def held_by(person: Person) -> list[str]:
    """What the person still holds, in words, as the apps above know it."""
    return [str(text) for text in collect(Kind.HOLDS, person)]
