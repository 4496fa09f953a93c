"""The forms about boards: the days they meet, and what they have decided as their minutes say."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from sluss.core import clock
from sluss.core.dates import day, read_day
from sluss.core.forms import DateField, Radios, SlussForm

from ..actions.boards import LONGEST_AGO, LONGEST_AHEAD, MOST_DAYS
from ..models import Meeting, Stage
from ..states import Outcome
from .deciding import OUTCOME_MEANS, CaseForm, possible_day, reason_field

OTHER_DAY = "other"
_BETWEEN = re.compile(r"[\s,;]+")
_MOST_TYPED = 2_000


class MeetingsForm(SlussForm):
    """Many days at once, as they are pasted from a calendar."""

    mark_optional = False

    days = forms.CharField(
        label=_("Days the board meets"),
        help_text=_("Write each day like this: 2027-01-14. One on a line, or with commas between."),
        max_length=_MOST_TYPED,
        widget=forms.Textarea(attrs={"rows": 6}),
        error_messages={"required": _("Write at least one day, like this: 2027-01-14")},
    )

    def clean_days(self) -> list[date]:
        words = [word for word in _BETWEEN.split(self.cleaned_data["days"]) if word]
        read = {word: read_day(word) for word in words}
        wrong = [word for word, on in read.items() if on is None]
        if wrong:
            raise forms.ValidationError(
                _now("These cannot be read as days: %(words)s. Write like this: 2027-01-14.") % {"words": _few(wrong)}
            )
        days = sorted({on for on in read.values() if on is not None})
        today = clock.today()
        outside = [day(on, year=True) for on in days if not today - LONGEST_AGO <= on <= today + LONGEST_AHEAD]
        if outside:
            said = _now("Choose days from two years ago to three years from now. These are not: %(days)s.")
            raise forms.ValidationError(said % {"days": _few(outside)})
        if len(days) > MOST_DAYS:
            raise forms.ValidationError(_now("Write at most %(n)d days at once.") % {"n": MOST_DAYS})
        return days


def _few(words: Sequence[str]) -> str:
    shown = ", ".join(word[:40] for word in words[:5])
    return _now("%(names)s and %(n)d more") % {"names": shown, "n": len(words) - 5} if len(words) > 5 else shown


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
