"""What is said about a trial's result, and to units that are asked: whether they receive what it leads to, whether the need is theirs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from sluss.core import addresses
from sluss.core.dates import day
from sluss.core.events import Tell
from sluss.core.messages import Link, Message, Recipient, facts, message

from .models import Match, Receiver, Trial
from .states import ReceiverState


@facts("case.trial_ended")
def trials(events: Sequence[Any]) -> Mapping[int, Trial]:
    wanted = {event.pk: event.data["trial"] for event in events}
    found = Trial.objects.in_bulk(set(wanted.values()))
    return {event: found[pk] for event, pk in wanted.items() if pk in found}


@facts("case.receiver_asked", "case.receiver_answered")
def receivers(events: Sequence[Any]) -> Mapping[int, Receiver]:
    wanted = {event.pk: event.data["receiver"] for event in events}
    found = Receiver.objects.select_related("unit").in_bulk(set(wanted.values()))
    return {event: found[pk] for event, pk in wanted.items() if pk in found}


@message("case.trial_ended", to=(Tell.GIVER, Tell.FOLLOWERS))
def trial_ended(event: Any, subject: Any, recipient: Recipient) -> Message:
    trial: Trial = event.facts
    return Message(
        subject_line=_("What the trial of %(title)s showed") % {"title": subject.title},
        happened=_("The trial of “%(title)s” is over: %(result)s.")
        % {"title": subject.title, "result": trial.get_result_display().lower()},
        quoted=(_("What we have learnt"), trial.learnt),
        now=_("The city decides what happens next, and you are told."),
        links=((_("Open the idea"), recipient.status_url or addresses.url_of(subject)),),
    )


def _receiver_page(event: Any) -> tuple[Link, ...]:
    return ((_("Open the question"), reverse("gates:receiver", args=[event.data["receiver"]])),)


@message("case.receiver_asked", to=Tell.OWNER)
def receiver_asked(event: Any, subject: Any, recipient: Recipient) -> Message:
    receiver: Receiver = event.facts
    named = {"title": subject.title, "unit": receiver.unit.shown_name}
    return Message(
        subject_line=_("Will %(unit)s receive %(title)s?") % named,
        happened=_("%(unit)s is asked to take over “%(title)s” when the trial is over.") % named,
        quoted=(_("What you would take over"), receiver.question),
        now=_("Answer yes with a budget, or no with a reason."),
        links=_receiver_page(event),
    )


@message("case.receiver_answered", to=Tell.OWNER)
def receiver_answered(event: Any, subject: Any, recipient: Recipient) -> Message:
    receiver: Receiver = event.facts
    named = {"title": subject.title, "unit": receiver.unit.shown_name}
    line = {
        ReceiverState.ACCEPTED: _("%(unit)s receives %(title)s"),
        ReceiverState.DECLINED: _("%(unit)s does not receive %(title)s"),
    }.get(ReceiverState(receiver.state), _("%(unit)s is not asked any more about %(title)s"))
    return Message(
        subject_line=line % named,
        happened=line % {**named, "title": f"“{subject.title}”"} + ".",
        quoted=(_("The reason"), receiver.reason) if receiver.reason else None,
        links=_receiver_page(event),
    )


@facts("match.asked", "case.match_answered")
def matches(events: Sequence[Any]) -> Mapping[int, Match]:
    wanted = {event.pk: event.data["match"] for event in events}
    found = Match.objects.select_related("case__subject", "unit").in_bulk(set(wanted.values()))
    return {event: found[pk] for event, pk in wanted.items() if pk in found}


@message("match.asked", to=Tell.OWNER)
def need_asked(event: Any, subject: Any, recipient: Recipient) -> Message:
    match: Match = event.facts
    named = {"title": match.case.subject.title, "unit": match.unit.shown_name}
    return Message(
        subject_line=_("Does %(unit)s have this need? %(title)s") % named,
        happened=_("“%(title)s” may meet a need that %(unit)s has.") % named,
        quoted=(_("The need"), match.need),
        now=_("Say yes or no, and why, by %(day)s at the latest. Without a yes it does not go on.")
        % {"day": day(date.fromisoformat(event.data["due"]))},
        links=((_("Answer for the need"), reverse("gates:match_answer", args=[match.pk])),),
    )


@message("case.match_answered", to=Tell.OWNER)
def need_answered(event: Any, subject: Any, recipient: Recipient) -> Message:
    match: Match = event.facts
    named = {"title": subject.title, "unit": match.unit.shown_name}
    yes = match.answer == Match.Answer.YES
    return Message(
        subject_line=(_("%(unit)s says yes to %(title)s") if yes else _("%(unit)s says no to %(title)s")) % named,
        happened=_("%(unit)s has answered whether “%(title)s” meets its need.") % named,
        quoted=(_("The reason"), match.reason),
        now=_("It can go on to the next stage.") if yes else _("Tie it to another need, refer it or answer with a reason."),
        links=((_("Open the case"), reverse("gates:case", args=[event.data["case"]])),),
    )
