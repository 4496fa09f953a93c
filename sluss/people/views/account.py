from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.account import views
from allauth.account.internal.flows.password_reset_by_code import PASSWORD_RESET_VERIFICATION_SESSION_KEY
from allauth.account.models import EmailAddress
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from sluss.people.models import Person


def still_theirs(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """For the pages that choose a new password by code: where an administrator has moved the address since the code was asked for, whoever
    reads the old one begins again, and gets nowhere. One query while a reset is under way."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        state = request.session.get(PASSWORD_RESET_VERIFICATION_SESSION_KEY) or {}
        who, address = state.get("user_id"), str(state.get("email", "")).lower()
        if who and not EmailAddress.objects.filter(user_id=who, email=address).exists():
            del request.session[PASSWORD_RESET_VERIFICATION_SESSION_KEY]
        return view(request, *args, **kwargs)

    return guarded


@login_required
def email(request: HttpRequest) -> HttpResponse:
    """Residents and companies change their address themselves; an employee's comes from the city's directory."""
    if isinstance(request.user, Person) and request.user.is_employee:
        if request.method == "POST":
            raise PermissionDenied(_("Your e-mail address comes from the city's directory and is changed there."))
        return render(request, "account/email_employee.html")
    return views.email(request)
