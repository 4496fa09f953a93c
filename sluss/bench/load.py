"""The load: a few clients on loopback that keep their connection, for a bounded time, and what they saw."""

from __future__ import annotations

import http.client
import itertools
import threading
import time
from dataclasses import dataclass

CLIENTS = 4


@dataclass(frozen=True, slots=True)
class Seen:
    per_second: float
    p50: float  # milliseconds, as the others
    p95: float
    p99: float


def fetch_all(port: int, path: str, *, seconds: float, cookie: str = "") -> list[float]:
    """Ask for the page again and again; the milliseconds of each answer. Anything but 200 ends the benchmark."""
    times: list[float] = []
    failed: list[str] = []
    end = time.perf_counter() + seconds

    def client() -> None:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        headers = {"Host": "localhost", "Accept-Encoding": "identity"} | ({"Cookie": cookie} if cookie else {})
        visitors = itertools.count()
        while time.perf_counter() < end and not failed:
            began = time.perf_counter()
            visitor = next(visitors)
            origin = f"10.{visitor >> 16 & 255}.{visitor >> 8 & 255}.{visitor & 255}"
            connection.request("GET", path, headers=headers | {"X-Forwarded-For": origin})
            answer = connection.getresponse()
            answer.read()
            if answer.status != 200:
                failed.append(f"{path} answered {answer.status}")
            times.append((time.perf_counter() - began) * 1000)
        connection.close()

    threads = [threading.Thread(target=client) for _ in range(CLIENTS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if failed:
        raise SystemExit(failed[0])
    return times


def per_second(times: list[float]) -> float:
    """Answers a second from all clients, each of whom asks again as soon as it has its answer."""
    return CLIENTS * len(times) * 1000 / sum(times)


def summed(times: list[float]) -> Seen:
    ordered = sorted(times)

    def at(share: float) -> float:
        return round(ordered[min(len(ordered) - 1, int(len(ordered) * share))], 2)

    return Seen(round(per_second(ordered), 1), at(0.50), at(0.95), at(0.99))
