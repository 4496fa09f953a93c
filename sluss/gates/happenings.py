"""The timeline of a subject that has cases: events as lines to read, on the case page and on the pages of the apps above."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from django.utils.translation import gettext_lazy as _

from sluss.core import clock
from sluss.core.components import TimelineItem
from sluss.core.events import KINDS
from sluss.journal.models import Event

from .models import Stage
from .states import Outcome

# Nobody has judged it, so nobody has answered.
BY_ITSELF = _("Closed because too few supported it")


def items(events: Iterable[Event], stages: Mapping[int, Stage]) -> list[TimelineItem]:
    """No queries beyond the events'. An event of a kind that nobody declares any more is left out."""
    shown = []
    for event in events:
        kind = KINDS.get(event.kind)
        if kind is None:
            continue
        stage = stages.get(event.data.get("stage", 0)) if kind.names_stage else None
        text = stage.shown_name if stage else ""
        title = BY_ITSELF if event.data.get("outcome") == Outcome.NO_SUPPORT and event.kind == "case.closed" else kind.label
        shown.append(TimelineItem(when=clock.local_day(event.at), title=title, text=text, icon=kind.icon))
    return shown
