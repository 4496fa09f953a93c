"""Fields in which one names a unit or a person: a city has too many of both for a list to choose from."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from sluss.people.models import Person, Unit


class UnitField(forms.CharField):
    """The unit's code or its whole name. The page lends suggestions in a <datalist id="units">."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("help_text", _("Write the unit's code or name."))
        super().__init__(max_length=200, widget=forms.TextInput({"list": "units", "autocomplete": "off"}), **kwargs)

    def prepare_value(self, value: Any) -> Any:
        return value.code if isinstance(value, Unit) else value

    def clean(self, value: Any) -> Unit | None:  # type: ignore[override]  # a field of text that gives a unit
        text = super().clean(value)
        if not text:
            return None
        found = list(Unit.objects.select_related("answers_to").filter(Q(code=text) | Q(name=text), handed_on_at=None)[:2])
        exact = [unit for unit in found if unit.code == text] or found
        if not exact:
            raise ValidationError(_("There is no unit with that code or name. Look it up among the units."))
        if len(exact) > 1:
            raise ValidationError(_("Several units have that name. Write the code."))
        return exact[0]


class PersonField(forms.CharField):
    """The person's e-mail address or id."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("help_text", _("Write the person's e-mail address or id."))
        super().__init__(max_length=254, widget=forms.TextInput({"autocomplete": "off"}), **kwargs)

    def prepare_value(self, value: Any) -> Any:
        return (value.email or value.username) if isinstance(value, Person) else value

    def clean(self, value: Any) -> Person | None:  # type: ignore[override]  # a field of text that gives a person
        text = super().clean(value)
        if not text:
            return None
        people = Person.objects.select_related("details", "unit")
        found = people.filter(username=text).first() or people.filter(details__email=text.lower()).first()
        if found is None:
            raise ValidationError(_("There is nobody with that e-mail address or id. Look the person up among the people."))
        return found
