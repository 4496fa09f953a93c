"""Finding ideas: the list's filters and orders, and the search's words, put together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from sluss.core.text import query_terms
from sluss.journal import queries as journal
from sluss.records.queries import looks_like_number, subjects_numbered

from . import opened
from .asked import Reading
from .listing import PAGE, Cursor, Row, Sort, Total, count_of, narrowed, ordered, page_of, rows_by_id
from .queries import list_flag, listed_for


@dataclass(frozen=True, slots=True)
class Found:
    rows: Sequence[Row]
    previous: Cursor | None
    next: Cursor | None
    total: Total
    note: str = ""


NOTHING = Found([], None, None, Total(0))


def find(user: Any, asked: Reading) -> Found:
    """Two queries for the whole list, three for a part of it; with words four, three for the best of them (journal.ranked)."""
    is_best = asked.sort == Sort.BEST
    prepared = opened.shape_of(list_flag(user), Sort.NEWEST if is_best else asked.sort, asked.filters)
    if prepared and not (asked.asked.q or asked.cursor):
        page, total = opened.first_page(*prepared), opened.count(*prepared)
        return Found(page.rows, page.previous, page.next, total)
    wanted = narrowed(listed_for(user), asked.filters)
    numbered = subjects_numbered(asked.asked.q) if looks_like_number(asked.asked.q) and asked.cursor is None else []
    if numbered and (rows := page_of(wanted.filter(pk__in=numbered), Sort.NEWEST, None).rows):
        return Found(rows, None, None, Total(len(rows)))
    if asked.asked.q:
        terms = query_terms(asked.asked.q)
        if not terms:
            # Nothing but signs and small words: there is nothing to look for.
            return NOTHING
        if is_best:
            best = opened.best(*prepared, terms) if prepared else journal.ranked(ordered(wanted, Sort.NEWEST), terms)
            return _page_of_best(best, asked.cursor)
        wanted = journal.filter_matching(wanted, terms)
    total = count_of(wanted, newest_only=bool(asked.asked.q or asked.filters))
    page = page_of(wanted, asked.sort, asked.cursor)
    return Found(page.rows, page.previous, page.next, total)


def _page_of_best(best: journal.SearchResult, cursor: Cursor | None) -> Found:
    """A page of the ranked matches, which are few: it begins after the idea that the last one ended with, wherever that stands now."""
    ids = best.ids
    at = 0
    if cursor is not None:
        at = ids.index(cursor.pk) if cursor.pk in ids else min(cursor.value, len(ids))
        at = max(0, at - PAGE) if cursor.back else at + (cursor.pk in ids)
    chosen = ids[at : at + PAGE]
    rows = rows_by_id(chosen)
    return Found(
        rows,
        Cursor(at, ids[at], back=True) if at and chosen else None,
        Cursor(at + PAGE - 1, ids[at + PAGE - 1]) if at + PAGE < len(ids) else None,
        Total(len(ids), best.capped),
        _("The search has looked at the newest of them. Add a word or a filter to find older ones.") if best.capped else "",
    )
