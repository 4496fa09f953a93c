"""How often one caller may search. A search costs more than a page, but ordinary ones should not have to write to the database."""

from __future__ import annotations

from collections import Counter
from threading import Lock

from django.conf import settings
from django.http import HttpRequest

from sluss.core import clock, rates

MINUTE = 60
COUNTED_TOGETHER = 10  # searches of one caller in one process that make one count in the database, which all processes share


class _Searches:
    """This process's count of the present minute."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._minute = 0
        self._seen: Counter[str] = Counter()
        self._stopped: set[str] = set()

    def another(self, key: str, minute: int) -> tuple[bool, bool]:
        """Count one more: whether the caller is stopped already, and whether it is time to ask the database."""
        with self._lock:
            if minute != self._minute:
                self._minute, self._seen, self._stopped = minute, Counter(), set()
            self._seen[key] += 1
            return key in self._stopped, self._seen[key] % COUNTED_TOGETHER == 0

    def stop(self, key: str) -> None:
        with self._lock:
            self._stopped.add(key)


_searches = _Searches()


def wait_before_searching(request: HttpRequest) -> int:
    """Seconds until the caller may search again; 0 when it may now. At most one query, for one search in ten."""
    if not settings.SEARCHES_PER_MINUTE:
        return 0
    key = f"person {request.user.pk}" if request.user.is_authenticated else rates.client_key(request)
    now = int(clock.now().timestamp())
    stopped, ask = _searches.another(key, now // MINUTE)
    if not stopped and ask:
        hit = rates.hit("ideas.search", key, settings.SEARCHES_PER_MINUTE // COUNTED_TOGETHER, MINUTE)
        if not hit:
            _searches.stop(key)
            stopped = True
    return MINUTE - now % MINUTE if stopped else 0
