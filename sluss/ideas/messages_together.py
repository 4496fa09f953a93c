"""What is told when an idea is spread: to the unit that is asked, to the giver and those who follow, and to those who spread it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from sluss.core import addresses
from sluss.core.dates import day
from sluss.core.events import Tell
from sluss.core.messages import Message, Recipient, facts, message

from .models import Adoption, AdoptionRequest
from .states import AdoptionAnswer


@facts("idea.adoption_asked")
def requests(events: Sequence[Any]) -> Mapping[int, AdoptionRequest]:
    wanted = {event.pk: event.data["request"] for event in events}
    found = AdoptionRequest.objects.select_related("unit", "case__receiving_unit").in_bulk(set(wanted.values()))
    return {event: found[pk] for event, pk in wanted.items() if pk in found}


@facts("idea.adopted", "idea.declined")
def answers(events: Sequence[Any]) -> Mapping[int, Adoption]:
    wanted = {event.pk: event.data["adoption"] for event in events}
    found = Adoption.objects.select_related("request__unit").in_bulk(set(wanted.values()))
    return {event: found[pk] for event, pk in wanted.items() if pk in found}


@message("idea.adoption_asked", to=Tell.OWNER)
def asked(event: Any, subject: Any, recipient: Recipient) -> Message:
    one: AdoptionRequest = event.facts
    named = {"unit": one.unit.shown_name, "asks": one.case.receiving_unit.shown_name, "title": subject.title, "day": day(one.answer_by)}
    return Message(
        subject_line=_("Does %(unit)s take up %(title)s?") % named,
        happened=_("%(asks)s has put “%(title)s” to use, and asks whether %(unit)s takes it up.") % named,
        now=_("Answer by %(day)s at the latest: take it up, adapt it, or say why not.") % named,
        links=((_("Answer for the unit"), reverse("ideas:adoption", args=[one.pk])),),
    )


def _links(subject: Any, recipient: Recipient) -> tuple[tuple[str, str], ...]:
    return ((_("Open the idea"), recipient.status_url or addresses.url_of(subject)),)


@message("idea.adopted", to=(Tell.GIVER, Tell.FOLLOWERS, Tell.OWNER))
def adopted(event: Any, subject: Any, recipient: Recipient) -> Message:
    one: Adoption = event.facts
    named = {"unit": one.request.unit.shown_name, "title": subject.title}
    adapts = one.answer == AdoptionAnswer.ADAPT
    return Message(
        subject_line=(_("%(unit)s adapts %(title)s") if adapts else _("%(unit)s takes up %(title)s")) % named,
        happened=(_("%(unit)s adapts “%(title)s” and uses it in its own way.") if adapts else _("%(unit)s takes up “%(title)s”.")) % named,
        quoted=(_("What they say"), one.reason) if one.reason else None,
        now=_("You do not need to do anything. The idea’s page shows who has taken it up."),
        links=_links(subject, recipient),
    )


@message("idea.declined", to=Tell.OWNER)
def declined(event: Any, subject: Any, recipient: Recipient) -> Message:
    one: Adoption = event.facts
    named = {"unit": one.request.unit.shown_name, "title": subject.title}
    return Message(
        subject_line=_("%(unit)s does not take up %(title)s") % named,
        happened=_("%(unit)s does not take up “%(title)s”.") % named,
        quoted=(_("The reason"), one.reason),
        now=_("You do not need to do anything. The reason stands on the idea’s page."),
        links=_links(subject, recipient),
    )
