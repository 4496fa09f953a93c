"""Requests to be de-identified: one's own, those that wait for an answer, and the answer."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from sluss.core import clock, kept
from sluss.core.components import Chip, Column, Crumb
from sluss.core.dates import day, read_day
from sluss.core.routes import number_in
from sluss.core.verdict import Conflict, NotAllowed

from .. import actions, letters, queries
from ..forms import AnswerErasureForm, AskErasureForm, EnterErasureForm, PutOffForm
from ..models import ErasureRequest
from ..rules import latest_day, may_answer_request, may_answer_requests, may_grant_erasure, may_put_off
from ..states import Answer

PAGE = 20


@require_http_methods(["GET", "HEAD", "POST"])
@kept.signed_in
def erasure_ask(request: HttpRequest) -> HttpResponse:
    user: Any = request.user
    form = AskErasureForm(request.POST if request.method == "POST" else None)
    kept.put_back(request, form)
    if request.method == "POST" and form.is_valid():
        asked = actions.ask_erasure(by=user, words=form.cleaned_data["words"])
        messages.success(request, _("Your request has come in. You get an answer by %(day)s.") % {"day": day(asked.due_on)})
        return redirect("records:my_data")
    asked_now = queries.latest_of(user)
    if asked_now is not None and asked_now.is_open:
        return redirect("records:my_data")
    context = {
        "form": form,
        "crumbs": [Crumb(label=_("My data"), href=reverse("records:my_data")), Crumb(label=_("Ask to be de-identified"))],
        "grant": may_grant_erasure(user),
    }
    return render(request, "records/erasure_ask.html", context, status=422 if form.errors else 200)


def own_request(user: Any) -> dict[str, Any] | None:
    """The person's own latest request, for My data."""
    asked = queries.latest_of(user)
    if asked is None:
        return None
    return {"it": asked, "heading": letters.heading(asked) if asked.answer else "", "appeal": letters.appeal(asked.answer)}


def _answers(request: HttpRequest) -> Any:
    if not may_answer_requests(request.user):  # type: ignore[arg-type]  # our user model
        raise Http404
    return request.user


@require_safe
@login_required
def erasures(request: HttpRequest) -> HttpResponse:
    user = _answers(request)
    done = request.GET.get("show") == "answered"
    home = reverse("records:erasures")
    if done:
        found = list(queries.answered_requests(user, before=number_in(request.GET.get("before")))[: PAGE + 1])
        following = f"{home}?show=answered&before={found[PAGE - 1].pk}" if len(found) > PAGE else ""
        first = f"{home}?show=answered" if request.GET.get("before") else ""
    else:
        after = _cursor(request.GET.get("after"))
        found = list(queries.waiting_requests(user, after=after)[: PAGE + 1])
        last = found[PAGE - 1] if len(found) > PAGE else None
        following = f"{home}?after={last.due_on.isoformat()}.{last.pk}" if last else ""
        first = home if after else ""
    context = {
        "done": done,
        "chips": [
            Chip(label=_("Waiting for an answer"), href=home, current=not done),
            Chip(label=_("Answered"), href=f"{home}?show=answered", current=done),
        ],
        "rows": [(asked, who_asks(asked)) for asked in found[:PAGE]],
        "columns": [Column(label=label) for label in (_("Who"), _("Came in"), _("Authority"), _("Answer"))],
        "next": following,
        "first": first,
    }
    return render(request, "records/erasures.html", context)


def _cursor(text: str | None) -> tuple[date, int] | None:
    on, _dot, last = (text or "").partition(".")
    due_on, pk = read_day(on), number_in(last)
    return (due_on, pk) if due_on is not None and pk is not None else None


def who_asks(asked: ErasureRequest) -> str:
    """A name while there is one: the number tells two of those apart whose names are gone."""
    if asked.person is None:
        return _("The giver of number %(number)d") % {"number": asked.subject_id or 0}
    return f"{asked.person.name} ({asked.person_id})" if asked.person.protected or asked.person.erased_at else asked.person.name


@require_http_methods(["GET", "HEAD", "POST"])
@kept.signed_in
def erasure_new(request: HttpRequest) -> HttpResponse:
    user = _answers(request)
    form = EnterErasureForm(request.POST if request.method == "POST" else None, initial={"received_on": clock.today()})
    kept.put_back(request, form)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            made = actions.enter_erasure(
                by=user, received_on=data["received_on"], person=data["person"], number=data["number"], words=data["words"]
            )
        except NotAllowed as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("The request is written in. It must be answered by %(day)s.") % {"day": day(made.due_on)})
            return redirect("records:erasure", pk=made.pk)
    crumbs = [Crumb(label=_("De-identification"), href=reverse("records:erasures")), Crumb(label=_("Write in a request"))]
    return render(request, "records/erasure_new.html", {"form": form, "crumbs": crumbs}, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@kept.signed_in
def erasure(request: HttpRequest, pk: int) -> HttpResponse:
    user = _answers(request)
    asked = queries.requests_of(user).filter(pk=pk).first()
    if asked is None:
        raise Http404
    form = AnswerErasureForm(request.POST if request.method == "POST" else None)
    kept.put_back(request, form)
    status, conflict = 200, ""
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                actions.answer_erasure(asked, by=user, answer=Answer(form.cleaned_data["answer"]), reason=form.cleaned_data["reason"])
            except Conflict as refused:
                conflict, status = str(refused), 409
                asked = queries.requests_of(user).get(pk=pk)
            except NotAllowed as refused:
                form.add_error(None, str(refused))
            else:
                messages.success(request, _("The request is answered."))
                return redirect("records:erasure", pk=pk)
    context = {
        "asked": asked,
        "who": who_asks(asked),
        "crumbs": [Crumb(label=_("De-identification"), href=reverse("records:erasures")), Crumb(label=who_asks(asked))],
        "facts": _facts(asked),
        "form": form if asked.is_open else None,
        "conflict": conflict,
        "typed": form.cleaned_data["reason"] if conflict else "",
        "may": may_answer_request(user, asked),
        "may_put_off": may_put_off(user, asked),
        "grant": may_grant_erasure(asked.person) if asked.is_open else None,
        "done": letters.done(asked.answer) if asked.answer else letters.done(Answer.GRANTED),
        "heading": letters.heading(asked) if asked.answer else "",
        "appeal": letters.appeal(asked.answer) if asked.answer else [],
    }
    return render(request, "records/erasure.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@kept.signed_in
def erasure_put_off(request: HttpRequest, pk: int) -> HttpResponse:
    user = _answers(request)
    asked = queries.requests_of(user).filter(pk=pk).first()
    if asked is None:
        raise Http404
    may, last = may_put_off(user, asked), latest_day(asked)
    form = PutOffForm(request.POST if request.method == "POST" else None, initial={"until": last}) if may else None
    if form is not None:
        kept.put_back(request, form)
    status = 200 if may else 409
    if form is not None and request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                done = actions.put_off_erasure(asked, by=user, until=form.cleaned_data["until"], reason=form.cleaned_data["reason"])
            except NotAllowed as refused:
                form.add_error(None, str(refused))
            else:
                messages.success(request, _("Whoever asked gets the answer by %(day)s, and is told why.") % {"day": day(done.due_on)})
                return redirect("records:erasure", pk=pk)
    context = {
        "asked": asked,
        "form": form,
        "refused": "" if may else may.reason,
        "first": asked.first_due_on or asked.due_on,
        "last": last,
        "crumbs": [
            Crumb(label=_("De-identification"), href=reverse("records:erasures")),
            Crumb(label=who_asks(asked), href=reverse("records:erasure", args=[asked.pk])),
            Crumb(label=_("Put off the answer")),
        ],
    }
    return render(request, "records/erasure_put_off.html", context, status=status)


def _facts(asked: ErasureRequest) -> list[tuple[Any, ...]]:
    about: tuple[Any, ...] = (_("About"), "")
    if asked.subject is not None:
        about = (_("About"), _("What was given without an account, number %(number)d") % {"number": asked.subject.pk})
    return [
        (_("Authority"), asked.authority.shown_name),
        (_("Came in"), day(asked.received_on, year=True)),
        (_("How"), asked.get_came_display()),
        (_("Written in by"), asked.entered_by.name if asked.entered_by else ""),
        about,
        (_("What was written"), asked.words),
        (_("Was to be answered by"), day(asked.first_due_on, year=True) if asked.first_due_on else ""),
        (_("Why it takes longer"), asked.put_off_reason),
    ]
