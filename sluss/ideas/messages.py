"""What a giver is told when the idea has come in: what happened → who answers, and by when → whom to ask."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from sluss.core import addresses
from sluss.core.events import Tell
from sluss.core.messages import Message, Recipient, facts, message

from .queries_give import Answer, answers_as_promised


@facts("idea.submitted", "idea.reachable")
def waited_for(events: Sequence[Any]) -> Mapping[int, Answer]:
    """As it was promised then: a receipt that says another day each time it is read is no receipt."""
    return answers_as_promised({event.pk: event.data["promised"] for event in events if event.data.get("promised")})


def promised(answer: Answer | None) -> str:
    if answer is None:
        return ""
    return _("%(who)s answers by %(day)s at the latest.") % {"who": answer.who, "day": answer.day}


@message("idea.submitted", to=Tell.GIVER)
def received(event: Any, subject: Any, recipient: Recipient) -> Message:
    url = recipient.status_url or reverse("ideas:mine", args=[subject.pk])
    return Message(
        subject_line=_("We have received your idea: %(title)s") % {"title": subject.title},
        happened=_("Thank you! Your idea “%(title)s” has come in.") % {"title": subject.title},
        now=" ".join(filter(None, [promised(event.facts), _("Until the case is closed you can add to the idea and change it.")])),
        links=((_("Open your idea"), url),),
    )


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


@message("idea.edited", to=Tell.OWNER)
def edited(event: Any, subject: Any, recipient: Recipient) -> Message:
    return Message(
        subject_line=_("%(title)s has a new text") % {"title": subject.title},
        happened=_("The one who gave “%(title)s” has changed the text. The earlier one is kept beside it.") % {"title": subject.title},
        now=_("Read it before you answer."),
        links=((_("Open the idea"), addresses.url_of(subject)),),
    )
