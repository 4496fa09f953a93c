from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from sluss.core.forms import DateField, Radios, SlussForm
from sluss.people.models import Person


class AbsenceForm(SlussForm):
    from_on = DateField(
        label=_("First day away"),
        help_text=_("Write like this: 2027-03-15."),
        error_messages={"required": _("Choose the first day away")},
    )
    to_on = DateField(
        label=_("Last day away"),
        help_text=_("Write like this: 2027-03-15."),
        error_messages={"required": _("Choose the last day away")},
    )
    stand_in = forms.ChoiceField(label=_("Who stands in for you?"), widget=Radios, error_messages={"required": _("Choose who stands in")})

    def __init__(self, *args: Any, able: Sequence[Person], own: bool = True, **kwargs: Any) -> None:
        """`able`: those who may answer all that one answers, the deputy first, who is chosen from the beginning."""
        super().__init__(*args, **kwargs)
        if not own:
            self.fields["stand_in"].label = _("Who stands in?")
        self._able = {str(person.pk): person for person in able}
        self.fields["stand_in"].choices = [(str(person.pk), person.name) for person in able]  # type: ignore[attr-defined]  # a ChoiceField
        self.initial.setdefault("stand_in", next(iter(self._able), ""))

    def clean_stand_in(self) -> Person:
        return self._able[self.cleaned_data["stand_in"]]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("from_on") and data.get("to_on") and data["to_on"] < data["from_on"]:
            self.add_error("to_on", _("Choose a last day that is not before the first"))
        return data
