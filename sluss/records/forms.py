from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from sluss.core.forms import DateField, SlussForm

from .actions import LONGEST_NUMBER
from .models import RegisterEntry
from .queries import Asked


class AskedForm(SlussForm):
    """The register's filters. What cannot be read is left out and said."""

    mark_optional = False

    first = DateField(required=False, label=_("From"))
    last = DateField(required=False, label=_("To"))
    unnumbered = forms.ChoiceField(required=False, label=_("Number"), choices=[("", _("All entries")), ("on", _("Without a number"))])

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        first, last = values.get("first"), values.get("last")
        if first and last and first > last:
            self.add_error("last", _("Write a day after the first one"))
        return values

    def asked(self) -> Asked:
        values = self.cleaned_data if self.is_valid() else {}
        return Asked(values.get("first"), values.get("last"), bool(values.get("unnumbered")))


class NumberForm(SlussForm):
    number = forms.CharField(
        label=_("Registry number"),
        help_text=_("As the city's diary has given it, for example ÄN 2026/00412."),
        max_length=LONGEST_NUMBER,
        error_messages={"required": _("Write the registry number")},
    )

    def __init__(self, entry: RegisterEntry, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, initial={"number": entry.number}, **kwargs)
