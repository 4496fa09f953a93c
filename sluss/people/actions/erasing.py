"""De-identification: the row with names and addresses goes, and with it every way to sign in. Nobody can take it back."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from allauth.account.models import EmailAddress
from axes.models import AccessAttempt
from django.db import OperationalError, connection, transaction
from django.utils.translation import gettext as _
from psycopg.errors import LockNotAvailable

from sluss.core import clock
from sluss.core.hooks import PERSON_ERASED, PersonErased
from sluss.core.locks import lock_row
from sluss.core.verdict import Conflict
from sluss.people import rules
from sluss.people.models import ImportFile, Person, PersonDetails, SignIn
from sluss.people.states import ChangeKind

from .people import deactivate
from .trail import note

WAIT = 300  # milliseconds; PostgreSQL looks for a deadlock after a second, and gives up either of the two


@contextmanager
def giving_way() -> Iterator[None]:
    """Whoever erases holds the person, and wants what the person is perhaps just changing; who changes it wants the person. Of the two
    the one who erases gives way, and can try again: nobody's own words are lost for it. SQLite has one lock, and no two wait."""
    if connection.vendor != "postgresql":
        yield
        return
    with connection.cursor() as cursor:
        cursor.execute(f"SET LOCAL lock_timeout = {WAIT}")
    try:
        yield
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL lock_timeout = DEFAULT")
    except OperationalError as error:
        if not isinstance(error.__cause__, LockNotAvailable):
            raise
        raise Conflict(
            str(_("Something is just being written that has to do with the person. Nothing is changed. Try again in a moment."))
        ) from None


@transaction.atomic
@giving_way()
def erase_person(*, person: Person, by: Person | None) -> Person:
    """What the person has given and done stays, as that of nobody one can name. The caller has asked whether it may be done.

    The unit becomes its authority, which the register has to know: a small unit would say who it was.
    """
    # The whole row, as nowhere else: what somebody is just writing that points at the person is waited for, and erased too.
    now = lock_row(Person.objects.select_for_update(of=("self",)).select_related("unit__answers_to"), person.pk)
    rules.can_be_erased(now).demand()
    if now.is_active:
        deactivate(person=now, by=None)
        now.is_active = False
    addresses = {*EmailAddress.objects.filter(user=now).values_list("email", flat=True)}
    addresses |= {email for email in PersonDetails.objects.filter(person=now).values_list("email", flat=True) if email}
    PERSON_ERASED.announce(PersonErased(person=now, addresses=tuple(sorted(addresses))))
    PersonDetails.objects.filter(person=now).delete()
    EmailAddress.objects.filter(user=now).delete()
    # Their log says when somebody was here, and in the other what was typed.
    SignIn.objects.filter(person=now).delete()
    AccessAttempt.objects.filter(username__in=[*addresses, now.username]).delete()
    ImportFile.objects.filter(by=now).delete()
    now.username, now.erased_at, now.last_login = now.uid.hex, clock.now(), None
    now.unit = now.unit.authority if now.unit else None
    now.set_unusable_password()
    now.save()
    note(ChangeKind.PERSON_ERASED, by=by, person=now)
    rules.forget(person)
    return Person.objects.get(pk=person.pk)
