from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from sluss.core.forms import DateField, KronorField, SlussForm
from sluss.people.forms.fields import UnitField

from ..actions import Facts
from ..models import Challenge, Gateway
from ..states import LARGEST_BUDGET, LONGEST_TEXT, LONGEST_TITLE

_FIELDS = ("text", "need_owner", "gateway", "receiver", "mandate", "opens_on", "closes_on", "budget")


class ChallengeForm(SlussForm):
    """What a challenge is. What it needs before it opens may come later."""

    title = forms.CharField(label=_("Title"), max_length=LONGEST_TITLE, error_messages={"required": _("Write a title")})
    text = forms.CharField(
        label=_("What is the challenge?"),
        help_text=_("Who has the need, when does it show, and what would be different if it were met? Leave the solution open."),
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 6}),
        error_messages={"required": _("Write what the challenge is")},
    )
    need_owner = UnitField(label=_("Who has the need?"), error_messages={"required": _("Write which unit has the need")})
    gateway = forms.ModelChoiceField(
        label=_("Who may answer it?"),
        help_text=_("Answers come in through this way in."),
        queryset=Gateway.objects.none(),
        empty_label=_("Choose"),
        error_messages={"required": _("Choose a way in")},
    )
    receiver = UnitField(
        label=_("Who receives what comes in?"),
        help_text=_("The unit that can take care of a good answer. A decision-maker there opens the challenge. Write its code or name."),
        required=False,
    )
    mandate = forms.CharField(
        label=_("What mandate does the receiver have?"),
        help_text=_("What it may decide by itself, and by which decision."),
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 3}),
        required=False,
    )
    opens_on = DateField(label=_("First day to answer"), required=False)
    closes_on = DateField(label=_("Last day to answer"), required=False)
    budget = KronorField(
        label=_("Budget in kronor"),
        help_text=_("What there is for trying and carrying out a good answer, for example 300 000."),
        min_value=1,
        max_value=LARGEST_BUDGET,
        required=False,
    )

    def __init__(self, *args: Any, challenge: Challenge | None = None, **kwargs: Any) -> None:
        initial: dict[str, Any] = {}
        if challenge is not None:
            initial = {name: getattr(challenge, name) for name in _FIELDS} | {"title": challenge.subject.title}
        super().__init__(*args, initial=initial, **kwargs)
        way = self.fields["gateway"]
        way.queryset = Gateway.objects.order_by("id")  # type: ignore[attr-defined]  # a ModelChoiceField
        way.label_from_instance = lambda one: one.shown_name  # type: ignore[attr-defined]  # as above

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if data.get("opens_on") and data.get("closes_on") and data["closes_on"] < data["opens_on"]:
            self.add_error("closes_on", _("The last day cannot come before the first."))
        return data

    def facts(self) -> Facts:
        return Facts(title=self.cleaned_data["title"], **{name: self.cleaned_data[name] for name in _FIELDS})


class CloseChallengeForm(SlussForm):
    result = forms.CharField(
        label=_("What came out of it?"),
        help_text=_("Which answers you go on with, and what you have learnt. Everybody who answered reads this."),
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 6}),
        error_messages={"required": _("Write what came out of it")},
    )
