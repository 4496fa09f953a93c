from __future__ import annotations

from django.db import models
from django.db.models import Q

from sluss.core import clock
from sluss.journal.models import Event, Subject
from sluss.people.models import Unit

from .states import Direction


class RegisterEntry(models.Model):
    """One document in an authority's official register (OSL 5 kap. 2 §): date, number, sender or recipient, brief content.

    A subject may stand in several authorities' registers. What is registered is never changed, only added to; the number alone
    is given later, by the authority's registrar.
    """

    subject = models.ForeignKey(Subject, models.PROTECT, related_name="register_entries")
    event = models.ForeignKey(Event, models.PROTECT, related_name="+")
    authority = models.ForeignKey(Unit, models.PROTECT, related_name="register_entries")
    number = models.CharField(max_length=40, blank=True)  # the city's diary gives it; empty until it has
    direction = models.CharField(max_length=8, choices=Direction.choices)
    counterpart = models.CharField(max_length=200, blank=True)  # sender or recipient by role, never a protected name
    content = models.CharField(max_length=200)  # in brief: the subject's title as it was
    registered_on = models.DateField(default=clock.today)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["authority", "event", "direction"], name="register_once"),
            models.UniqueConstraint(fields=["authority", "number"], condition=~Q(number=""), name="register_number_once"),
            models.CheckConstraint(condition=Q(direction__in=Direction.values), name="register_direction_known"),
        ]
        indexes = [
            models.Index(fields=["authority", "-registered_on", "-id"], name="register_newest"),
            models.Index(fields=["authority", "-registered_on", "-id"], condition=Q(number=""), name="register_unnumbered"),
        ]

    def __str__(self) -> str:
        return self.number or f"register entry {self.pk}"
