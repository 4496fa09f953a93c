"""What the lock lends downward: its place in the main menu."""

from __future__ import annotations

from collections.abc import Iterator

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from sluss.core.context import is_signed_in
from sluss.core.providers import Kind, NavItem, provide
from sluss.people.rules import acting, standing
from sluss.people.states import Permission, Standing


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
