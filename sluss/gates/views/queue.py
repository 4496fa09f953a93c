"""The one work queue: every wait that somebody owes an answer to, the most urgent first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from math import ceil
from typing import Any
from urllib.parse import urlencode

from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.formats import number_format
from django.utils.functional import Promise as LazyText
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_safe

from sluss.core import addresses, clock
from sluss.core.components import Chip, Column
from sluss.core.dates import day
from sluss.core.routes import number_in
from sluss.people.models import Unit
from sluss.people.rules import acting
from sluss.people.states import ROLES, Permission

from .. import queries
from ..models import Promise
from ..states import PromiseState, StageKind
from .case import EXPECTED
from .desk import foreign, sign_in_first

PAGE = 20
COUNT_TO = 1000
LONG_QUEUE = 5  # from how many it helps to know how long they take
PACE_WEEKS = 8  # how far back one's pace is measured
MOST_UNITS = 400  # a select longer than this helps nobody

TABS: dict[str, LazyText] = {
    "mine": gettext_lazy("Mine"),
    "units": gettext_lazy("My units’"),
    "all": gettext_lazy("The whole city’s"),
    "assess": gettext_lazy("To assess"),
    "waiting": gettext_lazy("Waiting for the giver"),
}


@dataclass(frozen=True, slots=True)
class Cursor:
    """Where a page begins: after the row with this day and number, or before it. In the address as "<day>.<number>"."""

    day: date
    pk: int
    back: bool = False

    def __str__(self) -> str:
        return f"{self.day.toordinal()}.{self.pk}"

    @classmethod
    def read(cls, text: str, *, back: bool) -> Cursor | None:
        first, _, last = text.partition(".")
        ordinal, pk = number_in(first), number_in(last)
        if ordinal is None or pk is None or not 1 <= ordinal <= date.max.toordinal():
            return None
        return cls(date.fromordinal(ordinal), pk, back)


@dataclass(frozen=True, slots=True)
class Asked:
    """What the address asks for; only what means something to this user."""

    tab: str
    unit: Unit | None = None
    kind: str = ""
    cursor: Cursor | None = None

    def query(self, **changes: str) -> str:
        pairs = {"tab": self.tab, "unit": str(self.unit.pk) if self.unit else "", "stage": self.kind} | changes
        return "?" + urlencode({name: value for name, value in pairs.items() if value})

    @property
    def narrowed(self) -> bool:
        return bool(self.unit or self.kind)


@dataclass(frozen=True, slots=True)
class Row:
    promise: Promise
    title: str
    language: str  # empty when it is the page's own
    href: str
    reference: str
    expected: str
    step: int | None
    stage: str
    unit: str
    holder: str


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


def promises_in(tab: str, user: Any) -> QuerySet[Promise]:
    if tab == "assess":
        return queries.to_assess(user)
    if tab == "waiting":
        return queries.waiting_for_giver(user)
    return queries.open_promises(user, tab)


def _units(user: Any) -> list[Unit]:
    """The units one can filter by: where one answers or assesses, and those below. One query."""
    wanted = {Permission.HANDLE, Permission.ASSESS}
    paths = {grant.path for grant in acting(user).grants if wanted & ROLES[grant.role].permissions}
    under = Q(pk__in=())
    for path in paths:
        under |= Q(path__startswith=path)
    found = Unit.objects.filter(under, handed_on_at=None).only("name", "name_en", "path", "parent_id")
    return list(found.order_by("sort_key", "id")[:MOST_UNITS])


def _read(get: QueryDict, tabs: Sequence[str], units: Sequence[Unit]) -> Asked:
    wanted, kind, tab = get.get("unit", ""), get.get("stage", ""), get.get("tab", "")
    if tab == "units" and "all" in tabs:
        tab = "all"  # for one who answers in the whole city the units' queue is the city's
    tab = tab if tab in tabs else tabs[0]
    return Asked(
        tab=tab,
        unit=next((unit for unit in units if str(unit.pk) == wanted), None),
        kind=kind if kind in StageKind.values and tab != "assess" else "",  # all to assess are of one kind
        cursor=Cursor.read(get.get("after", ""), back=False) or Cursor.read(get.get("before", ""), back=True),
    )


def _narrowed(promises: QuerySet[Promise], asked: Asked) -> QuerySet[Promise]:
    if asked.unit:
        promises = promises.filter(unit__path__startswith=asked.unit.path)
    if asked.kind:
        promises = promises.filter(case__stage__kind=asked.kind)
    return promises


@require_safe
def queue(request: HttpRequest) -> HttpResponse:
    if answer := sign_in_first(request):
        return answer
    tabs = tabs_of(request.user)
    if not tabs:
        raise PermissionDenied(_("The work queue is for those who answer or assess ideas. You have no such role right now."))
    units = _units(request.user)
    asked = _read(request.GET, tabs, units)
    found = _narrowed(promises_in(asked.tab, request.user), asked)
    rows, previous, following = _page(found, asked)
    home = reverse("gates:queue")
    if asked.cursor and not rows:
        return redirect(home + asked.query())
    context = {
        "rows": _shown(rows),
        "summary": _summary(found, asked, request.user),
        "tabs": [Chip(label=TABS[tab], href=home + Asked(tab, asked.unit, asked.kind).query(), current=tab == asked.tab) for tab in tabs],
        "asked": asked,
        "home": home,
        "columns": _columns(asked.tab),
        "units": [(unit.pk, unit.shown_name, unit == asked.unit) for unit in units] if len(units) > 1 else [],
        "kinds": [(kind.value, kind.label, kind.value == asked.kind) for kind in StageKind] if asked.tab != "assess" else [],
        "next_url": reverse("gates:next") + asked.query() if rows and asked.tab != "waiting" else "",
        "unfiltered": home + Asked(asked.tab).query(),
        "wider": home + Asked(tabs[1]).query() if asked.tab == "mine" else "",
        "older": home + asked.query(before=str(previous)) if previous else "",
        "newer": home + asked.query(after=str(following)) if following else "",
        "first": home + asked.query() if previous else "",
    }
    return render(request, "gates/queue.html", context)


@require_safe
def next_one(request: HttpRequest) -> HttpResponse:
    """Straight to the most urgent in a tab; the queue itself when there is none. `but` is the case that has just been answered."""
    if answer := sign_in_first(request):
        return answer
    tabs = tabs_of(request.user)
    if not tabs:
        return redirect("gates:queue")
    asked = _read(request.GET, tabs, _units(request.user))
    found = _narrowed(promises_in(asked.tab, request.user), asked).exclude(case=None)
    if (but := number_in(request.GET.get("but"))) is not None:
        found = found.exclude(case_id=but)
    promise = found.first()
    return redirect("gates:case", promise.case_id) if promise else redirect(reverse("gates:queue") + asked.query())


def _day_field(tab: str) -> str:
    return "paused_on" if tab == "waiting" else "due_on"


def _page(found: QuerySet[Promise], asked: Asked) -> tuple[list[Promise], Cursor | None, Cursor | None]:
    """The rows, and where the pages before and after begin. One query."""
    on = _day_field(asked.tab)
    cursor = asked.cursor
    back = cursor is not None and cursor.back
    if cursor is not None:
        sign = "lt" if back else "gt"
        found = found.filter(Q(**{f"{on}__{sign}": cursor.day}) | Q(**{on: cursor.day, f"id__{sign}": cursor.pk}))
    found = found.order_by(f"-{on}", "-id") if back else found.order_by(on, "id")
    rows = list(found.select_related("subject", "case__stage", "unit", "person__details")[: PAGE + 1])
    more = len(rows) > PAGE
    rows = rows[:PAGE]
    if back:
        rows.reverse()
    if not rows:
        return [], None, None
    before, after = (more, True) if back else (cursor is not None, more)
    ends = [Cursor(getattr(row, on), row.pk) for row in (rows[0], rows[-1])]
    return rows, ends[0] if before else None, ends[1] if after else None


def _shown(promises: Sequence[Promise]) -> list[Row]:
    names = queries.holding_names(promises) if promises else {}
    return [_row(promise, names[promise.pk]) for promise in promises]


def _row(promise: Promise, holder: str) -> Row:
    case, subject = promise.case, promise.subject
    vacant = _("%(role)s: vacant") % {"role": promise.get_owner_role_display()}
    return Row(
        promise=promise,
        title=subject.title,
        language=foreign(subject.language),
        href=reverse("gates:case", args=[case.pk]) if case else addresses.url_of(subject),
        reference=(case.reference or "") if case else "",
        expected=_expected(promise),
        step=case.stage.phase if case else None,
        stage=case.stage.shown_name if case else "",
        unit=promise.unit.shown_name,
        holder=holder or vacant,
    )


def _expected(promise: Promise) -> str:
    if promise.state == PromiseState.PAUSED:
        return _("The giver has been asked for more")
    if promise.case is None:
        return str(promise.get_kind_display())
    if promise.case.stage_ends_on:
        return _("Collects support until %(day)s") % {"day": day(promise.case.stage_ends_on)}
    return str(EXPECTED[StageKind(promise.case.stage.kind)])


def _summary(found: QuerySet[Promise], asked: Asked, user: Any) -> str:
    """How many, how many of them are late, and how long it will take; never counted past a thousand.

    One query, since the late ones come first in it, and one more for the pace in one's own queue.
    """
    days = list(found.values_list(_day_field(asked.tab), flat=True)[: COUNT_TO + 1])
    number = len(days)
    if not number:
        return ""
    shown = _("More than %(n)s") % {"n": number_format(COUNT_TO, force_grouping=True)} if number > COUNT_TO else str(number)
    if asked.tab == "waiting":
        return ngettext("%(n)s waits for its giver.", "%(n)s wait for their givers.", number) % {"n": shown}
    late = sum(due < clock.today() for due in days)
    if asked.tab == "assess":
        total = ngettext("%(n)s to assess.", "%(n)s to assess.", number) % {"n": shown}
    else:
        total = ngettext("%(n)s waits for an answer.", "%(n)s wait for an answer.", number) % {"n": shown}
    many = _("More than %(n)s") % {"n": number_format(COUNT_TO, force_grouping=True)} if late > COUNT_TO else str(late)
    lateness = ngettext("%(n)s is late.", "%(n)s are late.", late) % {"n": many} if late else _("None is late.")
    pace = _pace(number, user) if asked.tab == "mine" and not asked.narrowed else ""
    return " ".join(part for part in (total, lateness, pace) if part)


def _pace(number: int, user: Any) -> str:
    """How long the queue is, in weeks as the user has worked lately. Nothing for a short queue, or for one who has just begun."""
    answered = queries.kept_by(user, weeks=PACE_WEEKS)
    if number < LONG_QUEUE or not answered:
        return ""
    weeks = ceil(number * PACE_WEEKS / answered)
    return ngettext("At your pace it takes about %(n)d week.", "At your pace it takes about %(n)d weeks.", weeks) % {"n": weeks}


def _columns(tab: str) -> list[Column]:
    last = _("Waiting since") if tab == "waiting" else _("Answer by")
    return [Column(label=label) for label in (_("Case"), last, _("Stage"), _("Unit"), _("Held by"))]
