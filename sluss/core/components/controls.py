"""What one presses: buttons, toggles, dialogs. A button that cannot be pressed says why."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, Literal

from django.template import Context
from django.utils.crypto import get_random_string
from django.utils.html import conditional_escape, escape
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from sluss.core.verdict import Verdict

from .base import Component, ComponentError, Text, component, safe
from .status import icon

Variant = Literal["primary", "secondary", "tertiary", "danger"]
VARIANTS = {
    "primary": ' data-variant="primary"',
    "secondary": ' data-variant="secondary"',
    "tertiary": ' data-variant="tertiary"',
    "danger": ' data-variant="primary" data-color="danger"',
}
SMALL = ' data-size="sm"'


def attributes(attrs: Mapping[str, Any]) -> str:
    for name in attrs:
        if not name.startswith(("hx-", "data-", "aria-")):
            raise ComponentError(f"attrs may hold hx-…, data-… and aria-… only, not {name!r}.")
    return "".join(f' {name}="{escape(value)}"' for name, value in attrs.items())


@component("button")
@dataclass(frozen=True, slots=True, kw_only=True)
class Button(Component):
    """A link when it has an `href`, else a button of a form.

    `verdict` (core.verdict) or `reason` makes it a button that cannot be pressed, with the reason beside it.
    `about` is read out after the label, where many buttons say the same ("Reply" … to whom).
    """

    label: Text
    href: str = ""
    type: Literal["submit", "button"] = "submit"
    variant: Variant = "primary"
    icon: str = ""
    about: Text = ""
    param: str = ""
    value: str | int = ""
    form: str = ""
    action: str = ""
    small: bool = False
    reason: Text = ""
    verdict: Verdict | None = None
    opens: str = ""
    attrs: Mapping[str, Any] | None = None

    def html(self, context: Context | None = None, body: str = "") -> SafeString:
        inner = f"{icon(self.icon) if self.icon else ''}{conditional_escape(self.label)}"
        if self.about:
            inner += f'<span class="vh"> {conditional_escape(self.about)}</span>'
        look = f'class="ds-button"{VARIANTS[self.variant]}{SMALL if self.small else ""}'
        reason = self.reason or (self.verdict.reason if self.verdict is not None and not self.verdict else "")
        if reason or (self.verdict is not None and not self.verdict):
            return self._refused(inner, look, reason)
        if self.attrs:
            look += attributes(self.attrs)
        if self.opens:
            look += f' data-opens="{escape(self.opens)}"'
        if self.href:
            return safe(f'<a {look} href="{escape(self.href)}">{inner}</a>')
        if self.param:
            look += f' name="{escape(self.param)}" value="{escape(self.value)}"'
        if self.form:
            look += f' form="{escape(self.form)}"'
        if self.action:
            look += f' formaction="{escape(self.action)}"'
        return safe(f'<button type="{self.type}" {look}>{inner}</button>')

    def _refused(self, inner: str, look: str, reason: Text) -> SafeString:
        """Still reachable by keyboard, so that those who listen also get the reason."""
        key = f"why-{get_random_string(8)}"
        text = conditional_escape(reason or _("You may not do this now."))
        return safe(
            f'<span class="sl-why"><button type="button" {look} aria-disabled="true" aria-describedby="{key}">{inner}</button>'
            f'<span class="sl-why-t" id="{key}">{icon("info")}<span>{text}</span></span></span>'
        )


@component("toggle")
@dataclass(frozen=True, slots=True, kw_only=True)
class Toggle(Component):
    """On or off by a small form: support, follow. For one who is not signed in, a link to `sign_in`.

    `label` is the same word in both states for those who listen (aria-pressed says which); `label_on` is what is seen when on.
    With a `target` the button has an id, by which htmx gives the focus back to it after the swap: one icon once in a target.
    """

    needs_context: ClassVar[bool] = True

    label: Text
    action: str
    pressed: bool = False
    label_on: Text = ""
    icon: str = ""
    icon_on: str = "check"
    count: int | None = None
    variant: Variant = "secondary"
    sign_in: str = ""
    reason: Text = ""
    verdict: Verdict | None = None
    hidden: Sequence[tuple[str, str]] = ()
    target: str = ""
    about: Text = ""

    def extra(self) -> dict[str, Any]:
        refused = self.verdict is not None and not self.verdict
        return {
            "look": safe(VARIANTS[self.variant]),
            "mark": icon(self.icon_on) if self.pressed else icon(self.icon) if self.icon else "",
            "why": Button(
                label=self.label, variant=self.variant, icon=self.icon, reason=self.reason, verdict=self.verdict, about=self.about
            )
            if self.reason or refused
            else None,
        }


@component("dialog")
@dataclass(frozen=True, slots=True, kw_only=True)
class Dialog(Component):
    """A question over the page. The button that opens it is a link to `href`, the same question as a page of its own.

    Without a `button`, one in a form opens it by `opens`; without JavaScript that one sends its form at once.
    """

    takes_body: ClassVar[bool] = True

    id: str
    title: Text
    href: str = ""
    button: Text = ""
    variant: Variant = "secondary"
    icon: str = ""
    verdict: Verdict | None = None

    def extra(self) -> dict[str, Any]:
        return {
            "opener": Button(label=self.button, href=self.href, variant=self.variant, icon=self.icon, verdict=self.verdict, opens=self.id)
            if self.button
            else None
        }
