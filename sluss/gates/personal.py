"""What the lock keeps about a person, for the file that the person takes home. Rows are read as they are written out.

What one has done in office stands here with one's own words, and never with the name of anybody else. What is marked as secret is left
out, also of one's own words: whoever wrote them has them at work, and a file that is taken home is no place for another's secret.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db.models import Model, Q, QuerySet
from django.utils.functional import Promise as LazyText
from django.utils.translation import gettext_lazy as _

from sluss.core.providers import PersonalPart
from sluss.people.models import Person

from .models import (
    Assessment,
    Barrier,
    BarrierChange,
    Case,
    CaseParticipant,
    CheckAnswer,
    CoachingNote,
    Decision,
    EarlierPlan,
    Experiment,
    Match,
    Meeting,
    PlanStep,
    ProblemChoice,
    ProcessVersion,
    Promise,
    Receiver,
    Recusal,
    ReplyTemplate,
    Transfer,
    Trial,
)
from .states import Around, DecisionKind, PromiseState

BATCH = 500
Columns = tuple[tuple[str, str | LazyText], ...]
WHEN, CASE, WHAT, REASON, UNIT = ("at", _("When")), ("case", _("Case")), ("what", _("What")), ("reason", _("Reason")), ("unit", _("Unit"))


def parts_of(person: Person) -> Iterator[PersonalPart]:
    yield from _decided(person)
    yield from _held(person)
    yield from _said_about_cases(person)
    yield from _asked_and_answered(person)
    yield from _tried(person)
    yield from _kept(person)


def advice_to(subject_ids: Any) -> PersonalPart:
    """The coaching notes that were written to whoever gave these subjects."""
    heads = (WHEN, ("number", _("Number")), ("text", _("Text")), ("next", _("Next step")))
    notes = CoachingNote.objects.filter(case__subject_id__in=subject_ids, for_giver=True).order_by("-pk")
    return _part("advice", _("Advice you have been given"), heads, notes, "at", "case__subject_id", "text", "next_step")


def _part(key: str, title: LazyText | str, columns: Columns, rows: QuerySet[Any], *fields: str) -> PersonalPart:
    return PersonalPart(key, title, columns, rows.values_list(*fields).iterator(chunk_size=BATCH))


def _by(model: type[Model], **person: Person) -> QuerySet[Any]:
    """The rows in which the person stands in any of these fields, the newest first."""
    wanted = Q()
    for field, who in person.items():
        wanted |= Q(**{field: who})
    return model._default_manager.filter(wanted).order_by("-pk")


def _labelled(rows: Any, at: int, labels: Any) -> Iterator[tuple[Any, ...]]:
    """The rows with the code at one place written out."""
    for row in rows.iterator(chunk_size=BATCH):
        yield (*row[:at], labels(row[at]).label if row[at] else "", *row[at + 1 :])


def _decided(person: Person) -> Iterator[PersonalPart]:
    made = _by(Decision, recorded_by=person).values_list("recorded_at", "case__reference", "kind", "reason")
    yield PersonalPart("decisions", _("What you have decided"), (WHEN, CASE, WHAT, REASON), _labelled(made, 2, DecisionKind))
    for key, title, model in (
        ("assessments", _("What you have assessed"), Assessment),
        ("recusals", _("Where you have stepped aside"), Recusal),
    ):
        yield _part(key, title, (WHEN, CASE, REASON), _by(model, assessor=person), "at", "case__reference", "reason")
    heads = (WHEN, CASE, ("question", _("Question")), ("answer", _("Answer")), ("note", _("Note")))
    answers = _by(CheckAnswer, by=person).values_list("at", "case__reference", "check_key", "answer", "note")
    yield PersonalPart("checks", _("Check questions you have answered"), heads, _labelled(answers, 3, CheckAnswer.Answer))


def _held(person: Person) -> Iterator[PersonalPart]:
    held = _by(Case, owner=person)
    yield _part("cases", _("Cases you hold"), (("at", _("Arrived")), CASE), held, "opened_at", "reference")
    heads = (("made", _("From")), ("due", _("Answer by")), CASE, ("state", _("State")))
    waits = _by(Promise, person=person).values_list("made_on", "due_on", "case__reference", "state")
    yield PersonalPart("promises", _("Answers that lie or lay with you"), heads, _labelled(waits, 3, PromiseState))
    heads = (WHEN, CASE, ("got", _("You got it")), ("gave", _("You had it")), REASON)
    moved = _by(Transfer, from_person=person, to_person=person, by=person)
    found = moved.values_list("at", "case__reference", "to_person_id", "from_person_id", "reason").iterator(chunk_size=BATCH)
    rows = ((at, case, to == person.pk, was == person.pk, reason) for at, case, to, was, reason in found)
    yield PersonalPart("transfers", _("Cases and questions that changed hands, to you, from you or by you"), heads, rows)


def _said_about_cases(person: Person) -> Iterator[PersonalPart]:
    heads = (WHEN, CASE, ("text", _("Text")), ("next", _("Next step")))
    notes = _by(CoachingNote, by=person).values_list("at", "case__reference", "text", "next_step", "case__subject__masked")
    written = (
        (at, case, *(("", "") if Around.COACHING in masked.split() else (text, step)))
        for at, case, text, step, masked in notes.iterator(chunk_size=BATCH)
    )
    yield PersonalPart("coaching", _("Coaching notes you have written"), heads, written)
    changes = _by(BarrierChange, by=person)
    yield _part(
        "barriers_noted", _("What you have said about barriers"), (WHEN, CASE, REASON), changes, "at", "barrier__case__reference", "reason"
    )
    owned = _by(Barrier, owner=person)
    heads = (("since", _("Since")), CASE, WHAT, ("removed", _("Removed")))
    yield _part("barriers", _("Barriers that lie with you"), heads, owned, "opened_on", "case__reference", "words", "removed_on")
    sorted_ = _by(ProblemChoice, by=person)
    yield _part("sorted", _("How you have sorted problems"), (WHEN, CASE, REASON), sorted_, "at", "case__reference", "reason")


def _asked_and_answered(person: Person) -> Iterator[PersonalPart]:
    """What somebody else has written in the same row is not handed out."""
    heads = (WHEN, CASE, UNIT, ("asked", _("What you asked")), ("answered", _("What you answered")))
    participants = _by(CaseParticipant, asked_by=person, answered_by=person, ended_by=person).values_list(
        "asked_at",
        "case__reference",
        "unit__name",
        "asked_by_id",
        "ask_reason",
        "answered_by_id",
        "answer_reason",
        "ended_by_id",
        "end_reason",
    )
    columns = (*heads, ("ended", _("Why you ended it")))
    yield PersonalPart("participants", _("Units you have asked in, answered for or let go"), columns, _own_words(participants, 3, person))
    receivers = _by(Receiver, asked_by=person, answered_by=person).values_list(
        "asked_at", "case__reference", "unit__name", "asked_by_id", "question", "answered_by_id", "reason"
    )
    yield PersonalPart("receivers", _("Receivers you have asked or answered for"), heads, _own_words(receivers, 3, person))
    matches = _by(Match, asked_by=person, answered_by=person, dropped_by=person).values_list(
        "asked_at",
        "case__reference",
        "unit__name",
        "asked_by_id",
        "need",
        "answered_by_id",
        "reason",
        "dropped_by_id",
        "drop_reason",
    )
    columns = (*heads, ("taken_back", _("Why you took it back")))
    yield PersonalPart("matches", _("Needs you have asked about, answered for or taken back"), columns, _own_words(matches, 3, person))


def _own_words(rows: Any, start: int, person: Person) -> Iterator[tuple[Any, ...]]:
    """From `start` on a row is pairs of who and what: what is another's is left out."""
    for row in rows.iterator(chunk_size=BATCH):
        pairs = zip(row[start::2], row[start + 1 :: 2], strict=True)
        yield (*row[:start], *(text if who == person.pk else "" for who, text in pairs))


def _tried(person: Person) -> Iterator[PersonalPart]:
    heads = (WHEN, CASE, ("hypothesis", _("Hypothesis")), ("test", _("How it is tried")), ("learnt", _("What was learnt")))
    tried = _by(Experiment, planned_by=person, started_by=person, learnt_by=person).values_list(
        "planned_at", "case__reference", "planned_by_id", "hypothesis", "test", "learnt_by_id", "learnt", "case__subject__masked"
    )
    yield PersonalPart("experiments", _("Small tests you have planned, started or learnt from"), heads, _experiments(tried, person))
    heads = (WHEN, CASE, ("baseline", _("How it was before")), ("stop", _("What would stop it")), ("learnt", _("What was learnt")))
    trials = _by(Trial, planned_by=person, ended_by=person).values_list(
        "planned_at", "case__reference", "planned_by_id", "baseline", "planned_by_id", "stop_criterion", "ended_by_id", "learnt"
    )
    yield PersonalPart("trials", _("Trials you have planned or ended"), heads, _own_words(trials, 2, person))
    heads = (WHEN, CASE, ("baseline", _("How it was before")), ("stop", _("What would stop it")))
    earlier = _by(EarlierPlan, planned_by=person)
    fields = ("planned_at", "trial__case__reference", "baseline", "stop_criterion")
    yield _part("earlier_plans", _("Plans of trials that have been changed since"), heads, earlier, *fields)
    heads = (WHEN, CASE, WHAT, ("note", _("Note")))
    steps = _by(PlanStep, made_by=person, ended_by=person).values_list(
        "made_at", "case__reference", "made_by_id", "what", "ended_by_id", "note"
    )
    yield PersonalPart("plan", _("Steps of plans you have written or ended"), heads, _own_words(steps, 2, person))


def _experiments(rows: Any, person: Person) -> Iterator[tuple[Any, ...]]:
    for at, case, planned_by, hypothesis, test, learnt_by, learnt, masked in rows.iterator(chunk_size=BATCH):
        hidden = Around.EXPERIMENTS in masked.split()
        planned, taught = planned_by == person.pk and not hidden, learnt_by == person.pk and not hidden
        yield at, case, hypothesis if planned else "", test if planned else "", learnt if taught else ""


def _kept(person: Person) -> Iterator[PersonalPart]:
    heads = (("at", _("Saved")), UNIT, ("title", _("Title")), ("text", _("Text")))
    texts = _by(ReplyTemplate, changed_by=person)
    yield _part("reply_texts", _("Texts for answers that you changed last"), heads, texts, "changed_at", "unit__name", "title", "text")
    heads = (("at", _("Written in")), UNIT, ("on", _("Day")), ("entered", _("You wrote it in")), ("off", _("You called it off")))
    found = _by(Meeting, entered_by=person, called_off_by=person)
    days = found.values_list("entered_at", "board__name", "on", "entered_by_id", "called_off_by_id").iterator(chunk_size=BATCH)
    rows = ((at, board, on, by == person.pk, off == person.pk) for at, board, on, by, off in days)
    yield PersonalPart("meetings", _("Days of boards' meetings that you wrote in or called off"), heads, rows)
    versions = _by(ProcessVersion, made_by=person)
    heads = (WHEN, ("process", _("Process")), ("number", _("Number")))
    yield _part("versions", _("Versions of processes that you made"), heads, versions, "loaded_at", "process__key", "number")
