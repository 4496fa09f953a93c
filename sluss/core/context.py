"""What every page needs around it, asked for only when the page uses it."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache, cached_property, lru_cache
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import NoReverseMatch, reverse
from django.utils import translation
from django.utils.safestring import SafeString

from sluss.core import theme
from sluss.core.providers import Kind, NavItem, UserLink, collect
from sluss.core.routes import address

NAMES = dict(settings.LANGUAGES)


@cache
def themed(name: str, key: str) -> str:
    """The address of a themed file: the same in all languages, so that it is fetched once."""
    with translation.override(settings.LANGUAGE_CODE):
        return reverse(name, args=[key])


def is_signed_in(request: HttpRequest) -> bool:
    """Whether somebody is signed in. Without a session cookie nobody is, and the session is not touched: public pages stay cookie-free."""
    if settings.SESSION_COOKIE_NAME not in request.COOKIES and not hasattr(request, "_cached_user"):
        return False
    user = getattr(request, "user", None)
    return bool(user is not None and user.is_authenticated)


def home_url() -> str:
    language = translation.get_language() or settings.LANGUAGE_CODE
    return "/" if language == settings.LANGUAGE_CODE else f"/{language}/"


def optional_url(name: str) -> str:
    """The address of a page that another app has, or nothing where that app is not there."""
    try:
        return address(name)
    except NoReverseMatch:
        return ""


@lru_cache(256)
def _part(name: str, *key: str | None) -> SafeString:
    return render_to_string(f"frame/{name}.html", {"frame": Frame(None)})


class Parts:
    """The pieces of the frame that are the same on every page of a language: drawn once, and again when a setting is another."""

    def __getitem__(self, name: str) -> SafeString:
        return _part(
            name,
            translation.get_language(),
            settings.ROOT_URLCONF,
            settings.CITY_NAME,
            settings.CITY_COLOUR,
            settings.CITY_LOGO,
            settings.CONTACT_EMAIL,
        )


class Language:
    def __init__(self, code: str, url: str) -> None:
        self.code = code
        self.url = url
        self.name = NAMES[code]


class Frame:
    """`frame` in templates. Nothing is computed, and nothing asked of the database, before a template reads it."""

    def __init__(self, request: HttpRequest | None) -> None:
        self._request = request

    city = property(lambda self: settings.CITY_NAME)
    logo = property(lambda self: settings.CITY_LOGO)
    contact = property(lambda self: settings.CONTACT_EMAIL)
    demo = property(lambda self: settings.DEMO)
    part = Parts()

    @property
    def theme_url(self) -> str:
        return themed("core:theme", theme.fingerprint(theme.current()))

    @property
    def icon_url(self) -> str:
        return themed("core:icon", theme.fingerprint(theme.current()))

    @property
    def theme_colour(self) -> str:
        return theme.ramps(theme.current())[0]["base-default"]

    @cached_property
    def signed_in(self) -> bool:
        return self._request is not None and is_signed_in(self._request)

    @cached_property
    def user(self) -> Any:
        return self._request.user if self._request is not None and self.signed_in else None

    @cached_property
    def navigation(self) -> Sequence[NavItem]:
        return navigation(self._request) if self._request is not None else ()

    @cached_property
    def user_links(self) -> Sequence[UserLink]:
        if self._request is None or not self.signed_in:
            return ()
        return sorted(collect(Kind.USER_LINKS, self._request), key=lambda link: link.order)

    @property
    def sign_in_url(self) -> str:
        return optional_url("account_login")

    @property
    def sign_out_url(self) -> str:
        return optional_url("account_logout")

    @property
    def my_page_url(self) -> str:
        return optional_url(settings.LOGIN_REDIRECT_URL)

    @property
    def home_url(self) -> str:
        return home_url()

    @cached_property
    def other_language(self) -> Language:
        """The same page in the other language; the start page where the page has no counterpart."""
        here = translation.get_language() or settings.LANGUAGE_CODE
        code = next(code for code in NAMES if code != here)
        home = "/" if code == settings.LANGUAGE_CODE else f"/{code}/"
        if self._request is None:
            return Language(code, home)
        match = self._request.resolver_match
        if match is None:
            return Language(code, home)
        with translation.override(code):
            try:
                url = reverse(match.view_name, args=match.args, kwargs=match.kwargs)
            except NoReverseMatch:
                return Language(code, home)
        query = self._request.META.get("QUERY_STRING", "") if self._request.method == "GET" else ""
        return Language(code, f"{url}?{query}" if query else url)


def navigation(request: HttpRequest) -> list[NavItem]:
    """What the apps lend to the main menu, in order, with the page one is on marked."""
    items = sorted(collect(Kind.NAVIGATION, request), key=lambda item: item.order)
    if any(item.active for item in items):
        return items
    # The start page is above all others and is marked only on itself.
    inside = [
        item
        for item in items
        if request.path == item.url or (item.url != home_url() and request.path.startswith(item.url.rstrip("/") + "/"))
    ]
    here = max(inside, key=lambda item: len(item.url), default=None)
    return [NavItem(item.label, item.url, item.order, active=item is here) for item in items]


def frame(request: HttpRequest) -> dict[str, Any]:
    return {"frame": Frame(request)}
