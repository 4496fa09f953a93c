"""Many ideas at once, for tests of lists: rows as the actions would leave them, without the cases."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from sluss.core.slugs import slug
from sluss.gates.states import Phase
from sluss.ideas.models import Idea, Place, Theme
from sluss.ideas.seed import RESIDENTS
from sluss.ideas.states import SUBJECT_KIND, Status
from sluss.journal.actions import index
from sluss.journal.models import Subject
from sluss.journal.states import Visibility
from sluss.people.models import Unit

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


def titles(rows: Sequence[Any]) -> list[str]:
    return [row.title for row in rows]


def theme(key: str) -> Theme:
    return Theme.objects.get(key=key)
