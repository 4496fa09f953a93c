"""Roles: given, ended, and who steps in."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from sluss.core import clock
from sluss.core.hooks import ROLE_LOST, RoleLost
from sluss.core.locks import lock_row
from sluss.core.verdict import NotAllowed
from sluss.people import rules
from sluss.people.models import Person, RoleHolding, Unit
from sluss.people.states import ChangeKind, Role

from .absences import replace_stand_in
from .trail import note


def one_at_a_time(holdings: QuerySet[RoleHolding]) -> None:
    """Where one of these is an administrator's of the whole city: of two who end each other's role, the second sees what the first did.

    Before any other lock, as where the tree changes.
    """
    if holdings.filter(role=Role.ADMINISTRATOR, unit__parent=None, ended_at=None).exists():
        list(Unit.objects.select_for_update(no_key=True).filter(parent=None).values_list("pk"))


def keep_an_administrator() -> None:
    """Nobody could let anybody in again if the last one for the whole city went."""
    current = RoleHolding.objects.current().filter(role=Role.ADMINISTRATOR, unit__parent=None, person__is_active=True)
    ever = RoleHolding.objects.filter(role=Role.ADMINISTRATOR, unit__parent=None)
    if ever.exists() and not current.exists():
        raise NotAllowed(_("The city needs at least one administrator. Give the role to somebody else first."))


@transaction.atomic
def grant_role(
    *,
    person: Person,
    role: Role,
    unit: Unit,
    by: Person | None,
    valid_from: date | None = None,
    valid_to: date | None = None,
    deputy: Person | None = None,
) -> RoleHolding:
    """From today when no day is said, until further notice when no last day is."""
    valid_from = valid_from or clock.today()
    rules.may_hold(person, unit).demand()
    if by is not None:
        rules.may_grant(by, person, role, unit).demand()
    if valid_to is not None and valid_to < valid_from:
        raise NotAllowed(_("The last day comes before the first."))
    Unit.objects.select_for_update(no_key=True).filter(pk=unit.pk).values_list("pk").get()
    overlapping = RoleHolding.objects.filter(Q(valid_to=None) | Q(valid_to__gte=valid_from), role=role, unit=unit, ended_at=None)
    if valid_to is not None:
        overlapping = overlapping.filter(valid_from__lte=valid_to)
    holders = set(overlapping.values_list("person_id", flat=True))
    if person.pk in holders:
        raise NotAllowed(_("The person already holds this role in this unit."))
    if role == Role.LEAD and holders:
        raise NotAllowed(_("The unit already has an innovation lead. End that role first, or make the person a deputy."))
    holding = RoleHolding(person=person, role=role, unit=unit, valid_from=valid_from, valid_to=valid_to, granted_by=by)
    if deputy is not None:
        rules.may_be_deputy(holding, deputy, by).demand()
        holding.deputy = deputy
    holding.save(force_insert=True)
    note(ChangeKind.ROLE_GRANTED, by=by, person=person, unit=unit, holding=holding, role=role, deputy=deputy.pk if deputy else None)
    rules.forget(person, deputy)
    return holding


def close_holding(holding: RoleHolding, *, by: Person | None, on: date | None = None) -> None:
    """At once, or after a last day to come."""
    today = clock.today()
    holding.valid_to = on or max(today, holding.valid_from)
    holding.ended_at = None if holding.valid_to > today and on is not None else clock.now()
    holding.save(update_fields=["valid_to", "ended_at"])
    note(
        ChangeKind.ROLE_ENDED,
        by=by,
        person=holding.person,
        unit=holding.unit,
        holding=holding,
        role=holding.role,
        on=holding.valid_to.isoformat(),
    )


def take_over(holding: RoleHolding, *, by: Person | None) -> None:
    """The deputy holds the role of one who has left, until an administrator decides otherwise: no wait is left without an owner."""
    deputy = holding.deputy
    if (
        deputy is None
        or not deputy.is_active
        or RoleHolding.objects.current().filter(person=deputy, role=holding.role, unit=holding.unit).exists()
    ):
        return
    taken = RoleHolding.objects.create(person=deputy, role=holding.role, unit=holding.unit, granted_by=by)
    note(ChangeKind.ROLE_GRANTED, by=by, person=deputy, unit=holding.unit, holding=taken, role=holding.role, after=holding.pk)
    rules.forget(deputy)


def _locked(pk: int) -> RoleHolding:
    return lock_row(RoleHolding.objects.select_for_update(of=("self",), no_key=True).select_related("unit", "person", "deputy"), pk)


@transaction.atomic
def end_role(*, holding: RoleHolding, by: Person | None, on: date | None = None) -> RoleHolding:
    """At once when no day is said; else `on` is the last day, today or later."""
    one_at_a_time(RoleHolding.objects.filter(pk=holding.pk))
    now = _locked(holding.pk)
    rules.may_still_change(now).demand()
    if by is not None:
        rules.may_change_holding(by, now).demand()
    if on is not None and on < clock.today():
        raise NotAllowed(_("The last day has passed. Choose today or a later day."))
    if on is not None and on < now.valid_from:
        raise NotAllowed(_("The last day comes before the first."))
    close_holding(now, by=by, on=on)
    rules.forget(holding.person, holding.deputy)
    if on is None:
        keep_an_administrator()
        for person in filter(None, (now.person, now.deputy)):
            replace_stand_in(person, by=by)
            ROLE_LOST.announce(RoleLost(person=person, by=by))
    holding.refresh_from_db()
    return holding


@transaction.atomic
def set_deputy(*, holding: RoleHolding, deputy: Person | None, by: Person | None) -> RoleHolding:
    now = _locked(holding.pk)
    rules.may_still_change(now).demand()
    if by is not None:
        rules.may_change_holding(by, now).demand()
    if deputy is not None:
        rules.may_be_deputy(now, deputy, by).demand()
    before = now.deputy
    if before != deputy:
        now.deputy = deputy
        now.save(update_fields=["deputy"])
        note(ChangeKind.DEPUTY_SET, by=by, person=now.person, unit=now.unit, holding=now, deputy=deputy.pk if deputy else None)
    rules.forget(deputy, before, holding.deputy)
    if before is not None and before != deputy:
        replace_stand_in(before, by=by)
        ROLE_LOST.announce(RoleLost(person=before, by=by))
    holding.refresh_from_db()
    return holding
