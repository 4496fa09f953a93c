"""One run: seed, probe, serve, load by turns with the ruler, submit."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from statistics import median
from typing import Any

from django.conf import settings

from .load import fetch_all, per_second, summed
from .pages import RULER, Page
from .places import memory, place, servers
from .submits import PROCESSES, from_all

WARM_UP = 0.5
Load = Callable[[Page], list[float]]


def measure(engine: str, size: int, *, seconds: float, rounds: int, server_url: str, say: Callable[[str], Any]) -> dict[str, Any]:
    """The figures of one engine at one size."""
    with place(engine, server_url) as where:
        began = time.perf_counter()
        found = where.step("seed", str(size))
        say(f"{engine}, {size:,} ideas: seeded in {time.perf_counter() - began:.0f} s")
        pages = [Page(**fields) for fields in found["pages"]]
        times: dict[str, list[float]] = {page.key: [] for page in pages}
        shares: dict[str, list[float]] = {page.key: [] for page in pages}
        with servers(where) as (port, server):

            def load(page: Page, at_most: float = seconds) -> list[float]:
                cookie = f"{settings.SESSION_COOKIE_NAME}={page.session}" if page.session else ""
                return fetch_all(port, page.path, seconds=at_most, cookie=cookie)

            for page in pages:
                load(page, WARM_UP)
            for _ in range(rounds):
                for signed_in in (False, True):
                    by_turns([page for page in pages if page.signed_in is signed_in], load, times, shares)
            held = memory(server)
        submits = from_all(where, max(seconds, 2.0))
        say(f"{engine}, {size:,} ideas: measured")
    return {
        "engine": engine,
        "ideas": size,
        "server_memory_mb": held,
        "submits_per_second": submits,
        "submit_processes": PROCESSES,
        "pages": [_figures(page, times[page.key], shares[page.key]) for page in pages],
    }


def by_turns(pages: Sequence[Page], load: Load, times: dict[str, list[float]], shares: dict[str, list[float]]) -> None:
    """One round: the ruler before and after every page, so that a machine's moods fall on both alike. Adds to `times` and `shares`."""
    ruler = next(page for page in pages if page.name == RULER)
    before = load(ruler)
    times[ruler.key] += before
    for page in pages:
        if page is ruler:
            continue
        got, after = load(page), load(ruler)
        times[page.key] += got
        times[ruler.key] += after
        shares[page.key].append(per_second(got) * 2 / (per_second(before) + per_second(after)))
        before = after


def _figures(page: Page, times: list[float], shares: list[float]) -> dict[str, Any]:
    seen = summed(times)
    shares = shares or [1.0]
    return {
        "page": page.name,
        "signed_in": page.signed_in,
        "per_second": seen.per_second,
        "of_the_ruler": round(median(shares), 2),
        "of_the_ruler_least": round(min(shares), 2),
        "of_the_ruler_most": round(max(shares), 2),
        "p50_ms": seen.p50,
        "p95_ms": seen.p95,
        "p99_ms": seen.p99,
        "queries": page.queries,
        "bytes": page.bytes,
    }
