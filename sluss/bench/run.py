"""One run: seed, probe, serve, load in rounds with the ruler in each, submit."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

from django.conf import settings

from .load import fetch_all, summed
from .pages import RULER, Page
from .places import memory, place, servers
from .submits import PROCESSES, from_all

WARM_UP = 0.5


def measure(engine: str, size: int, *, seconds: float, rounds: int, server_url: str, say: Callable[[str], Any]) -> dict[str, Any]:
    """The figures of one engine at one size. The ruler is measured in every round, so that a machine's moods fall on both alike."""
    with place(engine, server_url) as where:
        began = time.perf_counter()
        found = where.step("seed", str(size))
        say(f"{engine}, {size:,} ideas: seeded in {time.perf_counter() - began:.0f} s")
        pages = [Page(**fields) for fields in found["pages"]]
        times: dict[str, list[float]] = {page.key: [] for page in pages}
        with servers(where) as (port, server):
            for round_number in range(-1, rounds):
                for page in pages:
                    cookie = f"{settings.SESSION_COOKIE_NAME}={page.session}" if page.session else ""
                    got = fetch_all(port, page.path, seconds=WARM_UP if round_number < 0 else seconds, cookie=cookie)
                    if round_number >= 0:
                        times[page.key] += got
            held = memory(server)
        submits = from_all(where, max(seconds, 2.0))
        say(f"{engine}, {size:,} ideas: measured")
    seen = {page.key: summed(times[page.key], seconds * rounds) for page in pages}
    rulers = {page.signed_in: seen[page.key].per_second for page in pages if page.name == RULER}
    return {
        "engine": engine,
        "ideas": size,
        "server_memory_mb": held,
        "submits_per_second": submits,
        "submit_processes": PROCESSES,
        "pages": [
            {
                "page": page.name,
                "signed_in": page.signed_in,
                "per_second": seen[page.key].per_second,
                "of_the_ruler": round(seen[page.key].per_second / rulers[page.signed_in], 2),
                "p50_ms": seen[page.key].p50,
                "p95_ms": seen[page.key].p95,
                "p99_ms": seen[page.key].p99,
                "queries": page.queries,
                "bytes": page.bytes,
            }
            for page in pages
        ],
    }
