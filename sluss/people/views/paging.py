"""Keyset paging by (sort_key, id): the next page begins after the last row that was seen, however many rows there are."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.db.models import Q, QuerySet
from django.http import HttpRequest

from sluss.core.routes import number_in

PAGE = 50


@dataclass(frozen=True, slots=True)
class Page:
    rows: list[Any]
    next: str = ""
    first: str = ""


def page(request: HttpRequest, rows: QuerySet[Any], key: str) -> Page:
    """One query, and one more to find where a later page begins. `key` is the path to the sort key; rows are ordered by it and the id."""
    after = number_in(request.GET.get("after"))
    start = None if after is None else rows.model._default_manager.filter(pk=after).values_list(key, flat=True).first()
    if start is not None:
        rows = rows.filter(Q(**{f"{key}__gt": start}) | Q(**{key: start, "pk__gt": after}))
    found = list(rows.order_by(key, "pk")[: PAGE + 1])
    kept = {name: value for name, value in request.GET.items() if name != "after" and value}
    return Page(
        rows=found[:PAGE],
        next="?" + urlencode({**kept, "after": found[PAGE - 1].pk}) if len(found) > PAGE else "",
        first=("?" + urlencode(kept) if kept else request.path) if start is not None else "",
    )
