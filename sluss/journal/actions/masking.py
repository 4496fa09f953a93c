"""What a secrecy mark hides of a subject. Nothing is told by this: who marked what and why stands with the mark."""

from __future__ import annotations

from collections.abc import Sequence

from sluss.core.slugs import slug

from ..models import OutgoingMail, Subject
from ..states import MailState


def mask(subject: Subject, *, fields: Sequence[str]) -> None:
    """Which fields are hidden from now on; what they say instead is set by the subject's owner. The subject is locked by the caller."""
    subject.masked = " ".join(fields)
    subject.save(update_fields=["masked"])
    _write_anew(subject)


def show_title(subject: Subject, *, title: str) -> None:
    """The title that all are shown, when the one that was given is hidden or can be shown again. The subject is locked by the caller."""
    subject.title, subject.address = title, slug(title)
    subject.save(update_fields=["title", "address"])
    _write_anew(subject)


def _write_anew(subject: Subject) -> None:
    """Mails that have not left yet say what may be said when they leave."""
    waiting = OutgoingMail.objects.filter(event__subject=subject, state=MailState.WAITING)
    waiting.exclude(text="").update(subject_line="", text="", html="")
