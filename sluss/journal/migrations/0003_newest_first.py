"""PostgreSQL's index is told which thousand subjects each is one of, newest last, so that a search can begin with the newest.

The sign # stands in no word of core.text, so a bucket is never found by what somebody writes.
"""

from __future__ import annotations

from typing import Any

from django.db import migrations

WORDS = "setweight(to_tsvector('simple'::regconfig, title_words), 'A') || setweight(to_tsvector('simple'::regconfig, body_words), 'B')"
BUCKET = "array_to_tsvector(ARRAY['#' || (subject_id / 1024)::text])"


def generate(editor: Any, vector: str) -> None:
    if editor.connection.vendor == "postgresql":
        editor.execute("ALTER TABLE journal_searchentry DROP COLUMN vector")
        editor.execute(f"ALTER TABLE journal_searchentry ADD COLUMN vector tsvector GENERATED ALWAYS AS ({vector}) STORED")
        editor.execute("CREATE INDEX journal_searchentry_vector ON journal_searchentry USING gin (vector)")


def make(apps: Any, editor: Any) -> None:
    generate(editor, f"{WORDS} || {BUCKET}")


def unmake(apps: Any, editor: Any) -> None:
    generate(editor, WORDS)


class Migration(migrations.Migration):
    dependencies = [("journal", "0002_search_index")]
    operations = [migrations.RunPython(make, unmake)]
