"""What a page is made of: cards, facts, decisions, timelines, people."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar, Literal

from django.template import Context
from django.utils.safestring import SafeString

from .base import Component, Text, component, safe, written
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

    def html(self, context: Context | None = None, body: str = "") -> SafeString:
        look = "sl-card sl-next" if self.kind == "next" else "sl-card"
        key = f' id="{written(self.id)}"' if self.id else ""
        head = ""
        if self.title:
            title = written(self.title)
            inner = f'<a href="{written(self.href)}">{title}</a>' if self.href else title
            named = "sl-eyebrow" if self.small_title or self.kind == "next" else "sl-card-t"
            head = f'<h{self.level} class="{named}">{inner}</h{self.level}>'
        return safe(f'<section class="{look}"{key}>\n  {head}\n  {written(body)}\n</section>\n')


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

    def html(self, context: Context | None = None, body: str = "") -> SafeString:
        key = written(self.id)
        named, its = (f' id="{key}" aria-labelledby="{key}-t"', f' id="{key}-t"') if key else ("", "")
        look = 'class="sl-eyebrow"' if self.small_title else 'class="ds-heading" data-size="sm"'
        head = f"<h{self.level} {look}{its}>{written(self.title)}</h{self.level}>"
        if self.note:
            head = f'<div class="sl-h-row">\n  {head}\n  <p class="sl-mut">{written(self.note)}</p></div>'
        return safe(f'<section class="sl-sec"{named}>\n  {head}\n  {written(body)}\n</section>\n')


def _facts(items: Sequence[Fact], look: str) -> SafeString:
    """Rows of (label, value) or (label, value, link); a row without a value is left out."""
    rows = []
    for label, value, *link in items:
        if value in ("", None):
            continue
        shown = written(value)
        if link and link[0]:
            shown = f'<a class="sl-a" href="{written(link[0])}">{shown}</a>'
        rows.append(f"<div><dt>{written(label)}</dt><dd>{shown}</dd></div>")
    return safe(f'<dl class="{look}">{"".join(rows)}</dl>\n')


@component("meta")
@dataclass(frozen=True, slots=True, kw_only=True)
class Meta(Component):
    items: Sequence[Fact]

    def html(self, context: Context | None = None, body: str = "") -> SafeString:
        return _facts(self.items, "sl-meta")


@component("brief")
@dataclass(frozen=True, slots=True, kw_only=True)
class Brief(Component):
    items: Sequence[Fact]

    def html(self, context: Context | None = None, body: str = "") -> SafeString:
        return _facts(self.items, "sl-brief")


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

    def html(self, context: Context | None = None, body: str = "") -> SafeString:
        look = "sl-fold" if self.kind == "link" else "ds-details"
        is_open = " open" if self.open else ""
        return safe(f'<details class="{look}"{is_open}><summary>{written(self.summary)}</summary><div>{written(body)}</div></details>\n')


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
