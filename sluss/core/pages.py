"""Pages about Sluss itself, and the small files that a browser asks for."""

from __future__ import annotations

from datetime import date

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render

from . import guide, theme
from .context import themed

YEAR = 31_536_000
ASSESSED = date(2026, 11, 21)  # when this version was last tested against WCAG, as the accessibility statement says


def _themed(request: HttpRequest, key: str, body: str, content_type: str) -> HttpResponse:
    """A file whose address changes with its content: kept for a year. An old address gets today's, and is not kept."""
    fresh = key == theme.fingerprint(theme.current())
    keep = f"public, max-age={YEAR}, immutable" if fresh else "no-cache"
    return HttpResponse(body, content_type=content_type, headers={"Cache-Control": keep})


def theme_css(request: HttpRequest, key: str) -> HttpResponse:
    return _themed(request, key, theme.stylesheet(theme.current()), "text/css; charset=utf-8")


def icon_svg(request: HttpRequest, key: str) -> HttpResponse:
    return _themed(request, key, theme.mark(theme.current()), "image/svg+xml")


def favicon(request: HttpRequest) -> HttpResponse:
    return redirect(themed("core:icon", theme.fingerprint(theme.current())))


def robots(request: HttpRequest) -> HttpResponse:
    # Filtered and searched lists have endless addresses; what they list is found from the plain list.
    return HttpResponse("User-agent: *\nDisallow: /*?\n", content_type="text/plain; charset=utf-8")


def manifest(request: HttpRequest) -> HttpResponse:
    key = theme.fingerprint(theme.current())
    icon = {"src": themed("core:icon", key), "sizes": "any", "type": "image/svg+xml"}
    content = {
        "name": f"Sluss, {settings.CITY_NAME}",
        "short_name": "Sluss",
        "start_url": "/",
        "display": "browser",
        "background_color": "#f6f5f1",
        "theme_color": theme.ramps(theme.current())[0]["base-default"],
        "icons": [icon],
    }
    return JsonResponse(content, content_type="application/manifest+json", headers={"Cache-Control": "public, max-age=3600"})


def about(request: HttpRequest) -> HttpResponse:
    return render(request, "pages/about.html", {"steps": guide.plain_steps()})


def accessibility(request: HttpRequest) -> HttpResponse:
    return render(request, "pages/accessibility.html", {"assessed": ASSESSED, "updated": ASSESSED})


def personal_data(request: HttpRequest) -> HttpResponse:
    return render(request, "pages/personal_data.html")


def voice(request: HttpRequest) -> HttpResponse:
    return render(request, "pages/voice.html")


def style(request: HttpRequest) -> HttpResponse:
    return render(request, "pages/style.html", guide.samples(icon=themed("core:icon", theme.fingerprint(theme.current()))))
