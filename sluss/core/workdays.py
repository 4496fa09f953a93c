"""Working days: what a promise counts in.

Not working days: Saturdays, Sundays, public holidays, julafton, nyårsafton, midsommarafton, and the city's own days
(`NonWorkingDay`).

Every function takes the city's own days as `extra` and reads them itself when it is left out: at most one query a minute in each
process. The working days of a year are counted once and kept, so a call takes a few microseconds however many days it spans.
"""

from __future__ import annotations

from bisect import bisect_right
from datetime import date
from functools import lru_cache
from threading import Lock
from time import monotonic
from typing import Any

from django.db import transaction
from django.db.models.signals import post_delete, post_save
from django.dispatch import receiver
from holidays.countries.sweden import Sweden

FIRST_YEAR, LAST_YEAR = 1900, 2200
_FRESH_SECONDS = 60


class _Sweden(Sweden):
    """The package says nothing, rather than that it does not know, outside 1953–2100. The rules themselves go on."""

    start_year = FIRST_YEAR
    end_year = LAST_YEAR


def is_working_day(day: date, *, extra: frozenset[date] | None = None) -> bool:
    days = _working_days(day.year, _own(extra))
    at = bisect_right(days, day.toordinal())
    return at > 0 and days[at - 1] == day.toordinal()


def add_working_days(start: date, days: int, *, extra: frozenset[date] | None = None) -> date:
    """The working day on which `days` of them have passed; the day after `start` is the first that can count."""
    if days < 1:
        raise ValueError(f"at least one working day can be added, not {days}")
    extra = _own(extra)
    year = start.year
    ahead = _working_days(year, extra)
    at = bisect_right(ahead, start.toordinal()) + days - 1
    while at >= len(ahead):
        at -= len(ahead)
        year += 1
        ahead = _working_days(year, extra)
    return date.fromordinal(ahead[at])


def working_days_between(start: date, end: date, *, extra: frozenset[date] | None = None) -> int:
    """How many working days after `start` up to and with `end`; 0 when `end` is not after `start`."""
    extra = _own(extra)
    first, last = _working_days(start.year, extra), _working_days(end.year, extra)
    if end <= start:
        return 0
    whole_years = sum(len(_working_days(year, extra)) for year in range(start.year, end.year))
    return whole_years + bisect_right(last, end.toordinal()) - bisect_right(first, start.toordinal())


def half_way(start: date, due: date, *, extra: frozenset[date] | None = None) -> date:
    """The working day on which half of the working days have passed; the due day itself when at most one is left."""
    extra = _own(extra)
    days = working_days_between(start, due, extra=extra)
    return add_working_days(start, (days + 1) // 2, extra=extra) if days > 1 else due


@lru_cache(maxsize=512)
def _working_days(year: int, extra: frozenset[date]) -> tuple[int, ...]:
    """The ordinals of a year's working days, in order."""
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise ValueError(f"working days are known for the years {FIRST_YEAR}–{LAST_YEAR}, not for {year}")
    free = {day.toordinal() for day in extra if day.year == year} | _public_holidays(year)
    days = range(date(year, 1, 1).toordinal(), date(year, 12, 31).toordinal() + 1)
    return tuple(day for day in days if day % 7 not in (6, 0) and day not in free)


@lru_cache(maxsize=512)
def _public_holidays(year: int) -> frozenset[int]:
    """With the three eves that are no public holidays by law but are none of them worked."""
    midsummer_eve = next(eve for eve in (date(year, 6, day) for day in range(19, 26)) if eve.isoweekday() == 5)
    eves = (date(year, 12, 24), date(year, 12, 31), midsummer_eve)
    return frozenset(day.toordinal() for day in (*_Sweden(years=year, include_sundays=False), *eves))


# --- The city's own days --------------------------------------------------------------------------------------------


class _Kept:
    """The city's days as last read. Another process may change them, so they are read anew after a minute. This one forgets them
    when it changes them, and keeps nothing it reads until the change is certain."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._changes = 0
        self._days: frozenset[date] = frozenset()
        self._fresh_until = self._uncertain_until = 0.0

    def get(self) -> frozenset[date]:
        days, now, changes = self._days, monotonic(), self._changes
        if now < self._fresh_until:
            return days
        days = _read()
        with self._lock:
            if changes == self._changes and now >= self._uncertain_until:
                self._days, self._fresh_until = days, now + _FRESH_SECONDS
        return days

    def changing(self) -> None:
        """A change was written, in a transaction that may still be rolled back."""
        self._set(fresh_until=0, uncertain_until=monotonic() + _FRESH_SECONDS)

    def forget(self) -> None:
        self._set(fresh_until=0, uncertain_until=0)

    def remember(self, days: frozenset[date]) -> None:
        self._set(fresh_until=monotonic() + _FRESH_SECONDS, uncertain_until=0, days=days)

    def _set(self, *, fresh_until: float, uncertain_until: float, days: frozenset[date] = frozenset()) -> None:
        with self._lock:
            self._changes += 1
            self._fresh_until = 0.0  # first, for a reader that takes no lock
            self._days, self._uncertain_until = days, uncertain_until
            self._fresh_until = fresh_until


_kept = _Kept()


def city_days() -> frozenset[date]:
    """The city's own non-working days. A change is seen at once in the process that makes it, within a minute in the others."""
    return _kept.get()


def forget_city_days() -> None:
    """After a change that sends no signal, such as a bulk one: read them at the next question."""
    _kept.forget()


def remember_city_days(days: frozenset[date]) -> None:
    """As though they had just been read. For tests that count queries."""
    _kept.remember(days)


def _own(extra: frozenset[date] | None) -> frozenset[date]:
    return city_days() if extra is None else extra


def _read() -> frozenset[date]:
    from .models import NonWorkingDay

    return frozenset(NonWorkingDay.objects.values_list("day", flat=True))


@receiver([post_save, post_delete], sender="core.NonWorkingDay", dispatch_uid="sluss.core.workdays")
def _city_days_changed(**_: Any) -> None:
    _kept.changing()
    transaction.on_commit(_kept.forget)
