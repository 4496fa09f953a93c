"""`sluss worker`: the job worker as a process of its own, where SLUSS_WORKER_INSIDE=0."""

from __future__ import annotations

import os
import signal
import threading
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from sluss.core import jobs

SECONDS_TO_STOP = 1.0


class Command(BaseCommand):
    help = "Deliver events, send mail and run what is due at intervals, until stopped."

    def add_arguments(self, parser: CommandParser) -> None:
        how = parser.add_mutually_exclusive_group()
        how.add_argument("--once", action="store_true", help="do what is due now and end; for a scheduler")
        how.add_argument("--failed", action="store_true", help="list what was given up after all tries")
        how.add_argument("--retry-failed", action="store_true", help="try again what was given up")

    def handle(self, *args: Any, once: bool, failed: bool, retry_failed: bool, **options: Any) -> None:
        if failed:
            self._list()
        elif retry_failed:
            for entry in jobs.all_failures():
                self.stdout.write(f"{entry.name}: {entry.retry()} will be tried again")
        elif once:
            self.stdout.write(f"{jobs.run_due()} done")
        else:
            self._run()

    def _list(self) -> None:
        empty = True
        for entry in jobs.all_failures():
            for line in entry.listed():
                empty = False
                self.stdout.write(f"{entry.name}: {line}")
        if empty:
            self.stdout.write("Nothing was given up.")

    def _run(self) -> None:
        stop = threading.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: stop.set())
        worker = threading.Thread(target=jobs.run_forever, args=(stop,), name="job-worker", daemon=True)
        worker.start()
        self.stdout.write("The worker runs (Ctrl-C stops it)")
        self.stdout.flush()
        while worker.is_alive() and not stop.wait(1):
            pass
        # A piece of work that takes longer than this is left; its claim runs out and it is done again.
        worker.join(timeout=SECONDS_TO_STOP)
        self.stdout.write("The worker has stopped.")
        if worker.is_alive():
            # Taking the interpreter down around it costs another second, and mends nothing: the database takes back what is half done.
            self.stdout.flush()
            os._exit(0)
