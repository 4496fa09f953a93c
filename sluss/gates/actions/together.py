"""Other units in a case, and help on the way. Who takes part reads and advises; who has the case decides."""

from __future__ import annotations

from datetime import date

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from sluss.core import clock
from sluss.core.text import clean
from sluss.core.verdict import Conflict, NotAllowed
from sluss.journal.actions import record
from sluss.people.models import Person, Unit

from ..models import Case, CaseParticipant, CoachingNote
from ..queries_together import IN_IT
from ..rules_together import can_be_left, can_be_shown_to_units, may_answer_for, may_be_answered, may_coach, may_leave, may_work, still_open
from ..states import CaseState, CoachingKind, Part, PartState, PromiseKind
from . import asking
from .asking import leads_of
from .locking import event_data, frozen_name, locked


def _handlers(case: Case) -> list[int]:
    return [case.owner_id] if case.owner_id else leads_of(case.receiving_unit)


@transaction.atomic
def ask_unit(case: Case, *, unit: Unit, part: Part, reason: str, by: Person, answer_by: date | None = None) -> CaseParticipant:
    """Ask another unit into the case, across boards; its lead says yes or no by a day."""
    case = locked(case, None)
    may_work(case, by).demand()
    still_open(case).demand()
    can_be_shown_to_units(case.subject).demand()
    text = clean(reason)
    if not text:
        raise NotAllowed(str(_("Write why the unit is asked.")))
    if unit.pk == case.receiving_unit_id:
        raise NotAllowed(str(_("That unit has the case.")))
    if not unit.is_valid(clock.today()):
        raise NotAllowed(str(_("That unit has ended. Choose the one that took over.")))
    inside = CaseParticipant.objects.filter(case=case, state__in=IN_IT)
    if inside.filter(unit=unit).exists():
        raise NotAllowed(str(_("That unit is asked or takes part already.")))
    if part == Part.OWNS and inside.filter(part=Part.OWNS).exists():
        raise NotAllowed(str(_("One unit owns the question already. Let it leave first, or choose another part.")))
    due = asking.day_to_answer(PromiseKind.TAKE_PART, answer_by)
    asked = {"asked_by": by, "asked_name": frozen_name(by), "asked_at": clock.now(), "answer_by": due}
    try:
        with transaction.atomic():
            participant = CaseParticipant.objects.create(case=case, unit=unit, part=part, ask_reason=text, **asked)
    except IntegrityError:  # what two do at once is decided by the constraints
        raise Conflict(str(_("Somebody else has just asked a unit. Look at who is in the case before you go on."))) from None
    asking.expect(PromiseKind.TAKE_PART, participant.pk, case=case, unit=unit, by=due)
    record("case.unit_asked", subject=case.subject, by=by, participant=participant.pk, **event_data(case, None, leads_of(unit)))
    return participant


@transaction.atomic
def answer_ask(participant: CaseParticipant, *, accept: bool, by: Person, reason: str = "") -> CaseParticipant:
    """The unit's lead says yes, or no with why."""
    case = locked(participant.case, None)
    participant = CaseParticipant.objects.select_related("unit", "case__receiving_unit").get(pk=participant.pk)
    may_answer_for(participant, by).demand()
    may_be_answered(participant).demand()
    still_open(case).demand()
    text = clean(reason)
    if not accept and not text:
        raise NotAllowed(str(_("Write why the unit does not take part.")))
    participant.state = PartState.ACCEPTED if accept else PartState.DECLINED
    participant.answer_reason, participant.answered_by = text, by
    participant.answered_name, participant.answered_at = frozen_name(by), clock.now()
    participant.save(update_fields=["state", "answer_reason", "answered_by", "answered_name", "answered_at"])
    asking.answered(PromiseKind.TAKE_PART, participant.pk)
    record("case.unit_answered", subject=case.subject, by=by, participant=participant.pk, **event_data(case, None, _handlers(case)))
    return participant


@transaction.atomic
def leave(participant: CaseParticipant, *, by: Person, reason: str) -> CaseParticipant:
    """The unit is in the case no more: by who has the case, or by the unit itself."""
    case = locked(participant.case, None)
    participant = CaseParticipant.objects.select_related("unit", "case__receiving_unit").get(pk=participant.pk)
    may_leave(participant, by).demand()
    can_be_left(participant).demand()
    text = clean(reason)
    if not text:
        raise NotAllowed(str(_("Write why the unit leaves the case.")))
    participant.state, participant.end_reason, participant.ended_by = PartState.LEFT, text, by
    participant.ended_name, participant.ended_at = frozen_name(by), clock.now()
    participant.save(update_fields=["state", "end_reason", "ended_by", "ended_name", "ended_at"])
    told = [] if asking.taken_back(PromiseKind.TAKE_PART, participant.pk, by=by) else leads_of(participant.unit)
    record("case.unit_left", subject=case.subject, by=by, participant=participant.pk, **event_data(case, None, told))
    return participant


@transaction.atomic
def coach(
    case: Case, *, kind: CoachingKind, text: str, by: Person, next_step: str = "", next_on: date | None = None, for_giver: bool = False
) -> CoachingNote:
    """A note of help that was given. Only one that is for the giver is told, to the giver."""
    case = locked(case, None)
    may_coach(case, by).demand()
    still_open(case).demand()
    said, step = clean(text), clean(next_step)[:300]
    if not said:
        raise NotAllowed(str(_("Write what was said or advised.")))
    if next_on is not None and not step:
        raise NotAllowed(str(_("Write what the next step is, when it has a day.")))
    note = CoachingNote.objects.create(
        case=case,
        kind=kind,
        text=said,
        next_step=step,
        next_on=next_on,
        for_giver=for_giver,
        by=by,
        by_name=frozen_name(by),
        at=clock.now(),
    )
    record("case.advised" if for_giver else "case.coached", subject=case.subject, by=by, note=note.pk, **event_data(case, None))
    return note


def move_participants(unit: Unit, *, successor: Unit, by: Person | None) -> int:
    """A unit has ended: the one that took over is in its open cases in its place, unless it has the case or is in it already. Then what
    the unit had not answered is asked of nobody any more."""
    moved = 0
    for one in CaseParticipant.objects.filter(unit=unit, state__in=IN_IT).select_related("case__subject").order_by("pk"):
        inside = CaseParticipant.objects.filter(case=one.case_id, unit=successor, state__in=IN_IT).exists()
        if not inside and one.case.receiving_unit_id != successor.pk:
            moved += CaseParticipant.objects.filter(pk=one.pk).update(unit=successor)
            asking.move(PromiseKind.TAKE_PART, one.pk, to=successor, by=by)
        elif one.state == PartState.ASKED and one.case.state != CaseState.CLOSED:
            _end_double(one, by)
    return moved


def _end_double(one: CaseParticipant, by: Person | None) -> None:
    one.state, one.ended_by, one.ended_name, one.ended_at = PartState.LEFT, by, frozen_name(by), clock.now()
    one.end_reason = str(_("The unit has ended, and the one that took over is in the case already."))
    one.save(update_fields=["state", "end_reason", "ended_by", "ended_name", "ended_at"])
    asking.drop(PromiseKind.TAKE_PART, one.pk)
    record("case.unit_left", subject=one.case.subject, by=by, participant=one.pk, **event_data(one.case, None, _handlers(one.case)))
