from __future__ import annotations

from django.db import transaction

from sluss.journal.actions import record
from sluss.journal.models import Subject
from sluss.people.models import Person, Unit
from sluss.people.states import Role

from ..models import Case, Promise
from ..queries import WAITING, holders, person_ids
from ..states import CaseState
from .locking import event_data, lock_all


@transaction.atomic
def move_to_successor(unit: Unit, *, successor: Unit, by: Person | None) -> int:
    """A unit has ended: its open cases and waiting promises move to the successor; the history stays as it was. Returns how many cases.

    Where the successor already has an open case about the same subject, both stay, the old one at the ended unit, for a person to sort out.
    """
    taken = Case.objects.filter(receiving_unit=successor).exclude(state=CaseState.CLOSED).values("subject_id")
    cases = Case.objects.filter(receiving_unit=unit).exclude(state=CaseState.CLOSED).exclude(subject_id__in=taken)
    moved = lock_all(cases)
    told: dict[str, list[int]] = {}
    for case in moved:
        case.receiving_unit = successor
        case.owner = None
        case.save(update_fields=["receiving_unit", "owner"])
        Promise.objects.filter(case=case, state__in=WAITING).update(unit=successor, person=None)
        Subject.objects.filter(pk=case.subject_id, unit=unit).update(unit=successor)
        role = case.stage.owner_role
        if role not in told:
            told[role] = person_ids(holders(Role(role), successor) or holders(Role.OFFICE, successor))
        record("case.moved", subject=case.subject, by=by, from_unit=unit.pk, **event_data(case, None, told[role]))
    return len(moved)


@transaction.atomic
def let_go(person: Person, *, by: Person | None) -> int:
    """Somebody leaves: what waits for them by name goes back to the role, so nothing is left without an owner. Returns how many cases."""
    Promise.objects.filter(person=person, state__in=WAITING).update(person=None)
    left = lock_all(Case.objects.filter(owner=person).exclude(state=CaseState.CLOSED))
    for case in left:
        case.owner = None
        case.save(update_fields=["owner"])
        role = Role(case.stage.owner_role)
        told = person_ids(holders(role, case.receiving_unit) or holders(Role.OFFICE, case.receiving_unit))
        record("case.taken", subject=case.subject, by=by, **event_data(case, None, told))
    return len(left)
