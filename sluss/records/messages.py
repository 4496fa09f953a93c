"""What those who answer requests to be de-identified are told, and whoever asks. Nobody is named: the page says who."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from sluss.core.dates import day
from sluss.core.events import Tell
from sluss.core.messages import Link, Message, Recipient, message


def _due(event: Any) -> str:
    return day(date.fromisoformat(event.data["due"]))


def _page(event: Any) -> tuple[Link, ...]:
    return ((_("Open the request"), reverse("records:erasure", args=[event.data["request"]])),)


@message("erasure.asked", to=Tell.OWNER)
def asked(event: Any, subject: Any, recipient: Recipient) -> Message:
    return Message(
        subject_line=_("Somebody asks to be de-identified: answer by %(day)s") % {"day": _due(event)},
        happened=_("A request to be de-identified has come in."),
        now=_("You and others who answer for the authority see to it that it gets an answer with a reason by %(day)s at the latest.")
        % {"day": _due(event)},
        links=_page(event),
    )


@message("erasure.due", to=Tell.OWNER)
def due(event: Any, subject: Any, recipient: Recipient) -> Message:
    return Message(
        subject_line=_("A request to be de-identified is to be answered by %(day)s") % {"day": _due(event)},
        happened=_("A request to be de-identified has no answer yet."),
        now=_("Answer it by %(day)s at the latest. Does it take longer? Then whoever asked must be told why before that day.")
        % {"day": _due(event)},
        links=_page(event),
    )


# --- Whoever asks, beside the letter. The reason stands where one reads it alone. -------------------------------------------


def _own(says: Any) -> tuple[Link, ...]:
    return ((says, reverse("records:my_data") + "#request"),)


@message("erasure.put_off", to=Tell.OWNER)
def put_off(event: Any, subject: Any, recipient: Recipient) -> Message:
    return Message(
        subject_line=_("The answer to your request takes longer: you get it by %(due)s") % {"due": _due(event)},
        happened=_("Your request to be de-identified takes longer than a month to answer."),
        now=_("You get the answer by %(day)s at the latest. The reason stands on My data.") % {"day": _due(event)},
        links=_own(_("Read why")),
    )


@message("erasure.answered", to=Tell.OWNER)
def answered(event: Any, subject: Any, recipient: Recipient) -> Message:
    return Message(
        subject_line=_("Your request to be de-identified is answered"),
        happened=_("The city has answered your request to be de-identified."),
        now=_("The answer, the reason and how to appeal stand on My data."),
        links=_own(_("Read the answer")),
    )
