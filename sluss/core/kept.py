"""What was typed in a form whose sender was no longer signed in: kept while one signs in, and put back in the same form.

Whoever signs in next in a browser may be somebody else. Each form says for whom it was drawn, and what was typed in it is given to that
person alone.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec

from django import forms
from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, QueryDict
from django.utils.crypto import salted_hmac
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from . import clock, rates
from .context import is_signed_in
from .pressing import is_post_only

P = ParamSpec("P")
_KEY = "core.kept"  # in the session
DRAWN_FOR = "drawn_for"  # in each form
_SECONDS = 30 * 60
LONGEST = 200_000  # as it travels: three bytes for each of å, ä and ö, and more
TIMES, _WITHIN = 20, 600


def mark(user: Any) -> str:
    """Stands for the person in a form, and says nothing of who it is."""
    return salted_hmac(_KEY, str(user.pk)).hexdigest()[:32] if user.is_authenticated else ""


def drawn_for(request: HttpRequest | None) -> SafeString | str:
    """The field by which a form says whose it is. A page for one who is not signed in has none."""
    if request is None or not is_signed_in(request):
        return ""
    return format_html('<input type="hidden" name="{}" value="{}">', DRAWN_FOR, mark(request.user))


def sender(request: HttpRequest) -> str:
    """The mark of the one for whom the form was drawn that is sent."""
    return request.POST.get(DRAWN_FOR, "")[:32]


def sign_in_first(request: HttpRequest) -> HttpResponse | None:
    """For a page that asks `returned` for what it gets back. None for one who is signed in."""
    if request.user.is_authenticated:
        return None
    if keep(request):
        messages.info(request, _("You have been away for a long time. Sign in, and you go on where you were: your text is kept."))
    return redirect_to_login(request.get_full_path())


def signed_in(view: Callable[Concatenate[HttpRequest, P], HttpResponse]) -> Callable[Concatenate[HttpRequest, P], HttpResponse]:
    """Like login_required, for such a page."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        return sign_in_first(request) or view(request, *args, **kwargs)

    return guarded


def keep(request: HttpRequest, whose: str = "") -> bool:
    """`whose` says whose it is where that is a code and no account."""
    if request.method != "POST" or request.resolver_match is None or is_post_only(request.resolver_match.func):
        return False
    sent = request.POST.copy()
    sent.pop("csrfmiddlewaretoken", None)
    owner = _owner(whose, sender(request))
    sent.pop(DRAWN_FOR, None)
    data = sent.urlencode()
    # Whoever is not signed in can send anything: so much, and so often, is stored.
    if not data or not owner or len(data) > LONGEST or not rates.hit("core.kept", rates.client_key(request), TIMES, _WITHIN):
        return False
    request.session[_KEY] = {"path": request.path, "whose": owner, "data": data, "at": clock.now().timestamp()}
    return True


def waiting(request: HttpRequest, whose: str) -> str:
    """The page on which it is given back."""
    kept = request.session.get(_KEY)
    return str(kept["path"]) if kept is not None and kept["whose"] == _owner(whose) else ""


def _owner(whose: str, person: str = "") -> str:
    return f"code:{whose}" if whose else f"person:{person}" if person else ""


def forget(request: HttpRequest) -> None:
    if _KEY in request.session:
        del request.session[_KEY]


def returned(request: HttpRequest, whose: str = "") -> QueryDict | None:
    """What was typed on this page before one had to sign in. Given once."""
    kept = request.session.get(_KEY)
    if kept is None or request.method != "GET" or kept["path"] != request.path:
        return None
    forget(request)
    if kept["whose"] != _owner(whose, mark(request.user)) or clock.now().timestamp() - kept["at"] > _SECONDS:
        return None
    messages.info(request, _("Here is what you wrote. Nothing has been sent yet: read it through, and send it."))
    return QueryDict(kept["data"])


def fill(form: forms.Form, typed: QueryDict | None) -> None:
    """Shown as it was typed, and not yet found right or wrong."""
    if typed is None:
        return
    for name, field in form.fields.items():
        if not isinstance(field, forms.FileField):
            form.initial[name] = field.widget.value_from_datadict(typed, typed, form.add_prefix(name))  # type: ignore[arg-type]  # no files


def put_back(request: HttpRequest, form: forms.Form, whose: str = "") -> None:
    fill(form, returned(request, whose))
