"""SQLite: a copy by the online backup API, put back by renaming."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from django.db import connections
from django.utils.translation import gettext as _

from .errors import Damaged, Refused, first_line
from .manifest import BOOKKEEPING, SESSIONS, Content, leaves, tables

MEMBER = "database.sqlite3"
WAIT = 20.0  # seconds for a lock that a writer or a checkpoint holds
WAIT_FOR_ALONE = 2.0  # seconds for others to close the database
BESIDE = ("-wal", "-shm", "-journal")


def _path() -> Path:
    name = str(connections["default"].settings_dict["NAME"])
    if name == ":memory:" or name.startswith("file:"):
        raise Refused(_("The database lives in memory only: there is no file to back up or restore."))
    return Path(name).resolve()


def _open(path: Path, *, wait: float = WAIT) -> sqlite3.Connection:
    """A connection without Python's own transactions. Never makes a database where there is none."""
    return sqlite3.connect(f"{path.as_uri()}?mode=rw", uri=True, timeout=wait, isolation_level=None)


def snapshot(folder: Path) -> tuple[Path, Content]:
    """Costs reading the database twice and twice its size on disk for the time; writers go on meanwhile."""
    live, copied, ready = _path(), folder / "copied", folder / MEMBER
    if not live.exists():
        raise Refused(_("There is no database at %(path)s.") % {"path": live})
    with closing(_open(live)) as source, closing(sqlite3.connect(copied, isolation_level=None)) as copy:
        # All pages in one step: one read snapshot of the write-ahead log. In smaller steps each write would start it over.
        source.backup(copy)
        copy.execute("PRAGMA journal_mode=DELETE")
        copy.execute("PRAGMA synchronous=OFF")
        if SESSIONS in _names(copy):
            # Whoever has a session's key is signed in: a copy of the database must open nothing.
            copy.execute(f'DELETE FROM "{SESSIONS}"')  # noqa: S608 - Django's own table
        # A copy of the pages holds what was deleted, too, until it is written over. Drafts that were thrown away are gone.
        copy.execute("VACUUM INTO ?", (str(ready),))
    copied.unlink()
    with closing(_open(ready)) as copy:
        _refuse_unless_whole(copy)
        applied = list(copy.execute("SELECT app, name FROM django_migrations")) if "django_migrations" in _names(copy) else []
        rows = {table: _count(copy, table) for table in tables() if table in _names(copy)}
    return ready, Content("sqlite", sqlite3.sqlite_version, leaves(applied), rows)


def _names(connection: sqlite3.Connection) -> set[str]:
    """Ordinary tables. A search index keeps rows in tables of its own even when it is empty; they are left out."""
    found = dict(connection.execute("SELECT name, sql FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'"))
    virtual = tuple(name for name, sql in found.items() if (sql or "").upper().startswith("CREATE VIRTUAL"))
    return {name for name in found if name not in virtual and not name.startswith(tuple(f"{index}_" for index in virtual))}


def _count(connection: sqlite3.Connection, table: str) -> int:
    quoted = table.replace('"', '""')
    return int(connection.execute(f'SELECT count(*) FROM "{quoted}"').fetchone()[0])  # noqa: S608 - a name cannot be a parameter


def _refuse_unless_whole(connection: sqlite3.Connection) -> None:
    said = str(connection.execute("PRAGMA quick_check(1)").fetchone()[0])
    if said != "ok":
        raise Refused(_("The database is damaged: %(why)s") % {"why": first_line(said)})


def held() -> dict[str, int]:
    path = _path()
    if not path.exists() or not path.stat().st_size:
        return {}
    try:
        with closing(_open(path)) as connection:
            counts = {name: _count(connection, name) for name in sorted(_names(connection) - BOOKKEEPING)}
    except sqlite3.DatabaseError as problem:
        if _busy(problem):
            raise
        raise Damaged(first_line(problem)) from None
    return {name: count for name, count in counts.items() if count}


def _busy(problem: sqlite3.Error) -> bool:
    return getattr(problem, "sqlite_errorcode", 0) & 0xFF in {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}


def refuse_if_used() -> None:
    with _alone(_path()):
        pass


def beside() -> Path:
    path = _path()
    path.parent.mkdir(parents=True, exist_ok=True)
    return path.parent


@contextmanager
def _alone(path: Path) -> Iterator[None]:
    """The database for this process only. A damaged or missing one has no lock to take, and is nobody's."""
    if not path.exists():
        yield
        return
    connection = _open(path, wait=WAIT_FOR_ALONE)
    with closing(connection):
        try:
            # To leave the write-ahead log one must be alone: it fails while any process has the database open, if only to wait
            # for the next request. So this sees a server or a worker that runs, and empties the log into the file.
            connection.execute("PRAGMA journal_mode=DELETE")
            connection.execute("BEGIN EXCLUSIVE")
        except sqlite3.DatabaseError as problem:
            if _busy(problem):
                raise Refused(
                    _("Another program has the database open. Stop `sluss serve` and `sluss worker` first, then try again.")
                ) from None
        yield


@contextmanager
def swapped(staged: Path, content: Content) -> Iterator[None]:
    target = _path()
    with closing(_open(staged)) as connection:
        _refuse_unless_whole(connection)
        names = _names(connection)
        if any(table not in names or _count(connection, table) != count for table, count in content.rows.items()):
            raise Refused(_("The backup is broken: its database does not hold the rows that it says. Nothing has been changed."))
    staged.chmod(target.stat().st_mode & 0o777 if target.exists() else 0o600)
    with _alone(target):
        yield
        # A log that is left of a damaged database would be played into the new one.
        for ending in BESIDE:
            target.with_name(target.name + ending).unlink(missing_ok=True)
        staged.replace(target)


def settle() -> None:
    sync_folder(beside())


def sync_folder(folder: Path) -> None:
    """A new name is on disk only when the folder is."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
