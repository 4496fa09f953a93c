"""Challenges: the list, the page of each, and what those who write and open them do there."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from sluss.core import kept, once
from sluss.core.components import Crumb
from sluss.core.dates import day as in_words
from sluss.core.pressing import post_only
from sluss.core.routes import number_in
from sluss.core.text import markdown
from sluss.core.verdict import NotAllowed
from sluss.journal.panels import follow_button
from sluss.people.models import Unit
from sluss.people.views.units import suggestions

from .. import actions
from ..forms.challenge import ChallengeForm, CloseChallengeForm
from ..forms.prolong import ProlongForm
from ..listing import newest
from ..models import Challenge
from ..queries import LARGEST, listed_for
from ..queries_challenges import CHALLENGES_ON_A_PAGE, challenge_list, challenges_for
from ..rows import drawn, number
from ..rules_challenges import (
    can_be_changed,
    can_be_prolonged,
    can_be_thrown_away,
    can_close,
    can_open,
    may_answer,
    may_close,
    may_open,
    may_prolong,
    may_write,
    may_write_somewhere,
)
from ..states import ChallengeState

ANSWERS_SHOWN = 50
LONGEST_SEARCH = 200
PROLONGINGS_SHOWN = 20


@require_safe
def challenges(request: HttpRequest) -> HttpResponse:
    words = " ".join(request.GET.get("q", "").replace("\x00", " ").split())[:LONGEST_SEARCH]
    rows = challenge_list(request.user, words=words, before=number_in(request.GET.get("before")))
    shown = rows[:CHALLENGES_ON_A_PAGE]
    context = {
        "rows": shown,
        "q": words,
        "more": shown[-1].pk if len(rows) > CHALLENGES_ON_A_PAGE else None,
        "may_write": may_write_somewhere(request.user),
        "language": get_language(),
    }
    return render(request, "ideas/challenges/list.html", context)


def _found(request: HttpRequest, pk: int) -> Challenge:
    found = challenges_for(request.user).filter(pk=pk).first() if pk <= LARGEST else None
    if found is None:
        raise Http404
    return found


def _to(challenge: Challenge) -> HttpResponse:
    return redirect("ideas:challenge", challenge.pk, challenge.subject.address)


@require_safe
def challenge(request: HttpRequest, pk: int, slug: str) -> HttpResponse:
    found = _found(request, pk)
    if slug != found.subject.address:
        return redirect("ideas:challenge", pk, found.subject.address, permanent=True)
    return render(request, "ideas/challenges/page.html", _page(request, found))


def _page(request: HttpRequest, found: Challenge) -> dict[str, Any]:
    writes, opens = may_write(request.user, found.need_owner), may_open(request.user, found)
    is_draft, is_open = found.state == ChallengeState.DRAFT, found.state == ChallengeState.OPEN
    answers = newest(listed_for(request.user).filter(challenge=found), ANSWERS_SHOWN) if not is_draft else []
    answer = reverse("ideas:submit", args=[found.gateway.slug]) + f"?challenge={found.pk}"
    return {
        "challenge": found,
        "subject": found.subject,
        "crumbs": [Crumb(label=_("Challenges"), href=reverse("ideas:challenges")), Crumb(label=found.subject.title)],
        "text": markdown(found.text),
        "result": markdown(found.result) if found.result else "",
        "facts": _facts(found),
        "answers": drawn(answers, {}, heading=3) if answers else "",
        "answer_url": answer,
        "may_answer": may_answer(found),
        "may_change": writes and can_be_changed(found) if is_draft else None,
        # Whoever writes sees what it lacks; whoever can open it is offered to.
        "open": (can_open(found) and opens) if is_draft and (writes or opens) else None,
        "close": can_close(found) if writes and is_open else None,
        "prolong": can_be_prolonged(found) if is_open and may_prolong(request.user, found) else None,
        "throw_away": writes and can_be_thrown_away(found) if is_draft and writes else None,
        "prolongings": list(found.prolongings.order_by("-pk")[:PROLONGINGS_SHOWN]) if not is_draft else [],
        "follow": follow_button(request, found.subject) if is_open else "",
        "language": get_language(),
    }


def _facts(found: Challenge) -> list[tuple[Any, ...]]:
    return [
        (_("Who has the need"), found.need_owner.shown_name),
        (_("Receiver"), found.receiver.shown_name if found.receiver else ""),
        (_("Days to answer"), found.period),
        (_("Budget"), _("%(sum)s kronor") % {"sum": number(found.budget)} if found.budget else ""),
        (_("Mandate"), found.mandate),
        (_("Way in"), found.gateway.shown_name),
        (_("Opened by"), found.opened_shown),
        (_("Closed by"), found.closed_shown),
    ]


@kept.signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def challenge_new(request: HttpRequest) -> HttpResponse:
    if not may_write_somewhere(request.user):
        raise PermissionDenied(_("Only innovation leads and the innovation office write challenges."))
    return _edit(request, None)


@kept.signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def challenge_edit(request: HttpRequest, pk: int, slug: str) -> HttpResponse:
    found = _found(request, pk)
    may = may_write(request.user, found.need_owner)
    if not may:
        raise PermissionDenied(str(may.reason))
    can = can_be_changed(found)
    if not can:
        messages.warning(request, str(can.reason))
        return _to(found)
    return _edit(request, found)


def _edit(request: HttpRequest, found: Challenge | None) -> HttpResponse:
    form = ChallengeForm(request.POST if request.method == "POST" else None, challenge=found)
    kept.put_back(request, form)
    if request.method == "POST" and form.is_valid():
        try:
            with once.only(request):
                if found is None:
                    found = actions.draft_challenge(by=request.user, facts=form.facts())
                else:
                    found = actions.change_challenge(found, by=request.user, facts=form.facts())
        except once.SentBefore:
            messages.info(request, _("It had been sent already, and is done once."))
            return _to(found) if found else redirect("ideas:challenges")
        except NotAllowed as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("The challenge is saved. It is shown to others when it has been opened."))
            return _to(found)
    title = found.subject.title if found else _("New challenge")
    crumbs = [Crumb(label=_("Challenges"), href=reverse("ideas:challenges")), Crumb(label=title)]
    back = reverse("ideas:challenge", args=[found.pk, found.subject.address]) if found else reverse("ideas:challenges")
    units: list[Unit] = suggestions()
    context = {"form": form, "title": title, "crumbs": crumbs, "back": back, "units": units}
    return render(request, "ideas/challenges/edit.html", context, status=422 if form.errors else 200)


@post_only
def challenge_open(request: HttpRequest, pk: int, slug: str) -> HttpResponse:
    found = _found(request, pk)
    may = may_open(request.user, found)
    if not may:
        raise PermissionDenied(str(may.reason))
    try:
        actions.open_challenge(found, by=request.user)
    except NotAllowed as refusal:
        messages.warning(request, str(refusal))
    else:
        messages.success(request, _("The challenge is open, and all can find it."))
    return _to(found)


@kept.signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def challenge_close(request: HttpRequest, pk: int, slug: str) -> HttpResponse:
    found = _found(request, pk)
    may = may_close(request.user, found)
    if not may:
        raise PermissionDenied(str(may.reason))
    can = can_close(found)
    if not can:
        messages.warning(request, str(can.reason))
        return _to(found)
    form = CloseChallengeForm(request.POST if request.method == "POST" else None)
    kept.put_back(request, form)
    if request.method == "POST" and form.is_valid():
        try:
            actions.close_challenge(found, by=request.user, result=form.cleaned_data["result"])
        except NotAllowed as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("The challenge is closed, and each who answered it has an answer."))
            return _to(found)
    here = reverse("ideas:challenge", args=[found.pk, found.subject.address])
    crumbs = [Crumb(label=_("Challenges"), href=reverse("ideas:challenges")), Crumb(label=found.subject.title, href=here)]
    context = {"form": form, "title": _("Close the challenge"), "crumbs": [*crumbs, Crumb(label=_("Close the challenge"))], "back": here}
    return render(request, "ideas/challenges/edit.html", context | {"closing": True}, status=422 if form.errors else 200)


@kept.signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def challenge_prolong(request: HttpRequest, pk: int, slug: str) -> HttpResponse:
    found = _found(request, pk)
    may = may_prolong(request.user, found)
    if not may:
        raise PermissionDenied(str(may.reason))
    can = can_be_prolonged(found)
    if not can:
        messages.warning(request, str(can.reason))
        return _to(found)
    form = ProlongForm(request.POST if request.method == "POST" else None, challenge=found)
    kept.put_back(request, form)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            made = actions.prolong_challenge(
                found,
                by=request.user,  # type: ignore[arg-type]  # signed in
                until=said["closes_on"],
                reason=said["reason"],
                seen=found.closes_on,
            )
        except NotAllowed as refusal:
            form.add_error(None, str(refusal))
        else:
            told = _("It is open until %(day)s. Those who follow it and those who have answered it are told.")
            messages.success(request, told % {"day": in_words(made.until, year=True)})
            return _to(found)
    here = reverse("ideas:challenge", args=[found.pk, found.subject.address])
    title = _("Let it be open longer")
    crumbs = [Crumb(label=_("Challenges"), href=reverse("ideas:challenges")), Crumb(label=found.subject.title, href=here)]
    context = {"form": form, "title": title, "crumbs": [*crumbs, Crumb(label=title)], "back": here, "prolonging": found}
    return render(request, "ideas/challenges/edit.html", context, status=422 if form.errors else 200)


@post_only
def challenge_throw_away(request: HttpRequest, pk: int, slug: str) -> HttpResponse:
    found = _found(request, pk)
    may = may_write(request.user, found.need_owner)
    if not may:
        raise PermissionDenied(str(may.reason))
    try:
        actions.throw_away_challenge(found, by=request.user)
    except NotAllowed as refusal:
        messages.warning(request, str(refusal))
        return _to(found)
    messages.success(request, _("The draft of “%(title)s” is thrown away.") % {"title": found.subject.title})
    return redirect("ideas:challenges")
