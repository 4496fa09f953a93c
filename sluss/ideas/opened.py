"""The list as most people meet it: whole or narrowed by one thing, and from its first page. Its reads are prepared (core.prepared), once
for each thing that it can be narrowed by, and so are those of the best matches for some words. With more filters than one, or from further
on in another order, it is the ordinary listing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from functools import cache
from typing import Any

from django.db.models import Subquery

from sluss.core.prepared import Prepared
from sluss.core.text import Term
from sluss.journal import queries as journal

from . import listing
from .listing import PAGE, ROW_FIELDS, YES, Filters, Page, Sort, Total, narrowed, ordered
from .models import Idea

MOST_UNITS = 64


@dataclass(frozen=True, slots=True)
class Shape:
    """What kind of list it is, apart from the numbers: which one, its order, and what narrows it."""

    flag: str
    sort: Sort
    by: str = ""
    status: str = ""
    units: int = 0

    def filters(self, numbers: tuple[int, ...]) -> Filters:
        if self.units:
            return Filters(unit_ids=numbers)
        return Filters(status=self.status) if self.status or not self.by else Filters(**{self.by: numbers[0]})


def shape_of(flag: str, sort: Sort, filters: Filters) -> tuple[Shape, tuple[int, ...]] | None:
    """The kind of list and its numbers; None for one that is not prepared."""
    given = {field.name: value for field in fields(filters) if (value := getattr(filters, field.name)) != field.default}
    if not given:
        return Shape(flag, sort), ()
    if len(given) > 1:
        return None
    ((name, value),) = given.items()
    if name == "status":
        return Shape(flag, sort, status=value), ()
    if name != "unit_ids":
        return Shape(flag, sort, by=name), (value,)
    # Few kinds and not one for each number of units: the last is said again.
    room = 1 << (len(value) - 1).bit_length()
    return (Shape(flag, sort, units=room), (*value, *value[-1:] * (room - len(value)))) if room <= MOST_UNITS else None


def first_page(shape: Shape, numbers: tuple[int, ...]) -> Page:
    """One query."""
    return listing.cut(_reads(shape).page(*numbers), shape.sort, None)


def count(shape: Shape, numbers: tuple[int, ...]) -> Total:
    """As listing.count_of: one query for the whole list, two for a part of it."""
    reads = _reads(shape)
    if shape.filters(numbers) and listing.looked_back() is not None:
        return listing.told(reads.newest.count(*numbers), cut=True)
    return listing.told(reads.all.count(*numbers), cut=False)


def best(shape: Shape, numbers: tuple[int, ...], terms: Sequence[Term]) -> journal.SearchResult:
    """As journal.ranked of the newest, whatever the order of the shape."""
    return _reads(shape).best(terms, *numbers)


@dataclass(frozen=True, slots=True)
class _Reads:
    page: Prepared[tuple[Any, ...]]
    all: Prepared[Any]
    newest: Prepared[Any]
    best: journal.Ranked


@cache
def _reads(shape: Shape) -> _Reads:
    def ideas(numbers: tuple[int, ...]) -> Any:
        return narrowed(Idea.objects.filter(**{f"{shape.flag}__in": YES}), shape.filters(numbers))

    many = [int] * (shape.units or int(bool(shape.by)))
    return _Reads(
        Prepared(lambda *numbers: ordered(ideas(numbers), shape.sort).values_list(*ROW_FIELDS)[: PAGE + 1], takes=many),
        Prepared(lambda *numbers: listing.to_count(ideas(numbers), None), takes=many),
        Prepared(lambda *numbers: listing.to_count(ideas(numbers), Subquery(listing.where_to_look_back())), takes=many),
        journal.Ranked(lambda *numbers: ordered(ideas(numbers), Sort.NEWEST), takes=many, whole=not (many or shape.status)),
    )
