"""What is said when something cannot be done: what happened, what you can do, whom to ask."""

from __future__ import annotations

import logging
from typing import Any

from django.conf import settings
from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template import loader
from django.urls import Resolver404, resolve
from django.utils.encoding import escape_uri_path, iri_to_uri
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from . import theme
from .context import themed

logger = logging.getLogger(__name__)
TOO_LARGE = (RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent)


def _page(request: HttpRequest, status: int, **texts: Any) -> HttpResponse:
    response = render(request, "errors/error.html", {"status": status, **texts}, status=status)
    response.headers["Cache-Control"] = "no-store"
    return response


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    if isinstance(exception, TOO_LARGE):
        return too_large(request)
    return _page(
        request,
        400,
        title=_("We did not understand what was sent"),
        happened=_("The address or the form had something in it that we cannot read."),
        todo=_("Go back, load the page again and try once more."),
    )


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """The reason of a PermissionDenied is shown: our rules write it for the reader."""
    return _page(
        request,
        403,
        title=_("You may not see this page"),
        happened=str(exception) if exception and str(exception) else _("The page is for people with another role than yours."),
        todo=_("If you have another account, sign in with it. If you think that you should see the page, ask us."),
        offer_sign_in=True,
    )


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    if meant := _without_last_slash(request):
        return redirect(meant, permanent=True)
    return _page(
        request,
        404,
        title=_("The page is not here"),
        happened=_("The address may be wrong, the page may have been taken away, or you may have to sign in to see it."),
        todo=_("Check the address, or begin from the start page."),
        offer_sign_in=True,
    )


def _without_last_slash(request: HttpRequest) -> str:
    """Our addresses end without one, which nobody who writes an address by hand knows. Empty where there is no such page."""
    path = request.path_info.rstrip("/")
    if request.method not in {"GET", "HEAD"} or path in {"", request.path_info} or path.startswith("//"):
        return ""
    try:
        resolve(path)
    except Resolver404:
        return ""
    query = request.META.get("QUERY_STRING", "")
    return escape_uri_path(request.path.rstrip("/")) + (f"?{iri_to_uri(query)}" if query else "")


def not_for_opening(request: HttpRequest, allow: str) -> HttpResponse:
    """405: an address that takes what a button sends, opened as a page – by a reload, a bookmark or another language. Or the reverse."""
    if request.method in {"GET", "HEAD"}:
        texts = {
            "title": _("There is no page at this address"),
            "happened": _("The address only takes what a button or a form sends. Nothing has been changed by opening it."),
            "todo": _("Go back to the page with the button and press it there, or begin from the start page."),
        }
    else:
        texts = {
            "title": _("We did not understand what was sent"),
            "happened": _("The page at this address takes nothing that is sent to it. Nothing has been changed."),
            "todo": _("Go back, load the page again and try once more."),
        }
    response = _page(request, 405, **texts)
    response.headers["Allow"] = allow
    return response


def too_large(request: HttpRequest) -> HttpResponse:
    most = settings.DATA_UPLOAD_MAX_MEMORY_SIZE // 1_000_000
    return _page(
        request,
        413,
        title=_("What you sent is too large"),
        happened=ngettext(
            "We can take at most %(n)d megabyte of text at a time, and files of 20 megabytes each.",
            "We can take at most %(n)d megabytes of text at a time, and files of 20 megabytes each.",
            most,
        )
        % {"n": most},
        todo=_("Go back and shorten the text, or choose smaller or fewer files. Nothing has been saved from this attempt."),
    )


def too_many(request: HttpRequest, retry_after: int) -> HttpResponse:
    """Slow down: `retry_after` seconds from now."""
    minutes = max(1, -(-retry_after // 60))
    response = _page(
        request,
        429,
        title=_("That was many times in a short while"),
        happened=_(
            "To protect everybody from machines that guess and flood, we stop after a number of attempts. Nothing was saved this time."
        ),
        todo=ngettext("Wait %(n)d minute and try again.", "Wait %(n)d minutes and try again.", minutes) % {"n": minutes},
    )
    response.headers["Retry-After"] = str(max(1, retry_after))
    return response


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """settings.CSRF_FAILURE_VIEW: mostly a form that stood open while one signed in or out in another tab."""
    logger.info("csrf refused: %s", reason)
    return _page(
        request,
        403,
        title=_("The form was too old to send"),
        happened=_("It had been open for a long time, or you have signed in or out since it was opened. Nothing was saved."),
        todo=_("Go back, copy what you have written, load the page again and send it once more. Cookies must be allowed for this."),
        offer_sign_in=True,
    )


PLAIN = (
    '<!doctype html><html lang="sv"><meta charset="utf-8"><title>Något gick fel hos oss</title>'
    "<h1>Något gick fel hos oss</h1><p>Felet är noterat. Försök igen om en stund.</p></html>"
)


def server_error(request: HttpRequest) -> HttpResponse:
    """Leans on nothing that may be what is broken: no database, no session, and plain HTML if even the template fails."""
    try:
        colours = themed("core:theme", theme.fingerprint(theme.current()))
        html = loader.render_to_string(
            "errors/500.html", {"city": settings.CITY_NAME, "contact": settings.CONTACT_EMAIL, "colours": colours}
        )
    except Exception:  # the error page of the error page
        logger.exception("the 500 page could not be drawn")
        html = PLAIN
    response = HttpResponse(html, status=500)
    response.headers["Cache-Control"] = "no-store"
    return response
