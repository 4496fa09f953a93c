"""My absence: from when to when, and who stands in."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from sluss.core.pressing import post_only
from sluss.core.verdict import NotAllowed
from sluss.people import actions, queries, rules
from sluss.people.forms.absence import AbsenceForm
from sluss.people.models import Absence

from .me import myself


@login_required
def absence(request: HttpRequest) -> HttpResponse:
    """For those for whom answers wait; to others there is no such page."""
    if not rules.may_be_away(request.user):
        raise Http404
    person = myself(request)
    able = queries.can_stand_in(person)
    form = AbsenceForm(request.POST or None, able=able) if able else None
    if request.method == "POST" and form is not None and form.is_valid():
        try:
            told = actions.be_away(person=person, by=person, **form.cleaned_data)
        except NotAllowed as refusal:
            form.add_error(None, str(refusal))
        else:
            named = {"who": told.stand_in.name}
            messages.success(
                request,
                _("%(who)s stands in for you from now on, and has what waited for you.") % named
                if told.began_at
                else _("%(who)s stands in for you from the first day you are away.") % named,
            )
            return redirect("people:absence")
    context = {"form": form, "absences": queries.absences_of(person), "person": person}
    return render(request, "people/absence.html", context, status=422 if form is not None and form.errors else 200)


@post_only
@login_required
def absence_end(request: HttpRequest, pk: int) -> HttpResponse:
    found = Absence.objects.told().filter(pk=pk, person=request.user.pk).first()
    if found is None:
        raise Http404
    actions.end_absence(absence=found, by=myself(request))
    messages.success(
        request,
        _("Welcome back. What is still open of what waited for you waits for you again.")
        if found.began_at
        else _("The absence is called off."),
    )
    return redirect("people:absence")
