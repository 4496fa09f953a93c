"""What waits, and for whom: the work queue's rows, and its board. The first page of a queue is a prepared read: those who answer open it
all day."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple

from django.db.models import Case, Count, Exists, IntegerField, OuterRef, Q, QuerySet, Sum, When
from django.db.models.functions import Coalesce

from sluss.core import clock
from sluss.core.prepared import Prepared
from sluss.core.providers import Kind, collect
from sluss.people.rules import acting
from sluss.people.states import Permission

from .models import Assessment, Match, Promise, Recusal
from .queries_boards import with_waits
from .queued import Queued, as_queued
from .states import CaseState, PromiseKind, PromiseState, StageKind

if TYPE_CHECKING:

    class OnBoard(Promise):
        """A promise as it is read for the board."""

        own: bool  # what it is about was given by whoever looks
        has_need: bool  # a need owner has said yes

        class Meta:
            abstract = True


COUNT_TO = 1000  # no queue is counted further
MOST_UNITS = 512  # for a prepared read: whoever answers in more of them, and not in the whole city, waits a few milliseconds


@dataclass(frozen=True, slots=True)
class Whose:
    """Which queue, in what a query is made from."""

    tab: str
    person: int = 0
    held: tuple[tuple[str, str], ...] = ()  # roles with the path of their unit: what waits for nobody in particular there is mine
    units: tuple[int, ...] | None = None  # those below them too; None is the whole city


def whose(user: Any, tab: str) -> Whose:
    """ "mine": those that name the user, and those of a role the user holds or stands in for; "units": all in the units the user handles,
    as holder or deputy; "all": the whole city, for those who handle the whole city; "waiting": the clock stands still until the giver
    has answered; "assess": the user is an assessor who has neither assessed nor stepped aside. At most one query.
    """
    me = acting(user)
    if tab == "mine":
        grants = [*(grant for grant in me.grants if not grant.as_deputy), *me.standing_in]
        return Whose(tab, user.pk, held=tuple(dict.fromkeys((str(grant.role.value), grant.path) for grant in grants)))
    wanted = Permission.ASSESS if tab == "assess" else Permission.HANDLE
    units = None if me.everywhere(wanted) else tuple(sorted(me.units(wanted)))
    return Whose(tab, user.pk if tab == "assess" else 0, units=units)


def promises(of: Whose) -> QuerySet[Promise]:
    """The most urgent first. The caller pages by (due_on, id), or by (paused_on, id) for what waits for the giver, and LIMITs."""
    if of.tab == "waiting":
        found = Promise.objects.filter(state=PromiseState.PAUSED).order_by("paused_on", "id")
    else:
        found = Promise.objects.filter(state=PromiseState.OPEN).order_by("due_on", "id")
    if of.tab == "assess":
        found = _to_assess(found, of.person)
    if of.tab == "mine":
        mine = Q(person=of.person)
        for role, path in of.held:
            mine |= Q(person=None, owner_role=role, unit__path__startswith=path)
        return found.filter(mine)
    return found if of.units is None else found.filter(unit_id__in=of.units)


def _to_assess(found: QuerySet[Promise], person: int) -> QuerySet[Promise]:
    done = Assessment.objects.filter(case=OuterRef("case"), stage=OuterRef("case__stage"), assessor=person)
    aside = Recusal.objects.filter(case=OuterRef("case"), stage=OuterRef("case__stage"), assessor=person)
    return found.filter(
        ~Exists(done), ~Exists(aside), kind=PromiseKind.ANSWER, case__state=CaseState.OPEN, case__stage__kind=StageKind.ASSESSMENT
    )


def day_of(tab: str) -> str:
    """By which day a queue stands in order: when the answer is due, or since when the clock has stood still."""
    return "paused_on" if tab == "waiting" else "due_on"


def rows_of(found: QuerySet[Promise], number: int) -> list[Queued]:
    """The first of those found. One query."""
    return list(map(Queued._make, as_queued(found, clock.today())[:number]))


def first_rows(of: Whose, number: int) -> list[Queued]:
    """The most urgent of a whole queue. One query."""
    if (fitted := _fitted(of)) is None:
        return rows_of(promises(of), number)
    shape, values = fitted
    return list(map(Queued._make, _rows(shape, number)(clock.today(), *values)))


class Tally(NamedTuple):
    """How many wait, COUNT_TO + 1 at most, and among those that are counted:"""

    number: int
    late: int
    answers: int  # that cases wait for themselves: the rest is what units are asked


def tally(of: Whose) -> Tally:
    """Of a whole queue. One query."""
    if (fitted := _fitted(of)) is None:
        return tally_of(promises(of), of.tab)
    shape, values = fitted
    return Tally(*_tally(shape).sums(clock.today(), *values))


def tally_of(found: QuerySet[Promise], tab: str) -> Tally:
    """One query."""
    counted = _counted(found, tab, clock.today())
    sums = counted.aggregate(number=Count("pk"), late=Coalesce(Sum("is_late"), 0), answers=Coalesce(Sum("is_answer"), 0))
    return Tally(**sums)


def _counted(found: QuerySet[Promise], tab: str, today: date) -> QuerySet[Promise, Any]:
    return _marked(found, tab, today).values_list("is_late", "is_answer")[: COUNT_TO + 1]


def _marked(found: QuerySet[Promise], tab: str, today: date) -> QuerySet[Promise]:
    is_late = _one_if(Q(**{f"{day_of(tab)}__lt": today}))
    return found.annotate(is_late=is_late, is_answer=_one_if(Q(kind=PromiseKind.ANSWER)))


def _one_if(condition: Q) -> Case:
    return Case(When(condition, then=1), default=0, output_field=IntegerField())


class Place(NamedTuple):
    """Where something that waits stands in the lock."""

    pk: int
    phase: int
    late: int  # 1 or 0
    answer: int  # the case's own, and not what a unit is asked


def places_of(found: QuerySet[Promise], tab: str) -> list[Place]:
    """The most urgent of those that have a case, COUNT_TO + 1 at most. One query."""
    return list(map(Place._make, _placed(found, tab, clock.today())))


def places(of: Whose) -> list[Place]:
    """The same, of a whole queue. One query."""
    if (fitted := _fitted(of)) is None:
        return places_of(promises(of), of.tab)
    shape, values = fitted
    return list(map(Place._make, _places(shape)(clock.today(), *values)))


def _placed(found: QuerySet[Promise], tab: str, today: date) -> QuerySet[Promise, Any]:
    placed = _marked(found.exclude(case=None), tab, today)
    return placed.values_list("pk", "case__stage__phase", "is_late", "is_answer")[: COUNT_TO + 1]


def on_board(pks: Collection[int], person: int) -> list[OnBoard]:
    """Those with these numbers, for the board of a person. The stage is not read: give it with queries.know_stages. One query."""
    if not pks:
        return []
    room = 1 << (len(pks) - 1).bit_length()  # few reads and not one for each number of cards: the last is said again
    each = list(pks)
    return _cards(room)(clock.today(), person, *each, *each[-1:] * (room - len(each)))  # type: ignore[return-value]  # as annotated


@dataclass(frozen=True, slots=True)
class _Shape:
    """What kind of queue it is, apart from whose: its tab, and how many roles and units it is made from."""

    tab: str
    held: int
    units: int | None

    @property
    def takes(self) -> tuple[type, ...]:
        return (*(int,) * (self.tab in {"mine", "assess"}), *(str, str) * self.held, *(int,) * (self.units or 0))

    def of(self, values: Sequence[Any]) -> Whose:
        left: Iterator[Any] = iter(values)
        person = next(left) if self.tab in {"mine", "assess"} else 0
        held = tuple((next(left), next(left)) for _ in range(self.held))
        return Whose(self.tab, person, held, None if self.units is None else tuple(left))


def _fitted(of: Whose) -> tuple[_Shape, tuple[Any, ...]] | None:
    """The shape of a queue with the values that make it this one; None for one of no unit, or of more than a prepared read takes.

    Few shapes and not one for each number of units: the last is said again.
    """
    units = of.units
    if units is not None:
        if not 0 < len(units) <= MOST_UNITS:
            return None
        room = 1 << (len(units) - 1).bit_length()
        units = units + units[-1:] * (room - len(units))
    person = (of.person,) if of.tab in {"mine", "assess"} else ()
    shape = _Shape(of.tab, len(of.held), None if units is None else len(units))
    return shape, (*person, *(word for pair in of.held for word in pair), *(units or ()))


@cache
def _rows(shape: _Shape, number: int) -> Prepared[tuple[Any, ...]]:
    return Prepared(lambda today, *values: as_queued(promises(shape.of(values)), today)[:number], takes=(date, *shape.takes))


@cache
def _tally(shape: _Shape) -> Prepared[Any]:
    return Prepared(lambda today, *values: _counted(promises(shape.of(values)), shape.tab, today), takes=(date, *shape.takes))


@cache
def _places(shape: _Shape) -> Prepared[tuple[Any, ...]]:
    return Prepared(lambda today, *values: _placed(promises(shape.of(values)), shape.tab, today), takes=(date, *shape.takes))


@cache
def _cards(room: int) -> Prepared[Promise]:
    def build(today: date, person: int, *pks: int) -> QuerySet[Promise]:
        own = Q(pk__in=())
        for given in collect(Kind.GIVEN, person):
            own |= Q(subject_id__in=given)
        found = with_waits(Promise.objects.filter(pk__in=pks), today).select_related(
            "subject", "case__receiving_unit", "unit", "person__details"
        )
        return found.annotate(own=own, has_need=Exists(Match.objects.filter(case=OuterRef("case"), answer=Match.Answer.YES)))

    return Prepared(build, takes=(date, int, *(int,) * room))
