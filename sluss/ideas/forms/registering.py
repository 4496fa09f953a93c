"""What one who answers writes in for somebody else."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from sluss.core import clock
from sluss.core.forms import DateField, Radios, SlussForm
from sluss.gates.states import Entry, StageKind
from sluss.journal.states import Visibility
from sluss.people.models import Person
from sluss.people.queries import people_by_name
from sluss.people.states import PersonKind

from ..actions import Contact, Texts
from ..models import Gateway, Place, Theme
from ..queries_give import gateways
from ..rules import may_be_given_for, may_register
from ..states import LONGEST_NAME, LONGEST_TEXT, LONGEST_TITLE, Channel
from .give import _area, _Named

NOBODY, NAMED, EMPLOYEE = "nobody", "named", "employee"
MOST_FOUND = 6


class EmployeeField(forms.CharField):
    """An employee by e-mail address, id or name. Of several the error names them, so that one can be written exactly."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=254, widget=forms.TextInput({"autocomplete": "off"}), **kwargs)

    def clean(self, value: Any) -> Person | None:  # type: ignore[override]  # a field of text that gives a person
        text = super().clean(value)
        if not text:
            return None
        employees = Person.objects.select_related("details", "unit").filter(kind=PersonKind.EMPLOYEE, is_active=True)
        exact = employees.filter(details__email=text.lower()).first() or employees.filter(username=text).first()
        if exact is not None:
            return exact
        found = list(people_by_name(text).filter(kind=PersonKind.EMPLOYEE, is_active=True)[: MOST_FOUND + 1])
        if len(found) == 1:
            return found[0]
        if not found:
            raise ValidationError(
                _("We find no employee with that name or address. Write the name instead, as a person without an account.")
            )
        if len(found) > MOST_FOUND:
            raise ValidationError(_("Many are called that. Write more of the name, or the e-mail address."))
        told = "; ".join(f"{person.name}, {person.unit or ''} ({person.email or person.username})" for person in found)
        raise ValidationError(_now("Several are called that: %(who)s. Write the e-mail address of the right one.") % {"who": told})


class _Way(forms.ModelChoiceField):
    def label_from_instance(self, obj: Gateway) -> str:  # type: ignore[override]  # of this model only
        return obj.shown_name


class RegisterForm(SlussForm):
    gateway = _Way(
        label=_("Way in"),
        queryset=Gateway.objects.none(),
        to_field_name="slug",
        empty_label=_("Choose"),
        error_messages={"required": _("Choose a way in")},
    )
    channel = forms.ChoiceField(
        label=_("How did it come in?"),
        choices=[(channel.value, channel.label) for channel in Channel if channel not in {Channel.WEB, Channel.LIST}],
        widget=Radios,
        error_messages={"required": _("Choose how it came in")},
    )
    received_on = DateField(
        label=_("Which day did it come in?"),
        help_text=_("The promise of an answer counts from that day, however late it is written in."),
        error_messages={"required": _("Write the day it came in")},
    )
    who = forms.ChoiceField(
        label=_("Who gave it?"),
        choices=[(NAMED, _("A person without an account")), (EMPLOYEE, _("An employee")), (NOBODY, _("Nobody that is known"))],
        widget=Radios(
            descriptions={
                NAMED: _("Gets the receipt by mail, or on paper from you."),
                EMPLOYEE: _("Finds the idea among the own ideas, and is told as usual."),
                NOBODY: _("Nobody can be told or asked. The receipt can be put up where it was given."),
            }
        ),
        error_messages={"required": _("Choose who gave it")},
    )
    name = forms.CharField(
        label=_("The giver’s name"),
        help_text=_("Of a person without an account. Nobody but those who answer sees it."),
        max_length=LONGEST_NAME,
        required=False,
        widget=forms.TextInput({"autocomplete": "off"}),
    )
    email = forms.EmailField(
        label=_("The giver’s e-mail address"),
        help_text=_("Only if the giver has left it. Then the receipt and the answer go there."),
        max_length=254,
        required=False,
        widget=forms.EmailInput({"autocomplete": "off"}),
    )
    employee = EmployeeField(label=_("Which employee?"), help_text=_("Write the name, the e-mail address or the id."), required=False)
    need = forms.CharField(
        label=_("What chafes, or what does the giver want to try?"),
        help_text=_("In the giver’s own words, as far as you can. Write nothing about individual people."),
        max_length=LONGEST_TEXT,
        widget=_area(6),
        error_messages={"required": _("Write what the giver has said")},
    )
    title = forms.CharField(
        label=_("Title"), help_text=_("A suggestion is made from the text if you leave it empty."), max_length=LONGEST_TITLE, required=False
    )
    solution = forms.CharField(label=_("How could it be solved?"), max_length=LONGEST_TEXT, widget=_area(4), required=False)
    theme = _Named(
        label=_("What is it about?"), queryset=Theme.objects.none(), to_field_name="key", required=False, empty_label=_("Choose later")
    )
    place = _Named(
        label=_("Part of the city"), queryset=Place.objects.none(), to_field_name="key", required=False, empty_label=_("The whole city")
    )
    visibility = forms.TypedChoiceField(
        label=_("Who may find the idea in Sluss?"),
        help_text=_("As the giver has said. The name is never shown to others, unless the giver chooses it."),
        coerce=lambda value: Visibility(int(value)),
        choices=[(level.value, level.label) for level in (Visibility.ALL, Visibility.EMPLOYEES, Visibility.HANDLERS)],
        widget=Radios,
        error_messages={"required": _("Choose who may find the idea")},
    )
    told = forms.BooleanField(
        label=_("The giver has been told the terms, or is not known"),
        error_messages={"required": _("Tell the giver the terms first: what is sent in may become an official document")},
    )
    key = forms.UUIDField(widget=forms.HiddenInput)
    late_known = forms.BooleanField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, user: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._user = user
        # What only the giver can answer, a self-check or how far the work has come, cannot be written in by somebody else.
        ways = gateways().exclude(process__current__stages__kind=StageKind.SELF_CHECK).exclude(process__current__entry=Entry.ANY)
        self.fields["gateway"].queryset = ways  # type: ignore[attr-defined]  # these are ModelChoiceFields
        self.fields["theme"].queryset = Theme.objects.all()  # type: ignore[attr-defined]  # a field with choices
        self.fields["place"].queryset = Place.objects.all()  # type: ignore[attr-defined]  # a field with choices

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        who, day, way = values.get("who"), values.get("received_on"), values.get("gateway")
        if who == NAMED and not values.get("name") and "name" not in self.errors:
            self.add_error("name", _("Write the giver’s name, or choose that nobody is known"))
        if who == EMPLOYEE and not values.get("employee") and "employee" not in self.errors:
            self.add_error("employee", _("Write which employee gave it"))
        if day and day > clock.today():
            self.add_error("received_on", _("The day it came in lies in the future."))
        elif way and day:
            verdict = may_register(way, self._user, day)
            if not verdict:
                self.add_error("received_on", str(verdict.reason))
        if way and self.giver:
            verdict = may_be_given_for(way, self.giver, self._user)
            if not verdict:
                self.add_error("employee", str(verdict.reason))
        return values

    @property
    def giver(self) -> Person | None:
        data = self.cleaned_data
        return data.get("employee") if data.get("who") == EMPLOYEE else None

    def contact(self) -> Contact:
        data = self.cleaned_data
        return Contact(name=data["name"], email=data["email"]) if data["who"] == NAMED else Contact()

    def texts(self) -> Texts:
        return Texts(**{name: self.cleaned_data[name] for name in ("need", "title", "solution", "theme", "place")})

    @property
    def form_key(self) -> UUID:
        key: UUID = self.cleaned_data["key"]
        return key
