from __future__ import annotations

from allauth.account import views
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from sluss.people.models import Person


@login_required
def email(request: HttpRequest) -> HttpResponse:
    """Residents and companies change their address themselves; an employee's comes from the city's directory."""
    if isinstance(request.user, Person) and request.user.is_employee:
        if request.method == "POST":
            raise PermissionDenied(_("Your e-mail address comes from the city's directory and is changed there."))
        return render(request, "account/email_employee.html")
    return views.email(request)
