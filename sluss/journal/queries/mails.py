from __future__ import annotations

from django.db.models import QuerySet

from ..models import OutgoingMail
from ..states import MailState


def mails() -> QuerySet[OutgoingMail]:
    """Mails that have been sent, the latest first; the caller LIMITs. For the demo city's mail page alone: it shows everybody's."""
    return OutgoingMail.objects.filter(state=MailState.SENT).order_by("-sent_at", "-id")


def failed_mails() -> QuerySet[OutgoingMail]:
    return OutgoingMail.objects.filter(state=MailState.FAILED).order_by("-id")
