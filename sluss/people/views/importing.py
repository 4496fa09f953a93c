"""Units and people from an uploaded file: upload, see what would happen, confirm."""

from __future__ import annotations

import tempfile
from pathlib import Path

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from sluss.core.components.lists import Column
from sluss.core.importers import Importer, Options, Summary, Unreadable
from sluss.people import actions, imports, rules
from sluss.people.forms.people import UploadForm
from sluss.people.models import ImportFile

MOST_ROWS = 1_000  # what is written within one request, and holds the lock of an SQLite database so long; more is for `sluss import`
SHOWN_ERRORS = 100
KNOWN = {importer.name: importer for importer in imports.ALL}


def _importer(request: HttpRequest, what: str) -> Importer:
    if what not in KNOWN or not rules.may_manage_people(request.user):
        raise Http404
    return KNOWN[what]


def _run(importer: Importer, content: bytes, options: Options) -> Summary:
    with tempfile.NamedTemporaryFile(suffix=".import") as file:
        file.write(content)
        file.flush()
        path = Path(file.name)
        if imports.rows_in(importer.name, path) > MOST_ROWS:
            raise Unreadable(
                _("The file has more than %(number)s rows. Split it, or let somebody run “sluss import” on the server.")
                % {"number": MOST_ROWS}
            )
        return importer.run(path, options)


def _context(what: str) -> dict[str, object]:
    return {"what": what, "columns": imports.columns_of(what), "people": what == "people"}


@login_required
def upload(request: HttpRequest, what: str) -> HttpResponse:
    importer = _importer(request, what)
    form = UploadForm(request.POST if request.method == "POST" else None, request.FILES if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        content = file.read()
        try:
            _run(importer, content, Options(dry_run=True, by=request.user))
        except Unreadable as reason:
            form.add_error("file", str(reason))
        else:
            kept = actions.keep_import_file(importer=what, name=file.name, content=content, by=request.user)
            return redirect("people:import_check", what, kept.pk)
    return render(request, "people/import.html", {**_context(what), "form": form}, status=422 if form.errors else 200)


@login_required
def check(request: HttpRequest, what: str, pk: int) -> HttpResponse:
    """What would happen, row by row; the same again, for real, when it is confirmed."""
    importer = _importer(request, what)
    kept = ImportFile.objects.filter(pk=pk, importer=what, by=request.user).first()
    if kept is None:
        messages.info(request, _("The file is no longer here. Upload it again."))
        return redirect("people:import", what)
    confirmed = request.method == "POST"
    skip_bad = request.POST.get("skip_bad") == "1"
    try:
        summary = _run(importer, bytes(kept.content), Options(dry_run=not confirmed, skip_bad=skip_bad or not confirmed, by=request.user))
    except Unreadable as reason:
        messages.error(request, str(reason))
        return redirect("people:import", what)
    if confirmed and summary.written:
        actions.drop_import_file(kept)
        text = _("Done. New: %(created)s. Changed: %(updated)s. Unchanged: %(unchanged)s. Skipped: %(errors)s.")
        counts = {"created": summary.created, "updated": summary.updated, "unchanged": summary.unchanged, "errors": len(summary.errors)}
        messages.success(request, text % counts)
        return redirect("people:people" if what == "people" else "people:units")
    heads = [Column(label=_("Row")), Column(label=_("Column")), Column(label=_("What is wrong"))]
    context = {
        **_context(what),
        "error_columns": heads,
        "file": kept,
        "summary": summary,
        "errors": summary.errors[:SHOWN_ERRORS],
        "more": max(0, len(summary.errors) - SHOWN_ERRORS),
    }
    return render(request, "people/import_check.html", context, status=422 if confirmed else 200)
