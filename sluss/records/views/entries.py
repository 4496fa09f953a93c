"""What a registrar writes in the register by hand: an entry, and the one that puts a mistake right. And finding a thing by its number."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from sluss.core import addresses, clock, kept
from sluss.core.components import Crumb
from sluss.core.verdict import NotAllowed
from sluss.journal.queries import visible_to as visible_subjects
from sluss.people.models import Unit

from .. import actions, queries
from ..actions import LONGEST_NUMBER
from ..forms import CorrectForm, EntryForm
from ..models import RegisterEntry
from ..queries import Asked
from ..states import Direction
from .pages import address_of

MOST_FOUND = 20


def _crumbs(authority: Unit | None, last: str) -> list[Crumb]:
    home = reverse("records:register")
    named = [Crumb(label=authority.shown_name, href=home + address_of(authority, Asked()))] if authority else []
    return [Crumb(label=_("Official register"), href=home), *named, Crumb(label=last)]


@require_http_methods(["GET", "HEAD", "POST"])
@kept.signed_in
def add(request: HttpRequest, subject_id: int) -> HttpResponse:
    user: Any = request.user
    own = queries.authorities_of(user)
    subject = visible_subjects(user).select_related("unit__answers_to").filter(pk=subject_id).first() if own else None
    if subject is None:
        raise Http404
    nearest = sorted(own, key=lambda unit: unit.pk != subject.unit.authority_id)
    # A title that is marked stands as such here too: what all may read is what may stand in a register.
    initial = {"authority": nearest[0].code, "on": clock.today(), "content": subject.title}
    form = EntryForm(request.POST if request.method == "POST" else None, authorities=nearest, initial=initial)
    kept.put_back(request, form)
    if request.method == "POST" and form.is_valid():
        data, authority = form.cleaned_data, form.authority_chosen()
        try:
            actions.add(
                subject,
                by=user,
                authority=authority,
                number=data["number"],
                on=data["on"],
                content=data["content"],
                direction=Direction(data["direction"]),
                counterpart=data["counterpart"],
            )
        except NotAllowed as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("The entry stands in the register."))
            return redirect(reverse("records:register") + address_of(authority, Asked()))
    context = {
        "title": _("Add to the register"),
        "lead": subject.title,
        "form": form,
        "crumbs": _crumbs(None, _("Add to the register")),
        "numbers": _numbers(subject.pk),
        "back": addresses.url_of(subject),
        "button": _("Add the entry"),
    }
    return render(request, "records/entry.html", context, status=422 if form.errors else 200)


def _numbers(subject_id: int) -> list[tuple[Any, Any]]:
    return [(entry.authority.shown_name, entry.number) for entry in queries.numbers_of(subject_id)]


@require_http_methods(["GET", "HEAD", "POST"])
@kept.signed_in
def correct(request: HttpRequest, pk: int) -> HttpResponse:
    user: Any = request.user
    entry = get_object_or_404(queries.visible_to(user), pk=pk)
    form = CorrectForm(entry, request.POST if request.method == "POST" else None)
    kept.put_back(request, form)
    home = reverse("records:register") + address_of(entry.authority, Asked())
    if entry.replaced:
        messages.info(request, _("The entry has been put right by a later one."))
        return redirect(home)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            actions.correct(entry, by=user, number=data["number"], on=data["on"], content=data["content"], reason=data["reason"])
        except NotAllowed as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("It is put right. The earlier entry stands beside it."))
            return redirect(home)
    context = {
        "title": _("Put the entry right"),
        "lead": _("The entry stands as it is, and a new one that points to it counts instead."),
        "form": form,
        "crumbs": _crumbs(entry.authority, _("Put the entry right")),
        "numbers": _facts(entry),
        "back": home,
        "button": _("Put it right"),
    }
    return render(request, "records/entry.html", context, status=422 if form.errors else 200)


def _facts(entry: RegisterEntry) -> list[tuple[Any, ...]]:
    return [
        (_("What it is"), entry.get_direction_display()),
        (_("From or to"), entry.counterpart),
        (_("About"), entry.subject.title, addresses.url_of(entry.subject)),
    ]


@require_safe
@login_required
def find(request: HttpRequest) -> HttpResponse:
    """What has exactly this number, of what one may see: one is opened at once, several are listed."""
    number = " ".join(request.GET.get("number", "")[: LONGEST_NUMBER * 2].split())
    ids = queries.subjects_numbered(number) if number else []
    found = list(visible_subjects(request.user).select_related("unit").filter(pk__in=ids).order_by("pk")[:MOST_FOUND]) if ids else []  # type: ignore[arg-type]  # our user model
    if len(found) == 1:
        return redirect(addresses.url_of(found[0]))
    context = {"number": number, "found": [(subject, addresses.url_of(subject)) for subject in found]}
    return render(request, "records/find.html", context)
