"""Two who decide at once: the database lets exactly one through."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable
from functools import partial

import pytest
from django.db import connection

from sluss.core.verdict import Conflict
from sluss.gates import actions
from sluss.gates.states import Outcome

from . import walks

RACES = int(os.environ.get("SLUSS_RACES", "40"))


Attempt = Callable[[], object]


def race(*attempts: Attempt) -> list[str]:
    """Start all at once; what became of each, sorted."""
    start = threading.Barrier(len(attempts))
    results: list[str] = []

    def run(attempt: Attempt) -> None:
        try:
            start.wait(timeout=10)
            attempt()
            results.append("won")
        except Conflict:
            results.append("told")
        except Exception as error:  # noqa: BLE001 - whatever else happens must be seen by the test, not lost with the thread
            results.append(f"{type(error).__name__}: {error}")
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(attempt,)) for attempt in attempts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    return sorted(results)


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_exactly_one_of_two_wins(cast):
    for number in range(RACES):
        case = walks.opened(cast.units.care)
        seen = case.decisions_made
        go_on = partial(actions.advance, case, by=cast.fresh(cast.amira), reason=walks.REASON, seen=seen)
        stop = partial(actions.close, case, by=cast.fresh(cast.lars), outcome=Outcome.NOT, reason=walks.REASON, seen=seen)
        assert race(go_on, stop) == ["told", "won"], f"race {number}"
        decision = case.decisions.get()
        assert case.promises.filter(state="open").count() == (1 if decision.kind == "advance" else 0)
