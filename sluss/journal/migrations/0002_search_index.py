"""The engines' own search indexes over SearchEntry: an FTS5 table kept by triggers on SQLite, a generated tsvector on PostgreSQL.

Both hold the tokens of core.text.analyse as they are. A later migration that makes Django rebuild journal_searchentry on
SQLite must make the triggers anew.
"""

from __future__ import annotations

from typing import Any

from django.db import migrations

# Nothing asks for phrases, columns or the engine's own ranking, so positions and sizes are not kept: half the index.
SQLITE = [
    """
    CREATE VIRTUAL TABLE journal_searchindex USING fts5(
        title_words, body_words, content='journal_searchentry', content_rowid='subject_id',
        tokenize='unicode61 remove_diacritics 0', detail=none, columnsize=0
    )
    """,
    """
    CREATE TRIGGER journal_searchentry_added AFTER INSERT ON journal_searchentry BEGIN
        INSERT INTO journal_searchindex (rowid, title_words, body_words) VALUES (new.subject_id, new.title_words, new.body_words);
    END
    """,
    """
    CREATE TRIGGER journal_searchentry_removed AFTER DELETE ON journal_searchentry BEGIN
        INSERT INTO journal_searchindex (journal_searchindex, rowid, title_words, body_words)
        VALUES ('delete', old.subject_id, old.title_words, old.body_words);
    END
    """,
    """
    CREATE TRIGGER journal_searchentry_changed AFTER UPDATE ON journal_searchentry BEGIN
        INSERT INTO journal_searchindex (journal_searchindex, rowid, title_words, body_words)
        VALUES ('delete', old.subject_id, old.title_words, old.body_words);
        INSERT INTO journal_searchindex (rowid, title_words, body_words) VALUES (new.subject_id, new.title_words, new.body_words);
    END
    """,
    "INSERT INTO journal_searchindex (journal_searchindex) VALUES ('rebuild')",
]
SQLITE_BACK = [
    "DROP TRIGGER journal_searchentry_added",
    "DROP TRIGGER journal_searchentry_removed",
    "DROP TRIGGER journal_searchentry_changed",
    "DROP TABLE journal_searchindex",
]
POSTGRESQL = [
    """
    ALTER TABLE journal_searchentry ADD COLUMN vector tsvector GENERATED ALWAYS AS (
        setweight(to_tsvector('simple'::regconfig, title_words), 'A') || setweight(to_tsvector('simple'::regconfig, body_words), 'B')
    ) STORED
    """,
    "CREATE INDEX journal_searchentry_vector ON journal_searchentry USING gin (vector)",
]
POSTGRESQL_BACK = ["ALTER TABLE journal_searchentry DROP COLUMN vector"]


def run(editor: Any, statements: dict[str, list[str]]) -> None:
    for statement in statements[editor.connection.vendor]:
        editor.execute(statement)


def make(apps: Any, editor: Any) -> None:
    run(editor, {"sqlite": SQLITE, "postgresql": POSTGRESQL})


def unmake(apps: Any, editor: Any) -> None:
    run(editor, {"sqlite": SQLITE_BACK, "postgresql": POSTGRESQL_BACK})


class Migration(migrations.Migration):
    dependencies = [("journal", "0001_initial")]
    operations = [migrations.RunPython(make, unmake)]
