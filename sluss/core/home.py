"""The start page. What stands on it is lent by the apps above."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from . import panels

STEPS = (
    (_("Need"), _("You tell what chafes, or what you want to try")),
    (_("Idea"), _("Somebody at the city reads it and answers")),
    (_("Concept"), _("The proposal is worked out: what, for whom, what it costs")),
    (_("Pilot"), _("It is tried for real, on a small scale")),
    (_("Implementation"), _("What worked becomes ordinary work")),
    (_("Spread"), _("Others take it up")),
)


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    return render(request, "core/home.html", {"panels": panels.render(panels.Place.HOME, request), "steps": STEPS})
