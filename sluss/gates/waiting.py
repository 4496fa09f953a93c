"""What waits, and for whom: the work queue's rows. The first page of a queue is a prepared read: those who answer open it all day."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import TYPE_CHECKING, Any

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Window
from django.db.models.functions import RowNumber

from sluss.core import clock
from sluss.core.prepared import Prepared
from sluss.core.providers import Kind, collect
from sluss.people.rules import acting
from sluss.people.states import Permission

from .models import Assessment, Match, Promise, Recusal
from .queries_boards import with_waits
from .states import CaseState, PromiseKind, PromiseState, StageKind

if TYPE_CHECKING:

    class OnBoard(Promise):
        """A promise as it is read for the board."""

        own: bool  # what it is about was given by whoever looks
        has_need: bool  # a need owner has said yes
        together: int  # in its column, as the two that follow
        late: int
        answers: int  # that cases wait for themselves: the rest is what units are asked

        class Meta:
            abstract = True


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


def with_rows(found: QuerySet[Promise], today: date) -> QuerySet[Promise]:
    """With what a row shows. The stage is not read: give it with queries.know_stages."""
    return with_waits(found, today).select_related("subject", "case", "unit", "person__details")


def of_columns(found: QuerySet[Promise], tab: str, person: int, number: int) -> list[OnBoard]:
    """The most urgent at each level of the lock, those without a case left out. One query."""
    return list(_by_column(found, tab, person, number, clock.today()))  # type: ignore[arg-type]  # as annotated


def first_of_columns(of: Whose, person: int, number: int) -> list[OnBoard]:
    """The same, of a whole queue. One query."""
    if (fitted := _fitted(of)) is None:
        return of_columns(promises(of), of.tab, person, number)
    shape, values = fitted
    return _columns(shape, number)(clock.today(), person, *values)  # type: ignore[return-value]  # as annotated


def _by_column(found: QuerySet[Promise], tab: str, person: int, number: int, today: date) -> QuerySet[Promise]:
    level, on = F("case__stage__phase"), "paused_on" if tab == "waiting" else "due_on"
    own = Q(pk__in=())
    for given in collect(Kind.GIVEN, person):
        own |= Q(subject_id__in=given)
    counted = with_rows(found.exclude(case=None), today).annotate(
        own=own,
        has_need=Exists(Match.objects.filter(case=OuterRef("case"), answer=Match.Answer.YES)),
        place=Window(RowNumber(), partition_by=[level], order_by=[on, "id"]),
        together=Window(Count("id"), partition_by=[level]),
        late=Window(Count("id", filter=Q(due_on__lt=today)), partition_by=[level]),
        answers=Window(Count("id", filter=Q(kind=PromiseKind.ANSWER)), partition_by=[level]),
    )
    return counted.filter(place__lte=number).select_related("case__receiving_unit").order_by(on, "id")


def first_rows(of: Whose, number: int) -> list[Promise]:
    """The most urgent, with what a row shows. One query."""
    if (found := _fitted(of)) is None:
        return list(with_rows(promises(of), clock.today())[:number])
    shape, values = found
    return _rows(shape, number)(clock.today(), *values)


def days_and_kinds(of: Whose, number: int) -> list[tuple[date, str]]:
    """When each of the most urgent is due (or stands still since), and of which kind it is. One query."""
    if (found := _fitted(of)) is None:
        return list(_days(of)[:number])
    shape, values = found
    return _tally(shape, number)(*values)


def _days(of: Whose) -> QuerySet[Promise, tuple[date, str]]:
    return promises(of).values_list("paused_on" if of.tab == "waiting" else "due_on", "kind")


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
def _rows(shape: _Shape, number: int) -> Prepared[Promise]:
    return Prepared(lambda today, *values: with_rows(promises(shape.of(values)), today)[:number], takes=(date, *shape.takes))


@cache
def _tally(shape: _Shape, number: int) -> Prepared[tuple[date, str]]:
    return Prepared(lambda *values: _days(shape.of(values))[:number], takes=shape.takes)


@cache
def _columns(shape: _Shape, number: int) -> Prepared[Promise]:
    def build(today: date, person: int, *values: Any) -> QuerySet[Promise]:
        return _by_column(promises(shape.of(values)), shape.tab, person, number, today)

    return Prepared(build, takes=(date, int, *shape.takes))
