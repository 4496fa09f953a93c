"""The way to the demo's pages, for whoever may open them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext_lazy as _

from sluss.core.providers import Kind, NavItem, provide

from .guard import is_allowed


@provide(Kind.NAVIGATION, order=90)
def navigation(request: Any) -> Iterator[NavItem]:
    if not is_allowed(request):
        return
    try:
        url = reverse("demo:people")
    except NoReverseMatch:
        return
    yield NavItem(_("Demo"), url, 90, active=request.path.startswith(url))
