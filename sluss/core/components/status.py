"""Small signs that stand in rows by the dozen: they build their HTML directly, since they are drawn far more often than the rest."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, ClassVar, Literal

from django.template import Context
from django.templatetags.static import static
from django.utils.html import conditional_escape, escape
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from sluss.core import clock
from sluss.core.dates import day

from .base import Component, ComponentError, Text, Tone, component, safe

ICONS: dict[str, str] = json.loads((Path(__file__).parent / "icons.json").read_text(encoding="utf-8"))
TONE_ICONS = {"success": "check", "warning": "alert", "danger": "error", "info": "info"}


@cache
def icon(name: str) -> SafeString:
    """An icon beside a text; the text says it all, so the icon is hidden from those who listen."""
    if name not in ICONS:
        raise ComponentError(f"There is no icon {name!r}. Add it to core/components/icons.json, or use one of: {', '.join(ICONS)}.")
    return safe(f'<svg class="ic" aria-hidden="true" focusable="false"><use href="{static("build/icons.svg")}#{name}"></use></svg>')


@component("icon")
@dataclass(frozen=True, slots=True, kw_only=True)
class Icon(Component):
    icon: str
    label: Text = ""

    def html(self, context: Context | None = None, body: str = "") -> SafeString:
        return safe(f'{icon(self.icon)}<span class="vh">{escape(self.label)}</span>') if self.label else icon(self.icon)


@component("tag")
@dataclass(frozen=True, slots=True, kw_only=True)
class Tag(Component):
    """A status or a subject. A status has an icon too, so that it does not rest on colour alone; icon="" takes it away."""

    label: Text
    tone: Tone = "neutral"
    icon: str | None = None
    href: str = ""

    def html(self, context: Context | None = None, body: str = "") -> SafeString:
        name = TONE_ICONS.get(self.tone, "") if self.icon is None else self.icon
        inner = f"{icon(name) if name else ''}{conditional_escape(self.label)}"
        if self.href:
            return safe(f'<a class="ds-tag" data-color="{self.tone}" href="{escape(self.href)}">{inner}</a>')
        return safe(f'<span class="ds-tag" data-color="{self.tone}">{inner}</span>')


@component("level")
@dataclass(frozen=True, slots=True, kw_only=True)
class Level(Component):
    """The lock as six bars. `step` 0 is before the first level."""

    step: int
    label: Text

    def html(self, context: Context | None = None, body: str = "") -> SafeString:
        if not 0 <= self.step <= 6:
            raise ComponentError(f"level: step cannot be {self.step}; it is 0 to 6.")
        return safe(f'<span class="sl-lvl l{self.step}"><i aria-hidden="true"></i>{conditional_escape(self.label)}</span>')


@component("avatar")
@dataclass(frozen=True, slots=True, kw_only=True)
class Avatar(Component):
    """The initials of a name that stands beside it; an empty name (hidden, protected) shows a figure."""

    person: Text
    small: bool = True

    def html(self, context: Context | None = None, body: str = "") -> SafeString:
        return safe(f'<span class="sl-av{" sm" if self.small else ""}" aria-hidden="true">{initials(str(self.person))}</span>')


def initials(name: str) -> SafeString:
    words = name.split()
    if not words:
        return icon("person")
    return safe(escape((words[0][0] + (words[-1][0] if len(words) > 1 else "")).upper()))


@component("due")
@dataclass(frozen=True, slots=True, kw_only=True)
class Due(Component):
    """A promise with its date: "Reply by 11 April". Overdue and near dates say so in words."""

    on: date
    label: Text | None = None
    state: Literal["open", "kept", "paused"] = "open"
    short: bool = False

    def html(self, context: Context | None = None, body: str = "") -> SafeString:
        days = (self.on - clock.today()).days
        when = f'<time datetime="{self.on.isoformat()}">{day(self.on)}</time>'
        label = conditional_escape(_("Reply by") if self.label is None else self.label)
        if self.state == "paused":
            paused = escape(_("The clock is paused"))
            return safe(f'<span class="sl-due">{icon("pause")}{paused}</span>')
        if self.state == "kept":
            return safe(f'<span class="sl-due kept">{icon("check")}{label} {when}</span>')
        if days < 0:
            late = escape(ngettext("%(n)d day late", "%(n)d days late", -days) % {"n": -days})
            promised = "" if self.short else f" ({label[:1].lower()}{label[1:]} {when})"
            return safe(f'<span class="sl-due late">{icon("alert")}<span>{late}{promised}</span></span>')
        if days <= 1:
            near = escape(_("today") if days == 0 else _("tomorrow"))
            return safe(f'<span class="sl-due soon">{icon("clock")}<span>{label} {near}</span></span>')
        return safe(f'<span class="sl-due">{icon("calendar")}<span>{label} {when}</span></span>')


@component("progress")
@dataclass(frozen=True, slots=True, kw_only=True)
class Progress(Component):
    label: Text
    value: int
    of: int = 100
    note: Text = ""

    def extra(self) -> dict[str, Any]:
        if self.of <= 0 or not 0 <= self.value <= self.of:
            raise ComponentError(f"progress: value {self.value} is not between 0 and {self.of}.")
        return {"percent": round(100 * self.value / self.of)}


@component("steps")
@dataclass(frozen=True, slots=True, kw_only=True)
class Steps(Component):
    """Where one is in a form of several pages."""

    step: int
    of: int

    def html(self, context: Context | None = None, body: str = "") -> SafeString:
        if not 1 <= self.step <= self.of:
            raise ComponentError(f"steps: step {self.step} is not between 1 and {self.of}.")
        text = _("Step %(step)d of %(of)d") % {"step": self.step, "of": self.of}
        return safe(f'<p class="sl-eyebrow">{escape(text)}</p>')


@component("alert")
@dataclass(frozen=True, slots=True, kw_only=True)
class Alert(Component):
    """Something to know in the middle of a page. `live` is for one that appears after the page has loaded."""

    takes_body: ClassVar[bool] = True

    tone: Literal["info", "success", "warning", "danger"] = "info"
    title: Text = ""
    text: Text = ""
    level: Literal[2, 3, 4] = 2
    live: bool = False
    id: str = ""
