"""Where the benchmark runs: a database of its own on each engine, and two server processes over it. All of it is removed afterwards."""

from __future__ import annotations

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import psycopg

SERVERS = 2


@dataclass(frozen=True, slots=True)
class Place:
    engine: str
    environment: dict[str, str]

    def step(self, name: str, *words: str) -> Any:
        """One step of the benchmark in a process of its own over this database; what it printed last, as JSON."""
        command = [sys.executable, "-m", "sluss.config", "bench", *words, "--step", name]
        done = subprocess.run(command, env=self.environment, capture_output=True, text=True, check=False)
        if done.returncode:
            raise SystemExit(f"the step {name} on {self.engine} failed:\n{done.stdout[-2000:]}{done.stderr[-4000:]}")
        return json.loads(done.stdout.strip().splitlines()[-1])


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def place(engine: str, server_url: str) -> Iterator[Place]:
    """An empty, migrated database on the engine. `server_url` is any database of the PostgreSQL server to make it on."""
    folder = Path(tempfile.mkdtemp(prefix="sluss-bench-"))
    name = f"sluss_bench_{os.getpid()}"
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "sluss.config.settings",
        "SLUSS_VAR": str(folder),
        "SLUSS_BENCH": "1",
        "SLUSS_DEMO": "0",
        "SLUSS_WORKER_INSIDE": "0",
        "TRUSTED_PROXIES": "1",  # the load comes as from many visitors, so that no limit on one of them is what is measured
        "STATIC_ROOT": os.environ.get("STATIC_ROOT") or _static(),
        "SEARCHES_PER_MINUTE": "0",
        "WEB_PROCESSES": str(SERVERS),
        "DATABASE_URL": f"sqlite:///{folder / 'bench.sqlite3'}",
    }
    try:
        if engine == "postgresql":
            with psycopg.connect(server_url, autocommit=True) as server:
                server.execute(f"CREATE DATABASE {name}")  # type: ignore[call-overload]  # a name cannot be a parameter; ours is digits
            environment["DATABASE_URL"] = urlunsplit(urlsplit(server_url)._replace(path=f"/{name}"))
        migrate = [sys.executable, "-m", "sluss.config", "migrate", "-v", "0"]
        subprocess.run(migrate, env=environment, check=True)
        yield Place(engine, environment)
    finally:
        if engine == "postgresql":
            with psycopg.connect(server_url, autocommit=True) as server:
                server.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")  # type: ignore[call-overload]  # as above
        shutil.rmtree(folder, ignore_errors=True)


def _static() -> str:
    from django.conf import settings

    return str(settings.STATIC_ROOT)


@contextmanager
def servers(where: Place) -> Iterator[tuple[int, subprocess.Popen[bytes]]]:
    """The production server over the place, until it answers; stopped afterwards."""
    port = free_port()
    command = [sys.executable, "-m", "sluss.config", "serve", "--port", str(port)]
    server = subprocess.Popen(command, env=where.environment, stdout=subprocess.DEVNULL)
    try:
        for _ in range(200):
            try:
                socket.create_connection(("127.0.0.1", port), timeout=1).close()
                break
            except OSError:
                time.sleep(0.1)
        else:
            raise SystemExit("the server did not answer within 20 seconds")
        yield port, server
    finally:
        server.send_signal(signal.SIGINT)
        try:
            server.wait(timeout=15)
        except subprocess.TimeoutExpired:
            server.kill()


def memory(server: subprocess.Popen[bytes]) -> int:
    """Megabytes that the server and its processes hold together, shared pages counted once (PSS); 0 where the system does not tell."""
    total = 0
    children = Path(f"/proc/{server.pid}/task/{server.pid}/children")
    pids = [str(server.pid), *(children.read_text().split() if children.exists() else [])]
    for pid in pids:
        rollup = Path(f"/proc/{pid}/smaps_rollup")
        if rollup.exists():
            total += sum(int(line.split()[1]) for line in rollup.read_text().splitlines() if line.startswith("Pss:"))
    return total // 1024
