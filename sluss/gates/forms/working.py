"""The forms of the work between decisions: who has it, check questions, assessments."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django import forms
from django.utils.html import format_html
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from sluss.core.forms import Radios, SlussForm
from sluss.core.labels import shown
from sluss.people.models import Person

from ..models import CheckAnswer
from .deciding import CaseForm, reason_field


class HandOverForm(CaseForm):
    to = forms.ChoiceField(label=_("Who takes over?"), widget=Radios, error_messages={"required": _("Choose who takes over")})
    reason = forms.CharField(
        label=_("What is good to know?"),
        help_text=_("Whoever takes over reads this. The giver does not see it."),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args: Any, people: Sequence[tuple[Person, str]], **kwargs: Any) -> None:
        """`people`: those who may handle the case, each with a line on in what role."""
        super().__init__(*args, **kwargs)
        self._people = {str(person.pk): person for person, _note in people}
        field = self.fields["to"]
        field.choices = [(str(person.pk), person.name) for person, _note in people]  # type: ignore[attr-defined]  # a ChoiceField
        field.widget.descriptions = {str(person.pk): note for person, note in people}  # type: ignore[attr-defined]  # of Radios

    def clean_to(self) -> Person:
        return self._people[self.cleaned_data["to"]]


class QuestionHolderForm(SlussForm):
    """Who has a question to a unit: oneself, or somebody else who answers for it."""

    to = forms.ChoiceField(label=_("Who is to have it?"), widget=Radios, error_messages={"required": _("Choose who is to have it")})
    reason = forms.CharField(
        label=_("What is good to know?"),
        help_text=_("Whoever gets it reads this. Those who ask do not see it."),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args: Any, people: Sequence[tuple[Person, str]], me: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._people = {str(person.pk): person for person, _note in people}
        field = self.fields["to"]
        named = [
            (person, _now("%(name)s (you)") % {"name": person.name} if person.pk == me.pk else person.name) for person, _note in people
        ]
        field.choices = [(str(person.pk), name) for person, name in named]  # type: ignore[attr-defined]  # a ChoiceField
        field.widget.descriptions = {str(person.pk): note for person, note in people}  # type: ignore[attr-defined]  # of Radios

    def clean_to(self) -> Person:
        return self._people[self.cleaned_data["to"]]


class WakeForm(CaseForm):
    pass


class TakeForm(CaseForm):
    pass


class ChecksForm(CaseForm):
    """The stage's check questions. All may be left for later; what is answered is kept."""

    mark_optional = False

    def __init__(self, *args: Any, answers: Iterable[CheckAnswer] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        given = {answer.check_key: answer for answer in answers}
        for check in self.case.stage.checks:
            key = check["key"]
            self.fields[f"answer_{key}"] = forms.ChoiceField(
                label=shown(check["question"]),
                help_text=shown(check.get("guidance")),
                choices=CheckAnswer.Answer.choices,
                widget=Radios,
                required=False,
                error_messages={"invalid_choice": _("Answer yes, no or not sure.")},
            )
            self.fields[f"note_{key}"] = forms.CharField(
                label=format_html('{}<span class="vh">: {}</span>', _now("Note"), shown(check["question"])), max_length=500, required=False
            )
            if key in given:
                self.initial[f"answer_{key}"] = given[key].answer
                self.initial[f"note_{key}"] = given[key].note

    def rows(self) -> list[tuple[forms.BoundField, forms.BoundField]]:
        return [(self[f"answer_{check['key']}"], self[f"note_{check['key']}"]) for check in self.case.stage.checks]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        for check in self.case.stage.checks:
            if data.get(f"note_{check['key']}") and not data.get(f"answer_{check['key']}"):
                self.add_error(f"answer_{check['key']}", _("Answer yes, no or not sure, so that the note has something to stand by"))
        if not self.errors and not self.answers():
            raise forms.ValidationError(_("Answer at least one question."))
        return data

    def answers(self) -> dict[str, tuple[str, str]]:
        data = self.cleaned_data
        keys = [check["key"] for check in self.case.stage.checks]
        return {key: (data[f"answer_{key}"], data.get(f"note_{key}", "")) for key in keys if data.get(f"answer_{key}")}


POINTS = (("1", _("1, very low")), ("2", "2"), ("3", "3"), ("4", "4"), ("5", _("5, very high")))


class RecuseForm(CaseForm):
    reason = reason_field(
        _("Why do you step aside?"),
        help_text=_("Say what ties you to it, and no more: for example that you know the one who gave it. Those who handle it read this."),
        error=_("Write why you step aside"),
        rows=4,
    )


class AssessForm(CaseForm):
    reason = reason_field(
        _("Why do you judge it so?"),
        help_text=_("Those who decide read this. It may be shown to whoever gave it, so write as you would say it to them."),
        error=_("Write why you judge it so"),
        rows=6,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for criterion in self.case.stage.criteria:
            name = shown(criterion["name"])
            self.fields[f"points_{criterion['key']}"] = forms.ChoiceField(
                label=name,
                help_text=shown(criterion.get("guidance")),
                choices=POINTS,
                widget=Radios,
                error_messages={"required": _now("Give points on “%(criterion)s”") % {"criterion": name}},
            )
        self.order_fields([*(f"points_{criterion['key']}" for criterion in self.case.stage.criteria), "reason"])

    def criteria(self) -> list[forms.BoundField]:
        return [self[f"points_{criterion['key']}"] for criterion in self.case.stage.criteria]

    def scores(self) -> dict[str, int]:
        return {criterion["key"]: int(self.cleaned_data[f"points_{criterion['key']}"]) for criterion in self.case.stage.criteria}
