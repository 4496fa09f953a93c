"""The log of sign-ins: who, when, and whether it went well."""

from __future__ import annotations

from sluss.people.models import Person, SignIn
from sluss.people.states import SignInKind


def note_sign_in(person: Person | None, *, kind: SignInKind) -> SignIn:
    return SignIn.objects.create(person=person, kind=kind)


def note_failed_sign_in(typed: str) -> SignIn:
    """What was typed is looked up and forgotten. At most two queries more."""
    typed = typed.strip()[:254]
    people = Person.objects.only("pk")
    found = (people.filter(details__email=typed.lower()).first() or people.filter(username=typed).first()) if typed else None
    return note_sign_in(found, kind=SignInKind.FAILED)
