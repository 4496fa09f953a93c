"""Headers that every answer has, and the language of the address."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import translation

from . import errors, pressing

GetResponse = Callable[[HttpRequest], HttpResponse]
_REFUSED = (
    "accelerometer",
    "camera",
    "display-capture",
    "geolocation",
    "gyroscope",
    "magnetometer",
    "microphone",
    "midi",
    "payment",
    "usb",
)
PERMISSIONS = ", ".join(f"{feature}=()" for feature in _REFUSED)


class SecurityHeadersMiddleware:
    """Stands outside the session's middleware, so it sees the finished answer."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        headers = response.headers
        headers.setdefault("Permissions-Policy", PERMISSIONS)
        headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        if settings.SESSION_COOKIE_NAME in request.COOKIES or response.cookies:
            # Somebody is, or has just been, signed in: not for shared caches, and gone from the machine after signing out.
            headers["Cache-Control"] = headers.get("Cache-Control") if _is_public(headers.get("Cache-Control", "")) else "private, no-store"
        elif "Cache-Control" not in headers:
            # A public page may be kept but is asked for again: what is withdrawn must be gone at once.
            headers["Cache-Control"] = "no-cache"
        return response


def _is_public(cache_control: str) -> bool:
    """A view that says so itself (the theme, the icon) is the same for everybody."""
    return "public" in cache_control


class PostOnlyMiddleware:
    """An address that a button sends to is no page: whoever opens it is told so, and nobody is led to it by signing in."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if response.status_code == 405:
            return errors.not_for_opening(request, response.headers.get("Allow", ""))
        if request.resolver_match is not None and pressing.is_post_only(request.resolver_match.func):
            pressing.come_back_to_a_page(request, response)
        return response

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        """Before anybody is asked to sign in: signing in would not help."""
        if pressing.is_post_only(view) and request.method != "POST":
            return errors.not_for_opening(request, "POST")
        return None


class LanguageMiddleware:
    """The language is the address's: Swedish at the root, English under /en/. No cookie and no header has a say."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        language = translation.get_language_from_path(request.path_info) or settings.LANGUAGE_CODE
        with translation.override(language):
            request.LANGUAGE_CODE = language
            response = self.get_response(request)
            response.headers.setdefault("Content-Language", language)
            return response
