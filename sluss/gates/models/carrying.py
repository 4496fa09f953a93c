"""What has to be in place before an idea is tried and put to use: how it is tried and what that showed, and who receives it."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from sluss.core import clock
from sluss.people.models import ShownName, Unit

from ..states import ReceiverState, TrialResult
from .case import Case

PERSON = settings.AUTH_USER_MODEL


class Trial(models.Model):
    """One pilot: what it is measured against, when it ends and what would stop it; then its result. At most one running in a case.

    The plan may be written anew until the result is in, and what it was stays (EarlierPlan): who moves what would stop a trial is seen to.
    A result stands: what is tried again is another trial.
    """

    case = models.ForeignKey(Case, models.PROTECT, related_name="trials")
    baseline = models.TextField()  # how it is before, so that a change can be seen
    ends_on = models.DateField()
    stop_criterion = models.TextField()
    planned_by = models.ForeignKey(PERSON, models.PROTECT, related_name="+")
    planned_at = models.DateTimeField(default=clock.now)
    plan_number = models.PositiveSmallIntegerField(default=1, db_default=1)
    result = models.CharField(max_length=8, choices=TrialResult.choices, blank=True)
    learnt = models.TextField(blank=True)  # Markdown; what the giver and all who may see the subject read
    ended_by = models.ForeignKey(PERSON, models.PROTECT, null=True, blank=True, related_name="+")
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["case"], condition=Q(result=""), name="trial_one_running"),
            models.CheckConstraint(condition=~Q(baseline="") & ~Q(stop_criterion=""), name="trial_has_baseline_and_stop"),
            models.CheckConstraint(condition=Q(result__in=["", *TrialResult.values]), name="trial_result_known"),
            models.CheckConstraint(
                condition=Q(result="", learnt="", ended_at=None, ended_by=None)
                | (~Q(result="") & ~Q(learnt="") & Q(ended_at__isnull=False, ended_by__isnull=False)),
                name="trial_ends_in_a_result",
            ),
        ]

    def __str__(self) -> str:
        return f"trial {self.pk} of case {self.case_id}"

    @property
    def has_ended(self) -> bool:
        return bool(self.result)


class EarlierPlan(models.Model):
    """What a trial's plan was before it was written anew. Never changed."""

    trial = models.ForeignKey(Trial, models.PROTECT, related_name="earlier_plans")
    number = models.PositiveSmallIntegerField()
    baseline = models.TextField()
    ends_on = models.DateField()
    stop_criterion = models.TextField()
    planned_by = models.ForeignKey(PERSON, models.PROTECT, related_name="+")
    planned_at = models.DateTimeField()

    class Meta:
        ordering = ("-number",)
        constraints = [models.UniqueConstraint(fields=["trial", "number"], name="earlier_plan_number_once")]

    def __str__(self) -> str:
        return f"plan {self.number} of trial {self.trial_id}"


class Receiver(models.Model):
    """A unit that is asked to take over what the case leads to, and what it answers. At most one asked or accepted in a case."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="receivers")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    question = models.TextField()  # what they would take over
    asked_by = models.ForeignKey(PERSON, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(default=clock.now)
    answer_by = models.DateField(null=True, blank=True)  # empty: asked and answered before there was a day
    state = models.CharField(max_length=10, choices=ReceiverState.choices, default=ReceiverState.ASKED)
    budget = models.CharField(max_length=500, blank=True)  # ACCEPTED: how much, from where and when
    reason = models.TextField(blank=True)  # why declined or taken back; a comment to what was accepted
    answered_by = models.ForeignKey(PERSON, models.PROTECT, null=True, blank=True, related_name="+")
    answered_name = models.CharField(max_length=200, blank=True)  # frozen
    answered_at = models.DateTimeField(null=True, blank=True)

    answered_shown = ShownName("answered_by")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["case"], condition=Q(state__in=["asked", "accepted"]), name="receiver_one_at_a_time"),
            models.CheckConstraint(condition=Q(state__in=ReceiverState.values), name="receiver_state_known"),
            models.CheckConstraint(condition=~Q(question=""), name="receiver_is_asked_something"),
            models.CheckConstraint(
                condition=Q(state="asked", answered_at=None, answered_by=None)
                | (~Q(state="asked") & Q(answered_at__isnull=False, answered_by__isnull=False)),
                name="receiver_answer_has_time",
            ),
            models.CheckConstraint(condition=~Q(state="accepted") | ~Q(budget=""), name="receiver_accepts_with_budget"),
            models.CheckConstraint(condition=~Q(state__in=["declined", "taken_back"]) | ~Q(reason=""), name="receiver_no_has_reason"),
        ]

    def __str__(self) -> str:
        return f"unit {self.unit_id} {self.state} case {self.case_id}"
