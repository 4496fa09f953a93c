"""People and their roles: for administrators. To all others these pages are not there."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from sluss.core import clock, kept
from sluss.core.components.content import TimelineItem
from sluss.core.components.frame import Crumb
from sluss.core.components.lists import Column
from sluss.core.pressing import post_only
from sluss.core.verdict import NotAllowed
from sluss.people import actions, queries, rules
from sluss.people.forms.people import DeputyForm, EndRoleForm, PersonForm, RoleForm
from sluss.people.models import Person, RoleHolding
from sluss.people.states import PersonKind

from .paging import page
from .units import suggestions

HISTORY = 20


def _administrator(request: HttpRequest) -> None:
    if not rules.may_manage_people(request.user):
        raise Http404


def load(request: HttpRequest, pk: int) -> Person:
    person = Person.objects.select_related("details", "unit").filter(pk=pk, erased_at=None).first()
    if person is None or not rules.may_manage_person(request.user, person):
        raise Http404
    return person


def load_holding(request: HttpRequest, pk: int) -> RoleHolding:
    holding = RoleHolding.objects.select_related("person__details", "person__unit", "deputy__details", "unit").filter(pk=pk).first()
    if holding is None or not rules.may_manage_unit(request.user, holding.unit):
        raise Http404
    return holding


def crumbs(person: Person | None = None, last: str = "") -> list[Crumb]:
    way = [Crumb(label=_("People"), href=reverse("people:people"))]
    if person is not None:
        way.append(Crumb(label=person.name, href=reverse("people:person", args=[person.pk])))
    return [*way, Crumb(label=last)] if last else way


@login_required
def people_list(request: HttpRequest) -> HttpResponse:
    _administrator(request)
    words = request.GET.get("q", "").strip()[:200]
    found = page(request, queries.people_by_name(words).filter(rules.managed_people(request.user)), "details__sort_key")
    roles = queries.roles_of([person.pk for person in found.rows])
    columns = [Column(label=label) for label in (_("Name"), _("Works at"), pgettext("of a person", "Title"), _("Roles"))]
    context = {
        "page": found,
        "columns": columns,
        "rows": [{"person": person, "roles": roles.get(person.pk, [])} for person in found.rows],
        "words": words,
    }
    return render(request, "people/people.html", context)


@login_required
def person_page(request: HttpRequest, pk: int) -> HttpResponse:
    person = load(request, pk)
    user, today = request.user, clock.today()
    held = queries.all_holdings_of(person)
    current = [holding for holding in held if holding.ended_at is None and (holding.valid_to is None or holding.valid_to >= today)]
    return render(
        request,
        "people/person.html",
        {
            "person": person,
            "crumbs": crumbs(person),
            "own": [
                {"holding": holding, "may": rules.may_change_holding(user, holding)}
                for holding in current
                if holding.person_id == person.pk
            ],
            "as_deputy": [holding for holding in current if holding.person_id != person.pk],
            "past": [holding for holding in held if holding not in current and holding.person_id == person.pk],
            "may_close": rules.may_deactivate(user, person),
            "may_be_away": rules.may_be_away(person),
            "may_hold": rules.may_be_given_roles(user, person),
            "history": _history(person),
        },
    )


def _history(person: Person) -> list[TimelineItem]:
    changes = queries.changes_of(person)[:HISTORY]
    return [
        TimelineItem(
            when=clock.local_day(change.at),
            title=change.get_kind_display(),
            text=", ".join(
                filter(None, [change.holding.get_role_display() if change.holding else "", change.unit.shown_name if change.unit else ""])
            ),
            who=change.by.name if change.by else _("The system"),
            icon="history",
        )
        for change in changes
    ]


def _form_page(request: HttpRequest, form: Any, title: str, person: Person | None, **more: Any) -> HttpResponse:
    context = {"form": form, "title": title, "person": person, "crumbs": crumbs(person, title), "units": suggestions(), **more}
    return render(request, "people/person_form.html", context, status=422 if form.errors else 200)


@kept.signed_in
def person_new(request: HttpRequest) -> HttpResponse:
    _administrator(request)
    form = PersonForm(request.POST if request.method == "POST" else None)
    kept.put_back(request, form)
    if request.method == "POST" and form.is_valid():
        try:
            person = actions.create_person(by=request.user, kind=PersonKind.EMPLOYEE, **form.changes())
        except NotAllowed as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("%(name)s has been added and can sign in with a code by e-mail.") % {"name": person.name})
            return redirect("people:person", person.pk)
    return _form_page(request, form, _("Add a person"), None)


@kept.signed_in
def person_edit(request: HttpRequest, pk: int) -> HttpResponse:
    person = load(request, pk)
    form = PersonForm(request.POST if request.method == "POST" else None, person=person)
    kept.put_back(request, form)
    if request.method == "POST" and form.is_valid():
        try:
            actions.change_person(person=person, by=request.user, **form.changes())
        except NotAllowed as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("The details are saved."))
            return redirect("people:person", person.pk)
    return _form_page(request, form, _("Change details"), person)


def _done(request: HttpRequest, person: Person, act: Any, text: str) -> HttpResponse:
    try:
        act()
    except NotAllowed as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, text)
    return redirect("people:person", person.pk)


@login_required
@post_only
def person_close(request: HttpRequest, pk: int) -> HttpResponse:
    person = load(request, pk)
    text = _("The account is closed. The person's roles have gone to the deputies, or have ended where there was none.")
    return _done(request, person, lambda: actions.deactivate(person=person, by=request.user), text)


@login_required
@post_only
def person_open(request: HttpRequest, pk: int) -> HttpResponse:
    person = load(request, pk)
    return _done(
        request,
        person,
        lambda: actions.activate(person=person, by=request.user),
        _("The account is open again. Roles have to be given anew."),
    )


@login_required
@post_only
def person_protected(request: HttpRequest, pk: int) -> HttpResponse:
    person = load(request, pk)
    protected = request.POST.get("protected") == "1"
    text = _("The name is hidden everywhere from now on.") if protected else _("The name is shown again.")
    return _done(request, person, lambda: actions.mark_protected(person=person, protected=protected, by=request.user), text)


@kept.signed_in
def role_new(request: HttpRequest, pk: int) -> HttpResponse:
    person = load(request, pk)
    form = RoleForm(request.POST if request.method == "POST" else None, person=person)
    kept.put_back(request, form)
    if request.method == "POST" and form.is_valid():
        try:
            actions.grant_role(person=person, by=request.user, **form.cleaned_data)
        except NotAllowed as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("The role is given."))
            return redirect("people:person", person.pk)
    return _form_page(request, form, _("Give a role"), person)


@kept.signed_in
def role_end(request: HttpRequest, pk: int) -> HttpResponse:
    holding = load_holding(request, pk)
    form = EndRoleForm(request.POST if request.method == "POST" else None)
    kept.put_back(request, form)
    if request.method == "POST" and form.is_valid():
        try:
            actions.end_role(holding=holding, by=request.user, on=form.cleaned_data["on"])
        except NotAllowed as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("The role has ended.") if holding.ended_at else _("The role ends after its last day."))
            return redirect("people:person", holding.person_id)
    return _form_page(request, form, _("End the role"), holding.person, holding=holding, danger=True)


@kept.signed_in
def role_deputy(request: HttpRequest, pk: int) -> HttpResponse:
    holding = load_holding(request, pk)
    form = DeputyForm(request.POST if request.method == "POST" else None, initial={"deputy": holding.deputy})
    kept.put_back(request, form)
    if request.method == "POST" and form.is_valid():
        try:
            actions.set_deputy(holding=holding, deputy=form.cleaned_data["deputy"], by=request.user)
        except NotAllowed as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("The deputy is saved."))
            return redirect("people:person", holding.person_id)
    return _form_page(request, form, _("Choose a deputy"), holding.person, holding=holding)
