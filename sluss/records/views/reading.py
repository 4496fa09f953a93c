"""A page that shows in clear what is marked as secret says so here, and here alone."""

from __future__ import annotations

from django.http import HttpRequest

from sluss.journal.models import Subject

from .. import actions


def note_shown(request: HttpRequest, subject: Subject, *, place: str) -> None:
    """Noted as a reading. Whoever asks for the head of the page alone is shown nothing of it."""
    if request.method != "HEAD":
        actions.note_read(subject, by=request.user, place=place)  # type: ignore[arg-type]  # whoever reads what is marked is signed in
