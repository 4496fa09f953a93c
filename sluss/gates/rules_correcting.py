"""Who may correct a decision, as what, and to which outcome."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from sluss.core.verdict import YES, Verdict, no

from .models import Decision
from .rules import may, permits, registers_for
from .states import DECIDABLE_OUTCOMES, Capacity, Verb


def may_correct(decision: Decision, user: Any, *, giver_id: int | None = None) -> Verdict:
    """Those who handle the case; what a board has decided, also whoever keeps its register and has the minutes. Needs decision.case."""
    verdict = may(Verb.CORRECT, decision.case, user, giver_id=giver_id)
    if verdict or decision.capacity != Capacity.BOARD or (giver_id is not None and user.pk == giver_id):
        return verdict
    return permits(Verb.CORRECT, decision.case) if registers_for(decision.case.receiving_unit, user) else verdict


_WEIGHT = {Capacity.EXECUTION: 0, Capacity.RECOMMENDATION: 0, Capacity.DELEGATED: 1, Capacity.BOARD: 2}


def may_correct_as(capacity: Capacity, decision: Decision) -> Verdict:
    """What a board has decided, or somebody on its behalf, is not decided otherwise by those who handle the case: a correction says who
    decided it, and where that is written, as the first decision does (förvaltningslagen 36–37 §§)."""
    if _WEIGHT[capacity] >= _WEIGHT[Capacity(decision.capacity)]:
        return YES
    if decision.capacity == Capacity.BOARD:
        return no(_("A board has decided this. Only what the board has decided can stand in its place: name it, and the paragraph."))
    return no(_("This is decided on behalf of the board. Say who corrects it on its behalf, and by which delegation point."))


def outcomes_to_correct(decision: Decision) -> set[str]:
    """What a closing may be corrected to: what the stage it was closed at may end as, and what it says now. No query beyond from_stage."""
    return {*decision.from_stage.outcomes, decision.outcome} & {outcome.value for outcome in DECIDABLE_OUTCOMES}
