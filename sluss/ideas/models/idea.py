from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from sluss.core import clock
from sluss.core.ids import uid
from sluss.gates.models import Case
from sluss.gates.states import Phase
from sluss.journal.models import Subject
from sluss.people.models import ShownName, Unit

from ..states import AdoptionAnswer, Assurance, BenefitKind, Channel, Status
from .challenge import Challenge
from .gateway import Gateway, Place, Terms, Theme

PERSON = settings.AUTH_USER_MODEL


class Idea(models.Model):
    """A proposal that grows out of a need. The case (gates) says where it stands; phase and status here follow it for the lists."""

    subject = models.OneToOneField(Subject, models.PROTECT, primary_key=True, related_name="idea")
    gateway = models.ForeignKey(Gateway, models.PROTECT, related_name="ideas")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="ideas")  # the same as subject.unit, for the list's index
    theme = models.ForeignKey(Theme, models.PROTECT, null=True, blank=True, related_name="ideas")
    place = models.ForeignKey(Place, models.PROTECT, null=True, blank=True, related_name="ideas")
    spot = models.CharField(max_length=200, blank=True)  # "Gång- och cykelbanan vid bron"
    latitude = models.FloatField(null=True, blank=True)
    longitude = models.FloatField(null=True, blank=True)
    need = models.TextField()  # "Vad skaver, eller vad vill du prova?"
    solution = models.TextField(blank=True)
    benefit = models.TextField(blank=True)
    unknowns = models.TextField(blank=True)
    beneficiaries = models.JSONField(default=list)  # Beneficiary values
    answers = models.JSONField(default=list, db_default=models.Value([], models.JSONField()))  # as asked and answered: actions.answering
    excerpt = models.CharField(max_length=240, blank=True)  # for the list
    challenge = models.ForeignKey(Challenge, models.PROTECT, null=True, blank=True, related_name="answers")  # that it answers
    submitted_at = models.DateTimeField(default=clock.now)
    versions_made = models.PositiveIntegerField(default=0)
    edited_at = models.DateTimeField(null=True, blank=True)  # the giver changed the text after it was received
    support_count = models.PositiveIntegerField(default=0)  # given here
    imported_support_count = models.PositiveIntegerField(default=0)  # counted in another system; no names came along
    total_support = models.PositiveIntegerField(default=0)  # the sum, for the order of the list
    adopted_count = models.PositiveIntegerField(default=0, db_default=0)  # units that have taken it up, as it is or adapted
    # Follow the newest case and the subject's reach (ideas.receivers keeps them; `sluss recount` checks them).
    phase = models.PositiveSmallIntegerField(choices=Phase.choices, default=Phase.NEED)
    status = models.CharField(max_length=16, choices=Status.choices, default=Status.IN_PROGRESS)
    in_public_list = models.BooleanField(default=False)
    in_staff_list = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(status__in=Status.values), name="idea_status_known"),
            models.CheckConstraint(condition=Q(phase__in=Phase.values), name="idea_phase_known"),
            models.CheckConstraint(condition=~Q(need=""), name="idea_has_need"),
            models.CheckConstraint(
                condition=Q(total_support=models.F("support_count") + models.F("imported_support_count")), name="idea_support_adds_up"
            ),
            models.CheckConstraint(condition=Q(in_public_list=False) | Q(in_staff_list=True), name="idea_public_is_for_staff_too"),
            models.CheckConstraint(
                condition=Q(latitude=None, longitude=None) | Q(latitude__range=(-90, 90), longitude__range=(-180, 180)),
                name="idea_point_on_earth",
            ),
        ]
        indexes = [
            # One index per list and order, with all that can be filtered on at its end: whatever is combined, the engine walks the
            # list in its order and leaves what does not fit without reading its row (7 ms for no hit among 100,000).
            models.Index(fields=[f"in_{who}_list", by, "-subject", "phase", "status", "theme", "unit", "place"], name=f"idea_{who}_{order}")
            for who in ("public", "staff")
            for order, by in (("newest", "-submitted_at"), ("support", "-total_support"))
        ]

    def __str__(self) -> str:
        return f"idea {self.pk}"


class IdeaVersion(models.Model):
    """Each text as it was received. Number 1 is what came in; editing adds, never changes."""

    idea = models.ForeignKey(Idea, models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    title = models.CharField(max_length=200)
    texts = models.JSONField()  # need, solution, benefit, unknowns, spot, beneficiaries, theme, place, answers
    answer = models.TextField(blank=True)  # to what the city asked, in the giver's words; for the giver and those who handle it
    at = models.DateTimeField(default=clock.now)
    by = models.ForeignKey(PERSON, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ("number",)
        constraints = [models.UniqueConstraint(fields=["idea", "number"], name="idea_version_once")]

    def __str__(self) -> str:
        return f"{self.idea_id} v{self.number}"


class Submission(models.Model):
    """How an idea came in: who, under which terms, and what proves it. Name and address of one without an account stand here alone."""

    idea = models.OneToOneField(Idea, models.PROTECT, primary_key=True, related_name="submission")
    form_key = models.UUIDField(unique=True)  # made with the form: sending it again gives the same receipt
    person = models.ForeignKey(PERSON, models.PROTECT, null=True, blank=True, related_name="submissions")
    name = models.CharField(max_length=120, blank=True)
    email = models.EmailField(max_length=254, blank=True)  # lower case
    email_verified_at = models.DateTimeField(null=True, blank=True)
    show_name = models.BooleanField(default=False)
    for_company = models.BooleanField(default=False, db_default=False)  # a company or an organisation gave it: said instead of a name
    terms = models.ForeignKey(Terms, models.PROTECT, null=True, related_name="+")  # empty for imported history
    language = models.CharField(max_length=2, default="sv")
    receipt_hash = models.CharField(max_length=64, unique=True, null=True, blank=True)  # of the code of one without an account
    received_at = models.DateTimeField(default=clock.now)
    channel = models.CharField(max_length=10, choices=Channel.choices, default=Channel.WEB, db_default=Channel.WEB)
    registered_by = models.ForeignKey(PERSON, models.PROTECT, null=True, blank=True, related_name="+")  # who wrote it in for the giver
    registered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(channel__in=Channel.values), name="submission_channel_known"),
            models.CheckConstraint(
                condition=Q(channel="web", registered_by=None, registered_at=None)
                | (~Q(channel="web") & Q(registered_by__isnull=False, registered_at__isnull=False)),
                name="submission_written_in_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return f"submission of idea {self.idea_id}"


class Draft(models.Model):
    """An own space (eget utrymme): nobody in the city opens it but its owner. Deleted when sent, or by the owner."""

    key = models.UUIDField(default=uid, unique=True)  # becomes the submission's form key
    owner = models.ForeignKey(PERSON, models.CASCADE, related_name="drafts")
    gateway = models.ForeignKey(Gateway, models.CASCADE, related_name="+")
    data = models.JSONField(default=dict)  # the form's fields as typed, none of them checked yet
    updated_at = models.DateTimeField(default=clock.now)

    class Meta:
        indexes = [models.Index(fields=["owner", "-updated_at"])]

    def __str__(self) -> str:
        return f"draft {self.pk}"


class Support(models.Model):
    """One person's support of an idea, with how sure we are who it is."""

    idea = models.ForeignKey(Idea, models.PROTECT, related_name="supports")
    person = models.ForeignKey(PERSON, models.CASCADE, null=True, blank=True, related_name="supports")
    email_hash = models.CharField(max_length=64, blank=True)  # keyed hash of a verified address, for one without an account
    assurance = models.PositiveSmallIntegerField(choices=Assurance.choices)
    at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["idea", "person"], condition=Q(person__isnull=False), name="support_once_person"),
            models.UniqueConstraint(fields=["idea", "email_hash"], condition=~Q(email_hash=""), name="support_once_address"),
            models.CheckConstraint(
                condition=(Q(person__isnull=False) & Q(email_hash="")) | (Q(person=None) & ~Q(email_hash="")), name="support_by_one"
            ),
        ]

    def __str__(self) -> str:
        return f"support of idea {self.idea_id}"


class BenefitClaim(models.Model):
    """A benefit (nytta) that somebody expects, for whom, and how one will know. What is claimed stands; a better guess is another claim."""

    idea = models.ForeignKey(Idea, models.PROTECT, related_name="benefit_claims")
    kind = models.CharField(max_length=11, choices=BenefitKind.choices)
    for_whom = models.CharField(max_length=200)
    amount = models.DecimalField(max_digits=12, decimal_places=2, null=True, blank=True)  # a year
    unit = models.CharField(max_length=40, blank=True)  # of the amount: "timmar", "kr"
    words = models.TextField(blank=True)  # where it is no number
    measured_how = models.TextField()
    claimed_by = models.ForeignKey(PERSON, models.PROTECT, related_name="+")
    claimed_name = models.CharField(max_length=200)  # frozen; empty when the giver claims it: the idea's page says who the giver is
    at = models.DateTimeField(default=clock.now)

    claimed_shown = ShownName("claimed_by")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=BenefitKind.values), name="benefit_kind_known"),
            models.CheckConstraint(
                condition=(Q(amount__isnull=False) & ~Q(unit="")) | (Q(amount=None, unit="") & ~Q(words="")), name="benefit_amount_or_words"
            ),
            models.CheckConstraint(condition=~Q(for_whom="") & ~Q(measured_how=""), name="benefit_for_whom_and_how"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} of idea {self.idea_id}"


class AdoptionRequest(models.Model):
    """A unit is asked, when an idea is spread, whether it takes it up. Asked once, and again when the question was taken back; it may
    answer anew."""

    idea = models.ForeignKey(Idea, models.PROTECT, related_name="adoption_requests")
    case = models.ForeignKey(Case, models.PROTECT, related_name="+")  # the one that is spread
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    answer_by = models.DateField()
    dropped_at = models.DateTimeField(null=True, blank=True)  # not asked any more: taken back, or the unit's successor is asked already
    dropped_by = models.ForeignKey(PERSON, models.PROTECT, null=True, blank=True, related_name="+")  # taken back: by whom and why
    dropped_name = models.CharField(max_length=200, blank=True, default="", db_default="")  # frozen
    drop_reason = models.TextField(blank=True, default="", db_default="")
    answers_made = models.PositiveIntegerField(default=0)
    asked_by = models.ForeignKey(PERSON, models.PROTECT, related_name="+")
    asked_name = models.CharField(max_length=200)  # frozen
    asked_at = models.DateTimeField(default=clock.now)

    asked_shown, dropped_shown = ShownName("asked_by"), ShownName("dropped_by")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["idea", "unit"], condition=Q(dropped_at=None), name="adoption_asked_once"),
            models.CheckConstraint(
                condition=Q(dropped_by=None, drop_reason="")
                | (Q(answers_made=0, dropped_by__isnull=False, dropped_at__isnull=False) & ~Q(drop_reason="")),
                name="adoption_taken_back_with_reason",
            ),
        ]
        indexes = [models.Index(fields=["unit", "answer_by"], condition=Q(answers_made=0), name="adoption_waiting")]

    def __str__(self) -> str:
        return f"unit {self.unit_id} about idea {self.idea_id}"


class Adoption(models.Model):
    """What a unit answered: takes it up, adapts it or does not, and why. The latest counts; the earlier stay."""

    request = models.ForeignKey(AdoptionRequest, models.PROTECT, related_name="answers")
    number = models.PositiveIntegerField()
    answer = models.CharField(max_length=7, choices=AdoptionAnswer.choices)
    reason = models.TextField(blank=True)
    case = models.ForeignKey(Case, models.PROTECT, null=True, blank=True, related_name="+")  # the unit's own, when it begins one
    by = models.ForeignKey(PERSON, models.PROTECT, related_name="+")
    by_name = models.CharField(max_length=200)  # frozen
    at = models.DateTimeField(default=clock.now)

    by_shown = ShownName("by")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["request", "number"], name="adoption_answer_once"),
            models.CheckConstraint(condition=Q(answer__in=AdoptionAnswer.values), name="adoption_answer_known"),
            models.CheckConstraint(condition=Q(answer="adopt") | ~Q(reason=""), name="adoption_has_reason"),
            models.CheckConstraint(condition=~Q(answer="decline") | Q(case=None), name="adoption_declined_has_no_case"),
        ]

    def __str__(self) -> str:
        return f"{self.request_id}#{self.number} {self.answer}"


class EmailCode(models.Model):
    """A code sent to an address to prove that somebody reads it. Short-lived, few tries, hashed."""

    email_hash = models.CharField(max_length=64, db_index=True)
    purpose = models.CharField(max_length=40)  # "submission:<idea id>" or "support:<idea id>"
    code_hash = models.CharField(max_length=64)
    tries = models.PositiveSmallIntegerField(default=0)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["purpose", "email_hash"])]

    def __str__(self) -> str:
        return self.purpose


class ImportedIdea(models.Model):
    """Where an imported idea came from, so that importing again changes nothing."""

    idea = models.OneToOneField(Idea, models.PROTECT, primary_key=True, related_name="imported")
    source = models.CharField(max_length=60)
    source_id = models.CharField(max_length=60)
    checksum = models.CharField(max_length=64)  # of the row as read
    boards = models.JSONField(default=list)  # all boards the source named, as written
    result = models.CharField(max_length=200, blank=True)  # as written
    imported_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["source", "source_id"], name="imported_once")]

    def __str__(self) -> str:
        return f"{self.source}:{self.source_id}"
