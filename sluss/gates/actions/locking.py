"""What every verb starts with: the case's lock, the rule, and the words of its event."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from sluss.core.verdict import Conflict
from sluss.people.models import Person

from ..models import Case, Decision, Promise
from ..queries import giver_of
from ..rules import NOT_ON_ONES_OWN, may, permits
from ..states import Verb


def lock(pk: int) -> Case:
    """The case with its row locked. Raises Case.DoesNotExist. Two queries."""
    found = lock_all(Case.objects.filter(pk=pk))
    if not found:
        raise Case.DoesNotExist
    return found[0]


def lock_all(cases: QuerySet[Case]) -> list[Case]:
    """The cases with their rows locked, in the order of their ids. Two queries.

    The locks come first and what belongs to the rows after: in one query PostgreSQL would join the stage that a case had before the
    wait for the lock, and find no row at all when the one who went first moved it.
    """
    pks = list(cases.select_for_update(no_key=True).order_by("pk").values_list("pk", flat=True))
    return list(Case.objects.select_related("subject", "stage", "receiving_unit").filter(pk__in=pks).order_by("pk"))


def locked(case: Case, seen: int | None) -> Case:
    """The case's row, locked. `seen` is the number of decisions the person saw: another one since then is a Conflict."""
    fresh = lock(case.pk)
    if seen is not None and seen != fresh.decisions_made:
        raise Conflict(str(_("Somebody else has just decided in this case. Read what was decided before you go on.")))
    return fresh


def demand(verb: Verb, case: Case, by: Person | None, *, giver: bool = False) -> None:
    """Raise NotAllowed unless `by` may. The system (by=None) and a giver's own verb, checked by the owner app, need only the state."""
    if by is None or giver:
        permits(verb, case).demand()
        return
    giver_id = None
    if verb in NOT_ON_ONES_OWN:
        who = giver_of(case.subject_id)
        giver_id = who.person_id if who else None
    may(verb, case, by, giver_id=giver_id).demand()


def event_data(
    case: Case, decision: Decision | None, persons: Iterable[int | None] = (), *, promise: Promise | None = None
) -> dict[str, Any]:
    """What every event of a case carries; with the promise made by it, the due day too."""
    due = {"due": promise.due_on.isoformat(), "promise": promise.pk} if promise else {}
    return due | {
        "case": case.pk,
        "decision": decision.pk if decision else None,
        "stage": case.stage_id,
        "phase": case.stage.phase,
        "stage_kind": case.stage.kind,
        "state": str(case.state),
        "outcome": str(case.outcome),
        "unit": case.receiving_unit_id,
        "persons": sorted({person for person in persons if person}),
    }


def frozen_name(person: Person | None) -> str:
    """Name and title as they are now, for a row that must not change. A protected person stands as a role."""
    if person is None:
        return ""
    return f"{person.name}, {person.title}" if person.title else person.name
