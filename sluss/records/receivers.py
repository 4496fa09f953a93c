from __future__ import annotations

from sluss.core import events
from sluss.core.events import Register
from sluss.core.jobs import every
from sluss.journal.models import Event

from . import actions


@events.inside(lambda kind: kind.register is not Register.NO)
def register(event: Event) -> None:
    actions.register(event)


@every(seconds=3600, name="records.remind_erasures")
def remind() -> None:
    actions.remind_erasures()
