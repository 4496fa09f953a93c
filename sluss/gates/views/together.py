"""Other units in a case, and help on the way."""

from __future__ import annotations

from typing import Any

from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sluss.core.dates import day
from sluss.core.verdict import Verdict

from .. import actions, forms, rules_together
from .. import queries_together as together
from ..models import CaseParticipant
from ..states import CoachingKind, Part, PromiseKind
from .holding import held
from .working import WorkPage


class AskUnit(WorkPage):
    form_class = forms.AskUnitForm
    title = gettext_lazy("Ask another unit in")
    button = gettext_lazy("Ask the unit")
    anchor = "participants"

    def possible(self) -> Verdict:
        return rules_together.can_be_shown_to_units(self.at.case.subject)

    def extra(self) -> dict[str, Any]:
        return {"units": together.units_to_ask(self.at.case)}

    def explain(self) -> list[str]:
        return [
            _(
                "Its innovation lead is told, and says yes or no. Those who lead and assess there can read the case at once, but not "
                "decide in it."
            ),
            _("The city has several authorities. What another board’s unit can read here counts as handed over to it."),
        ]

    def act(self, form: Any) -> str:
        data = form.cleaned_data
        given = {"unit": data["unit"], "part": Part(data["part"]), "reason": data["reason"], "answer_by": data["answer_by"]}
        asked = actions.ask_unit(self.at.case, by=self.at.user, **given)
        named = {"unit": data["unit"].shown_name, "day": day(asked.answer_by) if asked.answer_by else ""}
        return _("%(unit)s is asked, and is to answer by %(day)s. You are told when they have.") % named


class _OfOne(WorkPage):
    anchor = "participants"
    participant: CaseParticipant

    def find(self, **kwargs: Any) -> None:
        found = (
            CaseParticipant.objects.select_related("unit", "case__receiving_unit", "asked_by")
            .filter(case=self.at.case, pk=kwargs["number"])
            .first()
        )
        if found is None:
            raise Http404
        self.participant = found

    def back(self) -> str:
        """One who has said no, or stepped out, can no longer open the case."""
        if rules_together.reads(self.at.case, self.at.user):
            return super().back()
        return reverse("people:unit", args=[self.participant.unit_id])


class Answer(_OfOne):
    form_class = forms.AnswerAskForm
    template = "gates/together/answer.html"
    title = gettext_lazy("Answer whether your unit takes part")
    button = gettext_lazy("Send the answer")

    def allowed(self) -> Verdict:
        return rules_together.may_answer_for(self.participant, self.at.user)

    def possible(self) -> Verdict:
        return rules_together.may_be_answered(self.participant)

    def explain(self) -> list[str]:
        one = self.participant
        named = {"name": one.asked_shown, "unit": one.unit.shown_name, "part": one.get_part_display().lower()}
        asks = _("%(name)s asks %(unit)s: %(part)s.") % named
        if one.answer_by is not None:
            asks += " " + _("Answer by %(day)s at the latest.") % {"day": day(one.answer_by)}
        return [asks, one.ask_reason]

    def shown(self) -> dict[str, Any]:
        return {"held": held(PromiseKind.TAKE_PART, self.participant.pk, self.at.user)}

    def act(self, form: Any) -> str:
        accept = form.cleaned_data["answer"] == "yes"
        actions.answer_ask(self.participant, accept=accept, reason=form.cleaned_data["reason"], by=self.at.user)
        if accept:
            return _("Your unit takes part. Those who have the case are told.")
        return _("You have said no. Those who have the case are told why.")


class Leave(_OfOne):
    form_class = forms.LeaveForm
    title = gettext_lazy("Let the unit leave the case")
    button = gettext_lazy("Let it leave")

    def allowed(self) -> Verdict:
        return rules_together.may_leave(self.participant, self.at.user)

    def possible(self) -> Verdict:
        return rules_together.can_be_left(self.participant)

    def verdict(self) -> Verdict:
        return self.possible()  # from a closed case too

    def explain(self) -> list[str]:
        return [_("%(unit)s can no longer read the case. What it has written stays.") % {"unit": self.participant.unit.shown_name}]

    def act(self, form: Any) -> str:
        actions.leave(self.participant, by=self.at.user, reason=form.cleaned_data["reason"])
        return _("%(unit)s is no longer in the case.") % {"unit": self.participant.unit.shown_name}


class Coach(WorkPage):
    form_class = forms.CoachingForm
    title = gettext_lazy("Write a coaching note")
    button = gettext_lazy("Save the note")
    anchor = "coaching"

    def allowed(self) -> Verdict:
        return rules_together.may_coach(self.at.case, self.at.user)

    def explain(self) -> list[str]:
        return [_("Those who work with the case read it. Whoever gave the idea reads it only when you choose so.")]

    def act(self, form: Any) -> str:
        data = form.cleaned_data
        actions.coach(
            self.at.case,
            kind=CoachingKind(data["kind"]),
            text=data["text"],
            next_step=data["next_step"],
            next_on=data["next_on"],
            for_giver=data["for_giver"],
            by=self.at.user,
        )
        if data["for_giver"]:
            return _("The note is saved. Whoever gave the idea is told.")
        return _("The note is saved. Whoever gave the idea does not see it.")
