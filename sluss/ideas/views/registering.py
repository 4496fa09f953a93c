"""Writing in what somebody else has given, and the receipt to hand over."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from sluss.core import clock, kept, rates, workdays
from sluss.core.components import Crumb
from sluss.core.dates import day
from sluss.core.errors import too_many
from sluss.core.ids import uid
from sluss.core.messages import absolute
from sluss.core.verdict import NotAllowed
from sluss.gates.queries import newest_case
from sluss.gates.rules import sees
from sluss.journal.states import Visibility

from .. import actions
from ..forms.registering import NAMED, RegisterForm
from ..models import Gateway, Submission
from ..queries_give import answers, first_promise_days
from ..rules import may_write_in
from ..states import Channel

WRITTEN_IN_AN_HOUR = 120


@kept.signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def register(request: HttpRequest) -> HttpResponse:
    verdict = may_write_in(request.user)
    if not verdict:
        raise PermissionDenied(str(verdict.reason))
    if request.method != "POST":
        start = {
            "key": uid(),
            "received_on": clock.today(),
            "visibility": Visibility.ALL.value,
            "who": NAMED,
            "channel": Channel.PAPER.value,
        }
        form = RegisterForm(initial=start, user=request.user)
        kept.put_back(request, form)
        return _page(request, form)
    form = RegisterForm(request.POST, user=request.user)
    if not form.is_valid():
        return _page(request, form, status=422)
    due = _due(form)
    if due < clock.today() and not form.cleaned_data["late_known"]:
        return _page(request, form, late=due)
    hit = rates.hit("ideas.register", f"person:{request.user.pk}", WRITTEN_IN_AN_HOUR, 3600)
    if not hit:
        return too_many(request, hit.retry_after)
    return _write_in(request, form)


def _write_in(request: HttpRequest, form: RegisterForm) -> HttpResponse:
    data, user = form.cleaned_data, request.user
    way: Gateway = data["gateway"]
    try:
        made = actions.register(
            gateway=way,
            by=user,  # type: ignore[arg-type]  # signed in
            channel=Channel(data["channel"]),
            received_on=data["received_on"],
            giver=form.giver,
            contact=form.contact(),
            texts=form.texts(),
            visibility=data["visibility"],
            terms=way.terms,
            form_key=form.form_key,
            language=(get_language() or "sv")[:2],
        )
    except NotAllowed as refusal:
        form.add_error(None, str(refusal))
        return _page(request, form, status=422)
    if made.again:
        messages.info(request, _("This had already been written in. What you see is its receipt."))
    return redirect("ideas:registered", made.idea.pk)


def _due(form: RegisterForm) -> date:
    way: Gateway = form.cleaned_data["gateway"]
    return workdays.add_working_days(form.cleaned_data["received_on"], first_promise_days(way))


def _page(request: HttpRequest, form: RegisterForm, *, late: date | None = None, status: int = 200) -> HttpResponse:
    context: dict[str, Any] = {
        "form": form,
        "late": day(late, year=True) if late else "",
        "crumbs": [Crumb(label=_("To answer"), href=reverse("gates:queue")), Crumb(label=_("Write in for someone"))],
        "own": reverse("ideas:gateways"),
        "back": reverse("gates:queue"),
    }
    response = render(request, "ideas/register/form.html", context, status=status)
    response.headers["Cache-Control"] = "no-store"
    return response


@login_required
@require_safe
def registered(request: HttpRequest, pk: int) -> HttpResponse:
    """The receipt, to print and hand over: for whoever wrote it in."""
    loaded = Submission.objects.select_related("idea__subject__unit", "idea__gateway", "person__details", "terms")
    submission = loaded.filter(pk=pk, registered_by=request.user.pk).first()
    if submission is None:
        raise Http404
    case = newest_case(pk)
    code = actions.receipt_code_of(submission)
    context = {
        "idea": submission.idea,
        "title": submission.idea.subject.title,
        "case": case,
        "case_url": reverse("gates:case", args=[case.pk]) if case and sees(case, request.user) else "",
        "files_url": reverse("ideas:case_files", args=[case.pk]) if case and sees(case, request.user) else "",
        "submission": submission,
        "channel": submission.get_channel_display(),
        "received": submission.received_at,
        "name": submission.person.name if submission.person else submission.name,
        "mailed": submission.email if submission.person is None else "",
        "code": code,
        "status_address": absolute(reverse("ideas:status")),
        "terms_address": absolute(reverse("ideas:terms", args=[submission.terms.version])) if submission.terms else "",
        "answer": answers([pk]).get(pk),
        "another": reverse("ideas:register"),
        "crumbs": [Crumb(label=_("To answer"), href=reverse("gates:queue")), Crumb(label=pgettext("of an idea", "Receipt"))],
    }
    response = render(request, "ideas/register/receipt.html", context)
    response.headers["Cache-Control"] = "no-store"
    return response
