from __future__ import annotations

from collections.abc import Iterator

from allauth.account.models import EmailAddress
from django.db.models import Q
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from sluss.core.context import is_signed_in
from sluss.core.providers import Kind, NavItem, PersonalPart, provide
from sluss.core.routes import address
from sluss.people import queries, rules
from sluss.people.models import Absence, ImportFile, PeopleChange, Person, RoleHolding, SignIn
from sluss.people.states import ChangeKind, Role, SignInKind


@provide(Kind.NAVIGATION, order=90)
def administration(request: HttpRequest) -> Iterator[NavItem]:
    """For administrators only. Costs nothing for visitors, and for others what `acting` costs once."""
    if is_signed_in(request) and rules.may_manage_people(request.user):
        yield NavItem(_("People and units"), address("people:people"), order=90)


BATCH = 500


@provide(Kind.PERSONAL_DATA, order=10)
def personal_data(person: Person) -> Iterator[PersonalPart]:
    """Who one is here, what one holds and has held, when one has signed in, and what was changed about one. By whom is others' data."""
    details = getattr(person, "details", None)
    facts = [
        (_("First name"), details.given_name if details else ""),
        (_("Family name"), details.family_name if details else ""),
        (pgettext_lazy("of a person", "Title"), details.title if details else ""),
        (_("E-mail"), details.email if details else ""),
        (_("Telephone"), details.phone if details else ""),
        (_("Id"), person.username),
        (_("Kind"), person.get_kind_display()),
        (_("Works at"), person.unit.shown_name if person.unit else ""),
        (_("Language of mails"), person.get_language_display()),
        (_("Protected identity"), person.protected),
        (_("Account since"), person.created_at),
    ]
    yield PersonalPart("account", _("Your account"), (("what", _("What")), ("value", _("Value"))), facts)
    mails = EmailAddress.objects.filter(user=person).order_by("pk").values_list("email", "verified")
    yield PersonalPart("addresses", _("Addresses you sign in with"), (("email", _("E-mail")), ("confirmed", _("Confirmed"))), mails)
    held = (
        (holding.get_role_display(), holding.unit.shown_name, holding.deputy_id == person.pk, holding.valid_from, holding.valid_to)
        for holding in queries.all_holdings_of(person)
    )
    columns = (("role", _("Role")), ("unit", _("Unit")), ("as_deputy", _("As a deputy")), ("first", _("From")), ("last", _("To")))
    yield PersonalPart("roles", _("Your roles"), columns, held)
    when_and_what = (("at", _("When")), ("what", _("What")))
    signed = SignIn.objects.filter(person=person).order_by("-pk").values_list("at", "kind").iterator(chunk_size=BATCH)
    yield PersonalPart("sign_ins", _("When you have signed in"), when_and_what, ((at, SignInKind(kind).label) for at, kind in signed))
    changed = PeopleChange.objects.filter(person=person).order_by("-pk").values_list("at", "kind").iterator(chunk_size=BATCH)
    yield PersonalPart("changes", _("What was changed about you"), when_and_what, ((at, ChangeKind(kind).label) for at, kind in changed))
    # Whom or what it was about is others' data.
    changes = PeopleChange.objects.filter(by=person).order_by("-pk").values_list("at", "kind").iterator(chunk_size=BATCH)
    made = ((at, ChangeKind(kind).label) for at, kind in changes)
    yield PersonalPart("changes_made", _("What you have changed about units, people and roles"), when_and_what, made)
    granted = RoleHolding.objects.filter(granted_by=person).order_by("-pk")
    given = ((first, Role(role).label, unit) for first, role, unit in granted.values_list("valid_from", "role", "unit__name"))
    yield PersonalPart("granted", _("Roles you have given"), (("first", _("From")), ("role", _("Role")), ("unit", _("Unit"))), given)
    days = (("first", _("From")), ("last", _("To")), ("away", _("You are away")), ("stands_in", _("You stand in")))
    away = Absence.objects.filter(Q(person=person) | Q(stand_in=person)).order_by("-pk")
    rows = (
        (first, last, who == person.pk, who != person.pk)
        for first, last, who in away.values_list("from_on", "to_on", "person_id").iterator(chunk_size=BATCH)
    )
    yield PersonalPart("absences", _("When you are or have been away, or stood in for somebody"), days, rows)
    files = ImportFile.objects.filter(by=person).order_by("-pk").values_list("at", "name")
    yield PersonalPart(
        "uploads", _("Files you have uploaded, kept until you say yes, a day at most"), (("at", _("When")), ("name", _("Name"))), files
    )
