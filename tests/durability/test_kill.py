"""Kill -9 while ideas come in: what was acknowledged is there, once and whole, and a form sent again gives the same receipt.

Each receipt that a giver has seen must open the idea that was sent for it: a count alone would not notice two that changed places.
"""

from __future__ import annotations

import http.client
import json
import os
import random
import re
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from queue import Empty, Queue
from urllib.parse import urlencode, urlsplit, urlunsplit

import psycopg
import pytest

from tests import tables

ROOT = Path(__file__).resolve().parents[2]
SLUSS = [sys.executable, str(ROOT / "manage.py")]
SUBMITS = 1_000
CLIENTS = 4
KILLS = 8
FORM = "/lamna-ide/invanarforslag"
STATUS = "/folj-ide"
OPENED = 20  # of the receipts, whose pages are read, and whose forms are sent once more
_INPUT = re.compile(r'<input type="hidden" name="(\w+)" value="([^"]*)"')
_CODE = re.compile(r"[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}")

pytestmark = [pytest.mark.slow, pytest.mark.engines]


@contextmanager
def database(folder: Path) -> Iterator[str]:
    """An empty database of the engine that this run tests, named by its address."""
    if os.environ.get("SLUSS_TEST_ENGINE") != "postgresql":
        tables.put_in(folder / "killed.sqlite3")
        yield f"sqlite:///{folder / 'killed.sqlite3'}"
        return
    url, name = os.environ["TEST_DATABASE_URL"], f"sluss_killed_{os.getpid()}"
    server = urlunsplit(urlsplit(url)._replace(path="/postgres"))
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")  # type: ignore[call-overload]  # a name cannot be a parameter
        yield urlunsplit(urlsplit(url)._replace(path=f"/{name}"))
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)")  # type: ignore[call-overload]  # as above


class Server:
    """The production server, killed and started again at the same port."""

    def __init__(self, environment: dict[str, str]) -> None:
        self.environment = environment
        self.port = int(environment["PORT"])
        self.start()

    def start(self) -> None:
        self.process = subprocess.Popen([*SLUSS, "serve"], env=self.environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    def kill(self) -> None:
        """The parent and its web processes at once, with no time to finish anything."""
        children = [int(pid) for task in Path(f"/proc/{self.process.pid}/task").glob("*/children") for pid in task.read_text().split()]
        for pid in [*children, self.process.pid]:
            try:
                os.kill(pid, signal.SIGKILL)
            except ProcessLookupError:
                continue
        self.process.wait()


def text_of(number: int) -> str:
    return f"Bänk nummer {number} saknas vid hållplatsen."


@dataclass
class Sent:
    """What givers have been told, by the form's number, and what they sent for it."""

    receipts: dict[int, str] = field(default_factory=dict)
    forms: dict[int, tuple[str, str]] = field(default_factory=dict)  # body and cookie
    failures: list[str] = field(default_factory=list)


class Giver(threading.Thread):
    """Takes forms from the queue and sends each until it is acknowledged, as a person would press the button again."""

    def __init__(self, port: int, work: Queue[int], sent: Sent) -> None:
        super().__init__(daemon=True)
        self.port, self.work, self.sent, self.failures = port, work, sent, sent.failures

    def run(self) -> None:
        while not self.failures:
            try:
                number = self.work.get_nowait()
            except Empty:
                return
            form, cookie = self.until_answered("GET", number)
            body = urlencode(dict(_INPUT.findall(form)) | {"need": text_of(number), "go": "send_now"})
            self.sent.forms[number] = body, cookie
            code = self.send(number)
            if code:
                self.sent.receipts[number] = code

    def send(self, number: int) -> str:
        """The receipt code that the form is answered with."""
        body, cookie = self.sent.forms[number]
        page, _ = self.until_answered("POST", number, body, cookie)
        codes = _CODE.findall(page)
        if not codes:
            self.failures.append(" ".join(re.sub(r"<[^>]+>", " ", page.partition("<main")[2]).split())[:2000])
        return codes[0] if codes else ""

    def opened(self, number: int) -> str:
        """The page that the receipt opens."""
        form, cookie = self.until_answered("GET", number, address=STATUS)
        body = urlencode(dict(_INPUT.findall(form)) | {"code": self.sent.receipts[number]})
        _, cookie = self.until_answered("POST", number, body, cookie, address=STATUS)
        return self.until_answered("GET", number, cookie=cookie, address=STATUS)[0]

    def until_answered(self, method: str, number: int, body: str = "", cookie: str = "", *, address: str = FORM) -> tuple[str, str]:
        end = time.monotonic() + 60
        while time.monotonic() < end:
            connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
            # Each as from a visitor of their own: the limit on one visitor is not what is tested.
            headers = {"Host": "localhost", "X-Forwarded-For": f"10.9.{number >> 8}.{number & 255}", "Cookie": cookie}
            if method == "POST":
                headers |= {"Content-Type": "application/x-www-form-urlencoded", "Origin": f"http://localhost:{self.port}"}
            try:
                connection.request(method, address, body=body, headers=headers)
                answer = connection.getresponse()
                page = answer.read().decode()
                if answer.status < 500:
                    return page, (answer.headers["Set-Cookie"] or "").split(";")[0]
            except (OSError, http.client.HTTPException):
                time.sleep(0.05)
            finally:
                connection.close()
        self.failures.append(f"form {number} was not answered within a minute")
        return "", ""


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def run(environment: dict[str, str], *words: str) -> str:
    done = subprocess.run([*SLUSS, *words], env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


PREPARE = """
from sluss.gates import actions, definitions
from sluss.ideas.seed import base_data
from sluss.people.actions import create_unit
create_unit(by=None, code="stad", name="Älvsunds kommun", kind="city")
for path in definitions.SHIPPED.glob("*.yaml"):
    actions.load_process(definitions.read(path))
base_data()
"""
COUNT = """
import json
from django.db.models import Count, Q
from sluss.gates.models import Case, Promise
from sluss.ideas.models import Idea, IdeaVersion, Submission
from sluss.journal.models import Event, SearchEntry, Subject
print(json.dumps({
    "subjects": Subject.objects.count(),
    "ideas": Idea.objects.count(),
    "submissions": Submission.objects.count(),
    "texts": Idea.objects.values("need").distinct().count(),
    "versions": IdeaVersion.objects.filter(number=1).count(),
    "cases": Case.objects.filter(state="open", reference__isnull=False).count(),
    "promises": Promise.objects.filter(state="open").count(),
    "submitted": Event.objects.filter(kind="idea.submitted").count(),
    "found": SearchEntry.objects.count(),
}))
"""
# What each receipt opens, by the hash that the database keeps of it.
OPENS = """
import json
from sluss.ideas.actions.codes import hash_receipt
from sluss.ideas.models import Submission
kept = dict(Submission.objects.values_list("receipt_hash", "idea__need"))
print(json.dumps([kept.get(hash_receipt(code)) for code in json.loads({codes!r})]))
"""


def test_a_killed_server_loses_doubles_and_breaks_nothing(tmp_path: Path) -> None:
    with database(tmp_path) as url:
        port = free_port()
        own = {"SLUSS_VAR": str(tmp_path), "DATABASE_URL": url, "PORT": str(port), "TRUSTED_PROXIES": "1"}
        environment = os.environ | own | {"SITE_URL": f"http://localhost:{port}", "DJANGO_SETTINGS_MODULE": "sluss.config.settings"}
        run(environment, "migrate", "--verbosity=0")
        run(environment, "shell", "--verbosity=0", "-c", PREPARE)

        work: Queue[int] = Queue()
        for number in range(SUBMITS):
            work.put(number)
        sent = Sent()
        receipts, failures = sent.receipts, sent.failures
        server = Server(environment)
        givers = [Giver(port, work, sent) for _ in range(CLIENTS)]
        for giver in givers:
            giver.start()
        chance = random.Random(9)
        for killing in range(KILLS):
            while len(receipts) < (killing + 1) * SUBMITS // (KILLS + 1) and not failures and any(g.is_alive() for g in givers):
                time.sleep(0.01)
            time.sleep(chance.random() * 0.1)
            server.kill()
            server.start()
        for giver in givers:
            giver.join(timeout=240)

        assert not failures, failures[0]
        assert len(receipts) == SUBMITS
        assert len(set(receipts.values())) == SUBMITS, "two forms got the same receipt"
        one = Giver(port, work, sent)
        for number in chance.sample(range(SUBMITS), OPENED):
            assert text_of(number) in one.opened(number), number
            assert one.send(number) == receipts[number], "the form was sent again, and got another receipt"
        server.kill()

        opens = OPENS.format(codes=json.dumps([receipts[number] for number in range(SUBMITS)]))
        kept = json.loads(run(environment, "shell", "--verbosity=0", "-c", opens).splitlines()[-1])
        assert kept == [text_of(number) for number in range(SUBMITS)]
        # A form whose answer was lost was sent again, so each text is there once: none lost, none doubled.
        counted = json.loads(run(environment, "shell", "--verbosity=0", "-c", COUNT).splitlines()[-1])
        assert counted == dict.fromkeys(counted, SUBMITS)
        run(environment, "recount")
