from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from sluss.core import clock

from .challenge import Challenge

PERSON = settings.AUTH_USER_MODEL


class Prolonging(models.Model):
    """An open challenge has got a later last day, and why. Each stands as it was said."""

    challenge = models.ForeignKey(Challenge, models.PROTECT, related_name="prolongings")
    until_before = models.DateField()
    until = models.DateField()
    reason = models.TextField()
    by = models.ForeignKey(PERSON, models.PROTECT, related_name="+")
    by_name = models.CharField(max_length=200)  # frozen
    at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ("pk",)
        constraints = [
            models.UniqueConstraint(fields=["challenge", "until_before"], name="prolonging_once_from_a_day"),
            models.CheckConstraint(condition=~Q(reason=""), name="prolonging_has_reason"),
            models.CheckConstraint(condition=Q(until__gt=F("until_before")), name="prolonging_goes_forward"),
        ]

    def __str__(self) -> str:
        return f"challenge {self.challenge_id} until {self.until}"
