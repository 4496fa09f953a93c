from __future__ import annotations

from collections.abc import Callable

from django.db.models import QuerySet

from sluss.people.models import PersonDetails

from ..models import OutgoingMail
from ..states import MailState


def mails() -> QuerySet[OutgoingMail]:
    """Mails that have been sent, the latest first; the caller LIMITs. For the demo city's mail page alone: it shows everybody's."""
    return OutgoingMail.objects.filter(state=MailState.SENT).order_by("-sent_at", "-id")


def failed_mails() -> QuerySet[OutgoingMail]:
    return OutgoingMail.objects.filter(state=MailState.FAILED).order_by("-id")


def names_somebody_protected(*, but: int | None = None) -> Callable[[str], bool]:
    """Whether a text holds the name of somebody, `but` apart, whose identity has been protected since it was written: then it is not
    handed out again. One query."""
    found = PersonDetails.objects.filter(person__protected=True).exclude(pk=but).values_list("given_name", "family_name")
    names = [" ".join(filter(None, name)) for name in found]
    return lambda text: any(name in text for name in names if name)
