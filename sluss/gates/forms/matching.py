"""The forms of a match: which need the case meets, and what the need's owner says."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from sluss.core.forms import Radios, SlussForm
from sluss.people.models import Unit

from ..models import Match
from ..states import LONGEST_NEED, PromiseKind
from .asking import AskingForm
from .deciding import reason_field


class MatchForm(AskingForm):
    asks = PromiseKind.MATCH

    unit = forms.ChoiceField(label=_("Who has the need?"), error_messages={"required": _("Choose the unit that has the need")})
    need = forms.CharField(
        label=_("What is the need?"),
        help_text=_("Who has the problem, and when does it show? The unit reads this word for word, beside what was sent in."),
        max_length=LONGEST_NEED,
        widget=forms.Textarea(attrs={"rows": 5}),
        error_messages={"required": _("Write what the need is")},
    )

    def __init__(self, *args: Any, units: Sequence[Unit], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._units = {str(unit.pk): unit for unit in units}
        self.fields["unit"].choices = [("", _("Choose")), *((pk, unit.shown_name) for pk, unit in self._units.items())]  # type: ignore[attr-defined]  # a ChoiceField

    def clean_unit(self) -> Unit:
        return self._units[self.cleaned_data["unit"]]


class MatchAnswerForm(SlussForm):
    answer = forms.ChoiceField(
        label=_("Does it meet a need that you have?"),
        choices=Match.Answer.choices,
        widget=Radios(
            descriptions={
                Match.Answer.YES: _("You have the need, and somebody at your unit takes part in what comes next."),
                Match.Answer.NO: _("You do not have the need, or cannot take part now. That is an answer too."),
            }
        ),
        error_messages={"required": _("Choose yes or no")},
    )
    reason = reason_field(
        _("Why?"), help_text=_("Those who handle it read this, and use it when they answer."), error=_("Write why"), rows=5
    )

    @property
    def accepts(self) -> bool:
        return bool(self.cleaned_data["answer"] == Match.Answer.YES)
