"""The forms of the work around a case: what blocks, how the problem is met, who takes part, help that is given."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from sluss.core import clock
from sluss.core.forms import DateField, Radios, SlussForm
from sluss.people.models import Person, Unit

from ..models import Barrier
from ..rules_together import leads_to
from ..states import BarrierKind, BarrierState, CoachingKind, Finding, Part, ProblemKind, PromiseKind, StepState
from .asking import AskingForm
from .deciding import CaseForm, reason_field

LONGEST_PLAN = timedelta(days=10 * 366)
NO_NAMES = _("Write no personal data: more people than you can read it.")
_SHOWN_ON_IDEA = _("Everybody who may see the idea can read it. Write no personal data.")


def _line(label: Any, *, error: Any, longest: int = 200, help_text: Any = "") -> forms.CharField:
    return forms.CharField(label=label, max_length=longest, help_text=help_text, error_messages={"required": error})


# --- Barriers -----------------------------------------------------------------------------------------------------------


class _BarrierFields(SlussForm):
    kind = forms.ChoiceField(
        label=_("What is it about?"), choices=BarrierKind.choices, error_messages={"required": _("Choose what it is about")}
    )
    words = forms.CharField(
        label=_("What blocks?"),
        help_text=NO_NAMES,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": _("Write what blocks, in your own words")},
    )


class CaseBarrierForm(CaseForm, _BarrierFields):
    owner = forms.ChoiceField(
        label=_("Who has to do something about it?"), error_messages={"required": _("Choose who has to do something about it")}
    )
    field_order = ("kind", "words", "owner")

    def __init__(self, *args: Any, people: Sequence[tuple[Person, str]], units: Sequence[Unit], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        here = self.case.receiving_unit
        self._owners: dict[str, tuple[Unit, Person | None]] = {f"unit-{here.pk}": (here, None)}
        self._owners |= {f"unit-{unit.pk}": (unit, None) for unit in units}
        self._owners |= {f"person-{person.pk}": (here, person) for person, _role in people}
        others = [(f"unit-{unit.pk}", unit.shown_name) for unit in units if unit.pk != here.pk]
        self.fields["owner"].choices = [  # type: ignore[attr-defined]  # a ChoiceField
            (_("The unit that has the case"), [(f"unit-{here.pk}", here.shown_name)]),
            (_("One who handles its cases"), [(f"person-{person.pk}", person.name) for person, _role in people]),
            (_("Another unit"), others),
        ]
        self.initial.setdefault("owner", f"unit-{here.pk}")

    def lies_with(self) -> tuple[Unit, Person | None]:
        return self._owners[self.cleaned_data["owner"]]


class BarrierForm(_BarrierFields):
    """One that stops no single case."""

    unit = forms.ChoiceField(label=_("Where does it block?"), error_messages={"required": _("Choose the unit")})
    owner = forms.ChoiceField(
        label=_("Which unit has to do something about it?"), required=False, help_text=_("The same unit when you leave it empty.")
    )
    field_order = ("kind", "words", "unit", "owner")

    def __init__(self, *args: Any, units: Sequence[Unit], owners: Sequence[Unit], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._units = {str(unit.pk): unit for unit in (*owners, *units)}
        self.fields["unit"].choices = [("", _("Choose")), *((str(unit.pk), unit.shown_name) for unit in units)]  # type: ignore[attr-defined]  # a ChoiceField
        self.fields["owner"].choices = [("", _("The same unit")), *((str(unit.pk), unit.shown_name) for unit in owners)]  # type: ignore[attr-defined]  # as above

    def clean_unit(self) -> Unit:
        return self._units[self.cleaned_data["unit"]]

    def clean_owner(self) -> Unit | None:
        return self._units[self.cleaned_data["owner"]] if self.cleaned_data["owner"] else None


class BarrierChangeForm(SlussForm):
    state = forms.ChoiceField(
        label=_("How is it now?"),
        widget=Radios(
            descriptions={
                BarrierState.LIFTED.value: _("Somebody with more mandate has it on their table now."),
                BarrierState.REMOVED.value: _("It does not block any more."),
                BarrierState.OPEN.value: _("It blocks, and lies with its owner."),
            }
        ),
        error_messages={"required": _("Choose how it is now")},
    )
    lifted_to = forms.CharField(
        label=_("Lifted to whom?"),
        help_text=_("A role, a group or a board, for example the department’s management."),
        max_length=200,
        required=False,
    )
    reason = forms.CharField(
        label=_("What has been done, or why?"),
        help_text=NO_NAMES,
        max_length=5_000,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": _("Write what has been done, or why")},
    )

    def __init__(self, *args: Any, barrier: Barrier, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["state"].choices = [  # type: ignore[attr-defined]  # a ChoiceField
            (state.value, state.label)
            for state in (BarrierState.LIFTED, BarrierState.REMOVED, BarrierState.OPEN)
            if leads_to(barrier, state)
        ]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("state") == BarrierState.LIFTED and not data.get("lifted_to") and "lifted_to" not in self.errors:
            self.add_error("lifted_to", _("Write to whom it is lifted"))
        return data


# --- The problem --------------------------------------------------------------------------------------------------------


class SortForm(CaseForm):
    kind = forms.ChoiceField(
        label=_("What kind of problem is it?"),
        choices=ProblemKind.choices,
        widget=Radios(
            descriptions={
                ProblemKind.COMPLICATED.value: _("Those who know can find out what works. You make a plan with steps."),
                ProblemKind.COMPLEX.value: _("Nobody can know beforehand what works. You try on a small scale and learn."),
            }
        ),
        error_messages={"required": _("Choose what kind of problem it is")},
    )
    reason = reason_field(
        _("Why do you see it so?"), help_text=_("Those who work with the case read this."), error=_("Write why you see it so"), rows=4
    )


def _future(day: Any) -> Any:
    if day is not None and not clock.today() <= day <= clock.today() + LONGEST_PLAN:
        raise forms.ValidationError(_("Choose today or a later day, within ten years."))
    return day


class StepForm(CaseForm):
    what = _line(_("What is to be done?"), longest=300, error=_("Write what is to be done"))
    who = _line(_("Who does it?"), help_text=_("A role or a unit."), error=_("Write who does it"))
    due_on = DateField(label=_("By when?"), help_text=_("Write like this: 2027-03-15."), error_messages={"required": _("Choose a day")})

    def clean_due_on(self) -> Any:
        return _future(self.cleaned_data["due_on"])


class EndStepForm(CaseForm):
    state = forms.ChoiceField(
        label=_("How did it go?"),
        choices=[(s.value, s.label) for s in (StepState.DONE, StepState.DROPPED)],
        widget=Radios,
        error_messages={"required": _("Say whether it is done or dropped")},
    )
    note = forms.CharField(
        label=_("Note"),
        help_text=_("Needed when the step is dropped: say why."),
        max_length=2_000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("state") == StepState.DROPPED and not data.get("note") and "note" not in self.errors:
            self.add_error("note", _("Write why the step is dropped"))
        return data


class ExperimentForm(CaseForm):
    hypothesis = reason_field(
        _("What do you think will happen, and why?"),
        help_text=_(
            "For example: “If the night shift writes the list, fewer ring in the morning.” Everybody who may see the idea can read it."
        ),
        error=_("Write what you think will happen, and why"),
        rows=3,
    )
    test = reason_field(
        _("How do you try it?"),
        help_text=_("As small as you can, so that nobody is harmed if it fails."),
        error=_("Write how it is tried"),
        rows=3,
    )
    how_long = _line(_("For how long?"), longest=100, help_text=_("For example two weeks."), error=_("Write how long the test takes"))
    with_whom = _line(_("With whom?"), help_text=_SHOWN_ON_IDEA, error=_("Write with whom it is tried"))


class StartForm(CaseForm):
    pass


class LearnForm(CaseForm):
    learnt = reason_field(
        _("What did you learn?"),
        help_text=_("Everybody who may see the idea can read it. That it did not turn out as you thought is a good answer."),
        error=_("Write what you learnt"),
        rows=5,
    )
    held = forms.ChoiceField(
        label=_("Did it turn out as you thought?"),
        choices=Finding.choices,
        widget=Radios,
        error_messages={"required": _("Choose whether it turned out as you thought")},
    )
    repeatable = forms.ChoiceField(
        label=_("Would others see the same?"),
        choices=Finding.choices,
        widget=Radios,
        error_messages={"required": _("Choose whether others would see the same")},
    )


# --- Participants and coaching ------------------------------------------------------------------------------------------


class AskUnitForm(AskingForm):
    asks = PromiseKind.TAKE_PART

    unit = forms.ChoiceField(label=_("Which unit?"), error_messages={"required": _("Choose the unit")})
    part = forms.ChoiceField(
        label=_("What is its part?"),
        choices=Part.choices,
        widget=Radios(
            descriptions={
                Part.OWNS.value: _("The need or the result is theirs. One unit at a time."),
                Part.TAKES.value: _("They work with it together with you."),
                Part.CONSULTED.value: _("They say what they think. The giver does not see that they are asked."),
            }
        ),
        error_messages={"required": _("Choose what its part is")},
    )
    reason = reason_field(
        _("Why do you ask them?"), help_text=_("Their innovation lead reads this."), error=_("Write why you ask them"), rows=4
    )

    def __init__(self, *args: Any, units: Sequence[Unit], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._units = {str(unit.pk): unit for unit in units}
        self.fields["unit"].choices = [("", _("Choose")), *((str(unit.pk), unit.shown_name) for unit in units)]  # type: ignore[attr-defined]  # a ChoiceField

    def clean_unit(self) -> Unit:
        return self._units[self.cleaned_data["unit"]]


class AnswerAskForm(CaseForm):
    answer = forms.ChoiceField(
        label=_("Does your unit take part?"),
        choices=[("yes", _("Yes")), ("no", _("No"))],
        widget=Radios,
        error_messages={"required": _("Choose yes or no")},
    )
    reason = reason_field(
        _("Why?"), help_text=_("Needed when you say no. Those who have the case read this."), error=_("Write why"), rows=4
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].required = False

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("answer") == "no" and not data.get("reason") and "reason" not in self.errors:
            self.add_error("reason", _("Write why the unit does not take part"))
        return data


class LeaveForm(CaseForm):
    reason = reason_field(
        _("Why does the unit leave the case?"),
        help_text=_("The unit and those who have the case read this."),
        error=_("Write why the unit leaves"),
        rows=4,
    )


class CoachingForm(CaseForm):
    kind = forms.ChoiceField(
        label=_("What is it?"), choices=CoachingKind.choices, widget=Radios, error_messages={"required": _("Choose what it is")}
    )
    text = reason_field(_("What was said or advised?"), help_text=NO_NAMES, error=_("Write what was said or advised"), rows=5)
    next_step = forms.CharField(label=_("Next step"), max_length=300, required=False)
    next_on = DateField(label=_("By which day?"), help_text=_("Write like this: 2027-03-15."), required=False)
    for_giver = forms.BooleanField(label=_("Whoever gave the idea may read this, and is told of it"), required=False)

    def clean_next_on(self) -> Any:
        return _future(self.cleaned_data["next_on"])

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("next_on") and not data.get("next_step") and "next_step" not in self.errors:
            self.add_error("next_step", _("Write what the next step is, when it has a day"))
        return data
