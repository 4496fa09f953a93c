"""Lists and what steers them: chips, search, tables, paging, key figures, empty states."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, Literal

from .base import Component, Text, component
from .status import icon


@dataclass(frozen=True, slots=True, kw_only=True)
class Chip:
    label: Text
    href: str
    count: int | str | None = None
    current: bool = False
    remove: bool = False


@component("chips")
@dataclass(frozen=True, slots=True, kw_only=True)
class Chips(Component):
    label: Text
    items: Sequence[Chip]

    def extra(self) -> dict[str, Any]:
        return {"cross": icon("close")}


@component("search")
@dataclass(frozen=True, slots=True, kw_only=True)
class Search(Component):
    """A search box of its own. `keep` are the filters that stay: (name, value)."""

    action: str
    label: Text
    value: str = ""
    param: str = "q"
    hint: Text = ""
    keep: Sequence[tuple[str, str]] = ()
    id: str = "q"
    show_label: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """`sort` is the address that sorts by this column; `sorted` is how it is sorted now."""

    label: Text
    sort: str = ""
    sorted: Literal["", "ascending", "descending"] = ""
    numeric: bool = False

    @property
    def mark(self) -> str:
        return icon({"": "sort", "ascending": "sort-up", "descending": "sort-down"}[self.sorted])


@component("table")
@dataclass(frozen=True, slots=True, kw_only=True)
class Table(Component):
    """The body is rows: <tr><th scope="row">…</th><td data-l="Phase">…</td></tr>. On a phone each row becomes a card."""

    takes_body: ClassVar[bool] = True

    caption: Text
    columns: Sequence[Column]
    show_caption: bool = False

    def extra(self) -> dict[str, Any]:
        return {"sortable": any(column.sort for column in self.columns)}


@component("pagination")
@dataclass(frozen=True, slots=True, kw_only=True)
class Pagination(Component):
    """Keyset paging has no page numbers: newer and older, and a way back to the start."""

    previous: str = ""
    next: str = ""
    first: str = ""
    text: Text = ""
    label: Text = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Kpi:
    label: Text
    value: int | Text
    unit: Text = ""
    note: Text = ""
    trend: Literal["", "up", "down", "flat"] = ""
    good: bool | None = None
    href: str = ""

    @property
    def mark(self) -> str:
        return icon({"up": "trend-up", "down": "trend-down", "flat": "minus"}[self.trend]) if self.trend else ""


@component("kpis")
@dataclass(frozen=True, slots=True, kw_only=True)
class Kpis(Component):
    items: Sequence[Kpi]
    label: Text = ""


@component("empty")
@dataclass(frozen=True, slots=True, kw_only=True)
class Empty(Component):
    """Nothing here, why, and what one can do: `first` use, no `hit`, no `access`."""

    title: Text
    text: Text = ""
    kind: Literal["first", "hit", "access"] = "first"
    action: Text = ""
    href: str = ""
    level: Literal[2, 3, 4] = 2

    def extra(self) -> dict[str, Any]:
        return {"variant": "primary" if self.kind == "first" else "secondary"}


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkItem:
    title: Text
    href: str
    note: Text = ""
    step: int | None = None
    phase: Text = ""


@component("links")
@dataclass(frozen=True, slots=True, kw_only=True)
class Links(Component):
    """A list of related things: title, a line under it, the level it has reached."""

    items: Sequence[LinkItem]
    title: Text = ""
    more: Text = ""
    more_href: str = ""
    level: Literal[2, 3, 4] = 2
    id: str = "related"
