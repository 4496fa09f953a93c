"""What records lend to other pages: the way to one's own data, the registry numbers of a case, the requests that wait for an answer."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.template.loader import render_to_string

from sluss.core import clock
from sluss.core.context import is_signed_in
from sluss.core.panels import Place, panel
from sluss.journal.rules import may_see
from sluss.people.rules import acting, standing
from sluss.people.states import Permission, Standing

from . import queries
from .rules import may_answer_requests

COUNT_TO = 100


@panel(Place.MY_PAGE, order=90)
def my_data(request: HttpRequest, subject: Any) -> str:
    """No query."""
    return render_to_string("records/_my_data.html", {}, request)


@panel(Place.CASE_ASIDE, order=40)
def registry_numbers(request: HttpRequest, case: Any) -> str:
    """The numbers the authorities have given what the case is about, and for a registrar the way to add one. One query, none for a case
    that was read with the word that there are none."""
    numbers = queries.numbers_of(case.subject_id) if getattr(case, "has_numbers", True) else []
    user: Any = request.user
    keeps = acting(user).has(Permission.READ_REGISTER) and bool(may_see(user, case.subject))
    if not numbers and not keeps:
        return ""
    return render_to_string("records/_numbers.html", {"numbers": numbers, "keeps": keeps, "subject_id": case.subject_id}, request)


@panel(Place.HOME, order=14)
def waiting_requests(request: HttpRequest, subject: Any) -> str:
    """For those who answer requests to be de-identified. One query, for them alone."""
    user: Any = request.user
    if not is_signed_in(request) or standing(user) != Standing.EMPLOYEE or not may_answer_requests(user):
        return ""
    days = queries.waiting_for(user, COUNT_TO + 1)
    if not days:
        return ""
    context = {"number": min(len(days), COUNT_TO), "many": len(days) > COUNT_TO, "first": days[0], "late": days[0] < clock.today()}
    return render_to_string("records/_waiting.html", context, request)
