"""Complicated or complex, and what follows from it: the steps of a plan, or small tests and what they taught."""

from __future__ import annotations

from datetime import date, timedelta

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from sluss.core import clock
from sluss.core.text import clean
from sluss.core.verdict import NotAllowed
from sluss.journal.actions import record
from sluss.people.models import Person

from ..models import Case, Experiment, PlanStep, ProblemChoice
from ..queries_together import problem_kind
from ..rules_together import may_end_step, may_learn, may_plan, may_start, may_try, may_work, still_open
from ..states import ExperimentState, Finding, ProblemKind, StepState
from .locking import event_data, frozen_name, locked

LONGEST_PLAN = timedelta(days=10 * 366)


def _at_work(case: Case, by: Person) -> Case:
    case = locked(case, None)
    may_work(case, by).demand()
    still_open(case).demand()
    return case


def _next(rows: type[PlanStep | Experiment | ProblemChoice], case: Case) -> int:
    """The case's row is locked, so no other gets the same."""
    last: int | None = rows._default_manager.filter(case=case).aggregate(last=Max("number"))["last"]
    return (last or 0) + 1


def _said(text: str, missing: str) -> str:
    said = clean(text)
    if not said:
        raise NotAllowed(missing)
    return said


@transaction.atomic
def sort_problem(case: Case, *, kind: ProblemKind, reason: str, by: Person) -> ProblemChoice:
    """Choose how the problem is met, or choose otherwise than before. What was planned or tried until then stays."""
    case = _at_work(case, by)
    said = _said(reason, str(_("Write why you see it so.")))
    if problem_kind(case) == kind:
        raise NotAllowed(str(_("It is sorted so already.")))
    choice = ProblemChoice.objects.create(
        case=case, number=_next(ProblemChoice, case), kind=kind, reason=said, by=by, by_name=frozen_name(by), at=clock.now()
    )
    record("case.sorted", subject=case.subject, by=by, choice=choice.pk, **event_data(case, None))
    return choice


@transaction.atomic
def plan_step(case: Case, *, what: str, who: str, due_on: date, by: Person) -> PlanStep:
    case = _at_work(case, by)
    may_plan(problem_kind(case)).demand()
    if not clock.today() <= due_on <= clock.today() + LONGEST_PLAN:
        raise NotAllowed(str(_("Choose today or a later day, within ten years.")))
    step = PlanStep.objects.create(
        case=case,
        number=_next(PlanStep, case),
        what=_said(what, str(_("Write what is to be done.")))[:300],
        who=_said(who, str(_("Write who does it.")))[:200],
        due_on=due_on,
        made_by=by,
        made_at=clock.now(),
    )
    record("case.planned", subject=case.subject, by=by, step=step.pk, **event_data(case, None))
    return step


@transaction.atomic
def end_step(step: PlanStep, *, state: StepState, by: Person, note: str = "") -> PlanStep:
    """Done, or dropped with why."""
    case = _at_work(step.case, by)
    step = PlanStep.objects.get(pk=step.pk)
    may_end_step(step).demand()
    if state == StepState.PLANNED:
        raise NotAllowed(str(_("Say whether it is done or dropped.")))
    text = clean(note)
    if state == StepState.DROPPED and not text:
        raise NotAllowed(str(_("Write why the step is dropped.")))
    step.state, step.note, step.ended_by, step.ended_at = state, text, by, clock.now()
    step.save(update_fields=["state", "note", "ended_by", "ended_at"])
    record("case.planned", subject=case.subject, by=by, step=step.pk, **event_data(case, None))
    return step


@transaction.atomic
def plan_experiment(case: Case, *, hypothesis: str, test: str, how_long: str, with_whom: str, by: Person) -> Experiment:
    case = _at_work(case, by)
    may_try(problem_kind(case)).demand()
    experiment = Experiment.objects.create(
        case=case,
        number=_next(Experiment, case),
        hypothesis=_said(hypothesis, str(_("Write what you think will happen, and why."))),
        test=_said(test, str(_("Write how it is tried."))),
        how_long=_said(how_long, str(_("Write how long the test takes.")))[:100],
        with_whom=_said(with_whom, str(_("Write with whom it is tried.")))[:200],
        planned_by=by,
        planned_at=clock.now(),
    )
    record("case.trying", subject=case.subject, by=by, experiment=experiment.pk, **event_data(case, None))
    return experiment


@transaction.atomic
def start_experiment(experiment: Experiment, *, by: Person) -> Experiment:
    case = _at_work(experiment.case, by)
    experiment = Experiment.objects.get(pk=experiment.pk)
    may_start(experiment).demand()
    experiment.state, experiment.started_by, experiment.started_at = ExperimentState.RUNNING, by, clock.now()
    experiment.save(update_fields=["state", "started_by", "started_at"])
    record("case.tried", subject=case.subject, by=by, experiment=experiment.pk, **event_data(case, None))
    return experiment


@transaction.atomic
def learn(experiment: Experiment, *, learnt: str, held: Finding, repeatable: Finding, by: Person) -> Experiment:
    """What the test taught. That it did not hold is as good an answer."""
    case = _at_work(experiment.case, by)
    experiment = Experiment.objects.get(pk=experiment.pk)
    may_learn(experiment).demand()
    said = _said(learnt, str(_("Write what was learnt.")))
    experiment.learnt, experiment.held, experiment.repeatable = said, held, repeatable
    experiment.state, experiment.learnt_by, experiment.learnt_at = ExperimentState.LEARNT, by, clock.now()
    experiment.save(update_fields=["learnt", "held", "repeatable", "state", "learnt_by", "learnt_at"])
    record("case.learnt", subject=case.subject, by=by, experiment=experiment.pk, **event_data(case, None))
    return experiment
