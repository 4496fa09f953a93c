from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from sluss.core.forms import Radios, SlussForm
from sluss.people.models import Unit

from ..texts import unknown, words_in


class TemplateForm(SlussForm):
    title = forms.CharField(
        label=_("Title"),
        help_text=_("What one looks for when one chooses it. The giver does not see it."),
        max_length=120,
        error_messages={"required": _("Write a title")},
    )
    text = forms.CharField(
        label=_("Text"),
        max_length=8000,
        widget=forms.Textarea(attrs={"rows": 10}),
        error_messages={"required": _("Write a text")},
    )
    language = forms.ChoiceField(label=_("Language"), choices=[("sv", "Svenska"), ("en", "English")], widget=Radios, initial="sv")
    unit = forms.ChoiceField(
        label=_("For which unit?"),
        help_text=_("It can be chosen there and in the units below."),
        error_messages={"required": _("Choose for which unit the text is")},
    )

    def __init__(self, *args: Any, units: Sequence[Unit], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["text"].help_text = _now(
            "Filled in from the case: %(words)s. The greeting says the giver's name only where everybody may read it."
        ) % {"words": ", ".join(f"{{{word}}}" for word in words_in(get_language() or "sv"))}
        self._units = {str(unit.pk): unit for unit in units}
        self.fields["unit"].choices = [(pk, unit.shown_name) for pk, unit in self._units.items()]  # type: ignore[attr-defined]  # a ChoiceField

    def clean_text(self) -> str:
        text: str = self.cleaned_data["text"]
        if strange := unknown(text):
            raise forms.ValidationError(_now("{%(word)s} means nothing here. Write it without braces.") % {"word": strange[0]})
        return text

    def clean_unit(self) -> Unit:
        return self._units[self.cleaned_data["unit"]]
