"""Files chosen in the form where an idea is given. They wait beside the form, under its key, until it is sent or thrown away."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest
from django.utils.translation import gettext as _

from sluss.core import rates
from sluss.core.verdict import NotAllowed
from sluss.journal import actions as journal
from sluss.people.models import Person

from ..attached import chosen_in, told_of
from .typed import Step, Typed

CHOOSING = 2  # the step where files are chosen
UPLOAD, DROP = "upload", "drop-"  # what the buttons say that stay on the step
CHOSEN_AN_HOUR = 60
_ABOUT = "about_"  # before the number of the file that a description is of


def take_up(request: HttpRequest, typed: Typed, person: Person | None, step: Step) -> list[str]:
    """What one step sent of files: chosen, described, taken away. What is wrong with those that were not taken, in words."""
    wrong = _take_up(request, typed.key, person) if step == CHOOSING else []
    typed.has_files = chosen_in(typed.key, person).exists()
    return wrong


def _take_up(request: HttpRequest, key: UUID, person: Person | None) -> list[str]:
    go = request.POST.get("go", "")
    if go.startswith(DROP):
        wanted = go.removeprefix(DROP)
        chosen = chosen_in(key, person).filter(pk=int(wanted)) if wanted.isascii() and wanted.isdecimal() and len(wanted) < 19 else None
        if chosen is not None:
            journal.drop_chosen(chosen)
    about = [name for name in request.POST if name.startswith(_ABOUT)]
    if about:
        for row in chosen_in(key, person):
            text = request.POST.get(f"{_ABOUT}{row.pk}")
            if text is not None and text != row.description:
                journal.describe_chosen(row, text=text)
    wrong = []
    for upload in request.FILES.getlist("files"):
        hit = rates.hit("ideas.files", f"person:{person.pk}" if person else rates.client_key(request), CHOSEN_AN_HOUR, 3600)
        if not hit:
            wrong.append(_("Many files have been sent from here in a short while. Wait a while, and choose the rest again."))
            break
        try:
            journal.choose(upload, form_key=key, owner=person)
        except NotAllowed as refusal:
            wrong.append(str(refusal))
    return wrong


def stays(go: str) -> bool:
    """Whether a button leads to the same step again."""
    return go == UPLOAD or go.startswith(DROP)


def chosen_rows(key: UUID, person: Person | None) -> list[dict[str, Any]]:
    """For the step's page. One query."""
    return [
        {
            "file": row,
            "about": told_of(row),
            "field": f"{_ABOUT}{row.pk}",
            "drop": f"{DROP}{row.pk}",
        }
        for row in chosen_in(key, person)
    ]
