from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from sluss.core import clock
from sluss.journal.models import Event, Subject
from sluss.people.models import Unit

from .states import LONGEST_GROUND, Direction, MarkAct

PERSON = settings.AUTH_USER_MODEL


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

    @property
    def shown_content(self) -> str:
        """The content in brief without what has been marked as secret since (OSL 5 kap. 2 §). Load with its subject."""
        return self.subject.title if "title" in self.subject.masked_fields else self.content


class SecrecyMark(models.Model):
    """What somebody has said about the secrecy of one field of a subject. The latest act counts; none is ever changed or deleted.

    A mark is a warning sign, not a decision: who asks for the document gets it tried then. Numbered in its subject, so that of two who
    mark at once one comes after the other.
    """

    subject = models.ForeignKey(Subject, models.PROTECT, related_name="secrecy_marks")
    number = models.PositiveIntegerField()
    field = models.CharField(max_length=30)  # as the subject's owner calls it (providers.Markable)
    act = models.CharField(max_length=5, choices=MarkAct.choices)
    ground = models.CharField(max_length=LONGEST_GROUND, blank=True)  # the paragraph, as written: "31 kap. 16 § OSL"
    reason = models.TextField(blank=True)
    by = models.ForeignKey(PERSON, models.PROTECT, null=True, blank=True, related_name="+")  # empty: the giver, without an account
    at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ("number",)
        constraints = [
            models.UniqueConstraint(fields=["subject", "number"], name="secrecy_mark_number_once"),
            models.CheckConstraint(condition=Q(act__in=MarkAct.values), name="secrecy_mark_act_known"),
            models.CheckConstraint(condition=Q(act="claim") | (~Q(reason="") & Q(by__isnull=False)), name="secrecy_mark_has_reason"),
            models.CheckConstraint(condition=~Q(act="mark") | ~Q(ground=""), name="secrecy_mark_has_ground"),
        ]

    def __str__(self) -> str:
        return f"{self.act} {self.subject_id}#{self.number}"
