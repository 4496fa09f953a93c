"""The decisions, each on a page of its own."""

from __future__ import annotations

from typing import Any

from django.http import Http404
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from sluss.core.dates import day
from sluss.core.labels import shown
from sluss.core.providers import Kind, collect
from sluss.core.verdict import YES, Verdict

from .. import actions, forms, queries, rules_correcting
from ..models import Decision, Stage
from ..queries_boards import Wait
from ..states import CaseState, StageKind, Verb
from .case import UNCORRECTABLE
from .desk import Desk
from .verbs import VerbPage, due_sentence


def _within(stage: Stage) -> str:
    days = stage.promise_days
    text = ngettext("The next answer is then due within %(n)d working day.", "The next answer is then due within %(n)d working days.", days)
    return text % {"n": days}


def _unanswered(at: Desk) -> list[str]:
    """The check questions that nobody has answered, to whoever decides all the same. One query where the stage has any."""
    checks = at.case.stage.checks if at.verdict(Verb.CHECK) else []
    missing = [shown(check["question"]) for check in checks if check["key"] not in at.checked]
    if not missing:
        return []
    return [_("These check questions have no answer yet: %(questions)s") % {"questions": " ".join(missing)}]


def _not_assessed(at: Desk) -> list[str]:
    """That nobody has assessed it, to whoever decides all the same. One query at an assessment stage."""
    if at.case.stage.kind != StageKind.ASSESSMENT or queries.is_assessed(at.case):
        return []
    return [_("Nobody has assessed it yet.")]


class Advance(VerbPage):
    verb = Verb.ADVANCE
    form_class = forms.AdvanceForm
    title = gettext_lazy("Let it go on")
    button = gettext_lazy("Let it go on")
    tells = "case.advanced"
    takes_template = True

    def explain(self) -> list[str]:
        following = next((stage for stage in self.at.stages if stage.order > self.at.case.stage.order), None)
        if following is None:
            return []
        named = {"from": self.at.case.stage.shown_name, "to": following.shown_name}
        blind = [_("There the giver's name is hidden from those who judge.")] if following.blind and not self.at.case.stage.blind else []
        goes = _("It goes from %(from)s to %(to)s.") % named
        return [goes, _within(following), *blind, *_unanswered(self.at), *_not_assessed(self.at)]

    def act(self, form: Any, seen: int) -> str:
        decision = actions.advance(
            self.at.case, by=self.at.user, reason=form.cleaned_data["reason"], to=form.cleaned_data.get("to"), seen=seen, **form.legal()
        )
        stage = decision.to_stage.shown_name if decision.to_stage else ""
        return _("It has gone on to %(stage)s.") % {"stage": stage} + " " + due_sentence(decision)


class SendBack(VerbPage):
    verb = Verb.SEND_BACK
    form_class = forms.SendBackForm
    title = gettext_lazy("Send it back")
    button = gettext_lazy("Send it back")
    tells = "case.sent_back"

    def extra(self) -> dict[str, Any]:
        """The board says which column the card was dropped on."""
        to = self.request.GET.get("to", "")
        return {"initial": {"to": to}} if any(to == str(stage.pk) for stage in self.at.stages) else {}

    def explain(self) -> list[str]:
        return [_("Going back is normal work. What has been decided and assessed stays.")]

    def act(self, form: Any, seen: int) -> str:
        data = form.cleaned_data
        decision = actions.send_back(self.at.case, by=self.at.user, to=data["to"], reason=data["reason"], seen=seen, **form.legal())
        return _("It has been sent back to %(stage)s.") % {"stage": data["to"].shown_name} + " " + due_sentence(decision)


class Ask(VerbPage):
    verb = Verb.ASK
    form_class = forms.AskForm
    title = gettext_lazy("Ask for more")
    button = gettext_lazy("Send the question")
    tells = "case.asked"
    takes_template = True

    def explain(self) -> list[str]:
        return [_("The time to answer stands still until whoever gave it has answered.")]

    def act(self, form: Any, seen: int) -> str:
        actions.ask(self.at.case, by=self.at.user, reason=form.cleaned_data["reason"], seen=seen)
        return _("The question is sent, and the time to answer stands still.")


class Park(VerbPage):
    verb = Verb.PARK
    form_class = forms.ParkForm
    title = gettext_lazy("Park it")
    button = gettext_lazy("Park it")
    tells = "case.parked"
    takes_template = True

    def explain(self) -> list[str]:
        return [_("It waits in the idea bank and is taken up again by itself on the day you choose.")]

    def act(self, form: Any, seen: int) -> str:
        data = form.cleaned_data
        actions.park(self.at.case, by=self.at.user, until=data["until"], reason=data["reason"], seen=seen, **form.legal())
        return _("It is parked and is taken up again on %(day)s.") % {"day": day(data["until"], year=True)}


class Wake(VerbPage):
    verb = Verb.WAKE
    form_class = forms.WakeForm
    title = gettext_lazy("Take it up again")
    button = gettext_lazy("Take it up again")
    tells = "case.woken"
    answers = False

    def explain(self) -> list[str]:
        return [_("It comes back to the stage %(stage)s.") % {"stage": self.at.case.stage.shown_name}, _within(self.at.case.stage)]

    def act(self, form: Any, seen: int) -> str:
        decision = actions.wake(self.at.case, by=self.at.user, seen=seen)
        return _("It is taken up again.") + " " + due_sentence(decision)


class Close(VerbPage):
    verb = Verb.CLOSE
    form_class = forms.CloseForm
    title = gettext_lazy("Close it with an answer")
    button = gettext_lazy("Close it")
    tells = "case.closed"
    takes_template = True

    def explain(self) -> list[str]:
        return [_("The case ends here. A mistake can be corrected by a new decision, but the case is not opened again.")]

    def act(self, form: Any, seen: int) -> str:
        data = form.cleaned_data
        actions.close(self.at.case, by=self.at.user, outcome=data["outcome"], reason=data["reason"], seen=seen, **form.legal())
        return _("The case is closed: %(outcome)s.") % {"outcome": str(data["outcome"].label).lower()}


class Refer(VerbPage):
    verb = Verb.REFER
    form_class = forms.ReferForm
    title = gettext_lazy("Refer it")
    button = gettext_lazy("Refer it")
    tells = "case.referred"

    def extra(self) -> dict[str, Any]:
        return {"units": queries.units_to_refer_to(self.at.case), "ways": list(collect(Kind.WAYS))}

    def explain(self) -> list[str]:
        return [_("The case is closed here. Within the city a new one is opened where it belongs, with a day of its own to answer by.")]

    def act(self, form: Any, seen: int) -> str:
        decision = actions.refer(
            self.at.case, by=self.at.user, reason=form.cleaned_data["reason"], seen=seen, **form.target(), **form.legal()
        )
        return _("It is referred to %(who)s.") % {"who": decision.referred_to} + " " + due_sentence(decision)


class Recommend(VerbPage):
    verb = Verb.RECOMMEND
    form_class = forms.RecommendForm
    title = gettext_lazy("Register a recommendation")
    button = gettext_lazy("Register it")
    answers = False

    def explain(self) -> list[str]:
        return [_("A council or an office group can only recommend. The case stays where it is until somebody decides.")]

    def act(self, form: Any, seen: int) -> str:
        data = form.cleaned_data
        given = {name: data[name] for name in ("reason", "body", "paragraph", "decided_on")}
        lift = bool(data.get("lift"))
        actions.recommend(self.at.case, by=self.at.user, seen=seen, lift=lift, **given)
        said = _("The recommendation is registered. It stands among the decisions.")
        return f"{said} {Wait.of(self.at.case.receiving_unit.authority).sentence}" if lift else said


class Correct(VerbPage):
    verb = Verb.CORRECT
    form_class = forms.CorrectForm
    title = gettext_lazy("Correct a decision")
    button = gettext_lazy("Register the correction")
    tells = "case.corrected"
    answers = False
    template = "gates/correct.html"
    decision: Decision

    def find(self, **kwargs: Any) -> None:
        found = Decision.objects.filter(case=self.at.case, number=kwargs["number"])
        decision = found.select_related("from_stage", "to_stage", "authority", "corrects").first()
        if decision is None or decision.kind in UNCORRECTABLE:
            raise Http404
        decision.case = self.at.case
        self.decision = decision

    def allowed(self) -> Verdict:
        # What a board has decided is corrected by others too than those who handle the case; the state is asked for in its turn.
        verdict = self.at.allowed(self.verb)
        return verdict if verdict or not self.verdict() else YES

    def verdict(self) -> Verdict:
        return rules_correcting.may_correct(self.decision, self.at.user, giver_id=self.at.giver_id)

    def extra(self) -> dict[str, Any]:
        return {"decision": self.decision}

    def explain(self) -> list[str]:
        first = _("The first decision stays as it was. The correction stands beside it, and says what was wrong.")
        if self.decision.outcome and self.at.case.state == CaseState.CLOSED:
            return [first, _("When you change how it turned out, that is what is shown from now on.")]
        return [first]

    def page(self, form: Any, **more: Any) -> Any:
        return super().page(form, decision=self.decision, **more)

    def act(self, form: Any, seen: int) -> str:
        data = form.cleaned_data
        outcome = data.get("outcome")
        changed = outcome if outcome and outcome != self.decision.outcome else None
        actions.correct(self.decision, by=self.at.user, reason=data["reason"], outcome=changed, seen=seen, **form.legal())
        return _("The correction is registered.")
