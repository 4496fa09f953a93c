"""A lead's earlier list: upload, say which column is which, see what would happen, bring it in."""

from __future__ import annotations

from pathlib import PurePath
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from sluss.core.components import Column, Crumb
from sluss.core.importers import RowError, Unreadable
from sluss.core.text import clean
from sluss.core.verdict import NotAllowed
from sluss.gates.counting import units_seen
from sluss.people import actions as people
from sluss.people.models import ImportFile, Unit

from ..forms.importing import COLUMN, LONGEST_LIST_NAME, ColumnsForm, ListFileForm
from ..imports import lists, sheet
from ..models import Gateway
from ..queries_give import gateways
from ..rules import may_import, may_write_in

KIND = "ideas"  # among the uploaded files
SHOWN_ROWS = 10
SHOWN_ERRORS = 100


def _demand(request: HttpRequest) -> None:
    verdict = may_write_in(request.user)
    if not verdict:
        raise PermissionDenied(str(verdict.reason))


def _crumbs(last: str) -> list[Crumb]:
    return [Crumb(label=_("To answer"), href=reverse("gates:queue")), Crumb(label=last)]


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def upload(request: HttpRequest) -> HttpResponse:
    _demand(request)
    form = ListFileForm(request.POST if request.method == "POST" else None, request.FILES if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        # Read no further than to see that it is too large.
        content = file.read(sheet.MOST_BYTES + 1)
        try:
            sheet.read(content)
        except Unreadable as reason:
            form.add_error("file", str(reason))
        else:
            name = clean(PurePath(file.name).name) or "lista"
            kept = people.keep_import_file(importer=KIND, name=name, content=content, by=request.user, may=may_write_in(request.user))
            return redirect("ideas:import_check", kept.pk)
    meanings = [(meaning.label, meaning.also, meaning.required) for meaning in sheet.MEANINGS]
    context = {"form": form, "meanings": meanings, "crumbs": _crumbs(_("Bring in an earlier list"))}
    return render(request, "ideas/register/import.html", context, status=422 if form.errors else 200)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def check(request: HttpRequest, pk: int) -> HttpResponse:
    """What would happen, row by row; the same again, for real, when it is confirmed."""
    _demand(request)
    kept = ImportFile.objects.filter(pk=pk, importer=KIND, by=request.user.pk).first()
    if kept is None:
        messages.info(request, _("The file is no longer here. Upload it again."))
        return redirect("ideas:import")
    if request.POST.get("go") == "drop":
        people.drop_import_file(kept)
        messages.success(request, _("The file is deleted. Nothing was brought in."))
        return redirect("ideas:import")
    try:
        read = sheet.read(bytes(kept.content))
    except Unreadable as reason:
        messages.error(request, str(reason))
        return redirect("ideas:import")
    units = [unit for unit in units_seen(request.user) if unit.handed_on_at is None]
    ways = list(gateways())
    asked = request.POST if request.method == "POST" else request.GET
    form = ColumnsForm(
        asked or _guessed(kept, read, ways, units),
        headings=read.headings,
        meanings=[(meaning.key, meaning.label, meaning.required) for meaning in sheet.MEANINGS],
        ways=ways,
        units=units,
    )
    if not form.is_valid():
        return _page(request, kept, form, status=422 if asked else 200)
    return _checked(request, kept, form, read)


def _checked(request: HttpRequest, kept: ImportFile, form: ColumnsForm, read: sheet.Sheet) -> HttpResponse:
    data = form.cleaned_data
    asked = lists.Asked(
        gateway=form.way_chosen,
        unit=form.unit_chosen,
        name=data["name"],
        show_closed=data["show_closed"],
        by=request.user,  # type: ignore[arg-type]  # signed in
    )
    verdict = may_import(request.user, asked.unit)
    if not verdict:
        form.add_error("unit", str(verdict.reason))
        return _page(request, kept, form, status=422)
    rows, errors = sheet.parse(read, form.places())
    go = request.POST.get("go", "")
    if request.method == "POST" and rows and (go == "good" or (go == "all" and not errors)):
        return _bring_in(request, kept, form, rows, asked, errors)
    return _page(request, kept, form, rows=rows, errors=errors, would=lists.rehearsed(rows, asked), status=422 if go else 200)


def _bring_in(
    request: HttpRequest, kept: ImportFile, form: ColumnsForm, rows: list[sheet.Row], asked: lists.Asked, errors: list[RowError]
) -> HttpResponse:
    try:
        done = lists.bring_in(rows, asked)
    except NotAllowed as refusal:
        form.add_error(None, str(refusal))
        return _page(request, kept, form, rows=rows, errors=errors, would=lists.rehearsed(rows, asked), status=422)
    if done.left:
        return _page(request, kept, form, rows=rows, errors=errors, would=lists.rehearsed(rows, asked), left=done.left)
    if done.errors:
        form.add_error(None, _("What could be saved is brought in. Look at the rows below, mend them and bring the list in again."))
        left = sorted([*errors, *done.errors], key=lambda error: error.row)
        return _page(request, kept, form, rows=rows, errors=left, would=lists.rehearsed(rows, asked), status=422)
    people.drop_import_file(kept)
    counts = {"created": done.created, "updated": done.updated, "unchanged": done.unchanged, "errors": len(errors)}
    text = _("Done. New: %(created)s. Changed: %(updated)s. Unchanged: %(unchanged)s. Skipped: %(errors)s.") % counts
    messages.success(request, f"{text} {_('The file is deleted.')}")
    if done.to_look_at:
        told = ngettext(
            "%(n)d row says something else than the case here, which is left as it is.",
            "%(n)d rows say something else than the cases here, which are left as they are.",
            done.to_look_at,
        )
        messages.warning(request, told % {"n": done.to_look_at})
    return redirect(f"{reverse('gates:queue')}?tab=units")


def _guessed(kept: ImportFile, read: sheet.Sheet, ways: list[Gateway], units: list[Unit]) -> dict[str, str]:
    """What one would most likely choose: by the headings, the own unit, the file's name."""
    way = next(iter(ways), None)
    own = min(units, key=lambda unit: unit.path.count("/"), default=None)
    if own is not None and own.is_root and way is not None:
        own = way.unit
    return {
        "gateway": way.slug if way else "",
        "unit": str(own.pk) if own else "",
        "name": PurePath(kept.name).stem[:LONGEST_LIST_NAME],
        **{COLUMN + key: str(place) for key, place in sheet.guessed(read.headings).items()},
    }


def _page(
    request: HttpRequest,
    kept: ImportFile,
    form: ColumnsForm,
    *,
    rows: list[sheet.Row] | None = None,
    errors: list[RowError] | None = None,
    would: lists.Done | None = None,
    left: int = 0,
    status: int = 200,
) -> HttpResponse:
    rows, errors = rows or [], errors or []
    context: dict[str, Any] = {
        "file": kept,
        "form": form,
        "where": [form[name] for name in ("gateway", "unit", "name", "show_closed")],
        "columns": [form[name] for name in form.fields if name.startswith(COLUMN)],
        "would": would,
        "left": left,
        "brought": len(rows) - left,
        "hidden": form.hidden(),
        "rows": rows[:SHOWN_ROWS],
        "good": len(rows),
        "open": sum(row.outcome is None for row in rows),
        "unreasoned": sum(row.outcome is not None and not row.reason for row in rows),
        "errors": errors[:SHOWN_ERRORS],
        "bad": len(errors),
        "more": max(0, len(errors) - SHOWN_ERRORS),
        "row_columns": [Column(label=label) for label in (_("Row"), _("Title"), _("Came in"), _("Status"), _("The reason"), _("Given by"))],
        "error_columns": [Column(label=label) for label in (_("Row"), _("Column"), _("What is wrong"))],
        "crumbs": [*_crumbs(_("Check the list"))],
    }
    response = render(request, "ideas/register/import_check.html", context, status=status)
    response.headers["Cache-Control"] = "no-store"
    return response
