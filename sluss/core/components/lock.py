"""The lock staircase: how far something has come, from need to spread."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from django.template import Context
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from .base import Component, ComponentError, Text, component, safe, written

State = Literal["done", "now", "next", "closed", "parked", "plain"]  # plain: a process, which nobody is on the way through
HERE: frozenset[str] = frozenset({"now", "closed", "parked"})
SPOKEN: dict[str, Text] = {
    "done": gettext_lazy("passed"),
    "now": gettext_lazy("here now"),
    "next": gettext_lazy("not yet"),
    "closed": gettext_lazy("closed here"),
    "parked": gettext_lazy("parked here"),
    "plain": "",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class LockStep:
    """`note` is the line under the name: "12 mars", "sedan 1 september", "beslut 15 december"."""

    label: Text
    state: State
    note: Text = ""

    @property
    def spoken(self) -> Text:
        return SPOKEN[self.state]


@component("lock")
@dataclass(frozen=True, slots=True, kw_only=True)
class Lock(Component):
    """Six steps, at most one of them where the boat is. `text` is what happens next, beside "Step 3 of 6: Concept."."""

    steps: Sequence[LockStep]
    text: Text = ""
    title: Text = ""
    id: str = "lock"
    quiet: bool = False  # where it shows what the steps are, and nothing is anywhere

    def html(self, context: Context | None = None, body: str = "") -> SafeString:
        if len(self.steps) != 6:
            raise ComponentError(f"lock: it has six steps, not {len(self.steps)}.")
        here = [(number, step) for number, step in enumerate(self.steps, start=1) if step.state in HERE]
        if len(here) > 1:
            raise ComponentError("lock: the boat can only be at one step.")
        through = all(step.state == "done" for step in self.steps)
        key, place = written(self.id), "" if self.quiet else written(_place(here, self.steps))
        place = f"<b>{place}</b> " if place else ""
        stairs = "".join(_stair(number, step, quiet=self.quiet, through=through) for number, step in enumerate(self.steps, start=1))
        return safe(
            f'<section class="sl-lock" aria-labelledby="{key}-t">\n  <div class="sl-wrap">\n    <div class="sl-lock-h">'
            f'<h2 id="{key}-t" class="sl-eyebrow">{written(self.title or _("How far it has come"))}</h2>'
            f'<p>{place}{written(self.text)}</p></div>\n    <ol class="sl-stairs">{stairs}</ol>\n  </div>\n</section>\n'
        )


def _stair(number: int, step: LockStep, *, quiet: bool, through: bool) -> str:
    last = " is-through" if through and number == 6 else ""
    here = ' aria-current="step"' if step.state in HERE else ""
    spoken = f'<span class="vh">({written(step.spoken)}) </span>' if step.spoken and not quiet else ""
    return (
        f'<li class="is-{step.state}{last}"{here}><span class="ch" aria-hidden="true"><i></i></span><span class="tx">'
        f'<b><span class="nr">{number}</span><span class="wd">{written(step.label)}</span></b>'
        f'{spoken}<span class="dt">{written(step.note)}</span></span></li>'
    )


def _place(here: list[tuple[int, LockStep]], steps: Sequence[LockStep]) -> str:
    """The lock as a sentence."""
    if not here:
        if all(step.state == "plain" for step in steps):
            return ""
        return _("All six steps are passed.") if all(step.state == "done" for step in steps) else _("Not begun.")
    number, step = here[0]
    given = {"step": number, "label": step.label}
    if step.state == "parked":
        return _("Parked at step %(step)d of 6: %(label)s.") % given
    if step.state == "closed":
        return _("Closed at step %(step)d of 6: %(label)s.") % given
    return _("Step %(step)d of 6: %(label)s.") % given
