"""What stands around an idea on its page: how it is tried, who takes part, what is gained, who took it up. Each part is asked for only
where there is something to show: the idea's own query says so."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe

from sluss.gates import queries_together as gates
from sluss.gates.hidden import experiments_for, is_hidden
from sluss.gates.panels_together import shown
from sluss.gates.states import Part

from .. import queries_together as together
from ..hidden import BENEFITS, hide_claims
from ..models import Idea


def around(request: HttpRequest, idea: Any, *, own: bool) -> dict[str, Any]:
    """At most one query for each part that there is."""
    main = []
    if own and idea.has_advice:
        main.append(_advice(request, idea))
    if idea.has_tries:
        main.append(_tries(request, idea))
    if idea.has_benefits:
        main.append(_benefits(request, idea))
    if idea.has_spread and (asked := together.asked_about(idea.pk, taken_back=False)):
        main.append(_drawn(request, "spread", {"asked": asked, "number": idea.adopted_count}))
    parts = together.open_parts(idea.pk) if idea.has_units else {}
    return {"around": mark_safe("".join(main)), "parts": _parts(parts)}  # noqa: S308 - rendered by templates


def _drawn(request: HttpRequest, name: str, context: dict[str, Any]) -> SafeString:
    return render_to_string(f"ideas/spread/_{name}.html", context, request)


def _advice(request: HttpRequest, idea: Idea) -> str:
    return _drawn(request, "advice", {"notes": gates.coaching_for_giver(idea.pk)})


def _tries(request: HttpRequest, idea: Idea) -> str:
    found = experiments_for(request.user, gates.tried_about(idea.pk), idea.subject)
    units = {one.case.receiving_unit_id for one in found}
    drawn = [shown(one, one.case.receiving_unit.shown_name if len(units) > 1 else "") for one in found]
    return _drawn(request, "tries", {"experiments": drawn})


def _benefits(request: HttpRequest, idea: Idea) -> str:
    claims = together.claims_of(idea.pk)
    if is_hidden(BENEFITS, idea.subject, request.user):
        hide_claims(claims, idea.subject.language)
    return _drawn(request, "benefits", {"claims": together.claims_shown(claims)})


def _parts(parts: dict[str, list[str]]) -> list[tuple[Any, str]]:
    """Lines for the facts about the idea."""
    return [(Part(part).label, ", ".join(parts[part])) for part in (Part.OWNS, Part.TAKES) if parts.get(part)]
