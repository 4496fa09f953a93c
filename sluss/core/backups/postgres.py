"""PostgreSQL: pg_dump takes the copy, pg_restore and psql put it back in one transaction.

What the programs need to reach the server stands in their environment, never among their words, which everybody on the machine can read.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

import psycopg
from django.conf import settings
from django.db import connections
from django.utils.translation import gettext as _
from psycopg import sql

from .errors import Refused, first_line
from .manifest import BOOKKEEPING, SESSIONS, Content, leaves, tables

MEMBER = "database.dump"
SCHEMA = "public"
LOCK_SECONDS = 10  # for the old tables to be let go by whoever reads them
LEAVING = 3.0  # seconds for a program that has ended to be gone from the server's list
READY = "sluss: ready"

# Inside the transaction of the restore: what is there makes room, and is there again if anything after it fails.
CLEAR = f"""
SET LOCAL client_min_messages = warning;
SET LOCAL lock_timeout = '{LOCK_SECONDS}s';
DO $clear$
DECLARE thing record;
BEGIN
    FOR thing IN
        SELECT relname AS name,
            CASE relkind WHEN 'v' THEN 'VIEW' WHEN 'm' THEN 'MATERIALIZED VIEW' WHEN 'S' THEN 'SEQUENCE' ELSE 'TABLE' END AS kind
        FROM pg_class
        WHERE relnamespace = '{SCHEMA}'::regnamespace AND relkind IN ('r', 'p', 'v', 'm', 'S')
            AND NOT EXISTS (SELECT FROM pg_depend WHERE objid = pg_class.oid AND classid = 'pg_class'::regclass AND deptype = 'e')
        ORDER BY relkind = 'S'
    LOOP
        EXECUTE format('DROP %s IF EXISTS {SCHEMA}.%I CASCADE', thing.kind, thing.name);
    END LOOP;
END
$clear$;
"""  # noqa: S608 - the values are the constants above


def _given() -> dict[str, str]:
    """The address of the database in libpq's words, as far as libpq has an environment variable for it."""
    own = connections["default"].settings_dict
    words = {"dbname": own["NAME"], "user": own["USER"], "password": own["PASSWORD"], "host": own["HOST"], "port": own["PORT"]}
    words |= {name: value for name, value in own["OPTIONS"].items() if name in _variables()}
    return {name: str(value) for name, value in words.items() if value not in {"", None}}


def _variables() -> dict[str, str]:
    return {option.keyword.decode(): option.envvar.decode() for option in psycopg.pq.Conninfo.get_defaults() if option.envvar}


def environment() -> dict[str, str]:
    """For the programs: this one's, with the way to the database and without our own secrets."""
    secret = {known.name for known in settings.KNOWN_SETTINGS.values() if known.secret}
    variables = _variables()
    reach = {variables[name]: value for name, value in _given().items()}
    return {name: value for name, value in os.environ.items() if name not in secret} | reach | {"PGAPPNAME": "sluss backup"}


def _connected() -> psycopg.Connection[Any]:
    connection = psycopg.connect(**_given())  # type: ignore[arg-type]  # each word is one of libpq's
    if connection.execute("SELECT current_schema()").fetchone() != (SCHEMA,):
        connection.close()
        raise Refused(_("The tables must stand in the schema %(schema)s, where backups look for them.") % {"schema": SCHEMA})
    return connection


def _program(name: str, at_least: int) -> str:
    """The path of one of PostgreSQL's programs. A program older than the server cannot read it."""
    found = shutil.which(name)
    said = subprocess.run([found, "--version"], env=environment(), capture_output=True, text=True, check=False).stdout if found else ""
    version = re.search(r"\(PostgreSQL\) (\d+)", said)
    if not found or not version:
        raise Refused(
            _("%(program)s is not on this machine. Install PostgreSQL's client programs, version %(version)d or newer.")
            % {"program": name, "version": at_least}
        )
    if int(version[1]) < at_least:
        raise Refused(
            _("%(program)s here is version %(old)s and the server is version %(version)d. Install client programs as new as the server.")
            % {"program": name, "old": version[1], "version": at_least}
        )
    return found


def _major(connection: psycopg.Connection[Any]) -> int:
    return connection.info.server_version // 10_000


def _there(connection: psycopg.Connection[Any]) -> set[str]:
    return {name for (name,) in connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = %s", [SCHEMA])}


def _count(connection: psycopg.Connection[Any], table: str) -> int:
    row = connection.execute(sql.SQL("SELECT count(*) FROM {}").format(sql.Identifier(SCHEMA, table))).fetchone()
    return int(row[0]) if row else 0


def snapshot(folder: Path) -> tuple[Path, Content]:
    """Costs what pg_dump costs; writers go on meanwhile."""
    dump = folder / MEMBER
    with _connected() as live:
        pg_dump = _program("pg_dump", _major(live))
        live.rollback()
        live.isolation_level, live.read_only = psycopg.IsolationLevel.REPEATABLE_READ, True
        live.execute("SET idle_in_transaction_session_timeout = 0")
        # pg_dump sees what this transaction sees, so that the counts are of the copy and not of a moment beside it.
        exported = live.execute("SELECT pg_export_snapshot()").fetchone()
        assert exported
        there = _there(live)
        applied = live.execute("SELECT app, name FROM django_migrations").fetchall() if "django_migrations" in there else []
        version = str(live.info.parameter_status("server_version")).split()[0]
        content = Content("postgresql", version, leaves(applied), {name: _count(live, name) for name in tables() if name in there})
        what = [f"--schema={SCHEMA}", "--no-owner", "--no-privileges", "--no-comments", "--no-tablespaces", "--no-publications"]
        # Whoever has a session's key is signed in: a copy of the database must open nothing.
        what += ["--no-subscriptions", f"--exclude-table-data={SCHEMA}.{SESSIONS}"]
        done = subprocess.run(
            [pg_dump, "--format=custom", "--no-password", f"--snapshot={exported[0]}", *what, f"--file={dump}"],
            env=environment(),
            capture_output=True,
            text=True,
            errors="replace",
            check=False,
        )
    if done.returncode:
        raise Refused(_("pg_dump could not copy the database: %(why)s") % {"why": first_line(done.stderr)})
    return dump, content


def held() -> dict[str, int]:
    with _connected() as connection:
        counts = {name: _count(connection, name) for name in sorted(_there(connection) - BOOKKEEPING)}
    return {name: count for name, count in counts.items() if count}


def refuse_if_used() -> None:
    """A program that has just ended leaves its connection behind for a moment, the longer the busier the machine is: waited for."""
    end = time.monotonic() + LEAVING
    with _connected() as connection:
        while _others(connection):
            if time.monotonic() > end:
                raise Refused(_("Another program has the database open. Stop `sluss serve` and `sluss worker` first, then try again."))
            connection.rollback()  # the list is the same to the end of a transaction
            time.sleep(0.1)


def _others(connection: psycopg.Connection[Any]) -> int:
    """Only those of our own user: an administrator's tools may be there all the time."""
    row = connection.execute(
        "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND usename = current_user "
        "AND backend_type = 'client backend' AND pid <> pg_backend_pid()"
    ).fetchone()
    return row[0] if row else 0


def beside() -> None:
    return None


@contextmanager
def swapped(staged: Path, content: Content) -> Iterator[None]:
    with _connected() as connection:
        major = _major(connection)
    made_by = int(content.engine_version.split(".")[0])
    if made_by > major:
        raise Refused(
            _("The backup is from PostgreSQL %(new)d and this server is version %(old)d. Restore to a server as new.")
            % {"new": made_by, "old": major}
        )
    pg_restore, psql = _program("pg_restore", major), _program("psql", major)
    said = staged.with_name("said")
    with said.open("w+", encoding="utf-8", errors="replace") as errors:
        session = subprocess.Popen(
            [psql, "--no-psqlrc", "--quiet", "--no-align", "--tuples-only", "--no-password", "--set=ON_ERROR_STOP=1"],
            env=environment(),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=errors,
        )
        try:
            _load(session, pg_restore, staged, errors)
            if _counted(session, content) != content.rows:
                raise _why(errors) or Refused(
                    _("The backup is broken: its database does not hold the rows that it says. Nothing has been changed.")
                )
            yield
            _tell(session, "COMMIT;\n")
            assert session.stdin
            session.stdin.close()
            if session.wait():
                raise _why(errors) or Refused(_("The database did not take the backup. Nothing has been changed."))
        finally:
            # Without COMMIT the server takes everything back as the session ends.
            if session.poll() is None:
                session.kill()
                session.wait()
            for pipe in (session.stdin, session.stdout):
                if pipe and not pipe.closed:
                    _close(pipe)


def settle() -> None:
    with _connected() as connection:
        connection.execute("ANALYZE")  # a restored database has no statistics, and would choose its plans blindly


def _close(pipe: IO[bytes]) -> None:
    try:
        pipe.close()
    except BrokenPipeError:
        return


def _tell(session: subprocess.Popen[bytes], text: str) -> None:
    assert session.stdin
    try:
        session.stdin.write(text.encode())
        session.stdin.flush()
    except BrokenPipeError:
        session.wait()


def _load(session: subprocess.Popen[bytes], pg_restore: str, staged: Path, errors: IO[str]) -> None:
    """The whole dump into psql's open transaction. psql alone would take an early end for the end, so COMMIT is not in what it is given."""
    make_schema, in_data = f"CREATE SCHEMA {SCHEMA};\n".encode(), False
    _tell(session, f"\\o /dev/null\nBEGIN;\n{CLEAR}")
    with subprocess.Popen(
        [pg_restore, "--no-owner", "--no-privileges", "--file=-", str(staged)], stdout=subprocess.PIPE, stderr=errors
    ) as reading:
        assert reading.stdout
        assert session.stdin
        try:
            for line in reading.stdout:
                # Having been named, the schema is in the dump as well, though every database has it from the start.
                if line == make_schema and not in_data:
                    continue
                in_data = in_data or line.startswith(b"COPY ")
                session.stdin.write(line)
        except BrokenPipeError:
            reading.kill()
            session.wait()
    if session.poll() is not None or reading.returncode:
        raise _why(errors) or Refused(_("The database did not take the backup. Nothing has been changed."))


def _counted(session: subprocess.Popen[bytes], content: Content) -> dict[str, int]:
    """Rows of each table as the transaction sees them; asking waits until all before it is done."""
    questions = "".join(f"SELECT '{table} ' || count(*) FROM {SCHEMA}.\"{table}\";\n" for table in content.rows)  # noqa: S608 - letters only, the reader saw to it
    _tell(session, f"\\o\n{questions}\\echo {READY}\n")
    counts: dict[str, int] = {}
    assert session.stdout
    for line in session.stdout:
        name, _space, number = line.decode().strip().partition(" ")
        if f"{name} {number}" == READY:
            return counts
        if number.isdigit():
            counts[name] = int(number)
    session.wait()
    return {}


def _why(errors: IO[str]) -> Refused | None:
    """The first thing that one of the programs complained about."""
    errors.seek(0)
    lines = [line.strip() for line in errors if "rror" in line or "FEL" in line]
    if not lines:
        return None
    return Refused(_("The database did not take the backup: %(why)s Nothing has been changed.") % {"why": lines[0]})
