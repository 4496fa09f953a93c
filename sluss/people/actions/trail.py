from __future__ import annotations

from sluss.people.models import PeopleChange, Person, RoleHolding, Unit
from sluss.people.states import ChangeKind


def note(
    kind: ChangeKind,
    *,
    by: Person | None,
    unit: Unit | None = None,
    person: Person | None = None,
    holding: RoleHolding | None = None,
    **data: object,
) -> None:
    """One row in the audit trail, in the transaction of the action. `data` holds ids, codes and names of fields."""
    PeopleChange.objects.create(kind=kind, by=by, unit=unit, person=person, holding=holding, data=data)
