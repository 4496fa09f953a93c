"""The list of ideas."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from sluss.core.components import Chip
from sluss.core.errors import too_many
from sluss.core.routes import address
from sluss.gates.states import Phase

from ..asked import FILTERS, Asked, Reading, joined, labels, read, wanted_unit
from ..finding import find
from ..listing import Sort, Total
from ..options import Options, option_tags, options_for
from ..rows import drawn, number
from ..states import Status
from .limits import wait_before_searching


@dataclass(frozen=True, slots=True)
class Select:
    """One filter: a native select, so that it works everywhere and by itself."""

    name: str
    label: str
    options: SafeString


@require_safe
def ideas(request: HttpRequest) -> HttpResponse:
    options = options_for(wanted_unit(request.GET))
    asked = read(request.GET, options)
    home = address("ideas:list")
    if asked.asked.q and (wait := wait_before_searching(request)):
        return too_many(request, wait)
    found = find(request.user, asked)
    if asked.cursor and not found.rows:
        # What stood beyond the cursor is gone, or the cursor was made up.
        return redirect(home + asked.asked.query(after="", before=""))
    context = {
        "asked": asked.asked,
        "home": home,
        "rows": drawn(found.rows, options.theme_names) if found.rows else "",
        "found": found,
        "hits": _hits(found.total),
        "selects": _selects(asked, options),
        "sorts": _sorts(asked),
        "chips": _chips(asked, options, home),
        "narrowed": bool(asked.asked.narrowed_by),
        "ignored": _ignored(asked.ignored),
        "unfiltered": home + Asked(q=asked.asked.q).query(),
        "previous": home + asked.asked.query(before=str(found.previous), after="") if found.previous else "",
        "next": home + asked.asked.query(after=str(found.next), before="") if found.next else "",
        "first": home + asked.asked.query(after="", before="") if found.previous else "",
    }
    response = render(request, "ideas/browse/list.html", context)
    if request.headers.get("HX-Request"):
        # The address that is shown leaves out what was not filled in.
        query = asked.asked.query(after=asked.asked.after, before=asked.asked.before)
        response.headers["HX-Push-Url"] = home + query
    return response


def _hits(total: Total) -> str:
    """How many, said in full; never counted past a thousand."""
    words = {"number": number(total.number)}
    if total.more:
        return _("More than %(number)s ideas") % words
    if total.cut:
        return ngettext("At least %(number)s idea", "At least %(number)s ideas", total.number) % words
    return ngettext("%(number)s idea", "%(number)s ideas", total.number) % words


def _selects(asked: Reading, options: Options) -> list[Select]:
    return [_chosen(select, getattr(asked.asked, select.name)) for select in _unchosen(options, get_language())]


# As many as there are kept in options.
@lru_cache(maxsize=64)
def _unchosen(options: Options, language: str | None) -> tuple[Select, ...]:
    """The filters with nothing chosen in them: drawn again when what one can choose among is another."""
    names = labels()
    given = {
        "phase": (_("All phases"), [(str(phase.value), f"{phase.value}. {phase.label}") for phase in Phase]),
        "theme": (_("All themes"), [(key, choice.label) for key, choice in options.themes.items()]),
        "unit": (_("The whole city"), [(key, choice.label) for key, choice in options.units.items()]),
        "place": (_("All places"), [(key, choice.label) for key, choice in options.places.items()]),
        "status": (_("All statuses"), [(status.value, str(status.label)) for status in Status]),
    }
    return tuple(Select(name, names[name], option_tags(*given[name])) for name in FILTERS if given[name][1])


def _chosen(select: Select, value: str) -> Select:
    if not value:
        return select
    told = f'value="{escape(value)}"'
    return replace(select, options=mark_safe(select.options.replace(told, f"{told} selected", 1)))  # noqa: S308 - escaped where they are made


def _sorts(asked: Reading) -> list[tuple[str, str, bool]]:
    sorts = [Sort.BEST, Sort.NEWEST, Sort.SUPPORT] if asked.asked.q else [Sort.NEWEST, Sort.SUPPORT]
    # The first is what one gets without asking: chosen by no word at all, so that a search from the plain list is ordered by its match.
    return [("" if sort == sorts[0] else sort.value, str(sort.label), sort == asked.sort) for sort in sorts]


def _chips(asked: Reading, options: Options, home: str) -> list[Chip]:
    """What narrows the list, each with a way out of it."""
    shown = {
        "phase": lambda value: Phase(int(value)).label,
        "theme": lambda value: options.themes[value].label,
        "unit": lambda value: options.units[value].label,
        "place": lambda value: options.places[value].label,
        "status": lambda value: Status(value).label,
    }
    chips = [
        Chip(label=shown[name](getattr(asked.asked, name)), href=home + asked.asked.query(**{name: ""}), remove=True)
        for name in asked.asked.narrowed_by
    ]
    if asked.asked.q:
        chips.insert(0, Chip(label=_("“%(words)s”") % {"words": asked.asked.q}, href=home + asked.asked.query(q="", sort=""), remove=True))
    return chips


def _ignored(names: Sequence[str]) -> str:
    if not names:
        return ""
    words: dict[str, Any] = labels()
    return _("The address asked for something that is not here, so it was left out: %(what)s.") % {
        "what": joined(words[name].lower() for name in names)
    }
