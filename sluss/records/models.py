from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from sluss.core import clock
from sluss.journal.models import Event, Subject
from sluss.people.models import ShownName, Unit

from .states import LONGEST_GROUND, Answer, Came, Direction, MarkAct

PERSON = settings.AUTH_USER_MODEL


class RegisterEntry(models.Model):
    """One document in an authority's official register (OSL 5 kap. 2 §): date, number, sender or recipient, brief content.

    A subject may stand in several authorities' registers, and several times in each. What is registered is never changed, only added to;
    the number alone is given later, by the authority's registrar. A mistake is put right by a new entry that points to the one with it.
    """

    subject = models.ForeignKey(Subject, models.PROTECT, related_name="register_entries")
    event = models.ForeignKey(Event, models.PROTECT, related_name="+")
    authority = models.ForeignKey(Unit, models.PROTECT, related_name="register_entries")
    number = models.CharField(max_length=40, blank=True)  # the city's diary gives it; empty until it has
    number_key = models.CharField(max_length=40, blank=True, default="", db_default="")  # however it is typed: what the search asks for
    direction = models.CharField(max_length=8, choices=Direction.choices)
    counterpart = models.CharField(max_length=200, blank=True)  # sender or recipient by role, never a protected name
    content = models.CharField(max_length=200)  # in brief: the subject's title as it was
    registered_on = models.DateField(default=clock.today)
    by = models.ForeignKey(PERSON, models.PROTECT, null=True, blank=True, related_name="+")  # empty: it followed from what happened
    corrects = models.OneToOneField("self", models.PROTECT, null=True, blank=True, related_name="correction")
    reason = models.TextField(blank=True, default="", db_default="")  # of a correction
    replaced = models.BooleanField(default=False, db_default=False)  # follows `corrects`: another entry counts instead

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["authority", "event", "direction"], name="register_once"),
            models.UniqueConstraint(
                fields=["authority", "number"], condition=~Q(number="") & Q(replaced=False), name="register_number_once"
            ),
            models.CheckConstraint(
                condition=Q(corrects=None) | (Q(by__isnull=False) & ~Q(reason="")), name="register_correction_has_reason"
            ),
            models.CheckConstraint(condition=Q(direction__in=Direction.values), name="register_direction_known"),
        ]
        indexes = [
            models.Index(fields=["authority", "-registered_on", "-id"], name="register_newest"),
            models.Index(fields=["authority", "-registered_on", "-id"], condition=Q(number=""), name="register_unnumbered"),
            models.Index(fields=["number_key"], condition=~Q(number_key=""), name="register_by_number"),
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


class ErasureRequest(models.Model):
    """Somebody asks to be de-identified (GDPR art. 17) – one with an account, or whoever gave a subject without one – and what is answered.

    Answered within a month (art. 12.3), with a reason; once it can be put off by up to two months more. The answer stands: who asks
    anew makes another request.
    """

    person = models.ForeignKey(PERSON, models.PROTECT, null=True, blank=True, related_name="+")
    subject = models.ForeignKey(Subject, models.PROTECT, null=True, blank=True, related_name="+")
    authority = models.ForeignKey(Unit, models.PROTECT, related_name="+")  # the controller, whose registrar answers
    came = models.CharField(max_length=5, choices=Came.choices)
    entered_by = models.ForeignKey(PERSON, models.PROTECT, null=True, blank=True, related_name="+")  # PAPER: who wrote it in
    received_on = models.DateField(default=clock.today)
    due_on = models.DateField()
    reminded_at = models.DateTimeField(null=True, blank=True)  # those who answer, that little time is left until due_on
    first_due_on = models.DateField(null=True, blank=True)  # put off: the day it was to be answered by before
    put_off_reason = models.TextField(blank=True)  # as it was told to whoever asked
    put_off_by = models.ForeignKey(PERSON, models.PROTECT, null=True, blank=True, related_name="+")
    put_off_at = models.DateTimeField(null=True, blank=True)
    words = models.TextField(blank=True)  # why, in the words of whoever asks; erased when it is granted
    answer = models.CharField(max_length=7, choices=Answer.choices, blank=True)
    reason = models.TextField(blank=True)
    answered_by = models.ForeignKey(PERSON, models.PROTECT, null=True, blank=True, related_name="+")
    answered_name = models.CharField(max_length=200, blank=True)  # frozen
    answered_at = models.DateTimeField(null=True, blank=True)

    answered_shown = ShownName("answered_by")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=(Q(person__isnull=False) & Q(subject=None)) | (Q(person=None) & Q(subject__isnull=False)), name="erasure_of_one"
            ),
            models.UniqueConstraint(fields=["person"], condition=Q(answer="") & Q(person__isnull=False), name="erasure_person_once"),
            models.UniqueConstraint(fields=["subject"], condition=Q(answer="") & Q(subject__isnull=False), name="erasure_subject_once"),
            models.CheckConstraint(condition=Q(answer__in=["", *Answer.values]), name="erasure_answer_known"),
            models.CheckConstraint(
                condition=Q(came=Came.WEB, entered_by=None, person__isnull=False) | Q(came=Came.PAPER, entered_by__isnull=False),
                name="erasure_came_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(answer="", reason="", answered_by=None, answered_at=None)
                | (~Q(answer="") & ~Q(reason="") & Q(answered_by__isnull=False, answered_at__isnull=False)),
                name="erasure_answered_with_reason",
            ),
            models.CheckConstraint(condition=Q(due_on__gte=models.F("received_on")), name="erasure_forward"),
            models.CheckConstraint(
                condition=Q(first_due_on=None, put_off_reason="", put_off_by=None, put_off_at=None)
                | (
                    Q(first_due_on__isnull=False, put_off_by__isnull=False, put_off_at__isnull=False, due_on__gt=models.F("first_due_on"))
                    & ~Q(put_off_reason="")
                ),
                name="erasure_put_off_with_reason",
            ),
        ]
        indexes = [
            models.Index(fields=["due_on", "id"], condition=Q(answer=""), name="erasure_waiting"),
            models.Index(fields=["-id"], condition=~Q(answer=""), name="erasure_answered"),
            models.Index(fields=["person", "-id"], name="erasure_of_person"),
        ]

    def __str__(self) -> str:
        return f"request {self.pk} to be de-identified"

    @property
    def is_open(self) -> bool:
        return not self.answer
