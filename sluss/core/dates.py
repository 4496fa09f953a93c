"""How dates are written: "11 april", with the year when it is another than this one's."""

from __future__ import annotations

import re
from datetime import date, datetime
from functools import lru_cache

from django.utils.dateformat import format as write
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from sluss.core import clock

_DAY = re.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}")


def read_day(text: str) -> date | None:
    """2027-03-15 and nothing else: Python's own reading takes weeks too, and passes by what follows a day without hyphens."""
    try:
        return date.fromisoformat(text) if _DAY.fullmatch(text) else None
    except ValueError:
        return None


def _local(moment: date) -> date:
    return moment.astimezone(clock.CITY) if isinstance(moment, datetime) else moment


def day(moment: date, *, year: bool | None = None) -> str:
    """The day in words, never parted from its month. The year is left out for a day of this year, unless it is asked for."""
    moment = _local(moment)
    if year is None:
        year = moment.year != clock.today().year
    return _written(date(moment.year, moment.month, moment.day), year, get_language())


@lru_cache(4096)  # lists write the same days again and again
def _written(moment: date, year: bool, language: str | None) -> str:
    return write(moment, "j\xa0F Y" if year else "j\xa0F")


def day_and_time(moment: datetime) -> str:
    """11 april 14.32 – Swedish writes the hour with a full stop."""
    local = _local(moment)
    return f"{day(moment)} {write(local, 'H:i' if get_language() == 'en' else 'H.i')}"


def time_tag(moment: date, text: str | None = None) -> SafeString:
    return format_html('<time datetime="{}">{}</time>', _local(moment).isoformat(), text or day(moment))
