"""Absence: from when to when, and who stands in. Told by whoever is away, or by an administrator for somebody who fell ill."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from sluss.core import kept
from sluss.core.pressing import post_only
from sluss.core.verdict import NotAllowed
from sluss.people import actions, queries, rules
from sluss.people.forms.absence import AbsenceForm
from sluss.people.models import Absence, Person

from .me import myself
from .people import crumbs, load


@kept.signed_in
def absence(request: HttpRequest) -> HttpResponse:
    """For those for whom answers wait; to others there is no such page."""
    if not rules.may_be_away(request.user):
        raise Http404
    return _page(request, myself(request), reverse("people:absence"))


@kept.signed_in
def person_absence(request: HttpRequest, pk: int) -> HttpResponse:
    """For administrators, of somebody for whom answers wait."""
    person = load(request, pk)
    if not rules.may_be_away(person):
        raise Http404
    return _page(request, person, reverse("people:person_absence", args=[pk]))


def _page(request: HttpRequest, person: Person, here: str) -> HttpResponse:
    own = person.pk == request.user.pk
    able = queries.can_stand_in(person)
    form = AbsenceForm(request.POST if request.method == "POST" else None, able=able, own=own) if able else None
    if form is not None:
        kept.put_back(request, form)
    if request.method == "POST" and form is not None and form.is_valid():
        try:
            told = actions.be_away(person=person, by=myself(request), **form.cleaned_data)
        except NotAllowed as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _told(told, own))
            return redirect(here)
    title = _("My absence") if own else _("Absence of %(who)s") % {"who": person.name}
    context = {
        "form": form,
        "absences": queries.absences_of(person),
        "person": person,
        "own": own,
        "title": title,
        "crumbs": [] if own else crumbs(person, _("Absence")),
        "back": reverse("people:me") if own else reverse("people:person", args=[person.pk]),
    }
    return render(request, "people/absence.html", context, status=422 if form is not None and form.errors else 200)


def _told(absence: Absence, own: bool) -> str:
    named = {"who": absence.stand_in.name, "away": absence.person.name}
    if own and absence.began_at:
        return _("%(who)s stands in for you from now on, and has what waited for you.") % named
    if own:
        return _("%(who)s stands in for you from the first day you are away.") % named
    if absence.began_at:
        return _("%(who)s stands in for %(away)s from now on, and has what waited.") % named
    return _("%(who)s stands in for %(away)s from the first day.") % named


@post_only
@login_required
def absence_end(request: HttpRequest, pk: int) -> HttpResponse:
    """One's own, or as an administrator that of somebody else."""
    found = Absence.objects.told().select_related("person__details", "person__unit").filter(pk=pk).first()
    if found is None or not rules.may_end_absence(request.user, found):
        raise Http404
    own = found.person_id == request.user.pk
    actions.end_absence(absence=found, by=myself(request))
    if not found.began_at:
        done = _("The absence is called off.")
    elif own:
        done = _("Welcome back. What is still open of what waited for you waits for you again.")
    else:
        done = _("The absence is over. What is still open of what waited for %(who)s waits there again.") % {"who": found.person.name}
    messages.success(request, done)
    return redirect("people:absence") if own else redirect("people:person_absence", found.person_id)
