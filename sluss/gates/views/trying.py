"""How a problem is met: sorted as complicated or complex; then the steps of a plan, or small tests and what they taught."""

from __future__ import annotations

from typing import Any

from django.http import Http404
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sluss.core.verdict import Verdict

from .. import actions, forms, rules_together
from .. import queries_together as together
from ..hidden import experiments_for
from ..models import Experiment, PlanStep
from ..states import Finding, ProblemKind, StepState
from .working import WorkPage


class Sort(WorkPage):
    form_class = forms.SortForm
    title = gettext_lazy("Sort the problem")
    button = gettext_lazy("Save")
    anchor = "problem"

    def explain(self) -> list[str]:
        kind = together.problem_kind(self.at.case)
        if kind:
            return [
                _("It is sorted as %(kind)s now. What has been planned or tried until now stays.")
                % {"kind": str(ProblemKind(kind).label).lower()}
            ]
        return [_("A complicated problem gets a plan. A complex one is met with small tests, and what they teach decides the next.")]

    def act(self, form: Any) -> str:
        kind = ProblemKind(form.cleaned_data["kind"])
        actions.sort_problem(self.at.case, kind=kind, reason=form.cleaned_data["reason"], by=self.at.user)
        if kind == ProblemKind.COMPLEX:
            return _("It is sorted as complex. Write the first small test.")
        return _("It is sorted as complicated. Write the first step of the plan.")


class Step(WorkPage):
    form_class = forms.StepForm
    title = gettext_lazy("Add a step to the plan")
    button = gettext_lazy("Add the step")
    anchor = "problem"

    def possible(self) -> Verdict:
        return rules_together.may_plan(together.problem_kind(self.at.case))

    def act(self, form: Any) -> str:
        actions.plan_step(self.at.case, by=self.at.user, **form.cleaned_data)
        return _("The step is in the plan.")


class EndStep(WorkPage):
    form_class = forms.EndStepForm
    title = gettext_lazy("Tell how the step went")
    button = gettext_lazy("Save")
    anchor = "problem"
    step: PlanStep

    def find(self, **kwargs: Any) -> None:
        step = PlanStep.objects.filter(case=self.at.case, number=kwargs["number"]).first()
        if step is None:
            raise Http404
        self.step = step

    def possible(self) -> Verdict:
        return rules_together.may_end_step(self.step)

    def explain(self) -> list[str]:
        return [self.step.what]

    def act(self, form: Any) -> str:
        state = StepState(form.cleaned_data["state"])
        actions.end_step(self.step, state=state, note=form.cleaned_data["note"], by=self.at.user)
        return _("The step is done.") if state == StepState.DONE else _("The step is dropped, and the plan says why.")


class Plan(WorkPage):
    """A new small test."""

    form_class = forms.ExperimentForm
    title = gettext_lazy("Plan a small test")
    button = gettext_lazy("Save the test")
    anchor = "problem"

    def possible(self) -> Verdict:
        return rules_together.may_try(together.problem_kind(self.at.case))

    def explain(self) -> list[str]:
        return [_("A small test may fail: it is made to learn from. Plan several, and let what one teaches decide the next.")]

    def act(self, form: Any) -> str:
        actions.plan_experiment(self.at.case, by=self.at.user, **form.cleaned_data)
        return _("The test is planned. Start it when you begin.")


class _OfOne(WorkPage):
    anchor = "problem"
    experiment: Experiment

    def find(self, **kwargs: Any) -> None:
        experiment = Experiment.objects.filter(case=self.at.case, number=kwargs["number"]).first()
        if experiment is None:
            raise Http404
        (self.experiment,) = experiments_for(self.at.user, [experiment], self.at.case.subject)

    def explain(self) -> list[str]:
        return [self.experiment.hypothesis, self.experiment.test]


class Start(_OfOne):
    form_class = forms.StartForm
    title = gettext_lazy("Start the test")
    button = gettext_lazy("Start the test")

    def possible(self) -> Verdict:
        return rules_together.may_start(self.experiment)

    def act(self, form: Any) -> str:
        actions.start_experiment(self.experiment, by=self.at.user)
        return _("The test has begun. Write what you learn when it is over.")


class Learn(_OfOne):
    form_class = forms.LearnForm
    title = gettext_lazy("Write what you learnt")
    button = gettext_lazy("Save what you learnt")

    def possible(self) -> Verdict:
        return rules_together.may_learn(self.experiment)

    def act(self, form: Any) -> str:
        data = form.cleaned_data
        actions.learn(
            self.experiment,
            learnt=data["learnt"],
            held=Finding(data["held"]),
            repeatable=Finding(data["repeatable"]),
            by=self.at.user,
        )
        return _("What you learnt is saved. Whoever gave the idea and those who follow it are told.")
