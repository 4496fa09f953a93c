"""What is done by pressing a button, and has no page of its own to open."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar
from urllib.parse import urlencode, urlsplit

from django.http import HttpRequest, HttpResponse, QueryDict
from django.urls import Resolver404, resolve, reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

V = TypeVar("V", bound=Callable[..., Any])


def post_only(view: V) -> V:
    """Like require_POST, and known for it: what wraps the view keeps the mark, so nobody is sent here to be shown something."""
    view.post_only = True  # type: ignore[attr-defined]  # functools.wraps carries it along
    return require_POST(view)


def is_post_only(view: Any) -> bool:
    return bool(getattr(view, "post_only", False))


def pressed_on(request: HttpRequest) -> str:
    """The page with the button, as the browser tells it; the start page where it does not."""
    came_from = request.headers.get("Referer", "")
    if url_has_allowed_host_and_scheme(came_from, {request.get_host()}, require_https=request.is_secure()):
        parts = urlsplit(came_from)
        try:
            if not is_post_only(resolve(parts.path).func):
                return f"{parts.path}?{parts.query}" if parts.query else parts.path
        except Resolver404:
            pass
    return reverse("core:home")


def come_back_to_a_page(request: HttpRequest, response: HttpResponse) -> None:
    """One who has to sign in first comes back to the page with the button, where it can be pressed again."""
    parts = urlsplit(response.headers.get("Location", ""))
    query = QueryDict(parts.query)
    if query.get("next") == request.get_full_path():
        response.headers["Location"] = f"{parts.path}?{urlencode({'next': pressed_on(request)})}"
