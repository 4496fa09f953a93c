from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from sluss.core import clock
from sluss.core.labels import shown, validate
from sluss.journal.models import Subject
from sluss.people.models import Unit
from sluss.people.states import Role

from .states import (
    Capacity,
    CaseState,
    DecisionKind,
    Origin,
    Outcome,
    Phase,
    PromiseKind,
    PromiseState,
    ReminderLevel,
    StageKind,
)

PERSON = settings.AUTH_USER_MODEL


class Process(models.Model):
    key = models.SlugField(max_length=60, unique=True)
    current = models.ForeignKey("ProcessVersion", models.PROTECT, null=True, blank=True, related_name="+")

    def __str__(self) -> str:
        return self.key


class ProcessVersion(models.Model):
    """A process as it was loaded; never changed. A running case stays on its version."""

    process = models.ForeignKey(Process, models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    name = models.JSONField(validators=[validate])
    purpose = models.JSONField(validators=[validate])
    checksum = models.CharField(max_length=64)  # SHA-256 of the definition: loading the same again changes nothing
    loaded_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["process", "number"], name="process_version_number_once"),
            models.UniqueConstraint(fields=["process", "checksum"], name="process_version_once"),
        ]

    def __str__(self) -> str:
        return f"{self.process_id} v{self.number}"

    @property
    def shown_name(self) -> str:
        return shown(self.name)

    @property
    def shown_purpose(self) -> str:
        return shown(self.purpose)


class Stage(models.Model):
    version = models.ForeignKey(ProcessVersion, models.PROTECT, related_name="stages")
    key = models.SlugField(max_length=40)
    order = models.PositiveSmallIntegerField()
    name = models.JSONField(validators=[validate])
    description = models.JSONField(default=dict)  # label: what happens here, for the page one can read
    phase = models.PositiveSmallIntegerField(choices=Phase.choices)
    kind = models.CharField(max_length=12, choices=StageKind.choices)
    owner_role = models.CharField(max_length=16, choices=Role.choices)
    promise_days = models.PositiveSmallIntegerField()  # working days to an answer
    blind = models.BooleanField(default=False)
    checks = models.JSONField(default=list)  # [{key, question: label, guidance: label}]
    criteria = models.JSONField(default=list)  # [{key, name: label, guidance: label, weight}]
    outcomes = models.JSONField(default=list)  # Outcome values that may close here
    threshold = models.PositiveIntegerField(null=True, blank=True)  # SUPPORT: how many
    period_days = models.PositiveSmallIntegerField(null=True, blank=True)  # SUPPORT: calendar days

    class Meta:
        ordering = ("order",)
        constraints = [
            models.UniqueConstraint(fields=["version", "key"], name="stage_key_once"),
            models.UniqueConstraint(fields=["version", "order"], name="stage_order_once"),
            models.CheckConstraint(condition=Q(phase__in=Phase.values), name="stage_phase_known"),
            models.CheckConstraint(condition=Q(kind__in=StageKind.values), name="stage_kind_known"),
            models.CheckConstraint(condition=Q(owner_role__in=Role.values), name="stage_owner_known"),
            models.CheckConstraint(condition=Q(promise_days__gte=1), name="stage_promises"),
            models.CheckConstraint(
                condition=~Q(kind="support") | (Q(threshold__gte=1) & Q(period_days__gte=1)), name="stage_support_has_threshold"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.version_id}:{self.key}"

    @property
    def shown_name(self) -> str:
        return shown(self.name)

    @property
    def shown_description(self) -> str:
        return shown(self.description)


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
    decisions_made = models.PositiveIntegerField(default=0)  # the next decision's number: of two at once, one wins
    origin = models.CharField(max_length=6, choices=Origin.choices, default=Origin.HERE)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["subject", "receiving_unit"], condition=~Q(state="closed"), name="case_one_open_per_unit"),
            models.CheckConstraint(condition=Q(state__in=CaseState.values), name="case_state_known"),
            models.CheckConstraint(
                condition=(Q(state="closed") & ~Q(outcome="") & Q(closed_at__isnull=False))
                | (~Q(state="closed") & Q(outcome="") & Q(closed_at=None)),
                name="case_closed_has_outcome",
            ),
            models.CheckConstraint(
                condition=(Q(state="parked") & Q(parked_until__isnull=False)) | (~Q(state="parked") & Q(parked_until=None)),
                name="case_parked_until_a_date",
            ),
        ]
        indexes = [
            models.Index(fields=["parked_until"], condition=Q(state="parked"), name="case_to_wake"),
            models.Index(fields=["stage_ends_on"], condition=Q(stage_ends_on__isnull=False) & ~Q(state="closed"), name="case_period_end"),
            models.Index(fields=["receiving_unit", "state"]),
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
            models.CheckConstraint(condition=~Q(kind="correct") | Q(corrects__isnull=False), name="decision_corrects_one"),
        ]

    def __str__(self) -> str:
        return f"{self.case_id}#{self.number} {self.kind}"


class Promise(models.Model):
    """Every wait has an owner and a date. The queue, reminders, escalation and handover are about open promises."""

    subject = models.ForeignKey(Subject, models.PROTECT, related_name="promises")
    case = models.ForeignKey(Case, models.PROTECT, null=True, blank=True, related_name="promises")
    kind = models.CharField(max_length=10, choices=PromiseKind.choices)
    owner_role = models.CharField(max_length=16, choices=Role.choices)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="promises")
    person = models.ForeignKey(PERSON, models.PROTECT, null=True, blank=True, related_name="promises")  # empty: whoever holds the role
    made_on = models.DateField(default=clock.today)
    counted_from = models.DateField(default=clock.today)  # the last day that does not count: later than made_on while support is collected
    days = models.PositiveSmallIntegerField()  # working days promised
    half_on = models.DateField()
    due_on = models.DateField()
    state = models.CharField(max_length=8, choices=PromiseState.choices, default=PromiseState.OPEN)
    paused_on = models.DateField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    kept_by = models.ForeignKey(Decision, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["case", "kind"], condition=Q(state__in=["open", "paused"]), name="promise_one_waiting"),
            models.CheckConstraint(condition=Q(owner_role__in=Role.values), name="promise_owner_known"),
            models.CheckConstraint(condition=Q(state__in=PromiseState.values), name="promise_state_known"),
            models.CheckConstraint(
                condition=(Q(state="paused") & Q(paused_on__isnull=False)) | (~Q(state="paused") & Q(paused_on=None)),
                name="promise_pause_has_day",
            ),
            models.CheckConstraint(
                condition=(Q(state__in=["kept", "dropped"]) & Q(ended_at__isnull=False))
                | (Q(state__in=["open", "paused"]) & Q(ended_at=None)),
                name="promise_end_has_time",
            ),
            models.CheckConstraint(condition=~Q(state="kept") | Q(kept_by__isnull=False), name="promise_kept_by_decision"),
            models.CheckConstraint(condition=Q(due_on__gte=models.F("made_on")), name="promise_forward"),
        ]
        indexes = [
            models.Index(fields=["unit", "due_on", "id"], condition=Q(state="open"), name="promise_queue"),
            models.Index(fields=["person", "due_on", "id"], condition=Q(state="open"), name="promise_queue_person"),
            models.Index(fields=["due_on", "id"], condition=Q(state="open"), name="promise_due"),
            models.Index(fields=["half_on"], condition=Q(state="open"), name="promise_half"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} by {self.due_on}"


class PromisePause(models.Model):
    """The days a promise stood still. A day with any pause in it does not count."""

    promise = models.ForeignKey(Promise, models.PROTECT, related_name="pauses")
    from_on = models.DateField()
    to_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["promise"], condition=Q(to_on=None), name="pause_one_running"),
            models.CheckConstraint(condition=Q(to_on=None) | Q(to_on__gte=models.F("from_on")), name="pause_forward"),
        ]

    def __str__(self) -> str:
        return f"{self.from_on}–{self.to_on or ''}"


class Reminder(models.Model):
    """A reminder that was sent: each level once per promise, whatever number of workers look at it."""

    promise = models.ForeignKey(Promise, models.PROTECT, related_name="reminders")
    level = models.PositiveSmallIntegerField(choices=ReminderLevel.choices)
    at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["promise", "level"], name="reminder_once")]

    def __str__(self) -> str:
        return f"{self.promise_id} level {self.level}"


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
    """The answer to one of a stage's check questions, e.g. whether an idea lies within the city's mission."""

    class Answer(models.TextChoices):
        YES = "yes", _("Yes")
        NO = "no", _("No")
        UNSURE = "unsure", _("Not sure")

    case = models.ForeignKey(Case, models.PROTECT, related_name="check_answers")
    stage = models.ForeignKey(Stage, models.PROTECT, related_name="+")
    check_key = models.CharField(max_length=40)
    answer = models.CharField(max_length=6, choices=Answer.choices)
    note = models.CharField(max_length=500, blank=True)
    by = models.ForeignKey(PERSON, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case", "stage", "check_key"], name="check_once")]

    def __str__(self) -> str:
        return f"{self.check_key}: {self.answer}"
