from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.html import format_html
from django.utils.safestring import SafeString

from sluss.core import clock
from sluss.core.dates import day, time_tag
from sluss.journal.models import Subject
from sluss.people.models import ShownName, Unit

from ..states import ChallengeState
from .gateway import Gateway

PERSON = settings.AUTH_USER_MODEL
_WHOLE = Q(receiver__isnull=False, opens_on__isnull=False, closes_on__isnull=False, budget__isnull=False, budget__gte=1) & ~Q(mandate="")


class Challenge(models.Model):
    """A question owned by a unit that has the need, to a receiver with mandate, time and budget to take care of the answers.

    Ideas answer it through its way in. Open only when it is whole, and closed first when each idea has its reasoned answer.
    """

    subject = models.OneToOneField(Subject, models.PROTECT, primary_key=True, related_name="challenge")
    text = models.TextField()
    need_owner = models.ForeignKey(Unit, models.PROTECT, related_name="challenges_owned")
    receiver = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="challenges_received")
    mandate = models.TextField(blank=True)  # what the receiver may decide by itself, and by which decision
    opens_on = models.DateField(null=True, blank=True)
    closes_on = models.DateField(null=True, blank=True)
    budget = models.PositiveBigIntegerField(null=True, blank=True)  # kronor
    gateway = models.ForeignKey(Gateway, models.PROTECT, related_name="challenges")
    state = models.CharField(max_length=6, choices=ChallengeState.choices, default=ChallengeState.DRAFT)
    opened_by = models.ForeignKey(PERSON, models.PROTECT, null=True, blank=True, related_name="+")
    opened_name = models.CharField(max_length=200, blank=True)  # frozen
    opened_at = models.DateTimeField(null=True, blank=True)
    result = models.TextField(blank=True)  # what came out of it, told when it closes
    closed_by = models.ForeignKey(PERSON, models.PROTECT, null=True, blank=True, related_name="+")
    closed_name = models.CharField(max_length=200, blank=True)  # frozen
    closed_at = models.DateTimeField(null=True, blank=True)

    opened_shown, closed_shown = ShownName("opened_by"), ShownName("closed_by")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(state__in=ChallengeState.values), name="challenge_state_known"),
            models.CheckConstraint(condition=~Q(text=""), name="challenge_has_text"),
            models.CheckConstraint(condition=Q(state="draft") | (_WHOLE & Q(opened_at__isnull=False)), name="challenge_open_is_whole"),
            models.CheckConstraint(
                condition=(Q(state="closed", closed_at__isnull=False) & ~Q(result=""))
                | (~Q(state="closed") & Q(closed_at=None, result="")),
                name="challenge_closed_with_result",
            ),
            models.CheckConstraint(
                condition=Q(opens_on=None) | Q(closes_on=None) | Q(closes_on__gte=F("opens_on")), name="challenge_period_forward"
            ),
        ]

    def __str__(self) -> str:
        return f"challenge {self.pk}"

    @property
    def stands(self) -> str:
        """Its state, and of an open one whether today is before its days or after them."""
        if self.state != ChallengeState.OPEN or self.opens_on is None or self.closes_on is None:
            return str(self.state)
        today = clock.today()
        return "before" if today < self.opens_on else "after" if today > self.closes_on else "open"

    @property
    def period(self) -> SafeString | str:
        first, last = (time_tag(when, day(when, year=True)) if when else "" for when in (self.opens_on, self.closes_on))
        return format_html("{} – {}", first, last) if first or last else ""
