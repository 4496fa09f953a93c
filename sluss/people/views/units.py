"""The city's units: open for all to read, for administrators to change."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from sluss.core import kept, panels
from sluss.core.components.frame import Crumb
from sluss.core.components.lists import Column
from sluss.core.panels import Place
from sluss.core.pressing import post_only
from sluss.core.verdict import NotAllowed, Verdict
from sluss.people import actions, queries, rules
from sluss.people.forms.units import EndUnitForm, UnitForm
from sluss.people.models import Unit
from sluss.people.states import Role, UnitKind

from .paging import PAGE, page

LED = frozenset({UnitKind.DEPARTMENT, UnitKind.COMPANY})  # each has an innovation lead; a place that is vacant is shown as such
SUGGESTED = 300


def load(pk: int) -> Unit:
    unit = Unit.objects.select_related("parent", "answers_to", "successor").filter(pk=pk).first()
    if unit is None:
        raise Http404
    return unit


def _demand(verdict: Verdict) -> None:
    if not verdict:
        raise PermissionDenied(str(verdict.reason))


def suggestions() -> list[Unit]:
    """For the <datalist> beside a unit field; a city with more units than this writes codes."""
    return list(queries.valid_units().only("code", "name").order_by("sort_key", "pk")[:SUGGESTED])


def crumbs(unit: Unit | None, last: str = "") -> list[Crumb]:
    """The way down from the city. One query when the unit lies deeper than its parent."""
    way = [Crumb(label=_("Units"), href=reverse("people:units"))]
    if unit is not None:
        above = (
            {other.pk: other for other in Unit.objects.filter(pk__in=queries.ancestor_ids(unit)[1:-1])} if unit.path.count("/") > 3 else {}
        )
        way += [
            Crumb(label=other.shown_name, href=reverse("people:unit", args=[other.pk]))
            for pk in reversed(queries.ancestor_ids(unit))
            if (other := above.get(pk))
        ]
        way.append(Crumb(label=unit.shown_name, href=reverse("people:unit", args=[unit.pk])))
    if last:
        way.append(Crumb(label=last))
    return way


def rows_with_leads(units: list[Unit]) -> list[dict[str, Any]]:
    """One query for all the leads of a page."""
    leads = queries.leads_of([unit.pk for unit in units])
    return [{"unit": unit, "lead": leads.get(unit.pk), "vacant": unit.kind in LED and unit.pk not in leads} for unit in units]


def columns() -> list[Column]:
    return [Column(label=label) for label in (_("Unit"), _("Kind"), _("Answers to"), _("Innovation lead"))]


def unit_list(request: HttpRequest) -> HttpResponse:
    """What lies directly under the city, or what a search finds anywhere."""
    words = request.GET.get("q", "").strip()[:200]
    shown = queries.units_named(words) if words else queries.valid_units().filter(parent__parent=None).exclude(parent=None)
    found = page(request, shown.select_related("answers_to"), "sort_key")
    context = {
        "page": found,
        "rows": rows_with_leads(found.rows),
        "columns": columns(),
        "words": words,
        "manage": rules.may_manage_people(request.user),
    }
    return render(request, "people/units.html", context)


def unit_page(request: HttpRequest, pk: int) -> HttpResponse:
    unit = load(pk)
    below = list(Unit.objects.filter(parent=unit, handed_on_at=None).select_related("answers_to").order_by("sort_key", "pk")[: PAGE + 1])
    manage = rules.may_manage_unit(request.user, unit)
    return render(
        request,
        "people/unit.html",
        {
            "unit": unit,
            "crumbs": crumbs(unit),
            "leads": queries.holders(Role.LEAD, unit),
            "led_here": unit.kind in LED,
            "rows": rows_with_leads(below[:PAGE]),
            "columns": columns(),
            "more": len(below) > PAGE,
            "before": list(Unit.objects.filter(successor=unit).order_by("sort_key", "pk")[:PAGE]),
            "manage": manage,
            "may_end": rules.may_end_unit(request.user, unit),
            "panels": panels.render(Place.UNIT_PAGE, request, unit),
        },
    )


def _form_page(request: HttpRequest, form: Any, title: str, unit: Unit | None, *, note: str = "", danger: bool = False) -> HttpResponse:
    context = {
        "form": form,
        "title": title,
        "unit": unit,
        "note": note,
        "danger": danger,
        "crumbs": crumbs(unit, title),
        "units": suggestions(),
    }
    return render(request, "people/unit_form.html", context, status=422 if form.errors else 200)


@kept.signed_in
def unit_new(request: HttpRequest) -> HttpResponse:
    above = Unit.objects.filter(code=request.GET.get("under", "")[:40], handed_on_at=None).first()
    _demand(rules.may_manage_unit(request.user, above) if above else rules.may_manage_people(request.user))
    form = UnitForm(request.POST if request.method == "POST" else None, above=above)
    kept.put_back(request, form)
    if request.method == "POST" and form.is_valid():
        try:
            unit = actions.create_unit(by=request.user, **form.changes())
        except NotAllowed as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("%(name)s has been added.") % {"name": unit.shown_name})
            return redirect("people:unit", unit.pk)
    return _form_page(request, form, _("Add a unit"), above)


@kept.signed_in
def unit_edit(request: HttpRequest, pk: int) -> HttpResponse:
    unit = load(pk)
    _demand(rules.may_manage_unit(request.user, unit))
    form = UnitForm(request.POST if request.method == "POST" else None, unit=unit)
    kept.put_back(request, form)
    if request.method == "POST" and form.is_valid():
        try:
            actions.change_unit(unit=unit, by=request.user, **form.changes())
        except NotAllowed as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("The unit is saved."))
            return redirect("people:unit", unit.pk)
    return _form_page(request, form, _("Change the unit"), unit)


@kept.signed_in
def unit_end(request: HttpRequest, pk: int) -> HttpResponse:
    unit = load(pk)
    _demand(rules.may_end_unit(request.user, unit))
    form = EndUnitForm(request.POST if request.method == "POST" else None, initial={"on": unit.valid_to, "successor": unit.successor})
    kept.put_back(request, form)
    if request.method == "POST" and form.is_valid():
        try:
            actions.end_unit(unit=unit, by=request.user, on=form.cleaned_data["on"], successor=form.cleaned_data["successor"])
        except NotAllowed as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("The unit has ended.") if unit.handed_on_at else _("The unit ends after its last day."))
            return redirect("people:unit", unit.pk)
    note = _(
        "After the last day open cases, people and sub-units go to the unit that takes over. "
        "Roles in the unit end. What has been decided stays as it was."
    )
    return _form_page(request, form, _("End the unit"), unit, note=note, danger=True)


@login_required
@post_only
def unit_keep(request: HttpRequest, pk: int) -> HttpResponse:
    """Call off a planned end."""
    unit = load(pk)
    _demand(rules.may_end_unit(request.user, unit))
    actions.cancel_end(unit=unit, by=request.user)
    messages.success(request, _("The unit goes on without a last day."))
    return redirect("people:unit", unit.pk)
