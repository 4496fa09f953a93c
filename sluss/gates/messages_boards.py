"""What is said when a case waits for a board, and when the board has met and nothing is registered."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from sluss.core import addresses
from sluss.core.dates import day
from sluss.core.events import Tell
from sluss.core.messages import Message, Recipient, facts, message
from sluss.people.models import Unit


@facts("case.lifted", "case.meeting_passed")
def boards(events: Sequence[Any]) -> Mapping[int, Unit]:
    wanted = {event.pk: event.data["board"] for event in events}
    found = Unit.objects.in_bulk(set(wanted.values()))
    return {event: found[pk] for event, pk in wanted.items() if pk in found}


@message("case.lifted", to=(Tell.GIVER, Tell.FOLLOWERS))
def lifted(event: Any, subject: Any, recipient: Recipient) -> Message:
    """With the day as it was known when it was told."""
    named = {"title": subject.title, "board": event.facts.shown_name}
    meets = event.data.get("meets")
    if meets:
        now = _("%(board)s meets on %(day)s. You are told what it has decided, and why.") % {
            **named,
            "day": day(date.fromisoformat(meets), year=True),
        }
    else:
        now = _("The day is not set yet. You are told what the board has decided, and why.")
    return Message(
        subject_line=_("%(title)s goes to %(board)s") % named,
        happened=_("%(board)s is to decide about “%(title)s”.") % named,
        now=now,
        links=((_("Open the idea"), recipient.status_url or addresses.url_of(subject)),),
    )


@message("case.meeting_passed", to=Tell.OWNER)
def passed(event: Any, subject: Any, recipient: Recipient) -> Message:
    named = {"title": subject.title, "board": event.facts.shown_name, "day": day(date.fromisoformat(event.data["met"]), year=True)}
    return Message(
        subject_line=_("What did %(board)s decide about %(title)s?") % named,
        happened=_("%(board)s met on %(day)s. No decision about “%(title)s” is registered.") % named,
        now=_("Register the decision when you have the minutes. If the board did not take it up, it waits for the next meeting."),
        links=((_("Register what the board has decided"), reverse("gates:board", args=[event.data["case"]])),),
    )
