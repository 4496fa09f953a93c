from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from sluss.core.events import KINDS
from sluss.core.forms import Checkboxes, DateField, Radios, SlussForm
from sluss.core.routes import number_in
from sluss.journal.models import Subject
from sluss.people.forms.fields import PersonField, UnitField
from sluss.people.models import Unit

from .actions import LONGEST_CONTENT, LONGEST_NUMBER
from .models import RegisterEntry, SecrecyMark
from .queries import Asked, Wanted, markable
from .states import ANSWERS, LONGEST_GROUND, LONGEST_REASON, Direction, Group


class AddressNumberField(forms.CharField):
    """The number that stands in an address, as an int; None where none is written."""

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.TextInput({"inputmode": "numeric", "autocomplete": "off", "class": "sl-short"})
        super().__init__(required=False, max_length=18, widget=widget, **kwargs)

    def clean(self, value: Any) -> int | None:
        text = str(super().clean(value)).strip()
        number = number_in(text)
        if text and number is None:
            raise forms.ValidationError(_("Write a number, with digits"))
        return number


def _reason(label: Any, help_text: Any = "", *, rows: int = 5, missing: Any = None) -> forms.CharField:
    return forms.CharField(
        label=label,
        help_text=help_text,
        max_length=LONGEST_REASON,
        widget=forms.Textarea(attrs={"rows": rows}),
        error_messages={"required": missing or _("Write why")},
    )


class _PeriodForm(SlussForm):
    first = DateField(required=False, label=_("From"))
    last = DateField(required=False, label=_("To"))

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        first, last = values.get("first"), values.get("last")
        if first and last and first > last:
            self.add_error("last", _("Write a day after the first one"))
        return values


class AskedForm(_PeriodForm):
    """The register's filters. What cannot be read is left out and said."""

    mark_optional = False

    unnumbered = forms.ChoiceField(required=False, label=_("Number"), choices=[("", _("All entries")), ("on", _("Without a number"))])

    number = forms.CharField(
        required=False, label=_("Registry number"), max_length=LONGEST_NUMBER, widget=forms.TextInput({"autocomplete": "off"})
    )
    field_order = ("number", "first", "last", "unnumbered")

    def asked(self) -> Asked:
        values = self.cleaned_data if self.is_valid() else {}
        return Asked(values.get("first"), values.get("last"), bool(values.get("unnumbered")), values.get("number", ""))


class NumberForm(SlussForm):
    number = forms.CharField(
        label=_("Registry number"),
        help_text=_("As the city's diary has given it, for example ÄN 2026/00412."),
        max_length=LONGEST_NUMBER,
        error_messages={"required": _("Write the registry number")},
    )

    def __init__(self, entry: RegisterEntry, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, initial={"number": entry.number}, **kwargs)


class _EntryFields(SlussForm):
    number = forms.CharField(
        label=_("Registry number"),
        help_text=_("As the city's diary has given it, for example ÄN 2026/00412."),
        max_length=LONGEST_NUMBER,
        error_messages={"required": _("Write the registry number")},
    )
    on = DateField(label=_("Date"), error_messages={"required": _("Write the day")})
    content = forms.CharField(
        label=_("What it concerns"),
        help_text=_("In brief, and so that it can be shown to anybody: no names, nothing that may be secret."),
        max_length=LONGEST_CONTENT,
        error_messages={"required": _("Write what it concerns")},
    )


class EntryForm(_EntryFields):
    """An entry that a registrar writes in by hand."""

    authority = forms.ChoiceField(label=_("In whose register?"), error_messages={"required": _("Choose the authority")})
    direction = forms.ChoiceField(label=_("What it is"), choices=Direction.choices, initial=Direction.IN)
    counterpart = forms.CharField(
        required=False, label=_("From or to"), help_text=_("A role or an organisation. No names."), max_length=200
    )
    field_order = ("authority", "number", "on", "direction", "counterpart", "content")

    def __init__(self, *args: Any, authorities: Sequence[Unit], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._authorities = {unit.code: unit for unit in authorities}
        self.fields["authority"].choices = [(unit.code, unit.shown_name) for unit in authorities]  # type: ignore[attr-defined]  # has choices

    def authority_chosen(self) -> Unit:
        return self._authorities[self.cleaned_data["authority"]]


class CorrectForm(_EntryFields):
    reason = _reason(_("What was wrong?"), rows=3, missing=_("Write what was wrong"))

    def __init__(self, entry: RegisterEntry, *args: Any, **kwargs: Any) -> None:
        initial = {"number": entry.number, "on": entry.registered_on, "content": entry.shown_content}
        super().__init__(*args, initial=initial, **kwargs)


def _words(label: Any, help_text: Any) -> forms.CharField:
    return forms.CharField(
        required=False, label=label, help_text=help_text, max_length=LONGEST_REASON, widget=forms.Textarea(attrs={"rows": 3})
    )


class AskErasureForm(SlussForm):
    words = _words(_("Do you want to add something?"), _("You do not have to say why."))


class EnterErasureForm(SlussForm):
    person = PersonField(required=False, label=_("Who (e-mail or id)"), help_text=_("One who has an account."))
    number = AddressNumberField(
        label=_("Number of the idea"), help_text=_("When it was given without an account. The number stands in its address.")
    )
    received_on = DateField(label=_("The day it came in"), error_messages={"required": _("Write the day it came in")})
    words = _words(_("What was written"), "")


class AnswerErasureForm(SlussForm):
    answer = forms.ChoiceField(
        label=_("Your answer"),
        choices=[(answer.value, answer.label) for answer in ANSWERS],
        widget=Radios,
        error_messages={"required": _("Choose an answer")},
    )
    reason = _reason(_("Why?"), _("Whoever asked reads it. Does something that says who it was stay? Say what, and by which law."))


class PutOffForm(SlussForm):
    until = DateField(label=_("You answer by"), error_messages={"required": _("Write the day")})
    reason = _reason(
        _("Why does it take longer?"),
        _("Whoever asked reads it. For example that what has to be looked through is much or hard to judge."),
    )


def _kinds() -> list[Any]:
    """Groups first, then each kind of event by name."""
    named = sorted(((kind.name, str(kind.label)) for kind in KINDS.values()), key=lambda pair: pair[1].casefold())
    return [("", _("Everything but sign-ins")), *Group.choices, (_("One kind of event"), named)]


class AuditForm(_PeriodForm):
    """What the audit log is narrowed to. What cannot be read is said, and then no line is shown."""

    mark_optional = False

    person = PersonField(required=False, label=_("Who (e-mail or id)"), help_text="")
    kind = forms.ChoiceField(required=False, label=_("What"), choices=_kinds)
    subject = AddressNumberField(label=_("Number in its address"))
    unit = UnitField(required=False, label=_("Unit (code or name)"), help_text="")
    field_order = ("person", "kind", "subject", "unit", "first", "last")

    def wanted(self) -> Wanted | None:
        if not self.is_valid():
            return None
        values = self.cleaned_data
        return Wanted(
            person_id=values["person"].pk if values["person"] else None,
            kind=values["kind"],
            subject_id=values["subject"],
            unit_path=values["unit"].path if values["unit"] else "",
            first_day=values["first"],
            last_day=values["last"],
        )


class _SecrecyForm(SlussForm):
    fields_marked = forms.MultipleChoiceField(
        label=_("Which parts?"), widget=Checkboxes, error_messages={"required": _("Choose at least one part")}
    )
    reason = _reason(_("Why?"), _("For colleagues and for whoever tries it later. Do not repeat what is secret."), rows=3)


class MarkForm(_SecrecyForm):
    ground = forms.CharField(
        label=_("Paragraph that may apply"),
        help_text=_("For example 31 kap. 16 § OSL, business secrets."),
        max_length=LONGEST_GROUND,
        error_messages={"required": _("Write the paragraph that may apply")},
    )
    field_order = ("fields_marked", "ground", "reason")

    def __init__(self, subject: Subject, marks: dict[str, SecrecyMark], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, prefix="mark", **kwargs)
        # What the giver has claimed is confirmed in the same way; what is marked already is not marked again.
        free = [field for field in markable(subject) if field.name not in marks or marks[field.name].act == "claim"]
        self.fields["fields_marked"].choices = [(field.name, field.label) for field in free]  # type: ignore[attr-defined]  # has choices


class LiftForm(_SecrecyForm):
    def __init__(self, subject: Subject, marks: dict[str, SecrecyMark], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, prefix="lift", **kwargs)
        held = [field for field in markable(subject) if field.name in marks]
        self.fields["fields_marked"].choices = [(field.name, field.label) for field in held]  # type: ignore[attr-defined]  # has choices
