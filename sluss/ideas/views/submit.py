"""Giving an idea: which way in, three steps, the receipt. Every step is a page of its own and works without JavaScript."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from sluss.core import clock, rates
from sluss.core.errors import too_many
from sluss.core.kept import mark, sender
from sluss.core.labels import shown
from sluss.core.pressing import post_only
from sluss.core.routes import number_in
from sluss.core.text import markdown
from sluss.core.verdict import NotAllowed
from sluss.people.models import Person
from sluss.people.rules import standing
from sluss.people.states import Standing

from .. import actions
from ..actions import Receipt
from ..models import Gateway, Submission, Terms
from ..queries_give import drafts_of, gateways
from ..rules import is_open, may_use
from ..states import Audience
from . import access
from .pages import away_page, closed_page, person_of, receipt_page, saved_line, step_page
from .sending import keep, with_draft, without_account
from .typed import Typed, first_step, key_in, new, of_draft, step_in

_KEPT = "ideas.kept"  # in the session, while one signs in
_KEPT_SECONDS = 30 * 60
SAVED_IN_TEN_MINUTES = 300


@require_safe
def choose(request: HttpRequest) -> HttpResponse:
    """Which way in. An employee who is signed in goes straight to the employees'; ?all shows all of them."""
    ways, person = list(gateways()), person_of(request)
    if standing(person) == Standing.EMPLOYEE and "all" not in request.GET:
        mine = [way for way in ways if way.audience == Audience.EMPLOYEES and is_open(way)]
        if len(mine) == 1:
            return redirect("ideas:submit", mine[0].slug)
    cards = [(way, is_open(way)) for way in ways]
    return render(request, "ideas/give/gateways.html", {"cards": cards, "signed_in": person is not None})


@require_safe
def terms(request: HttpRequest, version: str) -> HttpResponse:
    found = get_object_or_404(Terms, version=version)
    return render(request, "ideas/give/terms.html", {"terms": found, "text": markdown(shown(found.text))})


@require_http_methods(["GET", "HEAD", "POST"])
def submit(request: HttpRequest, gateway: str) -> HttpResponse:
    """The first step, and for one without an account all of them: the text travels in the form and nothing is stored before it is sent."""
    way = get_object_or_404(gateways(), slug=gateway)
    person = person_of(request)
    if not may_use(way, person):
        return _turn_away(request, way, person)
    if person is None and key_in(request.POST):
        return _keep_while_signing_in(request, way)
    if request.method == "POST":
        return with_draft(request, way, person, key_in(request.POST)) if person else without_account(request, way)
    if person:
        kept = _take_kept(request, way, person)
        if kept:
            return kept
    if not is_open(way):
        return closed_page(request, way)
    typed = new()
    if number_in(request.GET.get("challenge")):
        typed.data["challenge"] = request.GET["challenge"]
    return step_page(request, way, typed, first_step(way))


@require_safe
def draft(request: HttpRequest, gateway: str, key: UUID) -> HttpResponse:
    """A draft of one's own, at one of its steps (?step=2). Anybody else's is a page that is not there."""
    person = person_of(request)
    if person is None:
        return redirect_to_login(request.get_full_path())
    found = drafts_of(person).filter(key=key, gateway__slug=gateway).first()
    if found is None:
        if sent := Submission.objects.filter(form_key=key, person=person).first():
            return redirect("ideas:receipt", sent.pk)
        raise Http404
    if not is_open(found.gateway):
        return closed_page(request, found.gateway, of_draft(found))
    return step_page(request, found.gateway, of_draft(found), step_in(request.GET.get("step", ""), found.gateway))


@post_only
def autosave(request: HttpRequest, gateway: str) -> HttpResponse:
    """Called by htmx while one writes; answers with the line under the form."""
    person = person_of(request)
    way = get_object_or_404(gateways(), slug=gateway)
    key = key_in(request.POST)
    if person is None or not may_use(way, person):
        return saved_line(
            request,
            problem=_(
                "You are no longer signed in, so what you write is not saved. It is still here: go on, and you are asked to sign in."
            ),
        )
    if key is None or not rates.hit("ideas.autosave", str(person.pk), SAVED_IN_TEN_MINUTES, 600):
        return saved_line(request, problem=_("The draft was not saved this time. Your text is still here."))
    found = drafts_of(person).filter(key=key).first()
    typed = of_draft(found) if found else Typed(key)
    typed.take(request.POST, step_in(request.POST.get("step", ""), way))
    if typed.is_empty and not found:
        return saved_line(request)
    try:
        saved = keep(person, way, typed)
    except NotAllowed as refusal:
        return saved_line(request, problem=str(refusal))
    return saved_line(request, at=saved)


@post_only
def delete_draft(request: HttpRequest, gateway: str, key: UUID) -> HttpResponse:
    person = person_of(request)
    if person is None:
        return redirect_to_login(reverse("ideas:my_ideas"))
    if actions.delete_draft(owner=person, key=key):
        messages.success(request, _("The draft is deleted."))
    return redirect("ideas:my_ideas")


@require_safe
def receipt(request: HttpRequest, pk: int) -> HttpResponse:
    """The receipt of one who is signed in; it can be opened again."""
    person = person_of(request)
    if person is None:
        return redirect_to_login(request.get_full_path())
    own = access.by_account(person, pk)
    if own is None:
        raise Http404
    return receipt_page(request, own, Receipt(idea=own.idea, case=own.case))


# --- Signing in on the way --------------------------------------------------------------------------------------------


def _turn_away(request: HttpRequest, way: Gateway, person: Person | None) -> HttpResponse:
    """The employees' way in asks one to sign in, and keeps for half an hour what was already written."""
    if person is not None:
        return away_page(request, way, str(may_use(way, person).reason))
    if request.method == "POST":
        return _keep_while_signing_in(request, way)
    return redirect_to_login(reverse("ideas:submit", args=[way.slug]))


def _keep_while_signing_in(request: HttpRequest, way: Gateway) -> HttpResponse:
    """Signed in when the form was opened, and no longer when it was sent."""
    hit = rates.hit("ideas.keep", rates.client_key(request), 20, 600)
    if not hit:
        return too_many(request, hit.retry_after)
    typed, step = Typed(key_in(request.POST) or new().key), step_in(request.POST.get("step", ""), way)
    typed.take(request.POST, step)
    if typed.fits and not typed.is_empty and sender(request):
        kept = {
            "for": sender(request),
            "gateway": way.slug,
            "key": str(typed.key),
            "data": typed.data,
            "step": step,
            "at": clock.now().timestamp(),
        }
        request.session[_KEPT] = kept
        messages.info(request, _("You have been away for a long time. Sign in, and you go on where you were: your text is kept."))
    return redirect_to_login(reverse("ideas:submit", args=[way.slug]))


def _take_kept(request: HttpRequest, way: Gateway, person: Person) -> HttpResponse | None:
    """What was written before one had to sign in becomes a draft."""
    if _KEPT not in request.session:
        return None
    kept = request.session.pop(_KEPT)
    if kept.get("for") != mark(person) or kept["gateway"] != way.slug or clock.now().timestamp() - kept["at"] > _KEPT_SECONDS:
        return None
    found = drafts_of(person).filter(key=kept["key"]).first()
    typed = Typed(UUID(kept["key"]), {**(of_draft(found).data if found else {}), **kept["data"]})
    try:
        keep(person, way, typed)
    except NotAllowed:
        # Somebody else's draft on this machine, or no room for one more: the text is this person's all the same.
        typed.key = new().key
        return step_page(request, way, typed, kept["step"])
    return redirect(f"{reverse('ideas:draft', args=[way.slug, typed.key])}?step={kept['step']}")
