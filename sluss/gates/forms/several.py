"""One answer to several cases: written once, sent in each."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from sluss.core.forms import DateField, Radios, SlussForm
from sluss.people.models import Person

from ..models import Case
from ..states import Outcome
from ..texts import unknown
from .deciding import AskForm, CloseForm, outcome_choices, outcome_field, possible_until, reason_field

READ_IN_EACH = _("Each of those who gave them reads this word for word, in a letter of their own. Write so that it is true of all of them.")


class SeveralForm(SlussForm):
    """`cases` are those it can be done with."""

    def __init__(self, *args: Any, cases: Sequence[Case], **kwargs: Any) -> None:
        self.cases = cases
        super().__init__(*args, **kwargs)

    def given(self) -> dict[str, Any]:
        return dict(self.cleaned_data)


class AnswerSeveralForm(SeveralForm):
    """What is written is sent in each of them, with the words in braces filled in."""

    def clean_reason(self) -> str:
        text: str = self.cleaned_data["reason"]
        if strange := unknown(text):
            raise forms.ValidationError(_now("{%(word)s} means nothing here. Write it without braces.") % {"word": strange[0]})
        return text


class AskSeveralForm(AnswerSeveralForm):
    reason = reason_field(AskForm.base_fields["reason"].label, help_text=READ_IN_EACH, error=_("Write what you need to know"))


class ParkSeveralForm(AnswerSeveralForm):
    until = DateField(
        label=_("Until which day?"),
        help_text=_("It is taken up again by itself that day, within three years. Write like this: 2027-03-15."),
        error_messages={"required": _("Choose the day it is taken up again")},
    )
    reason = reason_field(_("Why does it have to wait?"), help_text=READ_IN_EACH, error=_("Write why it has to wait"))

    def clean_until(self) -> Any:
        return possible_until(self.cleaned_data["until"])


class CloseSeveralForm(AnswerSeveralForm):
    outcome = outcome_field(label=_("How did it turn out?"), error_messages={"required": _("Choose how it turned out")})
    reason = reason_field(CloseForm.base_fields["reason"].label, help_text=READ_IN_EACH, error=_("Write why it turned out so"), rows=9)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        possible: Iterable[str] = {outcome for case in self.cases for outcome in case.stage.outcomes}
        self.fields["outcome"].choices = outcome_choices(possible)  # type: ignore[attr-defined]  # a ChoiceField

    def clean_outcome(self) -> Outcome:
        return Outcome(self.cleaned_data["outcome"])


class HandOverSeveralForm(SeveralForm):
    to = forms.ChoiceField(label=_("Who takes over?"), widget=Radios, error_messages={"required": _("Choose who takes over")})
    reason = reason_field(
        _("Why do you hand them over?"),
        help_text=_(
            "Whoever takes over reads this. The givers do not see it. Say what is good to know, for example what you have promised."
        ),
        error=_("Write why you hand them over"),
        rows=4,
    )

    def __init__(self, *args: Any, people: Sequence[tuple[Person, str]], **kwargs: Any) -> None:
        """`people`: those who may handle at least one of the cases, each with a line on in what role."""
        super().__init__(*args, **kwargs)
        self._people = {str(person.pk): person for person, _note in people}
        field = self.fields["to"]
        field.choices = [(str(person.pk), person.name) for person, _note in people]  # type: ignore[attr-defined]  # a ChoiceField
        field.widget.descriptions = {str(person.pk): note for person, note in people}  # type: ignore[attr-defined]  # of Radios

    def clean_to(self) -> Person:
        return self._people[self.cleaned_data["to"]]
