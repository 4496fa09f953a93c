"""The only clock. Nothing else in Sluss asks the machine for the time, so tests can travel in it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.utils import timezone

CITY = ZoneInfo("Europe/Stockholm")
_frozen: ContextVar[datetime | None] = ContextVar("frozen_clock", default=None)


def now() -> datetime:
    """This moment, aware, in UTC."""
    return _frozen.get() or timezone.now()


def today() -> date:
    """The city's calendar day: a due day is a day in Stockholm, not in UTC."""
    return local_day(now())


def local_day(moment: datetime) -> date:
    return moment.astimezone(CITY).date()


def start_of(day: date) -> datetime:
    """The moment at which a day begins in the city."""
    return datetime(day.year, day.month, day.day, tzinfo=CITY)


@contextmanager
def at(moment: datetime | date) -> Iterator[None]:
    """Freeze the clock; a date means noon in Stockholm that day. For tests and for making history in the demo city."""
    if not isinstance(moment, datetime):
        moment = datetime(moment.year, moment.month, moment.day, 12, tzinfo=CITY)
    token = _frozen.set(moment.astimezone(ZoneInfo("UTC")))
    try:
        yield
    finally:
        _frozen.reset(token)
