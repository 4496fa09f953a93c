from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from sluss.core.forms import DateField, Radios, SlussForm
from sluss.people.models import Person
from sluss.people.states import ROLES, Role

from .fields import PersonField, UnitField

MOST_UPLOADED = 5_000_000
LANGUAGES = [("sv", "Svenska"), ("en", "English")]


class OwnDetailsForm(SlussForm):
    given_name = forms.CharField(
        label=_("First name"),
        max_length=100,
        error_messages={"required": _("Write your name")},
        widget=forms.TextInput({"autocomplete": "given-name"}),
    )
    family_name = forms.CharField(
        label=_("Last name"), max_length=100, required=False, widget=forms.TextInput({"autocomplete": "family-name"})
    )
    phone = forms.CharField(
        label=_("Telephone"), max_length=40, required=False, widget=forms.TextInput({"autocomplete": "tel", "type": "tel"})
    )
    language = forms.ChoiceField(label=_("Language of mails"), choices=LANGUAGES, widget=Radios)

    def __init__(self, *args: Any, person: Person, **kwargs: Any) -> None:
        initial = {name: getattr(person.details, name) for name in ("given_name", "family_name", "phone")}
        super().__init__(*args, initial={**initial, "language": person.language}, **kwargs)


class PersonForm(SlussForm):
    """For administrators."""

    given_name = forms.CharField(label=_("First name"), max_length=100, error_messages={"required": _("Write a name")})
    family_name = forms.CharField(label=_("Last name"), max_length=100, required=False)
    email = forms.EmailField(label=_("E-mail address"), required=False, help_text=_("The person signs in with it and gets answers there."))
    username = forms.CharField(
        label=_("Id"),
        max_length=150,
        required=False,
        help_text=_("The person's key in the city's directory. Imports find the person by it."),
    )
    title = forms.CharField(label=pgettext_lazy("of a person", "Title"), max_length=120, required=False)
    phone = forms.CharField(label=_("Telephone"), max_length=40, required=False)
    unit = UnitField(label=_("Works at"), error_messages={"required": _("Write where the person works")})
    language = forms.ChoiceField(label=_("Language of mails"), choices=LANGUAGES, initial="sv", widget=Radios)

    def __init__(self, *args: Any, person: Person | None = None, **kwargs: Any) -> None:
        initial: dict[str, Any] = {}
        if person is not None:
            initial = {name: getattr(person.details, name) for name in ("given_name", "family_name", "email", "title", "phone")}
            initial.update(username=person.username, unit=person.unit, language=person.language)
        super().__init__(*args, initial=initial, **kwargs)
        if person is not None and not person.is_employee:
            for name in ("unit", "title", "username"):
                del self.fields[name]

    def changes(self) -> dict[str, Any]:
        """What was written, for the action; an id left empty is as it was."""
        return {name: value for name, value in self.cleaned_data.items() if name != "username" or value}


class RoleForm(SlussForm):
    role = forms.ChoiceField(
        label=_("Role"),
        choices=Role.choices,
        widget=Radios(descriptions={role.value: info.description for role, info in ROLES.items()}),
        error_messages={"required": _("Choose a role")},
    )
    unit = UnitField(
        label=_("In the unit"),
        help_text=_("The role holds there and in all sub-units. Write the unit's code or name."),
        error_messages={"required": _("Write which unit")},
    )
    valid_from = DateField(label=_("From"), required=False, help_text=_("From today when it is empty."))
    valid_to = DateField(label=_("Until"), required=False, help_text=_("The last day. Until further notice when it is empty."))
    deputy = PersonField(label=_("Deputy"), required=False)

    def __init__(self, *args: Any, person: Person, **kwargs: Any) -> None:
        super().__init__(*args, initial={"unit": person.unit}, **kwargs)


class EndRoleForm(SlussForm):
    on = DateField(label=_("Last day"), required=False, help_text=_("Leave it empty to end the role at once."))


class DeputyForm(SlussForm):
    deputy = PersonField(label=_("Deputy"), required=False, help_text=_("E-mail address or id. Leave it empty for no deputy."))


class UploadForm(SlussForm):
    file = forms.FileField(label=_("File"), help_text=_("CSV or Excel (.xlsx), at most 5 megabytes."))

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > MOST_UPLOADED:
            raise forms.ValidationError(_("The file is too large. Split it, or let somebody run the import on the server."))
        return file
