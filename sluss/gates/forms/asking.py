"""What every question to a unit has: the day by which the unit is to answer."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from sluss.core import clock
from sluss.core.forms import DateField

from ..states import LONGEST_QUESTION_DAYS, QUESTION_DAYS, PromiseKind
from .deciding import CaseForm


class AskingForm(CaseForm):
    """The day stands last, and may be left empty."""

    asks: ClassVar[PromiseKind]

    answer_by = DateField(label=_("Answer by"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.order_fields([*(name for name in self.fields if name != "answer_by"), "answer_by"])
        self.fields["answer_by"].help_text = _now("%(n)d working days when you leave it empty. Write like this: 2027-03-15.") % {
            "n": QUESTION_DAYS[self.asks]
        }

    def clean_answer_by(self) -> Any:
        day = self.cleaned_data["answer_by"]
        if day is not None and not clock.today() <= day <= clock.today() + timedelta(days=LONGEST_QUESTION_DAYS):
            raise forms.ValidationError(_("Choose today or a later day, within a year."))
        return day
