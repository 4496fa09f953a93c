"""Two who decide at once: the database lets exactly one through, and the other is told."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from itertools import product

import pytest
from django.conf import settings
from django.db import connection

from sluss.core.verdict import Conflict
from sluss.gates import actions
from sluss.gates.models import Case, Decision, Promise
from sluss.gates.states import CaseState, Outcome, PromiseState
from sluss.journal.models import Event
from sluss.journal.tests.test_killed import ROOT, address_of_the_test_database
from sluss.people.models import Person

from . import walks
from .test_views_budget import many

RACES = int(os.environ.get("SLUSS_RACES", "10000"))
IN_THREADS = 10

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
    """In threads, each with a new connection, as in one web process."""
    for number in range(IN_THREADS):
        case = walks.opened(cast.units.care)
        seen = case.decisions_made
        go_on = partial(actions.advance, case, by=cast.fresh(cast.amira), reason=walks.REASON, seen=seen)
        stop = partial(actions.close, case, by=cast.fresh(cast.lars), outcome=Outcome.NOT, reason=walks.REASON, seen=seen)
        assert race(go_on, stop) == ["told", "won"], f"race {number}"
        decision = case.decisions.get()
        assert case.promises.filter(state="open").count() == (1 if decision.kind == "advance" else 0)


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_of_one_who_answers_and_one_who_takes_the_question_back_one_wins(cast):
    case = walks.at_stage(cast.units.care, cast.amira, "matchning", "foretagssluss")
    for number in range(IN_THREADS):
        match = actions.match(case, by=cast.amira, unit=cast.units.works, need=walks.REASON)
        answer = partial(actions.answer_match, match, by=cast.fresh(cast.wilma), accepts=False, reason=walks.REASON)
        take_back = partial(actions.take_back_match, match, by=cast.fresh(cast.amira), reason=walks.REASON)
        assert race(answer, take_back) == ["told", "won"], f"race {number}"
        match.refresh_from_db()
        assert bool(match.answer) != bool(match.drop_reason)
        assert case.promises.get(kind="match", question=match.pk).state == ("kept" if match.answer else "dropped")


# --- Many, in processes -------------------------------------------------------------------------------------------------


class Decider:
    """A process in which somebody decides. It stands ready with its connection open, so that a line to it is the start of a race."""

    def __init__(self, person: Person) -> None:
        self.person = person
        environment = os.environ | {
            "DATABASE_URL": address_of_the_test_database(),
            "DJANGO_SETTINGS_MODULE": "sluss.config.settings",
            "SLUSS_VAR": str(settings.VAR),
        }
        command = [sys.executable, "-m", "sluss.gates.tests.decider_process", str(person.pk)]
        self.process = subprocess.Popen(
            command, cwd=ROOT, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, bufsize=1
        )
        assert self.says() == "ready"

    def decides(self, verb: str, case: int) -> None:
        assert self.process.stdin is not None
        self.process.stdin.write(f"{verb} {case}\n")

    def says(self) -> str:
        assert self.process.stdout is not None
        return self.process.stdout.readline().strip()

    def stop(self) -> None:
        self.process.kill()
        self.process.wait(timeout=10)
        for stream in (self.process.stdin, self.process.stdout):
            assert stream is not None
            stream.close()


@dataclass(slots=True)
class Pair:
    """Two deciders, and the race they are in."""

    deciders: tuple[Decider, Decider]
    case: int = 0
    verbs: tuple[str, str] = ("", "")

    def start(self, case: int, verbs: tuple[str, str], *, swapped: bool) -> None:
        self.case, self.verbs = case, verbs
        order = zip(self.deciders, verbs, strict=True)
        for decider, verb in reversed(list(order)) if swapped else order:
            decider.decides(verb, case)

    def end(self) -> tuple[str, Person]:
        """The verb and the person that won: exactly one of the two."""
        said = [decider.says() for decider in self.deciders]
        assert sorted(said) == ["told", "won"], f"case {self.case}, {self.verbs}: {said}"
        winner = said.index("won")
        return self.verbs[winner], self.deciders[winner].person


@pytest.fixture
def pairs(transactional_db: None, cast) -> Iterator[list[Pair]]:
    """Two pairs, so that there is work for the machine while the one who is told waits for the one who wins."""
    made: list[Decider] = []
    try:
        made.extend(Decider(person) for person in (cast.amira, cast.lars, cast.decider, cast.office))
        yield [Pair((made[0], made[1])), Pair((made[2], made[3]))]
    finally:
        for decider in made:
            decider.stop()


# What the winner leaves behind: the case's state, what became of the promise it had, and how many answers somebody waits for now.
AFTER = {
    "advance": (CaseState.OPEN, PromiseState.KEPT, 1),
    "close": (CaseState.CLOSED, PromiseState.KEPT, 0),
    "ask": (CaseState.ASKED, PromiseState.PAUSED, 1),
    "park": (CaseState.PARKED, PromiseState.KEPT, 0),
}
EVENTS = {"advance": "case.advanced", "close": "case.closed", "ask": "case.asked", "park": "case.parked"}


@pytest.mark.slow
def test_of_ten_thousand_pairs_who_decide_at_once_each_time_one_wins_and_the_other_is_told(pairs, cast):
    """Each race is looked at: one decision, which is the winner's; its promise kept once; one event."""
    first = walks.opened(cast.units.care)
    many(first, RACES)
    cases = list(Case.objects.filter(pk__gt=first.pk).order_by("pk").values_list("pk", flat=True))
    verbs = list(product(AFTER, AFTER))
    won: dict[int, tuple[str, Person]] = {}
    for number, case in enumerate(cases):
        pair = pairs[number % len(pairs)]
        if pair.case:
            won[pair.case] = pair.end()
        # Neither is always called first, whatever they do.
        pair.start(case, verbs[number % len(verbs)], swapped=bool(number // len(verbs) % 2))
    won |= {pair.case: pair.end() for pair in pairs}
    assert list(won) == cases
    look_at_all(won)


def look_at_all(won: dict[int, tuple[str, Person]]) -> None:
    """What each race has left, read at once and compared one by one."""
    cases = dict(Case.objects.in_bulk(won))
    decisions, promises, events = defaultdict(list), defaultdict(list), defaultdict(list)
    for decision in Decision.objects.order_by("pk"):
        decisions[decision.case_id].append(decision)
    for promise in Promise.objects.order_by("pk"):
        promises[promise.case_id].append(promise)
    for event in Event.objects.filter(kind__startswith="case."):
        events[event.data["case"]].append((event.kind, event.data["decision"]))
    for pk, (verb, person) in won.items():
        state, becomes, waiting = AFTER[verb]
        (decision,) = decisions[pk]
        assert (decision.number, decision.kind, decision.recorded_by_id) == (1, verb, person.pk)
        assert (cases[pk].state, cases[pk].decisions_made) == (state, 1)
        had, *new = promises[pk]
        assert (had.state, had.kept_by_id) == (becomes, decision.pk if becomes == PromiseState.KEPT else None)
        assert sum(one.state in {PromiseState.OPEN, PromiseState.PAUSED} for one in (had, *new)) == waiting
        assert len(new) == (verb == "advance")
        assert events[pk] == [(EVENTS[verb], decision.pk)]
