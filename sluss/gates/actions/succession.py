from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from sluss.core import clock
from sluss.journal.actions import record
from sluss.journal.models import Subject
from sluss.people.models import Person, RoleHolding, Unit
from sluss.people.rules import forget
from sluss.people.states import Role

from ..models import Case, CaseParticipant, Promise, Transfer
from ..queries import WAITING, holders, person_ids
from ..queries_together import IN_IT
from ..rules import allowed
from ..states import CaseState, PromiseKind, PromiseState, TransferCause, Verb
from .holding import let_questions_go, let_questions_go_where_lost, questions_of
from .locking import event_data, lock_all
from .promises import answers


def lock_what_waits(unit: Unit) -> None:
    """Every case that a unit's end changes, its own and those that it is asked about, before anything is moved: all in one order, so that
    none of those who just answer waits for one who waits for them, and what they have answered is not moved. One query."""
    asked = Promise.objects.filter(unit=unit, state__in=WAITING).values("case_id")
    inside = CaseParticipant.objects.filter(unit=unit, state__in=IN_IT).values("case_id")
    touched = Q(receiving_unit=unit) | Q(awaits=unit) | Q(pk__in=asked) | Q(pk__in=inside)
    cases = Case.objects.filter(touched).exclude(state=CaseState.CLOSED)
    list(cases.select_for_update(no_key=True).order_by("pk").values_list("pk"))


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
        answers(case).filter(state__in=WAITING).update(unit=successor, person=None)
        Subject.objects.filter(pk=case.subject_id, unit=unit).update(unit=successor)
        role = case.stage.owner_role
        if role not in told:
            told[role] = person_ids(holders(Role(role), successor) or holders(Role.OFFICE, successor))
        record("case.moved", subject=case.subject, by=by, from_unit=unit.pk, **event_data(case, None, told[role]))
    return len(moved)


@transaction.atomic
def let_go(person: Person, *, by: Person | None) -> int:
    """Somebody leaves: what waits for them by name goes back to the role, so nothing is left without an owner. Returns how many cases."""
    let_questions_go(questions_of(person), by=by, cause=TransferCause.LEFT)
    Promise.objects.filter(person=person, state__in=WAITING).update(person=None)
    return _let_go(Case.objects.filter(owner=person).exclude(state=CaseState.CLOSED), by, TransferCause.LEFT)


@transaction.atomic
def let_go_where_lost(person: Person, *, by: Person | None) -> int:
    """A role has ended for somebody who stays: what they may no longer handle goes back to the role. Returns how many cases."""
    forget(person)
    let_questions_go_where_lost(person, by=by)
    theirs = Case.objects.filter(owner=person).exclude(state=CaseState.CLOSED).select_related("receiving_unit")
    return _let_go(
        Case.objects.filter(pk__in=[case.pk for case in theirs if not allowed(Verb.TAKE, case, person)]), by, TransferCause.ROLE_ENDED
    )


def let_go_after_roles() -> int:
    """What is still named to somebody whose role's last day has passed goes back to the role. Returns how many cases."""
    cases = Case.objects.exclude(state=CaseState.CLOSED).filter(owner=OuterRef("pk"))
    questions = Promise.objects.filter(person=OuterRef("pk"), state=PromiseState.OPEN).exclude(kind=PromiseKind.ANSWER)
    roles = RoleHolding.objects.filter(Q(person=OuterRef("pk")) | Q(deputy=OuterRef("pk")), valid_to__lt=clock.today())
    # All of them: most have another role by which they keep it, and would stand in the way of those who come after a limit.
    people = Person.objects.filter(Exists(cases) | Exists(questions), Exists(roles)).order_by("pk")
    return sum(let_go_where_lost(person, by=None) for person in list(people))


def _let_go(cases: QuerySet[Case], by: Person | None, cause: TransferCause) -> int:
    return let_go_each(lock_all(cases), by, cause)


def let_go_each(left: Sequence[Case], by: Person | None, cause: TransferCause) -> int:
    """Locked cases back to their role, whose holders are told."""
    Transfer.objects.bulk_create(Transfer(case=case, from_person_id=case.owner_id, cause=cause, by=by, at=clock.now()) for case in left)
    Promise.objects.filter(case__in=[case.pk for case in left], kind=PromiseKind.ANSWER, state__in=WAITING).update(person=None)
    for case in left:
        case.owner = None
        case.save(update_fields=["owner"])
        role = Role(case.stage.owner_role)
        told = person_ids(holders(role, case.receiving_unit) or holders(Role.OFFICE, case.receiving_unit))
        record("case.taken", subject=case.subject, by=by, **event_data(case, None, told))
    return len(left)
