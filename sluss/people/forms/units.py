from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from sluss.core.forms import DateField, SlussForm
from sluss.people.models import Unit
from sluss.people.states import UnitKind

from .fields import UnitField

KINDS = [(kind.value, kind.label) for kind in UnitKind if kind != UnitKind.CITY]


class UnitForm(SlussForm):
    name = forms.CharField(label=_("Name"), max_length=200, error_messages={"required": _("Write the unit's name")})
    name_en = forms.CharField(label=_("Name in English"), max_length=200, required=False)
    code = forms.CharField(
        label=_("Code"),
        max_length=40,
        help_text=_("The city's own key for the unit. Imports find the unit by it."),
        error_messages={"required": _("Write a code")},
    )
    kind = forms.ChoiceField(label=_("Kind"), choices=KINDS)
    parent = UnitField(label=_("Lies under"), error_messages={"required": _("Write which unit it lies under")})
    answers_to = UnitField(
        label=_("Answers to"),
        required=False,
        help_text=_(
            "The board that is responsible. Leave it empty for a board or a company, and where it is the same as for the unit above."
        ),
    )
    valid_from = DateField(label=_("Exists from"), required=False)

    def __init__(self, *args: Any, unit: Unit | None = None, above: Unit | None = None, **kwargs: Any) -> None:
        if unit is not None:
            initial = {name: getattr(unit, name) for name in ("name", "name_en", "code", "kind", "parent", "answers_to", "valid_from")}
        else:
            initial = {"kind": UnitKind.UNIT.value, "parent": above}
        super().__init__(*args, initial=initial, **kwargs)
        if unit is not None and unit.is_root:
            for name in ("kind", "parent", "answers_to"):
                del self.fields[name]

    def changes(self) -> dict[str, Any]:
        """What was written, for the action; a day left empty is as it was."""
        return {name: value for name, value in self.cleaned_data.items() if name != "valid_from" or value is not None}


class EndUnitForm(SlussForm):
    on = DateField(label=_("Last day"), error_messages={"required": _("Write the unit's last day")})
    successor = UnitField(
        label=_("Taken over by"),
        required=False,
        help_text=_("The unit that takes over open cases, people and sub-units. Without one it is the unit above."),
    )
