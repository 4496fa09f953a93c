from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from sluss.core import clock

from ..states import TransferCause
from .case import Case
from .promise import Promise

PERSON = settings.AUTH_USER_MODEL


class Transfer(models.Model):
    """A case changed hands, or a question to a unit: who had it, who has it, and why. An empty person is the role. Only added to."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="transfers")
    promise = models.ForeignKey(Promise, models.PROTECT, null=True, blank=True, related_name="transfers")  # of a question; empty: the case
    from_person = models.ForeignKey(PERSON, models.PROTECT, null=True, blank=True, related_name="+")
    to_person = models.ForeignKey(PERSON, models.PROTECT, null=True, blank=True, related_name="+")
    cause = models.CharField(max_length=12, choices=TransferCause.choices)
    reason = models.TextField(blank=True)  # for the one who gets it; the giver does not see it
    by = models.ForeignKey(PERSON, models.PROTECT, null=True, blank=True, related_name="+")  # empty: the system
    at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(cause__in=TransferCause.values), name="transfer_cause_known"),
            models.CheckConstraint(
                condition=Q(cause__in=["left", "role_ended"], to_person=None)
                | Q(cause="absence")
                | (~Q(cause__in=["left", "role_ended"]) & Q(to_person__isnull=False)),
                name="transfer_let_go_to_the_role",
            ),
        ]
        indexes = [
            models.Index(fields=["case", "-id"], condition=Q(promise=None), name="transfer_latest"),
            models.Index(fields=["promise", "-id"], condition=Q(promise__isnull=False), name="transfer_latest_of_question"),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.cause}"
