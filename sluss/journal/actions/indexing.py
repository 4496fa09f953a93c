from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Any

from django.db import DatabaseError, connection

from sluss.core.providers import Kind, SearchText, collect
from sluss.core.text import analyse

from ..models import SearchEntry, Subject

CHUNK = 500


def words_of(text: SearchText) -> tuple[str, str]:
    """The analysed words of the title and of the body, as the index holds them."""
    return " ".join(analyse(text.title)), " ".join(analyse(text.body))


def index(subject_ids: Collection[int]) -> int:
    """Write the search rows of these subjects anew, from what their owners say can be searched. Two queries for any number.

    A subject that is not released has its row too, for those who handle it: who finds what is decided by visible_to, never here.
    """
    entries = []
    for text in collect(Kind.SEARCH_TEXT, list(subject_ids)):
        title, body = words_of(text)
        entries.append(SearchEntry(subject_id=text.subject_id, title_words=title, body_words=body))
    if entries:
        SearchEntry.objects.bulk_create(
            entries, update_conflicts=True, unique_fields=["subject"], update_fields=["title_words", "body_words"]
        )
    return len(entries)


def index_event(event: Any) -> None:
    """Inside reaction: what the event is about can be found by its new words as soon as the transaction is through."""
    if event.subject_id:
        index([event.subject_id])


def stale_entries(*, fix: bool) -> Iterator[str]:
    """Subjects whose search row is missing or differs from what their owner says now, and on SQLite an index that differs from the rows."""
    last = 0
    while ids := list(Subject.objects.filter(pk__gt=last).order_by("pk").values_list("pk", flat=True)[:CHUNK]):
        last = ids[-1]
        stored = SearchEntry.objects.in_bulk(ids)
        wanted = {text.subject_id: words_of(text) for text in collect(Kind.SEARCH_TEXT, ids)}
        wrong = []
        for pk, words in wanted.items():
            entry = stored.get(pk)
            if entry is None or (entry.title_words, entry.body_words) != words:
                wrong.append(pk)
                yield f"subject {pk} {'has no search row' if entry is None else 'has another text'}"
        for pk in sorted(stored.keys() - wanted.keys()):
            yield f"subject {pk} has a search row and no text"
            if fix:
                SearchEntry.objects.filter(pk=pk).delete()
        if fix and wrong:
            index(wrong)
    if connection.vendor == "sqlite":
        yield from _stale_fts(fix=fix)


def _stale_fts(*, fix: bool) -> Iterator[str]:
    with connection.cursor() as cursor:
        try:
            cursor.execute("INSERT INTO journal_searchindex (journal_searchindex, rank) VALUES ('integrity-check', 1)")
        except DatabaseError:
            yield "the index differs from the search rows"
            if fix:
                cursor.execute("INSERT INTO journal_searchindex (journal_searchindex) VALUES ('rebuild')")
