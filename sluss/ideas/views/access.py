"""Who one is on the pages of one's own idea: an account, or a receipt code kept in a signed cookie that lives half an hour."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from functools import wraps
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core import signing
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _

from sluss.core import clock, kept
from sluss.core.components import Crumb
from sluss.core.text import clean
from sluss.gates.models import Case
from sluss.gates.queries import newest_case
from sluss.people.models import Person

from ..models import Gateway, Idea, IdeaVersion, Submission
from ..queries_give import own_idea
from ..rules import is_giver
from ..states import Status

_COOKIE = "sluss_receipt"
_SALT = "sluss.ideas.receipt-cookie"
_SECONDS = 30 * 60
_SENT = "sluss_sent"
_WHOSE = "sluss.ideas.whose-form"


@dataclass(frozen=True, slots=True)
class Own:
    """An idea on its giver's own page. `by` is empty for one who came with a receipt code."""

    idea: Idea
    case: Case | None
    by: Person | None

    @property
    def submission(self) -> Submission:
        return self.idea.submission

    @property
    def open_case(self) -> Case | None:
        return self.case if self.case is not None and self.case.is_open else None

    @property
    def whose(self) -> str:
        """Only where the address does not say it."""
        return "" if self.by else str(self.submission.pk)

    @property
    def sealed(self) -> str:
        """For a form to carry along. It opens nothing."""
        return signing.dumps(self.whose, salt=_WHOSE) if self.whose else ""

    def url(self, name: str = "") -> str:
        family, args = ("mine", [self.idea.pk]) if self.by else ("status", [])
        return reverse(f"ideas:{family}_{name}" if name else f"ideas:{family}", args=args)


def by_account(user: Any, pk: int) -> Own | None:
    idea = own_idea(pk)
    if idea is None or not is_giver(idea.submission, user):
        return None
    return Own(idea, newest_case(idea.pk), user)


def by_receipt(request: HttpRequest) -> Own | None:
    cookie = request.COOKIES.get(_name())
    if not cookie:
        return None
    try:
        pk, hashed = signing.loads(cookie, salt=_SALT, max_age=_SECONDS)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    idea = own_idea(pk)
    if idea is None or idea.submission.person_id is not None or idea.submission.receipt_hash != hashed:
        return None
    return Own(idea, newest_case(idea.pk), None)


def remember(response: HttpResponse, submission: Submission) -> HttpResponse:
    """Keep that the code was right, for the status pages only, in both languages."""
    value = signing.dumps([submission.pk, submission.receipt_hash], salt=_SALT)
    for language, _shown in settings.LANGUAGES:
        with override(language):
            response.set_cookie(
                _name(),
                value,
                max_age=_SECONDS,
                path=reverse("ideas:status"),
                httponly=True,
                secure=settings.SESSION_COOKIE_SECURE,
                samesite="Lax",
            )
    return response


def forget(response: HttpResponse) -> HttpResponse:
    for language, _shown in settings.LANGUAGES:
        with override(language):
            response.delete_cookie(_name(), path=reverse("ideas:status"), samesite="Lax")
            response.delete_cookie(_name(_SENT), path=reverse("ideas:gateways"), samesite="Lax")
    return response


# --- What was sent from here a moment ago --------------------------------------------------------------------------------


def remember_sent(response: HttpResponse, submission: Submission) -> HttpResponse:
    """Keep, for the forms only, what was sent from this browser: who goes back in it and sends again gets the same receipt."""
    value = signing.dumps([submission.pk, submission.receipt_hash], salt=_SENT)
    for language, _shown in settings.LANGUAGES:
        with override(language):
            path = reverse("ideas:gateways")
            secure = settings.SESSION_COOKIE_SECURE
            response.set_cookie(_name(_SENT), value, max_age=_SECONDS, path=path, httponly=True, secure=secure, samesite="Lax")
    return response


def sent_before(request: HttpRequest, way: Gateway, person: Person | None, need: str) -> Submission | None:
    """The same need, sent through the same way in a moment ago by the same person, or from the same browser without an account.

    A page that one comes back to may have been made anew, with a key of its own: it is the text that says that it is the same idea.
    """
    found = Submission.objects.filter(idea__gateway=way, received_at__gte=clock.now() - timedelta(seconds=_SECONDS))
    if person is not None:
        found = found.filter(person=person)
    else:
        try:
            pk, hashed = signing.loads(request.COOKIES.get(_name(_SENT), ""), salt=_SENT, max_age=_SECONDS)
        except (signing.BadSignature, ValueError, TypeError):
            return None
        found = found.filter(pk=pk, receipt_hash=hashed, person=None)
    first = IdeaVersion.objects.filter(number=1, idea__submission__in=found, texts__need=clean(need))
    taken_back = Q(idea__status=Status.WITHDRAWN)
    return Submission.objects.filter(idea__versions__in=first).exclude(taken_back).order_by("-pk").first()


def _name(cookie: str = _COOKIE) -> str:
    """One for each language: two of one name and different paths do not fit in an answer."""
    return f"{cookie}_{(get_language() or 'sv')[:2]}"


OwnView = Callable[..., HttpResponse]  # (request, own, what else the address names)


def giver_only(view: OwnView) -> Callable[..., HttpResponse]:
    """Find the giver's own idea: by account where the address names it, else by the receipt code that was written."""

    @wraps(view)
    def guarded(request: HttpRequest, pk: int | None = None, **more: Any) -> HttpResponse:
        if pk is None:
            own = by_receipt(request)
            if own is None:
                return _code_first(request)
        else:
            if answer := kept.sign_in_first(request):
                return answer
            own = by_account(request.user, pk)
            if own is None:
                raise Http404
        response = view(request, own, **more)
        response.headers["Cache-Control"] = "no-store"
        return response if own.by else remember(response, own.submission)

    return guarded


def _code_first(request: HttpRequest) -> HttpResponse:
    """The half hour has gone. The form says whose it was, since the address does not."""
    try:
        whose = signing.loads(request.POST.get("whose", ""), salt=_WHOSE)
    except (signing.BadSignature, ValueError, TypeError):
        whose = ""
    if whose and kept.keep(request, whose):
        messages.info(request, _("You have been away for a long time. Write your code, and you go on where you were: your text is kept."))
    return redirect("ideas:status")


def crumbs(own: Own, last: str = "") -> list[Crumb]:
    first = (
        Crumb(label=_("My ideas"), href=reverse("ideas:my_ideas"))
        if own.by
        else Crumb(label=_("Follow your idea"), href="" if not last else own.url())
    )
    title = Crumb(label=own.idea.subject.title, href=own.url() if last else "")
    crumbs = [first, title] if own.by or not last else [first]
    return [*crumbs, Crumb(label=last)] if last else crumbs
