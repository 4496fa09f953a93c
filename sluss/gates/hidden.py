"""What a secrecy mark hides of what is written around a case: all coaching notes, or all small tests. The rows stand as they are."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import override

from sluss.journal.models import Subject
from sluss.records.rules import reads_marked

from .models import CoachingNote, Experiment
from .states import Around


def instead(language: str) -> str:
    """What stands where a text is hidden, in the language of the text."""
    with override(language):
        return _("Marked as secret")


def is_hidden(field: str, subject: Subject, user: Any) -> bool:
    """Whether the user may not read it. One who may is shown it in clear, and the page notes that (records.views.note_shown)."""
    return field in subject.masked_fields and not reads_marked(user, subject)


def notes_for(user: Any, notes: Sequence[CoachingNote], subject: Subject) -> Sequence[CoachingNote]:
    if is_hidden(Around.COACHING, subject, user):
        for note in notes:
            note.text, note.next_step, note.next_on = instead(subject.language), "", None
    return notes


def experiments_for(user: Any, experiments: Sequence[Experiment], subject: Subject) -> Sequence[Experiment]:
    if is_hidden(Around.EXPERIMENTS, subject, user):
        for one in experiments:
            one.hypothesis = one.test = instead(subject.language)
            one.how_long = one.with_whom = one.learnt = one.held = one.repeatable = ""
    return experiments
