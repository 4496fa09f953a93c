"""Pages one can read about each process: the same for everybody, so anybody may keep a copy for a while."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Count
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from sluss.core import clock, panels
from sluss.core.components import Column, Crumb
from sluss.core.context import is_signed_in
from sluss.core.dates import day as in_words
from sluss.core.labels import shown
from sluss.core.panels import Place
from sluss.core.routes import number_in

from .. import comparing
from ..models import Process, ProcessVersion, Stage
from ..rules import may_try_weights
from ..states import Outcome

SECONDS = 300
MOST = 100


@dataclass(frozen=True, slots=True)
class ShownStage:
    stage: Stage
    checks: list[tuple[str, str]]
    criteria: list[tuple[str, str, int]]  # name, guidance, share in per cent
    outcomes: list[Any]


def kept(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """Only the anonymous page may be kept by others: a signed-in one shows who it is."""
    patch_vary_headers(response, ["Cookie"])
    if not is_signed_in(request):
        response.headers["Cache-Control"] = f"public, max-age={SECONDS}"
    return response


@require_safe
def processes(request: HttpRequest) -> HttpResponse:
    found = ProcessVersion.objects.filter(pk__in=Process.objects.exclude(current=None).values("current")).select_related("process")
    versions = found.annotate(stage_count=Count("stages")).order_by("process__key")[:MOST]
    return kept(request, render(request, "gates/processes.html", {"versions": versions}))


@require_safe
def process(request: HttpRequest, key: str) -> HttpResponse:
    found = Process.objects.select_related("current").filter(key=key).first()
    if found is None or found.current is None:
        raise Http404
    version = _wanted(found, request.GET.get("version", ""))
    stages = list(Stage.objects.filter(version=version))
    context = {
        "process": found,
        "version": version,
        "is_current": version.pk == found.current_id,
        "compare_url": reverse("gates:compare", args=[key]) if found.current.number > 1 else "",
        "weights_url": reverse("gates:weights", args=[key])
        if may_try_weights(request.user) and any(stage.criteria for stage in stages)
        else "",
        "stages": [_shown(stage) for stage in stages],
        "plain_stages": stages,
        "days": sum(stage.promise_days for stage in stages),
        "crumbs": [Crumb(label=_("Processes"), href=reverse("gates:processes")), Crumb(label=version.shown_name)],
        "aside": panels.render(Place.PROCESS_PAGE, request, found),
    }
    return kept(request, render(request, "gates/process.html", context))


@require_safe
def compare(request: HttpRequest, key: str) -> HttpResponse:
    """Two versions beside each other; the present one and the one before it when nothing else is asked for. Four queries."""
    found = Process.objects.select_related("current").filter(key=key).first()
    if found is None or found.current is None:
        raise Http404
    versions = list(ProcessVersion.objects.filter(process=found).order_by("-number")[:MOST])
    after = _wanted(found, request.GET.get("to", ""))
    earlier = next((version for version in versions if version.number < after.number), after)
    before = _wanted(found, request.GET["from"]) if request.GET.get("from") else earlier
    stages = {version.pk: list(Stage.objects.filter(version=version)) for version in (before, after)}
    compared = comparing.compare(stages[before.pk], stages[after.pk])
    address = reverse("gates:process", args=[key])
    context = {
        "title": _("%(process)s: what differs") % {"process": after.shown_name},
        "crumbs": [
            Crumb(label=_("Processes"), href=reverse("gates:processes")),
            Crumb(label=after.shown_name, href=address),
            Crumb(label=_("Compare versions")),
        ],
        "action": reverse("gates:compare", args=[key]),
        "versions": [(version.number, _dated(version)) for version in versions],
        "before": before,
        "after": after,
        "stages": compared,
        "differs": any(stage.kind != "same" for stage in compared),
        "columns": [
            Column(label=_("What")),
            Column(label=_("Version %(number)d") % {"number": before.number}),
            Column(label=_("Version %(number)d") % {"number": after.number}),
        ],
    }
    return kept(request, render(request, "gates/compare.html", context))


def _dated(version: ProcessVersion) -> str:
    return _("Version %(number)d, %(day)s") % {"number": version.number, "day": in_words(clock.local_day(version.loaded_at), year=True)}


def _wanted(found: Process, text: str) -> ProcessVersion:
    """The version that now takes in new cases, or the one a running case stays on."""
    if not text:
        assert found.current is not None
        return found.current
    version = ProcessVersion.objects.filter(process=found, number=number_in(text) or 0).first()
    if version is None:
        raise Http404
    return version


def _shown(stage: Stage) -> ShownStage:
    whole = sum(criterion.get("weight", 1) for criterion in stage.criteria) or 1
    return ShownStage(
        stage=stage,
        checks=[(shown(check["question"]), shown(check.get("guidance"))) for check in stage.checks],
        criteria=[(shown(c["name"]), shown(c.get("guidance")), round(100 * c.get("weight", 1) / whole)) for c in stage.criteria],
        outcomes=[Outcome(value).label for value in stage.outcomes],
    )
