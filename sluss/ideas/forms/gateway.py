from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from sluss.core.forms import DateField, Radios, SlussForm
from sluss.journal.states import Visibility
from sluss.people.forms.fields import UnitField

from ..models import Gateway
from ..states import LONGEST_INTRO, LONGEST_NAME, Release


def _area() -> forms.Textarea:
    return forms.Textarea(attrs={"rows": 3})


class GatewayForm(SlussForm):
    """What the office can choose about a way in."""

    name_sv = forms.CharField(
        label=_("Name in Swedish"), max_length=LONGEST_NAME, error_messages={"required": _("Write a name in Swedish")}
    )
    name_en = forms.CharField(label=_("Name in English"), max_length=LONGEST_NAME, required=False)
    intro_sv = forms.CharField(
        label=_("Introduction in Swedish"),
        help_text=_("Whom it is for and what happens with the idea, in two or three sentences."),
        max_length=LONGEST_INTRO,
        widget=_area(),
        error_messages={"required": _("Write an introduction in Swedish")},
    )
    intro_en = forms.CharField(label=_("Introduction in English"), max_length=LONGEST_INTRO, required=False, widget=_area())
    unit = UnitField(label=_("Receiving unit"), error_messages={"required": _("Write which unit receives the ideas")})
    opens_on = DateField(label=_("Opens on"), required=False, help_text=_("Without a day it is open already."))
    closes_on = DateField(label=_("Last day"), required=False, help_text=_("Without a day it stays open."))
    release = forms.TypedChoiceField(
        label=_("When is an idea shown to others?"),
        choices=Release.choices,
        coerce=Release,
        widget=Radios(
            descriptions={
                str(Release.AFTER_READING): _("Somebody reads it first, and sees that nothing in it has to be taken away."),
                str(Release.AT_ONCE): _("Nobody reads it first. It is shown as soon as it is sent, to those the giver has chosen."),
            }
        ),
    )
    default_visibility = forms.TypedChoiceField(
        label=_("Who may find an idea, when the giver chooses nothing else?"),
        choices=[(level.value, level.label) for level in (Visibility.ALL, Visibility.EMPLOYEES, Visibility.HANDLERS)],
        coerce=lambda value: Visibility(int(value)),
        widget=Radios,
    )

    def __init__(self, *args: Any, gateway: Gateway, **kwargs: Any) -> None:
        initial = {name: getattr(gateway, name) for name in ("unit", "opens_on", "closes_on", "release", "default_visibility")}
        for name in ("name", "intro"):
            initial |= {f"{name}_{language}": getattr(gateway, name).get(language, "") for language in ("sv", "en")}
        super().__init__(*args, initial=initial, **kwargs)
        if gateway.to_givers_unit:
            self.fields["unit"].help_text = _(
                "An idea goes to the giver's own department where it has an innovation lead. This unit receives the others. "
                "Write its code or name."
            )

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if data.get("opens_on") and data.get("closes_on") and data["closes_on"] < data["opens_on"]:
            self.add_error("closes_on", _("The last day cannot come before the first."))
        return data

    def changes(self) -> dict[str, Any]:
        data = self.cleaned_data
        kept = {name: data[name] for name in ("unit", "opens_on", "closes_on", "release", "default_visibility")}
        texts = {name: {"sv": data[f"{name}_sv"], "en": data[f"{name}_en"]} for name in ("name", "intro")}
        return kept | texts
