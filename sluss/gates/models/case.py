from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from sluss.core import clock
from sluss.journal.models import Subject
from sluss.people.models import Unit

from ..states import Capacity, CaseState, DecisionKind, Origin, Outcome, Phase
from .meeting import Meeting
from .process import ProcessVersion, Stage

PERSON = settings.AUTH_USER_MODEL


class Case(models.Model):
    """A subject's way through a process at one receiving unit. At most one open case per subject and unit."""

    subject = models.ForeignKey(Subject, models.PROTECT, related_name="cases")
    version = models.ForeignKey(ProcessVersion, models.PROTECT, related_name="cases")
    stage = models.ForeignKey(Stage, models.PROTECT, related_name="cases")
    receiving_unit = models.ForeignKey(Unit, models.PROTECT, related_name="cases")
    owner = models.ForeignKey(PERSON, models.PROTECT, null=True, blank=True, related_name="owned_cases")
    reference = models.CharField(max_length=24, unique=True, null=True)  # noqa: DJ001 - S-2026-00412, not a registry number; made from the row's id, so empty for a moment
    state = models.CharField(max_length=8, choices=CaseState.choices, default=CaseState.OPEN)
    outcome = models.CharField(max_length=12, choices=Outcome.choices, blank=True)
    opened_at = models.DateTimeField(default=clock.now)
    stage_since = models.DateTimeField(default=clock.now)
    stage_ends_on = models.DateField(null=True, blank=True)  # SUPPORT: last day to collect
    parked_until = models.DateField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    first_answer_at = models.DateTimeField(null=True, blank=True)
    # Counted when it happens, so that a median is a count of groups however many cases there are.
    first_answer_days = models.PositiveIntegerField(null=True, blank=True)  # working days from opened_at to the first answer
    reached = models.PositiveSmallIntegerField(
        choices=Phase.choices, default=Phase.NEED, db_default=Phase.NEED
    )  # the highest phase it has been in
    decisions_made = models.PositiveIntegerField(default=0)  # the next decision's number: of two at once, one wins
    origin = models.CharField(max_length=6, choices=Origin.choices, default=Origin.HERE)
    adopts = models.ForeignKey(  # a unit that takes up what another case has spread: such a case never says where the subject stands
        "self", models.PROTECT, null=True, blank=True, related_name="adopted_in"
    )
    awaits = models.ForeignKey(  # the board that is to decide
        Unit, models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    awaits_since = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["subject", "receiving_unit"], condition=~Q(state="closed"), name="case_one_open_per_unit"),
            models.CheckConstraint(condition=Q(state__in=CaseState.values), name="case_state_known"),
            models.CheckConstraint(condition=Q(outcome__in=["", *Outcome.values]), name="case_outcome_known"),
            models.CheckConstraint(
                condition=(Q(state="closed") & ~Q(outcome="") & Q(closed_at__isnull=False))
                | (~Q(state="closed") & Q(outcome="") & Q(closed_at=None)),
                name="case_closed_has_outcome",
            ),
            models.CheckConstraint(
                condition=(Q(state="parked") & Q(parked_until__isnull=False)) | (~Q(state="parked") & Q(parked_until=None)),
                name="case_parked_until_a_date",
            ),
            models.CheckConstraint(
                condition=Q(awaits=None, awaits_since=None)
                | Q(state__in=["open", "asked"], awaits__isnull=False, awaits_since__isnull=False),
                name="case_awaits_a_board_while_open",
            ),
        ]
        indexes = [
            models.Index(fields=["parked_until"], condition=Q(state="parked"), name="case_to_wake"),
            models.Index(fields=["stage_ends_on"], condition=Q(stage_ends_on__isnull=False) & ~Q(state="closed"), name="case_period_end"),
            models.Index(fields=["awaits"], condition=Q(awaits__isnull=False), name="case_awaits"),
            models.Index(fields=["receiving_unit", "state"]),
            # The statistics read these and no row: what happened in a period, in units, and how.
            models.Index(fields=["opened_at", "receiving_unit", "reached"], name="case_counted_in"),
            models.Index(
                fields=["first_answer_at", "receiving_unit", "first_answer_days"],
                condition=Q(first_answer_at__isnull=False),
                name="case_counted_answered",
            ),
            models.Index(
                fields=["closed_at", "receiving_unit", "outcome", "stage", "state"],
                condition=Q(closed_at__isnull=False),
                name="case_counted_closed",
            ),
        ]

    def __str__(self) -> str:
        return self.reference or f"case {self.pk}"

    @property
    def is_open(self) -> bool:
        return self.state != CaseState.CLOSED

    @property
    def is_blind(self) -> bool:
        return self.is_open and self.stage.blind


class Decision(models.Model):
    """Who decided what, when, in what capacity and why. Never changed; a correction is a new decision."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="decisions")
    number = models.PositiveIntegerField()
    kind = models.CharField(max_length=10, choices=DecisionKind.choices)
    from_stage = models.ForeignKey(Stage, models.PROTECT, related_name="+")
    to_stage = models.ForeignKey(Stage, models.PROTECT, null=True, blank=True, related_name="+")
    outcome = models.CharField(max_length=12, choices=Outcome.choices, blank=True)
    reason = models.TextField(blank=True)  # Markdown; what the giver reads
    language = models.CharField(max_length=2, default="sv")
    until = models.DateField(null=True, blank=True)  # PARK
    to_case = models.ForeignKey(Case, models.PROTECT, null=True, blank=True, related_name="referred_by")  # REFER, within the city
    referred_to = models.CharField(max_length=200, blank=True)  # REFER: who has it now, as it was called
    capacity = models.CharField(max_length=14, choices=Capacity.choices, default=Capacity.EXECUTION)
    authority = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    body = models.CharField(max_length=200, blank=True)  # the board or committee, as it was called
    paragraph = models.CharField(max_length=60, blank=True)  # "§ 112" or the delegation point
    meeting = models.ForeignKey(  # where the board decided
        Meeting, models.PROTECT, null=True, blank=True, related_name="decisions", db_index=False
    )
    minutes = models.CharField(max_length=60, blank=True, db_default="")  # the number of the board's minutes
    decided_by = models.CharField(max_length=200, blank=True)  # name and title as they were, frozen
    decided_on = models.DateField(default=clock.today, null=True, blank=True)  # empty: what was imported does not say
    recorded_by = models.ForeignKey(
        PERSON, models.PROTECT, null=True, blank=True, related_name="+"
    )  # empty: the system, or the giver without an account
    recorded_name = models.CharField(max_length=200, blank=True)  # frozen
    recorded_at = models.DateTimeField(default=clock.now)
    corrects = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="corrections")
    origin = models.CharField(max_length=6, choices=Origin.choices, default=Origin.HERE)

    class Meta:
        ordering = ("number",)
        indexes = [models.Index(fields=["meeting"], condition=Q(meeting__isnull=False), name="decision_of_meeting")]
        constraints = [
            models.UniqueConstraint(fields=["case", "number"], name="decision_number_once"),
            models.CheckConstraint(condition=Q(kind__in=DecisionKind.values), name="decision_kind_known"),
            models.CheckConstraint(condition=Q(capacity__in=Capacity.values), name="decision_capacity_known"),
            # Nobody is left without a reasoned answer: only imported history may lack a reason. Waking and releasing need none.
            models.CheckConstraint(
                condition=~Q(reason="") | Q(origin="import") | Q(kind__in=["wake", "release"]), name="decision_has_reason"
            ),
            models.CheckConstraint(
                condition=~Q(kind__in=["close", "withdraw", "refer"]) | ~Q(outcome=""), name="decision_close_has_outcome"
            ),
            models.CheckConstraint(
                condition=(Q(kind="refer") & ~Q(referred_to="")) | (~Q(kind="refer") & Q(referred_to="", to_case=None)),
                name="decision_refer_says_to_whom",
            ),
            models.CheckConstraint(condition=Q(decided_on__isnull=False) | Q(origin="import"), name="decision_has_day"),
            models.CheckConstraint(
                condition=Q(kind="recommend", capacity="recommendation")
                | (~Q(kind="recommend") & ~Q(capacity="recommendation"))
                | Q(kind="correct"),
                name="decision_recommendation_moves_nothing",
            ),
            models.CheckConstraint(condition=~Q(kind="park") | Q(until__isnull=False), name="decision_park_has_date"),
            models.CheckConstraint(condition=~Q(capacity="board") | ~Q(body=""), name="decision_board_named"),
            models.CheckConstraint(condition=Q(meeting=None) | Q(capacity="board"), name="decision_meeting_is_a_boards"),
            models.CheckConstraint(condition=~Q(kind="correct") | Q(corrects__isnull=False), name="decision_corrects_one"),
        ]

    def __str__(self) -> str:
        return f"{self.case_id}#{self.number} {self.kind}"

    @property
    def names(self) -> tuple[str, str]:
        """Who decided and who recorded it, as they were; a role for one whose identity is protected now. Load recorded_by or it costs a
        query."""
        recorder = self.recorded_by
        if recorder is None or not recorder.protected:
            return self.decided_by, self.recorded_name
        return (recorder.name if self.decided_by == self.recorded_name else self.decided_by), recorder.name
