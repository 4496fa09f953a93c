"""What a giver is told when the idea has come in: what happened → who answers, and by when → whom to ask."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from sluss.core import addresses
from sluss.core.dates import day
from sluss.core.events import Tell
from sluss.core.messages import Message, Recipient, facts, message

from .actions import receipt_code_of
from .models import Challenge, Prolonging, Submission
from .queries_give import Answer, answers_as_promised
from .states import Channel


@dataclass(frozen=True, slots=True)
class Facts:
    answer: Answer | None
    code: str = ""  # of what was written in for one without an account, who has seen no receipt


@facts("idea.submitted", "idea.reachable")
def waited_for(events: Sequence[Any]) -> Mapping[int, Facts]:
    """As it was promised then: a receipt that says another day each time it is read is no receipt.

    One query more where something was written in for its giver.
    """
    answers = answers_as_promised({event.pk: event.data["promised"] for event in events if event.data.get("promised")})
    written = {event.subject_id for event in events if "channel" in event.data}
    given = Submission.objects.in_bulk(written) if written else {}
    codes = {event.pk: receipt_code_of(given[event.subject_id]) for event in events if event.subject_id in given}
    return {event.pk: Facts(answers.get(event.pk), codes.get(event.pk, "")) for event in events}


def promised(facts: Facts | None) -> str:
    answer = facts.answer if facts else None
    if answer is None:
        return ""
    return _("%(who)s answers by %(day)s at the latest.") % {"who": answer.who, "day": answer.day}


@message("idea.submitted", to=Tell.GIVER)
def received(event: Any, subject: Any, recipient: Recipient) -> Message:
    url = recipient.status_url or reverse("ideas:mine", args=[subject.pk])
    code = event.facts.code if event.facts else ""
    opens = _("Open the idea with your receipt code, %(code)s: keep it, and give it to nobody.") % {"code": code} if code else ""
    return Message(
        subject_line=_("We have received your idea: %(title)s") % {"title": subject.title},
        happened=_came_in(event, subject),
        now=" ".join(filter(None, [promised(event.facts), opens, _("Until the case is closed you can add to the idea and change it.")])),
        links=((_("Open your idea"), url),),
    )


def _came_in(event: Any, subject: Any) -> str:
    if "channel" not in event.data:
        return _("Thank you! Your idea “%(title)s” has come in.") % {"title": subject.title}
    said = {"title": subject.title, "channel": str(Channel(event.data["channel"]).label).lower()}
    said["day"] = day(date.fromisoformat(event.data["received_on"]), year=True)
    return _("Thank you! Your idea “%(title)s” came in on %(day)s (%(channel)s), and we have written it in for you.") % said


@message("idea.reachable", to=Tell.GIVER)
def reachable(event: Any, subject: Any, recipient: Recipient) -> Message:
    url = recipient.status_url or reverse("ideas:status")
    return Message(
        subject_line=_("We have received your idea: %(title)s") % {"title": subject.title},
        happened=_("Thank you! Your idea “%(title)s” has come in, and we know now that this address is yours.") % {"title": subject.title},
        now=" ".join(
            filter(None, [promised(event.facts), _("We write here when something happens. Open the idea with the code on your receipt.")])
        ),
        links=((_("Open your idea"), url),),
    )


@facts("challenge.proposed")
def proposed(events: Sequence[Any]) -> Mapping[int, Challenge]:
    found = Challenge.objects.select_related("subject", "need_owner").in_bulk({event.data["challenge"] for event in events})
    return {event.pk: found[event.data["challenge"]] for event in events if event.data["challenge"] in found}


@message("challenge.proposed", to=Tell.OWNER)
def challenge_to_open(event: Any, subject: Any, recipient: Recipient) -> Message:
    challenge: Challenge | None = event.facts
    if challenge is None:
        gone = _("A challenge that was proposed to you has been thrown away")
        return Message(subject_line=gone, happened=_("It was a draft, and it is no more."), now=_("You do not need to do anything."))
    named = {"title": challenge.subject.title, "unit": challenge.need_owner.shown_name}
    return Message(
        subject_line=_("A challenge to open: %(title)s") % named,
        happened=_("%(unit)s has written the challenge “%(title)s”, with your unit as the receiver.") % named,
        now=_("Open it if you have the mandate, the time and the money to take care of the answers."),
        links=((_("Open the page of the challenge"), addresses.url_of(challenge.subject)),),
    )


@message("challenge.closed", to=Tell.FOLLOWERS)
def challenge_closed(event: Any, subject: Any, recipient: Recipient) -> Message:
    return Message(
        subject_line=_("The challenge %(title)s is closed") % {"title": subject.title},
        happened=_("Every idea that answered “%(title)s” has got its answer, and the challenge is closed.") % {"title": subject.title},
        now=_("Read what came out of it on its page."),
        links=((_("Open the page of the challenge"), addresses.url_of(subject)),),
    )


@facts("challenge.prolonged", "idea.challenge_prolonged")
def prolongings(events: Sequence[Any]) -> Mapping[int, Prolonging]:
    found = Prolonging.objects.select_related("challenge__subject").in_bulk({event.data["prolonging"] for event in events})
    return {event.pk: found[event.data["prolonging"]] for event in events if event.data["prolonging"] in found}


@message("challenge.prolonged", to=Tell.FOLLOWERS)
@message("idea.challenge_prolonged", to=Tell.GIVER)
def challenge_prolonged(event: Any, subject: Any, recipient: Recipient) -> Message:
    made: Prolonging = event.facts
    named = {"title": made.challenge.subject.title, "day": day(made.until, year=True)}
    own = recipient.role is Tell.GIVER
    return Message(
        subject_line=_("The challenge %(title)s is open longer") % named,
        happened=_("“%(title)s” takes answers until %(day)s.") % named,
        quoted=(_("The reason"), made.reason),
        now=_("Your idea stands as it is, and its answer does not wait for this.") if own else "",
        links=((_("Open the page of the challenge"), addresses.url_of(made.challenge.subject)),),
    )


@facts("idea.challenge_closed")
def answered_challenges(events: Sequence[Any]) -> Mapping[int, Challenge]:
    found = Challenge.objects.select_related("subject").in_bulk({event.data["challenge"] for event in events})
    return {event.pk: found[event.data["challenge"]] for event in events if event.data["challenge"] in found}


@message("idea.challenge_closed", to=Tell.GIVER)
def what_came_out(event: Any, subject: Any, recipient: Recipient) -> Message:
    challenge: Challenge = event.facts
    named = {"title": challenge.subject.title}
    return Message(
        subject_line=_("What came out of the challenge %(title)s") % named,
        happened=_("The challenge “%(title)s”, which you answered, is closed.") % named,
        quoted=(_("What came out of it"), challenge.result),
        links=((_("Open the page of the challenge"), addresses.url_of(challenge.subject)),),
    )


@message("idea.edited", to=Tell.OWNER)
def edited(event: Any, subject: Any, recipient: Recipient) -> Message:
    return Message(
        subject_line=_("%(title)s has a new text") % {"title": subject.title},
        happened=_("The one who gave “%(title)s” has changed the text. The earlier one is kept beside it.") % {"title": subject.title},
        now=_("Read it before you answer."),
        links=((_("Open the idea"), addresses.url_of(subject)),),
    )


@message("idea.file_sent", to=Tell.OWNER)
def file_sent(event: Any, subject: Any, recipient: Recipient) -> Message:
    """Without what it is called: that may say who sent it."""
    return Message(
        subject_line=_("%(title)s has a new file") % {"title": subject.title},
        happened=_("The one who gave “%(title)s” has sent a picture or a document.") % {"title": subject.title},
        now=_("Look at it on the page of the case, and show it to others there if it can be shown."),
        links=((_("Open the idea"), addresses.url_of(subject)),),
    )
