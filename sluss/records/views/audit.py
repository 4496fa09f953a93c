"""The audit log, for auditors and administrators of the whole city: who did what, when, about what."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, QueryDict, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from sluss.core import clock
from sluss.core.components import Column
from sluss.core.pressing import post_only

from .. import actions, queries
from ..forms import AuditForm
from ..queries import Cursor, Line, Wanted
from ..rules import may_read_audit
from ..told import told


def _auditor(request: HttpRequest) -> None:
    if not may_read_audit(request.user):  # type: ignore[arg-type]  # our user model
        raise Http404


def _query(form: AuditForm, **more: str) -> str:
    """The part of an address that says what is asked for, as it was written."""
    asked = {name: str(form.data.get(name, "")).strip() for name in form.fields}
    values = {name: value for name, value in {**asked, **more}.items() if value}
    return f"?{urlencode(values)}" if values else ""


@require_safe
@login_required
def audit(request: HttpRequest) -> HttpResponse:
    _auditor(request)
    form = AuditForm(request.GET)
    wanted = form.wanted()
    after = Cursor.read(request.GET.get("after"))
    # What is asked for and cannot be read is said, and nothing is shown: a whole log would look like the answer.
    rows, following = queries.page_of(wanted, after) if wanted is not None else ([], None)
    home = reverse("records:audit")
    context = {
        "form": form,
        "rows": told(rows, request.user),
        "columns": [Column(label=_("When")), Column(label=_("Who")), Column(label=_("What")), Column(label=_("About"))],
        "narrowed": wanted != Wanted(),
        "home": home,
        "next": home + _query(form, after=str(following)) if following else "",
        "first": home + _query(form) if after else "",
        "hidden": [(name, form.data[name]) for name in form.fields if form.data.get(name)] if wanted is not None else [],
    }
    return render(request, "records/audit.html", context, status=422 if form.errors else 200)


@post_only
@login_required
def audit_download(request: HttpRequest) -> HttpResponse | StreamingHttpResponse:
    """JSON lines of what the page is narrowed to. That it was taken out is noted first, and so it is not in the file."""
    _auditor(request)
    form = AuditForm(_plain(request.POST))
    wanted = form.wanted()
    if wanted is None:
        return redirect(reverse("records:audit") + _query(form))
    made = actions.note_export(
        "audit.downloaded",
        by=request.user,  # type: ignore[arg-type]  # our user model
        person=wanted.person_id,
        asked=wanted.kind,
        about=wanted.subject_id,
        unit=form.cleaned_data["unit"].pk if form.cleaned_data["unit"] else None,
        first=wanted.first_day.isoformat() if wanted.first_day else "",
        last=wanted.last_day.isoformat() if wanted.last_day else "",
    )
    lines = (line for line in queries.lines(wanted) if not (line.source == "e" and line.pk >= made.pk))
    response = StreamingHttpResponse(json_lines(lines), content_type="application/jsonl; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{_("audit-log")}-{clock.today().isoformat()}.jsonl"'
    response["Cache-Control"] = "private, no-store"
    return response


def _plain(post: QueryDict) -> dict[str, str]:
    return {name: post.get(name, "") for name in AuditForm.base_fields}


def json_lines(lines: Iterator[Line]) -> Iterator[str]:
    """Numbers, codes and days only: names and titles stand where they can be masked."""
    for line in lines:
        row: dict[str, Any] = {"id": f"{line.source}{line.pk}", "at": line.at.isoformat(), "kind": line.kind}
        row["by"] = "giver" if line.by_giver else line.by_id
        more = {"subject": line.subject_id, "person": line.person_id, "unit": line.unit_id, "data": line.data}
        row |= {name: value for name, value in more.items() if value}
        yield json.dumps(row, ensure_ascii=False) + "\n"
