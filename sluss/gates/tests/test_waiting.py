"""The prepared reads of the queue and its board find what the queryset they are made from finds, whoever asks."""

from __future__ import annotations

from datetime import timedelta

import pytest

from sluss.core import clock, prepared
from sluss.gates import actions, waiting
from sluss.gates.states import PromiseKind
from sluss.gates.waiting import Tally, Whose, first_rows, on_board, places, promises, tally, whose

from . import walks

pytestmark = pytest.mark.django_db
TABS = ("mine", "units", "all", "assess", "waiting")


@pytest.fixture
def busy(cast):
    """Something in each tab, in two departments."""
    for unit, by in ((cast.units.care, cast.amira), (cast.units.works, cast.wilma)):
        walks.opened(unit)
        walks.at_stage(unit, by, "bedomning")
        actions.ask(walks.opened(unit), by=by, reason="Vad menar du?")
    return cast


@pytest.mark.parametrize("tab", TABS)
def test_it_is_the_same_prepared_or_not(busy, tab, monkeypatch, django_assert_num_queries):
    found = {}
    on = "paused_on" if tab == "waiting" else "due_on"
    for who in ("amira", "wilma", "lars", "office", "assessor", "decider", "sara"):
        of = whose(busy.fresh(busy.people[who]), tab)
        with django_assert_num_queries(0 if of.units == () else 3):
            rows, counted, placed = first_rows(of, 3), tally(of), places(of)
        each = list(promises(of).select_related("case__stage"))
        assert [row.pk for row in rows] == [promise.pk for promise in each[:3]], who
        late = sum(getattr(promise, on) < clock.today() for promise in each)
        assert counted == (len(each), late, sum(promise.kind == PromiseKind.ANSWER for promise in each)), who
        with_case = [promise for promise in each if promise.case]
        assert [place[:2] for place in placed] == [(promise.pk, promise.case.stage.phase) for promise in with_case], who
        marks = [(getattr(promise, on) < clock.today(), promise.kind == PromiseKind.ANSWER) for promise in with_case]
        assert [place[2:] for place in placed] == marks, who
        found[who] = rows, counted, placed
    assert any(rows for rows, _counted, _placed in found.values()), "something is found by somebody"
    assert found["sara"] == ([], (0, 0, 0), [])
    if tab != "mine":
        monkeypatch.setattr(waiting, "MOST_UNITS", 0)
    for who, before in found.items():
        of = whose(busy.fresh(busy.people[who]), tab)
        assert (first_rows(of, 3), tally(of), places(of)) == before, who


def test_a_queue_of_no_unit_is_empty(busy):
    assert first_rows(Whose("units", units=()), 3) == []
    assert tally(Whose("waiting", units=())) == Tally(0, 0, 0)


def test_what_is_late_is_told_apart(busy):
    of = whose(busy.office, "all")
    number, late, answers = tally(of)
    assert (late, answers) == (0, number)
    with clock.at(clock.today() + timedelta(days=200)):
        assert tally(of) == (number, number, number)


def test_no_queue_is_counted_past_the_limit(busy, monkeypatch):
    of = whose(busy.office, "all")
    assert tally(of).number > 2
    prepared.forget()
    waiting._tally.cache_clear()
    waiting._places.cache_clear()
    monkeypatch.setattr(waiting, "COUNT_TO", 1)
    assert tally(of).number == 2
    assert len(places(of)) == 2


def test_a_row_has_all_that_is_shown(busy, django_assert_num_queries):
    of = whose(busy.amira, "mine")
    row, promise = first_rows(of, 1)[0], promises(of).select_related("subject", "case__stage", "unit", "person__details")[0]
    with django_assert_num_queries(0):
        assert (row.title, row.language, row.reference) == (promise.subject.title, promise.subject.language, promise.case.reference)
        assert (row.stage, row.case_id, row.stage_ends_on) == (promise.case.stage, promise.case_id, promise.case.stage_ends_on)
        assert (row.unit_shown, row.unit_path) == (promise.unit.shown_name, promise.unit.path)
        assert row.person_name == (promise.person.name if promise.person else "")
        assert (row.due_on, row.state, row.owner_role) == (promise.due_on, promise.state, promise.owner_role)


@pytest.mark.parametrize("number", [1, 2, 3])
def test_cards_are_read_by_their_numbers(busy, number, django_assert_num_queries):
    """Any number of them, though the reads are made for one, two, four, eight …"""
    pks = [place.pk for place in places(whose(busy.office, "all"))][:number]
    with django_assert_num_queries(1):
        cards = on_board(pks, busy.office.pk)
    assert {card.pk for card in cards} == set(pks)
    assert len(cards) == len(pks)


def test_no_cards_ask_nothing(busy, django_assert_num_queries):
    with django_assert_num_queries(0):
        assert on_board([], busy.office.pk) == []
