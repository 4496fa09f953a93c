"""Decisions: each is a row that moves the case. Of two at once, one wins and the other is told (Conflict)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from sluss.core import clock, workdays
from sluss.core.text import clean
from sluss.core.verdict import NotAllowed
from sluss.journal import actions as journal
from sluss.journal.models import Event
from sluss.journal.states import Visibility
from sluss.people.models import Person
from sluss.people.states import Role

from ..models import Case, Decision, Meeting, Promise, Stage
from ..queries import answered_checks, giver_of, holders, in_place, person_ids
from ..queries_boards import waits_of
from ..rules import asks_for_more, checked, may_decide_as, may_skip, needed_checks, ready
from ..rules_correcting import may_correct, may_correct_as, outcomes_to_correct
from ..states import Capacity, CaseState, DecisionKind, Outcome, StageKind, Verb
from . import asking, promises
from .locking import demand, event_data, frozen_name, locked


@dataclass(frozen=True, slots=True, kw_only=True)
class Legal:
    """What förvaltningslagen 31 § asks of a decision, frozen as it was."""

    capacity: Capacity = Capacity.EXECUTION
    body: str = ""
    paragraph: str = ""
    decided_by: str = ""
    decided_on: date | None = None
    meeting: Meeting | None = None
    minutes: str = ""

    @property
    def on_behalf(self) -> bool:
        return bool((self.decided_by or self.body) and self.paragraph)


def reasoned(reason: str) -> str:
    text = clean(reason)
    if not text:
        raise NotAllowed(str(_("Write a reason that the one who gave it can read.")))
    return text


def decide(case: Case, kind: DecisionKind, by: Person | None, reason: str, legal: Legal, **fields: Any) -> Decision:
    """The decision's row. Its number is unique in the case, so the database lets only one of two through. Two queries."""
    if by is not None:
        may_decide_as(legal.capacity, case, by, on_behalf=legal.on_behalf).demand()
    if legal.capacity == Capacity.BOARD and not legal.body:
        raise NotAllowed(str(_("Write which board decided.")))
    decided_on = legal.decided_on or clock.today()
    if decided_on > clock.today():
        raise NotAllowed(str(_("The decision's day lies in the future.")))
    if decided_on < clock.local_day(case.opened_at):
        raise NotAllowed(str(_("The decision's day lies before the case began.")))
    decision = Decision(
        case=case,
        number=case.decisions_made + 1,
        kind=kind,
        from_stage_id=fields.pop("from_stage_id", case.stage_id),
        reason=reason,
        language=(get_language() or "sv")[:2],
        capacity=legal.capacity,
        authority_id=case.receiving_unit.authority_id,
        body=clean(legal.body),
        paragraph=clean(legal.paragraph),
        meeting=legal.meeting,
        minutes=clean(legal.minutes),
        # Where a board or a council has decided, whoever writes it down has not.
        decided_by=clean(legal.decided_by) or ("" if clean(legal.body) else frozen_name(by)),
        decided_on=decided_on,
        recorded_by=by,
        recorded_name=frozen_name(by),
        recorded_at=clock.now(),
        **fields,
    )
    decision.save(force_insert=True)
    case.decisions_made = decision.number
    if by is not None and case.first_answer_at is None and kind not in {DecisionKind.RELEASE, DecisionKind.WITHDRAW, DecisionKind.WAKE}:
        case.first_answer_at = decision.recorded_at
        case.first_answer_days = workdays.working_days_between(clock.local_day(case.opened_at), clock.local_day(decision.recorded_at))
    return decision


def _owners(case: Case) -> list[int]:
    if case.owner_id:
        return [case.owner_id]
    return person_ids(holders(Role(case.stage.owner_role), case.receiving_unit) or holders(Role.OFFICE, case.receiving_unit))


def _record(name: str, case: Case, decision: Decision, by: Person | None, *, promise: Promise | None = None) -> Event:
    """A new promise is told to those who now owe the answer."""
    told = _owners(case) if promise else ()
    return journal.record(name, subject=case.subject, by=by, **event_data(case, decision, told, promise=promise))


def _enter(case: Case, stage: Stage) -> None:
    case.stage = stage
    case.reached = max(case.reached, stage.phase)
    case.stage_since = clock.now()
    case.stage_ends_on = clock.today() + timedelta(days=stage.period_days or 0) if stage.kind == StageKind.SUPPORT else None
    case.awaits = case.awaits_since = None


@transaction.atomic
def release(case: Case, *, by: Person, visibility: Visibility | None = None, seen: int | None = None) -> Decision:
    """After a first reading: let others find the subject, as far as its giver chose (a handler may narrow, never widen)."""
    case = locked(case, seen)
    demand(Verb.RELEASE, case, by)
    journal.release(case.subject, by=by, visibility=visibility)
    decision = decide(case, DecisionKind.RELEASE, by, "", Legal())
    case.save()
    return decision


@transaction.atomic
def advance(case: Case, *, by: Person | None, reason: str, seen: int | None = None, to: Stage | None = None, **legal: Any) -> Decision:
    """Let the case go on to the next stage, or, where the process lets work begin anywhere, to a later one that it has reached.

    `by` is empty when the system does it, as when enough people support it.
    """
    case = locked(case, seen)
    demand(Verb.ADVANCE, case, by)
    return go_on(case, by, reason, to, Legal(**legal))


def go_on(case: Case, by: Person | None, reason: str, to: Stage | None, legal: Legal) -> Decision:
    """The locked case, of which the rule has been asked."""
    following = Stage.objects.filter(version_id=case.version_id, order__gt=case.stage.order).first()
    if following is None:
        raise NotAllowed(str(_("This is the last stage. Close the case with an outcome.")))
    if to is not None and to.pk != following.pk:
        may_skip(case).demand()
        if to.version_id != case.version_id or to.order <= case.stage.order:
            raise NotAllowed(str(_("Choose a later stage of the same process.")))
        following = to
    if asks_for_more(case.stage, following):
        ready(Verb.ADVANCE, case, following, *in_place(case)).demand()
    if by is not None and needed_checks(case.stage):
        checked(case.stage, answered_checks(case)).demand()
    decision = decide(case, DecisionKind.ADVANCE, by, reasoned(reason), legal, to_stage=following)
    promises.keep(case, decision)
    _enter(case, following)
    case.save()
    promise = promises.make(case, following)
    _record("case.advanced", case, decision, by, promise=promise)
    return decision


@transaction.atomic
def send_back(case: Case, *, by: Person, to: Stage, reason: str, seen: int | None = None, **legal: Any) -> Decision:
    """Back to an earlier stage: going back is normal work."""
    case = locked(case, seen)
    demand(Verb.SEND_BACK, case, by)
    return go_back(case, by, to, reason, Legal(**legal))


def go_back(case: Case, by: Person, to: Stage, reason: str, legal: Legal) -> Decision:
    """The locked case, of which the rule has been asked."""
    if to.version_id != case.version_id or to.order >= case.stage.order:
        raise NotAllowed(str(_("Choose an earlier stage of the same process.")))
    decision = decide(case, DecisionKind.SEND_BACK, by, reasoned(reason), legal, to_stage=to)
    promises.keep(case, decision)
    _enter(case, to)
    case.save()
    promise = promises.make(case, to)
    _record("case.sent_back", case, decision, by, promise=promise)
    return decision


@transaction.atomic
def ask(case: Case, *, by: Person, reason: str, seen: int | None = None) -> Decision:
    """Ask the giver for more; the clock stands still until it is completed. The reason is the question."""
    case = locked(case, seen)
    demand(Verb.ASK, case, by)
    decision = decide(case, DecisionKind.ASK, by, reasoned(reason), Legal())
    case.state = CaseState.ASKED
    case.save()
    promises.pause(case)
    _record("case.asked", case, decision, by)
    return decision


@transaction.atomic
def park(case: Case, *, by: Person, until: date, reason: str, seen: int | None = None, **legal: Any) -> Decision:
    """Let it wait in the idea bank until a day; it is woken by itself."""
    case = locked(case, seen)
    demand(Verb.PARK, case, by)
    if until <= clock.today():
        raise NotAllowed(str(_("Choose a day in the future to take it up again.")))
    if until > clock.today() + timedelta(days=3 * 366):
        raise NotAllowed(str(_("Choose a day within three years. What waits longer than that should be answered.")))
    decision = decide(case, DecisionKind.PARK, by, reasoned(reason), Legal(**legal), until=until)
    promises.keep(case, decision)
    case.state, case.parked_until = CaseState.PARKED, until
    case.awaits = case.awaits_since = None
    case.save()
    _record("case.parked", case, decision, by)
    return decision


@transaction.atomic
def wake(case: Case, *, by: Person | None, seen: int | None = None) -> Decision:
    """Take a parked case up again: by a handler, or by the system on the day."""
    case = locked(case, seen)
    demand(Verb.WAKE, case, by)
    decision = decide(case, DecisionKind.WAKE, by, "", Legal())
    case.state, case.parked_until = CaseState.OPEN, None
    case.save()
    promise = promises.make(case, case.stage)
    _record("case.woken", case, decision, by, promise=promise)
    return decision


@transaction.atomic
def close(case: Case, *, by: Person | None, outcome: Outcome, reason: str, seen: int | None = None, **legal: Any) -> Decision:
    """End the case with an outcome and a reason that the giver can read."""
    case = locked(case, seen)
    demand(Verb.CLOSE, case, by)
    return end_with(case, by, outcome, reason, Legal(**legal))


def end_with(case: Case, by: Person | None, outcome: Outcome, reason: str, legal: Legal) -> Decision:
    """The locked case, of which the rule has been asked."""
    if outcome not in (case.stage.outcomes if by else Outcome.values):
        raise NotAllowed(str(_("A case cannot be closed with that outcome at this stage.")))
    if case.stage.kind == StageKind.TRIAL:
        ready(Verb.CLOSE, case, None, *in_place(case)).demand()
    decision = decide(case, DecisionKind.CLOSE, by, reasoned(reason), legal, outcome=outcome)
    promises.keep(case, decision)
    end(case, outcome, by=by)
    _record("case.closed", case, decision, by)
    return decision


@transaction.atomic
def withdraw(case: Case, *, by: Person | None, reason: str = "") -> Decision:
    """The giver takes it back: the case closes, what was received stays. The owner app has checked that it is the giver."""
    case = locked(case, None)
    demand(Verb.WITHDRAW, case, by, giver=True)
    text = clean(reason) or str(_("The one who gave the idea has withdrawn it."))
    decision = Decision(
        case=case,
        number=case.decisions_made + 1,
        kind=DecisionKind.WITHDRAW,
        from_stage=case.stage,
        outcome=Outcome.WITHDRAWN,
        reason=text,
        authority_id=case.receiving_unit.authority_id,
        decided_on=clock.today(),
        recorded_by=by,
        recorded_at=clock.now(),
    )
    decision.save(force_insert=True)
    case.decisions_made = decision.number
    promises.drop(case)
    owners = _owners(case)
    end(case, Outcome.WITHDRAWN, by=by)
    journal.record("case.withdrawn", subject=case.subject, by=by, **event_data(case, decision, owners))
    return decision


def end(case: Case, outcome: Outcome, *, by: Person | None) -> None:
    """Closed. Nor does anybody wait any more for what other units were asked about it."""
    asking.none_waited_for(case, outcome, by=by)
    case.state, case.outcome, case.closed_at = CaseState.CLOSED, outcome, clock.now()
    case.parked_until = case.stage_ends_on = case.awaits = case.awaits_since = None
    case.save()


@transaction.atomic
def recommend(
    case: Case,
    *,
    by: Person,
    reason: str,
    body: str,
    paragraph: str = "",
    decided_on: date | None = None,
    lift: bool = False,
    seen: int | None = None,
) -> Decision:
    """Register what a council or an office group recommends. It moves nothing: only a delegate or a board decides.

    With `lift` the case waits for the board from now on.
    """
    case = locked(case, seen)
    demand(Verb.RECOMMEND, case, by)
    if not clean(body):
        raise NotAllowed(str(_("Write who recommends.")))
    legal = Legal(capacity=Capacity.RECOMMENDATION, body=body, paragraph=paragraph, decided_on=decided_on)
    decision = decide(case, DecisionKind.RECOMMEND, by, reasoned(reason), legal)
    case.save()
    _record("case.recommended", case, decision, by)
    if lift:
        raise_to_board(case, by, decision)
    return decision


def raise_to_board(case: Case, by: Person, decision: Decision | None = None) -> None:
    """The locked case waits for its board. `meets` is the day as it was known then: what one was told stays as it was told."""
    demand(Verb.LIFT, case, by)
    case.awaits, case.awaits_since = case.receiving_unit.authority, clock.today()
    case.save(update_fields=["awaits", "awaits_since"])
    wait = waits_of([case])[case.pk]
    meets = {"meets": wait.next_on.isoformat()} if wait.next_on else {}
    journal.record("case.lifted", subject=case.subject, by=by, board=case.awaits_id, **meets, **event_data(case, decision))


def _as_said(decision: Decision, legal: dict[str, Any]) -> Legal:
    """What is said of a correction; of what a board has decided, or somebody on its behalf, the rest is as it was."""
    if decision.capacity not in {Capacity.BOARD, Capacity.DELEGATED}:
        return Legal(**legal)
    before = {name: getattr(decision, name) for name in ("capacity", "body", "paragraph", "decided_by", "decided_on", "meeting", "minutes")}
    said = before | legal
    if said["capacity"] != Capacity.BOARD or said["decided_on"] != decision.decided_on:
        said["meeting"] = None  # another day than that meeting's
    if said["capacity"] != Capacity.BOARD:
        said["minutes"] = ""
    return Legal(**said | {"capacity": Capacity(said["capacity"])})


@transaction.atomic
def correct(
    decision: Decision, *, by: Person, reason: str, outcome: Outcome | None = None, seen: int | None = None, **legal: Any
) -> Decision:
    """A correction is a new decision that points to the one it corrects; the first stays as it was.

    The outcome of a closing may be corrected too, and then the case follows. Who decided, and where it is written, is as in the first
    decision where nothing else is said.
    """
    case = locked(decision.case, seen)
    decision.case = case
    giver = giver_of(case.subject_id)
    may_correct(decision, by, giver_id=giver.person_id if giver else None).demand()
    as_said = _as_said(decision, legal)
    may_correct_as(as_said.capacity, decision).demand()
    corrects_close = decision.kind == DecisionKind.CLOSE or (decision.kind == DecisionKind.CORRECT and decision.outcome != "")
    if outcome is not None and not corrects_close:
        raise NotAllowed(str(_("Only a closing decision has an outcome to correct.")))
    if outcome is not None and outcome not in outcomes_to_correct(decision):
        raise NotAllowed(str(_("Choose another outcome.")))
    new = decide(
        case,
        DecisionKind.CORRECT,
        by,
        reasoned(reason),
        as_said,
        from_stage_id=decision.from_stage_id,
        to_stage=decision.to_stage,
        outcome=outcome or decision.outcome,
        corrects=decision,
    )
    if outcome is not None and case.state == CaseState.CLOSED:
        case.outcome = outcome
    case.save()
    _record("case.corrected", case, new, by)
    return new
