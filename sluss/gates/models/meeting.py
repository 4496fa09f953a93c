from __future__ import annotations

from django.conf import settings
from django.db import models

from sluss.core import clock
from sluss.core.dates import day
from sluss.people.models import Unit

PERSON = settings.AUTH_USER_MODEL


class Meeting(models.Model):
    """A day on which a board meets. One that was called off stays, and is known by when it was."""

    board = models.ForeignKey(Unit, models.PROTECT, related_name="meetings")
    on = models.DateField()
    entered_by = models.ForeignKey(PERSON, models.PROTECT, related_name="+")
    entered_at = models.DateTimeField(default=clock.now)
    called_off_by = models.ForeignKey(PERSON, models.PROTECT, null=True, blank=True, related_name="+")
    called_off_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("on",)
        constraints = [
            models.UniqueConstraint(fields=["board", "on"], name="meeting_once_a_day"),
            models.CheckConstraint(
                condition=models.Q(called_off_at=None, called_off_by=None)
                | models.Q(called_off_at__isnull=False, called_off_by__isnull=False),
                name="meeting_called_off_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return f"meeting of {self.board_id} on {self.on}"

    @property
    def shown_day(self) -> str:
        return day(self.on, year=True)
