from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from sluss.core import clock, jobs
from sluss.core.models import JobLease

NOON = datetime(2026, 3, 2, 11, tzinfo=ZoneInfo("UTC"))


@pytest.fixture(autouse=True)
def only_these(monkeypatch: pytest.MonkeyPatch) -> None:
    """Only the jobs of the test itself."""
    monkeypatch.setattr(jobs, "_QUEUES", {})
    monkeypatch.setattr(jobs, "_EVERY", {})
    monkeypatch.setattr(jobs, "_awake", {jobs.MAIN: threading.Event()})


@pytest.fixture
def worker() -> Iterator[threading.Event]:
    """A running worker; the event stops it, and the test fails if that takes two seconds."""
    stop = threading.Event()
    thread = threading.Thread(target=jobs.run_forever, args=(stop,))
    thread.start()
    yield stop
    stop.set()
    asked = time.monotonic()
    thread.join(timeout=5)
    assert not thread.is_alive()
    assert time.monotonic() - asked < 2


def until(seen: threading.Event, seconds: float = 5) -> None:
    assert seen.wait(seconds)


@pytest.mark.django_db
def test_run_due_works_a_queue_off() -> None:
    left = [3, 2, 0]
    jobs.queue("three")(lambda: left.pop(0) if left else 0)
    assert jobs.run_due() == 5
    assert left == []


@pytest.mark.django_db
def test_a_periodic_job_runs_when_its_time_comes() -> None:
    ran: list[datetime] = []
    jobs.every(seconds=60, name="minute")(lambda: ran.append(clock.now()))
    with clock.at(NOON):
        assert jobs.run_due() == 1
        assert jobs.run_due() == 0
    with clock.at(NOON + timedelta(seconds=59)):
        assert jobs.run_due() == 0
    with clock.at(NOON + timedelta(seconds=60)):
        assert jobs.run_due() == 1
        assert jobs.run_due(regardless=True) == 1
    assert len(ran) == 3


@pytest.mark.django_db
def test_a_job_with_more_to_do_goes_on_in_bounded_steps() -> None:
    left = [100, 100, 7, 0]
    jobs.every(seconds=60, name="steps")(lambda: left.pop(0))
    jobs.run_due()
    assert left == []


@pytest.mark.django_db
def test_a_clock_that_was_wrong_is_not_waited_for() -> None:
    ran: list[int] = []
    jobs.every(seconds=60, name="minute")(lambda: ran.append(1))
    with clock.at(NOON + timedelta(days=365)):
        jobs.run_due()
    with clock.at(NOON):
        jobs.run_due()
    assert len(ran) == 2


@pytest.mark.django_db
def test_a_held_lease_is_left_alone_until_it_runs_out() -> None:
    ran: list[int] = []
    jobs.every(seconds=60, name="minute", lease=120)(lambda: ran.append(1))
    with clock.at(NOON):
        # As a process that was killed in the middle leaves it.
        JobLease.objects.create(name="minute", held_by="killed", held_until=NOON + timedelta(seconds=120))
        assert jobs.run_due() == 0
    with clock.at(NOON + timedelta(seconds=119)):
        assert jobs.run_due() == 0
    with clock.at(NOON + timedelta(seconds=120)):
        assert jobs.run_due() == 1
    assert ran == [1]
    assert JobLease.objects.get().held_by == ""


@pytest.mark.django_db
def test_of_two_who_read_the_same_row_one_gets_the_lease() -> None:
    jobs.every(seconds=60, name="minute")(lambda: None)
    JobLease.objects.create(name="minute")
    row, same = JobLease.objects.get(), JobLease.objects.get()
    job = jobs._EVERY["minute"]
    assert [bool(jobs._take(row, job)), bool(jobs._take(same, job))] == [True, False]


@pytest.mark.django_db
def test_a_job_that_fails_says_why_and_is_tried_again() -> None:
    fails = [True, False]

    def work() -> None:
        if fails.pop(0):
            raise OSError("no disk")

    jobs.every(seconds=3600, name="flaky")(work)
    with clock.at(NOON):
        with pytest.raises(OSError, match="no disk"):
            jobs.run_due()
        row = JobLease.objects.get()
        assert (row.error, row.held_by, row.ran_at) == ("OSError: no disk", "", None)
        assert jobs.run_due() == 0
    with clock.at(NOON + timedelta(seconds=60)):
        assert jobs.run_due() == 1
    assert JobLease.objects.get().error == ""


@pytest.mark.django_db
def test_looking_in_vain_costs_one_query() -> None:
    jobs.every(seconds=60, name="a")(lambda: None)
    jobs.every(seconds=60, name="b")(lambda: None)
    jobs.run_due()
    with CaptureQueriesContext(connection) as queries:
        jobs.run_due()
    assert len(queries) == 1


def test_two_jobs_of_one_name_are_refused() -> None:
    jobs.queue("one")(lambda: 0)
    jobs.every(seconds=1, name="one")(lambda: None)
    with pytest.raises(ValueError, match="one"):
        jobs.queue("one")(lambda: 0)
    with pytest.raises(ValueError, match="one"):
        jobs.every(seconds=1, name="one")(lambda: None)


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_the_worker_never_dies_of_an_error(worker: threading.Event, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jobs, "POLL_SECONDS", 0.2)
    tried, well = threading.Event(), threading.Event()

    def broken() -> int:
        if tried.is_set():
            well.set()
            return 0
        tried.set()
        raise RuntimeError("broken")

    jobs.queue("broken")(broken)
    until(tried)
    until(well)


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_work_queued_in_the_same_process_starts_at_once(worker: threading.Event, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jobs, "POLL_SECONDS", 60)
    work, done, looked = [0], threading.Event(), threading.Event()

    def take() -> int:
        looked.set()
        did, work[0] = work[0], 0
        if did:
            done.set()
        return did

    jobs.queue("work")(take)
    until(looked)
    time.sleep(0.1)
    with transaction.atomic():
        work[0] = 1
        jobs.nudge_on_commit()
        assert not done.wait(0.3)
    committed = time.monotonic()
    until(done)
    assert time.monotonic() - committed < 0.5


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_a_slow_lane_holds_up_nothing_else() -> None:
    stuck, let_go, quick = threading.Event(), threading.Event(), threading.Event()

    def slow() -> int:
        stuck.set()
        let_go.wait(10)
        return 0

    jobs.queue("slow", lane="mail")(slow)
    jobs.queue("quick")(lambda: quick.set() or 0)
    stop = threading.Event()
    thread = threading.Thread(target=jobs.run_forever, args=(stop,))
    thread.start()
    try:
        until(stuck)
        quick.clear()
        until(quick)
    finally:
        stop.set()
        let_go.set()
        thread.join(timeout=5)
    assert not thread.is_alive()


@pytest.mark.django_db(transaction=True)
def test_a_long_piece_of_work_can_ask_whether_to_stop() -> None:
    begun, ended = threading.Event(), threading.Event()
    stop = threading.Event()

    def long() -> int:
        begun.set()
        while not jobs.stopping():
            time.sleep(0.01)
        ended.set()
        return 0

    jobs.queue("long")(long)
    thread = threading.Thread(target=jobs.run_forever, args=(stop,))
    thread.start()
    until(begun)
    stop.set()
    thread.join(timeout=2)
    assert ended.is_set()
    assert not thread.is_alive()
    assert not jobs.stopping()
