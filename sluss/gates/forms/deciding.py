"""The forms of decisions. Each has the reason first and the legal facts folded away with their usual values."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from sluss.core import clock
from sluss.core.dates import day
from sluss.core.forms import DateField, Radios, SlussForm
from sluss.core.providers import Way
from sluss.journal.states import Visibility
from sluss.people.models import Person, Unit

from ..models import Case, Decision, Process, Stage
from ..queries_boards import Wait
from ..rules import may_decide_as, may_skip, permits
from ..rules_correcting import may_correct_as, outcomes_to_correct
from ..states import DECIDABLE_OUTCOMES, Capacity, Outcome, Verb

LONGEST_REASON = 20_000
LONGEST_WAIT = timedelta(days=3 * 366)
TODAY_IF_EMPTY = _("Today when you leave it empty. Write like this: 2027-03-15.")
READ_WORD_BY_WORD = _(
    "Whoever gave it reads this word for word. Say what you have seen, why it turns out so, and what happens now. Write no personal data."
)


def reason_field(label: Any, *, help_text: Any = READ_WORD_BY_WORD, error: Any, rows: int = 7) -> forms.CharField:
    return forms.CharField(
        label=label,
        help_text=help_text,
        max_length=LONGEST_REASON,
        widget=forms.Textarea(attrs={"rows": rows}),
        error_messages={"required": error},
    )


class CaseForm(SlussForm):
    """Knows the case and who fills it in, so that a wrong choice is said beside its field and not first by the action."""

    def __init__(self, *args: Any, case: Case, by: Person, stages: Sequence[Stage] = (), **kwargs: Any) -> None:
        self.case = case
        self.by = by
        self.stages = stages
        super().__init__(*args, **kwargs)


class LegalForm(CaseForm):
    """What förvaltningslagen asks of a decision: most are ordinary handling, so nothing has to be filled in."""

    mark_optional = False  # what is needed, and when, is said above them
    LEGAL = ("capacity", "body", "decided_by", "paragraph", "decided_on")

    capacity = forms.ChoiceField(
        label=_("In what capacity?"),
        required=False,
        choices=[(c.value, c.label) for c in (Capacity.EXECUTION, Capacity.DELEGATED, Capacity.BOARD)],
        widget=Radios(
            descriptions={
                Capacity.EXECUTION: _("Ordinary handling. Choose this when you are not sure."),
                Capacity.DELEGATED: _("Somebody has decided on behalf of the board, by the delegation rules."),
                Capacity.BOARD: _("The board, a committee or a company's board has decided at a meeting."),
            }
        ),
    )
    body = forms.CharField(label=_("Board or committee"), max_length=200, required=False)
    decided_by = forms.CharField(
        label=_("Who decided"), help_text=_("Name and title, when it was somebody else than you."), max_length=200, required=False
    )
    paragraph = forms.CharField(
        label=_("Paragraph or delegation point"), help_text=_("For example § 112, or point 4.2."), max_length=60, required=False
    )
    decided_on = DateField(label=_("Decided on"), help_text=TODAY_IF_EMPTY, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("capacity", Capacity.EXECUTION.value)

    def legal_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in self.LEGAL]

    def legal_open(self) -> bool:
        """Unfolded when something in it has been filled in, or must be put right."""
        given = self.data if self.is_bound else self.initial
        chosen = given.get("capacity") not in (None, "", Capacity.EXECUTION.value)
        return chosen or any(self[name].errors or (name != "capacity" and given.get(name)) for name in self.LEGAL)

    def clean_decided_on(self) -> Any:
        return possible_day(self.cleaned_data["decided_on"], self.case)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        capacity = Capacity(data.get("capacity") or Capacity.EXECUTION)
        if capacity == Capacity.BOARD and not data.get("body") and "body" not in self.errors:
            self.add_error("body", _("Write which board or committee decided"))
        elif capacity == Capacity.DELEGATED:
            on_behalf = bool((data.get("decided_by") or data.get("body")) and data.get("paragraph"))
            verdict = may_decide_as(capacity, self.case, self.by, on_behalf=on_behalf)
            if not verdict:
                missing = "paragraph" if data.get("decided_by") or data.get("body") else "decided_by"
                self.add_error(missing, verdict.reason)
        unwritten = capacity == Capacity.BOARD and not data.get("paragraph") and "paragraph" not in self.errors
        if unwritten and not may_decide_as(capacity, self.case, self.by, on_behalf=False):
            self.add_error("paragraph", _("Write the paragraph of the minutes, for example § 112"))
        return data

    def legal(self) -> dict[str, Any]:
        data = self.cleaned_data
        return {
            "capacity": Capacity(data.get("capacity") or Capacity.EXECUTION),
            "body": data["body"],
            "paragraph": data["paragraph"],
            "decided_by": data["decided_by"],
            "decided_on": data["decided_on"],
        }


def possible_day(decided_on: Any, case: Case) -> Any:
    if decided_on is None:
        return None
    if decided_on > clock.today():
        raise forms.ValidationError(_("Choose today or an earlier day. A decision is registered when it has been taken."))
    came = clock.local_day(case.opened_at)
    if decided_on < came:
        raise forms.ValidationError(_now("Choose a day from %(day)s on: that is when the case began.") % {"day": day(came, year=True)})
    return decided_on


class AdvanceForm(LegalForm):
    to = forms.ChoiceField(
        label=_("How far has it come?"), widget=Radios, required=False, help_text=_("The next stage, when you choose nothing.")
    )
    reason = reason_field(_("Why does it go on?"), error=_("Write why it goes on"))
    field_order = ("to", "reason")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._later = [stage for stage in self.stages if stage.order > self.case.stage.order]
        if may_skip(self.case) and len(self._later) > 1:
            self.fields["to"].choices = [(str(stage.pk), f"{stage.order}. {stage.shown_name}") for stage in self._later]  # type: ignore[attr-defined]  # a ChoiceField
        else:
            del self.fields["to"]

    def clean_to(self) -> Stage | None:
        return next((stage for stage in self._later if str(stage.pk) == self.cleaned_data["to"]), None)


class SendBackForm(LegalForm):
    to = forms.ChoiceField(label=_("To which stage?"), widget=Radios, error_messages={"required": _("Choose the stage it goes back to")})
    reason = reason_field(_("Why does it go back?"), error=_("Write why it goes back"))
    field_order = ("to", "reason")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._earlier = [stage for stage in self.stages if stage.order < self.case.stage.order]
        self.fields["to"].choices = [(str(stage.pk), f"{stage.order}. {stage.shown_name}") for stage in self._earlier]  # type: ignore[attr-defined]  # a ChoiceField

    def clean_to(self) -> Stage:
        return next(stage for stage in self._earlier if str(stage.pk) == self.cleaned_data["to"])


ELSEWHERE = "elsewhere"


class ReferForm(LegalForm):
    to = forms.ChoiceField(label=_("To whom?"), error_messages={"required": _("Choose to whom it is referred")})
    elsewhere = forms.CharField(
        label=_("Where outside the city?"),
        help_text=_("Only when it leaves the city: for example the region, the police or another municipality."),
        max_length=200,
        required=False,
    )
    reason = reason_field(_("Why does it belong there?"), error=_("Write why it belongs there"))
    field_order = ("to", "elsewhere", "reason")

    def __init__(self, *args: Any, units: Sequence[Unit], ways: Sequence[Way], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._to: dict[str, tuple[Unit, Process | None]] = {f"unit-{unit.pk}": (unit, None) for unit in units}
        self._to |= {f"way-{way.key}": (way.unit, way.process) for way in ways}
        self.fields["to"].choices = [  # type: ignore[attr-defined]  # a ChoiceField
            ("", _("Choose")),
            (_("Unit, where it goes on at the stage it has"), [(f"unit-{unit.pk}", unit.shown_name) for unit in units]),
            (_("Way in, where it begins again"), [(f"way-{way.key}", way.label) for way in ways]),
            (_("Outside the city"), [(ELSEWHERE, _("Somebody else than the city"))]),
        ]

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if data.get("to") == ELSEWHERE and not data.get("elsewhere"):
            self.add_error("elsewhere", _("Write where it is referred"))
        return data

    def target(self) -> dict[str, Any]:
        if self.cleaned_data["to"] == ELSEWHERE:
            return {"elsewhere": self.cleaned_data["elsewhere"]}
        unit, process = self._to[self.cleaned_data["to"]]
        return {"unit": unit, "process": process}


class AskForm(CaseForm):
    reason = reason_field(
        _("What do you need to know?"),
        help_text=_("Whoever gave it reads this word for word and answers it. Ask for one thing at a time, and say what you need it for."),
        error=_("Write what you need to know"),
    )


class ParkForm(LegalForm):
    until = DateField(
        label=_("Until which day?"),
        help_text=_("It is taken up again by itself that day, within three years. Write like this: 2027-03-15."),
        error_messages={"required": _("Choose the day it is taken up again")},
    )
    reason = reason_field(_("Why does it have to wait?"), error=_("Write why it has to wait"))
    field_order = ("until", "reason")

    def clean_until(self) -> Any:
        return possible_until(self.cleaned_data["until"])


def possible_until(until: date) -> date:
    if until <= clock.today():
        raise forms.ValidationError(_("Choose a day in the future to take it up again."))
    if until > clock.today() + LONGEST_WAIT:
        raise forms.ValidationError(_("Choose a day within three years. What waits longer than that should be answered."))
    return until


OUTCOME_MEANS = {
    Outcome.FULLY: _("The city does all that was proposed, or has done it."),
    Outcome.PARTLY: _("The city does a part of it, or does it in another way."),
    Outcome.PLANNED: _("It goes into a plan or a budget to come. Say which one."),
    Outcome.TESTED: _("It has been tested. Say what the test showed, also when it did not work."),
    Outcome.NOT: _("The city does not go on with it. Say why, and what one can do instead."),
}


def outcome_field(**kwargs: Any) -> forms.ChoiceField:
    return forms.ChoiceField(widget=Radios(descriptions={key.value: text for key, text in OUTCOME_MEANS.items()}), **kwargs)


def outcome_choices(values: Iterable[str]) -> list[tuple[str, Any]]:
    return [(outcome.value, outcome.label) for outcome in DECIDABLE_OUTCOMES if outcome.value in values]


class CloseForm(LegalForm):
    outcome = outcome_field(label=_("How did it turn out?"), error_messages={"required": _("Choose how it turned out")})
    reason = reason_field(_("Why did it turn out so?"), error=_("Write why it turned out so"), rows=9)
    field_order = ("outcome", "reason")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["outcome"].choices = outcome_choices(self.case.stage.outcomes)  # type: ignore[attr-defined]  # a ChoiceField

    def clean_outcome(self) -> Outcome:
        return Outcome(self.cleaned_data["outcome"])


class RecommendForm(CaseForm):
    body = forms.CharField(
        label=_("Who recommends?"),
        help_text=_("The council or group, as it is called."),
        max_length=200,
        error_messages={"required": _("Write who recommends")},
    )
    reason = reason_field(_("What is recommended, and why?"), error=_("Write what is recommended, and why"))
    paragraph = forms.CharField(label=_("Point in the minutes"), help_text=_("For example point 4."), max_length=60, required=False)
    decided_on = DateField(label=_("Recommended on"), help_text=TODAY_IF_EMPTY, required=False)
    lift = forms.BooleanField(label=_("The board is to decide"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if permits(Verb.LIFT, self.case):
            self.fields["lift"].help_text = Wait.of(self.case.receiving_unit.authority).sentence
        else:
            del self.fields["lift"]

    def clean_decided_on(self) -> Any:
        return possible_day(self.cleaned_data["decided_on"], self.case)


class CorrectForm(LegalForm):
    outcome = outcome_field(label=_("How should it have turned out?"), required=False)
    reason = reason_field(_("What is corrected, and why?"), error=_("Write what is corrected, and why"))
    field_order = ("outcome", "reason")

    def __init__(self, *args: Any, decision: Decision, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.decision = decision
        if decision.capacity in {Capacity.BOARD, Capacity.DELEGATED}:
            # Most often one thing is wrong in it, and the rest is to stand as it was.
            for name in self.LEGAL:
                self.initial[name] = getattr(decision, name)
        if decision.outcome in {outcome.value for outcome in DECIDABLE_OUTCOMES}:
            self.fields["outcome"].choices = outcome_choices(outcomes_to_correct(decision))  # type: ignore[attr-defined]  # a ChoiceField
            self.initial.setdefault("outcome", decision.outcome)
        else:
            del self.fields["outcome"]

    def clean_outcome(self) -> Outcome | None:
        return Outcome(self.cleaned_data["outcome"]) if self.cleaned_data["outcome"] else None

    def clean_capacity(self) -> str:
        chosen = self.cleaned_data["capacity"] or Capacity.EXECUTION.value
        verdict = may_correct_as(Capacity(chosen), self.decision)
        if not verdict:
            raise forms.ValidationError(str(verdict.reason))
        return str(chosen)


class ReleaseForm(CaseForm):
    visibility = forms.TypedChoiceField(
        label=_("Who can find it in Sluss?"),
        help_text=_("You can show it to fewer than the giver chose, but never to more."),
        coerce=lambda value: Visibility(int(value)),
        widget=Radios,
        error_messages={"required": _("Choose who can find it")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chosen = self.case.subject.visibility
        possible = sorted((v for v in Visibility if v <= chosen), reverse=True)
        self.fields["visibility"].choices = [  # type: ignore[attr-defined]  # a ChoiceField
            (str(v.value), _now("%(who)s, as the giver chose") % {"who": v.label} if v == chosen else v.label) for v in possible
        ]
        self.initial.setdefault("visibility", str(chosen))
