"""How what waits stands in a row: when it is due, and the work queue. The HTML is built here and not by a template, since a queue has many
rows and those who answer open it all day."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cache, lru_cache

from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from sluss.core import clock, workdays
from sluss.core.components import Level, Tag, build
from sluss.core.components.status import icon
from sluss.core.dates import day, time_tag

from .models import Promise
from .queued import Queued
from .states import PromiseState

SOON = 3  # working days left when a date begins to stand out
KEPT = 2_000


@dataclass(frozen=True, slots=True)
class Row:
    promise: Queued
    title: str
    language: str  # empty when it is the page's own
    href: str
    choosable: bool  # with others, to answer or hand over at once
    reference: str
    expected: str
    step: int | None
    stage: str
    unit: str
    holder: str


def due(promise: Promise | Queued, *, headed: bool = False) -> SafeString:
    """When the answer is due, in words: days left or late are working days, as the promise counts them.

    `headed` where a column's head or a card's label already says what the date is.
    """
    language = get_language() or "sv"
    if promise.state == PromiseState.PAUSED:
        return _paused(promise.paused_on, language, headed)
    today = clock.today()
    between = sorted((today, promise.due_on))
    return _due(promise.due_on, today, workdays.working_days_between(*between), language, headed)


@lru_cache(maxsize=KEPT)
def _paused(since: date | None, language: str, headed: bool) -> SafeString:
    on = time_tag(since, day(since)) if since else ""
    if headed:
        return format_html('<span class="sl-due">{}{}</span>', icon("pause"), on)
    return format_html('<span class="sl-due">{}<span>{} {}</span></span>', icon("pause"), _("The clock has stood still since"), on)


@lru_cache(maxsize=KEPT)
def _due(due_on: date, today: date, days: int, language: str, headed: bool) -> SafeString:
    by = time_tag(due_on) if headed else format_html("{} {}", _("Answer by"), time_tag(due_on))
    if due_on <= today:
        late = due_on < today
        label = late_by(due_on, days) if late else _("Due today")
        tag = Tag(label=label, tone="danger" if late else "warning", icon="clock")
        return format_html('{}<span class="sl-mut sl-under">{}</span>', tag.html(), by)
    text = ngettext("%(n)d working day left", "%(n)d working days left", days) % {"n": days} if days else _("no working day left")
    tone = " soon" if days <= SOON else ""
    return format_html(
        '<span class="sl-due{}">{}<span>{}</span></span><span class="sl-mut sl-under">{}</span>', tone, icon("calendar"), by, text
    )


def late_by(due_on: date, days: int) -> str:
    """`days` are the working days since."""
    if not days:
        return _("Late since %(day)s") % {"day": day(due_on)}
    return ngettext("%(n)d working day late", "%(n)d working days late", days) % {"n": days}


@cache
def _level(step: int, label: str) -> SafeString:
    return build(Level, {"step": step, "label": label}).html()


def drawn(rows: Iterable[Row], *, when: str, choosing: bool) -> SafeString:
    """The rows of the queue's table. `when` is the head of the column with the day."""
    heads = tuple(f'<td data-l="{escape(head)}">' for head in (when, _("Stage"), _("Unit"), _("Held by"), _("Choose")))
    return mark_safe("".join(_row(row, heads, choosing) for row in rows))  # noqa: S308 - each part is escaped


def _row(row: Row, heads: tuple[str, ...], choosing: bool) -> str:
    when, stage, unit, holder, choose = heads
    language = f' lang="{escape(row.language)}"' if row.language else ""
    under = escape(" · ".join(part for part in (row.reference, row.expected) if part))
    chosen = ""
    if choosing and row.choosable:
        label = escape(_("Choose %(title)s") % {"title": row.title})
        chosen = f'{choose}<input class="ds-input" type="checkbox" name="case" value="{row.promise.case_id}" aria-label="{label}"></td>'
    elif choosing:
        chosen = "<td></td>"
    title = f'<a href="{escape(row.href)}"{language}>{escape(row.title)}</a>'
    return (
        f'<tr><th scope="row">{title}<span class="sl-mut sl-under">{under}</span></th>'
        f"{when}<span>{due(row.promise, headed=True)}</span></td>"
        f"{stage}{_level(row.step, row.stage) if row.step else ''}</td>"
        f"{unit}{escape(row.unit)}</td>{holder}{escape(row.holder)}</td>{chosen}</tr>\n"
    )


@lru_cache(maxsize=256)  # those who answer narrow by the same things each time
def options(choices: tuple[tuple[str, str], ...], chosen: str) -> SafeString:
    """A list to choose from, as (value, name): as long as a city has units."""
    return mark_safe(  # noqa: S308 - both are escaped
        "".join(
            f'<option value="{escape(value)}"{" selected" if value == chosen else ""}>{escape(name)}</option>' for value, name in choices
        )
    )
