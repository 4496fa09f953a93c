"""The job worker: queues of due work first, then what is done at intervals. A thread of the web process, or `sluss worker`.

A queue is a function that does a bounded amount of due work from rows in the database and says how much it did; rows are
claimed one batch at a time, so any number of processes may work. A periodic job is leased: one process of all runs it,
and when that one is killed another takes over as the lease runs out. Both must bear to be run twice.
"""

from __future__ import annotations

import logging
import threading
import uuid
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import close_old_connections, connections, transaction

from . import clock
from .models import JobLease

log = logging.getLogger("sluss.jobs")

POLL_SECONDS = 1.0  # how soon work that another process queued is seen
STOP_SECONDS = 0.2  # how soon a stop is seen
LONGEST_PAUSE = 30.0  # between tries while the database does not answer
ROUNDS = 100  # how often a periodic job with more to do is called again in one run
MAIN = "main"

Work = Callable[[], int]
Periodic = Callable[[], int | None]


@dataclass(frozen=True, slots=True)
class _Queue:
    name: str
    work: Work
    lane: str


@dataclass(frozen=True, slots=True)
class _Every:
    name: str
    work: Periodic
    interval: timedelta
    lease: timedelta


@dataclass(frozen=True, slots=True)
class Failures:
    """What was given up, for `sluss worker --failed` and the administrators' page."""

    name: str
    listed: Callable[[], Iterable[str]]
    retry: Callable[[], int]


_QUEUES: dict[str, _Queue] = {}
_EVERY: dict[str, _Every] = {}
_FAILURES: dict[str, Failures] = {}
_awake: dict[str, threading.Event] = {MAIN: threading.Event()}
_here = threading.local()


# --- What apps register ---------------------------------------------------------------------------------------------


def queue(name: str, *, lane: str = MAIN) -> Callable[[Work], Work]:
    """Register a function that does a bounded amount (well below a second) of due work and returns how many it did.

    A lane is a thread of its own, for work that waits for other machines: a slow mail server delays no notice.
    """

    def register(work: Work) -> Work:
        if name in _QUEUES:
            raise ValueError(f"two queues are called {name}")
        _QUEUES[name] = _Queue(name, work, lane)
        _awake.setdefault(lane, threading.Event())
        return work

    return register


def every(*, seconds: int, name: str, lease: int = 300) -> Callable[[Periodic], Periodic]:
    """Register what is done at an interval, by one process of all. Takes less than `lease` seconds a call.

    When it returns a number it is called again until that is 0: what is due is worked off in bounded steps.
    """

    def register(work: Periodic) -> Periodic:
        if name in _EVERY:
            raise ValueError(f"two periodic jobs are called {name}")
        _EVERY[name] = _Every(name, work, timedelta(seconds=seconds), timedelta(seconds=lease))
        return work

    return register


def failures(found: Failures) -> Failures:
    return _FAILURES.setdefault(found.name, found)


def all_failures() -> list[Failures]:
    return [_FAILURES[name] for name in sorted(_FAILURES)]


def nudge() -> None:
    """Work was queued by this process: start at once. Other processes see it within POLL_SECONDS."""
    for awake in _awake.values():
        awake.set()


def nudge_on_commit() -> None:
    transaction.on_commit(nudge, robust=True)


def stopping() -> bool:
    """Ask between two pieces of work: a worker that is told to stop finishes the piece it holds and no more."""
    stop = getattr(_here, "stop", None)
    return stop is not None and stop.is_set()


# --- Running --------------------------------------------------------------------------------------------------------


def run_due(*, regardless: bool = False) -> int:
    """Do everything that is due now, in this thread, until nothing is left; errors are raised. For tests and `sluss worker --once`.

    `regardless` runs the periodic jobs even when their time has not come.
    """
    total, first = 0, True
    while True:
        did = sum(entry.work() for entry in list(_QUEUES.values()))
        did += _run_periodic(regardless=regardless and first, swallow=False)
        first = False
        total += did
        if not did or stopping():
            return total


def run_forever(stop: threading.Event) -> None:
    """Work until told to stop: within a second of that, and after the piece in hand. Never dies of an error."""
    lanes = {entry.lane for entry in _QUEUES.values()} - {MAIN}
    helpers = [threading.Thread(target=_run_lane, args=(lane, stop), name=f"job-lane-{lane}", daemon=True) for lane in sorted(lanes)]
    for helper in helpers:
        helper.start()
    _run_lane(MAIN, stop)
    for helper in helpers:
        helper.join()


def _run_lane(lane: str, stop: threading.Event) -> None:
    _here.stop = stop
    pause = POLL_SECONDS
    try:
        while not stop.is_set():
            # Cleared before looking: what is queued while we look wakes us again.
            _awake[lane].clear()
            try:
                close_old_connections()
                did = _run_queues(lane) + (_run_periodic() if lane == MAIN else 0)
                pause = POLL_SECONDS
            except Exception:
                log.exception("the worker could not look for work lane=%s", lane)
                did, pause = 0, min(pause * 2, LONGEST_PAUSE)
            if not did:
                close_old_connections()
                _wait(lane, stop, pause)
    finally:
        connections.close_all()


def _wait(lane: str, stop: threading.Event, seconds: float) -> None:
    waited = 0.0
    while waited < seconds and not stop.is_set():
        if _awake[lane].wait(STOP_SECONDS):
            return
        waited += STOP_SECONDS


def _run_queues(lane: str) -> int:
    did = 0
    for entry in list(_QUEUES.values()):
        if entry.lane != lane or stopping():
            continue
        try:
            did += entry.work()
        except Exception:
            log.exception("queue failed name=%s", entry.name)
            close_old_connections()
    return did


# --- Periodic jobs --------------------------------------------------------------------------------------------------


def _run_periodic(*, regardless: bool = False, swallow: bool = True) -> int:
    """Run the periodic jobs whose time has come and that nobody else runs; returns how many. One query when none is due."""
    if not _EVERY:
        return 0
    rows = {row.name: row for row in JobLease.objects.filter(name__in=_EVERY)}
    missing = [JobLease(name=name) for name in _EVERY if name not in rows]
    if missing:
        JobLease.objects.bulk_create(missing, ignore_conflicts=True)
        rows = {row.name: row for row in JobLease.objects.filter(name__in=_EVERY)}
    ran = 0
    for name, job in list(_EVERY.items()):
        if stopping():
            break
        row = rows.get(name)
        if row is not None and (regardless or _is_due(row, job)) and (token := _take(row, job)):
            _run_leased(job, token, swallow=swallow)
            ran += 1
    return ran


def _is_due(row: JobLease, job: _Every) -> bool:
    """A time further ahead than one interval comes from a clock that was wrong, and is not waited for."""
    now = clock.now()
    return row.next_at <= now or row.next_at > now + job.interval + timedelta(seconds=5)


def _is_held(row: JobLease, job: _Every, now: datetime) -> bool:
    return row.held_until is not None and now < row.held_until <= now + job.lease


def _take(row: JobLease, job: _Every) -> str:
    """The lease, if the row is still as it was read: of several processes one gets it. Empty when another did."""
    now = clock.now()
    if _is_held(row, job, now):
        return ""
    token = uuid.uuid4().hex
    unchanged = JobLease.objects.filter(name=row.name, next_at=row.next_at, held_by=row.held_by, held_until=row.held_until)
    return token if unchanged.update(held_by=token, held_until=now + job.lease) else ""


def _run_leased(job: _Every, token: str, *, swallow: bool) -> None:
    mine = JobLease.objects.filter(name=job.name, held_by=token)
    started = clock.now()
    try:
        for _round in range(ROUNDS):
            if not job.work() or stopping():
                break
            # Each step may take the whole lease; nobody else has it as long as this says so.
            if not mine.update(held_until=clock.now() + job.lease):
                log.error("lost the lease while working name=%s", job.name)
                return
    except Exception as problem:
        log.exception("periodic job failed name=%s", job.name)
        if swallow:
            close_old_connections()
        again = clock.now() + min(job.interval, timedelta(seconds=60))
        mine.update(next_at=again, held_by="", held_until=None, error=f"{type(problem).__name__}: {problem}"[:500])
        if not swallow:
            raise
        return
    mine.update(next_at=max(started + job.interval, clock.now()), held_by="", held_until=None, ran_at=clock.now(), error="")
