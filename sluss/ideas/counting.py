"""What the statistics page says of ideas alone: what they are about and how they came in, in the same period and units."""

from __future__ import annotations

from collections import Counter
from typing import Any

from django.db.models import Count
from django.utils.translation import gettext as _

from sluss.core.components import Bar, Bars, Numbers
from sluss.core.labels import shown
from sluss.gates.counting import Asked

from .models import Idea
from .states import Channel

MOST_GROUPS = 2_000
SHOWN = 8


def by_theme(asked: Asked) -> dict[tuple[str, str], int]:
    """How many came in, by theme and channel: {(theme, channel): number}. One query, whatever their number; no theme is an empty text."""
    ideas = Idea.objects.filter(asked.within("submitted_at"), asked.of_units("unit")).order_by()
    rows = ideas.values_list("theme__key", "theme__name", "submission__channel").annotate(number=Count("pk"))[:MOST_GROUPS]
    groups: Counter[tuple[str, str]] = Counter()
    for _key, name, channel, number in rows:
        groups[shown(name), channel or Channel.WEB] += number
    return dict(groups)


def themes(asked: Asked) -> tuple[Bars, str]:
    """The chart, and what is counted."""
    groups = by_theme(asked)
    names = sorted({theme for theme, _channel in groups}, key=lambda theme: (-_sum(groups, theme=theme), theme))
    total = sum(groups.values())
    known = [name for name in names if name]
    form = sum(number for (_theme, channel), number in groups.items() if channel == Channel.WEB)
    says = _("Most are about %(theme)s. %(form)d of %(total)d came by the form.") if known else _("%(form)d of %(total)d came by the form.")
    words: dict[str, Any] = {"theme": known[0].lower() if known else "", "form": form, "total": total}
    parts = {name: (groups.get((name, Channel.WEB), 0), _sum(groups, theme=name) - groups.get((name, Channel.WEB), 0)) for name in names}
    chart = Bars(
        title=_("Ideas by theme"),
        takeaway=says % words if total else _("No idea came in during the period."),
        items=[Bar(label=name or _("No theme yet"), parts=parts[name]) for name in names[:SHOWN]],
        series=[_("By the form"), _("Written in for the giver")],
        numbers=Numbers(
            columns=[_("Theme"), *(channel.label for channel in Channel), ""],
            rows=[
                [name or _("No theme yet"), *(groups.get((name, channel), 0) for channel in Channel), _sum(groups, theme=name)]
                for name in names
            ],
        ),
        id="themes",
    )
    meaning = _(
        "Ideas that came in during the period, to the units that have them now, by the theme they have now. Those that one who answers has "
        "written in came on paper, by telephone, at a workshop, by mail or in an earlier list."
    )
    return chart, meaning


def _sum(groups: dict[tuple[str, str], int], *, theme: str) -> int:
    return sum(number for (name, _channel), number in groups.items() if name == theme)
