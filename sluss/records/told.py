"""The lines of the audit log in words: who, what, and about what, as far as the reader may know."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from sluss.core import addresses
from sluss.core.events import KINDS
from sluss.journal.models import Subject
from sluss.journal.queries import visible_to
from sluss.people.models import Person
from sluss.people.states import ChangeKind, SignInKind

from .queries import Line, markable


@dataclass(frozen=True, slots=True)
class Told:
    key: str
    at: datetime
    who: str
    what: str
    detail: str
    about: str
    url: str = ""


def told(lines: Sequence[Line], reader: Any) -> list[Told]:
    """At most two queries: people, and the subjects that the reader may see."""
    people = Person.objects.select_related("details").in_bulk({pk for line in lines for pk in (line.by_id, line.person_id) if pk})
    wanted = {line.subject_id for line in lines if line.subject_id}
    subjects = {subject.pk: subject for subject in visible_to(reader).filter(pk__in=wanted)} if wanted else {}
    return [_told(line, people, subjects) for line in lines]


def _told(line: Line, people: dict[int, Person], subjects: dict[int, Subject]) -> Told:
    swedish, english = line.unit_names
    about = ", ".join(filter(None, [_name(people, line.person_id), english if english and get_language() == "en" else swedish]))
    url = ""
    who = _("The one who gave it") if line.by_giver else _name(people, line.by_id)
    if line.source == "s":
        # Whoever signs in is who it is about.
        who, about = about or _("Nobody who has an account"), ""
    elif not who:
        who = _("Somebody without an account, or the system")
    subject = subjects.get(line.subject_id or 0)
    if line.subject_id:
        about = subject.title if subject else _("Number %(number)d, not shown to you") % {"number": line.subject_id}
        url = addresses.url_of(subject) if subject else ""
    return Told(f"{line.source}{line.pk}", line.at, who, _what(line), _detail(line, subject), about, url)


def _name(people: dict[int, Person], pk: int | None) -> str:
    person = people.get(pk or 0)
    if person is None:
        return ""
    # One with a protected identity is a role; the number tells two of them apart in a log.
    return f"{person.name} ({person.pk})" if person.protected else person.name


def _what(line: Line) -> str:
    if line.source == "e":
        return str(KINDS[line.kind].label) if line.kind in KINDS else line.kind
    if line.source == "p":
        return str(ChangeKind(line.kind).label) if line.kind in ChangeKind.values else line.kind
    return str(SignInKind(line.kind.partition(".")[2]).label)


def _detail(line: Line, subject: Subject | None) -> str:
    """What of the data helps one who reads the log: which fields, which number."""
    labels = {field.name: str(field.label) for field in markable(subject)} if subject else {}
    parts = [
        ", ".join(labels[name] for name in line.data.get("fields", ()) if name in labels),
        str(line.data.get("number", "")) if "number" in line.data else "",
    ]
    return " · ".join(part for part in parts if part)
