from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.functional import cached_property

from sluss.core import clock
from sluss.core.labels import shown, validate
from sluss.gates.models import Process
from sluss.journal.states import Visibility
from sluss.people.models import Unit

from ..states import MOST_QUESTIONS, Audience, Naming, QuestionKind, Release


class Theme(models.Model):
    """What an idea is about: the city's own short list."""

    key = models.SlugField(max_length=60, unique=True)
    name = models.JSONField(validators=[validate])
    order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ("order", "id")

    def __str__(self) -> str:
        return self.key

    @property
    def shown_name(self) -> str:
        return shown(self.name)


class Place(models.Model):
    """A district or neighbourhood of the city, for filters; the exact spot is free text and a point on the idea."""

    key = models.SlugField(max_length=60, unique=True)
    name = models.CharField(max_length=100)
    sort_key = models.CharField(max_length=150, default="", editable=False)

    class Meta:
        ordering = ("sort_key", "id")

    def __str__(self) -> str:
        return self.name


class Terms(models.Model):
    """The terms a giver accepts. Each submission keeps the version it was given under."""

    version = models.CharField(max_length=20, unique=True)
    text = models.JSONField(validators=[validate])  # Markdown label
    valid_from = models.DateField(default=clock.today)

    class Meta:
        verbose_name_plural = "terms"

    def __str__(self) -> str:
        return self.version


class Gateway(models.Model):
    """A way in (idésluss) for an audience, with a process behind it."""

    slug = models.SlugField(max_length=60, unique=True)
    audience = models.CharField(max_length=10, choices=Audience.choices)
    name = models.JSONField(validators=[validate])
    intro = models.JSONField(validators=[validate])
    process = models.ForeignKey(Process, models.PROTECT, related_name="gateways")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="gateways")  # receives where the giver names no unit
    to_givers_unit = models.BooleanField(default=False)  # an employee's idea goes to the lead of the employee's own department
    release = models.CharField(max_length=14, choices=Release.choices, default=Release.AFTER_READING)
    default_visibility = models.SmallIntegerField(choices=Visibility.choices, default=Visibility.ALL)
    terms = models.ForeignKey(Terms, models.PROTECT, related_name="gateways")
    opens_on = models.DateField(null=True, blank=True)
    closes_on = models.DateField(null=True, blank=True)
    naming = models.CharField(max_length=7, choices=Naming.choices, default=Naming.CHOSEN, db_default=Naming.CHOSEN)
    question_count = models.PositiveSmallIntegerField(default=0, db_default=0)  # its own; so that a way in without any asks nothing

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(audience__in=Audience.values), name="gateway_audience_known"),
            models.CheckConstraint(condition=Q(naming__in=Naming.values), name="gateway_naming_known"),
            models.CheckConstraint(condition=Q(question_count__lte=MOST_QUESTIONS), name="gateway_ten_questions_at_most"),
            models.CheckConstraint(
                condition=Q(opens_on=None) | Q(closes_on=None) | Q(closes_on__gte=models.F("opens_on")), name="gateway_period_forward"
            ),
        ]

    def __str__(self) -> str:
        return self.slug

    @property
    def shown_name(self) -> str:
        return shown(self.name)

    @property
    def shown_intro(self) -> str:
        return shown(self.intro)

    @cached_property
    def asked(self) -> list[Question]:
        """Its own questions in their order. One query, none where there are none."""
        return list(self.questions.all()) if self.question_count else []


class Question(models.Model):
    """What a way in asks beside the need. An answer keeps the question as it was asked, so this may be changed and taken away."""

    gateway = models.ForeignKey(Gateway, models.CASCADE, related_name="questions")
    order = models.PositiveSmallIntegerField()  # from 1; 0 for a moment, while two change places
    kind = models.CharField(max_length=6, choices=QuestionKind.choices)
    label = models.JSONField(validators=[validate])
    help = models.JSONField(default=dict)  # label
    choices = models.JSONField(default=list)  # labels, for a choice
    required = models.BooleanField(default=False)

    class Meta:
        ordering = ("order",)
        constraints = [
            models.UniqueConstraint(fields=["gateway", "order"], name="question_order_once"),
            models.CheckConstraint(condition=Q(order__lte=MOST_QUESTIONS), name="question_order_in_ten"),
            models.CheckConstraint(condition=Q(kind__in=QuestionKind.values), name="question_kind_known"),
        ]

    def __str__(self) -> str:
        return f"question {self.order} of gateway {self.gateway_id}"

    @property
    def shown_label(self) -> str:
        return shown(self.label)
