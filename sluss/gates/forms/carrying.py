"""The forms of trials and of those who receive what they lead to."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from sluss.core import clock
from sluss.core.forms import DateField, Radios, SlussForm
from sluss.people.models import Unit

from ..models import Trial
from ..states import PromiseKind, TrialResult
from .asking import AskingForm
from .deciding import LONGEST_REASON, LONGEST_WAIT, CaseForm, reason_field


def _text(label: Any, *, help_text: Any, error: Any, rows: int = 4) -> forms.CharField:
    return forms.CharField(
        label=label,
        help_text=help_text,
        max_length=LONGEST_REASON,
        widget=forms.Textarea(attrs={"rows": rows}),
        error_messages={"required": error},
    )


class PlanTrialForm(CaseForm):
    baseline = _text(
        _("How is it today?"),
        help_text=_("What you will measure the trial against: a number, how long it takes, how many it concerns."),
        error=_("Write how it is today"),
    )
    ends_on = DateField(
        label=_("When does the trial end?"),
        help_text=_("Then you say what it showed. Write like this: 2027-03-15."),
        error_messages={"required": _("Choose the day the trial ends")},
    )
    stop_criterion = _text(
        _("What would make you stop before that?"),
        help_text=_("For example: if it takes more time than it saves, or if somebody may come to harm."),
        error=_("Write what would make you stop"),
    )

    def __init__(self, *args: Any, trial: Trial | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if trial is not None and not trial.has_ended:
            for name in self.fields:
                self.initial.setdefault(name, getattr(trial, name))

    def clean_ends_on(self) -> Any:
        ends_on = self.cleaned_data["ends_on"]
        if ends_on <= clock.today():
            raise forms.ValidationError(_("Choose a day in the future for the trial to end."))
        if ends_on > clock.today() + LONGEST_WAIT:
            raise forms.ValidationError(_("Choose a day within three years. A trial that goes on longer is not a trial."))
        return ends_on


class EndTrialForm(CaseForm):
    result = forms.ChoiceField(
        label=_("What did the trial show?"),
        choices=TrialResult.choices,
        widget=Radios(
            descriptions={
                TrialResult.WORKED: _("It did what you hoped for, measured against how it was before."),
                TrialResult.PARTLY: _("A part of it did, or it did for some."),
                TrialResult.DID_NOT: _("It did not. That is a result too: nobody has to try the same again."),
                TrialResult.STOPPED: _("What you had said would stop it came about, or something else did."),
            }
        ),
        error_messages={"required": _("Choose what the trial showed")},
    )
    learnt = reason_field(_("What have you learnt?"), error=_("Write what you have learnt"))

    def clean_result(self) -> TrialResult:
        return TrialResult(self.cleaned_data["result"])


class AskReceiverForm(AskingForm):
    asks = PromiseKind.RECEIVE

    unit = forms.ChoiceField(label=_("Which unit?"), error_messages={"required": _("Choose the unit")})
    question = _text(
        _("What would they take over?"),
        help_text=_("What it is, from when, and what it costs as far as you know. Those who answer for the unit read this."),
        error=_("Write what they would take over"),
        rows=6,
    )

    def __init__(self, *args: Any, units: Sequence[Unit], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._units = {str(unit.pk): unit for unit in units}
        self.fields["unit"].choices = [("", _("Choose")), *((key, unit.shown_name) for key, unit in self._units.items())]  # type: ignore[attr-defined]  # a ChoiceField

    def clean_unit(self) -> Unit:
        return self._units[self.cleaned_data["unit"]]


class TakeBackForm(CaseForm):
    reason = reason_field(
        _("Why is it taken back?"), help_text=_("Those who answer for the unit read this."), error=_("Write why it is taken back"), rows=4
    )


YES, NO = "yes", "no"


class ReceiverForm(SlussForm):
    """What the unit that is asked answers."""

    mark_optional = False  # what is needed, and when, is said in the help

    answer = forms.ChoiceField(
        label=_("Does your unit receive it?"),
        choices=[(YES, _("Yes, we receive it")), (NO, _("No"))],
        widget=Radios,
        error_messages={"required": _("Choose yes or no")},
    )
    budget = forms.CharField(
        label=_("With what budget?"),
        help_text=_("When you say yes: how much, from where and from when. For example 300 000 kr a year of our own, from January."),
        max_length=500,
        required=False,
    )
    reason = forms.CharField(
        label=_("Why?"),
        help_text=_("Needed when you say no: what is missing, and who could receive it instead."),
        max_length=LONGEST_REASON,
        widget=forms.Textarea(attrs={"rows": 5}),
        required=False,
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("answer") == YES and not data.get("budget") and "budget" not in self.errors:
            self.add_error("budget", _("Write the budget: how much, from where and when."))
        if data.get("answer") == NO and not data.get("reason") and "reason" not in self.errors:
            self.add_error("reason", _("Write why you cannot receive it."))
        return data
