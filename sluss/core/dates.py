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

MONTHS = ("januari", "februari", "mars", "april", "maj", "juni", "juli", "augusti", "september", "oktober", "november", "december")
_IN_ENGLISH = (
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
)
# By its name or the first three letters of it.
_NUMBER_OF = {name[:length]: number for names in (MONTHS, _IN_ENGLISH) for number, name in enumerate(names, start=1) for length in (3, 9)}
_DAY = re.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}")
_IN_WORDS = re.compile(r"(?P<day>[0-9]{1,2})\s+(?P<month>[a-z]{3,9})\.?\s+(?P<year>[0-9]{4})", re.IGNORECASE)
_IN_FIGURES = re.compile(r"(?P<day>[0-9]{1,2})/(?P<month>[0-9]{1,2})\s+(?P<year>[0-9]{4})")


def read_day(text: str) -> date | None:
    """2027-03-15 and nothing else: Python's own reading takes weeks too, and passes by what follows a day without hyphens."""
    try:
        return date.fromisoformat(text) if _DAY.fullmatch(text) else None
    except ValueError:
        return None


def read_written_day(text: str) -> date | None:
    """As people write a day: 2027-03-15, 15 mars 2027, 15 March 2027 or 15/3 2027. 3/4/2027 is not one: it means two."""
    text = text.strip()
    if found := _IN_WORDS.fullmatch(text):
        month = _NUMBER_OF.get(found["month"].lower(), 0)
    elif found := _IN_FIGURES.fullmatch(text):
        month = int(found["month"])
    else:
        return read_day(text)
    try:
        return date(int(found["year"]), month, int(found["day"]))
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
