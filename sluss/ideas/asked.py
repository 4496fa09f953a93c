"""What the address bar of the list asks for: as clean values, and back. What means nothing is left out, and said."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode

from django.http import QueryDict
from django.utils.translation import gettext as _

from sluss.core.routes import number_in
from sluss.gates.states import Phase

from .listing import Cursor, Filters, Sort
from .options import Options
from .states import Status

LONGEST_SEARCH = 200
_STATUSES = frozenset(Status.values)
_PHASES = {str(phase.value): phase for phase in Phase}


@dataclass(frozen=True, slots=True)
class Asked:
    """Texts as they stand in the address; only such that mean something."""

    q: str = ""
    phase: str = ""
    theme: str = ""
    unit: str = ""
    place: str = ""
    status: str = ""
    sort: str = ""
    after: str = ""
    before: str = ""

    def query(self, **changes: str) -> str:
        """The query of an address with some of it changed; a new search begins at its first page unless the page is what changes."""
        if not {"after", "before"} & set(changes):
            changes |= {"after": "", "before": ""}
        asked = replace(self, **changes)
        pairs = [(name, value) for name in asked.__slots__ if (value := getattr(asked, name))]
        return f"?{urlencode(pairs)}" if pairs else ""

    @property
    def narrowed_by(self) -> Sequence[str]:
        return [name for name in FILTERS if getattr(self, name)]


FILTERS = ("phase", "theme", "unit", "place", "status")


@dataclass(frozen=True, slots=True)
class Reading:
    asked: Asked
    filters: Filters
    sort: Sort
    cursor: Cursor | None
    ignored: Sequence[str] = ()  # names of what was asked for and means nothing


def wanted_unit(get: QueryDict) -> int | None:
    """The unit's number, before anybody knows whether there is such a unit."""
    return number_in(get.get("unit"))


def read(get: QueryDict, options: Options) -> Reading:
    q = " ".join(get.get("q", "").replace("\x00", " ").split())[:LONGEST_SEARCH]
    given = {name: get.get(name, "").strip() for name in FILTERS}
    known = {
        "phase": given["phase"] in _PHASES,
        "status": given["status"] in _STATUSES,
        "theme": given["theme"] in options.themes,
        "place": given["place"] in options.places,
        "unit": given["unit"] in options.units,
    }
    ignored = [name for name in FILTERS if given[name] and not known[name]]
    clean = {name: given[name] if known[name] else "" for name in FILTERS}
    sort = _sort(get.get("sort", ""), searching=bool(q))
    after, before = Cursor.read(get.get("after", ""), back=False), Cursor.read(get.get("before", ""), back=True)
    cursor = after or before
    asked = Asked(
        q=q,
        **clean,
        sort="" if sort == _default(bool(q)) else sort.value,
        after=str(after) if after else "",
        before=str(before) if before and not after else "",
    )
    filters = Filters(
        phase=int(clean["phase"]) if clean["phase"] else None,
        status=clean["status"],
        theme_id=options.themes[clean["theme"]].pk if clean["theme"] else None,
        place_id=options.places[clean["place"]].pk if clean["place"] else None,
        unit_ids=options.wanted_units if clean["unit"] else (),
    )
    return Reading(asked, filters, sort, cursor, ignored)


def _default(searching: bool) -> Sort:
    return Sort.BEST if searching else Sort.NEWEST


def _sort(text: str, *, searching: bool) -> Sort:
    allowed = set(Sort) if searching else {Sort.NEWEST, Sort.SUPPORT}
    return Sort(text) if text in Sort.values and Sort(text) in allowed else _default(searching)


def labels() -> dict[str, str]:
    """What each filter is called."""
    return {"phase": _("Phase"), "theme": _("Theme"), "unit": _("Unit"), "place": _("Place"), "status": _("Status")}


def joined(words: Iterable[Any]) -> str:
    return ", ".join(str(word) for word in words)
