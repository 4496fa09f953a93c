"""The work between the decisions: show it, take it, hand it over, check it, assess it."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sluss.journal.states import Visibility
from sluss.people.models import Person, Unit

from .. import actions, forms, queries
from ..models import Assessment, CheckAnswer, Recusal
from ..states import Verb
from .verbs import VerbPage


def able(unit: Unit) -> list[tuple[Person, str]]:
    """Those who may handle the unit's cases, each with a line on in what role. One query."""
    found = []
    for person, holding in queries.who_may_handle(unit):
        named = {"role": holding.get_role_display(), "unit": holding.unit.shown_name}
        as_deputy = person.pk != holding.person_id
        found.append((person, _("%(role)s, deputy, %(unit)s") % named if as_deputy else _("%(role)s, %(unit)s") % named))
    return found


class Release(VerbPage):
    verb = Verb.RELEASE
    form_class = forms.ReleaseForm
    title = gettext_lazy("Show it to others")
    button = gettext_lazy("Show it to others")
    tells = "subject.released"
    answers = False

    def explain(self) -> list[str]:
        return [
            _("From now on others find it in lists and searches."),
            _("Look first that the text names nobody and says nothing that is secret. If it does, ask for a new version instead."),
        ]

    def act(self, form: Any, seen: int) -> str:
        visibility = form.cleaned_data["visibility"]
        actions.release(self.at.case, by=self.at.user, visibility=visibility, seen=seen)
        if visibility == Visibility.HANDLERS:
            return _("It is read. Only those who handle it can find it.")
        return _("It is shown: %(who)s can find it now.") % {"who": str(visibility.label).lower()}


class Take(VerbPage):
    verb = Verb.TAKE
    form_class = forms.TakeForm
    title = gettext_lazy("Take the case")
    button = gettext_lazy("Take the case")
    answers = False

    def explain(self) -> list[str]:
        return [_("The case stands in your name from now on, and the promise of an answer with it.")]

    def act(self, form: Any, seen: int) -> str:
        actions.take(self.at.case, by=self.at.user, seen=seen)
        return _("The case is yours now.")


class HandOver(VerbPage):
    verb = Verb.HAND_OVER
    form_class = forms.HandOverForm
    title = gettext_lazy("Hand over the case")
    button = gettext_lazy("Hand over")
    answers = False

    def extra(self) -> dict[str, Any]:
        return {"people": [(person, note) for person, note in able(self.at.case.receiving_unit) if person.pk != self.at.case.owner_id]}

    def explain(self) -> list[str]:
        return [_("Whoever takes over is told, and gets the promise of an answer with its day.")]

    def act(self, form: Any, seen: int) -> str:
        person = form.cleaned_data["to"]
        case = actions.hand_over(self.at.case, to=person, by=self.at.user, reason=form.cleaned_data["reason"], seen=seen)
        if case.owner_id != person.pk and case.owner is not None:
            named = {"who": person.name, "stand_in": case.owner.name}
            return _("%(who)s is away, so %(stand_in)s has the case now, and is told.") % named
        return _("%(who)s has the case now, and is told.") % {"who": person.name}


class Check(VerbPage):
    verb = Verb.CHECK
    form_class = forms.ChecksForm
    template = "gates/check.html"
    title = gettext_lazy("Check questions")
    button = gettext_lazy("Save the answers")
    answers = False

    def extra(self) -> dict[str, Any]:
        return {"answers": CheckAnswer.objects.filter(case=self.at.case, stage=self.at.case.stage)}

    def act(self, form: Any, seen: int) -> str:
        actions.answer_checks(self.at.case, by=self.at.user, answers=form.answers(), seen=seen)
        return _("The answers are saved.")


class _Assessor(VerbPage):
    """What one who has stepped aside can no longer do: said before the form is filled in."""

    def find(self, **kwargs: Any) -> None:
        self.at.recused = Recusal.objects.filter(case=self.at.case, stage=self.at.case.stage, assessor=self.at.user.pk).exists()


class Assess(_Assessor):
    verb = Verb.ASSESS
    form_class = forms.AssessForm
    template = "gates/assess.html"
    title = gettext_lazy("Assess it")
    tab = "assess"
    about_open = True
    button = gettext_lazy("Save the assessment")

    def extra(self) -> dict[str, Any]:
        own = Assessment.objects.filter(case=self.at.case, stage=self.at.case.stage, assessor=self.at.user.pk).first()
        if own is None:
            return {}
        points = {f"points_{score.criterion}": str(score.points) for score in own.scores.all()}
        return {"initial": {"reason": own.reason} | points}

    def explain(self) -> list[str]:
        return [_("You can change your assessment as long as the stage lasts.")]

    def act(self, form: Any, seen: int) -> str:
        actions.assess(self.at.case, by=self.at.user, reason=form.cleaned_data["reason"], scores=form.scores(), seen=seen)
        return _("Your assessment is saved. Those who decide can read it.")


class Recuse(_Assessor):
    verb = Verb.RECUSE
    form_class = forms.RecuseForm
    title = gettext_lazy("Step aside because of a conflict of interest")
    button = gettext_lazy("Step aside")
    tab = "assess"
    about_open = True

    def explain(self) -> list[str]:
        return [
            _("Step aside when you or somebody close to you gains or loses by it, or when somebody else could doubt that you are fair."),
            _("Somebody else assesses it then. An assessment you have made here is no longer counted."),
        ]

    def act(self, form: Any, seen: int) -> str:
        actions.recuse(self.at.case, by=self.at.user, reason=form.cleaned_data["reason"], seen=seen)
        return _("You have stepped aside. Those who handle the case can see it.")
