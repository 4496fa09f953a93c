from __future__ import annotations

from django.db import transaction

from sluss.journal import actions as journal
from sluss.journal.models import Subject

from ..hidden import TEXTS, newest_texts, stored
from ..models import Idea


@transaction.atomic
def follow_marks(subject: Subject) -> None:
    """Hide what is marked, show what no longer is, and let the search find only what is shown. The subject is locked by the caller."""
    idea = Idea.objects.select_for_update(of=("self",), no_key=True).filter(pk=subject.pk).first()
    if idea is None:
        return  # just being given: it is written as it is to be shown
    idea.subject = subject
    made = stored(newest_texts(idea), subject.masked_fields, subject.language)
    Idea.objects.filter(pk=idea.pk).update(**{name: made[name] for name in (*TEXTS, "excerpt")})
    if made["title"] != subject.title:
        journal.show_title(subject, title=made["title"])
    journal.index([subject.pk])
