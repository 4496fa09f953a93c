"""Ideas with files, and who is sent them, for the tests of files."""

from __future__ import annotations

from pathlib import Path

from django.urls import reverse

from sluss.core.ids import uid
from sluss.gates import actions as gates
from sluss.ideas.models import Idea
from sluss.ideas.seed import EMPLOYEES
from sluss.journal import actions as journal
from sluss.journal.models import Attachment

from . import giving

NAME = "Sara Lindqvist skiss.jpg"


def on_disk(folder: Path) -> int:
    return sum(1 for path in folder.rglob("*") if path.is_file())


def with_files(cast, *uploads, by=None, slug=EMPLOYEES, **changes) -> Idea:
    key = uid()
    for upload in uploads:
        journal.choose(upload, form_key=key, owner=by or cast.sara)
    return giving.submitted(by or cast.sara, slug, form_key=key, **changes).idea


def names(idea: Idea) -> list[tuple[int, str]]:
    return list(Attachment.objects.filter(subject=idea.pk).values_list("number", "name"))


def asked(cast, who, idea: Idea, number: int = 1, kind: str = "file"):
    return cast.client(who).get(reverse(f"ideas:{kind}", args=[idea.pk, number]))


def released(cast, idea: Idea) -> Idea:
    gates.release(giving.case_of(idea), by=cast.amira)
    return giving.fresh(idea)
