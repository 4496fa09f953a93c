"""The server answers, stops when told, says plainly when it cannot start, and leaves nobody behind."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests import tables

ROOT = Path(__file__).resolve().parents[2]
SLUSS = [sys.executable, str(ROOT / "manage.py")]
STARTS_WITHIN = 30.0
STOPS_WITHIN = 3.0
ORPHAN_GONE_WITHIN = 6.0

pytestmark = pytest.mark.slow


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def processes_of_group_or_below(pid: int) -> set[int]:
    """Children, and theirs."""
    found: set[int] = set()
    for listed in Path(f"/proc/{pid}/task").glob("*/children"):
        for child in map(int, listed.read_text(encoding="ascii").split()):
            found |= {child} | processes_of_group_or_below(child)
    return found


def alive(pids: set[int]) -> set[int]:
    def runs(pid: int) -> bool:
        try:
            return Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()[0] != "Z"
        except FileNotFoundError:
            return False

    return {pid for pid in pids if runs(pid)}


def wait_until(holds: Callable[[], object], seconds: float) -> bool:
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if holds():
            return True
        time.sleep(0.05)
    return bool(holds())


class Server:
    def __init__(self, var: Path, port: int, **environment: str) -> None:
        self.port = port
        settings = {"SLUSS_VAR": str(var), "DATABASE_URL": f"sqlite:///{var / 'sluss.sqlite3'}", "PORT": str(port), **environment}
        self.process = subprocess.Popen(
            [*SLUSS, "serve"],
            env={**os.environ, **settings},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )

    def answers(self) -> bool:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/robots.txt", timeout=2) as answer:
                return answer.status == 200
        except OSError:
            return False

    def started(self) -> Server:
        assert wait_until(lambda: self.process.poll() is not None or self.answers(), STARTS_WITHIN)
        assert self.process.poll() is None, self.said()
        return self

    def children(self) -> set[int]:
        return processes_of_group_or_below(self.process.pid)

    def said(self) -> str:
        assert self.process.stdout
        return self.process.stdout.read()


@pytest.fixture(scope="module")
def var(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("served")
    settings = {"SLUSS_VAR": str(folder), "DATABASE_URL": f"sqlite:///{folder / 'sluss.sqlite3'}"}
    tables.put_in(folder / "sluss.sqlite3")
    subprocess.run([*SLUSS, "migrate", "--verbosity=0"], env={**os.environ, **settings}, check=True)
    return folder


@pytest.fixture
def serve(var: Path) -> Iterator[Callable[..., Server]]:
    started: list[Server] = []

    def start(port: int = 0, **environment: str) -> Server:
        started.append(Server(var, port or free_port(), **environment))
        return started[-1]

    yield start
    for server in started:
        left = server.children() | {server.process.pid}
        for pid in alive(left):
            os.kill(pid, signal.SIGKILL)
        server.process.wait()


@pytest.mark.parametrize("sign", [signal.SIGINT, signal.SIGTERM])
def test_stops_cleanly_when_told(serve: Callable[..., Server], sign: signal.Signals) -> None:
    server = serve().started()
    children = server.children()
    assert children, "the web process is a child"
    told = time.monotonic()
    server.process.send_signal(sign)
    assert server.process.wait(STOPS_WITHIN) == 0
    assert time.monotonic() - told < STOPS_WITHIN
    assert not alive(children)
    assert "Sluss has stopped." in server.said()


def test_says_where_it_answers_when_it_does_and_once(serve: Callable[..., Server]) -> None:
    server = serve(WEB_PROCESSES="2")
    assert server.process.stdout
    assert server.process.stdout.readline() == f"Sluss answers at http://localhost:{server.port}/ (Ctrl-C stops it)\n"
    assert server.answers()
    os.kill(min(server.children()), signal.SIGKILL)
    assert wait_until(lambda: len(server.children()) >= 2 and server.answers(), STARTS_WITHIN)
    time.sleep(0.5)
    server.process.send_signal(signal.SIGTERM)
    assert "Sluss answers" not in server.said()


def test_stops_cleanly_on_ctrl_c_in_a_terminal(serve: Callable[..., Server]) -> None:
    """The terminal sends the signal to everybody in the foreground, not to the parent alone."""
    server = serve().started()
    children = server.children()
    os.killpg(server.process.pid, signal.SIGINT)
    assert server.process.wait(STOPS_WITHIN) == 0
    assert not alive(children)


def test_leaves_no_orphan_when_killed(serve: Callable[..., Server]) -> None:
    server = serve().started()
    children = server.children()
    server.process.kill()
    server.process.wait()
    assert wait_until(lambda: not alive(children), ORPHAN_GONE_WITHIN)


def test_a_killed_web_process_is_replaced(serve: Callable[..., Server]) -> None:
    server = serve().started()
    before = server.children()
    for pid in before:
        os.kill(pid, signal.SIGKILL)
    assert wait_until(lambda: server.children() - before and server.answers(), STARTS_WITHIN)


def test_a_taken_port_is_said_plainly(serve: Callable[..., Server]) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        server = serve(port)
        assert server.process.wait(STARTS_WITHIN) == 1
    said = server.said()
    assert f"Port {port} is taken" in said
    assert "Traceback" not in said


def test_two_servers_never_share_a_port(serve: Callable[..., Server]) -> None:
    first = serve().started()
    second = serve(first.port)
    assert second.process.wait(STARTS_WITHIN) == 1
    assert first.answers()


@pytest.mark.parametrize("port", ["99999", "0", "http"])
def test_a_port_that_is_none(serve: Callable[..., Server], port: str) -> None:
    server = serve(PORT=port)
    assert server.process.wait(STARTS_WITHIN) == 1
    said = server.said()
    assert "PORT" in said


def test_the_demo_city_stays_on_this_machine(serve: Callable[..., Server]) -> None:
    server = serve(SLUSS_DEMO="1", HOST="0.0.0.0")  # noqa: S104 - what must be refused
    assert server.process.wait(STARTS_WITHIN) == 1
    assert "loopback" in server.said()
