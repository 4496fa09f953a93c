"""Many ideas at once, for tests of lists: rows as the actions would leave them, without the cases."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from sluss.core.ids import uid
from sluss.core.slugs import slug
from sluss.gates.models import Case, Decision, Promise
from sluss.gates.states import DecisionKind, Phase
from sluss.ideas.models import Idea, IdeaVersion, Place, Submission, Theme
from sluss.ideas.seed import RESIDENTS
from sluss.ideas.states import SUBJECT_KIND, Status
from sluss.journal.actions import index
from sluss.journal.models import Event, Subject
from sluss.journal.states import Visibility
from sluss.people.models import Person, Unit

from . import giving

FIRST = datetime(2026, 1, 1, 8, tzinfo=UTC)


def places() -> dict[str, Place]:
    return {
        key: Place.objects.get_or_create(key=key, defaults={"name": name, "sort_key": name.lower()})[0]
        for key, name in (("norr", "Norra älvstranden"), ("soder", "Södermalm"))
    }


def ideas(number: int, unit: Unit, /, *, reach: Visibility = Visibility.ALL, indexed: bool = False, **given: Any) -> list[Idea]:
    """Released to `reach`, one a minute, unless `given` says otherwise. A callable is asked with the idea's number, from 0."""
    gateway = giving.way(RESIDENTS)

    def value(name: str, n: int, default: Any) -> Any:
        made = given.get(name, default)
        return made(n) if callable(made) else made

    subjects, rows = [], []
    for n in range(number):
        at = value("at", n, FIRST + timedelta(minutes=n))
        title = value("title", n, f"Bänk nummer {n} vid älven")
        subjects.append(
            Subject(
                kind=SUBJECT_KIND,
                title=title,
                unit=value("unit", n, unit),
                visibility=reach,
                released_at=at,
                reach=reach,
                address=slug(title),
            )
        )
    Subject.objects.bulk_create(subjects)
    for n, subject in enumerate(subjects):
        support = value("support", n, 0)
        rows.append(
            Idea(
                subject=subject,
                gateway=gateway,
                unit=subject.unit,
                theme=value("theme", n, None),
                place=value("place", n, None),
                need=value("need", n, "Det saknas en bänk."),
                excerpt=value("need", n, "Det saknas en bänk."),
                submitted_at=subject.released_at,
                versions_made=1,
                support_count=support,
                total_support=support,
                phase=value("phase", n, Phase.NEED),
                status=value("status", n, Status.IN_PROGRESS),
                in_public_list=reach == Visibility.ALL,
                in_staff_list=reach >= Visibility.EMPLOYEES,
            )
        )
    Idea.objects.bulk_create(rows)
    if indexed:
        index([subject.pk for subject in subjects])
    return rows


def given(rows: Sequence[Idea], person: Person, *, like: Case) -> None:
    """The ideas are the person's, each with a case where `like` stands and the promise that it has."""
    terms = giving.way(RESIDENTS).terms
    Submission.objects.bulk_create(Submission(idea=row, form_key=uid(), person=person, terms=terms) for row in rows)
    promise = Promise.objects.get(case=like)
    place = {"version_id": like.version_id, "stage_id": like.stage_id, "receiving_unit_id": like.receiving_unit_id, "state": like.state}
    cases = Case.objects.bulk_create(Case(subject=row.subject, **place) for row in rows)
    copied = ("kind", "owner_role", "unit_id", "days", "made_on", "half_on", "due_on", "state", "paused_on")
    values = {name: getattr(promise, name) for name in copied}
    Promise.objects.bulk_create(Promise(subject_id=case.subject_id, case=case, **values) for case in cases)


def happened(idea: Idea, number: int, *, by: Person) -> None:
    """So many decisions more, and for each a new text, an answer and an event."""
    case, last = giving.case_of(idea), giving.fresh(idea).versions_made
    fields = {"case": case, "from_stage_id": case.stage_id, "to_stage_id": case.stage_id, "authority_id": case.receiving_unit.authority_id}
    first = case.decisions_made + 1
    decisions = Decision.objects.bulk_create(
        Decision(number=n, kind=DecisionKind.ADVANCE, reason=giving.REASON, recorded_by=by, recorded_name=by.name, **fields)
        for n in range(first, first + number)
    )
    Case.objects.filter(pk=case.pk).update(decisions_made=first + number - 1)
    IdeaVersion.objects.bulk_create(
        IdeaVersion(idea=idea, number=n, title=idea.subject.title, texts={"need": f"Text {n}"}, answer=f"Svar {n}", by=by)
        for n in range(last + 1, last + number + 1)
    )
    Idea.objects.filter(pk=idea.pk).update(versions_made=last + number)
    Event.objects.bulk_create(
        Event(kind="case.advanced", subject_id=idea.pk, actor=by, data={"case": case.pk, "decision": decision.pk}) for decision in decisions
    )


def titles(rows: Sequence[Any]) -> list[str]:
    return [row.title for row in rows]


def theme(key: str) -> Theme:
    return Theme.objects.get(key=key)
