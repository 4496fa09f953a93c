"""Two at once, in an order that is not left to chance: the second begins when the first has locked a row."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection

A_WHILE = 3  # seconds; what points at the row alone is done long before, and PostgreSQL gives one of two up after one


class Halfway:
    """Stops the first one once it has locked (or, with `reads`, read) a row of the table, until the other is done or has waited a while."""

    def __init__(self, table: str, *, reads: bool) -> None:
        self.table, self.reads = table, reads
        self.has_it, self.other_is_done = threading.Event(), threading.Event()

    def __call__(self, execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        result = execute(sql, params, many, context)
        if (self.reads or " FOR " in sql) and f'FROM "{self.table}"' in sql and not self.has_it.is_set():
            self.has_it.set()
            self.other_is_done.wait(A_WHILE)
        return result


def both(table: str, first: Callable[[], object], second: Callable[[], object], *, reads: bool = False) -> list[str]:
    """`second` begins when `first` is halfway. What became of each."""
    if not connection.features.has_select_for_update:
        pytest.skip("SQLite has one lock for all; try SLUSS_TEST_ENGINE=postgresql with a TEST_DATABASE_URL")
    halfway, said = Halfway(table, reads=reads), ["", ""]

    def attempt(place: int, act: Callable[[], object]) -> None:
        try:
            act()
            said[place] = "done"
        except Exception as error:  # noqa: BLE001 - whatever happens must be seen by the test, not lost with the thread
            said[place] = f"{type(error).__name__}: {error}"
        finally:
            connection.close()

    def one() -> None:
        with connection.execute_wrapper(halfway):
            first()

    def other() -> None:
        assert halfway.has_it.wait(10)
        try:
            second()
        finally:
            halfway.other_is_done.set()

    threads = [threading.Thread(target=attempt, args=(0, one)), threading.Thread(target=attempt, args=(1, other))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    return said
