"""The statistics page: how long people wait, how far things come and where they end. And the same numbers as a workbook."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from sluss.core import clock
from sluss.core.components import Chip
from sluss.core.dates import day
from sluss.core.providers import Kind, collect
from sluss.core.spreadsheet import Sheet, workbook
from sluss.people.models import Unit

from .. import counting, figures, rules
from ..counting import Asked
from ..forms import PeriodForm
from .desk import sign_in_first

WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass(frozen=True, slots=True)
class Reading:
    """What the address asks for, and all that is counted for it."""

    form: PeriodForm
    asked: Asked
    unit: Unit | None
    units: Sequence[Unit]
    statistics: figures.Statistics
    lent: list[tuple[Any, str]]  # charts of the apps above, with what they mean

    def query(self, **changes: str) -> str:
        pairs = {
            "first": self.asked.first.isoformat(),
            "last": self.asked.last.isoformat(),
            "unit": str(self.unit.pk) if self.unit else "",
        } | changes
        return "?" + urlencode({name: value for name, value in pairs.items() if value})

    @property
    def charts(self) -> list[Any]:
        return [*self.statistics.charts, *(chart for chart, _meaning in self.lent)]

    @property
    def definitions(self) -> list[tuple[str, str]]:
        own = [(str(name), str(meaning)) for name, meaning in figures.DEFINITIONS.values()]
        return own + [(str(chart.title), meaning) for chart, meaning in self.lent]

    @property
    def what(self) -> str:
        """Which cases, and when."""
        days = {"first": day(self.asked.first, year=True), "last": day(self.asked.last, year=True)}
        where = self.unit.shown_name if self.unit else _("the whole city") if not self.asked.paths else _("your units")
        return _("%(where)s, %(first)s to %(last)s") % {"where": where, **days}


def _read(request: HttpRequest) -> Reading:
    user = request.user
    verdict = rules.may_see_statistics(user)
    if not verdict:
        raise PermissionDenied(verdict.reason)
    units = counting.units_seen(user)
    wanted = request.GET.get("unit", "")
    unit = next((unit for unit in units if str(unit.pk) == wanted), None)
    if wanted and unit is None:
        raise Http404
    form = PeriodForm(request.GET)
    first, last = form.period()
    asked = Asked(first, last, (unit.path,) if unit else counting.paths_seen(user))
    names = {unit.pk: unit.shown_name for unit in units}
    shown = figures.statistics(asked, counting.count(asked), names)
    return Reading(form, asked, unit, units, shown, list(collect(Kind.STATISTICS, asked)))


@require_safe
def statistics(request: HttpRequest) -> HttpResponse:
    if answer := sign_in_first(request):
        return answer
    reading = _read(request)
    context = {
        "reading": reading,
        "charts": [chart.html() for chart in reading.charts],
        "form": reading.form,
        "periods": _periods(reading),
        "units": [(unit.pk, unit.shown_name, unit == reading.unit) for unit in reading.units] if len(reading.units) > 1 else [],
        "home": reverse("gates:statistics"),
        "download": reverse("gates:statistics_file") + reading.query(),
        "unfiltered": reverse("gates:statistics") if request.GET else "",
    }
    return render(request, "gates/statistics.html", context, status=422 if reading.form.errors else 200)


def _periods(reading: Reading) -> list[Chip]:
    today, home = clock.today(), reverse("gates:statistics")
    named = {
        _("12 months"): (_months_back(today, 11), today),
        _("3 months"): (_months_back(today, 2), today),
        _("This year"): (date(today.year, 1, 1), today),
        _("Last year"): (date(today.year - 1, 1, 1), date(today.year - 1, 12, 31)),
    }
    chosen = (reading.asked.first, reading.asked.last)
    return [
        Chip(label=label, href=home + reading.query(first=days[0].isoformat(), last=days[1].isoformat()), current=days == chosen)
        for label, days in named.items()
    ]


def _months_back(today: date, months: int) -> date:
    number = today.year * 12 + today.month - 1 - months
    return date(number // 12, number % 12 + 1, 1)


@require_safe
def statistics_file(request: HttpRequest) -> HttpResponse:
    if answer := sign_in_first(request):
        return answer
    reading = _read(request)
    if reading.form.errors:
        return redirect(reverse("gates:statistics") + "?" + request.GET.urlencode())
    sheets = [_summary(reading), *(_sheet(chart) for chart in reading.charts), _meanings(reading)]
    response = HttpResponse(workbook(sheets), content_type=WORKBOOK)
    period = f"{reading.asked.first.isoformat()}--{reading.asked.last.isoformat()}"
    response["Content-Disposition"] = f'attachment; filename="{_("statistics")}-{period}.xlsx"'
    response["Cache-Control"] = "private, no-store"
    return response


def _summary(reading: Reading) -> Sheet:
    rows = [[kpi.label, kpi.value, kpi.unit, kpi.note] for kpi in reading.statistics.kpis]
    return Sheet(name=_("In brief"), columns=[_("Measure"), _("Value"), _("Unit of measure"), _("Of")], rows=rows, above=reading.what)


def _sheet(chart: Any) -> Sheet:
    table = chart.table()
    columns = [column or _("Total") for column in table.columns]
    return Sheet(name=str(chart.title), columns=columns, rows=table.rows, above=str(chart.takeaway))


def _meanings(reading: Reading) -> Sheet:
    return Sheet(name=_("Definitions"), columns=[_("Measure"), _("What it means")], rows=[list(pair) for pair in reading.definitions])
