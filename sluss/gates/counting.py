"""The numbers behind the statistics page: groups that the database counts, never rows. Five queries, each with a LIMIT.

A month is a number, 0 for the period's first; months begin in the city's time on every engine. What takes working days to know was
counted when it happened (Case.first_answer_days, Promise.took), so a median is read from groups.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Case as When_
from django.db.models import Count, F, IntegerField, Q, QuerySet, Value, When

from sluss.core import clock
from sluss.people.models import Unit
from sluss.people.queries import under
from sluss.people.rules import acting
from sluss.people.states import ROLES, Permission

from .models import Case, Promise
from .states import CaseState, PromiseKind, PromiseState

MOST_MONTHS = 60
MOST_UNITS = 400  # a select longer than this helps nobody
MOST_GROUPS = 20_000
OWNERS = 10


@dataclass(frozen=True, slots=True)
class Asked:
    """The period, both days with it, and the paths of the units whose cases are counted; no path for the whole city."""

    first: date
    last: date
    paths: tuple[str, ...] = ()

    @property
    def months(self) -> list[date]:
        """The first day of each month that the period touches."""
        start = self.first.year * 12 + self.first.month - 1
        end = self.last.year * 12 + self.last.month - 1
        return [date(number // 12, number % 12 + 1, 1) for number in range(start, min(end, start + MOST_MONTHS - 1) + 1)]

    def within(self, field: str) -> Q:
        return Q(**{f"{field}__gte": clock.start_of(self.first), f"{field}__lt": clock.start_of(self.last + timedelta(days=1))})

    def month_of(self, field: str) -> Any:
        """Compared with where months begin, since what a database does with time zones differs and is slow in SQLite.

        Halved each time, so that sixty months are told apart by six comparisons and not by sixty.
        """
        return self._month_in(field, self.months, 0)

    def _month_in(self, field: str, months: list[date], number: int) -> Any:
        if len(months) == 1:
            return Value(number)
        half = len(months) // 2
        before, after = self._month_in(field, months[:half], number), self._month_in(field, months[half:], number + half)
        return When_(When(**{f"{field}__lt": clock.start_of(months[half])}, then=before), default=after, output_field=IntegerField())

    def of_units(self, field: str) -> Q:
        wanted = Q()
        for path in self.paths:
            wanted |= Q(**{f"{field}__path__startswith": path})
        return wanted


@dataclass(frozen=True, slots=True)
class Waiting:
    unit_id: int
    phase: int
    role: str
    person_id: int | None
    given_name: str | None
    family_name: str | None
    protected: bool
    state: str
    late: bool
    question: bool  # a unit is asked something about another's case: no answer to a giver
    number: int


@dataclass(frozen=True, slots=True)
class Counted:
    """Groups with how many are in each."""

    opened: dict[tuple[int, int], int]  # (month, highest phase)
    answered: dict[tuple[int, int], int]  # (month, working days)
    closed: dict[tuple[int, str, int], int]  # (month, outcome, phase)
    kept: dict[tuple[int, int, bool], int]  # (phase, working days, in time)
    waiting: list[Waiting]  # now

    @property
    def answers(self) -> list[Waiting]:
        return [row for row in self.waiting if not row.question]

    @property
    def questions(self) -> list[Waiting]:
        return [row for row in self.waiting if row.question]


def units_seen(user: Any) -> list[Unit]:
    """The units whose numbers the user may see: where one answers, and those below. One query, none for others."""
    paths = [grant.path for grant in acting(user).grants if Permission.HANDLE in ROLES[grant.role].permissions]
    if not paths:
        return []
    found = Unit.objects.filter(under(paths)).only("name", "name_en", "path", "parent_id", "code", "kind", "handed_on_at")
    return list(found.order_by("sort_key", "id")[:MOST_UNITS])


def paths_seen(user: Any) -> tuple[str, ...]:
    """None for one who sees the whole city, so that nothing has to be compared; else each place where one answers. No query."""
    me = acting(user)
    if me.everywhere(Permission.HANDLE):
        return ()
    return tuple(sorted({grant.path for grant in me.grants if Permission.HANDLE in ROLES[grant.role].permissions}))


def count(asked: Asked) -> Counted:
    return Counted(opened(asked), answered(asked), closed(asked), kept(asked), waiting(asked))


def _groups(rows: QuerySet[Any], *names: str) -> dict[Any, int]:
    found = rows.order_by().values_list(*names).annotate(number=Count("pk"))[:MOST_GROUPS]
    return {tuple(row[:-1]): row[-1] for row in found}


# A unit that takes up what another has put to use has a case of its own, but nothing came in with it and nobody waits for its answer.


def opened(asked: Asked) -> dict[tuple[int, int], int]:
    cases = Case.objects.filter(asked.within("opened_at"), asked.of_units("receiving_unit"), adopts=None)
    return _groups(cases.annotate(month=asked.month_of("opened_at")), "month", "reached")


def answered(asked: Asked) -> dict[tuple[int, int], int]:
    cases = Case.objects.filter(
        asked.within("first_answer_at"), asked.of_units("receiving_unit"), adopts=None, first_answer_days__isnull=False
    )
    return _groups(cases.annotate(month=asked.month_of("first_answer_at")), "month", "first_answer_days")


def closed(asked: Asked) -> dict[tuple[int, str, int], int]:
    cases = Case.objects.filter(asked.within("closed_at"), asked.of_units("receiving_unit"), adopts=None, state=CaseState.CLOSED)
    return _groups(cases.annotate(month=asked.month_of("closed_at")), "month", "outcome", "stage__phase")


def kept(asked: Asked) -> dict[tuple[int, int, bool], int]:
    promises = Promise.objects.filter(asked.within("ended_at"), asked.of_units("unit"), state=PromiseState.KEPT, took__isnull=False)
    promises = promises.filter(kind=PromiseKind.ANSWER)
    in_time = When_(When(took__lte=F("days"), then=Value(1)), default=Value(0), output_field=IntegerField())
    found = _groups(promises.annotate(in_time=in_time), "kept_by__from_stage__phase", "took", "in_time")
    return {(phase, took, bool(on_time)): number for (phase, took, on_time), number in found.items()}


def waiting(asked: Asked) -> list[Waiting]:
    """What waits now for an answer, whatever the period: cases, and questions that units are asked. By unit, phase and who has it, the
    late ones first."""
    promises = Promise.objects.filter(asked.of_units("unit"), state__in=(PromiseState.OPEN, PromiseState.PAUSED), case__isnull=False)
    late = When_(When(state=PromiseState.OPEN, due_on__lt=clock.today(), then=Value(1)), default=Value(0), output_field=IntegerField())
    question = When_(When(kind=PromiseKind.ANSWER, then=Value(0)), default=Value(1), output_field=IntegerField())
    names = ("unit_id", "case__stage__phase", "owner_role", "person_id", "person__details__given_name", "person__details__family_name")
    grouped = promises.annotate(late=late, asks=question).order_by().values_list(*names, "person__protected", "state", "late", "asks")
    rows = grouped.annotate(number=Count("pk")).order_by("-late", "-number", "unit_id")[:MOST_GROUPS]
    return [
        Waiting(unit, phase, role, person, given, family, bool(protected), state, bool(late), bool(asks), number)
        for unit, phase, role, person, given, family, protected, state, late, asks, number in rows
    ]


def share_at(groups: Iterable[tuple[int, int]], part: float) -> int | None:
    """The least value that at least this part of all lie at or under: 0.5 gives the median. Values with how many have each."""
    ordered = sorted(groups)
    total = sum(number for _value, number in ordered)
    passed = 0
    for value, number in ordered:
        passed += number
        if passed >= part * total:
            return value
    return None


def median(groups: Iterable[tuple[int, int]]) -> int | None:
    return share_at(groups, 0.5)


def by_key(groups: dict[Any, int], at: int) -> Counter[Any]:
    """The groups summed by one part of their key."""
    summed: Counter[Any] = Counter()
    for key, number in groups.items():
        summed[key[at]] += number
    return summed


def by_month(groups: dict[Any, int], months: Sequence[date]) -> list[int]:
    summed = by_key(groups, 0)
    return [summed[number] for number in range(len(months))]
