"""The ruler: what a bare Django list of 20 rows costs here – the product's middleware, a small template, one indexed query."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from sluss.core.context import is_signed_in
from sluss.ideas.models import Idea
from sluss.journal.queries import unread_count


def ruler(request: HttpRequest) -> HttpResponse:
    """Signed in, it loads what every page must then: session, user and the count in the inbox."""
    unread = unread_count(request.user) if is_signed_in(request) else 0  # type: ignore[arg-type]  # a person, since signed in
    rows = Idea.objects.filter(in_public_list__in=(True,)).order_by("-submitted_at", "-subject_id").values("subject_id", "excerpt")[:20]
    return render(request, "bench/ruler.html", {"rows": rows, "unread": unread})
