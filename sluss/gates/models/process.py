from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from sluss.core import clock
from sluss.core.labels import shown, validate
from sluss.people.states import Role

from ..states import Entry, Phase, StageKind


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
    entry = models.CharField(max_length=5, choices=Entry.choices, default=Entry.FIRST, db_default=Entry.FIRST)
    notice = models.JSONField(default=dict, db_default=models.Value({}, models.JSONField()))  # label: what each page about it says
    checksum = models.CharField(max_length=64)  # SHA-256 of the definition: loading the same again changes nothing
    loaded_at = models.DateTimeField(default=clock.now)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")  # on a page, not a file

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["process", "number"], name="process_version_number_once"),
            models.UniqueConstraint(fields=["process", "checksum"], name="process_version_once"),
            models.CheckConstraint(condition=Q(entry__in=Entry.values), name="process_entry_known"),
        ]

    def __str__(self) -> str:
        return f"{self.process_id} v{self.number}"

    @property
    def shown_name(self) -> str:
        return shown(self.name)

    @property
    def shown_purpose(self) -> str:
        return shown(self.purpose)

    @property
    def shown_notice(self) -> str:
        return shown(self.notice)


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
    checks = models.JSONField(default=list)  # [{key, question: label, guidance: label, if_no: label}]
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
