"""Files of an idea, from whoever gave it and from those who handle it. The locks are taken in the order of `changing`."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from sluss.core import files
from sluss.core.locks import lock_row
from sluss.core.verdict import NotAllowed
from sluss.gates.models import Case
from sluss.journal import actions as journal
from sluss.journal.models import Attachment, Subject
from sluss.people.models import Person
from sluss.records import actions as records

from ..models import Idea
from ..rules_files import giver_may_add, may_add, may_release
from .changing import handlers_of, lock_own


def send_file(idea: Idea, upload: Any, *, by: Person | None, description: str = "", secret: bool = False) -> Attachment:
    """The giver sends one file more. `secret` is that it may be a business secret: it is hidden until somebody has judged it.

    `by` is empty for one without an account; the caller has then checked the receipt code. The file is on disk before its row.
    """
    description = journal.described(description)
    held = files.take(upload)
    try:
        with transaction.atomic():
            locked = lock_own(idea, by)
            giver_may_add(locked.case).demand()
            subject = locked.idea.subject
            made = journal.attach(subject, held, by=by, from_giver=True, description=description)
            if secret:
                records.claim(subject, by=by, fields=[made.mark])
            journal.record("idea.file_sent", subject=subject, by=by, file=made.number, persons=handlers_of(locked.case))
    except BaseException:
        files.throw_away(held.stored, held.shown)
        raise
    return made


def add_file(case: Case, upload: Any, *, by: Person, description: str = "") -> Attachment:
    """One who handles the case adds a file to its idea. Others find it when it is released."""
    description = journal.described(description)
    held = files.take(upload)
    try:
        with transaction.atomic():
            locked = lock_row(Case.objects.select_for_update(of=("self",), no_key=True).select_related("receiving_unit"), case.pk)
            may_add(locked, by).demand()
            subject = Subject.objects.select_for_update(of=("self",), no_key=True).get(pk=case.subject_id)
            made = journal.attach(subject, held, by=by, from_giver=False, description=description)
            journal.record("idea.file_added", subject=subject, by=by, case=case.pk, file=made.number)
    except BaseException:
        files.throw_away(held.stored, held.shown)
        raise
    return made


@transaction.atomic
def release_file(case: Case, file: Attachment, *, by: Person) -> Attachment:
    """Whoever handles the case has looked at the file, and all who find the idea may see it."""
    _of_case(case, file)
    may_release(case, by).demand()
    return journal.release_file(file, by=by)


@transaction.atomic
def describe_file(case: Case, file: Attachment, *, by: Person, text: str) -> Attachment:
    """What a picture shows, for those who do not see it."""
    _of_case(case, file)
    may_release(case, by).demand()
    return journal.describe_file(file, by=by, text=text)


@transaction.atomic
def describe_own_file(idea: Idea, file: Attachment, *, by: Person | None, text: str) -> Attachment:
    """The giver says what a picture shows."""
    locked = lock_own(idea, by)
    giver_may_add(locked.case).demand()
    if file.subject_id != idea.pk or not file.from_giver:
        raise NotAllowed(_("Only the one who gave the idea can do this."))
    return journal.describe_file(file, by=by, text=text)


def _of_case(case: Case, file: Attachment) -> None:
    if file.subject_id != case.subject_id:
        raise NotAllowed(_("The file belongs to something else. Look at the page anew."))
