"""What one has given and begun."""

from __future__ import annotations

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from sluss.core.routes import number_in
from sluss.people.models import Person

from ..mine import shown_drafts, shown_ideas
from ..queries_give import drafts_of, ideas_of
from ..states import DRAFTS_AT_MOST

PAGE = 20


@require_safe
def ideas(request: HttpRequest) -> HttpResponse:
    """One's drafts, then all of one's ideas, newest first, a page at a time (?before=<id>). Two queries."""
    if not isinstance(request.user, Person):
        return redirect_to_login(request.get_full_path())
    last = number_in(request.GET.get("before"))
    rows = shown_ideas(ideas_of(request.user, before=last)[: PAGE + 1])
    home = reverse("ideas:my_ideas")
    context = {
        "drafts": [] if last else shown_drafts(drafts_of(request.user)[:DRAFTS_AT_MOST]),
        "ideas": rows[:PAGE],
        "next": f"{home}?before={rows[PAGE - 1].pk}" if len(rows) > PAGE else "",
        "first": home if last else "",
        "give": reverse("ideas:gateways"),
    }
    response = render(request, "ideas/give/mine.html", context)
    response.headers["Cache-Control"] = "no-store"
    return response
