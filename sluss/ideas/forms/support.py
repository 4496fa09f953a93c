"""The forms of one who supports an idea without an account."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from sluss.core.forms import SlussForm


class AddressForm(SlussForm):
    mark_optional = False

    email = forms.EmailField(
        label=_("Your e-mail address"),
        help_text=_("We send a code to it, so that each person is counted once. The address is not shown and not kept in readable form."),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        error_messages={"required": _("Write your e-mail address")},
    )
