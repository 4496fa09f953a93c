from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from sluss.core import clock
from sluss.journal.models import Subject
from sluss.people.models import Unit
from sluss.people.states import Role

from ..states import PromiseKind, PromiseState, ReminderLevel
from .case import Case, Decision

PERSON = settings.AUTH_USER_MODEL


class Promise(models.Model):
    """Every wait has an owner and a date. The queue, reminders, escalation and handover are about open promises.

    Of kind ANSWER: the case's next answer, which its owner owes. Of the others: that a unit answers what it is asked about the case
    (actions.asking), held by a role in that unit. Those do not stand still while the case does.
    """

    subject = models.ForeignKey(Subject, models.PROTECT, related_name="promises")
    case = models.ForeignKey(Case, models.PROTECT, null=True, blank=True, related_name="promises")
    kind = models.CharField(max_length=10, choices=PromiseKind.choices)
    question = models.PositiveBigIntegerField(null=True, blank=True)  # a unit is asked: the number of that row, in the table of its kind
    owner_role = models.CharField(max_length=16, choices=Role.choices)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="promises")
    person = models.ForeignKey(PERSON, models.PROTECT, null=True, blank=True, related_name="promises")  # empty: whoever holds the role
    made_on = models.DateField(default=clock.today)
    counted_from = models.DateField(default=clock.today)  # the last day that does not count: later than made_on while support is collected
    days = models.PositiveSmallIntegerField()  # working days promised
    half_on = models.DateField()
    due_on = models.DateField()
    state = models.CharField(max_length=8, choices=PromiseState.choices, default=PromiseState.OPEN)
    paused_on = models.DateField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    took = models.PositiveIntegerField(null=True, blank=True)  # KEPT: working days from counted_from to the answer, pauses not counted
    kept_by = models.ForeignKey(Decision, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        constraints = [
            # A case waits for one answer at a time; units may be asked about it all the while, each question once.
            models.UniqueConstraint(
                fields=["case", "kind"], condition=Q(kind="answer", state__in=["open", "paused"]), name="promise_one_waiting"
            ),
            models.UniqueConstraint(fields=["kind", "question"], condition=Q(question__isnull=False), name="promise_asked_once"),
            models.CheckConstraint(condition=Q(kind__in=PromiseKind.values), name="promise_kind_known"),
            models.CheckConstraint(
                condition=Q(kind="answer", question=None) | (~Q(kind="answer") & Q(question__isnull=False, case__isnull=False)),
                name="promise_question_named",
            ),
            models.CheckConstraint(condition=Q(kind="answer") | ~Q(state="paused"), name="promise_question_runs_on"),
            models.CheckConstraint(condition=Q(owner_role__in=Role.values), name="promise_owner_known"),
            models.CheckConstraint(condition=Q(state__in=PromiseState.values), name="promise_state_known"),
            models.CheckConstraint(
                condition=(Q(state="paused") & Q(paused_on__isnull=False)) | (~Q(state="paused") & Q(paused_on=None)),
                name="promise_pause_has_day",
            ),
            models.CheckConstraint(
                condition=(Q(state__in=["kept", "dropped"]) & Q(ended_at__isnull=False))
                | (Q(state__in=["open", "paused"]) & Q(ended_at=None)),
                name="promise_end_has_time",
            ),
            models.CheckConstraint(
                condition=~Q(state="kept") | ~Q(kind="answer") | Q(kept_by__isnull=False), name="promise_kept_by_decision"
            ),
            models.CheckConstraint(condition=Q(due_on__gte=models.F("made_on")), name="promise_forward"),
        ]
        indexes = [
            models.Index(fields=["unit", "due_on", "id"], condition=Q(state="open"), name="promise_queue"),
            models.Index(fields=["person", "due_on", "id"], condition=Q(state="open"), name="promise_queue_person"),
            models.Index(fields=["due_on", "id"], condition=Q(state="open"), name="promise_due"),
            models.Index(
                fields=["ended_at", "unit", "state", "took", "days", "kept_by"], condition=Q(ended_at__isnull=False), name="promise_counted"
            ),
            models.Index(fields=["half_on"], condition=Q(state="open"), name="promise_half"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} by {self.due_on}"


class PromisePause(models.Model):
    """The days a promise stood still. A day with any pause in it does not count."""

    promise = models.ForeignKey(Promise, models.PROTECT, related_name="pauses")
    from_on = models.DateField()
    to_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["promise"], condition=Q(to_on=None), name="pause_one_running"),
            models.CheckConstraint(condition=Q(to_on=None) | Q(to_on__gte=models.F("from_on")), name="pause_forward"),
        ]

    def __str__(self) -> str:
        return f"{self.from_on}–{self.to_on or ''}"


class Reminder(models.Model):
    """A reminder that was sent: each level once per promise, whatever number of workers look at it."""

    promise = models.ForeignKey(Promise, models.PROTECT, related_name="reminders")
    level = models.PositiveSmallIntegerField(choices=ReminderLevel.choices)
    at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["promise", "level"], name="reminder_once")]

    def __str__(self) -> str:
        return f"{self.promise_id} level {self.level}"
