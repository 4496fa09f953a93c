"""Benefits and spread on the page of a case, and what a lead is asked on the start page. Each costs at most one query."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.template.loader import render_to_string

from sluss.core.context import is_signed_in
from sluss.core.panels import Place, panel
from sluss.gates.models import Case
from sluss.gates.rules_together import may_work, still_open
from sluss.people.rules import acting, standing
from sluss.people.states import Permission, Standing

from . import queries_together as together
from .rules_together import can_be_spread
from .states import SUBJECT_KIND

SHOWN = 5


@panel(Place.CASE_WORK, order=35)
def benefits(request: HttpRequest, case: Case) -> str:
    if case.subject.kind != SUBJECT_KIND:
        return ""
    claims = together.claims_shown(together.claims_of(case.subject_id))
    works = bool(may_work(case, request.user) and still_open(case))
    if not claims and not works:
        return ""
    return render_to_string("ideas/spread/_benefits.html", {"claims": claims, "case": case, "works": works}, request)


@panel(Place.CASE_WORK, order=50)
def spread(request: HttpRequest, case: Case) -> str:
    """Where the idea is spread, and where units have been asked."""
    if case.subject.kind != SUBJECT_KIND or case.adopts_id is not None:
        return ""
    asked = together.asked_about(case.subject_id)
    can = can_be_spread(case)
    works = bool(may_work(case, request.user)) and bool(can)
    if not asked and not works:
        return ""
    number = sum(one.answer in together.TAKEN_UP for one in asked)
    return render_to_string("ideas/spread/_spread.html", {"asked": asked, "number": number, "case": case, "works": works}, request)


@panel(Place.HOME, order=13)
def asked_to_adopt(request: HttpRequest, subject: Any) -> str:
    """For those who answer for a unit: ideas that others have put to use."""
    if not is_signed_in(request) or standing(request.user) != Standing.EMPLOYEE or not acting(request.user).has(Permission.HANDLE):
        return ""
    found = list(together.asked_of(request.user)[: SHOWN + 1])
    if not found:
        return ""
    return render_to_string("ideas/spread/_asked.html", {"asked": found[:SHOWN], "more": len(found) > SHOWN}, request)
