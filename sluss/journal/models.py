from __future__ import annotations

import json

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from sluss.core import clock
from sluss.core.files import LONGEST_NAME, MOST_BYTES
from sluss.core.ids import uid
from sluss.people.models import Unit

from .states import (
    EVENT_DATA_LIMIT,
    FILE_MARK,
    LONGEST_DESCRIPTION,
    MOST_FILES,
    DeliveryState,
    MailChoice,
    MailState,
    Urgency,
    Visibility,
)


class Subject(models.Model):
    """One never-deleted row for each thing that can be found, followed, discussed, filed or decided. Visibility starts here."""

    uid = models.UUIDField(default=uid, unique=True, editable=False)
    kind = models.CharField(max_length=20)  # "idea"; the owner app's word
    title = models.CharField(max_length=200)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")  # the unit that has it now
    language = models.CharField(max_length=2, default="sv")  # of the user's text
    visibility = models.SmallIntegerField(choices=Visibility.choices, default=Visibility.ALL)  # what the giver chose
    released_at = models.DateTimeField(null=True, blank=True)
    released_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    # Who finds it now: HANDLERS until released, then the visibility. Derived; a constraint keeps it true.
    reach = models.SmallIntegerField(choices=Visibility.choices, default=Visibility.HANDLERS)
    address = models.CharField(max_length=120, blank=True)  # slug part of its address
    # Names of its fields that a secrecy mark hides now (records.SecrecyMark decides, its owner hides): "title need".
    masked = models.CharField(max_length=300, blank=True, default="", db_default="")
    files_taken = models.PositiveSmallIntegerField(default=0, db_default=0)  # the number of its last file: a page without any asks for none
    created_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(visibility__in=Visibility.values), name="subject_visibility_known"),
            models.CheckConstraint(
                condition=Q(released_at=None, reach=Visibility.HANDLERS) | (Q(released_at__isnull=False) & Q(reach=models.F("visibility"))),
                name="subject_reach_follows_release",
            ),
            models.CheckConstraint(condition=~Q(title=""), name="subject_has_title"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"

    @property
    def is_released(self) -> bool:
        return self.released_at is not None

    @property
    def masked_fields(self) -> frozenset[str]:
        return frozenset(self.masked.split())


class Event(models.Model):
    """Something that happened. Ids and codes only; never updated, never deleted."""

    kind = models.CharField(max_length=40)
    subject = models.ForeignKey(Subject, models.PROTECT, null=True, blank=True, related_name="events")
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )  # empty: the system, or one without an account
    at = models.DateTimeField(default=clock.now)
    data = models.JSONField(default=dict)

    class Meta:
        indexes = [
            models.Index(fields=["subject", "id"]),
            models.Index(fields=["at"]),
            models.Index(fields=["kind", "-id"], name="event_of_kind"),  # the audit log, narrowed to something rare
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"

    def clean(self) -> None:
        if len(json.dumps(self.data).encode()) > EVENT_DATA_LIMIT:
            raise ValidationError(_("An event holds ids and codes, at most 2 kB."))


class Delivery(models.Model):
    """One event for one receiver, after the transaction. Claimed by a worker for a while, retried, done once."""

    event = models.ForeignKey(Event, models.PROTECT, related_name="deliveries")
    receiver = models.CharField(max_length=60)
    state = models.CharField(max_length=8, choices=DeliveryState.choices, default=DeliveryState.WAITING)
    attempts = models.PositiveSmallIntegerField(default=0)
    next_at = models.DateTimeField(default=clock.now)  # also the end of a claim: a worker that died lets go by itself
    error = models.CharField(max_length=500, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["event", "receiver"], name="delivery_once")]
        indexes = [
            models.Index(fields=["next_at"], condition=Q(state="waiting"), name="delivery_waiting"),
            models.Index(fields=["-id"], condition=Q(state="failed"), name="delivery_failed"),
        ]

    def __str__(self) -> str:
        return f"{self.receiver} ← event {self.event_id}"


class Held(models.Model):
    """What is known of a file that lies in the store (core.files)."""

    name = models.CharField(max_length=LONGEST_NAME, blank=True)  # as it was called; may tell who sent it
    kind = models.CharField(max_length=4)  # of core.files.TYPES
    size = models.PositiveIntegerField()  # bytes
    sha256 = models.CharField(max_length=64)
    stored = models.CharField(max_length=100, unique=True)
    shown = models.CharField(max_length=100, blank=True)  # the picture that others are shown; empty where it is none
    width = models.PositiveIntegerField(default=0)  # of that, in pixels
    height = models.PositiveIntegerField(default=0)
    description = models.CharField(max_length=LONGEST_DESCRIPTION, blank=True)  # of a picture, for those who do not see it
    at = models.DateTimeField(default=clock.now)

    class Meta:
        abstract = True

    @property
    def is_picture(self) -> bool:
        return bool(self.shown)


class ChosenFile(Held):
    """A file chosen in a form that has not been sent: a part of somebody's own space, thrown away with the form or a week later."""

    form_key = models.UUIDField()
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, null=True, blank=True, related_name="+")

    class Meta:
        indexes = [models.Index(fields=["at"], name="chosen_file_at")]
        constraints = [
            models.UniqueConstraint(fields=["form_key", "sha256"], name="chosen_file_once"),
            models.CheckConstraint(condition=Q(size__lte=MOST_BYTES), name="chosen_file_not_too_large"),
        ]

    def __str__(self) -> str:
        return f"chosen file {self.pk}"


class Attachment(Held):
    """A file of a subject, as it was received: never changed and never deleted. It is shown to others when somebody has looked at it."""

    subject = models.ForeignKey(Subject, models.PROTECT, related_name="files")
    number = models.PositiveSmallIntegerField()  # in its subject; others know it by that, since its name may tell who sent it
    from_giver = models.BooleanField(default=True)  # else it was added by those who handle the subject
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    released_at = models.DateTimeField(null=True, blank=True)
    released_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ("number",)
        constraints = [
            models.UniqueConstraint(fields=["subject", "number"], name="attachment_number_once"),
            models.UniqueConstraint(fields=["subject", "sha256"], name="attachment_once"),
            models.CheckConstraint(condition=Q(number__range=(1, MOST_FILES)), name="attachment_number_in_range"),
            models.CheckConstraint(condition=Q(size__lte=MOST_BYTES), name="attachment_not_too_large"),
            models.CheckConstraint(
                condition=Q(released_at=None, released_by=None) | Q(released_at__isnull=False, released_by__isnull=False),
                name="attachment_released_by_somebody",
            ),
            models.CheckConstraint(condition=Q(from_giver=True) | Q(by__isnull=False), name="attachment_by_somebody"),
        ]

    def __str__(self) -> str:
        return f"file {self.number} of subject {self.subject_id}"

    @property
    def is_released(self) -> bool:
        return self.released_at is not None

    @property
    def mark(self) -> str:
        """What a secrecy mark calls it, among the subject's fields."""
        return f"{FILE_MARK}{self.number}"


class Follow(models.Model):
    subject = models.ForeignKey(Subject, models.PROTECT, related_name="follows")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="follows")
    at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["subject", "person"], name="follow_once")]

    def __str__(self) -> str:
        return f"person {self.person_id} follows {self.subject_id}"


class Notice(models.Model):
    """What a person is told inside Sluss. The text is made when it is read, in the reader's language, from the event's kind and ids."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="notices")
    event = models.ForeignKey(Event, models.PROTECT, related_name="notices")
    kind = models.CharField(max_length=12)  # in what role the person is told (core.events.Tell): names the text
    at = models.DateTimeField(default=clock.now)
    read_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "event", "kind"], name="notice_once")]
        indexes = [models.Index(fields=["person", "-id"]), models.Index(fields=["person"], condition=Q(read_at=None), name="notice_unread")]

    def __str__(self) -> str:
        return f"{self.kind} to person {self.person_id}"


class NoticeSetting(models.Model):
    """A person's choice; without a row it is AT_ONCE."""

    person = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, primary_key=True, related_name="notice_setting")
    mail = models.CharField(max_length=8, choices=MailChoice.choices, default=MailChoice.AT_ONCE)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(mail__in=MailChoice.values), name="notice_setting_known")]

    def __str__(self) -> str:
        return f"{self.mail} for person {self.person_id}"


class OutgoingMail(models.Model):
    """A mail, queued once per (event, person or address, role) and sent with the same Message-ID at each try.

    The text of a mail about an event is written when it is first to be sent, and then kept.
    """

    key = models.CharField(max_length=200, unique=True)
    message_id = models.CharField(max_length=200)
    urgency = models.PositiveSmallIntegerField(choices=Urgency.choices, default=Urgency.NEWS)
    event = models.ForeignKey(Event, models.PROTECT, null=True, blank=True, related_name="mails")
    role = models.CharField(max_length=12, blank=True)  # core.events.Tell, with an event
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    to = models.EmailField(max_length=254)
    subject_line = models.CharField(max_length=250, blank=True)
    text = models.TextField(blank=True)
    html = models.TextField(blank=True)
    state = models.CharField(max_length=8, choices=MailState.choices, default=MailState.WAITING)
    attempts = models.PositiveSmallIntegerField(default=0)
    next_at = models.DateTimeField(default=clock.now)  # also the end of a claim
    error = models.CharField(max_length=500, blank=True)
    created_at = models.DateTimeField(default=clock.now)
    sent_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["urgency", "id"], condition=Q(state="waiting"), name="mail_waiting"),
            models.Index(fields=["-id"], condition=Q(state="failed"), name="mail_failed"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=MailState.values), name="mail_state_known"),
            models.CheckConstraint(condition=~Q(state="sent") | (Q(sent_at__isnull=False) & ~Q(text="")), name="mail_sent_has_time"),
            models.CheckConstraint(condition=Q(event__isnull=False) | ~Q(text=""), name="mail_has_text_or_event"),
        ]

    def __str__(self) -> str:
        return self.key


class SearchEntry(models.Model):
    """A subject's analysed words. The engine's own index (FTS5 table, tsvector column) is kept by triggers on this table."""

    subject = models.OneToOneField(Subject, models.CASCADE, primary_key=True, related_name="search_entry")
    title_words = models.TextField()  # space-separated tokens of core.text.analyse
    body_words = models.TextField(blank=True)

    def __str__(self) -> str:
        return f"search entry of subject {self.subject_id}"
