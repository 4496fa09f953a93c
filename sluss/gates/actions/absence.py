"""Somebody is away: what waits for them by name goes to the stand-in at once, and what is still open comes back with them."""

from __future__ import annotations

from django.db import transaction
from django.db.models import Exists, OuterRef

from sluss.core import clock
from sluss.people.models import Absence
from sluss.people.rules import forget

from ..models import Case, Transfer
from ..rules import allowed
from ..states import CaseState, TransferCause, Verb
from .holding import questions_back, questions_to_stand_in
from .locking import lock_all
from .succession import let_go_each
from .work import give_to


@transaction.atomic
def hand_to_stand_in(absence: Absence) -> int:
    """What the stand-in may not handle – where the person was deputy, say – goes back to its role instead. Returns how many cases."""
    forget(absence.stand_in)
    questions_to_stand_in(absence)
    left = []
    cases = lock_all(Case.objects.filter(owner=absence.person).exclude(state=CaseState.CLOSED))
    for case in cases:
        if allowed(Verb.TAKE, case, absence.stand_in):
            give_to(case, absence.stand_in, by=None, cause=TransferCause.ABSENCE)
        else:
            left.append(case)
    let_go_each(left, None, TransferCause.ABSENCE)
    return len(cases)


@transaction.atomic
def bring_back(absence: Absence) -> int:
    """What was handed over for the absence and has not moved since. What the person may no longer handle stays. Returns how many cases."""
    forget(absence.person)
    if not absence.person.is_active:
        return 0
    questions_back(absence)
    newer = Transfer.objects.filter(case=OuterRef("case"), promise=None, pk__gt=OuterRef("pk"))
    handed = Transfer.objects.filter(
        ~Exists(newer),
        promise=None,
        cause=TransferCause.ABSENCE,
        from_person=absence.person,
        to_person=absence.stand_in,
        at__gte=absence.began_at or clock.now(),
    )
    cases = lock_all(Case.objects.filter(pk__in=handed.values("case"), owner=absence.stand_in).exclude(state=CaseState.CLOSED))
    back = [case for case in cases if allowed(Verb.TAKE, case, absence.person)]
    for case in back:
        give_to(case, absence.person, by=None, cause=TransferCause.BACK)
    return len(back)
