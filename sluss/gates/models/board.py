from __future__ import annotations

from django.db import models

from sluss.core import clock

from .case import Case
from .meeting import Meeting


class MeetingReminder(models.Model):
    """Whoever owes the answer has been reminded that the board has met and no decision is registered. Once for each meeting."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="+")
    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case", "meeting"], name="meeting_reminder_once")]

    def __str__(self) -> str:
        return f"reminder in {self.case_id} of meeting {self.meeting_id}"
