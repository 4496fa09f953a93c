"""What waits, as the work queue reads it: values and no models. A queue has many rows, and those who answer open it all day."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from django.db.models import QuerySet
from django.utils.translation import get_language

from sluss.journal.models import Subject
from sluss.people.models import shown_name

from . import queries
from .models import Promise, Stage
from .queries_boards import Wait, next_meeting


class Queued(NamedTuple):
    """The fields of a promise, and of what it is about, under the names that they have there."""

    pk: int
    kind: str
    state: str
    due_on: date
    paused_on: date | None
    owner_role: str
    question: int | None
    subject_id: int
    subject_kind: str
    address: str
    title: str
    language: str
    case_id: int | None
    reference: str | None
    version_id: int | None
    stage_id: int | None
    stage_ends_on: date | None
    unit_name: str
    unit_name_en: str
    unit_path: str
    person_id: int | None
    person_kind: str | None
    protected: bool | None
    given_name: str | None
    family_name: str | None
    board_name: str | None
    board_name_en: str | None
    meets: date | None

    @property
    def subject(self) -> Subject:
        """Enough of it to find its page."""
        return Subject(pk=self.subject_id, kind=self.subject_kind, address=self.address, title=self.title)

    @property
    def stage(self) -> Stage | None:
        """None where there is no case. No query but the first time that a process meets its version."""
        if self.version_id is None or self.stage_id is None:
            return None
        return queries.stage_of(self.version_id, self.stage_id)

    @property
    def unit_shown(self) -> str:
        return _shown(self.unit_name, self.unit_name_en)

    @property
    def person_name(self) -> str:
        """Empty where a role holds it and nobody by name."""
        if self.person_id is None or self.person_kind is None:
            return ""
        return shown_name(bool(self.protected), self.person_kind, self.given_name, self.family_name)

    @property
    def wait(self) -> Wait | None:
        """The board that it waits for beside its owner."""
        return Wait(_shown(self.board_name, self.board_name_en or ""), self.meets) if self.board_name else None


def _shown(name: str, name_en: str) -> str:
    return name_en if name_en and get_language() == "en" else name


_COLUMNS = (
    *("pk", "kind", "state", "due_on", "paused_on", "owner_role", "question"),
    *("subject_id", "subject__kind", "subject__address", "subject__title", "subject__language"),
    *("case_id", "case__reference", "case__version_id", "case__stage_id", "case__stage_ends_on"),
    *("unit__name", "unit__name_en", "unit__path"),
    *("person_id", "person__kind", "person__protected", "person__details__given_name", "person__details__family_name"),
    *("case__awaits__name", "case__awaits__name_en", "meets"),
)


def as_queued(found: QuerySet[Promise], today: date) -> QuerySet[Promise, tuple[object, ...]]:
    """The columns of a Queued, in its order."""
    return found.annotate(meets=next_meeting("case__awaits", today)).values_list(*_COLUMNS)
