from __future__ import annotations

from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from sluss.core import addresses, kept
from sluss.core.components import Chip, Column, Crumb
from sluss.core.dates import read_day
from sluss.core.pressing import post_only
from sluss.core.routes import number_in
from sluss.core.verdict import NotAllowed
from sluss.people.models import Unit

from .. import actions, queries
from ..forms import AskedForm, NumberForm
from ..models import RegisterEntry
from ..queries import Asked
from .spreadsheet import BATCH, MOST_ROWS, lines

PAGE = 20


def _authority(request: HttpRequest) -> tuple[Unit, list[Unit]]:
    """The authority whose register is asked for, the first of one's own when none is named, and all of one's own."""
    own = queries.authorities_of(request.user)  # type: ignore[arg-type]  # our user model
    wanted = request.GET.get("authority")
    chosen = next((unit for unit in own if not wanted or unit.code == wanted), None)
    if chosen is None:
        raise Http404
    return chosen, own


def address_of(authority: Unit, asked: Asked, **more: str) -> str:
    """The part of the address that says what is asked for."""
    values = {
        "authority": authority.code,
        "first": asked.first_day.isoformat() if asked.first_day else "",
        "last": asked.last_day.isoformat() if asked.last_day else "",
        "unnumbered": "on" if asked.unnumbered else "",
        "number": asked.number,
        **more,
    }
    return "?" + urlencode({key: value for key, value in values.items() if value})


def _cursor(text: str | None) -> tuple[date, int] | None:
    """Where a page begins: "2026-04-11.52". None for what is none."""
    on, _dot, last = (text or "").partition(".")
    day, pk = read_day(on), number_in(last)
    return (day, pk) if day is not None and pk is not None else None


@require_safe
@login_required
def register(request: HttpRequest) -> HttpResponse:
    authority, own = _authority(request)
    form = AskedForm(request.GET)
    asked = form.asked()
    before = _cursor(request.GET.get("before"))
    rows = list(queries.entries_of(authority, asked, before=before)[: PAGE + 1])
    more, rows = len(rows) > PAGE, rows[:PAGE]
    home = reverse("records:register")
    context = {
        "authority": authority,
        "chips": [Chip(label=unit.name, href=home + address_of(unit, asked), current=unit == authority) for unit in own],
        "form": form,
        "rows": [(entry, addresses.url_of(entry.subject)) for entry in rows],
        "columns": [
            Column(label=_("Date")),
            Column(label=_("Registry number")),
            Column(label=_("What it is")),
            Column(label=_("From or to")),
            Column(label=_("Content in brief")),
        ],
        "narrowed": asked != Asked(),
        "all_url": home + address_of(authority, Asked()),
        "download": reverse("records:download") + address_of(authority, asked),
        "most_rows": MOST_ROWS,
        "next": home + address_of(authority, asked, before=f"{rows[-1].registered_on.isoformat()}.{rows[-1].pk}") if more else "",
        "first": home + address_of(authority, asked) if before else "",
    }
    return render(request, "records/register.html", context, status=422 if form.errors else 200)


@post_only
@login_required
def download(request: HttpRequest) -> StreamingHttpResponse | HttpResponse:
    """By a button, as all files that are noted when they are taken out: no link, preview or prefetch can say that a registrar did it."""
    authority, _own = _authority(request)
    form = AskedForm(request.GET)
    if not form.is_valid():
        return redirect(reverse("records:register") + address_of(authority, Asked()))
    asked = form.asked()
    actions.note_export(
        "register.downloaded",
        by=request.user,  # type: ignore[arg-type]  # our user model
        authority=authority.pk,
        first=asked.first_day.isoformat() if asked.first_day else "",
        last=asked.last_day.isoformat() if asked.last_day else "",
    )
    entries = queries.entries_of(authority, asked)[: MOST_ROWS + 1].iterator(chunk_size=BATCH)
    response = StreamingHttpResponse(lines(entries), content_type="text/csv; charset=utf-8")
    period = "--".join(day.isoformat() for day in (asked.first_day, asked.last_day) if day)
    name = "-".join(filter(None, [_("register"), authority.code, period]))
    response["Content-Disposition"] = content_disposition_header(True, f"{name}.csv") or "attachment"
    response["Cache-Control"] = "private, no-store"
    return response


@require_http_methods(["GET", "HEAD", "POST"])
@kept.signed_in
def number(request: HttpRequest, pk: int) -> HttpResponse:
    user: Any = request.user
    entry = get_object_or_404(queries.visible_to(user), pk=pk)
    if entry.number and request.method != "POST":
        return redirect("records:correct", pk=entry.pk)
    form = NumberForm(entry, request.POST if request.method == "POST" else None)
    kept.put_back(request, form)
    if request.method == "POST" and form.is_valid():
        try:
            actions.number(entry, by=user, number=form.cleaned_data["number"])
        except NotAllowed as refused:
            form.add_error("number", str(refused))
        else:
            messages.success(request, _("The entry has its number."))
            return redirect(reverse("records:register") + address_of(entry.authority, Asked()))
    return render(request, "records/number.html", _number_context(entry, form), status=422 if form.errors else 200)


def _number_context(entry: RegisterEntry, form: NumberForm) -> dict[str, Any]:
    home = reverse("records:register")
    return {
        "entry": entry,
        "form": form,
        "crumbs": [
            Crumb(label=_("Official register"), href=home),
            Crumb(label=entry.authority.name, href=home + address_of(entry.authority, Asked())),
            Crumb(label=_("Registry number")),
        ],
        "facts": [
            (_("Date"), entry.registered_on.isoformat()),
            (_("What it is"), entry.get_direction_display()),
            (_("From or to"), entry.counterpart),
            (_("Content in brief"), entry.shown_content, addresses.url_of(entry.subject)),
        ],
        "back": home + address_of(entry.authority, Asked()),
    }
