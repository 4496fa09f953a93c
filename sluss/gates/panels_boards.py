"""When boards meet, on the page of each, and for those who enter it. Each costs at most one query."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.template.loader import render_to_string

from sluss.core.context import is_signed_in
from sluss.core.panels import Place, panel
from sluss.people.models import Unit
from sluss.people.states import UnitKind

from .queries_boards import coming_meetings
from .rules import may_keep_meetings, may_keep_some_meetings

SHOWN = 3


@panel(Place.UNIT_PAGE, order=15)
def meetings_of_board(request: HttpRequest, unit: Unit) -> str:
    """The next meetings, for everybody; nothing for a unit that is no board, nor for a company whose days nobody has entered."""
    if unit.kind not in {UnitKind.BOARD, UnitKind.COMPANY} or unit.handed_on_at is not None:
        return ""
    coming = [meeting for meeting in coming_meetings(unit) if meeting.called_off_at is None]
    keeps = is_signed_in(request) and bool(may_keep_meetings(request.user, unit))
    if not coming and not keeps and unit.kind == UnitKind.COMPANY:
        return ""
    return render_to_string("gates/boards/_unit.html", {"unit": unit, "meetings": coming[:SHOWN], "keeps": keeps}, request)


@panel(Place.MY_PAGE, order=25)
def for_those_who_enter(request: HttpRequest, subject: Any) -> str:
    """No query: who one may act as is known."""
    return render_to_string("gates/boards/_my_page.html", {}, request) if may_keep_some_meetings(request.user) else ""
