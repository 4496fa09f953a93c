"""The forms about boards: the days they meet, and what they have decided as their minutes say."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from sluss.core import clock
from sluss.core.dates import read_written_day
from sluss.core.forms import DateField, Radios, SlussForm

from ..actions.boards import LONGEST_AGO, LONGEST_AHEAD, MOST_DAYS
from ..models import Meeting, Stage
from ..states import Outcome
from .deciding import OUTCOME_MEANS, CaseForm, possible_day, reason_field

OTHER_DAY = "other"
_BETWEEN = re.compile(r"[\t,;]")
_MOST_TYPED = 6_000
_LONGEST_SHOWN = 60


@dataclass(frozen=True, slots=True)
class Line:
    """What was written on a line: the day it means, and why it is passed by."""

    text: str
    on: date | None = None
    why: str = ""


class MeetingsForm(SlussForm):
    """Many days at once, as they are pasted from a calendar or a column of a spreadsheet."""

    mark_optional = False

    days = forms.CharField(
        label=_("Days the board meets"),
        help_text=_("One on each line, as a calendar or a spreadsheet has them: 2027-01-14, 14 January 2027 or 14/1 2027."),
        max_length=_MOST_TYPED,
        widget=forms.Textarea(attrs={"rows": 6}),
        error_messages={"required": _("Write at least one day, like this: 2027-01-14")},
    )

    def clean_days(self) -> list[Line]:
        texts = [text for line in self.cleaned_data["days"].splitlines() for text in _parts(line)]
        if len(texts) > MOST_DAYS:
            raise forms.ValidationError(_now("Write at most %(n)d days at once.") % {"n": MOST_DAYS})
        return _read(texts)

    @property
    def lines(self) -> list[Line]:
        found: list[Line] = self.cleaned_data.get("days", []) if self.is_bound and self.is_valid() else []
        return found

    @property
    def understood(self) -> list[date]:
        return days_of(self.lines)


def days_of(lines: Iterable[Line]) -> list[date]:
    return [line.on for line in lines if line.on is not None and not line.why]


def _parts(line: str) -> list[str]:
    """Several days may stand on a line, with commas between; one that has none is told of as it stands."""
    parts = [part.strip() for part in _BETWEEN.split(line) if part.strip()]
    return parts if any(read_written_day(part) for part in parts) else [line.strip()] if parts else []


def _read(texts: Sequence[str]) -> list[Line]:
    """A day that stands twice counts once."""
    lines: list[Line] = []
    today, seen = clock.today(), set[date]()
    for text in texts:
        on = read_written_day(text)
        why = ""
        if on is None:
            why = _now("This cannot be read as a day.")
        elif not today - LONGEST_AGO <= on <= today + LONGEST_AHEAD:
            why = _now("The day lies more than two years ago, or more than three years from now.")
        elif on in seen:
            why = _now("The day stands above already.")
        else:
            seen.add(on)
        lines.append(Line(text[:_LONGEST_SHOWN], on, why))
    return lines


class LiftForm(CaseForm):
    pass


class BoardForm(CaseForm):
    """What the board has decided, as its minutes say."""

    what = forms.ChoiceField(label=_("What did the board decide?"), error_messages={"required": _("Choose what the board decided")})
    reason = reason_field(_("Why did the board decide so?"), error=_("Write why the board decided so"))
    meeting = forms.ChoiceField(label=_("At which meeting?"), error_messages={"required": _("Choose the meeting, or “Another day”")})
    decided_on = DateField(
        label=_("Which day?"),
        help_text=_("Only when the meeting is not in the list. Write like this: 2027-03-15."),
        required=False,
        error_messages={"required": _("Write the day the board decided")},
    )
    paragraph = forms.CharField(
        label=_("Paragraph"),
        help_text=_("For example § 112."),
        max_length=60,
        error_messages={"required": _("Write the paragraph of the minutes, for example § 112")},
    )
    minutes = forms.CharField(label=_("Number of the minutes"), help_text=_("For example 3/2027."), max_length=60, required=False)

    def __init__(
        self,
        *args: Any,
        meetings: Sequence[Meeting],
        following: Stage | None,
        earlier: Sequence[Stage],
        outcomes: Sequence[Outcome],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self._meetings = {str(meeting.pk): meeting for meeting in meetings}
        self._stages = {f"stage-{stage.pk}": stage for stage in (*([following] if following else []), *earlier)}
        what = self.fields["what"]
        what.widget = Radios(descriptions={str(outcome): OUTCOME_MEANS[outcome] for outcome in outcomes})
        choices = [(f"stage-{following.pk}", _now("It goes on to %(stage)s") % {"stage": following.shown_name})] if following else []
        choices += [(str(outcome), outcome.label) for outcome in outcomes]
        choices += [(f"stage-{stage.pk}", _now("It is sent back to %(stage)s") % {"stage": stage.shown_name}) for stage in earlier]
        what.choices = choices  # type: ignore[attr-defined]  # a ChoiceField
        chosen = [(pk, meeting.shown_day) for pk, meeting in self._meetings.items()]
        self.fields["meeting"].choices = [("", _now("Choose")), *chosen, (OTHER_DAY, _now("Another day"))]  # type: ignore[attr-defined]  # a ChoiceField
        if not chosen:
            del self.fields["meeting"]
            self.fields["decided_on"].required = True
            self.fields["decided_on"].help_text = _("Write like this: 2027-03-15.")

    def clean_decided_on(self) -> Any:
        return possible_day(self.cleaned_data["decided_on"], self.case)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if self.errors.keys() & {"decided_on", "meeting"}:
            return data
        meeting, written = self.chosen_meeting(), data.get("decided_on")
        if meeting is None and not written:
            self.add_error("decided_on", _("Write the day the board decided"))
        if meeting is not None and written and written != meeting.on:
            self.add_error("decided_on", _("You have chosen a meeting on another day. Leave this empty, or choose “Another day” above."))
        return data

    def chosen_meeting(self) -> Meeting | None:
        return self._meetings.get(self.cleaned_data.get("meeting", ""))

    def decided(self) -> dict[str, Any]:
        """What actions.decide_by_board takes."""
        data, meeting = self.cleaned_data, self.chosen_meeting()
        given = {name: data[name] for name in ("reason", "paragraph", "minutes")}
        given |= {"meeting": meeting} if meeting else {"decided_on": data["decided_on"]}
        stage = self._stages.get(data["what"])
        return given | ({"to": stage} if stage else {"outcome": Outcome(data["what"])})
