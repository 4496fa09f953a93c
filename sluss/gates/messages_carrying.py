"""What is said about a trial's result, and to units that are asked: whether they receive what it leads to, whether the need is theirs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from sluss.core import addresses, clock
from sluss.core.dates import day
from sluss.core.events import Tell
from sluss.core.messages import Link, Message, Recipient, facts, message

from .models import Match, Promise, Receiver, Transfer, Trial
from .questions import expected_of, page_of, why_ended
from .states import QuestionEnd, ReceiverState, ReminderLevel, TransferCause


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


def _by_day(answer_by: date | None) -> str:
    if answer_by is None:
        return ""
    return _("Answer yes with a budget, or no with a reason, by %(day)s at the latest.") % {"day": day(answer_by)}


@message("case.receiver_asked", to=Tell.OWNER)
def receiver_asked(event: Any, subject: Any, recipient: Recipient) -> Message:
    receiver: Receiver = event.facts
    named = {"title": subject.title, "unit": receiver.unit.shown_name}
    return Message(
        subject_line=_("Will %(unit)s receive %(title)s?") % named,
        happened=_("%(unit)s is asked to take over “%(title)s” when the trial is over.") % named,
        quoted=(_("What you would take over"), receiver.question),
        now=_by_day(receiver.answer_by) or _("Answer yes with a budget, or no with a reason."),
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


@facts("question.reminded", "question.moved")
def promises(events: Sequence[Any]) -> Mapping[int, Promise]:
    wanted = {event.pk: event.data["promise"] for event in events}
    found = Promise.objects.select_related("subject", "unit").in_bulk(set(wanted.values()))
    return {event: found[pk] for event, pk in wanted.items() if pk in found}


@message("question.reminded", to=Tell.OWNER)
def question_reminded(event: Any, subject: Any, recipient: Recipient) -> Message:
    promise: Promise = event.facts
    due, level = date.fromisoformat(event.data["due"]), ReminderLevel(event.data["level"])
    late = (clock.today() - due).days
    named = {"title": promise.subject.title, "unit": promise.unit.shown_name, "day": day(due)}
    if level is ReminderLevel.HALF:
        line = _("%(unit)s is asked about %(title)s")
        happened = _("%(unit)s is asked about “%(title)s”, and is to answer by %(day)s. Half the time has passed.")
    elif level is ReminderLevel.DUE and late <= 0:
        line = _("The answer about %(title)s is due today")
        happened = _("%(unit)s is asked about “%(title)s”, and is to answer today.")
    else:
        line = ngettext(
            "Those who ask about %(title)s have waited %(days)s day too long",
            "Those who ask about %(title)s have waited %(days)s days too long",
            late,
        )
        happened = _("%(unit)s should have answered about “%(title)s” by %(day)s.")
        named["days"] = str(late)
    now = _("%(expected)s. A no with a reason is an answer too.") % {"expected": expected_of(promise)}
    if level in {ReminderLevel.DEPUTY, ReminderLevel.OFFICE}:
        now = _("You are told since nobody has answered. Answer for the unit, or see to it that somebody there does.")
    return Message(subject_line=line % named, happened=happened % named, now=now, links=((_("Answer for the unit"), page_of(promise)),))


@dataclass(frozen=True, slots=True)
class Ended:
    """What a unit was asked about one case; the reason where somebody took the question back."""

    promises: Sequence[Promise]
    reason: str


@facts("question.ended")
def ended_questions(events: Sequence[Any]) -> Mapping[int, Ended]:
    found = Promise.objects.select_related("subject", "unit").in_bulk({pk for event in events for pk in event.data["promises"]})
    back = {pk for event in events if event.data["why"] == QuestionEnd.TAKEN_BACK for pk in event.data["promises"]}
    reasons = why_ended(promise for promise in found.values() if promise.pk in back)

    def of(event: Any) -> Ended:
        those = [found[pk] for pk in event.data["promises"]]
        return Ended(those, next((reasons[one.pk] for one in those if reasons.get(one.pk)), ""))

    return {event.pk: of(event) for event in events}


@message("question.ended", to=Tell.OWNER)
def question_ended(event: Any, subject: Any, recipient: Recipient) -> Message:
    """Leads to no page: who was asked need not be one of those who find the case."""
    first = event.facts.promises[0]
    named = {"title": first.subject.title, "unit": first.unit.shown_name}
    happened = {
        QuestionEnd.TAKEN_BACK: _("The question to %(unit)s about “%(title)s” is taken back."),
        QuestionEnd.REFERRED: _("“%(title)s” is referred elsewhere, and %(unit)s had not answered yet."),
        QuestionEnd.CLOSED: _("“%(title)s” is closed, and %(unit)s had not answered yet."),
    }[QuestionEnd(event.data["why"])]
    return Message(
        subject_line=_("%(unit)s does not need to answer about %(title)s any more") % named,
        happened=happened % named,
        quoted=(_("The reason"), event.facts.reason) if event.facts.reason else None,
        now=_("You do not need to do anything. Nobody waits for your answer."),
    )


@message("question.moved", to=Tell.OWNER)
def question_moved(event: Any, subject: Any, recipient: Recipient) -> Message:
    promise: Promise = event.facts
    named = {"title": promise.subject.title, "unit": promise.unit.shown_name, "day": day(promise.due_on)}
    return Message(
        subject_line=_("%(unit)s is now asked about %(title)s") % named,
        happened=_("The unit that was asked about “%(title)s” has ended. %(unit)s is asked in its place.") % named,
        now=_("%(expected)s, by %(day)s at the latest. A no with a reason is an answer too.") % {**named, "expected": expected_of(promise)},
        links=((_("Answer for the unit"), page_of(promise)),),
    )


@facts("question.taken")
def transfers_of_questions(events: Sequence[Any]) -> Mapping[int, Transfer]:
    wanted = {event.pk: event.data["transfer"] for event in events}
    rows = Transfer.objects.select_related("promise__subject", "promise__unit", "from_person__details")
    found = rows.in_bulk(set(wanted.values()))
    return {event: found[pk] for event, pk in wanted.items() if pk in found}


@message("question.taken", to=Tell.OWNER)
def question_taken(event: Any, subject: Any, recipient: Recipient) -> Message:
    """With what the one who handed it over wrote, for whoever has it now."""
    transfer: Transfer = event.facts
    promise: Promise = transfer.promise  # type: ignore[assignment]  # the event is about one
    named = {"title": promise.subject.title, "unit": promise.unit.shown_name, "day": day(promise.due_on)}
    happened = _("What %(unit)s is asked about “%(title)s” has been handed to you.")
    if transfer.to_person_id is None:
        happened = _("What %(unit)s is asked about “%(title)s” lies with your role again. Whoever had it no longer does.")
    elif transfer.cause == TransferCause.ABSENCE and transfer.from_person is not None:
        happened = _("What %(unit)s is asked about “%(title)s” lies with you while %(who)s is away.")
        named["who"] = transfer.from_person.name
    elif transfer.cause == TransferCause.BACK:
        happened = _("What %(unit)s is asked about “%(title)s” lies with you again after your absence.")
    return Message(
        subject_line=_("A question about %(title)s lies with you") % named,
        happened=happened % named,
        quoted=(_("What is good to know"), transfer.reason) if transfer.reason else None,
        now=_("%(expected)s, by %(day)s at the latest. A no with a reason is an answer too.") % {**named, "expected": expected_of(promise)},
        links=((_("Answer for the unit"), page_of(promise)),),
    )
