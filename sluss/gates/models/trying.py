from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from sluss.core import clock
from sluss.people.models import ShownName

from ..states import ExperimentState, Finding, ProblemKind, StepState
from .case import Case

PERSON = settings.AUTH_USER_MODEL


class ProblemChoice(models.Model):
    """What kind of problem a case is about, and why somebody thinks so. The latest counts; the earlier stay."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="problem_choices")
    number = models.PositiveIntegerField()
    kind = models.CharField(max_length=11, choices=ProblemKind.choices)
    reason = models.TextField()
    by = models.ForeignKey(PERSON, models.PROTECT, related_name="+")
    by_name = models.CharField(max_length=200)  # frozen
    at = models.DateTimeField(default=clock.now)

    by_shown = ShownName("by")

    class Meta:
        ordering = ("number",)
        constraints = [
            models.UniqueConstraint(fields=["case", "number"], name="problem_choice_once"),
            models.CheckConstraint(condition=Q(kind__in=ProblemKind.values), name="problem_kind_known"),
            models.CheckConstraint(condition=~Q(reason=""), name="problem_choice_has_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.case_id}#{self.number} {self.kind}"


class PlanStep(models.Model):
    """One step of the plan of a complicated problem: what, who and by when; then done, or dropped with why."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="plan_steps")
    number = models.PositiveIntegerField()
    what = models.CharField(max_length=300)
    who = models.CharField(max_length=200)
    due_on = models.DateField()
    state = models.CharField(max_length=7, choices=StepState.choices, default=StepState.PLANNED)
    note = models.TextField(blank=True)  # how it went, or why it was dropped
    made_by = models.ForeignKey(PERSON, models.PROTECT, related_name="+")
    made_at = models.DateTimeField(default=clock.now)
    ended_by = models.ForeignKey(PERSON, models.PROTECT, null=True, blank=True, related_name="+")
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("number",)
        constraints = [
            models.UniqueConstraint(fields=["case", "number"], name="plan_step_once"),
            models.CheckConstraint(condition=Q(state__in=StepState.values), name="plan_step_state_known"),
            models.CheckConstraint(condition=~Q(what="") & ~Q(who=""), name="plan_step_says_what_and_who"),
            models.CheckConstraint(
                condition=(Q(state="planned") & Q(ended_at=None, ended_by=None))
                | (~Q(state="planned") & Q(ended_at__isnull=False, ended_by__isnull=False)),
                name="plan_step_ended_by_somebody",
            ),
            models.CheckConstraint(condition=~Q(state="dropped") | ~Q(note=""), name="plan_step_dropped_with_why"),
        ]

    def __str__(self) -> str:
        return f"step {self.number} of {self.case_id}"


class Experiment(models.Model):
    """A small test of a hypothesis about a complex problem, and what was learnt. Begun by one person, learnt from by another perhaps."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="experiments")
    number = models.PositiveIntegerField()
    hypothesis = models.TextField()
    test = models.TextField()  # how it is tried
    how_long = models.CharField(max_length=100)
    with_whom = models.CharField(max_length=200)
    state = models.CharField(max_length=7, choices=ExperimentState.choices, default=ExperimentState.PLANNED)
    learnt = models.TextField(blank=True)
    held = models.CharField(max_length=6, choices=Finding.choices, blank=True)  # whether the hypothesis held
    repeatable = models.CharField(max_length=6, choices=Finding.choices, blank=True)  # whether others would see the same
    planned_by = models.ForeignKey(PERSON, models.PROTECT, related_name="+")
    planned_at = models.DateTimeField(default=clock.now)
    started_by = models.ForeignKey(PERSON, models.PROTECT, null=True, blank=True, related_name="+")
    started_at = models.DateTimeField(null=True, blank=True)
    learnt_by = models.ForeignKey(PERSON, models.PROTECT, null=True, blank=True, related_name="+")
    learnt_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("number",)
        constraints = [
            models.UniqueConstraint(fields=["case", "number"], name="experiment_once"),
            models.CheckConstraint(condition=Q(state__in=ExperimentState.values), name="experiment_state_known"),
            models.CheckConstraint(condition=~Q(hypothesis="") & ~Q(test=""), name="experiment_has_hypothesis_and_test"),
            models.CheckConstraint(condition=~Q(state="running") | Q(started_at__isnull=False), name="experiment_running_since"),
            models.CheckConstraint(
                condition=(
                    Q(state="learnt", learnt_at__isnull=False, held__in=Finding.values, repeatable__in=Finding.values) & ~Q(learnt="")
                )
                | (~Q(state="learnt") & Q(learnt="", held="", repeatable="", learnt_at=None)),
                name="experiment_learnt_something",
            ),
        ]

    def __str__(self) -> str:
        return f"experiment {self.number} of {self.case_id}"
