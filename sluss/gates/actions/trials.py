"""A trial is planned before it begins and ends in a result."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from sluss.core import clock
from sluss.core.text import clean
from sluss.core.verdict import NotAllowed
from sluss.journal.actions import record
from sluss.people.models import Person

from ..models import Case, EarlierPlan, Trial
from ..states import TrialResult, Verb
from .locking import demand, event_data, locked


@transaction.atomic
def plan_trial(case: Case, *, by: Person, baseline: str, ends_on: date, stop_criterion: str, seen: int | None = None) -> Trial:
    """Say how it is today, when the trial ends and what would stop it. While no result is in, the plan is written anew by the next one, and
    the one before it stays as it was. Writing the same again changes nothing."""
    case = locked(case, seen)
    demand(Verb.PLAN_TRIAL, case, by)
    before, stop = clean(baseline), clean(stop_criterion)
    if not before or not stop:
        raise NotAllowed(str(_("Write how it is today, and what would stop the trial.")))
    if ends_on <= clock.today():
        raise NotAllowed(str(_("Choose a day in the future for the trial to end.")))
    trial = Trial.objects.filter(case=case, result="").first()
    if trial is None:
        trial = Trial(case=case)
    elif (trial.baseline, trial.ends_on, trial.stop_criterion) == (before, ends_on, stop):
        return trial
    else:
        keep_plan(trial)
    trial.baseline, trial.ends_on, trial.stop_criterion = before, ends_on, stop
    trial.planned_by, trial.planned_at = by, clock.now()
    trial.save()
    record("case.trial_planned", subject=case.subject, by=by, trial=trial.pk, **event_data(case, None))
    return trial


def keep_plan(trial: Trial) -> None:
    """The case is locked, so nobody else keeps the same one."""
    EarlierPlan.objects.create(
        trial=trial,
        number=trial.plan_number,
        baseline=trial.baseline,
        ends_on=trial.ends_on,
        stop_criterion=trial.stop_criterion,
        planned_by_id=trial.planned_by_id,
        planned_at=trial.planned_at,
    )
    trial.plan_number += 1


@transaction.atomic
def end_trial(case: Case, *, by: Person, result: TrialResult, learnt: str, seen: int | None = None) -> Trial:
    """Register what the trial showed. "It did not work, and this is what we learnt" is a good result."""
    case = locked(case, seen)
    demand(Verb.END_TRIAL, case, by)
    text = clean(learnt)
    if not text:
        raise NotAllowed(str(_("Write what you have learnt.")))
    trial = Trial.objects.filter(case=case, result="").first()
    if trial is None:
        raise NotAllowed(str(_("No trial is running. Plan it first: how it is today, when it ends and what would stop it.")))
    trial.result, trial.learnt, trial.ended_by, trial.ended_at = TrialResult(result), text, by, clock.now()
    trial.save()
    record("case.trial_ended", subject=case.subject, by=by, trial=trial.pk, **event_data(case, None))
    return trial
