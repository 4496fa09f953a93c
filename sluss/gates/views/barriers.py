"""What blocks: one page that counts it, one for each barrier, and the forms that note them on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_safe

from sluss.core import clock, kept, once
from sluss.core.components import Chip, Column, Crumb, TimelineItem
from sluss.core.dates import day
from sluss.core.routes import number_in
from sluss.core.text import summarise
from sluss.core.verdict import NotAllowed
from sluss.people.models import Unit
from sluss.people.rules import acting
from sluss.people.states import Permission

from .. import actions, forms, queries, rules, rules_together
from .. import queries_together as together
from ..models import Barrier
from ..states import BarrierKind, BarrierState
from .desk import sign_in_first
from .working import WorkPage

PAGE = 20
MOST_UNITS = 12  # in the table of units; the others are counted together
TABS = {"": gettext_lazy("What blocks now"), "lifted": gettext_lazy("Lifted to somebody"), "removed": gettext_lazy("Removed")}


@dataclass(frozen=True, slots=True)
class Row:
    """One barrier in the list."""

    href: str
    words: str
    kind: Any
    where: str
    case_href: str
    case_title: str
    owner: str
    since: Any
    days: int
    state: Any
    lifted_to: str


@dataclass(frozen=True, slots=True)
class Measured:
    """A line of a table: what blocks so much, with a link to those it is about."""

    name: str
    href: str
    tally: together.Tally


def _demand(request: HttpRequest) -> None:
    verdict = rules_together.may_see_barriers(request.user)
    if not verdict:
        raise PermissionDenied(str(verdict.reason))


@require_safe
def barriers(request: HttpRequest) -> HttpResponse:
    """Session, user, notices, roles and units, then: what is counted, names of units, rows."""
    if answer := sign_in_first(request):
        return answer
    _demand(request)
    asked = _read(request.GET)
    counted = together.blocked(request.user)
    names = {unit.pk: unit.shown_name for unit in Unit.objects.filter(pk__in=[tally.key for tally in counted.by_unit[:MOST_UNITS]])}
    found = _narrowed(request, asked)
    rows = list(together.barriers_with_all(found)[: PAGE + 1])
    older = _address(asked | {"after": str(rows[PAGE - 1].pk)}) if len(rows) > PAGE else ""
    kinds = [Measured(str(BarrierKind(t.key).label), _address({"kind": t.key}), t) for t in counted.by_kind]
    units = [Measured(names[t.key], _address({"unit": str(t.key)}), t) for t in counted.by_unit[:MOST_UNITS]]
    context = {
        "takeaway": _takeaway(counted),
        "cut": counted.cut,
        "kinds": kinds,
        "units": units,
        "more_units": max(0, len(counted.by_unit) - MOST_UNITS),
        "most_kind": max((one.tally.blocking for one in kinds), default=0),
        "most_unit": max((one.tally.blocking for one in units), default=0),
        "kind_columns": _columns(_("What is it about?")),
        "unit_columns": _columns(_("Where")),
        "tabs": [Chip(label=str(label), href=_address({"state": key}), current=asked["state"] == key) for key, label in TABS.items()],
        "asked": asked,
        "chosen": _chosen(asked, names),
        "rows": [_row(barrier, request.user) for barrier in rows[:PAGE]],
        "columns": [
            Column(label=_("What blocks?")),
            Column(label=_("Where")),
            Column(label=_("Lies with")),
            Column(label=_("Days"), numeric=True),
        ],
        "older": older,
        "first": _address(asked | {"after": ""}) if asked["after"] else "",
        "unfiltered": reverse("gates:barriers"),
        "new_url": reverse("gates:barrier_new"),
    }
    return render(request, "gates/barriers.html", context)


def _read(get: QueryDict) -> dict[str, str]:
    """Only what means something; the rest of an address is passed by."""
    state, kind = get.get("state", ""), get.get("kind", "")
    unit, after = number_in(get.get("unit", "")), number_in(get.get("after", ""))
    return {
        "state": state if state in TABS else "",
        "kind": kind if kind in BarrierKind.values else "",
        "unit": str(unit) if unit else "",
        "after": str(after) if after else "",
    }


def _address(asked: dict[str, str]) -> str:
    query = urlencode({name: value for name, value in asked.items() if value})
    return reverse("gates:barriers") + (f"?{query}#list" if query else "#list")


def _narrowed(request: HttpRequest, asked: dict[str, str]) -> Any:
    """Those that have blocked longest first, page by page on their numbers."""
    found = together.visible_barriers(request.user)
    found = found.filter(state=asked["state"]) if asked["state"] else found.filter(state__in=[BarrierState.OPEN, BarrierState.LIFTED])
    if asked["kind"]:
        found = found.filter(kind=asked["kind"])
    if asked["unit"]:
        found = found.filter(unit_id=int(asked["unit"]))
    if asked["after"]:
        found = found.filter(pk__gt=int(asked["after"]))
    return found.order_by("pk")


def _chosen(asked: dict[str, str], names: dict[int, str]) -> list[Chip]:
    """What the list is narrowed by, each with a way out of it."""
    made = []
    if asked["kind"]:
        made.append((str(BarrierKind(asked["kind"]).label), "kind"))
    if asked["unit"]:
        made.append((names.get(int(asked["unit"])) or _("One unit"), "unit"))
    return [Chip(label=label, href=_address(asked | {name: "", "after": ""}), remove=True) for label, name in made]


def _columns(first: str) -> list[Column]:
    return [
        Column(label=first),
        Column(label=_("Block now"), numeric=True),
        Column(label=_("of which lifted"), numeric=True),
        Column(label=_("Days, median"), numeric=True),
        Column(label=_("The oldest, since")),
        Column(label=_("Removed"), numeric=True),
    ]


def _takeaway(counted: together.Blocked) -> str:
    """One sentence on what the numbers say."""
    if not counted.blocking:
        return _("Nothing that is noted blocks right now.")
    top, *rest = counted.by_kind
    if rest and rest[0].blocking == top.blocking:
        oldest = min(tally.oldest_on for tally in counted.by_kind if tally.oldest_on)
        named = {"all": counted.blocking, "day": day(oldest, year=True)}
        return _("%(all)d block now, and no single kind stands out. The oldest has lasted since %(day)s.") % named
    if not rest or not rest[0].blocking:
        return _("%(kind)s is all that blocks now.") % {"kind": str(BarrierKind(top.key).label)}
    named = {"kind": str(BarrierKind(top.key).label), "n": top.blocking, "all": counted.blocking, "days": top.median_days}
    return (
        ngettext(
            "%(kind)s blocks most: %(n)d of the %(all)d that block now. Half of them have lasted %(days)d day or more.",
            "%(kind)s blocks most: %(n)d of the %(all)d that block now. Half of them have lasted %(days)d days or more.",
            top.median_days,
        )
        % named
    )


def _row(barrier: Barrier, user: Any) -> Row:
    """The case is named to those only who may open its page by its unit; others see where it lies."""
    case = barrier.case
    sees = case is not None and rules.sees(case, user)
    until = barrier.removed_on or clock.today()
    return Row(
        href=reverse("gates:barrier", args=[barrier.pk]),
        words=summarise(barrier.words),
        kind=barrier.get_kind_display(),
        where=barrier.unit.shown_name,
        case_href=reverse("gates:case", args=[case.pk]) if case is not None and sees else "",
        case_title=case.subject.title if case is not None and sees else "",
        owner=_owner(barrier),
        since=barrier.opened_on,
        days=(until - barrier.opened_on).days,
        state=barrier.get_state_display(),
        lifted_to=barrier.lifted_to,
    )


def _owner(barrier: Barrier) -> str:
    unit = barrier.owner_unit.shown_name
    return _("%(person)s, %(unit)s") % {"person": barrier.owner.name, "unit": unit} if barrier.owner else unit


# --- One barrier --------------------------------------------------------------------------------------------------------


def _found(request: HttpRequest, pk: int) -> Barrier:
    barrier = together.barriers_with_all(together.visible_barriers(request.user)).filter(pk=pk).first()
    if barrier is None:
        raise Http404
    return barrier


@require_http_methods(["GET", "HEAD", "POST"])
def barrier(request: HttpRequest, pk: int) -> HttpResponse:
    """What it is, all that was done about it, and the next thing."""
    if answer := kept.sign_in_first(request):
        return answer
    found = _found(request, pk)
    verdict = rules_together.may_change_barrier(found, request.user)
    if request.method != "POST":
        form = forms.BarrierChangeForm(barrier=found) if verdict else None
        if form:
            kept.put_back(request, form)
        return _page(request, found, form)
    if not verdict:
        raise PermissionDenied(str(verdict.reason))
    form = forms.BarrierChangeForm(request.POST, barrier=found)
    if not form.is_valid():
        return _page(request, found, form, status=422)
    data = form.cleaned_data
    try:
        actions.change_barrier(
            found,
            state=BarrierState(data["state"]),
            reason=data["reason"],
            lifted_to=data["lifted_to"],
            by=request.user,
            seen=number_in(request.POST.get("seen", "")) or 0,
        )
    except NotAllowed as refusal:
        form.add_error(None, str(refusal))
        return _page(request, _found(request, pk), form, status=409)
    messages.success(request, _("It is written down: %(state)s.") % {"state": str(BarrierState(data["state"]).label).lower()})
    return redirect("gates:barrier", pk)


def _page(request: HttpRequest, found: Barrier, form: Any, *, status: int = 200) -> HttpResponse:
    row = _row(found, request.user)
    facts = [
        (_("What is it about?"), row.kind),
        (_("Where"), row.where),
        (_("Case"), row.case_title, row.case_href) if row.case_href else (_("Case"), ""),
        (_("Lies with"), row.owner),
        (_("Lifted to"), row.lifted_to),
        (_("Since"), day(found.opened_on, year=True)),
        (_("Removed"), day(found.removed_on, year=True) if found.removed_on else ""),
        (_("Days"), str(row.days)),
    ]
    items = [
        TimelineItem(when=change.at, title=_told(change.state, change.lifted_to), text=change.reason, who=change.by_shown)
        for change in together.changes_of(found)
    ]
    context = {
        "barrier": found,
        "row": row,
        "facts": facts,
        "items": items,
        "form": form,
        "seen": found.changes_made if status != 422 else request.POST.get("seen", ""),
        "crumbs": [Crumb(label=_("What blocks"), href=reverse("gates:barriers")), Crumb(label=summarise(found.words, 60))],
    }
    return render(request, "gates/barrier.html", context, status=status)


def _told(state: str, lifted_to: str) -> str:
    return _("Lifted to %(whom)s") % {"whom": lifted_to} if lifted_to else str(BarrierState(state).label)


# --- Noting one on ------------------------------------------------------------------------------------------------------


@require_http_methods(["GET", "HEAD", "POST"])
def barrier_new(request: HttpRequest) -> HttpResponse:
    """One that stops no single case."""
    if answer := kept.sign_in_first(request):
        return answer
    _demand(request)
    owners = together.large_units()
    me = acting(request.user)
    units = [unit for unit in owners if me.may_in(Permission.HANDLE, unit)] or queries.units_handled(request.user)
    form = forms.BarrierForm(request.POST if request.method == "POST" else None, units=units, owners=owners)
    kept.put_back(request, form)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            with once.only(request):
                made = actions.note_barrier(
                    kind=BarrierKind(data["kind"]), words=data["words"], unit=data["unit"], owner_unit=data["owner"], by=request.user
                )
        except once.SentBefore:
            messages.info(request, _("It had been sent already, and is done once."))
            return redirect("gates:barriers")
        except NotAllowed as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("It is noted, and counted with the others."))
            return redirect("gates:barrier", made.pk)
    context = {
        "form": form,
        "title": _("Note what blocks"),
        "crumbs": [Crumb(label=_("What blocks"), href=reverse("gates:barriers")), Crumb(label=_("Note what blocks"))],
    }
    return render(request, "gates/barrier_new.html", context, status=422 if form.errors else 200)


class OnCase(WorkPage):
    form_class = forms.CaseBarrierForm
    title = gettext_lazy("Note what blocks")
    button = gettext_lazy("Note it")
    anchor = "barriers"

    def extra(self) -> dict[str, Any]:
        able = queries.who_may_handle(self.at.case.receiving_unit)
        return {"people": [(person, "") for person, _holding in able], "units": together.large_units()}

    def explain(self) -> list[str]:
        return [_("What is noted is counted for the whole city, so that those who can remove it see how much it stops.")]

    def act(self, form: Any) -> str:
        unit, person = form.lies_with()
        data = form.cleaned_data
        actions.note_barrier(
            kind=BarrierKind(data["kind"]),
            words=data["words"],
            case=self.at.case,
            unit=self.at.case.receiving_unit,
            owner_unit=unit,
            owner=person,
            by=self.at.user,
        )
        return _("It is noted, and counted with the others.")
