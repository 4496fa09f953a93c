"""What the lock lends downward: its place in the main menu."""

from __future__ import annotations

from collections.abc import Iterator

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from sluss.core.context import is_signed_in
from sluss.core.providers import Kind, NavItem, PersonalPart, provide
from sluss.people.models import Person
from sluss.people.rules import acting, standing
from sluss.people.states import Permission, Standing

from .models import Assessment, Case, Decision, Recusal
from .states import DecisionKind


@provide(Kind.NAVIGATION)
def navigation(request: HttpRequest) -> Iterator[NavItem]:
    """For those who answer or assess. Nothing is counted here, and only employees hold roles: nobody else is asked about."""
    if not is_signed_in(request) or standing(request.user) != Standing.EMPLOYEE:
        return
    me = acting(request.user)
    if me.has(Permission.HANDLE) or me.has(Permission.ASSESS):
        yield NavItem(_("To answer"), reverse("gates:queue"), 30, active=_is_inside(request))
    if me.has(Permission.HANDLE):
        yield NavItem(_("What blocks"), reverse("gates:barriers"), 35, active=_is_about_barriers(request))
        yield NavItem(_("Statistics"), reverse("gates:statistics"), 60)


def _is_inside(request: HttpRequest) -> bool:
    """A case has an address of its own, but belongs here in the menu."""
    match = request.resolver_match
    return match is not None and match.namespace == "gates" and not (match.url_name or "").startswith(("process", "barrier", "statistics"))


def _is_about_barriers(request: HttpRequest) -> bool:
    match = request.resolver_match
    return match is not None and match.namespace == "gates" and (match.url_name or "").startswith("barrier")


BATCH = 500


@provide(Kind.PERSONAL_DATA, order=40)
def personal_data(person: Person) -> Iterator[PersonalPart]:
    """What one has decided, assessed and stepped aside from, with one's own words."""
    heads = (("at", _("When")), ("case", _("Case")), ("what", _("What")), ("reason", _("Reason")))
    decided = Decision.objects.filter(recorded_by=person).order_by("-pk").values_list("recorded_at", "case__reference", "kind", "reason")
    rows = ((at, case, DecisionKind(kind).label, reason) for at, case, kind, reason in decided.iterator(chunk_size=BATCH))
    yield PersonalPart("decisions", _("What you have decided"), heads, rows)
    heads = (("at", _("When")), ("case", _("Case")), ("reason", _("Reason")))
    for key, title, model in (
        ("assessments", _("What you have assessed"), Assessment),
        ("recusals", _("Where you have stepped aside"), Recusal),
    ):
        made = model._default_manager.filter(assessor=person).order_by("-pk").values_list("at", "case__reference", "reason")
        yield PersonalPart(key, title, heads, made.iterator(chunk_size=BATCH))
    owned = Case.objects.filter(owner=person).order_by("-pk").values_list("opened_at", "reference").iterator(chunk_size=BATCH)
    yield PersonalPart("cases", _("Cases you hold"), (("at", _("Arrived")), ("case", _("Case"))), owned)
