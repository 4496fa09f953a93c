from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from sluss.core.forms import DateField, SlussForm

from ..models import Challenge
from ..rules_challenges import can_be_open_until
from ..states import LONGEST_TEXT


class ProlongForm(SlussForm):
    closes_on = DateField(
        label=_("New last day to answer"),
        help_text=_("Later than the day that holds now. Write like this: 2027-03-15."),
        error_messages={"required": _("Write the new last day")},
    )
    reason = forms.CharField(
        label=_("Why is it open longer?"),
        help_text=_("Those who follow it and those who have answered it read this."),
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": _("Write why it is open longer")},
    )

    def __init__(self, *args: Any, challenge: Challenge, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.challenge = challenge

    def clean_closes_on(self) -> Any:
        verdict = can_be_open_until(self.challenge, self.cleaned_data["closes_on"])
        if not verdict:
            raise forms.ValidationError(str(verdict.reason))
        return self.cleaned_data["closes_on"]
