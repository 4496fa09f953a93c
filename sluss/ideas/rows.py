"""How ideas stand in a row: in the list, on the start page, on a unit's page. The HTML is built here and not by a template, since a page
has many rows and is asked for more often than any other."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from functools import cache, lru_cache

from django.urls import reverse
from django.utils.formats import number_format
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from sluss.core import clock
from sluss.core.components import Level, Tag, build
from sluss.core.components.base import Tone
from sluss.core.dates import day as in_words
from sluss.core.dates import time_tag
from sluss.gates.states import Phase

from .listing import Row
from .states import Status

TONES: dict[Status, Tone] = {
    Status.IN_PROGRESS: "info",
    Status.COLLECTING: "accent",
    Status.ASKED: "warning",
    Status.PARKED: "neutral",
    Status.CARRIED_OUT: "success",
    Status.PLANNED: "success",
    Status.TESTED: "success",
    Status.NOT_CARRIED_OUT: "neutral",
    Status.NO_SUPPORT: "neutral",
    Status.WITHDRAWN: "neutral",
    Status.REFERRED: "neutral",
}
ICONS: dict[Status, str] = {
    Status.IN_PROGRESS: "clock",
    Status.COLLECTING: "support",
    Status.ASKED: "ask",
    Status.PARKED: "parked",
    Status.CARRIED_OUT: "check",
    Status.PLANNED: "calendar",
    Status.TESTED: "check-circle",
    Status.NOT_CARRIED_OUT: "close",
    Status.NO_SUPPORT: "minus",
    Status.WITHDRAWN: "withdraw",
    Status.REFERRED: "forward",
}
DAYS_KEPT = 2_000


def status_tag(status: str, *, to_giver: bool = False) -> SafeString:
    return _status_tag(status, get_language() or "sv", to_giver)


@cache
def _status_tag(status: str, language: str, to_giver: bool = False) -> SafeString:
    """Eleven statuses, two languages, two readers: each drawn once a process."""
    known = Status(status)
    label = _("Waiting for your answer") if to_giver and known == Status.ASKED else str(known.label)
    return build(Tag, {"label": label, "tone": TONES[known], "icon": ICONS[known]}).html()


def level(phase: int) -> SafeString:
    return _level(phase, get_language() or "sv")


@cache
def _level(phase: int, language: str) -> SafeString:
    return build(Level, {"step": phase, "label": str(Phase(phase).label)}).html()


@lru_cache(maxsize=DAYS_KEPT)
def _day(day: date, language: str) -> SafeString:
    return time_tag(day, in_words(day, year=True))


def number(value: int) -> str:
    return str(value) if value < 1000 else number_format(value, force_grouping=True)


def imported_part(total: int, imported: int) -> str:
    """How much of the support was counted in the system an idea came from; nobody here has seen who gave it."""
    if not imported:
        return ""
    if imported == total:
        return _("all of it from the earlier service")
    return _("of which %(number)s from the earlier service") % {"number": number(imported)}


def address_of(pk: int, slug: str) -> str:
    return reverse("ideas:idea", args=[pk, slug])


def drawn(rows: Iterable[Row], themes: Mapping[int, str], *, heading: int = 2) -> SafeString:
    """A list of ideas; `heading` is the level of their titles."""
    language = get_language() or "sv"
    # One reversal for the whole page: an address ends in its number and words.
    base = escape(address_of(0, "x").removesuffix("0-x"))
    names = {pk: f" · {escape(name)}" for pk, name in themes.items()}
    return mark_safe(f'<ol class="sl-ideas">{"".join(_row(row, base, names, heading, language) for row in rows)}</ol>')  # noqa: S308 - each part is escaped


def _row(row: Row, base: str, themes: Mapping[int, str], heading: int, language: str) -> str:
    excerpt = f"<p>{escape(row.excerpt)}</p>" if row.excerpt else ""
    theme = themes.get(row.theme_id, "") if row.theme_id else ""
    day = _day(clock.local_day(row.submitted_at), language)
    support = ""
    if row.support:
        words = ngettext("supports it", "support it", row.support)
        support = f'<span class="sl-idea-n"><b>{number(row.support)}</b> {words}</span>'
    adopted = ""
    if row.adopted:
        adopted = f" · {ngettext('taken up by %(n)s more unit', 'taken up by %(n)s more units', row.adopted) % {'n': number(row.adopted)}}"
    return (
        f'<li><div class="sl-idea-t"><h{heading}><a href="{base}{row.pk}-{escape(row.address)}">{escape(row.title)}</a></h{heading}>'
        f"{excerpt}"
        f'<p class="sl-mut">{escape(row.unit_en if row.unit_en and language == "en" else row.unit)}{theme} · {day}{adopted}</p></div>'
        f'<div class="sl-idea-s">{_level(row.phase, language)}{_status_tag(row.status, language)}{support}</div></li>\n'
    )
