from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from sluss.core.forms import DateField, Radios, SlussForm
from sluss.gates.models import Process
from sluss.journal.states import Visibility
from sluss.people.forms.fields import UnitField

from ..actions import Asking
from ..models import Gateway, Question
from ..states import LONGEST_INTRO, LONGEST_LINE, LONGEST_NAME, LONGEST_QUESTION, MOST_CHOICES, Audience, Naming, QuestionKind, Release

KEPT = ("audience", "process", "unit", "opens_on", "closes_on", "release", "default_visibility", "naming")


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
    audience = forms.TypedChoiceField(label=_("Whom is it for?"), choices=Audience.choices, coerce=Audience, widget=Radios)
    process = forms.ModelChoiceField(
        label=_("Process"),
        queryset=Process.objects.none(),
        empty_label=None,
        help_text=_("By which what comes in is handled. What has come in goes on by the process it began under."),
    )
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

    naming = forms.TypedChoiceField(
        label=_("Does the giver's name show to others?"),
        help_text=_("While a stage is blind the name is hidden all the same. Those who handle the idea see it otherwise."),
        choices=Naming.choices,
        coerce=Naming,
        widget=Radios,
    )

    def __init__(self, *args: Any, gateway: Gateway, **kwargs: Any) -> None:
        initial = {name: getattr(gateway, name) for name in KEPT}
        for name in ("name", "intro"):
            initial |= {f"{name}_{language}": getattr(gateway, name).get(language, "") for language in ("sv", "en")}
        super().__init__(*args, initial=initial, **kwargs)
        process = self.fields["process"]
        process.queryset = Process.objects.filter(current__isnull=False).select_related("current").order_by("key")  # type: ignore[attr-defined]  # a ModelChoiceField
        process.label_from_instance = lambda one: one.current.shown_name  # type: ignore[attr-defined]  # as above
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
        kept = {name: data[name] for name in KEPT}
        texts = {name: {"sv": data[f"{name}_sv"], "en": data[f"{name}_en"]} for name in ("name", "intro")}
        return kept | texts


def _alternatives(language: str, more: Any = "") -> forms.CharField:
    return forms.CharField(
        label=language,
        help_text=more,
        required=False,
        max_length=(LONGEST_LINE + 1) * MOST_CHOICES,
        widget=forms.Textarea(attrs={"rows": 4}),
    )


class QuestionForm(SlussForm):
    """One of a way in's own questions."""

    label_sv = forms.CharField(
        label=_("Question in Swedish"), max_length=LONGEST_QUESTION, error_messages={"required": _("Write the question in Swedish")}
    )
    label_en = forms.CharField(label=_("Question in English"), max_length=LONGEST_QUESTION, required=False)
    help_sv = forms.CharField(label=_("Help text in Swedish"), max_length=LONGEST_QUESTION, required=False)
    help_en = forms.CharField(label=_("Help text in English"), max_length=LONGEST_QUESTION, required=False)
    kind = forms.ChoiceField(
        label=_("What kind of answer?"),
        choices=QuestionKind.choices,
        widget=Radios(descriptions={QuestionKind.CHOICE: _("Write the alternatives below.")}),
        error_messages={"required": _("Choose what kind of answer it asks for.")},
    )
    choices_sv = _alternatives(_("Alternatives in Swedish"), _("One on each line, and only where one of several is to be chosen."))
    choices_en = _alternatives(_("Alternatives in English"), _("In the same order, one on each line."))
    required = forms.BooleanField(label=_("It must be answered"), required=False)

    def __init__(self, *args: Any, question: Question | None = None, **kwargs: Any) -> None:
        initial: dict[str, Any] = {"kind": QuestionKind.TEXT}
        if question is not None:
            initial = {"kind": question.kind, "required": question.required}
            for language in ("sv", "en"):
                initial |= {f"label_{language}": question.label.get(language, ""), f"help_{language}": question.help.get(language, "")}
                initial[f"choices_{language}"] = "\n".join(choice.get(language, "") for choice in question.choices).strip("\n")
        super().__init__(*args, initial=initial, **kwargs)

    def asking(self) -> Asking:
        data = self.cleaned_data
        swedish, english = ([line.strip() for line in data[f"choices_{language}"].splitlines()] for language in ("sv", "en"))
        return Asking(
            kind=data["kind"],
            label={"sv": data["label_sv"], "en": data["label_en"]},
            help={"sv": data["help_sv"], "en": data["help_en"]},
            choices=[{"sv": text, "en": english[number] if number < len(english) else ""} for number, text in enumerate(swedish) if text],
            required=data["required"],
        )
