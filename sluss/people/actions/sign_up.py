"""Those who make an account themselves. Until the address is confirmed nobody is there: the row may go, and holds no address."""

from __future__ import annotations

from datetime import timedelta

from allauth.account.models import EmailAddress
from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet

from sluss.core import clock
from sluss.core.ids import uid
from sluss.core.verdict import NotAllowed
from sluss.people.models import PeopleChange, Person, PersonDetails
from sluss.people.states import ChangeKind, PersonKind

from .trail import note

CONFIRM_WITHIN = timedelta(days=1)


@transaction.atomic
def sign_up(
    *, kind: PersonKind, given_name: str, family_name: str = "", email: str, password: str | None = None, language: str = "sv"
) -> Person:
    """A resident or company that makes an account. allauth writes the unconfirmed address; an earlier unconfirmed one goes."""
    if kind == PersonKind.EMPLOYEE:
        raise NotAllowed("employees come from the city's directory")
    drop_sign_ups(email=email)
    made = uid()
    person = Person(uid=made, username=made.hex, kind=kind, language=language)
    person.set_password(password)
    person.save(force_insert=True)
    person.details = PersonDetails(person=person, given_name=" ".join(given_name.split()), family_name=" ".join(family_name.split()))
    person.details.save(force_insert=True)
    return person


def _unconfirmed() -> QuerySet[Person]:
    mine = {"user": OuterRef("pk"), "verified": True}
    return Person.objects.filter(
        ~Exists(EmailAddress.objects.filter(**mine)),
        ~Exists(PeopleChange.objects.filter(person=OuterRef("pk"))),
        last_login=None,
        unit=None,
    ).exclude(kind=PersonKind.EMPLOYEE)


@transaction.atomic
def drop_sign_ups(*, email: str | None) -> int:
    """Unconfirmed sign-ups do not stand in the way of whoever the address belongs to."""
    if not email or not EmailAddress.objects.filter(email=email.lower(), verified=False).exists():
        return 0
    EmailAddress.objects.filter(email=email.lower(), verified=False, user__last_login__isnull=False).delete()
    return _unconfirmed().filter(emailaddress__email=email.lower()).delete()[0]


def forget_sign_ups(limit: int = 200) -> int:
    """Sign-ups that nobody confirmed within a day. For the job worker."""
    old = _unconfirmed().filter(created_at__lt=clock.now() - CONFIRM_WITHIN).order_by("pk").values_list("pk", flat=True)[:limit]
    return Person.objects.filter(pk__in=list(old)).delete()[0]


@transaction.atomic
def confirm_address(*, person: Person, email: str) -> None:
    """The person has shown that the address is theirs: it is written beside the name, and an account begins if it had not."""
    details = PersonDetails.objects.select_for_update(no_key=True).get(person=person)
    drop_sign_ups(email=email)
    known = PeopleChange.objects.filter(person=person).exists()
    changed = details.email != email.lower()
    details.email = email
    details.save()
    if not known:
        note(ChangeKind.PERSON_CREATED, by=person, person=person, signed_up=True)
    elif changed:
        note(ChangeKind.PERSON_CHANGED, by=person, person=person, fields=["email"])
