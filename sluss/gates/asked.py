"""What the address of the work queue asks for: which queue, narrowed to what, in which order, as a list or as a board."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, NamedTuple
from urllib.parse import parse_qsl, urlencode

from django.db.models import IntegerField, Q, QuerySet, Value
from django.db.models.functions import Coalesce
from django.http import QueryDict
from django.utils.translation import get_language

from sluss.core.prepared import Prepared
from sluss.core.routes import number_in
from sluss.people.models import Unit
from sluss.people.queries import under
from sluss.people.rules import acting
from sluss.people.states import ROLES, Permission

from .models import Promise
from .states import Phase, StageKind
from .waiting import day_of

MOST_UNITS = 400  # a select longer than this helps nobody
BOARD, BY_STAGE = "board", "stage"
_INTEGER = IntegerField()
_NAMES = ("tab", "unit", "stage", "level", "order", "view", "after", "before")


@dataclass(frozen=True, slots=True)
class Cursor:
    """Where a page begins: after the row with this day and number, or before it. In the address as "<day>.<number>", and
    "<day>.<number>.<phase>" where the rows stand by stage."""

    day: date
    pk: int
    back: bool = False
    phase: int | None = None

    def __str__(self) -> str:
        return f"{self.day.toordinal()}.{self.pk}" + ("" if self.phase is None else f".{self.phase}")

    @classmethod
    def read(cls, text: str, *, back: bool, by_stage: bool) -> Cursor | None:
        parts = [number_in(part) for part in text.split(".", 3)]
        if len(parts) != (3 if by_stage else 2):
            return None
        ordinal, pk, phase = (*parts, None)[:3]
        if ordinal is None or pk is None or not 1 <= ordinal <= date.max.toordinal():
            return None
        if by_stage and (phase is None or phase > max(Phase)):
            return None
        return cls(date.fromordinal(ordinal), pk, back, phase)


class Choice(NamedTuple):
    """A unit to narrow by."""

    pk: int
    name: str
    path: str


@dataclass(frozen=True, slots=True)
class Asked:
    """Only what means something to this user."""

    tab: str
    unit: Choice | None = None
    kind: str = ""
    phase: int | None = None
    order: str = ""  # the most urgent first, or BY_STAGE
    view: str = ""  # a list, or BOARD
    cursor: Cursor | None = None

    def query(self, **changes: str) -> str:
        pairs = {
            "tab": self.tab,
            "unit": str(self.unit.pk) if self.unit else "",
            "stage": self.kind,
            "level": str(self.phase or ""),
            "order": self.order,
            "view": self.view,
        } | changes
        return "?" + urlencode({name: value for name, value in pairs.items() if value})

    @property
    def narrowed(self) -> bool:
        return bool(self.unit or self.kind or self.phase)


def kept(text: str) -> str:
    """A queue's address as another address carries it, to lead back there: only what the queue itself could have said."""
    try:
        pairs = parse_qsl(text, max_num_fields=len(_NAMES))
    except ValueError:
        return ""
    found = [(name, value) for name, value in pairs if name in _NAMES and value.isascii() and value.isprintable()]
    return "?" + urlencode(found) if found else ""


@dataclass(frozen=True, slots=True)
class Found:
    """What there is to choose from."""

    tabs: Sequence[str]
    units: Sequence[Choice]
    kinds: Sequence[StageKind] = field(default_factory=lambda: list(StageKind))
    phases: Sequence[Phase] = field(default_factory=lambda: list(Phase))


def tabs_of(user: Any) -> list[str]:
    """Which tabs there are for the user; none for one who neither answers nor assesses."""
    me = acting(user)
    tabs = []
    if me.has(Permission.HANDLE):
        tabs += ["mine", "all" if me.everywhere(Permission.HANDLE) else "units"]
    if me.has(Permission.ASSESS):
        tabs.append("assess")
    if me.has(Permission.HANDLE):
        tabs.append("waiting")
    return tabs


_every_unit = Prepared(lambda: _units(Unit.objects.all()))


def units_of(user: Any) -> list[Choice]:
    """The units one can filter by: where one answers or assesses, and those below. One query."""
    wanted = {Permission.HANDLE, Permission.ASSESS}
    grants = [grant for grant in acting(user).grants if wanted & ROLES[grant.role].permissions]
    if any(grant.everywhere for grant in grants):
        found = _every_unit()
    else:
        found = list(_units(Unit.objects.filter(under({grant.path for grant in grants}))))
    english = get_language() == "en"
    return [Choice(pk, name_en if english and name_en else name, path) for pk, name, name_en, path in found]


def _units(units: QuerySet[Unit]) -> QuerySet[Unit, tuple[int, str, str, str]]:
    return units.filter(handed_on_at=None).order_by("sort_key", "id").values_list("pk", "name", "name_en", "path")[:MOST_UNITS]


def read(get: QueryDict, found: Found) -> Asked:
    wanted, kind, tab, level = get.get("unit", ""), get.get("stage", ""), get.get("tab", ""), number_in(get.get("level"))
    if tab == "units" and "all" in found.tabs:
        tab = "all"  # for one who answers in the whole city the units' queue is the city's
    tab = tab if tab in found.tabs else found.tabs[0]
    order = BY_STAGE if get.get("order") == BY_STAGE else ""
    by_stage = order == BY_STAGE
    cursors = (
        Cursor.read(get.get("after", ""), back=False, by_stage=by_stage),
        Cursor.read(get.get("before", ""), back=True, by_stage=by_stage),
    )
    return Asked(
        tab=tab,
        unit=next((unit for unit in found.units if str(unit.pk) == wanted), None),
        kind=kind if kind in found.kinds and tab != "assess" else "",  # all to assess are of one kind
        phase=level if level in found.phases else None,
        order=order,
        view=BOARD if get.get("view") == BOARD else "",
        cursor=cursors[0] or cursors[1],
    )


def narrowed(promises: QuerySet[Promise], asked: Asked) -> QuerySet[Promise]:
    if asked.unit:
        promises = promises.filter(unit__path__startswith=asked.unit.path)
    if asked.kind:
        promises = promises.filter(case__stage__kind=asked.kind)
    if asked.phase:
        promises = promises.filter(case__stage__phase=asked.phase)
    return promises


def ordered(promises: QuerySet[Promise], asked: Asked, *, back: bool = False) -> QuerySet[Promise]:
    """In the order asked for; what has no stage stands before the first of them."""
    sign = "-" if back else ""
    keys = [day_of(asked.tab), "id"]
    if asked.order == BY_STAGE:
        promises = promises.annotate(level=Coalesce("case__stage__phase", Value(0), output_field=_INTEGER))
        keys.insert(0, "level")
    return promises.order_by(*(sign + key for key in keys))


def past(promises: QuerySet[Promise], asked: Asked) -> QuerySet[Promise]:
    """Those after the cursor, or before it. `promises` come from `ordered`."""
    cursor = asked.cursor
    if cursor is None:
        return promises
    sign, on = "lt" if cursor.back else "gt", day_of(asked.tab)
    beyond = Q(**{f"{on}__{sign}": cursor.day}) | Q(**{on: cursor.day, f"id__{sign}": cursor.pk})
    if cursor.phase is None:
        return promises.filter(beyond)
    return promises.filter(Q(**{f"level__{sign}": cursor.phase}) | (Q(level=cursor.phase) & beyond))
