"""A case belongs elsewhere: it is closed here, and goes on where it belongs."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from sluss.core import clock
from sluss.core.text import clean
from sluss.core.verdict import NotAllowed
from sluss.journal.actions import record
from sluss.journal.models import Subject
from sluss.people.models import Person, Unit

from ..models import Case, Decision, Process
from ..states import CaseState, DecisionKind, Origin, Outcome, Verb
from . import promises
from .decisions import Legal, decide, end, reasoned
from .locking import demand, event_data, locked
from .opening import HAS_ONE, begin, first_stage, new_case


@transaction.atomic
def refer(
    case: Case,
    *,
    by: Person,
    reason: str,
    unit: Unit | None = None,
    process: Process | None = None,
    elsewhere: str = "",
    seen: int | None = None,
    **legal: Any,
) -> Decision:
    """To a unit of the city, where it goes on at the stage it had, or with `process` from the first stage of that; or, without a unit,
    out of the city to `elsewhere`. The case is closed and another one opened, with a promise of its own; the giver is told who has it now.
    """
    case = locked(case, seen)
    demand(Verb.REFER, case, by)
    said, whom = reasoned(reason), unit.name if unit else clean(elsewhere)[:200]
    if not whom:
        raise NotAllowed(str(_("Say where it is referred.")))
    if unit is not None:
        _demand_room(case, unit, process)
        # It gets another unit: before the idea, as where something is marked as secret, so that the two do not wait for each other.
        Subject.objects.select_for_update(no_key=True).filter(pk=case.subject_id).values_list("pk").get()
    here, ends_on = case.subject, case.stage_ends_on
    end(case, Outcome.REFERRED, by=by)
    new = None
    if unit is not None:
        stage = first_stage(process, None) if process else case.stage
        new = new_case(here, unit, stage, Origin.HERE, None if process else ends_on, adopts_id=case.adopts_id)
    decision = decide(case, DecisionKind.REFER, by, said, Legal(**legal), outcome=Outcome.REFERRED, referred_to=whom, to_case=new)
    case.save()
    promises.keep(case, decision)
    record("case.referred", subject=here, by=by, to=new.pk if new else None, **event_data(case, decision))
    if new is not None:
        _receive(new, case, decision, by)
    return decision


def _demand_room(case: Case, unit: Unit, process: Process | None) -> None:
    if unit.pk == case.receiving_unit_id and process is None:
        raise NotAllowed(str(_("The case lies with that unit already.")))
    if not unit.is_valid(clock.today()):
        raise NotAllowed(str(_("That unit has ended. Choose the one that took over.")))
    if Case.objects.filter(subject=case.subject_id, receiving_unit=unit).exclude(pk=case.pk).exclude(state=CaseState.CLOSED).exists():
        raise NotAllowed(str(HAS_ONE))


def _receive(new: Case, old: Case, decision: Decision, by: Person) -> None:
    """From now on the subject is the new unit's; the register of another authority notes what came in, and from whom."""
    if new.adopts_id is None:
        Subject.objects.filter(pk=new.subject_id, unit=old.receiving_unit).update(unit=new.receiving_unit)
    new.subject = Subject.objects.select_related("unit").get(pk=new.subject_id)
    before = old.receiving_unit.authority_id
    if new.receiving_unit.authority_id != before:
        record("case.came_from", subject=new.subject, by=by, from_authority=before, **event_data(new, decision))
    begin(new, by=by)
