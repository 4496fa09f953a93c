"""Proposals from another system, with their history. It was public there and was told there, so nobody is told of it here."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db import transaction
from django.db.models import F

from sluss.core import clock
from sluss.core.ids import uid
from sluss.core.slugs import slug
from sluss.core.text import clean, summarise
from sluss.gates import actions as gates
from sluss.gates.models import Case, Decision, Stage
from sluss.gates.queries import newest_case
from sluss.gates.states import Capacity, CaseState, Origin, Outcome, StageKind
from sluss.journal import actions as journal
from sluss.journal.models import Subject
from sluss.journal.states import Visibility
from sluss.people.models import Person, Unit

from ..hidden import stored
from ..models import Gateway, Idea, IdeaVersion, ImportedIdea, Submission, Theme
from ..states import SUBJECT_KIND, Channel, status_of
from .support import look_at_support
from .values import Contact, Texts


@dataclass(frozen=True, slots=True, kw_only=True)
class Ending:
    """What the other system's board decided."""

    outcome: Outcome
    reason: str  # as written; empty when the source has none
    body: str
    capacity: Capacity
    decided_on: date | None = None  # as the reason says it; the source has no field for it
    paragraph: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """A proposal as another system has it; title and need are verbatim."""

    source: str
    source_id: str
    checksum: str
    title: str
    need: str
    theme: Theme | None
    unit: Unit
    boards: Sequence[str]
    result: str
    supports: int
    point: tuple[float, float] | None
    submitted_at: datetime
    ends_on: date
    stage: Stage
    ending: Ending | None
    solution: str = ""
    released: bool = True  # what was public there is public here; what a lead kept in a list is read first
    written_in_by: Person | None = None  # whose list it was; then the giver's name, if the list has it, is kept
    contact: Contact = Contact()  # noqa: RUF009 - frozen

    @property
    def is_collecting(self) -> bool:
        return self.ending is None and self.stage.kind == StageKind.SUPPORT

    @property
    def is_over(self) -> bool:
        """The time to collect support."""
        return self.ends_on < clock.today()

    @property
    def shown_title(self) -> str:
        return clean(self.title)

    def as_received(self) -> dict[str, Any]:
        return Texts(need=self.need, solution=self.solution, theme=self.theme).as_received()


@transaction.atomic
def add_theme(*, name: str, key: str) -> Theme:
    last = Theme.objects.order_by("-order").values_list("order", flat=True).first() or 0
    return Theme.objects.create(key=key, name={"sv": name}, order=min(last + 1, 32_000))


@transaction.atomic
def import_idea(proposal: Proposal, *, gateway: Gateway, by: Person | None) -> Idea:
    """A new idea with its first version, where it came from, and its case: closed with the decision it got, or open from today."""
    subject = journal.open_subject(
        kind=SUBJECT_KIND,
        title=proposal.shown_title,
        unit=proposal.unit,
        language="sv",
        visibility=Visibility.ALL,
        address=slug(proposal.shown_title),
        at=proposal.submitted_at,
        released_at=proposal.submitted_at if proposal.released else None,
    )
    # Before the idea, so that the idea is written once, with where it stands.
    case = _open_case(subject, proposal, gateway, by)
    latitude, longitude = proposal.point or (None, None)
    idea = Idea(
        subject=subject,
        gateway=gateway,
        unit=proposal.unit,
        phase=case.stage.phase,
        status=status_of(case.state, case.outcome, case.stage.kind),
        theme=proposal.theme,
        latitude=latitude,
        longitude=longitude,
        need=clean(proposal.need),
        solution=clean(proposal.solution),
        excerpt=summarise(proposal.need),
        submitted_at=proposal.submitted_at,
        versions_made=1,
        imported_support_count=proposal.supports,
        total_support=proposal.supports,
        in_public_list=proposal.released,
        in_staff_list=proposal.released,
    )
    idea.save(force_insert=True)
    if proposal.written_in_by is not None:
        _add_submission(idea, proposal, proposal.written_in_by)
    _add_version(idea, 1, proposal, proposal.submitted_at, by)
    ImportedIdea(
        idea=idea,
        source=proposal.source,
        source_id=proposal.source_id,
        checksum=proposal.checksum,
        boards=list(proposal.boards),
        result=proposal.result,
        imported_at=clock.now(),
    ).save(force_insert=True)
    journal.record("idea.imported", subject=subject, by=by, gateway=gateway.pk, version=1)
    if proposal.is_collecting:
        look_at_support(case.pk, time_is_over=proposal.is_over, over_since=proposal.ends_on)
    return idea


def _add_submission(idea: Idea, proposal: Proposal, by: Person) -> None:
    """Without terms, as all history: nobody can change it here. One whose address the list has is told the answer of what is open."""
    contact, now = proposal.contact.checked(), clock.now()
    Submission(
        idea=idea,
        form_key=uid(),
        name=contact.name,
        email=contact.email,
        email_verified_at=now if contact.email and proposal.ending is None else None,
        received_at=proposal.submitted_at,
        channel=Channel.LIST,
        registered_by=by,
        registered_at=now,
    ).save(force_insert=True)


def _open_case(subject: Subject, proposal: Proposal, gateway: Gateway, by: Person | None) -> Case:
    ending, stage = proposal.ending, proposal.stage
    if ending is None:
        # A promise counts from today: the city begins to owe the answer here. Whose time to collect is over has no day left.
        last_day = proposal.ends_on if proposal.is_collecting and not proposal.is_over else None
        return gates.open_case(
            subject,
            process=gateway.process,
            unit=proposal.unit,
            by=by,
            origin=Origin.IMPORT,
            stage_key=stage.key,
            stage_ends_on=last_day,
        )
    return gates.import_closed(
        subject,
        process=gateway.process,
        unit=proposal.unit,
        by=by,
        stage_key=stage.key,
        outcome=ending.outcome,
        reason=ending.reason,
        body=ending.body,
        capacity=ending.capacity,
        decided_on=ending.decided_on,
        paragraph=ending.paragraph,
        opened_at=proposal.submitted_at,
        closed_at=max(proposal.submitted_at, _end_of(ending.decided_on or proposal.ends_on)),
    )


def _end_of(day: date) -> datetime:
    """The last second of the day, or now while the day lasts."""
    return min(datetime.combine(day + timedelta(days=1), time(), clock.CITY) - timedelta(seconds=1), clock.now())


def _add_version(idea: Idea, number: int, proposal: Proposal, at: datetime, by: Person | None) -> None:
    IdeaVersion(idea=idea, number=number, title=proposal.title, texts=proposal.as_received(), at=at, by=by).save(force_insert=True)


@transaction.atomic
def update_imported(imported: ImportedIdea, proposal: Proposal, *, by: Person | None) -> bool:
    """The source says something else than last time: counts and place are taken over, a changed text becomes a new version, a decision
    closes an open case or corrects the imported one. False when the case stands otherwise here than there, and a person should look.

    The case's unit stays: where it is handled is decided here.
    """
    # Locked in the order of all verbs: case, subject, idea.
    case = newest_case(imported.idea_id)
    if case is not None:
        Case.objects.select_for_update(of=("self",), no_key=True).get(pk=case.pk)
    agrees = _take_decision(imported.idea_id, proposal, by)
    idea = Idea.objects.select_for_update(of=("self",), no_key=True).select_related("subject", "theme").get(pk=imported.idea_id)
    last = IdeaVersion.objects.filter(idea=idea).order_by("-number")[0]
    if (last.title, last.texts) != (proposal.title, proposal.as_received()):
        _take_texts(idea, proposal, by)
    latitude, longitude = proposal.point or (None, None)
    Idea.objects.filter(pk=idea.pk).update(
        imported_support_count=proposal.supports,
        total_support=F("support_count") + proposal.supports,
        latitude=latitude,
        longitude=longitude,
    )
    ImportedIdea.objects.filter(pk=imported.pk).update(
        checksum=proposal.checksum, boards=list(proposal.boards), result=proposal.result, imported_at=clock.now()
    )
    journal.record("idea.imported", subject=idea.subject, by=by, version=idea.versions_made)
    if proposal.is_collecting and case is not None and case.is_open:
        look_at_support(case.pk, time_is_over=proposal.is_over, over_since=proposal.ends_on)
    return agrees


def _take_texts(idea: Idea, proposal: Proposal, by: Person | None) -> None:
    subject = Subject.objects.select_for_update(of=("self",), no_key=True).get(pk=idea.pk)
    made = stored(
        {"title": proposal.shown_title, "need": clean(proposal.need), "solution": clean(proposal.solution)},
        subject.masked_fields,
        subject.language,
    )
    if made["title"] != subject.title:
        journal.retitle(subject, title=made["title"], by=by)
    now = clock.now()
    idea.need, idea.solution = made["need"], made["solution"]
    idea.excerpt, idea.theme = made["excerpt"], proposal.theme
    idea.versions_made += 1
    idea.edited_at = now
    idea.save(update_fields=["need", "solution", "excerpt", "theme", "versions_made", "edited_at"])
    _add_version(idea, idea.versions_made, proposal, now, by)


def _take_decision(idea_id: int, proposal: Proposal, by: Person | None) -> bool:
    case, ending = newest_case(idea_id), proposal.ending
    if case is None:
        return False
    if ending is None:
        # What the other system still calls open ended here, as it should, when its time was over.
        missed = proposal.is_collecting and proposal.is_over and case.outcome == Outcome.NO_SUPPORT
        return missed or (case.state != CaseState.CLOSED and case.stage.order >= proposal.stage.order)
    if case.state == CaseState.CLOSED:
        last = Decision.objects.filter(case=case).exclude(outcome="").order_by("-number").first()
        if last is None or last.origin != Origin.IMPORT:
            return case.outcome == ending.outcome
        if (last.outcome, last.reason) == (ending.outcome, ending.reason):
            return True
    gates.import_decision(
        case,
        by=by,
        outcome=ending.outcome,
        reason=ending.reason,
        body=ending.body,
        capacity=ending.capacity,
        decided_on=ending.decided_on,
        paragraph=ending.paragraph,
    )
    return True


def imported_from(source: str, ids: Sequence[str]) -> Mapping[str, ImportedIdea]:
    """What has been imported from a source before, by its id there."""
    found: dict[str, ImportedIdea] = {}
    for start in range(0, len(ids), 500):
        rows = ImportedIdea.objects.filter(source=source, source_id__in=ids[start : start + 500]).select_related("idea")
        found |= {row.source_id: row for row in rows}
    return found
