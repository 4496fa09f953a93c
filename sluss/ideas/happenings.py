"""The timeline of an idea: events as lines to read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from django.utils.translation import gettext_lazy as _

from sluss.core import clock
from sluss.core.components import TimelineItem
from sluss.core.events import KINDS
from sluss.gates.models import Stage
from sluss.gates.states import Outcome
from sluss.journal.models import Event

ICONS = {
    "case.opened": "inbox",
    "case.advanced": "arrow-right",
    "case.sent_back": "undo",
    "case.asked": "ask",
    "case.completed": "reply",
    "case.parked": "parked",
    "case.woken": "bell",
    "case.closed": "check",
    "case.referred": "forward",
    "case.withdrawn": "withdraw",
    "case.recommended": "comment",
    "case.corrected": "edit",
    "case.imported": "download",
    "case.moved": "forward",
    "case.assessed": "scale",
    "case.period_ended": "clock",
    "case.trial_planned": "calendar",
    "case.trial_ended": "check-circle",
    "case.receiver_answered": "building",
    "subject.released": "eye",
    "subject.narrowed": "lock",
    "subject.titled": "edit",
    "idea.edited": "edit",
}
# Where the stage says something that the event's own name does not.
NAMES_STAGE = frozenset({"case.advanced", "case.sent_back", "case.opened"})

# Nobody has judged it, so nobody has answered.
BY_ITSELF = _("Closed because too few supported it")


def items(events: Iterable[Event], stages: Mapping[int, Stage]) -> list[TimelineItem]:
    """No queries beyond the events'. An event of a kind that nobody declares any more is left out."""
    shown = []
    for event in events:
        kind = KINDS.get(event.kind)
        if kind is None:
            continue
        stage = stages.get(event.data.get("stage", 0)) if event.kind in NAMES_STAGE else None
        text = stage.shown_name if stage else ""
        title = BY_ITSELF if event.data.get("outcome") == Outcome.NO_SUPPORT and event.kind == "case.closed" else kind.label
        shown.append(TimelineItem(when=clock.local_day(event.at), title=title, text=text, icon=ICONS.get(event.kind, "info")))
    return shown
