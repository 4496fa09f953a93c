from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import TYPE_CHECKING

from django.db.models import Q, QuerySet

from sluss.core import clock
from sluss.core.events import KINDS
from sluss.core.prepared import Prepared
from sluss.core.providers import Giver, Kind, collect
from sluss.people.models import Person, RoleHolding, Unit
from sluss.people.queries import ancestor_ids
from sluss.people.rules import acting, standing
from sluss.people.states import ROLES, Permission, Standing

from ..models import Event, Subject
from ..states import Visibility

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

TIMELINE_LENGTH = 200


def visible_to(user: Person | AnonymousUser | None) -> QuerySet[Subject]:
    """Subjects the user may find: released as far as the user, or in a unit whose unreleased subjects the user reads.

    The owner app adds the giver's own. `seers` says the same of many people and one subject.
    """
    me = acting(user)
    if me.everywhere(Permission.READ_UNRELEASED):
        return Subject.objects.all()
    reach = Visibility.EMPLOYEES if standing(user) == Standing.EMPLOYEE else Visibility.ALL
    visible = Q(reach__gte=reach)
    if units := me.units(Permission.READ_UNRELEASED):
        visible |= Q(unit_id__in=units)
    return Subject.objects.filter(visible)


def seers(subject: Subject, people: Collection[Person]) -> set[int]:
    """Of these people, the ids of those that `visible_to` lets see the subject. At most two queries for any number of people."""
    active = {person.pk for person in people if person.is_active}
    seeing: set[int] = set()
    if subject.reach == Visibility.ALL:
        seeing = active
    elif subject.reach == Visibility.EMPLOYEES:
        seeing = {person.pk for person in people if standing(person) == Standing.EMPLOYEE}
    if not active <= seeing:
        seeing |= _readers_of_unreleased(subject.unit)
    return active & seeing


def handles(user: Person | AnonymousUser | None, subject: Subject) -> bool:
    """Whether the user reads what is for those who handle the subject. The subject's unit must be loaded, or it costs a query."""
    return acting(user).may_in(Permission.READ_UNRELEASED, subject.unit)


def gives(user: Person | AnonymousUser | None, subject: Subject) -> bool:
    """Whether the user is one of those who gave the subject. One query."""
    mine = user.pk if user is not None and user.is_authenticated else None
    givers: Iterable[Giver] = collect(Kind.GIVERS, [subject.pk])
    return mine is not None and any(giver.person_id == mine for giver in givers)


def _events(subject_id: int, *, handler: bool) -> QuerySet[Event]:
    kinds = [kind.name for kind in KINDS.values() if kind.timeline or (kind.handlers_only and handler)]
    hidden = [] if handler else [kind.name for kind in KINDS.values() if kind.handlers_only]
    events = Event.objects.filter(subject_id=subject_id, kind__in=[kind for kind in kinds if kind not in hidden])
    return events.defer("actor").order_by("-id")[:TIMELINE_LENGTH]


_for_handlers = Prepared(lambda subject_id: _events(subject_id, handler=True))
_for_others = Prepared(lambda subject_id: _events(subject_id, handler=False))


def timeline(subject: Subject, user: Person | AnonymousUser | None) -> list[Event]:
    """What has happened to the subject, the latest first, as far as one may know who sees the subject.

    Who did it is left out on purpose: a giver's name must not show here. One query, at most TIMELINE_LENGTH rows.
    """
    return (_for_handlers if handles(user, subject) else _for_others)(subject.pk)


def _readers_of_unreleased(unit: Unit) -> set[int]:
    """Who, as holder or deputy, reads unreleased subjects of a unit. One query, as many rows as there are such holdings."""
    roles = [role for role, info in ROLES.items() if Permission.READ_UNRELEASED in info.permissions]
    found = RoleHolding.objects.current(clock.today()).filter(role__in=roles, unit_id__in=ancestor_ids(unit))
    return {pk for pair in found.values_list("person_id", "deputy_id") for pk in pair if pk}
