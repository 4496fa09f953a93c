"""De-identification: the row with names and addresses goes, and with it every way to sign in. Nobody can take it back."""

from __future__ import annotations

from allauth.account.models import EmailAddress
from axes.models import AccessAttempt
from django.db import transaction

from sluss.core import clock
from sluss.core.hooks import PERSON_ERASED, PersonErased
from sluss.people import rules
from sluss.people.models import ImportFile, Person, PersonDetails, SignIn
from sluss.people.states import ChangeKind

from .people import deactivate
from .trail import note


@transaction.atomic
def erase_person(*, person: Person, by: Person | None) -> Person:
    """What the person has given and done stays, as that of nobody one can name. The caller has asked whether it may be done.

    The unit becomes its authority, which the register has to know: a small unit would say who it was.
    """
    # The whole row, as nowhere else: what somebody is just writing that points at the person is waited for, and erased too.
    now = Person.objects.select_for_update(of=("self",)).select_related("unit__answers_to").get(pk=person.pk)
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
