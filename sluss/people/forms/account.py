"""allauth's forms, speaking as ours do."""

from __future__ import annotations

from typing import Any, ClassVar

from allauth.account import forms as allauth
from allauth.account.models import EmailAddress
from django import forms
from django.contrib.auth.password_validation import UserAttributeSimilarityValidator
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.functional import Promise as LazyText
from django.utils.translation import gettext_lazy as _

from sluss.core.forms import Radios, SlussForm
from sluss.people.models import Person, PersonDetails
from sluss.people.states import PersonKind

EMAIL = _("E-mail address")
EMAIL_ERRORS = {"required": _("Write your e-mail address"), "invalid": _("Write an e-mail address, for example name@example.org")}
PASSWORD_HELP = _("At least 12 characters. A sentence that you remember works well.")


class _Plain(SlussForm):
    """Our labels, help and error texts in place of allauth's. `texts` is label, help, and what to say when it is left empty."""

    texts: ClassVar[dict[str, tuple[str | LazyText, str | LazyText, str | LazyText]]] = {}

    def speak(self) -> None:
        for name, field in self.fields.items():
            field.widget.attrs.pop("placeholder", None)
            if name in ("email", "login"):
                field.label, field.help_text = EMAIL, ""
                field.error_messages.update({key: str(text) for key, text in EMAIL_ERRORS.items()})
            if name in self.texts:
                field.label, field.help_text, required = self.texts[name]
                field.error_messages["required"] = str(required)


class LoginForm(allauth.LoginForm, _Plain):
    texts: ClassVar = {"password": (_("Password"), "", _("Write your password"))}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.speak()


class SignupForm(allauth.SignupForm, _Plain):
    texts: ClassVar = {
        "given_name": (_("First name"), "", _("Write your name")),
        "family_name": (_("Last name"), "", ""),
        "password1": (
            _("Password"),
            _("You can leave it out and sign in with a code by e-mail each time. At least 12 characters if you choose one."),
            "",
        ),
    }
    field_order: ClassVar = ["given_name", "family_name", "kind", "email", "password1"]

    given_name = forms.CharField(max_length=100, widget=forms.TextInput(attrs={"autocomplete": "given-name"}))
    family_name = forms.CharField(max_length=100, required=False, widget=forms.TextInput(attrs={"autocomplete": "family-name"}))
    kind = forms.ChoiceField(
        label=_("Who are you?"),
        choices=[
            (PersonKind.RESIDENT.value, _("A resident or visitor")),
            (PersonKind.COMPANY.value, _("I represent a company or an organisation")),
        ],
        initial=PersonKind.RESIDENT.value,
        widget=Radios,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.speak()

    def validate_unique_email(self, value: str) -> str:
        """A sign-up that nobody confirmed owns no address: the last one to try replaces it."""
        self.account_already_exists = EmailAddress.objects.filter(email=value, verified=True).exists()
        return value

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        password = cleaned.get("password1")
        if password and "password1" not in self.errors:
            likeness = Person()
            likeness.details = PersonDetails(
                given_name=cleaned.get("given_name", ""), family_name=cleaned.get("family_name", ""), email=cleaned.get("email")
            )
            try:
                UserAttributeSimilarityValidator(user_attributes=("name", "email")).validate(password, likeness)  # type: ignore[arg-type]  # any object with the attributes does
            except ValidationError as error:
                self.add_error("password1", error)
        if password and self.account_already_exists and not self.errors:
            # As for a new account, so that the time it takes does not tell who has one.
            Person().set_password(password)
        return cleaned

    def signup(self, request: HttpRequest, user: Person) -> None:
        """allauth calls this after the person is made; the adapter has done it all."""


def _confirmed_only(people: list[Person], email: str) -> list[Person]:
    """A code must never confirm somebody else's sign-up, whose password that somebody knows."""
    confirmed = set(EmailAddress.objects.filter(email=email.lower(), verified=True).values_list("user_id", flat=True))
    return [person for person in people if person.pk in confirmed]


class RequestLoginCodeForm(allauth.RequestLoginCodeForm, _Plain):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.speak()

    def clean_email(self) -> str:
        email: str = super().clean_email()
        self._user = next(iter(_confirmed_only([self._user] if self._user else [], email)), None)
        return email


class ResetPasswordForm(allauth.ResetPasswordForm, _Plain):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.speak()

    def clean_email(self) -> str:
        email: str = super().clean_email()
        self.users = _confirmed_only(self.users, email)
        return email


class _Code(_Plain):
    texts: ClassVar = {
        "code": (_("Code"), _("Eight letters. Small or capital letters make no difference."), _("Write the code from the e-mail"))
    }


class ConfirmLoginCodeForm(allauth.ConfirmLoginCodeForm, _Code):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.speak()


class ConfirmEmailForm(allauth.ConfirmEmailVerificationCodeForm, _Code):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.speak()


class ConfirmResetForm(allauth.ConfirmPasswordResetCodeForm, _Code):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.speak()


class _NewPassword(_Plain):
    texts: ClassVar = {
        "oldpassword": (_("Password now"), "", _("Write the password you use now")),
        "password1": (_("New password"), PASSWORD_HELP, _("Write a new password")),
        "password2": (_("New password again"), "", _("Write the new password once more")),
    }


class NewPasswordForm(allauth.ResetPasswordKeyForm, _NewPassword):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.speak()


class ChangePasswordForm(allauth.ChangePasswordForm, _NewPassword):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.speak()


class SetPasswordForm(allauth.SetPasswordForm, _NewPassword):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.speak()


class ReauthenticateForm(allauth.ReauthenticateForm, _Plain):
    texts: ClassVar = {"password": (_("Password"), "", _("Write your password"))}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.speak()


class ChangeEmailForm(allauth.AddEmailForm, _Plain):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.speak()
