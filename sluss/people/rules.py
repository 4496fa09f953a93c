"""Who may act as what, where; and who may manage units, people and roles."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import Final

from django.contrib.auth.models import AnonymousUser
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from sluss.core import clock
from sluss.core.verdict import YES, Verdict, no

from .models import Absence, Person, RoleHolding, Unit
from .queries import Grant, can_stand_in, grants_and_waits, paths_under
from .states import ROLES, Permission, PersonKind, Role, Standing

User = Person | AnonymousUser | None


class Acting:
    """The roles somebody may act with now, own ones and those as a deputy, and what they permit where."""

    __slots__ = ("_units", "grants", "standing_in")

    def __init__(self, grants: tuple[Grant, ...], standing_in: tuple[Grant, ...] = ()) -> None:
        self.grants: Final = grants
        self.standing_in: Final = standing_in  # what waits for somebody who is away waits for this person; it gives no power
        self._units: list[tuple[int, str]] | None = None

    @property
    def roles(self) -> frozenset[Role]:
        return frozenset(grant.role for grant in self.grants)

    def _with(self, permission: Permission) -> list[Grant]:
        return [grant for grant in self.grants if permission in ROLES[grant.role].permissions]

    def has(self, permission: Permission) -> bool:
        """Somewhere."""
        return bool(self._with(permission))

    def everywhere(self, permission: Permission) -> bool:
        """In the whole city. Ask this before `units`: it needs no list of ids."""
        return any(grant.everywhere for grant in self._with(permission))

    def may_in(self, permission: Permission, unit: Unit) -> bool:
        """In this unit; no query."""
        return any(grant.covers(unit.path) for grant in self._with(permission))

    def units(self, permission: Permission) -> frozenset[int]:
        """The ids of the units where one has it, with sub-units and the ended units they took over from. One query the first time."""
        wanted = self._with(permission)
        if not wanted:
            return frozenset()
        if self._units is None:
            self._units = paths_under({grant.path for grant in self.grants})
        return frozenset(pk for pk, path in self._units if any(grant.covers(path) for grant in wanted))


NOBODY: Final = Acting(())


def _signed_in(user: User) -> Person | None:
    return user if isinstance(user, Person) and user.is_active and user.pk else None


def acting(user: User) -> Acting:
    """What the person may act as today. One query, kept on the user object; none for a visitor."""
    person = _signed_in(user)
    if person is None:
        return NOBODY
    today = clock.today()
    kept: tuple[date, Acting] | None = getattr(person, "_acting", None)
    if kept is None or kept[0] != today:
        kept = (today, Acting(*grants_and_waits(person.pk, today)))
        person._acting = kept  # type: ignore[attr-defined]  # a memo for the length of a request, not a field
    return kept[1]


def forget(*people: Person | None) -> None:
    """Drop what `acting` keeps, after roles have changed."""
    for person in people:
        if person is not None:
            person._acting = None  # type: ignore[attr-defined]  # see acting


_STANDINGS: Final = {
    PersonKind.EMPLOYEE: Standing.EMPLOYEE,
    PersonKind.RESIDENT: Standing.RESIDENT,
    PersonKind.COMPANY: Standing.COMPANY,
}


def standing(user: User) -> Standing:
    """What one is without holding a role; no query."""
    person = _signed_in(user)
    return _STANDINGS[PersonKind(person.kind)] if person else Standing.VISITOR


LETS_IN: Final = frozenset({"email", "username", "kind"})
OWN_FIELDS: Final = frozenset({"given_name", "family_name", "phone", "language"})

# --- Managing units, people and roles --------------------------------------------------------------------------------


def may_manage_people(user: User) -> Verdict:
    """Somewhere: whether the pages for administrators are there at all."""
    return YES if acting(user).has(Permission.MANAGE_PEOPLE) else no(_("Only an administrator may do this."))


def may_manage_unit(user: User, unit: Unit) -> Verdict:
    if acting(user).may_in(Permission.MANAGE_PEOPLE, unit):
        return YES
    if acting(user).has(Permission.MANAGE_PEOPLE):
        return no(_("You are an administrator, but not for this unit."))
    return no(_("Only an administrator may do this."))


def may_end_unit(user: User, unit: Unit) -> Verdict:
    if unit.is_root:
        return no(_("The city itself cannot end."))
    if unit.handed_on_at is not None:
        return no(_("The unit has ended."))
    return may_manage_unit(user, unit)


def may_manage_whole_city(user: User) -> Verdict:
    if acting(user).everywhere(Permission.MANAGE_PEOPLE):
        return YES
    return no(_("Only an administrator for the whole city may do this."))


def may_manage_person(user: User, person: Person) -> Verdict:
    """An employee is managed where the person works; residents and companies by an administrator of the whole city."""
    return may_manage_unit(user, person.unit) if person.unit is not None else may_manage_whole_city(user)


def managed_people(user: User) -> Q:
    """Those whom an administrator manages, as a filter; the rule of may_manage_person for a whole list."""
    if acting(user).everywhere(Permission.MANAGE_PEOPLE):
        return Q()
    grants = [grant for grant in acting(user).grants if Permission.MANAGE_PEOPLE in ROLES[grant.role].permissions]
    managed = Q(pk__in=())
    for grant in grants:
        managed |= Q(unit__path__startswith=grant.path)
    return managed


def may_change_details(user: User, person: Person, fields: Collection[str]) -> Verdict:
    """One's own name, telephone and language are one's own matter; the rest is the administrator's."""
    if _signed_in(user) == person and set(fields) <= OWN_FIELDS:
        return YES
    may = may_manage_person(user, person)
    return _over_all_roles(user, person) if may and LETS_IN & set(fields) else may


def _over_all_roles(user: User, person: Person) -> Verdict:
    """Whoever chooses where a person's codes go can sign in as that person, with every role the person has; and a closed account ends
    them. So it takes one who administers each of them, also where the person does not work. No query for one of the whole city."""
    me = acting(user)
    if me.everywhere(Permission.MANAGE_PEOPLE):
        return YES
    now = Q(valid_to=None) | Q(valid_to__gte=clock.today())
    held = RoleHolding.objects.filter(now, Q(person=person) | Q(deputy=person), ended_at=None).select_related("unit")
    if all(me.may_in(Permission.MANAGE_PEOPLE, holding.unit) for holding in held):
        return YES
    return no(_("The person has a role in a unit that you do not administer. Ask an administrator of the whole city."))


def may_deactivate(user: User, person: Person) -> Verdict:
    if _signed_in(user) == person:
        return no(_("You cannot close your own account. Ask another administrator."))
    return may_manage_person(user, person) and _over_all_roles(user, person)


def can_be_erased(person: Person) -> Verdict:
    """What there is in the way of de-identifying somebody, as far as people knows: what others hold is asked of the apps above."""
    if person.erased_at is not None:
        return no(_("The person is de-identified already."))
    held = RoleHolding.objects.filter(Q(valid_to=None) | Q(valid_to__gte=clock.today()), Q(person=person) | Q(deputy=person), ended_at=None)
    if held.exists():
        return no(_("The person holds a role or is somebody's deputy. Give that to somebody else first."))
    return YES


def may_hold(person: Person, unit: Unit) -> Verdict:
    """Whether the person can hold any role in the unit at all, whoever gives it."""
    if not person.is_employee:
        return no(_("Only employees can hold a role."))
    if not person.is_active:
        return no(_("The account is closed. Open it before you give a role."))
    if unit.handed_on_at is not None:
        return no(_("The unit has ended. Choose another."))
    return YES


def may_grant(user: User, person: Person, role: Role, unit: Unit) -> Verdict:
    """Nobody gives a role to oneself: an administrator does not read what is not released, and this would be the way round it."""
    possible = may_hold(person, unit)
    if not possible:
        return possible
    if _signed_in(user) == person:
        return no(_("You cannot give yourself a role. Ask another administrator."))
    return may_manage_unit(user, unit)


def may_be_given_roles(user: User, person: Person) -> Verdict:
    """Before a unit is chosen: for the button."""
    if _signed_in(user) == person:
        return no(_("You cannot give yourself a role. Ask another administrator."))
    if not person.is_employee:
        return no(_("Only employees can hold a role."))
    if not person.is_active:
        return no(_("The account is closed. Open it before you give a role."))
    return may_manage_people(user)


def may_still_change(holding: RoleHolding) -> Verdict:
    if holding.ended_at is not None or (holding.valid_to is not None and holding.valid_to < clock.today()):
        return no(_("The role has already ended."))
    return YES


def may_change_holding(user: User, holding: RoleHolding) -> Verdict:
    """End it, or choose who the deputy is."""
    return may_still_change(holding) and may_manage_unit(user, holding.unit)


def may_be_deputy(holding: RoleHolding, deputy: Person, user: User) -> Verdict:
    """`user` is who appoints; empty for the system."""
    if not deputy.is_employee:
        return no(_("Only employees can be deputies."))
    if not deputy.is_active:
        return no(_("The account is closed. Choose another deputy."))
    if deputy.pk == holding.person_id:
        return no(_("The deputy must be another person."))
    if _signed_in(user) == deputy:
        return no(_("You cannot make yourself a deputy. Ask another administrator."))
    return YES


# --- Absence ---------------------------------------------------------------------------------------------------------


def may_be_away(user: User) -> Verdict:
    """Whether anything waits for the person that somebody would have to stand in for."""
    if acting(user).has(Permission.HANDLE):
        return YES
    return no(_("Nothing waits for you by name, so nobody has to stand in for you."))


def may_stand_in(person: Person, stand_in: Person) -> Verdict:
    """Only one who may answer wherever the person does, and who is not away too. Nobody gets power by standing in."""
    if Absence.objects.running().filter(person=stand_in).exists():
        return no(_("That person is away too. Choose somebody else."))
    if stand_in.pk not in {able.pk for able in can_stand_in(person)}:
        return no(_("That person may not answer everything that you answer. Choose your deputy, or ask an administrator to give you one."))
    return YES


def may_end_absence(user: User, absence: Absence) -> Verdict:
    """One's own, or that of somebody whom one administers."""
    if absence.ended_at is not None:
        return no(_("The absence is over."))
    person = _signed_in(user)
    if person is not None and person.pk == absence.person_id:
        return YES
    return may_manage_person(user, absence.person)
