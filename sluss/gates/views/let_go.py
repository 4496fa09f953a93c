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

from .. import queries, rules
from .. import queries_together as together
from ..models import Case, Promise, Transfer
from ..queries import WAITING
from ..questions import expected_of
from ..states import PromiseKind
from .desk import foreign, sign_in_first

MOST = 100


@dataclass(frozen=True, slots=True)
class Row:
    case: Case
    transfer: Transfer
    had: str
    holder: str  # empty: the role is vacant
    role: str


@dataclass(frozen=True, slots=True)
class Question:
    """What a unit is asked. Whoever answers for the unit need not be one who may see the case."""

    promise: Promise
    transfer: Transfer
    had: str
    holder: str  # empty: the role is vacant
    expected: str
    title: str  # of what it is about; empty for one who may not see the case
    language: str


@require_safe
def let_go(request: HttpRequest) -> HttpResponse:
    if answer := sign_in_first(request):
        return answer
    if not acting(request.user).has(Permission.HANDLE):
        raise PermissionDenied(_("The work queue is for those who answer or assess ideas. You have no such role right now."))
    rows, questions = _rows(request.user), _questions(request.user)
    passed_on = [Column(label=label) for label in (_("Was held by"), _("Since"), _("Why"), _("To be taken by"))]
    context = {
        "rows": rows[:MOST],
        "more": len(rows) > MOST,
        "questions": questions[:MOST],
        "more_questions": len(questions) > MOST,
        "most": MOST,
        "columns": [Column(label=_("Case")), *passed_on],
        "question_columns": [Column(label=_("Question")), Column(label=_("Unit that is asked")), *passed_on],
        "crumbs": [Crumb(label=_("To answer"), href=reverse("gates:queue")), Crumb(label=_("Let go"))],
    }
    return render(request, "gates/let_go.html", context)


def _rows(user: Any) -> list[Row]:
    """Four queries, however many there are: cases, how they were let go, their promises, and who holds those."""
    cases = list(queries.let_go_cases(user).select_related("subject", "receiving_unit", "stage")[: MOST + 1])
    if not cases:
        return []
    latest = {case.pk: case.latest for case in cases}  # type: ignore[attr-defined]  # annotated by the query
    transfers = _transfers(latest.values())
    promises = Promise.objects.filter(case__in=cases, kind=PromiseKind.ANSWER, state__in=WAITING).select_related("unit", "person__details")
    waiting = {promise.case_id: promise for promise in promises}
    names = queries.holding_names(waiting.values())
    rows = []
    for case in cases:
        transfer, promise = transfers[latest[case.pk]], waiting.get(case.pk)
        role = str((promise or case.stage).get_owner_role_display())
        rows.append(Row(case, transfer, _had(transfer), names.get(promise.pk, "") if promise else "", role))
    return rows


def _questions(user: Any) -> list[Question]:
    """Four queries, however many there are: the questions, how they were let go, who holds them, and for one who does not handle all the
    cases, in which of them a unit of theirs takes part."""
    found = queries.let_go_questions(user).select_related("unit", "subject", "case__receiving_unit__answers_to")
    promises = list(found[: MOST + 1])
    if not promises:
        return []
    latest = {promise.pk: promise.latest for promise in promises}  # type: ignore[attr-defined]  # annotated by the query
    transfers, names, seen = _transfers(latest.values()), queries.holding_names(promises), _cases_seen(promises, user)
    questions = []
    for promise in promises:
        transfer, subject = transfers[latest[promise.pk]], promise.subject
        title = subject.title if promise.case_id in seen else ""
        questions.append(
            Question(promise, transfer, _had(transfer), names[promise.pk], expected_of(promise), title, foreign(subject.language))
        )
    return questions


def _cases_seen(promises: list[Promise], user: Any) -> set[int]:
    """Of the cases that are asked about those whose page the user may open."""
    cases = {promise.case.pk: promise.case for promise in promises if promise.case is not None}
    seen = {pk for pk, case in cases.items() if rules.sees(case, user)}
    return seen | together.taken_part_in([case for pk, case in cases.items() if pk not in seen], user)


def _transfers(pks: Any) -> dict[int, Transfer]:
    return Transfer.objects.select_related("from_person__details").in_bulk(pks)


def _had(transfer: Transfer) -> str:
    return transfer.from_person.name if transfer.from_person else ""
