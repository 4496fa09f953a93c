"""What the register lends downward: its place in the main menu."""

from __future__ import annotations

from collections.abc import Iterator

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from sluss.core.context import is_signed_in
from sluss.core.providers import Kind, NavItem, provide
from sluss.people.rules import acting, standing
from sluss.people.states import Permission, Standing

from .rules import may_read_audit


@provide(Kind.NAVIGATION, order=80)
def register(request: HttpRequest) -> Iterator[NavItem]:
    """For registrars alone; nobody but an employee holds roles, so nobody else is asked about."""
    if is_signed_in(request) and standing(request.user) == Standing.EMPLOYEE and acting(request.user).has(Permission.READ_REGISTER):
        yield NavItem(_("Official register"), reverse("records:register"), order=80)


@provide(Kind.NAVIGATION, order=91)
def audit_log(request: HttpRequest) -> Iterator[NavItem]:
    """For auditors and administrators alone."""
    if is_signed_in(request) and standing(request.user) == Standing.EMPLOYEE and may_read_audit(request.user):
        yield NavItem(_("Audit log"), reverse("records:audit"), order=91)
