"""One of those who decide, as a process with a connection of its own: reads a case and a verb a line, says what became of the attempt."""

from __future__ import annotations

import sys
from collections.abc import Callable
from datetime import timedelta

import django

django.setup()

from django.conf import settings  # noqa: E402 - after the set-up, as in every process

from sluss.core import clock  # noqa: E402 - as above
from sluss.core.verdict import Conflict  # noqa: E402 - as above
from sluss.gates import actions  # noqa: E402 - as above
from sluss.gates.models import Case  # noqa: E402 - as above
from sluss.gates.states import Outcome  # noqa: E402 - as above
from sluss.people.models import Person  # noqa: E402 - as above

from . import walks  # noqa: E402 - as above

# What each decides who has read a case in which nothing is decided yet.
DECIDE: dict[str, Callable[[Case, Person], object]] = {
    "advance": lambda case, by: actions.advance(case, by=by, reason=walks.REASON, seen=0),
    "close": lambda case, by: actions.close(case, by=by, outcome=Outcome.NOT, reason=walks.REASON, seen=0),
    "ask": lambda case, by: actions.ask(case, by=by, reason=walks.REASON, seen=0),
    "park": lambda case, by: actions.park(case, by=by, until=clock.today() + timedelta(days=9), reason=walks.REASON, seen=0),
}


def attempt(verb: str, case: Case, by: Person) -> str:
    try:
        DECIDE[verb](case, by)
    except Conflict:
        return "told"
    except Exception as error:  # noqa: BLE001 - whatever else happens must be seen by the test
        return f"{type(error).__name__}: {error}".replace("\n", " ")
    return "won"


def main(person: str) -> None:
    by = Person.objects.select_related("details", "unit").get(pk=person)
    print("ready", flush=True)
    for line in sys.stdin:
        verb, pk = line.split()
        print(attempt(verb, Case(pk=int(pk)), by), flush=True)


if __name__ == "__main__":
    # No power is cut here: what is tested is who wins, not what a disk keeps.
    options = settings.DATABASES["default"].get("OPTIONS", {})
    if "init_command" in options:
        options["init_command"] = options["init_command"].replace("synchronous=FULL", "synchronous=OFF")
    main(sys.argv[1])
