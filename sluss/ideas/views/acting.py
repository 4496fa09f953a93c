"""What a reader can do with an idea: support it, with an account or a verified address, and follow it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core import signing
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import NoReverseMatch, reverse
from django.utils.http import urlencode
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from sluss.core import rates
from sluss.core.components import Crumb
from sluss.core.errors import too_many
from sluss.core.pressing import post_only
from sluss.core.verdict import NotAllowed
from sluss.gates.models import Case
from sluss.journal import actions as journal
from sluss.journal.rules import may_follow

from .. import actions, queries, texts
from ..actions.verifying import check_code, for_support
from ..forms import CodeForm
from ..forms.support import AddressForm
from ..models import Idea
from ..rows import address_of, imported_part, number
from ..rules import can_be_supported, may_support, may_support_by_email, may_withdraw_support

SUPPORT_OFF = (("support", "off"),)
FOLLOW_OFF = (("follow", "off"),)
SALT = "sluss.ideas.support"
CODES_AN_HOUR = 6
TRIES_AN_HOUR = 30
SUPPORTS_AN_HOUR = 120


def sign_in_url(then: str) -> str:
    try:
        return f"{reverse('account_login')}?{urlencode({'next': then})}"
    except NoReverseMatch:
        return ""


def act_context(request: HttpRequest, idea: Idea, case: Case | None) -> dict[str, Any]:
    """The buttons beside the title. One query for one who is signed in, none for a visitor."""
    args = [idea.pk, idea.subject.address]
    signed_in = request.user.is_authenticated
    supported, followed = queries.supports_and_follows(request.user, idea)
    verdict = may_withdraw_support(idea.subject, case) if supported else may_support(idea, idea.subject, case, request.user)
    return {
        "support": number(idea.total_support),
        "support_number": idea.total_support,
        "imported_support": imported_part(idea.total_support, idea.imported_support_count),
        "supported": supported,
        "followed": followed,
        "support_verdict": verdict,
        "may_be_supported": case is not None and case.is_open and idea.subject.is_released,
        "support_off": SUPPORT_OFF,
        "follow_off": FOLLOW_OFF,
        "support_url": reverse("ideas:support", args=args),
        "follow_url": reverse("ideas:follow", args=args),
        "follow_verdict": may_follow(request.user, idea.subject) if signed_in else None,
        "sign_in_to_follow": "" if signed_in else sign_in_url(address_of(*args)),
        "signed_in": signed_in,
    }


@require_http_methods(["GET", "HEAD", "POST"])
def support(request: HttpRequest, pk: int, slug: str) -> HttpResponse:
    """A page of its own, since a form needs a cookie. Who is signed in presses once; others prove they have an address."""
    idea, case = _found(request, pk)
    if request.method != "POST":
        return _support_page(request, idea, case)
    if request.user.is_authenticated:
        return _by_account(request, idea)
    if request.POST.get("step") == "code":
        return _check_code(request, idea, case)
    return _send_code(request, idea, case)


def _found(request: HttpRequest, pk: int) -> tuple[Idea, Case | None]:
    idea = queries.idea_page(request.user, pk)
    if idea is None:
        raise Http404
    cases = queries.cases_of(idea)
    return idea, cases[0] if cases else None


def _back(idea: Idea) -> HttpResponse:
    return redirect(address_of(idea.pk, idea.subject.address))


def _by_account(request: HttpRequest, idea: Idea) -> HttpResponse:
    hit = rates.hit("ideas.support", str(request.user.pk), SUPPORTS_AN_HOUR, 3600)
    if not hit:
        return too_many(request, hit.retry_after)
    wanted = request.POST.get("support", "on") != "off"
    try:
        changed = actions.support(idea, by=request.user) if wanted else actions.withdraw_support(idea, by=request.user)
    except NotAllowed as refusal:
        messages.warning(request, str(refusal))
        return _after(request, idea)
    if not request.headers.get("HX-Request"):
        if wanted:
            messages.success(request, _("You support the idea.") if changed else _("You support the idea already."))
        else:
            messages.success(request, _("You no longer support the idea."))
    return _after(request, idea)


def _after(request: HttpRequest, idea: Idea) -> HttpResponse:
    """The buttons as they are now, in place or with the whole page around them."""
    if not request.headers.get("HX-Request"):
        return _back(idea)
    fresh, case = _found(request, idea.pk)
    return render(request, "ideas/browse/_act.html", act_context(request, fresh, case) | {"idea": fresh})


def _support_page(
    request: HttpRequest, idea: Idea, case: Case | None, *, form: Any = None, sent_to: str = "", token: str = ""
) -> HttpResponse:
    context = act_context(request, idea, case) | {
        "idea": idea,
        "subject": idea.subject,
        "crumbs": [
            Crumb(label=_("Ideas"), href=reverse("ideas:list")),
            Crumb(label=texts.shortened(idea.subject.title), href=address_of(idea.pk, idea.subject.address)),
            Crumb(label=_("Support the idea")),
        ],
        "form": form if form is not None else AddressForm(),
        "sent_to": sent_to,
        "token": token,
        "open": can_be_supported(idea, idea.subject, case),
        "by_email": may_support_by_email(idea, idea.subject, case),
        "sign_in": sign_in_url(reverse("ideas:support", args=[idea.pk, idea.subject.address])),
        "back": address_of(idea.pk, idea.subject.address),
    }
    return render(request, "ideas/browse/support.html", context, status=422 if form is not None and form.errors else 200)


def _send_code(request: HttpRequest, idea: Idea, case: Case | None) -> HttpResponse:
    form = AddressForm(request.POST)
    verdict = may_support_by_email(idea, idea.subject, case)
    if not form.is_valid() or not verdict:
        return _support_page(request, idea, case, form=form)
    email = form.cleaned_data["email"].lower()
    for scope, key, limit in (
        ("ideas.support-code", email, CODES_AN_HOUR),
        ("ideas.support-code-from", rates.client_key(request), 5 * CODES_AN_HOUR),
    ):
        hit = rates.hit(scope, key, limit, 3600)
        if not hit:
            return too_many(request, hit.retry_after)
    actions.send_code(purpose=for_support(idea), email=email, language=get_language() or "sv")
    return _support_page(request, idea, case, form=CodeForm(), sent_to=email, token=signing.dumps(email, salt=SALT))


def _check_code(request: HttpRequest, idea: Idea, case: Case | None) -> HttpResponse:
    token = request.POST.get("token", "")
    try:
        email = signing.loads(token, salt=SALT, max_age=3600)
    except signing.BadSignature:
        # Too old, or changed on the way: begin again with the address.
        return redirect("ideas:support", pk=idea.pk, slug=idea.subject.address)
    hit = rates.hit("ideas.support-try", rates.client_key(request), TRIES_AN_HOUR, 3600)
    if not hit:
        return too_many(request, hit.retry_after)
    form = CodeForm(request.POST)
    if form.is_valid():
        verdict = check_code(purpose=for_support(idea), email=email, code=form.cleaned_data["code"])
        if verdict:
            return _supported(request, idea, email)
        form.add_error("code", str(verdict.reason))
    return _support_page(request, idea, case, form=form, sent_to=email, token=token)


def _supported(request: HttpRequest, idea: Idea, email: str) -> HttpResponse:
    try:
        counted = actions.support_by_email(idea, email=email)
    except NotAllowed as refusal:
        messages.warning(request, str(refusal))
        return _back(idea)
    messages.success(
        request, _("Thank you. Your support is counted.") if counted else _("You support the idea already. Each person is counted once.")
    )
    return _back(idea)


@post_only
def follow(request: HttpRequest, pk: int, slug: str) -> HttpResponse:
    idea, _case = _found(request, pk)
    if not request.user.is_authenticated:
        return redirect(sign_in_url(address_of(idea.pk, idea.subject.address)) or "/")
    try:
        if request.POST.get("follow", "on") != "off":
            journal.follow(idea.subject, by=request.user)
        else:
            journal.unfollow(idea.subject, by=request.user)
    except NotAllowed as refusal:
        messages.warning(request, str(refusal))
    return _after(request, idea)
