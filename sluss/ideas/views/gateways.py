"""The ways in, as the innovation office keeps them."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from sluss.core import kept
from sluss.core.components import Crumb
from sluss.core.pressing import post_only
from sluss.core.verdict import NotAllowed
from sluss.people.views.units import suggestions

from .. import actions
from ..forms.gateway import GatewayForm, QuestionForm
from ..models import Gateway, Question
from ..queries_give import gateways
from ..rules import is_open, may_change_audience, may_manage_gateways
from ..states import MOST_QUESTIONS


def _demand(request: HttpRequest) -> None:
    verdict = may_manage_gateways(request.user)
    if not verdict:
        raise PermissionDenied(str(verdict.reason))


@login_required
@require_safe
def listed(request: HttpRequest) -> HttpResponse:
    _demand(request)
    return render(request, "ideas/gateways/list.html", {"cards": [(way, is_open(way)) for way in gateways()]})


@kept.signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, gateway: str) -> HttpResponse:
    _demand(request)
    way = get_object_or_404(gateways(), slug=gateway)
    form = GatewayForm(request.POST if request.method == "POST" else None, gateway=way)
    kept.put_back(request, form)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                changed = actions.change_gateway(way, by=request.user, **form.changes())
            except NotAllowed as refusal:
                form.add_error(None, str(refusal))
            else:
                done = _("Saved. It counts for what comes in from now on.") if changed else _("Nothing was changed.")
                messages.success(request, done)
                return redirect("ideas:gateway_list")
    crumbs = [Crumb(label=_("Ways in"), href=reverse("ideas:gateway_list")), Crumb(label=way.shown_name)]
    context = {
        "form": form,
        "title": way.shown_name,
        "way": way,
        "crumbs": crumbs,
        "units": suggestions(),
        "may_change_audience": may_change_audience(way),
        "questions": way.asked,
        "most": MOST_QUESTIONS,
        "room": way.question_count < MOST_QUESTIONS,
    }
    return render(request, "ideas/gateways/edit.html", context, status=status)


# --- Its own questions --------------------------------------------------------------------------------------------------


def _question(request: HttpRequest, gateway: str, pk: int) -> Question:
    _demand(request)
    return get_object_or_404(Question.objects.select_related("gateway"), pk=pk, gateway__slug=gateway)


@kept.signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def question_new(request: HttpRequest, gateway: str) -> HttpResponse:
    _demand(request)
    way = get_object_or_404(gateways(), slug=gateway)
    return _question_page(request, way, None)


@kept.signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def question_edit(request: HttpRequest, gateway: str, pk: int) -> HttpResponse:
    found = _question(request, gateway, pk)
    return _question_page(request, found.gateway, found)


def _question_page(request: HttpRequest, way: Gateway, found: Question | None) -> HttpResponse:
    form = QuestionForm(request.POST if request.method == "POST" else None, question=found)
    kept.put_back(request, form)
    if request.method == "POST" and form.is_valid():
        try:
            if found is None:
                actions.add_question(way, by=request.user, asking=form.asking())
            else:
                actions.change_question(found, by=request.user, asking=form.asking())
        except NotAllowed as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Saved. It counts for what comes in from now on."))
            return _to_questions(way)
    title = found.shown_label if found else _("New question")
    crumbs = [
        Crumb(label=_("Ways in"), href=reverse("ideas:gateway_list")),
        Crumb(label=way.shown_name, href=reverse("ideas:gateway_edit", args=[way.slug])),
        Crumb(label=title),
    ]
    context = {"form": form, "title": title, "way": way, "crumbs": crumbs}
    return render(request, "ideas/gateways/question.html", context, status=422 if form.errors else 200)


@post_only
def question_move(request: HttpRequest, gateway: str, pk: int) -> HttpResponse:
    found = _question(request, gateway, pk)
    actions.move_question(found, by=request.user, up=request.POST.get("to") == "up")
    return _to_questions(found.gateway)


@post_only
def question_delete(request: HttpRequest, gateway: str, pk: int) -> HttpResponse:
    found = _question(request, gateway, pk)
    actions.remove_question(found, by=request.user)
    messages.success(request, _("The question is taken away. What has been answered stays."))
    return _to_questions(found.gateway)


def _to_questions(way: Gateway) -> HttpResponse:
    return redirect(f"{reverse('ideas:gateway_edit', args=[way.slug])}#questions")
