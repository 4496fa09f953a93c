"""The reference pages about what core itself holds."""

from __future__ import annotations

from django.utils.translation import override

from . import docs, events


def _events() -> str:
    with override("en"):
        rows = [
            [
                f"`{kind.name}`",
                kind.label,
                ", ".join(sorted(kind.tell)) or "–",
                str(kind.register) or "–",
                "yes" if kind.index else "–",
                "handlers" if kind.handlers_only else "all" if kind.timeline else "–",
            ]
            for kind in sorted(events.KINDS.values(), key=lambda kind: kind.name)
        ]
    return (
        "# Events\n\nWhat is recorded, whom it is told to, what the official register makes of it, whether the search row is written anew, "
        "and who sees it on the timeline.\n\n" + docs.table(["Kind", "What happened", "Told to", "Register", "Index", "Timeline"], rows)
    )


docs.register("events", _events)
