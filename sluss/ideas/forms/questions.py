"""Fields that a way in, or its process, asks for: its own questions, the self-check, and how far work under way has come."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django import forms
from django.utils.formats import get_format
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from sluss.core.forms import DateField, Radios
from sluss.core.labels import shown
from sluss.gates.models import CheckAnswer, Stage

from ..actions.answering import LONGEST_NUMBER, Answer
from ..states import LONGEST_ANSWER, QuestionKind

QUESTION, CHECK = "q_", "check_"
RADIOS_AT_MOST = 6  # more alternatives than that are a list to open


class _NumberField(forms.DecimalField):
    """As people write numbers: 1 200,5 in Swedish and 1,200.5 in English."""

    def to_python(self, value: Any) -> Any:
        typed = "".join(str(value or "").split())
        return super().to_python(typed.replace(",", "." if get_format("DECIMAL_SEPARATOR") == "," else ""))


def under(prefix: str, cleaned: Mapping[str, Any]) -> dict[str, str]:
    """What was filled in under a prefix, by what follows it, as text."""
    values = {name.removeprefix(prefix): value for name, value in cleaned.items() if name.startswith(prefix)}
    return {key: "" if value is None else str(value) for key, value in values.items()}


def question_fields(asked: Iterable[Answer]) -> dict[str, forms.Field]:
    return {f"{QUESTION}{question['key']}": _field(question) for question in asked}


def _field(question: Answer) -> forms.Field:
    label = shown(question["label"])
    common: dict[str, Any] = {
        "label": label,
        "help_text": shown(question["help"]),
        "required": question["required"],
        "error_messages": {"required": _now("Answer the question “%(question)s”") % {"question": label}},
        "initial": question["value"],
    }
    match question["kind"]:
        case QuestionKind.CHOICE:
            choices = [(str(number), shown(choice)) for number, choice in enumerate(question["choices"])]
            if len(choices) > RADIOS_AT_MOST:
                return forms.ChoiceField(choices=[("", _("Choose")), *choices], **common)
            if not question["required"]:
                choices.append(("", _("No answer")))
            return forms.ChoiceField(choices=choices, widget=Radios, **common)
        case QuestionKind.NUMBER:
            return _NumberField(
                max_digits=LONGEST_NUMBER - 2, widget=forms.TextInput(attrs={"inputmode": "decimal", "class": "sl-short"}), **common
            )
        case QuestionKind.DATE:
            return DateField(**common)
        case _:
            return forms.CharField(max_length=LONGEST_ANSWER, widget=forms.Textarea(attrs={"rows": 3}), **common)


def check_fields(checks: Sequence[Mapping[str, Any]]) -> dict[str, forms.Field]:
    """The self-check's questions: all are answered, and “not sure” is an answer."""
    return {
        f"{CHECK}{check['key']}": forms.ChoiceField(
            label=shown(check["question"]),
            help_text=shown(check.get("guidance")),
            choices=CheckAnswer.Answer.choices,
            widget=Radios,
            error_messages={"required": _now("Answer “%(question)s”. Not sure is an answer too.") % {"question": shown(check["question"])}},
        )
        for check in checks
    }


def stage_field(stages: Sequence[Stage]) -> dict[str, forms.Field]:
    if not stages:
        return {}
    field = forms.ChoiceField(
        label=_("How far has the work come?"),
        help_text=_("Choose the stage that fits best. Whoever answers can change it."),
        choices=[(stage.key, stage.shown_name) for stage in stages],
        widget=Radios(descriptions={stage.key: stage.shown_description for stage in stages}),
        error_messages={"required": _("Choose how far the work has come")},
    )
    return {"stage": field}
