from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from sluss.core import clock
from sluss.people.models import ShownName, Unit

from ..states import CoachingKind, Part, PartState
from .case import Case

PERSON = settings.AUTH_USER_MODEL


class CaseParticipant(models.Model):
    """A unit in a case (deltagare): it was asked with a reason, answered through its lead, and left with a reason: each act once."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="participants")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    part = models.CharField(max_length=9, choices=Part.choices)
    state = models.CharField(max_length=8, choices=PartState.choices, default=PartState.ASKED)
    ask_reason = models.TextField()
    asked_by = models.ForeignKey(PERSON, models.PROTECT, related_name="+")
    asked_name = models.CharField(max_length=200)  # frozen, as the others
    asked_at = models.DateTimeField(default=clock.now)
    answer_by = models.DateField(null=True, blank=True)  # empty: asked and answered before there was a day
    answer_reason = models.TextField(blank=True)
    answered_by = models.ForeignKey(PERSON, models.PROTECT, null=True, blank=True, related_name="+")
    answered_name = models.CharField(max_length=200, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    end_reason = models.TextField(blank=True)
    ended_by = models.ForeignKey(PERSON, models.PROTECT, null=True, blank=True, related_name="+")
    ended_name = models.CharField(max_length=200, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    asked_shown, answered_shown, ended_shown = ShownName("asked_by"), ShownName("answered_by"), ShownName("ended_by")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["case", "unit"], condition=Q(state__in=["asked", "accepted"]), name="participant_once"),
            models.UniqueConstraint(
                fields=["case"], condition=Q(part="owns", state__in=["asked", "accepted"]), name="participant_one_owns"
            ),
            models.CheckConstraint(condition=Q(part__in=Part.values), name="participant_part_known"),
            models.CheckConstraint(condition=Q(state__in=PartState.values), name="participant_state_known"),
            models.CheckConstraint(condition=~Q(ask_reason=""), name="participant_asked_with_reason"),
            models.CheckConstraint(
                condition=~Q(state="declined") | (~Q(answer_reason="") & Q(answered_at__isnull=False)),
                name="participant_declined_with_reason",
            ),
            models.CheckConstraint(condition=~Q(state="accepted") | Q(answered_at__isnull=False), name="participant_accepted_by_somebody"),
            models.CheckConstraint(
                condition=~Q(state="left") | (~Q(end_reason="") & Q(ended_at__isnull=False)), name="participant_left_with_reason"
            ),
        ]
        indexes = [models.Index(fields=["unit", "state"], name="participant_by_unit")]

    def __str__(self) -> str:
        return f"unit {self.unit_id} {self.part} {self.case_id}"


class CoachingNote(models.Model):
    """Help that was given (handledning): a meeting, a piece of advice, the next step. The giver reads it only when that was chosen."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="coaching_notes")
    kind = models.CharField(max_length=9, choices=CoachingKind.choices)
    text = models.TextField()
    next_step = models.CharField(max_length=300, blank=True)
    next_on = models.DateField(null=True, blank=True)
    for_giver = models.BooleanField(default=False)
    by = models.ForeignKey(PERSON, models.PROTECT, related_name="+")
    by_name = models.CharField(max_length=200)  # frozen
    at = models.DateTimeField(default=clock.now)

    by_shown = ShownName("by")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=CoachingKind.values), name="coaching_kind_known"),
            models.CheckConstraint(condition=~Q(text=""), name="coaching_has_text"),
            models.CheckConstraint(condition=Q(next_on=None) | ~Q(next_step=""), name="coaching_day_of_a_step"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} in {self.case_id}"
