from __future__ import annotations

from enum import StrEnum

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Direction(TextChoices):
    """What makes a document an official one: it came in, it was drawn up here, it was sent, or it is a decision."""

    IN = "in", _("Came in")
    MADE = "made", _("Drawn up")
    OUT = "out", _("Sent out")
    DECISION = "decision", _("Decision")


class Origin(StrEnum):
    """Where a subject comes from, as the authority that registers it sees it."""

    OUTSIDE = "outside"  # a resident or a company
    OTHER = "other"  # another authority's staff
    OWN = "own"  # the authority's own staff


class MarkAct(TextChoices):
    """What is done about the secrecy of a field. The latest act says what counts now."""

    CLAIM = "claim", _("Claimed by the giver")
    MARK = "mark", _("Marked")
    LIFT = "lift", _("Lifted")


class Group(TextChoices):
    """What the audit log is narrowed to."""

    EVENTS = "events", _("What has happened")
    PEOPLE = "people", _("People, units and roles")
    SIGN_INS = "sign_ins", _("Sign-ins")
    FAILED = "failed", _("Failed sign-ins")
    READS = "reads", _("Reads of what is marked as secret")
    EXPORTS = "exports", _("Files taken out")


class Answer(TextChoices):
    """What is answered to a request to be de-identified."""

    GRANTED = "granted", _("Granted")
    PART = "part", _("Granted in part")  # given no more: what stays is the same whatever the yes is called (docs/decisions/0010)
    REFUSED = "refused", _("Refused")


ANSWERS = (Answer.GRANTED, Answer.REFUSED)  # to choose from


class Came(TextChoices):
    """How a request came in."""

    WEB = "web", _("On My data")
    PAPER = "paper", _("On paper, by mail or in person")


LONGEST_GROUND = 200
LONGEST_REASON = 2_000
