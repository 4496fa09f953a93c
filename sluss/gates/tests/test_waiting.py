"""The prepared reads of the queue find what the queryset they are made from finds, whoever asks."""

from __future__ import annotations

import pytest

from sluss.gates import actions, waiting
from sluss.gates.waiting import Whose, days_and_kinds, first_rows, promises, whose

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
    for who in ("amira", "wilma", "lars", "office", "assessor", "decider", "sara"):
        of = whose(busy.fresh(busy.people[who]), tab)
        with django_assert_num_queries(0 if of.units == () else 1):
            rows = first_rows(of, 3)
        on = "paused_on" if tab == "waiting" else "due_on"
        assert rows == list(promises(of)[:3]), who
        assert days_and_kinds(of, 3) == [(getattr(row, on), row.kind) for row in rows], who
        found[who] = rows
    assert any(found.values()), "something is found by somebody"
    assert found["sara"] == []
    if tab != "mine":
        monkeypatch.setattr(waiting, "MOST_UNITS", 0)
    for who, rows in found.items():
        assert first_rows(whose(busy.fresh(busy.people[who]), tab), 3) == rows, who


def test_a_queue_of_no_unit_is_empty(busy):
    assert first_rows(Whose("units", units=()), 3) == []
    assert days_and_kinds(Whose("waiting", units=()), 3) == []


def test_a_row_has_all_that_is_shown(busy, django_assert_num_queries):
    row = first_rows(whose(busy.amira, "mine"), 1)[0]
    with django_assert_num_queries(0):
        assert row.subject.title
        assert row.unit.shown_name == busy.units.care.name
        assert row.case.reference is not None
        assert row.person is None or row.person.name
