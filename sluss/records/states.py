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
