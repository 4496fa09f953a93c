"""What is told of the work around a case: to the units that are asked, to those who asked, and to the giver."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from sluss.core import addresses
from sluss.core.dates import day
from sluss.core.events import Tell
from sluss.core.messages import Link, Message, Recipient, facts, message

from .models import Barrier, Case, CaseParticipant, CoachingNote, Experiment
from .states import Around, PartState


def _found(events: Sequence[Any], key: str, rows: Any) -> dict[int, Any]:
    wanted = {event.pk: event.data[key] for event in events}
    found = rows.in_bulk(set(wanted.values()))
    return {event: found[pk] for event, pk in wanted.items() if pk in found}


@facts("case.unit_asked", "case.unit_answered", "case.unit_left")
def participants(events: Sequence[Any]) -> Mapping[int, CaseParticipant]:
    return _found(events, "participant", CaseParticipant.objects.select_related("unit", "case__receiving_unit"))


@facts("case.learnt")
def experiments(events: Sequence[Any]) -> Mapping[int, Experiment]:
    return _found(events, "experiment", Experiment.objects)


@facts("case.advised")
def notes(events: Sequence[Any]) -> Mapping[int, CoachingNote]:
    return _found(events, "note", CoachingNote.objects)


@facts("case.taken_up")
def cases(events: Sequence[Any]) -> Mapping[int, Case]:
    return _found(events, "case", Case.objects.select_related("receiving_unit", "stage"))


def _case(event: Any) -> tuple[Link, ...]:
    return ((_("Open the case"), reverse("gates:case", args=[event.data["case"]])),)


def _idea(subject: Any, recipient: Recipient) -> tuple[Link, ...]:
    return ((_("Open the idea"), recipient.status_url or addresses.url_of(subject)),)


def _read_and_answer(one: CaseParticipant) -> str:
    if one.answer_by is None:
        return _("Read the case, and say yes or no. You can read it until you have said no.")
    named = {"day": day(one.answer_by)}
    return _("Read the case, and say yes or no by %(day)s at the latest. You can read it until you have said no.") % named


@message("case.unit_asked", to=Tell.OWNER)
def unit_asked(event: Any, subject: Any, recipient: Recipient) -> Message:
    one: CaseParticipant = event.facts
    named = {"unit": one.unit.shown_name, "asks": one.case.receiving_unit.shown_name, "title": subject.title}
    return Message(
        subject_line=_("%(unit)s is asked into %(title)s") % named,
        happened=_("%(asks)s asks whether %(unit)s will be in the case “%(title)s”: %(part)s.")
        % {**named, "part": one.get_part_display().lower()},
        quoted=(_("The reason"), one.ask_reason),
        now=_read_and_answer(one),
        links=((_("Answer for the unit"), reverse("gates:answer_ask", args=[one.case_id, one.pk])),),
    )


@message("case.unit_answered", to=Tell.OWNER)
def unit_answered(event: Any, subject: Any, recipient: Recipient) -> Message:
    one: CaseParticipant = event.facts
    named = {"unit": one.unit.shown_name, "title": subject.title}
    declined = one.state == PartState.DECLINED
    line = _("%(unit)s does not take part in %(title)s") if declined else _("%(unit)s is in %(title)s now")
    happened = (
        _("%(unit)s has said no to being in the case “%(title)s”.")
        if declined
        else _("%(unit)s has said yes to being in the case “%(title)s”.")
    )
    return Message(
        subject_line=line % named,
        happened=happened % named,
        quoted=(_("The reason"), one.answer_reason) if one.answer_reason else None,
        now="" if declined else _("Those who lead and assess there can read the case and write notes in it. You decide, as before."),
        links=_case(event),
    )


@message("case.unit_left", to=Tell.OWNER)
def unit_left(event: Any, subject: Any, recipient: Recipient) -> Message:
    one: CaseParticipant = event.facts
    named = {"unit": one.unit.shown_name, "title": subject.title}
    return Message(
        subject_line=_("%(unit)s is no longer in %(title)s") % named,
        happened=_("%(unit)s is no longer in the case “%(title)s”.") % named,
        quoted=(_("The reason"), one.end_reason),
        now=_("You do not need to do anything. What the unit has written stays."),
        links=((_("Open the idea"), addresses.url_of(subject)),),
    )


@message("case.taken_up", to=Tell.OWNER)
def taken_up(event: Any, subject: Any, recipient: Recipient) -> Message:
    case: Case = event.facts
    named = {"unit": case.receiving_unit.shown_name, "title": subject.title, "stage": case.stage.shown_name}
    return Message(
        subject_line=_("%(unit)s takes up %(title)s") % named,
        happened=_("%(unit)s takes up “%(title)s”, and begins at the stage %(stage)s.") % named,
        now=_("The case lies with you. It has been checked and assessed already."),
        links=_case(event),
    )


@message("case.learnt", to=(Tell.GIVER, Tell.FOLLOWERS))
def learnt(event: Any, subject: Any, recipient: Recipient) -> Message:
    named = {"title": subject.title}
    return Message(
        subject_line=_("We have tried and learnt something about %(title)s") % named,
        happened=_("A small test of “%(title)s” is over.") % named,
        quoted=None if Around.EXPERIMENTS in subject.masked_fields else (_("What we learnt"), event.facts.learnt),
        now=_("What we learnt decides what we try next. You can read about all the tests on the idea’s page."),
        links=_idea(subject, recipient),
    )


@message("case.advised", to=Tell.GIVER)
def advised(event: Any, subject: Any, recipient: Recipient) -> Message:
    note: CoachingNote = event.facts
    step = ""
    if note.next_step and note.next_on:
        step = _("The next step: %(step)s, by %(day)s.") % {"step": note.next_step, "day": day(note.next_on)}
    elif note.next_step:
        step = _("The next step: %(step)s.") % {"step": note.next_step}
    return Message(
        subject_line=_("Advice about %(title)s") % {"title": subject.title},
        happened=_("Those who work with “%(title)s” have written something to you.") % {"title": subject.title},
        quoted=(_("What they write"), note.text),
        now=step,
        links=_idea(subject, recipient),
    )


@facts("barrier.given")
def barriers(events: Sequence[Any]) -> Mapping[int, Barrier]:
    return _found(events, "barrier", Barrier.objects.select_related("unit", "owner_unit"))


@message("barrier.given", to=Tell.OWNER)
def barrier_given(event: Any, subject: Any, recipient: Recipient) -> Message:
    """Says where and of what kind, not in which case: who is to do something about it need not find that."""
    one: Barrier = event.facts
    named = {"unit": one.unit.shown_name, "kind": one.get_kind_display().lower(), "owner": one.owner_unit.shown_name}
    return Message(
        subject_line=_("Something blocks %(unit)s, and lies with you: %(kind)s") % named,
        happened=_("%(unit)s has noted something that blocks, and %(owner)s is to do something about it.") % named,
        quoted=(_("What blocks"), one.words),
        now=_("When you have done something, or lifted it to somebody with more mandate, write it on its page."),
        links=((_("Open what blocks"), reverse("gates:barrier", args=[one.pk])),),
    )
