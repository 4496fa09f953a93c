"""What the lock lends to other pages: what is most urgent, for those who answer. Others see nothing of it."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.template.loader import render_to_string

from sluss.core import clock
from sluss.core.context import is_signed_in
from sluss.core.panels import Place, panel
from sluss.people.models import Unit
from sluss.people.rules import acting, standing
from sluss.people.states import Permission, Standing

from .models import Promise
from .questions import expected_of, is_question, page_of
from .states import PromiseState
from .waiting import promises, whose

SHOWN = 5
COUNT_TO = 1000


def _handles(request: HttpRequest) -> bool:
    return is_signed_in(request) and standing(request.user) == Standing.EMPLOYEE and acting(request.user).has(Permission.HANDLE)


@panel(Place.HOME, order=10)
def most_urgent(request: HttpRequest, subject: Any) -> str:
    """One query, for those who answer only."""
    if not _handles(request):
        return ""
    found = list(promises(whose(request.user, "mine")).exclude(case=None).select_related("subject", "case__stage")[: SHOWN + 1])
    rows = [(promise, page_of(promise), expected_of(promise) if is_question(promise) else "") for promise in found[:SHOWN]]
    return render_to_string("gates/_home.html", {"rows": rows, "more": len(found) > SHOWN}, request)


@panel(Place.UNIT_PAGE, order=20)
def waiting_in_unit(request: HttpRequest, unit: Unit) -> str:
    """How many answers the unit and those below it owe, for those who answer there. One query, which stops at a thousand."""
    if not _handles(request) or not acting(request.user).may_in(Permission.HANDLE, unit):
        return ""
    waiting = Promise.objects.filter(state=PromiseState.OPEN, unit__path__startswith=unit.path).order_by("due_on", "id")
    days = list(waiting.values_list("due_on", flat=True)[: COUNT_TO + 1])
    late = sum(due < clock.today() for due in days)
    context = {"unit": unit, "number": min(len(days), COUNT_TO), "many": len(days) > COUNT_TO, "late": late}
    return render_to_string("gates/_unit.html", context, request)
