"""`sluss serve`: the production server. It forks web processes, minds them, and leaves none behind."""

from __future__ import annotations

import errno
import http.client
import ipaddress
import multiprocessing
import os
import signal
import socket
import threading
import time
from collections.abc import Callable
from multiprocessing.util import Finalize
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.core.servers.basehttp import get_internal_wsgi_application
from django.db import connections
from granian import Granian
from granian.constants import Interfaces
from granian.log import LogLevels

SECONDS_TO_STOP = 2
PARENT_LOOKED_FOR_EVERY = 0.5
ANSWER_LOOKED_FOR_EVERY = 0.05
ANSWER_WAITED_FOR = 30


def stop_without_parent() -> None:
    """End this process when the one that started it is gone, even if that one was killed and could tell nobody."""
    parent = os.getppid()

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(PARENT_LOOKED_FOR_EVERY)
        # To the main thread by name: another one would take the signal and leave the handler waiting.
        signal.pthread_kill(threading.main_thread().ident or 0, signal.SIGTERM)
        time.sleep(SECONDS_TO_STOP)
        os._exit(1)

    threading.Thread(target=watch, name="parent-watch", daemon=True).start()


def start_worker() -> None:
    """The job worker as a thread of a web process. It is leased in the database, so one process of all works at a time."""
    from sluss.core import jobs

    stop = threading.Event()
    worker = threading.Thread(target=jobs.run_forever, args=(stop,), name="job-worker", daemon=True)

    def finish() -> None:
        stop.set()
        worker.join(timeout=SECONDS_TO_STOP / 2)

    worker.start()
    Finalize(None, finish, exitpriority=10)


def load(target: str) -> Any:
    """Runs first in each web process: the application, and what lives beside it."""
    # A process group of its own, so that Ctrl-C reaches the parent alone and the web processes stop when told by it.
    os.setpgrp()
    stop_without_parent()
    application = get_internal_wsgi_application()
    if settings.WORKER_INSIDE:
        start_worker()
    return application


def when_it_answers(host: str, port: int, tell: Callable[[], None]) -> None:
    """Tell so once the server has answered: it listens long before it has loaded what answers. Waits beside the rest."""
    # One that listens everywhere is asked on this machine.
    asked = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104 - compared with, not listened at

    def ask() -> None:
        until = time.monotonic() + ANSWER_WAITED_FOR * 2
        while time.monotonic() < until:
            connection = http.client.HTTPConnection(asked, port, timeout=ANSWER_WAITED_FOR)
            try:
                # By a name of its own: another is refused, which is an answer too, but stands in the log as an attempt.
                connection.request("GET", "/robots.txt", headers={"Host": settings.ALLOWED_HOSTS[0].strip("*.") or "localhost"})
                connection.getresponse().read()
            except (OSError, http.client.HTTPException):
                time.sleep(ANSWER_LOOKED_FOR_EVERY)
            else:
                tell()
                return
            finally:
                connection.close()

    threading.Thread(target=ask, name="first-answer", daemon=True).start()


def loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def address(host: str, port: int) -> str:
    """The IP address to listen at, once it is certain that nobody else does. The server itself would share a taken port in silence."""
    if not 0 < port < 65536:
        raise CommandError(f"There is no port {port}; PORT takes a number from 1 to 65535.")
    try:
        family, kind, _, _, where = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)[0]
        with socket.socket(family, kind) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(where)
    except OSError as problem:
        if problem.errno == errno.EADDRINUSE:
            raise CommandError(
                f"Port {port} is taken by another program. Stop that one, or choose another, such as PORT={port + 1}."
            ) from None
        raise CommandError(f"Cannot listen at {host}, port {port}: {problem}. HOST and PORT say where.") from None
    return str(where[0])


class Command(BaseCommand):
    help = "Start the web server, with the job worker inside unless SLUSS_WORKER_INSIDE=0."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--host", default=settings.HOST, help="where to listen (HOST)")
        parser.add_argument("--port", type=int, default=settings.PORT, help="the port to listen on (PORT)")

    def handle(self, *args: Any, host: str, port: int, **options: Any) -> None:
        if settings.DEMO and not loopback(host):
            raise CommandError("The demo city signs anybody in, so it is shown on this machine only: HOST must be a loopback address.")
        on_sqlite = connections["default"].vendor == "sqlite"
        where = address(host, port)
        server = Granian(
            settings.WSGI_APPLICATION,
            address=where,
            port=port,
            interface=Interfaces.WSGI,
            workers=settings.WEB_PROCESSES or (1 if on_sqlite else 2),
            blocking_threads=settings.WEB_THREADS,
            websockets=False,
            log_level=LogLevels.error,
            respawn_failed_workers=True,
            respawn_interval=0.5,
            workers_kill_timeout=SECONDS_TO_STOP,
        )
        # The web processes are forked: a connection opened here must not live in two processes.
        for connection in connections.all(initialized_only=True):
            connection.close()
            if close_pool := getattr(connection, "close_pool", None):
                close_pool()
        shown = f"[{host}]" if ":" in host else host
        # Of all web processes, and those that come in place of one, the first to see an answer says so. Not from here: a thread of the
        # process that forks could hold a lock that the fork would wait for.
        first = multiprocessing.get_context("fork").Lock()

        def tell() -> None:
            if first.acquire(block=False):
                self.stdout.write(f"Sluss answers at http://{'localhost' if shown == '127.0.0.1' else shown}:{port}/ (Ctrl-C stops it)")
                self.stdout.flush()

        def load_and_tell(target: str) -> Any:
            application = load(target)
            when_it_answers(where, port, tell)
            return application

        server.serve(target_loader=load_and_tell)
        self.stdout.write("Sluss has stopped.")
