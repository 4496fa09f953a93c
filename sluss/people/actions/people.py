"""People: added, changed, closed, protected. Addresses stand in two places that must agree: PersonDetails and allauth's EmailAddress."""

from __future__ import annotations

from typing import Any

from allauth.account.models import EmailAddress
from django.db import transaction
from django.utils.translation import gettext as _

from sluss.core import clock
from sluss.core.hooks import PERSON_LEFT, PersonLeft
from sluss.core.ids import uid
from sluss.core.locks import lock_row
from sluss.core.verdict import NotAllowed
from sluss.people import rules
from sluss.people.models import Person, PersonDetails, RoleHolding, Unit
from sluss.people.states import ChangeKind, PersonKind

from .absences import end_with
from .roles import close_holding, keep_an_administrator, one_at_a_time, take_over
from .sign_up import drop_sign_ups
from .trail import note

_DETAILS = ("given_name", "family_name", "title", "email", "phone")
_PERSON = ("username", "kind", "unit", "language")


def _clean(changes: dict[str, Any]) -> dict[str, Any]:
    """Names, titles and keys stand on one line: in a heading, a list and a file's name."""
    clean = {name: " ".join(value.split()) if isinstance(value, str) else value for name, value in changes.items()}
    if "email" in clean:
        clean["email"] = (clean["email"] or "").lower() or None
    if clean.get("given_name", "-") == "":
        raise NotAllowed(_("A person needs a name."))
    return clean


def _check_free(*, username: str | None, email: str | None, but: Person | None = None) -> None:
    """Three look-ups by index rather than one condition across three tables, which would walk them all."""
    mine = but.pk if but else 0
    if username and Person.objects.filter(username=username).exclude(pk=mine).exists():
        raise NotAllowed(_("There is already a person with the id %(id)s.") % {"id": username})
    if email and (
        PersonDetails.objects.filter(email=email).exclude(person=mine).exists()
        or EmailAddress.objects.filter(email=email).exclude(user=mine).exists()
    ):
        raise NotAllowed(_("There is already a person with the e-mail address %(email)s.") % {"email": email})


def _check_unit(kind: str, unit: Unit | None) -> None:
    if kind == PersonKind.EMPLOYEE and unit is None:
        raise NotAllowed(_("An employee needs a unit."))
    if kind != PersonKind.EMPLOYEE and unit is not None:
        raise NotAllowed(_("Only employees belong to a unit."))
    if unit is not None and unit.handed_on_at is not None:
        raise NotAllowed(_("The unit has ended. Choose another."))


@transaction.atomic
def create_person(
    *,
    by: Person | None,
    kind: PersonKind,
    given_name: str,
    family_name: str = "",
    email: str | None = None,
    title: str = "",
    phone: str = "",
    unit: Unit | None = None,
    language: str = "sv",
    username: str = "",
    password: str | None = None,
    protected: bool = False,
) -> Person:
    """`username` is the key in the city's directory; one is made up when there is none. Without a password one signs in by code.

    The city vouches for the address. One who signs up alone has to confirm it: `sign_up`.
    """
    values = _clean(
        {"given_name": given_name, "family_name": family_name, "email": email, "title": title, "phone": phone, "username": username}
    )
    _check_unit(kind, unit)
    if by is not None:
        (rules.may_manage_unit(by, unit) if unit is not None else rules.may_manage_whole_city(by)).demand()
    drop_sign_ups(email=values["email"])
    _check_free(username=values["username"], email=values["email"])
    made = uid()
    person = Person(uid=made, username=values.pop("username") or made.hex, kind=kind, unit=unit, language=language, protected=protected)
    person.set_password(password)
    person.save(force_insert=True)
    person.details = PersonDetails(person=person, **values)
    person.details.save(force_insert=True)
    if person.details.email:
        EmailAddress.objects.create(user=person, email=person.details.email, verified=True, primary=True)
    note(ChangeKind.PERSON_CREATED, by=by, person=person)
    return person


def _move_address(person: Person, email: str | None) -> None:
    """What an administrator writes is vouched for by the city; the old address no longer signs anybody in."""
    EmailAddress.objects.filter(user=person).exclude(email=email or "").delete()
    if email:
        EmailAddress.objects.update_or_create(user=person, email=email, defaults={"verified": True, "primary": True})


@transaction.atomic
def change_person(*, person: Person, by: Person | None, **changes: Any) -> Person:
    """Change given_name, family_name, title, email, phone, username, kind, unit or language. What is the same already is left alone."""
    now = lock_row(Person.objects.select_for_update(of=("self",), no_key=True).select_related("details", "unit"), person.pk)
    clean = _clean(changes)
    changed = [name for name, value in clean.items() if value != getattr(now.details if name in _DETAILS else now, name)]
    if not changed:
        return person
    if by is not None:
        rules.may_change_details(by, now, changed).demand()
        if "unit" in changed and clean["unit"] is not None:
            rules.may_manage_unit(by, clean["unit"]).demand()
    _check_unit(clean.get("kind", now.kind), clean.get("unit", now.unit))
    if "email" in changed:
        drop_sign_ups(email=clean["email"])
    _check_free(
        username=clean.get("username") if "username" in changed else None, email=clean.get("email") if "email" in changed else None, but=now
    )
    if "kind" in changed and now.is_employee and RoleHolding.objects.current().filter(person=now).exists():
        raise NotAllowed(_("The person holds roles. End them first."))
    for name in changed:
        setattr(now.details if name in _DETAILS else now, name, clean[name])
    now.save(update_fields=[name for name in changed if name in _PERSON] or None)
    if any(name in _DETAILS for name in changed):
        now.details.save()
    if "email" in changed:
        _move_address(now, clean["email"])
    note(ChangeKind.PERSON_CHANGED, by=by, person=now, fields=sorted(changed))
    person.refresh_from_db()
    return person


@transaction.atomic
def deactivate(*, person: Person, by: Person | None) -> Person:
    """Close the account: signed out everywhere, no roles left. Where there is a deputy, the deputy holds the role from now on."""
    one_at_a_time(RoleHolding.objects.filter(person=person))
    now = lock_row(Person.objects.select_for_update(of=("self",), no_key=True).select_related("unit"), person.pk)
    if by is not None:
        rules.may_deactivate(by, now).demand()
    if not now.is_active:
        return person
    now.is_active = False
    now.save(update_fields=["is_active"])
    note(ChangeKind.PERSON_DEACTIVATED, by=by, person=now)
    RoleHolding.objects.filter(deputy=now, ended_at=None).update(deputy=None)
    held = RoleHolding.objects.select_for_update(no_key=True).filter(person=now, ended_at=None)
    # Locked first and then read with their deputies, for the same reason as in lock_row.
    for holding in RoleHolding.objects.filter(pk__in=list(held.values_list("pk", flat=True))).select_related("deputy", "unit"):
        if holding.valid_to is not None and holding.valid_to < clock.today():
            continue
        close_holding(holding, by=by)
        take_over(holding, by=by)
    keep_an_administrator()
    end_with(now, by=by)
    PERSON_LEFT.announce(PersonLeft(person=now, by=by))
    rules.forget(person)
    person.refresh_from_db()
    return person


@transaction.atomic
def activate(*, person: Person, by: Person | None) -> Person:
    """Open a closed account again. Roles do not come back by themselves."""
    now = lock_row(Person.objects.select_for_update(of=("self",), no_key=True).select_related("unit"), person.pk)
    if by is not None:
        rules.may_manage_person(by, now).demand()
    if now.erased_at is not None:
        raise NotAllowed(_("The person is de-identified, and that cannot be taken back."))
    _check_unit(now.kind, now.unit)
    if not now.is_active:
        now.is_active = True
        now.save(update_fields=["is_active"])
        note(ChangeKind.PERSON_ACTIVATED, by=by, person=now)
    rules.forget(person)
    person.refresh_from_db()
    return person


@transaction.atomic
def mark_protected(*, person: Person, protected: bool, by: Person | None) -> Person:
    """A protected identity is shown as a role everywhere, never by name."""
    now = lock_row(Person.objects.select_for_update(of=("self",), no_key=True).select_related("unit"), person.pk)
    if by is not None:
        rules.may_manage_person(by, now).demand()
    if now.protected != protected:
        now.protected = protected
        now.save(update_fields=["protected"])
        note(ChangeKind.PERSON_PROTECTED, by=by, person=now, protected=protected)
    person.refresh_from_db()
    return person
