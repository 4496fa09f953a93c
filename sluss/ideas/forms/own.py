"""The small forms of a giver's own page."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from sluss.core.forms import SlussForm

from ..states import LONGEST_TEXT


class ReceiptForm(SlussForm):
    code = forms.CharField(
        label=_("Receipt code"),
        help_text=_("Twelve letters and digits, for example ACD3-4EF6-7GH9. You got it when you had sent the idea."),
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false", "class": "sl-code"}),
        error_messages={"required": _("Write the code from your receipt")},
    )


class CodeForm(SlussForm):
    code = forms.CharField(
        label=_("Code from the mail"),
        help_text=_("Six digits. The code works for 15 minutes."),
        max_length=20,
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric", "class": "sl-code"}),
        error_messages={"required": _("Write the code from the mail")},
    )


class EmailForm(SlussForm):
    email = forms.EmailField(
        label=_("Your e-mail address"),
        help_text=_("We send a code to it, so that we know that it is yours. Leave it empty if you do not want any mail."),
        max_length=254,
        required=False,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )


class WithdrawForm(SlussForm):
    reason = forms.CharField(
        label=_("Why do you withdraw it?"),
        help_text=_("It helps us to learn. You do not have to say why."),
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 3}),
        required=False,
    )
