"""The lock staircase: how far something has come, from need to spread."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from .base import Component, ComponentError, Text, component

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

    def extra(self) -> dict[str, Any]:
        if len(self.steps) != 6:
            raise ComponentError(f"lock: it has six steps, not {len(self.steps)}.")
        here = [(number, step) for number, step in enumerate(self.steps, start=1) if step.state in HERE]
        if len(here) > 1:
            raise ComponentError("lock: the boat can only be at one step.")
        through = all(step.state == "done" for step in self.steps)
        return {
            "heading": self.title or _("How far it has come"),
            "place": "" if self.quiet else _place(here, self.steps),
            "through": through,
        }


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
