"""Workers that are killed in the middle, as by a power cut: nothing is lost and nothing is done twice."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection

from sluss.journal.models import Delivery, Event, Follow, Notice, OutgoingMail
from sluss.journal.states import DeliveryState, MailState

from .conftest import Things
from .smtp import Post, Server

ROOT = Path(__file__).resolve().parents[3]
EVENTS = 150
KILLS = 4


def address_of_the_test_database() -> str:
    own = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{own['NAME']}"
    password = f":{own['PASSWORD']}" if own["PASSWORD"] else ""
    return f"postgresql://{own['USER']}{password}@{own['HOST']}:{own['PORT']}/{own['NAME']}"


class Workers:
    def __init__(self, mail_port: int) -> None:
        self.running: list[subprocess.Popen[str]] = []
        self.environment = {
            **os.environ,
            "DATABASE_URL": address_of_the_test_database(),
            "DJANGO_SETTINGS_MODULE": "sluss.config.settings",
            "SLUSS_VAR": str(settings.VAR),
            "SMTP_HOST": "127.0.0.1",
            "SMTP_PORT": str(mail_port),
        }

    def start(self, *module: str) -> subprocess.Popen[str]:
        """Returns when the worker has said that it runs."""
        command = [sys.executable, "-m", *(module or ("sluss.journal.tests.worker_process",))]
        worker = subprocess.Popen(command, cwd=ROOT, env=self.environment, stdout=subprocess.PIPE, text=True)
        self.running.append(worker)
        assert worker.stdout is not None
        assert worker.stdout.readline()
        return worker

    def kill(self, worker: subprocess.Popen[str]) -> None:
        worker.send_signal(signal.SIGKILL)
        worker.wait(timeout=10)
        assert worker.stdout is not None
        worker.stdout.close()
        self.running.remove(worker)


@pytest.fixture
def mailbox() -> Iterator[Server]:
    server = Server(Post())
    server.start()
    yield server
    server.stop()


@pytest.fixture
def workers(transactional_db: None, mailbox: Server) -> Iterator[Workers]:
    made = Workers(mailbox.port)
    yield made
    for worker in list(made.running):
        made.kill(worker)


def left() -> int:
    deliveries = Delivery.objects.filter(state=DeliveryState.WAITING).count()
    return deliveries + OutgoingMail.objects.filter(state=MailState.WAITING).count()


@pytest.mark.slow
def test_killed_workers_lose_nothing_and_double_nothing(workers: Workers, mailbox: Server, things: Things) -> None:
    cast = things.cast
    subject = things.make()
    people = [cast.rut, cast.company, cast.outsider]
    Follow.objects.bulk_create(Follow(subject=subject, person=person) for person in people)
    for _ in range(EVENTS):
        things.record("thing.moved", subject)
    chance = random.Random(11)
    done_at_kills = []
    for _ in range(KILLS):
        worker = workers.start()
        time.sleep(chance.uniform(0.05, 0.25))
        workers.kill(worker)
        done_at_kills.append(left())
    assert done_at_kills[-1] > 0, "the kills came too late to be in the middle of anything"
    workers.start()
    workers.start()
    deadline = time.monotonic() + 90
    while left() and time.monotonic() < deadline:
        time.sleep(0.2)

    moved = Event.objects.filter(kind="thing.moved")
    assert set(Delivery.objects.filter(event__in=moved).values_list("state", flat=True)) == {DeliveryState.DONE}
    assert Notice.objects.filter(event__in=moved).count() == EVENTS * len(people)
    mails = dict(OutgoingMail.objects.filter(event__in=moved).values_list("message_id", "state"))
    assert len(mails) == EVENTS * len(people)
    assert set(mails.values()) == {MailState.SENT}
    # What a killed worker had handed over but not noted comes again under the same id: at most one mail a kill.
    assert set(mailbox.post.ids) == set(mails)
    assert mailbox.post.ids.total() - len(mails) <= KILLS


@pytest.mark.slow
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_sluss_worker_stops_within_two_seconds(workers: Workers, number: signal.Signals) -> None:
    worker = workers.start("django", "worker")
    time.sleep(0.5)
    worker.send_signal(number)
    told = time.monotonic()
    assert worker.wait(timeout=10) == 0
    assert time.monotonic() - told < 2
    assert worker.stdout is not None
    assert "has stopped" in worker.stdout.read()
