"""An earlier list: the file, and what its columns mean."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from sluss.core.forms import SlussForm
from sluss.people.models import Unit

from ..models import Gateway

LONGEST_LIST_NAME = 40
COLUMN = "c_"  # before the name of what a column means


class ListFileForm(SlussForm):
    file = forms.FileField(
        label=_("Your list"),
        help_text=_("Excel (.xlsx) or CSV, at most 2,000 rows. The first row has the headings."),
        error_messages={"required": _("Choose the file with your list")},
        widget=forms.FileInput({"accept": ".xlsx,.csv,text/csv"}),
    )


class ColumnsForm(SlussForm):
    """`meanings`: (key, label, required) of what a column can mean; `headings`: those of the file."""

    gateway = forms.ChoiceField(label=_("Way in"))
    unit = forms.ChoiceField(label=_("Unit that receives them"))
    name = forms.CharField(
        label=_("What is the list called?"),
        help_text=_("Bring the same list in again under the same name, and what has not changed is left alone."),
        max_length=LONGEST_LIST_NAME,
        error_messages={"required": _("Write what the list is called")},
    )
    show_closed = forms.BooleanField(
        label=_("Show closed ones to others at once"),
        help_text=_("Without it nobody but you who answer finds them. Open ones are shown first when somebody has read them."),
        required=False,
    )
    mark_optional = False

    def __init__(
        self,
        *args: Any,
        headings: Sequence[str],
        meanings: Sequence[tuple[str, Any, bool]],
        ways: Sequence[Gateway],
        units: Sequence[Unit],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self._ways = {way.slug: way for way in ways}
        self.fields["gateway"].choices = [(slug, way.shown_name) for slug, way in self._ways.items()]  # type: ignore[attr-defined]  # a field with choices
        self._units = {str(unit.pk): unit for unit in units}
        self.fields["unit"].choices = [(key, unit.shown_name) for key, unit in self._units.items()]  # type: ignore[attr-defined]  # a field with choices
        self._headings = list(headings)
        columns = [(str(place), heading or _now("Column %(n)d") % {"n": place + 1}) for place, heading in enumerate(headings)]
        for key, label, required in meanings:
            self.fields[COLUMN + key] = forms.ChoiceField(
                label=label,
                choices=[("", _("Not in the list")), *columns],
                required=required,
                error_messages={"required": _now("Choose the column for “%(label)s”") % {"label": label}},
            )

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        taken: dict[str, str] = {}
        for name, place in list(values.items()):  # an error takes its field out of the values
            if name.startswith(COLUMN) and place:
                if place in taken:
                    heading = self._headings[int(place)] or place
                    self.add_error(name, _now("The column “%(heading)s” is chosen twice") % {"heading": heading})
                taken.setdefault(place, name)
        return values

    @property
    def way_chosen(self) -> Gateway:
        return self._ways[self.cleaned_data["gateway"]]

    @property
    def unit_chosen(self) -> Unit:
        return self._units[self.cleaned_data["unit"]]

    def places(self) -> dict[str, int]:
        return {
            name.removeprefix(COLUMN): int(place) for name, place in self.cleaned_data.items() if name.startswith(COLUMN) and place != ""
        }

    def hidden(self) -> list[tuple[str, str]]:
        """What was chosen, to be sent along when it is confirmed."""
        return [(name, str(self.data.get(name, ""))) for name in self.fields if self.data.get(name)]
