"""The mails that signing in sends: what happened, what to do now, whom to ask."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from sluss.core.messages import Message, absolute

CODE_MINUTES = 15
Context = Mapping[str, Any]


def _ignore() -> str:
    return _("If it was not you, you need do nothing: nobody gets in without the code. Never give the code to anybody.")


def _code(subject: str, happened: str, code: str) -> Message:
    """The code stands in `quoted`, on a line of its own."""
    now = _("Write the code on the page where you asked for it. It works for %(minutes)s minutes, and once.") % {"minutes": CODE_MINUTES}
    return Message(subject_line=subject, happened=happened, now=f"{now} {_ignore()}", quoted=(_("Your code"), code))


def login_code(context: Context) -> Message:
    return _code(
        _("Your code to sign in to Sluss"),
        _("Somebody, probably you, wants to sign in to Sluss with this e-mail address."),
        context["code"],
    )


def confirm_sign_up(context: Context) -> Message:
    return _code(
        _("Your code to create an account in Sluss"),
        _("Somebody, probably you, is creating an account in Sluss with this e-mail address."),
        context["code"],
    )


def confirm_address(context: Context) -> Message:
    return _code(
        _("Your code to confirm your e-mail address"),
        _("Somebody, probably you, wants to use this e-mail address in Sluss."),
        context["code"],
    )


def reset_code(context: Context) -> Message:
    return _code(
        _("Your code to choose a new password"), _("Somebody, probably you, has asked to choose a new password in Sluss."), context["code"]
    )


def unknown_account(context: Context) -> Message:
    return Message(
        subject_line=_("There is no account in Sluss with your e-mail address"),
        happened=_("Somebody, probably you, tried to sign in to Sluss with this e-mail address, but no account has it."),
        now=_("Try another of your addresses, or create an account. If it was not you, you need do nothing."),
        links=[(_("Create an account"), absolute(reverse("account_signup")))],
    )


def account_exists(context: Context) -> Message:
    return Message(
        subject_line=_("You already have an account in Sluss"),
        happened=_("Somebody, probably you, tried to create an account in Sluss with this e-mail address, but there already is one."),
        now=_("Sign in instead: with your password, or with a code that we send you. If it was not you, you need do nothing."),
        links=[
            (_("Sign in with a code"), absolute(reverse("account_request_login_code"))),
            (_("Choose a new password"), absolute(reverse("account_reset_password"))),
        ],
    )


def _warned(subject: str, happened: str) -> Message:
    now = _("If it was you, all is well. If it was not, choose a new password now and write to %(address)s.") % {
        "address": settings.CONTACT_EMAIL
    }
    return Message(
        subject_line=subject, happened=happened, now=now, links=[(_("Choose a new password"), absolute(reverse("account_reset_password")))]
    )


def password_changed(context: Context) -> Message:
    return _warned(_("Your password in Sluss has been changed"), _("The password of your account in Sluss has been changed."))


def email_changed(context: Context) -> Message:
    happened = _("The e-mail address of your account in Sluss is now %(new)s. Mail no longer goes to this address.") % {
        "new": context.get("to_email", "")
    }
    return Message(
        subject_line=_("Your e-mail address in Sluss has been changed"),
        happened=happened,
        now=_("If it was you, all is well. If it was not, write to %(address)s at once.") % {"address": settings.CONTACT_EMAIL},
    )


WRITTEN: dict[str, Callable[[Context], Message]] = {
    "account/email/login_code": login_code,
    "account/email/email_confirmation_signup": confirm_sign_up,
    "account/email/email_confirmation": confirm_address,
    "account/email/password_reset_code": reset_code,
    "account/email/unknown_account": unknown_account,
    "account/email/account_already_exists": account_exists,
    "account/email/password_changed": password_changed,
    "account/email/password_set": password_changed,
    "account/email/password_reset": password_changed,
    "account/email/email_changed": email_changed,
}
