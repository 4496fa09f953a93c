from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from sluss.core import clock
from sluss.people.models import ShownName, Unit

from .case import Case

PERSON = settings.AUTH_USER_MODEL


class Match(models.Model):
    """A case tied to a need: what is needed, by which unit (the need owner), and what that unit says. Answered once, with a reason."""

    class Answer(models.TextChoices):
        YES = "yes", _("Yes")
        NO = "no", _("No")

    case = models.ForeignKey(Case, models.PROTECT, related_name="matches")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="matches")
    need = models.TextField()
    asked_by = models.ForeignKey(PERSON, models.PROTECT, related_name="+")
    asked_name = models.CharField(max_length=200)  # frozen
    asked_at = models.DateTimeField(default=clock.now)
    answer_by = models.DateField()
    dropped_at = models.DateTimeField(null=True, blank=True)  # not asked any more: taken back, or the unit's successor is asked already
    dropped_by = models.ForeignKey(PERSON, models.PROTECT, null=True, blank=True, related_name="+")  # taken back: by whom and why
    dropped_name = models.CharField(max_length=200, blank=True, default="", db_default="")  # frozen
    drop_reason = models.TextField(blank=True, default="", db_default="")
    answer = models.CharField(max_length=3, choices=Answer.choices, blank=True)
    reason = models.TextField(blank=True)
    answered_by = models.ForeignKey(PERSON, models.PROTECT, null=True, blank=True, related_name="+")
    answered_name = models.CharField(max_length=200, blank=True)  # frozen
    answered_at = models.DateTimeField(null=True, blank=True)

    asked_shown, answered_shown, dropped_shown = ShownName("asked_by"), ShownName("answered_by"), ShownName("dropped_by")

    class Meta:
        verbose_name_plural = "matches"
        ordering = ("pk",)
        constraints = [
            models.UniqueConstraint(fields=["case", "unit"], condition=Q(answer="", dropped_at=None), name="match_asked_once"),
            models.UniqueConstraint(fields=["case", "unit"], condition=Q(answer="yes"), name="match_accepted_once"),
            models.CheckConstraint(condition=~Q(need=""), name="match_has_need"),
            models.CheckConstraint(
                condition=Q(answer="", reason="", answered_by=None, answered_at=None)
                | (Q(answer__in=["yes", "no"], dropped_at=None, answered_by__isnull=False, answered_at__isnull=False) & ~Q(reason="")),
                name="match_answered_with_reason",
            ),
            models.CheckConstraint(
                condition=Q(dropped_by=None, drop_reason="")
                | (Q(answer="", dropped_by__isnull=False, dropped_at__isnull=False) & ~Q(drop_reason="")),
                name="match_taken_back_with_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"match of case {self.case_id} with unit {self.unit_id}"
