"""My page: who I am here, what I hold, and what upper apps have for me."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from sluss.core import kept, panels
from sluss.core.panels import Place
from sluss.people import actions, queries, rules
from sluss.people.forms.people import OwnDetailsForm
from sluss.people.models import Person


def myself(request: HttpRequest) -> Person:
    return Person.objects.select_related("details", "unit").get(pk=request.user.pk)


@login_required
def me(request: HttpRequest) -> HttpResponse:
    person = myself(request)
    held = queries.holdings_of(person)
    return render(
        request,
        "people/me.html",
        {
            "person": person,
            "own": [holding for holding in held if holding.person_id == person.pk],
            "as_deputy": [holding for holding in held if holding.person_id != person.pk],
            "may_be_away": rules.may_be_away(person),
            "panels": panels.render(Place.MY_PAGE, request, person),
        },
    )


@kept.signed_in
def me_edit(request: HttpRequest) -> HttpResponse:
    person = myself(request)
    form = OwnDetailsForm(request.POST if request.method == "POST" else None, person=person)
    kept.put_back(request, form)
    if request.method == "POST" and form.is_valid():
        actions.change_person(person=person, by=person, **form.cleaned_data)
        # The page speaks the language of its address; one who has just chosen another goes on in that one.
        with translation.override(person.language):
            messages.success(request, _("Your details are saved."))
            return redirect(reverse("people:me"))
    return render(request, "people/me_edit.html", {"form": form, "person": person}, status=422 if form.errors else 200)
