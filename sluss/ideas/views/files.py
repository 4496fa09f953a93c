"""The files of an idea: read by those who find it, sent by its giver, added and shown to others by those who handle it."""

from __future__ import annotations

from typing import Any, Literal

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from sluss.core import files, kept, rates
from sluss.core.components import Crumb
from sluss.core.errors import too_many
from sluss.core.verdict import NotAllowed
from sluss.gates.models import Case
from sluss.gates.queries import newest_case
from sluss.gates.rules_together import reads
from sluss.journal.models import Attachment
from sluss.records.views import note_shown

from .. import actions, queries
from ..attached import GIVER, Reader, files_of, marked_files, shown_files
from ..forms import DescribeForm, OneFileForm
from ..models import Idea
from ..queries import idea_of_case
from ..rules import is_giver
from ..rules_files import giver_may_add, may_add, may_release, reader
from . import access
from .access import Own, crumbs, giver_only

FILES_AN_HOUR = 60
Variant = Literal["file", "picture"]


# --- One file -----------------------------------------------------------------------------------------------------------


@require_safe
def file(request: HttpRequest, pk: int, number: int) -> FileResponse:
    return _of_idea(request, pk, number, "file")


@require_safe
def picture(request: HttpRequest, pk: int, number: int) -> FileResponse:
    return _of_idea(request, pk, number, "picture")


@require_safe
@giver_only
def own_file(request: HttpRequest, own: Own, number: int) -> FileResponse:
    """For one who came with a receipt code: the idea need not be shown to anybody else."""
    return _sent(request, own.idea, GIVER, number, "file")


@require_safe
@giver_only
def own_picture(request: HttpRequest, own: Own, number: int) -> FileResponse:
    return _sent(request, own.idea, GIVER, number, "picture")


def _of_idea(request: HttpRequest, pk: int, number: int, variant: Variant) -> FileResponse:
    idea = _found(request, pk)
    own = is_giver(getattr(idea, "submission", None), request.user)
    return _sent(request, idea, reader(idea, newest_case(pk), request.user, own=own), number, variant)


def _found(request: HttpRequest, pk: int) -> Idea:
    """As its page is found; those who open its case find its files too, and its giver before others do."""
    idea = queries.idea_page(request.user, pk)
    if idea is None and request.user.is_authenticated:
        own = access.by_account(request.user, pk)
        case = newest_case(pk)
        idea = own.idea if own else idea_of_case(case) if case and reads(case, request.user) else None
    if idea is None:
        raise Http404
    return idea


def _sent(request: HttpRequest, idea: Idea, who: Reader, number: int, variant: Variant) -> FileResponse:
    held = get_object_or_404(Attachment, subject_id=idea.pk, number=number)
    masked = idea.subject.masked_fields
    if not who.reads(held, masked) or (variant == "picture" and not held.is_picture):
        raise Http404
    original = variant == "file" and who.reads_original(held)
    if held.mark in masked and not who.own:
        note_shown(request, idea.subject, place="ideas:file")
    kind = held.kind if original else "webp"
    try:
        content = files.opened(held.stored if original else held.shown)
    except FileNotFoundError:
        raise Http404 from None
    called = held.name if original and who.knows_name(held) and held.name else f"{idea.pk}-{number}.{kind}"
    response = FileResponse(content, as_attachment=variant == "file", filename=called, content_type=files.TYPES[kind])
    # Opened by itself, a file is nothing but what it shows; and what is withdrawn must be gone at once.
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response.headers["Cache-Control"] = "private, no-cache" if held.is_released and not masked else "no-store"
    return response


# --- The giver's own page of files ----------------------------------------------------------------------------------------


@require_http_methods(["GET", "HEAD", "POST"])
@giver_only
def own_files(request: HttpRequest, own: Own) -> HttpResponse:
    """What has been sent, and one more."""
    may = giver_may_add(own.open_case)
    form = OneFileForm(from_giver=True)
    if request.method == "POST":
        if not may:
            messages.warning(request, str(may.reason))
            return redirect(own.url("files"))
        if request.POST.get("do") == "describe":
            return _described(request, own)
        form = OneFileForm(request.POST, request.FILES, from_giver=True)
        who = f"person:{own.by.pk}" if own.by else rates.client_key(request)
        if form.is_valid():
            hit = rates.hit("ideas.files", who, FILES_AN_HOUR, 3600)
            if not hit:
                return too_many(request, hit.retry_after)
            data = form.cleaned_data
            try:
                actions.send_file(own.idea, data["file"], by=own.by, description=data["description"], secret=data["secret"])
            except NotAllowed as refusal:
                form.add_error("file", str(refusal))
            else:
                messages.success(request, _("The file is sent. It is shown to others when somebody at the city has looked at it."))
                return redirect(own.url("files"))
    typed = kept.returned(request, own.whose)
    described = _typed_of(typed)
    if not described:
        kept.fill(form, typed)
    held = [one for one in files_of(own.idea.subject) if GIVER.reads(one, own.idea.subject.masked_fields)]
    context = {
        "own": own,
        "form": form,
        "may": may,
        "items": shown_files(own.idea, held, GIVER, by_code=own.by is None, notes=True),
        "without": [(one, described.get(one.number, "")) for one in held if one.is_picture and one.from_giver and not one.description]
        if may
        else [],
        "describe": DescribeForm(auto_id=False),
        "back": own.url(),
        "crumbs": crumbs(own, _("Pictures and documents")),
    }
    return render(request, "ideas/give/files.html", context, status=422 if form.errors else 200)


def _described(request: HttpRequest, own: Own) -> HttpResponse:
    held = get_object_or_404(Attachment, subject_id=own.idea.pk, number=_number(request.POST), from_giver=True)
    try:
        actions.describe_own_file(own.idea, held, by=own.by, text=request.POST.get("text", ""))
    except NotAllowed as refusal:
        messages.warning(request, str(refusal))
    else:
        messages.success(request, _("The description is saved."))
    return redirect(own.url("files"))


def _typed_of(typed: QueryDict | None) -> dict[int, str]:
    """What was typed about one of the files before one had to sign in, by the file's number."""
    if typed is None or typed.get("do") != "describe":
        return {}
    return {_number(typed): typed.get("text", "")}


def _number(sent: QueryDict) -> int:
    value = sent.get("file", "")
    return int(value) if value.isascii() and value.isdecimal() and len(value) < 4 else 0


# --- The page of those who handle it ----------------------------------------------------------------------------------------


@require_http_methods(["GET", "HEAD", "POST"])
@kept.signed_in
def of_case(request: HttpRequest, pk: int) -> HttpResponse:
    """All files of the idea a case is about: look at them, show them to others, describe them, add one."""
    user: Any = request.user
    case = Case.objects.select_related("subject__unit__answers_to", "stage", "receiving_unit__answers_to").filter(pk=pk).first()
    idea = idea_of_case(case) if case is not None and reads(case, user) else None
    if case is None or idea is None:
        raise Http404
    idea.subject.unit = case.subject.unit
    form = OneFileForm(from_giver=False)
    if request.method == "POST":
        form = OneFileForm(request.POST, request.FILES, from_giver=False) if request.POST.get("do") == "add" else form
        try:
            said = _done(request, case, form, user)
        except NotAllowed as refusal:
            if not form.is_bound:
                messages.warning(request, str(refusal))
                return redirect("ideas:case_files", pk)
            form.add_error("file", str(refusal))
        else:
            if said:
                messages.success(request, said)
                return redirect("ideas:case_files", pk)
    return _case_page(request, case, idea, form)


def _done(request: HttpRequest, case: Case, form: OneFileForm, user: Any) -> str:
    """What is said when it is done; empty when the form has something wrong in it."""
    does = request.POST.get("do", "")
    if form.is_bound:
        if not form.is_valid():
            return ""
        may_add(case, user).demand()
        actions.add_file(case, form.cleaned_data["file"], by=user, description=form.cleaned_data["description"])
        return _("The file is added. Others than those who handle the case see it when you show it to them.")
    if does not in {"release", "describe"}:
        raise NotAllowed(_("Choose what to do."))
    held = get_object_or_404(Attachment, subject_id=case.subject_id, number=_number(request.POST))
    if does == "release":
        actions.release_file(case, held, by=user)
        return _("The file is shown to all who find the idea.")
    actions.describe_file(case, held, by=user, text=request.POST.get("text", ""))
    return _("The description is saved.")


def _case_page(request: HttpRequest, case: Case, idea: Idea, form: OneFileForm) -> HttpResponse:
    user: Any = request.user
    every = files_of(idea.subject)
    who = reader(idea, newest_case(idea.pk), user, own=is_giver(getattr(idea, "submission", None), user))
    typed = kept.returned(request)
    described = _typed_of(typed)
    if not described:
        kept.fill(form, typed)
    masked = idea.subject.masked_fields
    read = [one for one in every if who.reads(one, masked)]
    if any(one.mark in masked for one in read) and not who.own:
        note_shown(request, idea.subject, place="ideas:case_files")
    items = shown_files(idea, read, who, notes=True)
    works = may_release(case, user)
    context = {
        "case": case,
        "form": form,
        "rows": [
            {
                "file": one,
                "item": [item],
                "about": described.get(one.number, one.description),
                "may_release": bool(works) and not one.is_released and one.mark not in masked,
            }
            for one, item in zip(read, items, strict=True)
        ],
        "hidden": marked_files(masked - {one.mark for one in read}),
        "works": works,
        "may_add": may_add(case, user),
        "secrecy": reverse("records:secrecy", args=[case.subject_id]) if who.clear or (every and bool(works)) else "",
        "back": reverse("gates:case", args=[case.pk]),
        "crumbs": [
            Crumb(label=_("To answer"), href=reverse("gates:queue")),
            Crumb(label=case.reference, href=reverse("gates:case", args=[case.pk])),
            Crumb(label=_("Pictures and documents")),
        ],
    }
    return render(request, "ideas/browse/case_files.html", context, status=422 if form.errors else 200)
