"""What blocks: noted on, lifted to somebody who can do something about it, removed, and seen again."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from sluss.core import clock
from sluss.core.locks import lock_row
from sluss.core.text import clean
from sluss.core.verdict import NotAllowed
from sluss.journal.actions import record
from sluss.people.models import Person, Unit

from ..models import Barrier, BarrierChange, Case
from ..queries import who_may_handle
from ..rules_together import leads_to, may_change_barrier, may_note_barrier, may_work, still_open
from ..states import BarrierKind, BarrierState
from .asking import leads_of
from .locking import event_data, frozen_name, locked

LONGEST_WORDS = 500


@transaction.atomic
def note_barrier(
    *,
    kind: BarrierKind,
    words: str,
    by: Person,
    unit: Unit,
    case: Case | None = None,
    owner_unit: Unit | None = None,
    owner: Person | None = None,
) -> Barrier:
    """On a case, where it blocks that case's unit whatever `unit` says, or on none. Without an owner it lies with the unit it blocks."""
    if case is not None:
        case = locked(case, None)
        may_work(case, by).demand()
        still_open(case).demand()
        unit = case.receiving_unit
    else:
        may_note_barrier(unit, by).demand()
    text = clean(words)[:LONGEST_WORDS]
    if not text:
        raise NotAllowed(str(_("Write what blocks, in your own words.")))
    lies_with = owner_unit or unit
    if owner is not None and owner.pk not in {person.pk for person, _holding in who_may_handle(lies_with)}:
        raise NotAllowed(str(_("That person does not handle cases in the unit it lies with.")))
    barrier = Barrier.objects.create(
        kind=kind, words=text, case=case, unit=unit, owner_unit=lies_with, owner=owner, opened_on=clock.today(), changes_made=1
    )
    _change(barrier, by, text)
    if case is not None:
        record("case.barrier_noted", subject=case.subject, by=by, barrier=barrier.pk, **event_data(case, None))
    told = [owner.pk] if owner is not None else leads_of(lies_with)
    record("barrier.given", subject=None, by=by, barrier=barrier.pk, unit=lies_with.pk, persons=told)
    return barrier


@transaction.atomic
def change_barrier(
    barrier: Barrier, *, state: BarrierState, reason: str, by: Person, lifted_to: str = "", seen: int | None = None
) -> Barrier:
    """Lifted to somebody, removed, or blocking again; each with a reason. `seen` is the number of changes the person saw."""
    barrier = lock_row(Barrier.objects.select_for_update(of=("self",), no_key=True).select_related("unit", "owner_unit"), barrier.pk)
    may_change_barrier(barrier, by).demand()
    if seen is not None and seen != barrier.changes_made:
        raise NotAllowed(str(_("Somebody else has just changed it. Read what was written before you go on.")))
    leads_to(barrier, state).demand()
    text, whom = clean(reason), clean(lifted_to)[:200]
    if not text:
        raise NotAllowed(str(_("Write what has been done, or why.")))
    if state == BarrierState.LIFTED and not whom:
        raise NotAllowed(str(_("Write to whom it is lifted.")))
    barrier.state = state
    barrier.lifted_to = whom if state == BarrierState.LIFTED else ""
    barrier.removed_on = clock.today() if state == BarrierState.REMOVED else None
    barrier.changes_made += 1
    barrier.save(update_fields=["state", "lifted_to", "removed_on", "changes_made"])
    _change(barrier, by, text)
    if barrier.case_id is not None:
        case = Case.objects.select_related("subject", "stage", "receiving_unit").get(pk=barrier.case_id)
        record("case.barrier_changed", subject=case.subject, by=by, barrier=barrier.pk, **event_data(case, None))
    return barrier


def _change(barrier: Barrier, by: Person | None, reason: str) -> None:
    BarrierChange.objects.create(
        barrier=barrier,
        number=barrier.changes_made,
        state=barrier.state,
        lifted_to=barrier.lifted_to,
        reason=reason,
        by=by,
        by_name=frozen_name(by),
        at=clock.now(),
    )


def give_barriers_back(person: Person) -> int:
    """Somebody leaves: what lay with them by name lies with their unit. Returns how many."""
    return Barrier.objects.filter(owner=person).exclude(state=BarrierState.REMOVED).update(owner=None)


def move_barriers(unit: Unit, *, successor: Unit) -> int:
    """A unit has ended: what it had to do something about lies with the one that took over. Where it blocked stays as it was."""
    return Barrier.objects.filter(owner_unit=unit).exclude(state=BarrierState.REMOVED).update(owner_unit=successor, owner=None)
