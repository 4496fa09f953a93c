"""What is counted, against cases that really went that way."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import groupby
from random import Random
from statistics import median_low

import pytest

from sluss.core import clock, workdays
from sluss.gates import actions, counting
from sluss.gates.counting import Asked
from sluss.gates.models import Case, Promise
from sluss.gates.states import Outcome, Phase

from . import walks

pytestmark = pytest.mark.django_db
MARCH = date(2026, 3, 2)  # a Monday
YEAR = Asked(date(2026, 1, 1), date(2026, 12, 31))


def close(case: Case, by, outcome: Outcome = Outcome.NOT) -> None:
    actions.close(case, by=by, outcome=outcome, reason=walks.REASON)


def test_the_first_answer_is_counted_in_working_days_and_only_once(cast):
    with clock.at(MARCH):
        case = walks.opened(cast.units.care)
    with clock.at(MARCH + timedelta(days=1)):
        actions.release(case, by=cast.amira)
    assert counting.answered(YEAR) == {}
    with clock.at(MARCH + timedelta(days=9)):
        actions.advance(walks.fresh(case), by=cast.amira, reason=walks.REASON)
    with clock.at(MARCH + timedelta(days=40)):
        close(walks.fresh(case), cast.amira)
        assert counting.answered(YEAR) == {(2, 7): 1}
        assert counting.median(counting.by_key(counting.answered(YEAR), 1).items()) == 7


def test_a_pause_is_not_counted_in_what_an_answer_took(cast):
    with clock.at(MARCH):
        case = walks.opened(cast.units.care)
    with clock.at(MARCH + timedelta(days=2)):
        actions.ask(case, by=cast.amira, reason="Hur många?")
    with clock.at(MARCH + timedelta(days=30)):
        actions.complete(walks.fresh(case), by=None)
    with clock.at(MARCH + timedelta(days=31)):
        actions.advance(walks.fresh(case), by=cast.amira, reason=walks.REASON)
        assert [(took, on_time) for _phase, took, on_time in counting.kept(YEAR)] == [(2, True)]


def test_a_pause_of_what_was_late_already_is_not_counted_either(cast):
    with clock.at(MARCH):
        case = walks.opened(cast.units.care)
    for days, act in (
        (28, lambda: actions.ask(walks.fresh(case), by=cast.amira, reason="Hur många?")),
        (84, lambda: actions.complete(walks.fresh(case), by=None)),
        (84, lambda: actions.advance(walks.fresh(case), by=cast.amira, reason=walks.REASON)),
    ):
        with clock.at(MARCH + timedelta(days=days)):
            act()
    # The working days until the question was asked, and none of the eight weeks in which it waited for its giver.
    assert [(took, on_time) for _phase, took, on_time in counting.kept(YEAR)] == [(19, False)]


@pytest.mark.parametrize("state", ["open", "asked"])
def test_what_an_answer_took_is_late_exactly_when_its_day_has_passed(cast, state):
    with clock.at(MARCH):
        case = walks.STATES[state](cast.units.care, cast.amira)
    promise = Promise.objects.get(case=case)
    for days, in_time in ((promise.days, True), (promise.days + 1, state == "asked")):
        end = workdays.add_working_days(MARCH, days)
        assert (actions.promises.taken(promise, end) <= promise.days) is in_time


def test_the_highest_level_stays_after_a_step_back(cast):
    with clock.at(MARCH):
        case = walks.at_stage(cast.units.care, cast.amira, "pilot")
        first = case.version.stages.first()
        actions.send_back(case, by=cast.amira, to=first, reason=walks.REASON)
        walks.opened(cast.units.care)
        assert counting.by_key(counting.opened(YEAR), 1) == {Phase.PILOT: 1, first.phase: 1}


def test_where_and_how_they_end(cast):
    with clock.at(MARCH):
        close(walks.opened(cast.units.care), cast.amira)
        close(walks.at_stage(cast.units.care, cast.amira, "spridning"), cast.amira, Outcome.FULLY)
        walks.opened(cast.units.care)
        assert counting.closed(YEAR) == {(2, "not", Phase.NEED): 1, (2, "fully", Phase.SPREAD): 1}


def test_what_waits_now_with_who_has_it(cast):
    with clock.at(MARCH):
        walks.opened(cast.units.care)
        walks.asked(cast.units.care, cast.amira)
        taken = walks.opened(cast.units.works)
        actions.take(taken, by=cast.wilma)
        walks.closed(cast.units.works, cast.wilma)
    with clock.at(MARCH + timedelta(days=90)):
        rows = {(row.unit_id, row.state, row.late, row.person_id): row.number for row in counting.waiting(YEAR)}
        assert rows == {
            (cast.units.care.pk, "open", True, None): 1,
            (cast.units.care.pk, "paused", False, None): 1,
            (cast.units.works.pk, "open", True, cast.wilma.pk): 1,
        }


def test_only_the_units_and_the_days_asked_for(cast):
    with clock.at(MARCH):
        walks.closed(cast.units.home_care, cast.amira)
        walks.closed(cast.units.works, cast.wilma)
        for path, number in ((cast.units.care.path, 1), (cast.units.works.path, 1), (cast.units.energy.path, 0), ("", 2)):
            asked = Asked(YEAR.first, YEAR.last, (path,) if path else ())
            counted = counting.count(asked)
            assert [sum(groups.values()) for groups in (counted.opened, counted.answered, counted.closed, counted.kept)] == [number] * 4
        for first, last, number in (
            (MARCH, MARCH, 2),
            (MARCH + timedelta(days=1), YEAR.last, 0),
            (YEAR.first, MARCH - timedelta(days=1), 0),
        ):
            assert sum(counting.opened(Asked(first, last)).values()) == number


def test_a_month_begins_at_midnight_in_the_city(cast):
    """23.30 UTC on the last of March is April in Stockholm."""
    case = walks.opened(cast.units.care)
    for moment, month in (("2026-03-31T21:59:59Z", 2), ("2026-03-31T22:00:00Z", 3)):
        Case.objects.filter(pk=case.pk).update(opened_at=clock.datetime.fromisoformat(moment))
        assert [at for at, _phase in counting.opened(YEAR)] == [month]


def test_a_period_is_cut_at_the_most_months():
    assert len(Asked(date(1990, 1, 1), date(2026, 1, 1)).months) == counting.MOST_MONTHS
    assert Asked(date(2025, 11, 5), date(2026, 2, 1)).months == [date(2025, 11, 1), date(2025, 12, 1), date(2026, 1, 1), date(2026, 2, 1)]


def test_a_median_of_groups_is_the_median_of_what_is_in_them():
    random = Random(3)
    for _ in range(200):
        values = sorted(random.choices(range(30), k=random.randint(1, 40)))
        groups = [(value, len(list(same))) for value, same in groupby(values)]
        random.shuffle(groups)
        assert counting.median(groups) == median_low(values)
    assert counting.median([]) is None


def test_what_happened_before_is_counted_by_the_migration(cast):
    """The same numbers as when it happened."""
    from importlib import import_module

    from django.apps import apps

    with clock.at(MARCH):
        asked = walks.asked(cast.units.care, cast.amira)
        piloted = walks.at_stage(cast.units.care, cast.amira, "pilot")
    with clock.at(MARCH + timedelta(days=20)):
        actions.complete(asked, by=None)
        actions.send_back(piloted, by=cast.amira, to=piloted.version.stages.first(), reason=walks.REASON)
    with clock.at(MARCH + timedelta(days=30)):
        close(walks.fresh(asked), cast.amira)

    def numbers() -> list[object]:
        cases = Case.objects.order_by("pk").values_list("reached", "first_answer_days")
        return [*cases, *Promise.objects.order_by("pk").values_list("took", flat=True)]

    before = numbers()
    Case.objects.update(reached=1, first_answer_days=None)
    Promise.objects.update(took=None)
    assert numbers() != before
    import_module("sluss.gates.migrations.0008_statistics").count(apps, None)
    assert numbers() == before
