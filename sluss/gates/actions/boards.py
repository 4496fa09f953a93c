"""Boards: when they meet, what waits for them, and what they have decided as their minutes say."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from sluss.core import clock
from sluss.core.text import clean
from sluss.core.verdict import NotAllowed
from sluss.journal.actions import record
from sluss.people.models import Person, Unit

from ..models import Case, Decision, Meeting, MeetingReminder, Stage
from ..queries import open_promise, person_ids, responsible, stages_of
from ..queries_boards import passed_meetings
from ..rules import leads_on, may_keep_meetings, permits
from ..states import Capacity, Outcome, Verb
from .decisions import Legal, end_with, go_back, go_on, raise_to_board
from .locking import demand, event_data, lock, locked

MOST_DAYS = 100  # entered at once
LONGEST_AHEAD = timedelta(days=3 * 366)
LONGEST_AGO = timedelta(days=2 * 366)
BATCH = 100


@transaction.atomic
def enter_meetings(board: Unit, *, by: Person, days: Collection[date]) -> list[date]:
    """The days on which the board meets. A day that is there already stays as it is; one that was called off is held after all.

    Returns the days that are new.
    """
    may_keep_meetings(by, board).demand()
    wanted, today = sorted(set(days)), clock.today()
    if not wanted or len(wanted) > MOST_DAYS:
        raise NotAllowed(str(_("Write at least one day, and at most %(n)d at once.")) % {"n": MOST_DAYS})
    if wanted[0] < today - LONGEST_AGO or wanted[-1] > today + LONGEST_AHEAD:
        raise NotAllowed(str(_("Choose days from two years ago to three years from now.")))
    known = dict(Meeting.objects.select_for_update(no_key=True).filter(board=board, on__in=wanted).values_list("on", "called_off_at"))
    new = [on for on in wanted if on not in known or known[on] is not None]
    Meeting.objects.filter(board=board, on__in=new).update(called_off_at=None, called_off_by=None)
    Meeting.objects.bulk_create([Meeting(board=board, on=on, entered_by=by) for on in new if on not in known], ignore_conflicts=True)
    if new:
        record("meeting.entered", subject=None, by=by, unit=board.pk, days=[on.isoformat() for on in new])
    return new


@transaction.atomic
def call_off_meeting(meeting: Meeting, *, by: Person) -> bool:
    """False when it was called off already. One that has been is history: what it decided rests on it."""
    may_keep_meetings(by, meeting.board).demand()
    Meeting.objects.select_for_update(no_key=True).get(pk=meeting.pk)
    if meeting.on < clock.today():
        raise NotAllowed(str(_("That day has been. A meeting that has been cannot be called off.")))
    if Decision.objects.filter(meeting=meeting).exists():
        raise NotAllowed(str(_("A decision of that meeting is registered, so it cannot be called off.")))
    now = clock.now()
    done = Meeting.objects.filter(pk=meeting.pk, called_off_at=None).update(called_off_at=now, called_off_by=by)
    if done:
        record("meeting.called_off", subject=None, by=by, unit=meeting.board_id, days=[meeting.on.isoformat()])
    return bool(done)


@transaction.atomic
def lift(case: Case, *, by: Person, seen: int | None = None) -> Case:
    """From now on the case waits for the board that is its authority."""
    case = locked(case, seen)
    raise_to_board(case, by)
    return case


@transaction.atomic
def decide_by_board(
    case: Case,
    *,
    by: Person,
    paragraph: str,
    reason: str,
    meeting: Meeting | None = None,
    decided_on: date | None = None,
    minutes: str = "",
    outcome: Outcome | None = None,
    to: Stage | None = None,
    seen: int | None = None,
) -> Decision:
    """Register what the board has decided: that it ends with `outcome`, or goes to the stage `to`; on to the next when neither is said.

    By the one who has the minutes: it is the board that decides, so the one who writes it down need not be a decision-maker.
    """
    case = locked(case, seen)
    demand(Verb.BOARD, case, by)
    board = case.receiving_unit.authority
    back = to is not None and to.order < case.stage.order
    verb = Verb.CLOSE if outcome is not None else Verb.SEND_BACK if back else Verb.ADVANCE
    permits(verb, case).demand()
    leads_on(verb, case, stages_of(case)).demand()
    legal = _from_minutes(board, meeting, decided_on, paragraph, minutes)
    if outcome is not None:
        return end_with(case, by, outcome, reason, legal)
    if to is not None and back:
        return go_back(case, by, to, reason, legal)
    return go_on(case, by, reason, to, legal)


def _from_minutes(board: Unit, meeting: Meeting | None, decided_on: date | None, paragraph: str, minutes: str) -> Legal:
    if meeting is not None:
        meeting = _held(Meeting.objects.filter(pk=meeting.pk, board=board))
        if meeting is None:
            raise NotAllowed(str(_("Choose one of the board's own meetings.")))
    on = meeting.on if meeting is not None else decided_on
    if on is None:
        raise NotAllowed(str(_("Choose the meeting, or write the day.")))
    if not clean(paragraph):
        raise NotAllowed(str(_("Write the paragraph of the minutes, for example § 112")))
    if meeting is None:
        meeting = _held(Meeting.objects.filter(board=board, on=on))
    return Legal(capacity=Capacity.BOARD, body=board.name, paragraph=paragraph, minutes=minutes, meeting=meeting, decided_on=on)


def _held(meetings: QuerySet[Meeting]) -> Meeting | None:
    """The meeting as it is now, and it is not called off before what it decided is registered."""
    return meetings.select_for_update(no_key=True).filter(called_off_at=None).first()


def remind_after_meetings() -> int:
    """Whoever owes the answer is reminded, the day after the board has met, that no decision is registered. Once for each meeting."""
    return sum(_remind_one(case.pk, case.passed) for case in passed_meetings()[:BATCH])  # type: ignore[attr-defined]  # annotated there


def _remind_one(pk: int, meeting_id: int) -> bool:
    try:
        with transaction.atomic():
            case = lock(pk)
            if case.awaits_id is None:
                return False  # the decision has just been registered
            meeting = Meeting.objects.get(pk=meeting_id)
            MeetingReminder.objects.create(case=case, meeting=meeting, at=clock.now())
            record(
                "case.meeting_passed",
                subject=case.subject,
                by=None,
                board=case.awaits_id,
                met=meeting.on.isoformat(),
                **event_data(case, None, _answerers(case)),
            )
    except IntegrityError:
        return False  # another worker reminded
    return True


def _answerers(case: Case) -> list[Any]:
    if case.owner_id:
        return [case.owner_id]
    promise = open_promise(case)
    return person_ids(responsible(promise)) if promise else []


def move_waits(unit: Unit, *, successor: Unit | None) -> int:
    """A board has ended: what waited for it waits for the one that took over, or no longer where there is none."""
    waiting = Case.objects.filter(awaits=unit)
    if successor is None:
        return waiting.update(awaits=None, awaits_since=None)
    return waiting.update(awaits=successor)
