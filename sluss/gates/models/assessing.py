from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from sluss.core import clock

from .case import Case
from .process import Stage

PERSON = settings.AUTH_USER_MODEL


class Assessment(models.Model):
    """One assessor's scores and reasons at one stage. Replaced by nobody but the assessor, and only while the stage lasts."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="assessments")
    stage = models.ForeignKey(Stage, models.PROTECT, related_name="+")
    assessor = models.ForeignKey(PERSON, models.PROTECT, related_name="+")
    assessor_name = models.CharField(max_length=200)  # frozen
    reason = models.TextField()
    at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["case", "stage", "assessor"], name="assessment_once"),
            models.CheckConstraint(condition=~Q(reason=""), name="assessment_has_reason"),
        ]

    def __str__(self) -> str:
        return f"assessment of {self.case_id} by person {self.assessor_id}"


class Recusal(models.Model):
    """An assessor who steps aside at one stage because of a conflict of interest (jäv, förvaltningslagen 16 §). Stands as it was said."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="recusals")
    stage = models.ForeignKey(Stage, models.PROTECT, related_name="+")
    assessor = models.ForeignKey(PERSON, models.PROTECT, related_name="+")
    assessor_name = models.CharField(max_length=200)  # frozen
    reason = models.TextField()
    at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["case", "stage", "assessor"], name="recusal_once"),
            models.CheckConstraint(condition=~Q(reason=""), name="recusal_has_reason"),
        ]

    def __str__(self) -> str:
        return f"recusal in {self.case_id} of person {self.assessor_id}"


class Score(models.Model):
    assessment = models.ForeignKey(Assessment, models.CASCADE, related_name="scores")
    criterion = models.CharField(max_length=40)  # key in Stage.criteria
    points = models.PositiveSmallIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["assessment", "criterion"], name="score_once"),
            models.CheckConstraint(condition=Q(points__gte=1, points__lte=5), name="score_one_to_five"),
        ]

    def __str__(self) -> str:
        return f"{self.criterion}: {self.points}"


class CheckAnswer(models.Model):
    """The answer to one of a stage's check questions, e.g. whether an idea lies within the city's mission.

    Those of a self-check are the giver's own: `from_giver`, and without `by` where the giver has no account.
    """

    class Answer(models.TextChoices):
        YES = "yes", _("Yes")
        NO = "no", _("No")
        UNSURE = "unsure", _("Not sure")

    case = models.ForeignKey(Case, models.PROTECT, related_name="check_answers")
    stage = models.ForeignKey(Stage, models.PROTECT, related_name="+")
    check_key = models.CharField(max_length=40)
    answer = models.CharField(max_length=6, choices=Answer.choices)
    note = models.CharField(max_length=500, blank=True)
    by = models.ForeignKey(PERSON, models.PROTECT, null=True, blank=True, related_name="+")
    from_giver = models.BooleanField(default=False, db_default=False)
    at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["case", "stage", "check_key"], name="check_once"),
            models.CheckConstraint(condition=Q(by__isnull=False) | Q(from_giver=True), name="check_answered_by_somebody"),
        ]

    def __str__(self) -> str:
        return f"{self.check_key}: {self.answer}"
