from __future__ import annotations

from collections.abc import Iterator

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from sluss.core.context import is_signed_in
from sluss.core.providers import Kind, NavItem, provide
from sluss.people import rules


@provide(Kind.NAVIGATION, order=90)
def administration(request: HttpRequest) -> Iterator[NavItem]:
    """For administrators only. Costs nothing for visitors, and for others what `acting` costs once."""
    if is_signed_in(request) and rules.may_manage_people(request.user):
        yield NavItem(_("People and units"), reverse("people:people"), order=90)
