"""Other weights, tried on what has been assessed: the order before and after, and what moves. Nothing is saved until one asks for it."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from sluss.core import kept
from sluss.core.components import Chip, Column, Crumb
from sluss.core.labels import shown
from sluss.core.routes import number_in
from sluss.core.verdict import NotAllowed

from .. import actions, rules, weighing
from ..forms.weights import WeightsForm
from ..models import Process, Stage
from ..weighing import MOST, Trial, Weighed
from .desk import foreign


@require_http_methods(["GET", "HEAD", "POST"])
def weights(request: HttpRequest, key: str) -> HttpResponse:
    if answer := kept.sign_in_first(request):
        return answer
    may = rules.may_try_weights(request.user)
    if not may:
        raise PermissionDenied(str(may.reason))
    process = Process.objects.select_related("current").filter(key=key).first()
    if process is None or process.current is None:
        raise Http404
    stages = [stage for stage in Stage.objects.filter(version=process.current).select_related("version") if stage.criteria]
    asked = request.POST if request.method == "POST" else kept.returned(request) or request.GET
    stage = next((one for one in stages if one.key == asked.get("stage")), stages[0] if stages else None)
    if stage is None:
        raise Http404
    form = WeightsForm(asked, stage=stage)
    if request.method == "POST" and form.is_valid():
        try:
            version = actions.weigh(
                process,
                by=request.user,  # type: ignore[arg-type]  # who tries weights is a person
                stage_key=stage.key,
                weights=form.weights(),
                seen=number_in(request.POST.get("seen")) or 0,
            )
        except NotAllowed as refusal:
            form.add_error(None, str(refusal))
        else:
            said = _("Version %(number)d has the new weights. Cases that have begun go on by the weights they began under.")
            messages.success(request, said % {"number": version.number})
            return redirect("gates:process", key)
    return render(request, "gates/weights.html", _page(process, stages, stage, form), status=422 if form.errors else 200)


def _page(process: Process, stages: list[Stage], stage: Stage, form: WeightsForm) -> dict[str, Any]:
    here = reverse("gates:weights", args=[process.key])
    version = process.current
    assert version is not None
    tried = not form.is_bound or not form.errors
    trial = weighing.weigh_cases(stage, form.weights()) if tried else None
    title = _("Try other weights")
    return {
        "process": process,
        "version": version,
        "stage": stage,
        "form": form,
        "here": here,
        "title": title,
        "trial": trial,
        "shares": _shares(stage, form.weights()) if tried else [],
        "share_columns": [
            Column(label=_("Criterion")),
            Column(label=_("Now"), numeric=True),
            Column(label=_("With these weights"), numeric=True),
        ],
        "rows": [_row(row) for row in trial.rows] if trial else [],
        "columns": [
            Column(label=_("Case")),
            Column(label=_("Place now"), numeric=True),
            Column(label=_("Place then"), numeric=True),
            Column(label=_("Moves")),
            Column(label=_("Of 5 now"), numeric=True),
            Column(label=_("Of 5 then"), numeric=True),
            Column(label=_("Spread")),
        ],
        "takeaway": _takeaway(trial) if trial else "",
        "changed": form.is_bound and tried and form.weights() != weighing.weights_of(stage),
        "most": MOST,
        "stages": [Chip(label=one.shown_name, href=f"{here}?stage={one.key}", current=one == stage) for one in stages]
        if len(stages) > 1
        else [],
        "crumbs": [
            Crumb(label=_("Processes"), href=reverse("gates:processes")),
            Crumb(label=version.shown_name, href=reverse("gates:process", args=[process.key])),
            Crumb(label=title),
        ],
    }


def _shares(stage: Stage, tried: dict[str, int]) -> list[tuple[str, int, int]]:
    now = weighing.weights_of(stage)
    return [(shown(one["name"]), _share(now, one["key"]), _share(tried, one["key"])) for one in stage.criteria]


def _share(weights: dict[str, int], key: str) -> int:
    return round(100 * weights[key] / sum(weights.values()))


def _row(row: Weighed) -> dict[str, Any]:
    between = _written(row.low) if row.low == row.high else f"{_written(row.low)}–{_written(row.high)}"
    return {
        "case": row.case,
        "title": row.case.subject.title,
        "language": foreign(row.case.subject.language),
        "unit": row.case.receiving_unit.shown_name,
        "before": row.place_before,
        "after": row.place_after,
        "moves": moves_in_words(row.moves),
        "up": row.moves > 0,
        "down": row.moves < 0,
        "of_before": _written(row.before),
        "of_after": _written(row.after),
        "spread": _("one assessor") if row.assessors == 1 else between,
    }


def moves_in_words(places: int) -> str:
    if not places:
        return _("stays")
    if places > 0:
        return ngettext("up %(n)d place", "up %(n)d places", places) % {"n": places}
    return ngettext("down %(n)d place", "down %(n)d places", -places) % {"n": -places}


def _written(value: Fraction) -> str:
    """With two decimals: with one, what moves could look alike."""
    return number_format(round(float(value), 2), decimal_pos=2)


def _takeaway(trial: Trial) -> str:
    """What one sees in the table, in a sentence or two."""
    number, moved, far = len(trial.rows), len(trial.moved), trial.furthest
    if not number:
        return ""
    if far is None:
        return ngettext("The order stays: there is %(n)d case.", "The order of the %(n)d cases stays.", number) % {"n": number}
    said = ngettext("%(moved)d of %(n)d case changes place.", "%(moved)d of %(n)d cases change place.", number)
    furthest = _("“%(title)s” moves furthest, from place %(before)d to %(after)d.")
    named = {"title": far.case.subject.title, "before": far.place_before, "after": far.place_after}
    return said % {"moved": moved, "n": number} + " " + furthest % named
