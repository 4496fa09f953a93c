"""The drill: back up while ideas come in, lose everything, bring it back, and find each row and each file again."""

from __future__ import annotations

import hashlib
import http.client
import json
import os
import subprocess
import time
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from queue import Queue
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import psycopg
import pytest

from tests import tables

from .test_kill import PREPARE, SLUSS, Giver, Sent, Server, free_port, run

BEFORE, DURING = 30, 400  # ideas
CLIENTS = 2
SECRET = "the secret key of the city that is drilled here, long enough for it"
PASSWORD = "hemligt-losen"

pytestmark = pytest.mark.slow

# Every table but the sessions, which no backup has: number of rows, and a digest of them.
TABLES = """
import hashlib, json
from django.db import connection
said = {}
with connection.cursor() as cursor:
    for table in sorted(connection.introspection.table_names(cursor)):
        if table != "django_session":
            cursor.execute(f'SELECT * FROM "{table}"')
            rows = sorted(repr(row) for row in cursor.fetchall())
            said[table] = [len(rows), hashlib.sha256(repr(rows).encode()).hexdigest()]
print(json.dumps(said))
"""
RECEIPTS = """
import json
from sluss.ideas.models import Idea, Submission
from sluss.journal.models import SearchEntry
texts = list(Idea.objects.values_list("need", flat=True))
print(json.dumps({"texts": texts, "submissions": Submission.objects.count(), "found": SearchEntry.objects.count()}))
"""
CHOOSE = """
from django.core.files.uploadedfile import SimpleUploadedFile
from sluss.core.ids import uid
from sluss.journal.actions import choose
for number in range(100_000):
    choose(SimpleUploadedFile(f"plan {number}.pdf", b"%PDF-1.4 " + str(number).encode() * 999), form_key=uid(), owner=None)
"""
CHOSEN = """
import json
from sluss.core import files
from sluss.journal.models import ChosenFile
stored = list(ChosenFile.objects.values_list("stored", flat=True))
print(json.dumps({"rows": len(stored), "lost": [name for name in stored if not files.there(name)]}))
"""
SESSION = """
from django.contrib.sessions.backends.db import SessionStore
session = SessionStore()
session["who"] = "somebody"
session.create()
print(session.session_key)
"""


@dataclass
class Place:
    """An installation of its own: a folder and a database."""

    var: Path
    environment: dict[str, str]

    def run(self, *words: str) -> str:
        return run(self.environment, *words)

    def fails(self, *words: str) -> str:
        done = subprocess.run([*SLUSS, *words], env=self.environment, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False)
        assert done.returncode == 1, done.stdout + done.stderr
        assert "Traceback" not in done.stderr
        return done.stderr

    def asked(self, script: str) -> Any:
        said = self.run("shell", "--verbosity=0", "-c", script).splitlines()[-1]
        return json.loads(said) if said.startswith("{") else said

    def tables(self) -> dict[str, list[Any]]:
        return self.asked(TABLES)

    def files(self) -> dict[str, str]:
        root = self.var / "files"
        # What a killed restore had unpacked lies in a folder of ours.
        found = (path for path in root.rglob("*") if path.is_file() and not path.relative_to(root).parts[0].startswith(".sluss-"))
        return {path.relative_to(root).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest() for path in found}


@contextmanager
def place(engine: str, var: Path) -> Iterator[Place]:
    var.mkdir()
    port = str(free_port())
    own = {"SLUSS_VAR": str(var), "PORT": port, "SITE_URL": f"http://localhost:{port}", "TRUSTED_PROXIES": "1", "SECRET_KEY": SECRET}
    environment = (
        os.environ | own | {"DJANGO_SETTINGS_MODULE": "sluss.config.settings", "DATABASE_URL": f"sqlite:///{var / 'sluss.sqlite3'}"}
    )
    if engine == "sqlite":
        yield Place(var, environment)
        return
    parts, name = urlsplit(os.environ["TEST_DATABASE_URL"]), f"sluss_drill_{var.name}_{os.getpid()}"
    with psycopg.connect(urlunsplit(parts._replace(path="/postgres")), autocommit=True) as server:
        server.execute(f"CREATE DATABASE {name}")  # type: ignore[call-overload]  # a name cannot be a parameter
        try:
            login = parts.netloc if ":" in parts.netloc.partition("@")[0] else parts.netloc.replace("@", f":{PASSWORD}@", 1)
            environment["DATABASE_URL"] = urlunsplit(parts._replace(path=f"/{name}", netloc=login))
            yield Place(var, environment)
        finally:
            server.execute(f"DROP DATABASE {name} WITH (FORCE)")  # type: ignore[call-overload]  # as above


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)], scope="module")
def engine(request: pytest.FixtureRequest) -> str:
    return request.param


@dataclass
class Drill:
    lost: Place  # stopped, as it was when the second backup was taken
    while_running: Path
    quiet: Path
    before: set[int]  # numbers of the ideas that were acknowledged before the first backup began
    session: str


@pytest.fixture(scope="module")
def drill(engine: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Drill]:
    folder = tmp_path_factory.mktemp("drill")
    with place(engine, folder / "lost") as lost:
        if engine == "sqlite":
            tables.put_in(lost.var / "sluss.sqlite3")
        lost.run("migrate", "--verbosity=0")
        lost.run("shell", "--verbosity=0", "-c", PREPARE)
        attached = lost.var / "files" / "2026" / "06"
        attached.mkdir(parents=True)
        for number in range(20):
            (attached / f"bild på brunn {number}.png").write_bytes(os.urandom(number * 10_000))
        sent = Sent()
        receipts, failures = sent.receipts, sent.failures
        work: Queue[int] = Queue()
        for number in range(BEFORE + DURING):
            work.put(number)
        server = Server(lost.environment)
        givers = [Giver(server.port, work, sent) for _ in range(CLIENTS)]
        choosing = subprocess.Popen([*SLUSS, "shell", "--verbosity=0", "-c", CHOOSE], env=lost.environment)
        try:
            for giver in givers:
                giver.start()
            while len(receipts) < BEFORE and not failures:
                time.sleep(0.05)
            before = set(receipts)
            while lost.asked(CHOSEN)["rows"] < 5:
                time.sleep(0.2)
            lost.run("backup", str(folder / "running.zip"))
            assert choosing.poll() is None, "files came in all the time"
            written_during = len(receipts) - len(before)
            still = [giver for giver in givers if giver.is_alive()]
            while not work.empty():
                work.get_nowait()
            for giver in givers:
                giver.join(timeout=60)
        finally:
            choosing.kill()
            choosing.wait()
            server.kill()
        assert not failures, failures[0]
        assert still, "the ideas ran out before the backup was done"
        assert written_during > 0, "nothing was written while the backup was made"
        session = lost.asked(SESSION)
        lost.run("backup", str(folder / "quiet.zip"))
        yield Drill(lost, folder / "running.zip", folder / "quiet.zip", before, session)


@pytest.fixture
def fresh(engine: str, tmp_path: Path) -> Iterator[Place]:
    with place(engine, tmp_path / "fresh") as made:
        yield made


def forged(backup: Path, to: Path, **rows: int) -> Path:
    """A whole backup that says other numbers of rows than its database holds: what is wrong is found when all is loaded."""
    with zipfile.ZipFile(backup) as source, zipfile.ZipFile(to, "w") as target:
        for name in source.namelist():
            content = source.read(name)
            if name == "manifest.json":
                held = json.loads(content)
                held["content"]["rows"] |= rows
                content = json.dumps(held).encode()
            target.writestr(name, content)
    return to


def test_everything_is_back_row_for_row_and_byte_for_byte(drill: Drill, fresh: Place) -> None:
    said = fresh.run("restore", str(drill.quiet))
    assert "Alla lagrade summor stämmer" in said
    assert fresh.tables() == drill.lost.tables()
    assert fresh.files() == drill.lost.files()
    assert len(fresh.files()) > 20
    fresh.run("recount")
    assert not [path for path in [*fresh.var.iterdir(), *(fresh.var / "files").iterdir()] if path.name.startswith(".sluss-")]
    server = Server(fresh.environment)
    try:
        assert answered(server.port) == 200
    finally:
        server.kill()


def answered(port: int) -> int:
    end = time.monotonic() + 30
    while True:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
        try:
            connection.request("GET", "/lamna-ide/invanarforslag", headers={"Host": "localhost"})
            return connection.getresponse().status
        except OSError:
            if time.monotonic() > end:
                raise
            time.sleep(0.1)
        finally:
            connection.close()


def test_what_was_taken_while_ideas_and_files_came_in_is_one_moment(drill: Drill, fresh: Place) -> None:
    fresh.run("restore", str(drill.while_running))
    fresh.run("recount")
    held = fresh.asked(RECEIPTS)
    assert {f"Bänk nummer {number} saknas vid hållplatsen." for number in drill.before} <= set(held["texts"])
    assert len(held["texts"]) == held["submissions"] == held["found"], "an idea without its submission, or the other way round"
    assert len(held["texts"]) < len(drill.lost.asked(RECEIPTS)["texts"])
    chosen = fresh.asked(CHOSEN)
    assert chosen["lost"] == []
    assert 5 <= chosen["rows"] < drill.lost.asked(CHOSEN)["rows"]


def test_what_is_here_is_thrown_away_only_when_told(drill: Drill, fresh: Place) -> None:
    fresh.run("restore", str(drill.while_running))
    (fresh.var / "files" / "later.txt").write_text("came after the backup")
    tables, files = fresh.tables(), fresh.files()
    said = fresh.fails("restore", str(drill.quiet))
    assert "--force" in said
    assert "ideas_idea" in said or "journal_" in said
    assert "--noinput" in fresh.fails("restore", str(drill.quiet), "--force")
    assert (fresh.tables(), fresh.files()) == (tables, files)
    fresh.run("restore", str(drill.quiet), "--force", "--noinput")
    assert fresh.tables() == drill.lost.tables()
    assert fresh.files() == drill.lost.files()


def test_a_restore_that_fails_when_all_is_loaded_leaves_the_old(drill: Drill, fresh: Place, tmp_path: Path) -> None:
    fresh.run("restore", str(drill.while_running))
    (fresh.var / "files" / "later.txt").write_text("came after the backup")
    tables, files = fresh.tables(), fresh.files()
    broken = forged(drill.quiet, tmp_path / "forged.zip", ideas_idea=1)
    fresh.fails("restore", str(broken), "--force", "--noinput")
    assert (fresh.tables(), fresh.files()) == (tables, files)
    fresh.run("recount")


def test_a_killed_restore_leaves_the_old_or_the_new(drill: Drill, fresh: Place) -> None:
    fresh.run("restore", str(drill.while_running))
    old, new = fresh.tables(), drill.lost.tables()
    started = time.monotonic()
    fresh.run("restore", str(drill.quiet), "--force", "--noinput")
    whole = time.monotonic() - started
    for share in (0.5, 0.7, 0.8, 0.9):
        restoring = subprocess.Popen(
            [*SLUSS, "restore", str(drill.quiet), "--force", "--noinput"], env=fresh.environment, stdout=subprocess.DEVNULL
        )
        time.sleep(whole * share)
        restoring.kill()
        restoring.wait()
        assert fresh.tables() in (old, new)
    # What the killed one left lies in the way of nothing, and is in no backup.
    fresh.run("restore", str(drill.quiet), "--force", "--noinput")
    assert fresh.tables() == new
    assert fresh.files() == drill.lost.files()


def test_refused_while_the_server_runs(drill: Drill, fresh: Place) -> None:
    fresh.run("restore", str(drill.while_running))
    server = Server(fresh.environment)
    try:
        assert answered(server.port) == 200
        assert "sluss serve" in fresh.fails("restore", str(drill.quiet), "--force", "--noinput")
        assert answered(server.port) == 200
    finally:
        server.kill()


@pytest.mark.postgres
@pytest.mark.parametrize("engine", ["postgresql"], indirect=True, scope="module")
def test_a_program_that_has_just_ended_is_waited_for(fresh: Place) -> None:
    used = "from sluss.core.backups import postgres; postgres.refuse_if_used(); print('alone')"
    with psycopg.connect(fresh.environment["DATABASE_URL"]) as leaving:
        asking = subprocess.Popen([*SLUSS, "shell", "--verbosity=0", "-c", used], env=fresh.environment, stdout=subprocess.PIPE, text=True)
        with psycopg.connect(os.environ["TEST_DATABASE_URL"], autocommit=True) as server:
            there = "SELECT count(*) FROM pg_stat_activity WHERE datname = %s AND pid <> %s"
            while asking.poll() is None and not server.execute(there, [leaving.info.dbname, leaving.info.backend_pid]).fetchone()[0]:  # type: ignore[index]  # a count has a row
                time.sleep(0.02)
    assert asking.communicate(timeout=60)[0].strip() == "alone"


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True, scope="module")
def test_a_database_that_cannot_be_read_is_replaced_when_told(drill: Drill, fresh: Place) -> None:
    fresh.run("restore", str(drill.while_running))
    (fresh.var / "sluss.sqlite3").write_bytes(b"lightning" * 1_000)
    (fresh.var / "sluss.sqlite3-wal").write_bytes(b"and its log" * 1_000)
    assert "--force" in fresh.fails("restore", str(drill.quiet))
    fresh.run("restore", str(drill.quiet), "--force", "--noinput")
    assert fresh.tables() == drill.lost.tables()


def test_an_older_backup_is_migrated_and_an_empty_database_needs_no_force(engine: str, fresh: Place, tmp_path: Path) -> None:
    if engine == "sqlite":
        tables.put_in(fresh.var / "sluss.sqlite3")
    fresh.run("migrate", "--verbosity=0")
    now = set(fresh.tables())
    fresh.run("migrate", "records", "0002", "--verbosity=0")
    assert set(fresh.tables()) == now - {"records_erasurerequest"}
    fresh.run("backup", str(tmp_path / "older.zip"))
    fresh.run("migrate", "--verbosity=0")
    assert "Migreringar att göra: " in fresh.run("restore", str(tmp_path / "older.zip"))
    assert set(fresh.tables()) == now


def test_holds_no_secret_and_no_session(drill: Drill, engine: str, tmp_path: Path) -> None:
    with zipfile.ZipFile(drill.quiet) as archive:
        archive.extractall(tmp_path)
        held = [archive.read(name) for name in archive.namelist()]
    if engine == "postgresql":
        dump = subprocess.run(["pg_restore", "--file=-", str(tmp_path / "database.dump")], capture_output=True, check=True).stdout
        assert b"nummer 7 saknas" in dump, "this looks where the texts are"
        held.append(dump)
    else:
        assert any(b"nummer 7 saknas" in content for content in held), "this looks where the texts are"
    for secret in (SECRET, PASSWORD, drill.session):
        assert not any(secret.encode() in content for content in held)
