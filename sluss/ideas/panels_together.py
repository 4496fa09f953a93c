"""Benefits and spread on the page of a case. Each costs at most one query, and one more for one whom only a unit's part in it lets in."""

from __future__ import annotations

from django.http import HttpRequest
from django.template.loader import render_to_string

from sluss.core.panels import Place, panel
from sluss.gates.hidden import is_hidden
from sluss.gates.models import Case
from sluss.gates.rules_together import may_work, still_open

from . import queries_together as together
from .hidden import BENEFITS, hide_claims
from .queries import idea_of_case
from .rules_together import can_be_spread, may_claim


@panel(Place.CASE_WORK, order=35)
def benefits(request: HttpRequest, case: Case) -> str:
    idea = idea_of_case(case)
    if idea is None:
        return ""
    found = together.claims_of(idea.pk) if idea.has_benefits else []  # type: ignore[attr-defined]  # annotated
    if is_hidden(BENEFITS, case.subject, request.user):
        hide_claims(found, case.subject.language)
    claims = together.claims_shown(found)
    works = bool(still_open(case) and may_claim(case, request.user))
    if not claims and not works:
        return ""
    return render_to_string("ideas/spread/_benefits.html", {"claims": claims, "case": case, "works": works}, request)


@panel(Place.CASE_WORK, order=50)
def spread(request: HttpRequest, case: Case) -> str:
    """Where the idea is spread, and where units have been asked."""
    idea = idea_of_case(case) if case.adopts_id is None else None
    if idea is None:
        return ""
    asked = together.asked_about(idea.pk, taken_back=True) if idea.has_spread else []  # type: ignore[attr-defined]  # annotated
    may = bool(may_work(case, request.user))
    works = may and bool(can_be_spread(case))
    if not asked and not works:
        return ""
    number = sum(one.answer in together.TAKEN_UP for one in asked)
    takes_back = may and bool(still_open(case))
    context = {"asked": asked, "number": number, "case": case, "works": works, "takes_back": takes_back}
    return render_to_string("ideas/spread/_spread.html", context, request)
