"""What is said when a case moves: what happened → what happens now → whom to ask."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from sluss.core import addresses, clock
from sluss.core.dates import day
from sluss.core.events import Tell
from sluss.core.messages import Link, Message, Recipient, facts, message

from .models import Case, Decision, Recusal, Transfer
from .states import Outcome, ReminderLevel, TransferCause

_DECIDED = (
    "case.advanced",
    "case.sent_back",
    "case.asked",
    "case.parked",
    "case.woken",
    "case.closed",
    "case.referred",
    "case.withdrawn",
    "case.corrected",
)


@facts(*_DECIDED)
def decisions(events: Sequence[Any]) -> Mapping[int, Decision]:
    wanted = {event.pk: event.data.get("decision") for event in events}
    decided = Decision.objects.select_related("to_stage", "from_stage", "authority", "to_case", "case__receiving_unit").prefetch_related(
        "to_case__promises"
    )
    found = decided.in_bulk([pk for pk in wanted.values() if pk])
    return {event: found[pk] for event, pk in wanted.items() if pk in found}


@facts("case.opened", "case.completed", "case.moved", "promise.reminded")
def cases(events: Sequence[Any]) -> Mapping[int, Case]:
    wanted = {event.pk: event.data["case"] for event in events}
    found = Case.objects.select_related("stage", "receiving_unit").in_bulk(set(wanted.values()))
    return {event: found[pk] for event, pk in wanted.items() if pk in found}


@facts("case.taken")
def transfers(events: Sequence[Any]) -> Mapping[int, Transfer]:
    wanted = {event.pk: event.data.get("transfer") for event in events}
    found = Transfer.objects.select_related("from_person__details").in_bulk({pk for pk in wanted.values() if pk})
    return {event: found[pk] for event, pk in wanted.items() if pk in found}


def _title(event: Any, subject: Any) -> str:
    """With the unit, where the unit takes up what another has put to use: what it decides says nothing of the other's case."""
    case = event.facts.case
    return f"{subject.title} ({case.receiving_unit.shown_name})" if case.adopts_id else subject.title


def _due(event: Any) -> str:
    return day(date.fromisoformat(event.data["due"])) if event.data.get("due") else ""


def _own_page(subject: Any, recipient: Recipient) -> tuple[Link, ...]:
    return ((_("Open the idea"), recipient.status_url or addresses.url_of(subject)),)


def _case_page(event: Any) -> tuple[Link, ...]:
    return ((_("Open the case"), reverse("gates:case", args=[event.data["case"]])),)


def _why(decision: Decision) -> tuple[str, str]:
    return (_("The reason"), decision.reason)


def _now(event: Any) -> str:
    due = _due(event)
    return _("You get the next answer by %(day)s at the latest.") % {"day": due} if due else ""


@message("case.advanced", to=(Tell.GIVER, Tell.FOLLOWERS))
def advanced(event: Any, subject: Any, recipient: Recipient) -> Message:
    decision: Decision = event.facts
    named = {"title": _title(event, subject), "stage": decision.to_stage.shown_name if decision.to_stage else ""}
    return Message(
        subject_line=_("%(title)s goes on to %(stage)s") % named,
        happened=_("“%(title)s” has gone on to the stage %(stage)s.") % named,
        quoted=_why(decision),
        now=_now(event),
        links=_own_page(subject, recipient),
    )


@message("case.sent_back", to=(Tell.GIVER, Tell.FOLLOWERS))
def sent_back(event: Any, subject: Any, recipient: Recipient) -> Message:
    decision: Decision = event.facts
    named = {"title": _title(event, subject), "stage": decision.to_stage.shown_name if decision.to_stage else ""}
    return Message(
        subject_line=_("%(title)s goes back to %(stage)s") % named,
        happened=_("“%(title)s” has gone back to the stage %(stage)s to be worked on more.") % named,
        quoted=_why(decision),
        now=_now(event),
        links=_own_page(subject, recipient),
    )


@message("case.asked", to=Tell.GIVER)
def asked(event: Any, subject: Any, recipient: Recipient) -> Message:
    return Message(
        subject_line=_("We need to know more about %(title)s") % {"title": subject.title},
        happened=_("We have read “%(title)s” and have a question before we can go on.") % {"title": subject.title},
        quoted=(_("The question"), event.facts.reason),
        now=_("Answer on the idea's page. Our time to answer stands still until you have."),
        links=((_("Answer the question"), recipient.status_url or addresses.url_of(subject)),),
    )


@message("case.parked", to=(Tell.GIVER, Tell.FOLLOWERS))
def parked(event: Any, subject: Any, recipient: Recipient) -> Message:
    decision: Decision = event.facts
    return Message(
        subject_line=_("%(title)s waits until %(day)s")
        % {"title": _title(event, subject), "day": day(decision.until) if decision.until else ""},
        happened=_("“%(title)s” waits in the idea bank.") % {"title": _title(event, subject)},
        quoted=_why(decision),
        now=_("We take it up again on %(day)s. You do not need to do anything.") % {"day": day(decision.until) if decision.until else ""},
        links=_own_page(subject, recipient),
    )


@message("case.woken", to=(Tell.GIVER, Tell.FOLLOWERS))
def woken(event: Any, subject: Any, recipient: Recipient) -> Message:
    return Message(
        subject_line=_("%(title)s is taken up again") % {"title": _title(event, subject)},
        happened=_("“%(title)s” has waited in the idea bank and is now taken up again.") % {"title": _title(event, subject)},
        now=_now(event),
        links=_own_page(subject, recipient),
    )


@message("case.closed", to=(Tell.GIVER, Tell.FOLLOWERS))
def closed(event: Any, subject: Any, recipient: Recipient) -> Message:
    decision: Decision = event.facts
    line = _closed_line(Outcome(decision.outcome)) % {"title": _title(event, subject)}
    return Message(
        subject_line=line,
        happened=_("The case about “%(title)s” has got its answer: %(outcome)s.")
        % {"title": _title(event, subject), "outcome": decision.get_outcome_display().lower()},
        quoted=_why(decision),
        now=_("The idea and the whole answer stay where you can read them. Have we missed something? Write to us, and we read again."),
        links=((_("Read the whole decision"), recipient.status_url or addresses.url_of(subject)),),
    )


@message("case.referred", to=(Tell.GIVER, Tell.FOLLOWERS))
def referred(event: Any, subject: Any, recipient: Recipient) -> Message:
    decision: Decision = event.facts
    named = {"title": _title(event, subject), "who": decision.referred_to}
    promise = min(decision.to_case.promises.all(), key=lambda promise: promise.pk, default=None) if decision.to_case else None
    if promise:
        now = _("%(who)s has the idea now, and answers you by %(day)s at the latest.") % {**named, "day": day(promise.due_on)}
    else:
        now = _("%(who)s is not a part of the city. Turn to them to take it further.") % named
    return Message(
        subject_line=_("%(title)s is referred to %(who)s") % named,
        happened=_("“%(title)s” belongs with %(who)s, and is referred there.") % named,
        quoted=_why(decision),
        now=now,
        links=_own_page(subject, recipient),
    )


def _closed_line(outcome: Outcome) -> str:
    return {
        Outcome.FULLY: _("%(title)s is carried out"),
        Outcome.PARTLY: _("%(title)s is carried out in part"),
        Outcome.TESTED: _("%(title)s has been tested"),
        Outcome.PLANNED: _("%(title)s becomes part of coming planning"),
        Outcome.NO_SUPPORT: _("%(title)s did not get enough support"),
    }.get(outcome, _("We do not go on with %(title)s"))


@message("case.corrected", to=(Tell.GIVER, Tell.FOLLOWERS))
def corrected(event: Any, subject: Any, recipient: Recipient) -> Message:
    return Message(
        subject_line=_("A decision about %(title)s is corrected") % {"title": _title(event, subject)},
        happened=_("A decision about “%(title)s” has been corrected. The first one stays beside it.") % {"title": _title(event, subject)},
        quoted=_why(event.facts),
        links=_own_page(subject, recipient),
    )


@message("case.withdrawn", to=Tell.GIVER)
def withdrawn(event: Any, subject: Any, recipient: Recipient) -> Message:
    return Message(
        subject_line=_("You have withdrawn %(title)s") % {"title": subject.title},
        happened=_("You have withdrawn “%(title)s”. What you sent in is kept, since it has been received by the city.")
        % {"title": subject.title},
        now=_("Nobody works with it any more. You can give a new idea whenever you want."),
        links=_own_page(subject, recipient),
    )


@message("case.withdrawn", to=(Tell.FOLLOWERS, Tell.OWNER))
def withdrawn_by_giver(event: Any, subject: Any, recipient: Recipient) -> Message:
    links = _case_page(event) if recipient.role is Tell.OWNER else _own_page(subject, recipient)
    return Message(
        subject_line=_("%(title)s is withdrawn") % {"title": subject.title},
        happened=_("The one who gave “%(title)s” has withdrawn it.") % {"title": subject.title},
        now=_("You do not need to do anything."),
        links=links,
    )


@message("case.moved", to=(Tell.GIVER, Tell.FOLLOWERS))
def moved(event: Any, subject: Any, recipient: Recipient) -> Message:
    case: Case = event.facts
    return Message(
        subject_line=_("%(unit)s has %(title)s now") % {"unit": case.receiving_unit.name, "title": subject.title},
        happened=_("The city has changed its organisation. %(unit)s answers for “%(title)s” from now on.")
        % {"unit": case.receiving_unit.name, "title": subject.title},
        now=_("The promised day is the same. Everything that has been decided stays."),
        links=_own_page(subject, recipient),
    )


@message("case.opened", to=Tell.OWNER)
def opened(event: Any, subject: Any, recipient: Recipient) -> Message:
    return Message(
        subject_line=_("New to answer: %(title)s") % {"title": subject.title},
        happened=_("“%(title)s” has come in.") % {"title": subject.title},
        now=_("It needs a first answer by %(day)s at the latest. A few lines are enough.") % {"day": _due(event)},
        links=_case_page(event),
    )


def _yours(event: Any, subject: Any, line: str, happened: str, **named: str) -> Message:
    due = _due(event)
    return Message(
        subject_line=line % {"title": subject.title},
        happened=happened % {"title": subject.title, **named},
        now=_("The next answer is due %(day)s.") % {"day": due} if due else "",
        links=_case_page(event),
    )


@message("case.advanced", to=Tell.OWNER)
def yours_after_gate(event: Any, subject: Any, recipient: Recipient) -> Message:
    return _yours(event, subject, _("%(title)s has reached your stage"), _("“%(title)s” has gone on and now lies with you."))


@message("case.sent_back", to=Tell.OWNER)
def yours_again(event: Any, subject: Any, recipient: Recipient) -> Message:
    return _yours(event, subject, _("%(title)s is sent back to your stage"), _("“%(title)s” has been sent back and now lies with you."))


@message("case.completed", to=Tell.OWNER)
def yours_completed(event: Any, subject: Any, recipient: Recipient) -> Message:
    return _yours(event, subject, _("%(title)s is completed"), _("The one who gave “%(title)s” has answered your question."))


@message("case.woken", to=Tell.OWNER)
def yours_woken(event: Any, subject: Any, recipient: Recipient) -> Message:
    return _yours(event, subject, _("%(title)s is awake again"), _("“%(title)s” was parked until today and lies with you again."))


@message("case.moved", to=Tell.OWNER)
def yours_moved(event: Any, subject: Any, recipient: Recipient) -> Message:
    return _yours(event, subject, _("You have taken over %(title)s"), _("“%(title)s” came to your unit when the organisation changed."))


@message("case.taken", to=Tell.OWNER)
def yours_taken(event: Any, subject: Any, recipient: Recipient) -> Message:
    """With what the one who handed it over wrote, for this reader's eyes only. What was let go says nothing but that."""
    transfer: Transfer | None = event.facts
    happened = _("“%(title)s” has been handed to you.")
    if transfer is not None and transfer.cause == TransferCause.ABSENCE and transfer.from_person is not None:
        happened = _("“%(title)s” lies with you while %(who)s is away.")
    elif transfer is not None and transfer.cause == TransferCause.BACK:
        happened = _("“%(title)s” lies with you again after your absence.")
    who = transfer.from_person.name if transfer is not None and transfer.from_person is not None else ""
    said = _yours(event, subject, _("%(title)s lies with you"), happened, who=who)
    if transfer is None or not transfer.reason:
        return said
    return replace(said, quoted=(_("What is good to know"), transfer.reason))


@message("promise.reminded", to=Tell.OWNER)
def reminded(event: Any, subject: Any, recipient: Recipient) -> Message:
    due = date.fromisoformat(event.data["due"])
    late = (clock.today() - due).days
    level = ReminderLevel(event.data["level"])
    named = {"title": subject.title, "day": day(due)}
    if level is ReminderLevel.HALF:
        line, happened = (
            _("Someone waits for an answer by %(day)s"),
            _("Half the time has passed for “%(title)s”. It needs an answer by %(day)s at the latest."),
        )
    elif level is ReminderLevel.DUE and late <= 0:
        line, happened = _("The answer to %(title)s is due today"), _("“%(title)s” needs an answer today.")
    else:
        line = ngettext("%(title)s has waited %(days)s day too long", "%(title)s has waited %(days)s days too long", late)
        happened = _("“%(title)s” should have been answered by %(day)s.")
        named["days"] = str(late)
    if level in {ReminderLevel.DEPUTY, ReminderLevel.OFFICE}:
        now = _("You are told since the one who owes the answer has not given it. Answer yourself, or hand the case over.")
    else:
        now = _("A few lines are enough. Too much to do? Hand the case over to a colleague, and nobody has to wait.")
    return Message(subject_line=line % named, happened=happened % named, now=now, links=_case_page(event))


@facts("case.recused")
def recusals(events: Sequence[Any]) -> Mapping[int, Recusal]:
    wanted = {event.pk: event.data["recusal"] for event in events}
    found = Recusal.objects.select_related("assessor__details").in_bulk(set(wanted.values()))
    return {event: found[pk] for event, pk in wanted.items() if pk in found}


@message("case.recused", to=Tell.OWNER)
def stepped_aside(event: Any, subject: Any, recipient: Recipient) -> Message:
    """Without the reason, which a mail should not carry: it may say who gave it."""
    named = {"title": subject.title, "name": event.facts.assessor.name}
    left = event.data.get("left", 0)
    return Message(
        subject_line=_("%(name)s does not assess %(title)s") % named,
        happened=_("%(name)s has stepped aside from assessing “%(title)s”. Why stands in the case.") % named,
        now=ngettext("%(n)d other can assess it.", "%(n)d others can assess it.", left) % {"n": left}
        if left
        else _("Nobody else can assess it. Ask the innovation office for another assessor, or decide without one."),
        links=((_("Open the case"), reverse("gates:case", args=[event.data["case"]])),),
    )
