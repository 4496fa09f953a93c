"""Reads of units, people and roles that are used twice."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from django.db.models import Exists, FilteredRelation, OuterRef, Q, QuerySet, Subquery

from sluss.core import clock
from sluss.core.prepared import Prepared
from sluss.core.text import clean, fold

from .models import Absence, PeopleChange, Person, RoleHolding, Unit, shown_name
from .states import ROLES, Permission, Role

MOST_PREPARED = 512
SHOWN_BY = ("protected", "kind", "details__given_name", "details__family_name")  # what shown_name takes


@dataclass(frozen=True, slots=True)
class Grant:
    """One role that somebody may act with now, as holder or as deputy."""

    role: Role
    unit_id: int
    path: str
    as_deputy: bool
    stands_in: bool = False  # for a holder who is away: what waits for the role waits for this person

    @property
    def everywhere(self) -> bool:
        return self.path.count("/") == 2  # "/1/": the city itself

    def covers(self, path: str) -> bool:
        return path.startswith(self.path)


_grants_and_waits: Prepared[tuple[Any, ...]] = Prepared(
    lambda person, day: (
        RoleHolding.objects.current(day)
        .annotate(stands_in=Exists(Absence.objects.running().filter(person=OuterRef("person"), stand_in=person)))
        .filter(Q(person_id=person) | Q(deputy_id=person) | Q(stands_in=True))
        .order_by("id")
        .values_list("role", "unit_id", "unit__path", "person_id", "deputy_id", "stands_in")
    ),
    takes=(int, date),
)


def grants_of(person_id: int, day: date) -> tuple[Grant, ...]:
    """What the person may act as. One query."""
    found, _standing_in = grants_and_waits(person_id, day)
    return found


def grants_and_waits(person_id: int, day: date) -> tuple[tuple[Grant, ...], tuple[Grant, ...]]:
    """What the person may act as, and the roles of people who are away that the person stands in for. One query.

    To stand in gives no power: whoever does has it already, as deputy or by a role of their own.
    """
    grants, waits = [], []
    for role, unit, path, holder, deputy, stands_in in _grants_and_waits(person_id, day):
        if person_id in {holder, deputy}:
            grants.append(Grant(Role(role), unit, path, holder != person_id))
        if stands_in:
            waits.append(Grant(Role(role), unit, path, as_deputy=True, stands_in=True))
    return tuple(grants), tuple(waits)


def _stand_in() -> Subquery:
    return Subquery(Absence.objects.running().filter(person=OuterRef("person")).values("stand_in")[:1])


def under(paths: Iterable[str]) -> Q:
    """The units at these paths with all their sub-units, the ended ones too: their history is still there to read."""
    wanted = Q(pk__in=())
    for path in paths:
        wanted |= Q(path__startswith=path)
    return wanted


def paths_under(paths: Collection[str]) -> list[tuple[int, str]]:
    """One query, none for no paths. As many rows as there are units."""
    return list(Unit.objects.filter(under(paths)).values_list("pk", "path").order_by()) if paths else []


def city() -> Unit:
    return Unit.objects.get(parent=None)


def heir_of(unit: Unit) -> Unit:
    """Who takes over from a unit: the successor, or the one that took over from it; without one the unit above."""
    heir = unit.successor or unit.parent
    while heir is not None and heir.handed_on_at is not None:
        heir = heir.successor or heir.parent
    return heir or city()


def valid_units(day: date | None = None) -> QuerySet[Unit]:
    day = day or clock.today()
    return Unit.objects.filter(Q(valid_to=None) | Q(valid_to__gte=day), valid_from__lte=day, handed_on_at=None)


def ancestor_ids(unit: Unit) -> list[int]:
    """The unit itself first, the city last."""
    return ids_above(unit.path)


def ids_above(path: str) -> list[int]:
    """The same, of a unit's path."""
    return [int(part) for part in reversed(path.strip("/").split("/"))]


def holders(role: Role, unit: Unit, day: date | None = None) -> list[RoleHolding]:
    """Who holds the role for the unit, nearest first: in the unit itself, then further and further up. One query, names loaded.

    Each knows its `stand_in_id` when the holder is away.
    """
    near = {pk: distance for distance, pk in enumerate(ancestor_ids(unit))}
    found = (
        RoleHolding.objects.current(day)
        .filter(role=role, unit_id__in=near)
        .annotate(stand_in_id=_stand_in())
        .select_related("person__details", "deputy__details", "unit")
    )
    return sorted(found, key=lambda holding: (near[holding.unit_id], holding.pk))


def people_by_name(words: str) -> QuerySet[Person]:
    """People whose name has every word, in the order of their names. One with a protected identity is found by the exact key only."""
    found = Person.objects.select_related("details", "unit").filter(erased_at=None).order_by("details__sort_key", "pk")
    words = clean(words)
    if not words:
        return found
    named = Q(protected=False) if fold(words).split() else Q(pk__in=())
    for word in fold(words).split()[:6]:
        named &= Q(details__name_key__contains=word)
    return found.filter(named | Q(username=words))


def holdings_of(person: Person, day: date | None = None) -> list[RoleHolding]:
    """What the person may act as today, as holder and as deputy, and what is still to begin. One query, names loaded."""
    day = day or clock.today()
    return list(
        RoleHolding.objects.filter(Q(valid_to=None) | Q(valid_to__gte=day), Q(person=person) | Q(deputy=person), ended_at=None)
        .select_related("person__details", "deputy__details", "unit")
        .order_by("unit__sort_key", "pk")
    )


def all_holdings_of(person: Person) -> list[RoleHolding]:
    """Past ones too, newest first. One query, names loaded; nobody has held hundreds of roles."""
    held = RoleHolding.objects.filter(Q(person=person) | Q(deputy=person)).select_related("person__details", "deputy__details", "unit")
    return list(held.order_by("-valid_from", "-pk")[:100])


def roles_of(person_ids: Collection[int]) -> dict[int, list[Role]]:
    """The roles each of these people holds today, each once. One query."""
    found: dict[int, list[Role]] = {}
    held = RoleHolding.objects.current().filter(person_id__in=person_ids).order_by("pk").values_list("person_id", "role")
    for person_id, role in held:
        if Role(role) not in found.setdefault(person_id, []):
            found[person_id].append(Role(role))
    return found


def leads_of(unit_ids: Collection[int]) -> dict[int, RoleHolding]:
    """Who leads each of these units itself, names loaded. One query."""
    held = RoleHolding.objects.current().filter(role=Role.LEAD, unit_id__in=unit_ids).select_related("person__details", "deputy__details")
    return {holding.unit_id: holding for holding in held.order_by("pk")}


def units_named(words: str) -> QuerySet[Unit]:
    """Units whose name has every word, or whose code it is."""
    words = clean(words)
    named = Q()
    for word in fold(words).split()[:6]:
        named &= Q(name_key__contains=word)
    if not named:
        named = Q(pk__in=())
    return Unit.objects.filter(named | Q(code=words), handed_on_at=None)


def changes_of(person: Person) -> QuerySet[PeopleChange]:
    """The audit trail of a person, newest first, names loaded."""
    return PeopleChange.objects.filter(person=person).select_related("by__details", "holding", "unit").order_by("-pk")


def _who_holds(day: date, units: Sequence[int]) -> QuerySet[RoleHolding, tuple[Any, ...]]:
    named = [f"{whom}__{name}" for whom in ("person", "away__stand_in") for name in SHOWN_BY]
    holdings = RoleHolding.objects.current(day).filter(unit_id__in=units)
    holdings = holdings.annotate(away=FilteredRelation("person__absences", condition=away("person__absences")))
    return holdings.order_by("pk").values_list("role", "unit_id", "away__stand_in_id", *named)


@cache
def _who_holds_in(units: int) -> Prepared[tuple[Any, ...]]:
    return Prepared(lambda day, *pks: _who_holds(day, pks), takes=(date, *(int,) * units))


def names_held(units: Collection[int]) -> dict[tuple[str, int], str]:
    """By role and unit: who holds it there now, or stands in for who does; the first of several. One query, none for no units."""
    if not units:
        return {}
    # Few reads and not one for each number of units: the last is said again.
    pks = sorted(units)
    room = 1 << (len(pks) - 1).bit_length()
    if room <= MOST_PREPARED:
        rows = _who_holds_in(room)(clock.today(), *pks, *pks[-1:] * (room - len(pks)))
    else:
        rows = list(_who_holds(clock.today(), pks))
    names: dict[tuple[str, int], str] = {}
    for role, unit, stand_in, *named in rows:
        if (role, unit) not in names:
            half = len(SHOWN_BY)
            names[role, unit] = shown_name(*(named[:half] if stand_in is None else named[half:]))
    return names


def away(relation: str) -> Q:
    """`Absence.running`, as a condition over a relation."""
    return Q(**{f"{relation}__began_at__isnull": False, f"{relation}__ended_at": None})


def absences_of(person: Person) -> list[Absence]:
    """Running, and to come, the nearest first. One query, names loaded."""
    return list(Absence.objects.told().filter(person=person).select_related("stand_in__details").order_by("from_on", "pk"))


def handling_units(person: Person) -> list[Unit]:
    """Where the person answers by a role of their own; for one who is a deputy only, where they are that. One query."""
    roles = [role for role, info in ROLES.items() if Permission.HANDLE in info.permissions]
    held = RoleHolding.objects.current().filter(Q(person=person) | Q(deputy=person), role__in=roles).select_related("unit").order_by("pk")
    own = {holding.unit_id: holding.unit for holding in held if holding.person_id == person.pk}
    return list((own or {holding.unit_id: holding.unit for holding in held}).values())


def can_stand_in(person: Person) -> list[Person]:
    """Those who may answer wherever the person does, the deputies first. Two queries, names loaded."""
    units = handling_units(person)
    if not units:
        return []
    roles = [role for role, info in ROLES.items() if Permission.HANDLE in info.permissions]
    above = {pk for unit in units for pk in ancestor_ids(unit)}
    found = RoleHolding.objects.current().filter(role__in=roles, unit_id__in=above)
    covers: dict[int, set[int]] = {}
    people: dict[int, Person] = {}
    deputies: list[int] = []
    for holding in found.select_related("person__details", "deputy__details", "unit").order_by("pk"):
        reached = {unit.pk for unit in units if unit.path.startswith(holding.unit.path)}
        for who in (holding.person, holding.deputy):
            if who is not None and who.is_active and who.pk != person.pk:
                people[who.pk] = who
                covers.setdefault(who.pk, set()).update(reached)
        if holding.person_id == person.pk and holding.deputy_id:
            deputies.append(holding.deputy_id)
    able = [pk for pk, reached in covers.items() if len(reached) == len(units)]
    return [people[pk] for pk in sorted(able, key=lambda pk: (pk not in deputies, pk))]
