"""A board with days, and a case that is lifted to it."""

from __future__ import annotations

from datetime import date

from sluss.gates import actions
from sluss.gates.models import Case, Meeting

from . import walks

MONDAY = date(2026, 3, 9)
MET, NEXT = date(2026, 3, 18), date(2026, 4, 15)
WHY = "Nämnden vill se hur det går på en avdelning först."


def entered(cast, *days: date) -> list[Meeting]:
    actions.enter_meetings(cast.units.care_board, by=cast.registrar, days=days)
    return list(Meeting.objects.filter(board=cast.units.care_board, on__in=days).order_by("on"))


def lifted(cast) -> Case:
    return walks.fresh(actions.lift(walks.opened(cast.units.care), by=cast.amira))
