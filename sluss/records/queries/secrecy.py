"""Reads of secrecy marks: what is marked now, and what has been said about it."""

from __future__ import annotations

from sluss.core.providers import Kind, Markable, collect
from sluss.journal.models import Subject

from ..models import SecrecyMark
from ..states import MarkAct

MOST_ACTS = 200


def markable(subject: Subject) -> list[Markable]:
    """The fields that can be marked, from whichever app owns the subject. No query."""
    return list(collect(Kind.MARKABLE, subject))


def in_force(subject_id: int) -> dict[str, SecrecyMark]:
    """The claims and marks that count now, by field. One query."""
    latest = {mark.field: mark for mark in SecrecyMark.objects.filter(subject_id=subject_id).order_by("number")}
    return {field: mark for field, mark in latest.items() if mark.act != MarkAct.LIFT}


def history(subject_id: int) -> list[SecrecyMark]:
    """All that has been said, the latest first, names loaded. One query."""
    return list(SecrecyMark.objects.filter(subject_id=subject_id).select_related("by__details").order_by("-number")[:MOST_ACTS])
