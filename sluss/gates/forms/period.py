from __future__ import annotations

from datetime import date
from typing import Any

from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from sluss.core import clock
from sluss.core.forms import DateField, SlussForm

from ..counting import MOST_MONTHS

EARLIEST = date(1990, 1, 1)


class PeriodForm(SlussForm):
    """The period of the statistics: the twelve latest months when nothing, or nothing that can be read, is asked for."""

    mark_optional = False

    first = DateField(required=False, label=_("From"))
    last = DateField(required=False, label=_("To"))

    def __init__(self, data: Any = None, **kwargs: Any) -> None:
        super().__init__(data, auto_id="period_%s", **kwargs)

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        today = clock.today()
        first, last = values.get("first"), values.get("last")
        if last and last > today:
            self.add_error("last", _("Choose a day that has been: today at the latest"))
        if first and first < EARLIEST:
            self.add_error("first", _now("Choose a day from %(year)d on") % {"year": EARLIEST.year})
        if self.errors:
            return values
        last = last or today
        first = first or _a_year_to(last)
        if first > last:
            self.add_error("last", _("Write a day after the first one"))
        elif _months(first, last) > MOST_MONTHS:
            self.add_error("first", _now("Choose at most %(n)d months") % {"n": MOST_MONTHS})
        self.data = {"first": first.isoformat(), "last": last.isoformat()}  # so that the fields show the period that is counted
        return values | {"first": first, "last": last}

    def period(self) -> tuple[date, date]:
        if self.is_valid():
            return self.cleaned_data["first"], self.cleaned_data["last"]
        return _a_year_to(clock.today()), clock.today()


def _a_year_to(last: date) -> date:
    """The first day of the eleventh month before: with the month that runs, twelve."""
    number = last.year * 12 + last.month - 1 - 11
    return date(number // 12, number % 12 + 1, 1)


def _months(first: date, last: date) -> int:
    return last.year * 12 + last.month - first.year * 12 - first.month + 1
