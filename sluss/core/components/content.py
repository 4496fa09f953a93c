"""What a page is made of: cards, facts, decisions, timelines, people."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar, Literal

from .base import Component, Text, component
from .status import icon, initials

HeadingLevel = Literal[2, 3, 4]
Fact = tuple[Any, ...]


@component("card")
@dataclass(frozen=True, slots=True, kw_only=True)
class Card(Component):
    """A box. `kind="next"` is what happens now, with the lantern's edge; `small_title` is the quiet heading of side boxes."""

    takes_body: ClassVar[bool] = True

    title: Text = ""
    href: str = ""
    kind: Literal["plain", "next"] = "plain"
    level: HeadingLevel = 2
    small_title: bool = False
    id: str = ""


@component("panel")
@dataclass(frozen=True, slots=True, kw_only=True)
class Panel(Component):
    """A part of a page with a heading and no box."""

    takes_body: ClassVar[bool] = True

    title: Text
    level: HeadingLevel = 2
    id: str = ""
    note: Text = ""
    small_title: bool = False


def _facts(items: Sequence[Fact]) -> list[dict[str, Any]]:
    """Rows of (label, value) or (label, value, link); a row without a value is left out."""
    return [{"label": item[0], "value": item[1], "href": item[2] if len(item) > 2 else ""} for item in items if item[1] not in ("", None)]


@component("meta")
@dataclass(frozen=True, slots=True, kw_only=True)
class Meta(Component):
    items: Sequence[Fact]

    def extra(self) -> dict[str, Any]:
        return {"rows": _facts(self.items)}


@component("brief")
@dataclass(frozen=True, slots=True, kw_only=True)
class Brief(Component):
    items: Sequence[Fact]

    def extra(self) -> dict[str, Any]:
        return {"rows": _facts(self.items)}


@component("decision")
@dataclass(frozen=True, slots=True, kw_only=True)
class Decision(Component):
    """A decision with its reason in the body and its record (who, when, in what capacity, reference) in `record`."""

    takes_body: ClassVar[bool] = True

    title: Text
    record: Text = ""
    outcome: Literal["yes", "no", "wait"] = "yes"
    level: HeadingLevel = 2
    id: str = ""

    def extra(self) -> dict[str, Any]:
        return {"mark": icon({"yes": "check-circle", "no": "error", "wait": "pause"}[self.outcome])}


@dataclass(frozen=True, slots=True, kw_only=True)
class TimelineItem:
    when: date
    title: Text
    text: Text = ""
    who: Text = ""
    icon: str = "check"
    href: str = ""

    @property
    def mark(self) -> str:
        return icon(self.icon)


@component("timeline")
@dataclass(frozen=True, slots=True, kw_only=True)
class Timeline(Component):
    items: Sequence[TimelineItem]


@component("details")
@dataclass(frozen=True, slots=True, kw_only=True)
class Details(Component):
    """Folded away until asked for. `kind="link"` is the quiet form, for the numbers behind a chart."""

    takes_body: ClassVar[bool] = True

    summary: Text
    open: bool = False
    kind: Literal["box", "link"] = "box"


@component("person")
@dataclass(frozen=True, slots=True, kw_only=True)
class Person(Component):
    """Somebody with initials, and a line under the name: role, unit, when. An empty name needs a `hidden` text ("A resident")."""

    person: Text
    note: Text = ""
    href: str = ""
    hidden: Text = ""

    def extra(self) -> dict[str, Any]:
        return {"mark": initials(str(self.person)), "shown": self.person or self.hidden}
