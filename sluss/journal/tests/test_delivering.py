from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from sluss.core import clock, events, jobs
from sluss.core.events import Kind, Tell
from sluss.core.verdict import NotAllowed
from sluss.journal import actions
from sluss.journal.actions import claims, delivering
from sluss.journal.models import Delivery, Event, Follow, Notice
from sluss.journal.states import RETRY_MINUTES, DeliveryState

from .conftest import Things

NOON = clock.now().replace(hour=11, minute=0, second=0, microsecond=0)
Receive = Callable[[Event], None]


@pytest.fixture
def receivers(monkeypatch: pytest.MonkeyPatch) -> dict[str, Receive]:
    """Receivers of the test's own for the kind thing.silent, by name."""
    given: dict[str, Receive] = {}
    monkeypatch.setattr(events, "_AFTER", {})
    monkeypatch.setattr(events, "after_receivers", lambda kind: list(given) if kind.name == "thing.silent" else [])
    monkeypatch.setattr(events, "receiver_named", given.__getitem__)
    return given


def test_an_event_is_recorded_in_a_transaction_only(things: Things, transactional_db: None) -> None:
    with pytest.raises(RuntimeError, match="outside a transaction"):
        actions.record("thing.silent", subject=None, by=None)


def test_an_event_holds_ids_and_codes_and_little_of_them(things: Things) -> None:
    with pytest.raises(Exception, match="2 kB"):
        things.record("thing.silent", None, text="å" * 2000)
    assert not Event.objects.exists()


def test_each_receiver_gets_each_event_once(things: Things, receivers: dict[str, Receive]) -> None:
    got: list[tuple[str, int]] = []
    receivers["one"] = lambda event: got.append(("one", event.pk))
    receivers["two"] = lambda event: got.append(("two", event.pk))
    first, second = things.record("thing.silent", None), things.record("thing.silent", None)
    assert got == []
    assert actions.deliver() == 4
    assert sorted(got) == [(name, event.pk) for name in ("one", "two") for event in (first, second)]
    assert actions.deliver() == 0
    assert set(Delivery.objects.values_list("state", flat=True)) == {DeliveryState.DONE}


def test_a_receiver_that_fails_leaves_nothing_and_is_tried_again_in_time(things: Things, receivers: dict[str, Receive]) -> None:
    subject = things.make()
    broken = [True]

    def receive(event: Event) -> None:
        Follow.objects.create(subject=subject, person=things.cast.rut)
        if broken[0]:
            raise OSError("no answer")

    receivers["flaky"] = receive
    receivers["well"] = lambda event: None
    with clock.at(NOON):
        things.record("thing.silent", subject)
        assert actions.deliver() == 2
    assert not Follow.objects.exists()
    row = Delivery.objects.get(receiver="flaky")
    assert (row.state, row.attempts, row.error) == (DeliveryState.WAITING, 1, "OSError: no answer")
    assert row.next_at == NOON + timedelta(minutes=RETRY_MINUTES[0])
    assert Delivery.objects.get(receiver="well").state == DeliveryState.DONE
    with clock.at(NOON + timedelta(seconds=59)):
        assert actions.deliver() == 0
    broken[0] = False
    with clock.at(NOON + timedelta(minutes=1)):
        assert actions.deliver() == 1
    row.refresh_from_db()
    assert (row.state, row.error) == (DeliveryState.DONE, "")
    assert Follow.objects.count() == 1


def test_what_always_fails_is_given_up_and_said_and_can_be_tried_again(things: Things, receivers: dict[str, Receive]) -> None:
    tries: list[int] = []

    def receive(event: Event) -> None:
        tries.append(1)
        raise ValueError("never")

    receivers["broken"] = receive
    now = NOON
    with clock.at(now):
        things.record("thing.silent", None)
        actions.deliver()
    for minutes in RETRY_MINUTES:
        now += timedelta(minutes=minutes)
        with clock.at(now):
            assert actions.deliver() == 1
    assert len(tries) == len(RETRY_MINUTES) + 1
    row = Delivery.objects.get()
    assert (row.state, row.error) == (DeliveryState.FAILED, "ValueError: never")
    out = StringIO()
    call_command("worker", "--failed", stdout=out)
    assert f"{row.pk}: thing.silent (event {row.event_id}) to broken: ValueError: never" in out.getvalue()
    receivers["broken"] = lambda event: None
    call_command("worker", "--retry-failed", stdout=StringIO())
    with clock.at(now):
        actions.deliver()
    row.refresh_from_db()
    assert row.state == DeliveryState.DONE
    out = StringIO()
    call_command("worker", "--failed", stdout=out)
    assert out.getvalue() == "Nothing was given up.\n"


def test_a_worker_that_was_overtaken_takes_back_what_it_wrote(things: Things, receivers: dict[str, Receive]) -> None:
    subject = things.make()
    receivers["slow"] = lambda event: Follow.objects.bulk_create([Follow(subject=subject, person=things.cast.rut)])
    with clock.at(NOON):
        event = things.record("thing.silent", subject)
        (stalled,) = claims.claim(Delivery, order=("next_at",), batch=5, seconds=60)
    with clock.at(NOON + timedelta(seconds=60)):
        (taken_over,) = claims.claim(Delivery, order=("next_at",), batch=5, seconds=60)
        for row in (stalled, taken_over):
            row.event = event
        delivering._deliver_one(stalled)
        assert not Follow.objects.exists()
        delivering._deliver_one(taken_over)
    assert Follow.objects.count() == 1
    assert Delivery.objects.get().state == DeliveryState.DONE


def test_a_claim_that_ran_out_is_taken_over(things: Things, receivers: dict[str, Receive]) -> None:
    receivers["one"] = lambda event: None
    with clock.at(NOON):
        things.record("thing.silent", None)
        (row,) = claims.claim(Delivery, order=("next_at",), batch=5, seconds=60)
        assert claims.claim(Delivery, order=("next_at",), batch=5, seconds=60) == []
    with clock.at(NOON + timedelta(seconds=59)):
        assert actions.deliver() == 0
    with clock.at(NOON + timedelta(seconds=60)):
        assert actions.deliver() == 1
    with pytest.raises(claims.LostClaim):
        claims.keep(row, state=DeliveryState.DONE)


def test_a_delivery_that_kills_its_worker_each_time_is_given_up(things: Things, receivers: dict[str, Receive]) -> None:
    receivers["killer"] = lambda event: pytest.fail("it must not be run once more")
    with clock.at(NOON):
        things.record("thing.silent", None)
        Delivery.objects.update(attempts=claims.MOST_ATTEMPTS)
        actions.deliver()
    row = Delivery.objects.get()
    assert (row.state, row.error) == (DeliveryState.FAILED, "the worker died with it")


def test_a_worker_that_is_told_to_stop_lets_go_of_what_it_has_not_begun(
    things: Things, receivers: dict[str, Receive], monkeypatch: pytest.MonkeyPatch
) -> None:
    done: list[int] = []
    receivers["one"] = lambda event: done.append(event.pk)
    with clock.at(NOON):
        for _ in range(3):
            things.record("thing.silent", None)
        monkeypatch.setattr(jobs, "stopping", lambda: bool(done))
        assert actions.deliver() == 1
        waiting = Delivery.objects.filter(state=DeliveryState.WAITING)
        assert list(waiting.values_list("attempts", "next_at")) == [(0, NOON)] * 2
        monkeypatch.setattr(jobs, "stopping", lambda: False)
        assert actions.deliver() == 2
    assert len(set(done)) == 3


def test_an_inside_reaction_that_refuses_undoes_the_action(things: Things, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(event: Event) -> None:
        raise NotAllowed("no")

    monkeypatch.setattr(events, "_INSIDE", [(lambda kind: kind.name == "thing.silent", refuse)])
    with pytest.raises(NotAllowed), transaction.atomic():
        actions.record("thing.silent", subject=None, by=None)
    assert not Event.objects.exists()


def test_looking_in_vain_costs_one_query_and_takes_no_lock(things: Things) -> None:
    jobs.run_due()
    with CaptureQueriesContext(connection) as queries:
        assert actions.deliver() == 0
    assert [query["sql"].split()[0] for query in queries] == ["SELECT"]


def test_every_kind_that_tells_somebody_has_the_receiver_that_tells(things: Things) -> None:
    telling = [kind for kind in events.KINDS.values() if kind.tell]
    assert telling
    assert all("journal.tell" in events.after_receivers(kind) for kind in telling)
    assert "journal.tell" not in events.after_receivers(Kind("x", "x"))
    assert "journal.tell" in events.after_receivers(Kind("x", "x", tell=frozenset({Tell.OWNER})))


def test_what_is_told_twice_is_told_once(things: Things) -> None:
    subject = things.make(giver=things.cast.sara)
    jobs.run_due()
    event = Event.objects.get(kind="thing.given", subject=subject)
    before = Notice.objects.count()
    assert before
    with transaction.atomic():
        actions.tell(event)
    assert Notice.objects.count() == before
