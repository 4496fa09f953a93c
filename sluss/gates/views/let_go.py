"""What was let go when somebody left, and by whom it must be taken: so that nothing is left without an owner."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from sluss.core.components import Column, Crumb
from sluss.people.rules import acting
from sluss.people.states import Permission

from .. import queries
from ..models import Case, Promise, Transfer
from ..queries import WAITING
from ..states import PromiseKind
from .desk import sign_in_first

MOST = 100


@dataclass(frozen=True, slots=True)
class Row:
    case: Case
    transfer: Transfer
    had: str
    holder: str  # empty: the role is vacant
    role: str


@require_safe
def let_go(request: HttpRequest) -> HttpResponse:
    if answer := sign_in_first(request):
        return answer
    if not acting(request.user).has(Permission.HANDLE):
        raise PermissionDenied(_("The work queue is for those who answer or assess ideas. You have no such role right now."))
    rows = _rows(request.user)
    context = {
        "rows": rows[:MOST],
        "more": len(rows) > MOST,
        "most": MOST,
        "columns": [Column(label=label) for label in (_("Case"), _("Was held by"), _("Since"), _("Why"), _("To be taken by"))],
        "crumbs": [Crumb(label=_("To answer"), href=reverse("gates:queue")), Crumb(label=_("Let go"))],
    }
    return render(request, "gates/let_go.html", context)


def _rows(user: Any) -> list[Row]:
    """Four queries, however many there are: cases, how they were let go, their promises, and who holds those."""
    cases = list(queries.let_go_cases(user).select_related("subject", "receiving_unit", "stage")[: MOST + 1])
    if not cases:
        return []
    latest = {case.pk: case.latest for case in cases}  # type: ignore[attr-defined]  # annotated by the query
    transfers = Transfer.objects.select_related("from_person__details").in_bulk(latest.values())
    promises = Promise.objects.filter(case__in=cases, kind=PromiseKind.ANSWER, state__in=WAITING).select_related("unit", "person__details")
    waiting = {promise.case_id: promise for promise in promises}
    names = queries.holding_names(waiting.values())
    rows = []
    for case in cases:
        transfer, promise = transfers[latest[case.pk]], waiting.get(case.pk)
        had = transfer.from_person.name if transfer.from_person else ""
        role = str((promise or case.stage).get_owner_role_display())
        rows.append(Row(case, transfer, had, names.get(promise.pk, "") if promise else "", role))
    return rows
