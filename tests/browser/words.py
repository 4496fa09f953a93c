"""What stands on the page in Swedish, and what has come by mail."""

from __future__ import annotations

import re
from typing import Any

from django.core import mail
from django.utils.translation import gettext, override

from sluss.ideas.tests import giving
from sluss.journal.models import OutgoingMail
from sluss.journal.states import Urgency


def sv(text: str, **words: Any) -> str:
    """The text as a Swedish page has it: a better wording breaks no journey."""
    with override("sv"):
        found = gettext(text)
    return found % words if words else found


def mails_to(address: str, about: str = "") -> list[mail.EmailMessage]:
    giving.worker()
    return [message for message in mail.outbox if message.to == [address] and about in message.subject]


def code_asked_last(address: str) -> str:
    """The code that was asked for last. Several that wait are sent together, and not always in the order they were asked for."""
    mail = OutgoingMail.objects.filter(to=address, urgency=Urgency.CODE).latest("pk")
    return re.findall(r"[A-Z]{4}-[A-Z]{4}", mail.text)[-1]


def code_sent_to(address: str) -> str:
    """The digits or letters of the last mail that has such."""
    found = [re.findall(r"\b(?:[A-Z0-9]{4}-[A-Z0-9]{4}|\d{6})\b", str(message.body)) for message in mails_to(address)]
    return str([codes for codes in found if codes][-1][-1])
