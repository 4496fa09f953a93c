"""Spread and benefits: which units are asked, what each answers, what is gained."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from sluss.core.forms import Checkboxes, Radios, SlussForm
from sluss.gates.forms import CaseForm
from sluss.gates.forms.asking import AskingForm
from sluss.gates.models import Stage
from sluss.gates.states import PromiseKind
from sluss.people.models import Unit

from ..states import AdoptionAnswer, BenefitKind

NO_CASE = ""


class SpreadForm(AskingForm):
    asks = PromiseKind.ADOPT

    units = forms.MultipleChoiceField(
        label=_("Which units?"), widget=Checkboxes, error_messages={"required": _("Choose at least one unit")}
    )

    def __init__(self, *args: Any, units: Sequence[Unit], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._units = {str(unit.pk): unit for unit in units}
        self.fields["units"].choices = [(str(unit.pk), unit.shown_name) for unit in units]  # type: ignore[attr-defined]  # a ChoiceField

    def clean_units(self) -> list[Unit]:
        return [self._units[pk] for pk in self.cleaned_data["units"]]


class AdoptionForm(SlussForm):
    answer = forms.ChoiceField(
        label=_("What does your unit do with it?"),
        choices=AdoptionAnswer.choices,
        widget=Radios(
            descriptions={
                AdoptionAnswer.ADOPT.value: _("You do as they have done."),
                AdoptionAnswer.ADAPT.value: _("You do it in your own way. Say what you change."),
                AdoptionAnswer.DECLINE.value: _("Say why not. That helps others to choose."),
            }
        ),
        error_messages={"required": _("Choose what your unit does with it")},
    )
    reason = forms.CharField(
        label=_("Why, or what do you change?"),
        help_text=_("Everybody who may see the idea can read it. Needed when you adapt it or do not take it up. Write no personal data."),
        max_length=5_000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 5}),
    )
    stage = forms.ChoiceField(
        label=_("Do you begin a case of your own?"),
        help_text=_("It needs no new eligibility check and no new assessment. The promise of an answer begins today."),
        required=False,
        widget=Radios,
    )

    def __init__(self, *args: Any, stages: Sequence[Stage], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._stages = {str(stage.pk): stage for stage in stages}
        if not stages:
            del self.fields["stage"]
            return
        at = [(pk, _("Yes, at the stage %(stage)s") % {"stage": stage.shown_name}) for pk, stage in self._stages.items()]
        self.fields["stage"].choices = [(NO_CASE, _("No, we do it without a case")), *at]  # type: ignore[attr-defined]  # a ChoiceField

    def clean_stage(self) -> Stage | None:
        return self._stages.get(self.cleaned_data["stage"])

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("answer") in {AdoptionAnswer.ADAPT, AdoptionAnswer.DECLINE} and not data.get("reason") and "reason" not in self.errors:
            self.add_error("reason", _("Write why, or how it is adapted"))
        if data.get("answer") == AdoptionAnswer.DECLINE and data.get("stage"):
            self.add_error("stage", _("A unit that does not take it up begins no case"))
        return data


class BenefitForm(CaseForm):
    kind = forms.ChoiceField(
        label=_("What kind of benefit?"), choices=BenefitKind.choices, error_messages={"required": _("Choose what kind of benefit it is")}
    )
    for_whom = forms.CharField(
        label=_("For whom?"), help_text=_("For example the night shift, or those who have home care."), max_length=200,
        error_messages={"required": _("Write for whom it is")},
    )  # fmt: skip
    amount = forms.DecimalField(
        label=_("How much a year?"), min_value=0, max_digits=12, decimal_places=2, required=False, localize=True,
        help_text=_("A number, when you can estimate one."), widget=forms.TextInput(attrs={"inputmode": "decimal", "class": "sl-short"}),
    )  # fmt: skip
    unit = forms.CharField(label=_("Of what?"), help_text=_("For example hours or kronor."), max_length=40, required=False)
    words = forms.CharField(
        label=_("In words"), help_text=_("Needed when there is no number."), max_length=2_000, required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )  # fmt: skip
    measured_how = forms.CharField(
        label=_("How will you know?"), help_text=_("What is measured or counted, by whom and when."), max_length=2_000,
        widget=forms.Textarea(attrs={"rows": 3}), error_messages={"required": _("Write how you will know")},
    )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("amount") is not None and not data.get("unit") and "unit" not in self.errors:
            self.add_error("unit", _("Write what the amount counts, for example hours or kronor"))
        if data.get("amount") is None and data.get("unit") and "amount" not in self.errors:
            self.add_error("amount", _("Write how much it is"))
        if data.get("amount") is None and not data.get("unit") and not data.get("words") and not {"amount", "words"} & set(self.errors):
            self.add_error("words", _("Write an amount, or describe the benefit in words"))
        return data
