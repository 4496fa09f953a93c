"""Reads of boards: when they meet, and which cases wait for them."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Exists, F, OuterRef, QuerySet, Subquery
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from sluss.core import clock
from sluss.core.dates import day
from sluss.people.models import Unit
from sluss.people.rules import acting
from sluss.people.states import UnitKind

from .models import Case, Meeting, MeetingReminder, Promise
from .queries import cases_with_all

MOST_BOARDS = 200
MOST_COMING = 200  # more than one a week for as long ahead as days are entered
MOST_WAITING = 100
EARLIER_ON_A_PAGE = 20
LATEST_TO_CHOOSE = 12  # an older decision is registered by its day


@dataclass(frozen=True, slots=True)
class Wait:
    """A case that waits for a board: which one, and when it meets next, as far as that is known."""

    board: str
    next_on: date | None

    @classmethod
    def of(cls, board: Unit) -> Wait:
        """One query."""
        first = Meeting.objects.filter(board=board, on__gte=clock.today(), called_off_at=None).order_by("on").first()
        return cls(board.shown_name, first.on if first else None)

    @property
    def sentence(self) -> str:
        if self.next_on is None:
            return _("It is not known when %(board)s meets next. Ask the registrar there.") % {"board": self.board}
        return _("%(board)s meets next on %(day)s.") % {"board": self.board, "day": day(self.next_on)}


def _next_day() -> QuerySet[Meeting, date]:
    coming = Meeting.objects.filter(board=OuterRef("pk"), on__gte=clock.today(), called_off_at=None)
    return coming.order_by("on").values_list("on", flat=True)[:1]


def waits_of(cases: Iterable[Case]) -> dict[int, Wait]:
    """By case, for those that wait for a board. One query, none where no case does."""
    waiting = {case.pk: case.awaits_id for case in cases if case.awaits_id is not None}
    if not waiting:
        return {}
    found = Unit.objects.filter(pk__in=set(waiting.values())).annotate(meets=Subquery(_next_day()))
    boards = {board.pk: Wait(board.shown_name, board.meets) for board in found}  # type: ignore[attr-defined]  # annotated above
    return {case: boards[board] for case, board in waiting.items()}


def next_meeting(board: str, today: date) -> Subquery:
    """The day, of the board that a column names."""
    coming = Meeting.objects.filter(board=OuterRef(board), on__gte=today, called_off_at=None).order_by("on")
    return Subquery(coming.values("on")[:1])


def with_waits(promises: QuerySet[Promise], today: date) -> QuerySet[Promise]:
    """With what wait_in reads, in the same query: a list has none to spare."""
    return promises.annotate(
        board_name=F("case__awaits__name"), board_name_en=F("case__awaits__name_en"), meets=next_meeting("case__awaits", today)
    )


def wait_in(promise: Any) -> Wait | None:
    """What the promise waits for beside its owner. Of with_waits."""
    if not promise.board_name:
        return None
    return Wait(promise.board_name_en if promise.board_name_en and get_language() == "en" else promise.board_name, promise.meets)


def wait_of(case: Case) -> Wait | None:
    return waits_of([case]).get(case.pk)


def coming_meetings(board: Unit) -> list[Meeting]:
    """Those to come, also those that were called off. One query."""
    return list(Meeting.objects.filter(board=board, on__gte=clock.today()).order_by("on")[:MOST_COMING])


def entered_days(board: Unit, days: Collection[date]) -> dict[date, bool]:
    """Those of the days that are entered already: whether the meeting is still to be held. One query."""
    found = Meeting.objects.filter(board=board, on__in=days).values_list("on", "called_off_at")
    return {on: called_off_at is None for on, called_off_at in found}


def earlier_meetings(board: Unit, *, before: date | None = None) -> list[Meeting]:
    """Those that have been, the latest first: one more than a page. One query."""
    found = Meeting.objects.filter(board=board, on__lt=min(before or clock.today(), clock.today()))
    return list(found.order_by("-on")[: EARLIER_ON_A_PAGE + 1])


def meetings_to_choose(board_id: int, since: date) -> list[Meeting]:
    """Where the board can have decided about what came in on a day: the latest first. One query."""
    found = Meeting.objects.filter(board_id=board_id, on__gte=since, on__lte=clock.today(), called_off_at=None)
    return list(found.order_by("-on")[:LATEST_TO_CHOOSE])


def boards_kept(user: Any, may_keep: Iterable[str]) -> list[Unit]:
    """The boards and companies whose meetings the user enters by these roles, by name, with the next day. One query."""
    paths = {grant.path for grant in acting(user).grants if grant.role in set(may_keep)}
    found = Unit.objects.filter(kind__in=(UnitKind.BOARD, UnitKind.COMPANY), handed_on_at=None).annotate(meets=Subquery(_next_day()))
    return [unit for unit in found.order_by("sort_key", "pk")[:MOST_BOARDS] if any(unit.path.startswith(path) for path in paths)]


def cases_before(board: Unit) -> list[Case]:
    """Those that wait for the board, the longest first. Whoever reads of them is asked after. One query."""
    return list(cases_with_all().filter(awaits=board).order_by("awaits_since", "pk")[:MOST_WAITING])


def passed_meetings() -> QuerySet[Case]:
    """Cases whose board has met since they began to wait, and whose answerer has not been reminded of that; `passed` is the meeting."""
    met = Meeting.objects.filter(board=OuterRef("awaits"), on__gte=OuterRef("awaits_since"), on__lt=clock.today(), called_off_at=None)
    waiting = Case.objects.filter(awaits__isnull=False).annotate(passed=Subquery(met.order_by("-on").values("pk")[:1]))
    reminded = MeetingReminder.objects.filter(case=OuterRef("pk"), meeting=OuterRef("passed"))
    return waiting.filter(~Exists(reminded), passed__isnull=False).order_by(F("awaits_since"), "pk")
