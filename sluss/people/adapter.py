"""How allauth makes people, reads addresses and sends mail here."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.auth_backends import AuthenticationBackend
from allauth.account.internal.stagekit import clear_login
from allauth.account.models import EmailAddress
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.base_user import AbstractBaseUser
from django.core.exceptions import PermissionDenied
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy as _

from sluss.core import post, rates
from sluss.core.ids import uid
from sluss.core.messages import whom_to_ask
from sluss.core.prepared import Prepared

from . import actions, mails
from .models import Person
from .states import PersonKind


def shown_name(user: Person) -> str:
    return user.name


_signed_in = Prepared(lambda pk: Person.objects.select_related("details", "unit").filter(pk=pk))


class Backend(AuthenticationBackend):
    """Signs in by e-mail address and password, and loads who is signed in with the name that every page shows: one query."""

    def get_user(self, user_id: int) -> Person | None:
        person = _signed_in.first(user_id)
        return person if person is not None and self.user_can_authenticate(person) else None


class Adapter(DefaultAccountAdapter):
    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "email_password_mismatch": _("The e-mail address or the password is wrong. Try again, or sign in with a code instead."),
        "too_many_login_attempts": _("That was too many attempts. Wait a quarter of an hour, or begin again with a new code."),
        "rate_limited": _("A code was sent just now. Wait a minute before you ask for another."),
        "incorrect_code": _("The code is wrong. Check it, or ask for a new one."),
        "incorrect_password": _("The password is wrong. Try again."),
        "enter_current_password": _("The password is wrong. Write the one you use now."),
        "email_taken": _("Another account already has this e-mail address."),
        "duplicate_email": _("You already have this e-mail address."),
    }

    # --- People -----------------------------------------------------------------------------------------------------

    def save_user(self, request: HttpRequest, user: AbstractBaseUser, form: BaseForm, commit: bool = True) -> Person:
        data = form.cleaned_data
        return actions.sign_up(
            kind=PersonKind(data["kind"]),
            given_name=data["given_name"],
            family_name=data["family_name"],
            email=data["email"],
            password=data.get("password1") or None,
            language=translation.get_language() or "sv",
        )

    def confirm_email(self, request: HttpRequest, email_address: EmailAddress) -> bool:
        done: bool = super().confirm_email(request, email_address)
        if done:
            actions.confirm_address(person=email_address.user, email=email_address.email)
        return done

    def pre_login(self, request: HttpRequest, user: AbstractBaseUser, **given: Any) -> HttpResponse | None:
        """A code goes to the address that the account had when it was asked for. Where an administrator has moved the address since,
        allauth would ask whoever reads the old one to confirm it, and give it back to the account. One query."""
        email = given.get("email")
        if email and not given.get("signup") and not EmailAddress.objects.filter(user_id=user.pk, email=email.lower()).exists():
            clear_login(request)
            messages.error(
                request, _("The code went to an address that the account no longer has. Ask for a new code to the address it has now.")
            )
            return redirect("account_login")
        response: HttpResponse | None = super().pre_login(request, user, **given)
        return response

    # --- Safety -----------------------------------------------------------------------------------------------------

    def get_client_ip(self, request: HttpRequest) -> str:
        return rates.client_key(request)

    def is_safe_url(self, url: str) -> bool:
        """Only pages of our own: an address to go on to may stand in a link that somebody else has written."""
        return url_has_allowed_host_and_scheme(url, allowed_hosts={self.request.get_host()}, require_https=self.request.is_secure())

    def is_ajax(self, request: HttpRequest) -> bool:
        """allauth would answer in JSON, with the page inside it."""
        return False

    # --- Mail -------------------------------------------------------------------------------------------------------

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Through the queue like all other mail, in the language of the one who reads it."""
        known = EmailAddress.objects.filter(email=email, verified=True).select_related("user").first()
        person = known.user if known else context.get("user")
        write = mails.WRITTEN.get(template_prefix)
        if write is None:
            raise PermissionDenied(f"no mail is written for {template_prefix}")
        with translation.override(person.language if person else translation.get_language()):
            message = write(context)
            given = {"message": message, "ask": message.ask or whom_to_ask(), "city": settings.CITY_NAME}
            post.send(
                to=email,
                subject=message.subject_line,
                text=render_to_string("account/email/mail.txt", given),
                html=render_to_string("account/email/mail.html", given),
                key=f"account:{template_prefix.rpartition('/')[2]}:{uid()}",
                person=person if person and person.pk else None,
            )
