"""What a giver can do with the idea: change it, answer a question, withdraw it, choose whether the name shows, be told by mail."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from sluss.core import kept, rates
from sluss.core.errors import too_many
from sluss.core.forms import SlussForm
from sluss.core.pressing import post_only
from sluss.core.text import markdown
from sluss.core.verdict import NotAllowed
from sluss.gates import queries as gates

from .. import actions, queries
from ..actions.values import texts_of
from ..actions.verifying import for_submission
from ..forms import ChangeForm, CodeForm, CompleteForm, EmailForm, WithdrawForm
from ..rules import may_complete, may_edit, may_withdraw
from . import access
from .access import Own, crumbs, giver_only
from .own import own_page, question_of


@require_http_methods(["GET", "HEAD", "POST"])
@giver_only
def edit(request: HttpRequest, own: Own) -> HttpResponse:
    if not may_edit(own.open_case):
        return _refused(request, own, str(may_edit(own.open_case).reason))
    form = (
        ChangeForm(request.POST, idea=own.idea, marked=_marked(own))
        if request.method == "POST"
        else ChangeForm(initial=_initial(own), idea=own.idea, marked=_marked(own))
    )
    kept.put_back(request, form, own.whose)
    if request.method == "POST" and form.is_valid():
        try:
            claims = form.cleaned_data.get("claims", ())
            version = actions.edit(own.idea, by=own.by, texts=form.texts(), seen=form.cleaned_data["seen"], claims=claims)
        except NotAllowed as refusal:
            form.add_error(None, str(refusal))
        else:
            if version is None and claims:
                messages.success(request, _("What you ticked is hidden now. Somebody at the city judges whether it stays so."))
            elif version is None:
                messages.info(request, _("Nothing was changed."))
            else:
                messages.success(request, _("Your changes are saved. The text you sent first is kept beside the new one."))
            return redirect(own.url())
    return _form_page(request, own, form, "edit.html", _("Change the text"))


@require_http_methods(["GET", "HEAD", "POST"])
@giver_only
def complete(request: HttpRequest, own: Own) -> HttpResponse:
    if not may_complete(own.open_case):
        return _refused(request, own, str(may_complete(own.open_case).reason))
    form = (
        CompleteForm(request.POST, idea=own.idea, marked=_marked(own))
        if request.method == "POST"
        else CompleteForm(initial=_initial(own), idea=own.idea, marked=_marked(own))
    )
    kept.put_back(request, form, own.whose)
    if request.method == "POST" and form.is_valid():
        try:
            data = form.cleaned_data
            actions.complete(
                own.idea, by=own.by, texts=form.texts(), answer=data["answer"], seen=data["seen"], claims=data.get("claims", ())
            )
        except NotAllowed as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Thank you. Your answer is sent, and the time to our answer goes on."))
            return redirect(own.url())
    question = question_of(own, gates.decisions_about(own.idea.pk, queries.cases_of(own.idea)))
    return _form_page(
        request,
        own,
        form,
        "complete.html",
        _("Answer the question"),
        asked=question and markdown(question.reason),
        text_open=_wrong_in_text(form),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@giver_only
def withdraw(request: HttpRequest, own: Own) -> HttpResponse:
    if not may_withdraw(own.open_case):
        return _refused(request, own, str(may_withdraw(own.open_case).reason))
    form = WithdrawForm(request.POST) if request.method == "POST" else WithdrawForm()
    kept.put_back(request, form, own.whose)
    if request.method == "POST" and form.is_valid():
        try:
            actions.withdraw(own.idea, by=own.by, reason=form.cleaned_data["reason"])
        except NotAllowed as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("The idea is withdrawn. Nobody works with it any more, and what you sent in is kept."))
            return redirect(own.url())
    return _form_page(request, own, form, "withdraw.html", _("Withdraw the idea"))


@post_only
@giver_only
def name(request: HttpRequest, own: Own) -> HttpResponse:
    shown = request.POST.get("shown") == "1"
    try:
        actions.show_name(own.idea, by=own.by, shown=shown)
    except NotAllowed as refusal:
        return _refused(request, own, str(refusal))
    messages.success(request, _("Your name shows with the idea.") if shown else _("Your name no longer shows with the idea."))
    return redirect(own.url())


@require_http_methods(["GET", "HEAD", "POST"])
@giver_only
def email(request: HttpRequest, own: Own) -> HttpResponse:
    """Another address, or a new code to the same. Only for one without an account: others change theirs on their own page."""
    if own.by is not None:
        raise Http404
    form = EmailForm(request.POST) if request.method == "POST" else EmailForm(initial={"email": own.submission.email})
    kept.put_back(request, form, own.whose)
    if request.method == "POST" and form.is_valid():
        wanted = form.cleaned_data["email"].lower()
        if not wanted:
            actions.change_email(own.idea, email="")
            messages.success(request, _("We have taken away your address. You follow the idea with your code."))
            return redirect(own.url())
        hit = rates.hit("ideas.code", wanted, 5, 3600) and rates.hit("ideas.code-from", rates.client_key(request), 20, 3600)
        if not hit:
            return too_many(request, hit.retry_after)
        actions.change_email(own.idea, email=wanted)
        own = access.by_receipt(request) or own
        if own.submission.email_verified_at:
            messages.info(request, _("The address is confirmed already."))
        else:
            actions.send_code(purpose=for_submission(own.idea), email=wanted, language=own.submission.language)
            messages.success(request, _("We have sent a code to %(email)s. Write it below.") % {"email": wanted})
        return redirect(own.url())
    return _form_page(request, own, form, "email.html", _("Your e-mail address"))


@require_http_methods(["GET", "HEAD", "POST"])
@giver_only
def verify(request: HttpRequest, own: Own) -> HttpResponse:
    """A wrong code is told on the status page, under this address; to open it anew or in the other language is to open that page."""
    if own.by is not None:
        raise Http404
    if request.method != "POST":
        return redirect(own.url())
    hit = rates.hit("ideas.verify", rates.client_key(request), 20, 600)
    if not hit:
        return too_many(request, hit.retry_after)
    form = CodeForm(request.POST)
    if form.is_valid():
        verdict = actions.verify_email(own.idea, code=form.cleaned_data["code"])
        if verdict:
            messages.success(request, _("Your address is confirmed. We write to you when something happens with the idea."))
            return redirect(own.url())
        form.add_error("code", str(verdict.reason))
    return own_page(request, own, code_form=form, status=422)


def _marked(own: Own) -> frozenset[str]:
    return own.idea.subject.masked_fields


def _initial(own: Own) -> dict[str, Any]:
    idea, texts = own.idea, texts_of(own.idea)
    return {
        "title": texts.title,
        "need": texts.need,
        "solution": texts.solution,
        "benefit": texts.benefit,
        "unknowns": texts.unknowns,
        "spot": texts.spot,
        "beneficiaries": list(texts.beneficiaries),
        "theme": idea.theme.key if idea.theme else "",
        "place": idea.place.key if idea.place else "",
        "seen": idea.versions_made,
    }


def _form_page(request: HttpRequest, own: Own, form: SlussForm, template: str, title: str, **extra: Any) -> HttpResponse:
    context = {
        "own": own,
        "form": form,
        "title": title,
        "back": own.url(),
        "crumbs": crumbs(own, title),
        "released": own.idea.subject.is_released,
    }
    return render(request, f"ideas/give/{template}", context | extra, status=422 if form.errors else 200)


def _wrong_in_text(form: SlussForm) -> bool:
    """A fold with something wrong in it stands open."""
    return bool(set(form.errors) - {"answer", "__all__"})


def _refused(request: HttpRequest, own: Own, reason: str) -> HttpResponse:
    messages.warning(request, reason)
    return redirect(own.url())
