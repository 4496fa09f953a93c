"""Headers that every answer has, and the language of the address."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import translation

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
