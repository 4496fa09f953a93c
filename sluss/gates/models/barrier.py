from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from sluss.core import clock
from sluss.people.models import ShownName, Unit

from ..states import BarrierKind, BarrierState
from .case import Case

PERSON = settings.AUTH_USER_MODEL


class Barrier(models.Model):
    """What blocks (hinder): a case, or the work of a unit as such. What was done about it are rows of their own."""

    kind = models.CharField(max_length=12, choices=BarrierKind.choices)
    words = models.CharField(max_length=500)  # what it is, in the words of whoever met it
    case = models.ForeignKey(Case, models.PROTECT, null=True, blank=True, related_name="barriers")  # empty: no single case
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")  # where it blocks
    owner_unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")  # who has to do something about it
    owner = models.ForeignKey(PERSON, models.PROTECT, null=True, blank=True, related_name="+")
    state = models.CharField(max_length=8, choices=BarrierState.choices, default=BarrierState.OPEN)
    lifted_to = models.CharField(max_length=200, blank=True)  # who has it on their table now
    opened_on = models.DateField(default=clock.today)
    removed_on = models.DateField(null=True, blank=True)
    changes_made = models.PositiveIntegerField(default=0)  # the next change's number

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=BarrierKind.values), name="barrier_kind_known"),
            models.CheckConstraint(condition=Q(state__in=BarrierState.values), name="barrier_state_known"),
            models.CheckConstraint(condition=~Q(words=""), name="barrier_has_words"),
            models.CheckConstraint(
                condition=(Q(state="lifted") & ~Q(lifted_to="")) | (~Q(state="lifted") & Q(lifted_to="")), name="barrier_lifted_to_somebody"
            ),
            models.CheckConstraint(
                condition=(Q(state="removed", removed_on__isnull=False, removed_on__gte=models.F("opened_on")))
                | (~Q(state="removed") & Q(removed_on=None)),
                name="barrier_removed_on_a_day",
            ),
        ]
        indexes = [
            models.Index(fields=["state", "id"], name="barrier_by_state"),
            models.Index(fields=["unit", "state"], name="barrier_by_unit"),
            models.Index(fields=["owner_unit", "state"], name="barrier_by_owner_unit"),
        ]

    def __str__(self) -> str:
        return f"barrier {self.pk} {self.kind} {self.state}"


class BarrierChange(models.Model):
    """What was said and done about a barrier, from the day it was noted on. Never changed."""

    barrier = models.ForeignKey(Barrier, models.PROTECT, related_name="changes")
    number = models.PositiveIntegerField()
    state = models.CharField(max_length=8, choices=BarrierState.choices)
    lifted_to = models.CharField(max_length=200, blank=True)
    reason = models.TextField()
    by = models.ForeignKey(PERSON, models.PROTECT, null=True, blank=True, related_name="+")
    by_name = models.CharField(max_length=200, blank=True)  # frozen
    at = models.DateTimeField(default=clock.now)

    by_shown = ShownName("by")

    class Meta:
        ordering = ("number",)
        constraints = [
            models.UniqueConstraint(fields=["barrier", "number"], name="barrier_change_once"),
            models.CheckConstraint(condition=Q(state__in=BarrierState.values), name="barrier_change_state_known"),
            models.CheckConstraint(condition=~Q(reason=""), name="barrier_change_has_reason"),
            models.CheckConstraint(
                condition=(Q(state="lifted") & ~Q(lifted_to="")) | (~Q(state="lifted") & Q(lifted_to="")), name="barrier_change_says_whom"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.barrier_id}#{self.number} {self.state}"
