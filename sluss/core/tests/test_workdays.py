from __future__ import annotations

import threading
import time
from datetime import date, timedelta

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import example, given
from hypothesis import strategies as st

from sluss.core import workdays
from sluss.core.models import NonWorkingDay
from sluss.core.workdays import add_working_days, half_way, is_working_day, working_days_between

NONE: frozenset[date] = frozenset()
DAYS = st.dates(date(1900, 1, 1), date(2190, 12, 31))
COUNTS = st.integers(1, 700)
EXTRAS = st.one_of(st.just(NONE), st.frozensets(st.dates(date(2026, 1, 1), date(2027, 12, 31)), max_size=40))
NEAR = st.dates(date(2025, 10, 1), date(2028, 3, 1))


@pytest.mark.parametrize(
    ("day", "why"),
    [
        (date(2026, 1, 1), "nyårsdagen"),
        (date(2026, 1, 6), "trettondedag jul"),
        (date(2026, 4, 3), "långfredagen"),
        (date(2026, 4, 6), "annandag påsk"),
        (date(2026, 5, 1), "första maj"),
        (date(2026, 5, 14), "Kristi himmelsfärdsdag"),
        (date(2024, 6, 6), "nationaldagen"),
        (date(2026, 6, 19), "midsommarafton"),
        (date(2026, 12, 24), "julafton"),
        (date(2026, 12, 25), "juldagen"),
        (date(2025, 12, 26), "annandag jul"),
        (date(2026, 12, 31), "nyårsafton"),
        (date(2026, 11, 21), "lördag"),
        (date(2026, 11, 22), "söndag"),
        (date(2004, 5, 31), "annandag pingst, till och med 2004"),
    ],
)
def test_not_worked(day: date, why: str) -> None:
    assert not is_working_day(day, extra=NONE), why


@pytest.mark.parametrize(
    ("day", "why"),
    [
        (date(2026, 6, 18), "dagen före midsommarafton"),
        (date(2026, 4, 2), "skärtorsdagen"),
        (date(2026, 4, 30), "valborgsmässoafton"),
        (date(2026, 1, 5), "trettondagsafton"),
        (date(2026, 5, 15), "klämdag"),
        (date(2025, 6, 9), "annandag pingst, från 2005"),
        (date(2000, 6, 6), "nationaldagen, före 2005"),
        (date(2026, 12, 30), "dagen före nyårsafton"),
    ],
)
def test_worked(day: date, why: str) -> None:
    assert is_working_day(day, extra=NONE), why


@pytest.mark.parametrize("year", [1900, 1952, 1953, 2026, 2100, 2101, 2200])
def test_every_year_has_its_holidays(year: int) -> None:
    """The package that knows them falls silent outside 1953–2100."""
    assert not is_working_day(date(year, 1, 1), extra=NONE)
    assert not is_working_day(date(year, 12, 25), extra=NONE)
    assert 245 <= working_days_between(date(year, 1, 1), date(year, 12, 31), extra=NONE) <= 255


@pytest.mark.parametrize(
    ("start", "days", "due"),
    [
        (date(2026, 11, 20), 1, date(2026, 11, 23)),
        (date(2026, 11, 21), 1, date(2026, 11, 23)),
        (date(2026, 11, 23), 5, date(2026, 11, 30)),
        (date(2026, 12, 22), 3, date(2026, 12, 29)),
        (date(2026, 12, 30), 1, date(2027, 1, 4)),
        (date(2026, 6, 17), 2, date(2026, 6, 22)),
        (date(2026, 3, 27), 10, date(2026, 4, 14)),
    ],
)
def test_due_days(start: date, days: int, due: date) -> None:
    assert add_working_days(start, days, extra=NONE) == due
    assert working_days_between(start, due, extra=NONE) == days


def test_the_citys_own_days() -> None:
    closed = frozenset({date(2026, 5, 15), date(2026, 11, 23)})
    assert not is_working_day(date(2026, 5, 15), extra=closed)
    assert add_working_days(date(2026, 11, 20), 1, extra=closed) == date(2026, 11, 24)
    assert working_days_between(date(2026, 11, 20), date(2026, 11, 24), extra=closed) == 1


@pytest.mark.parametrize("day", [date(1899, 12, 31), date(2201, 1, 1), date(1, 1, 1), date(9999, 12, 31)])
def test_years_that_are_not_known(day: date) -> None:
    for ask in (
        lambda: is_working_day(day, extra=NONE),
        lambda: add_working_days(day, 1, extra=NONE),
        lambda: working_days_between(day, date(2026, 1, 1), extra=NONE),
        lambda: working_days_between(date(2026, 1, 1), day, extra=NONE),
        lambda: half_way(day, day, extra=NONE),
    ):
        with pytest.raises(ValueError, match=f"1900–2200, not for {day.year}"):
            ask()


def test_an_answer_beyond_the_known_years_is_none() -> None:
    with pytest.raises(ValueError, match="not for 2201"):
        add_working_days(date(2200, 12, 30), 1, extra=NONE)


@pytest.mark.parametrize("days", [0, -1])
def test_at_least_a_day(days: int) -> None:
    with pytest.raises(ValueError, match="at least one"):
        add_working_days(date(2026, 1, 1), days, extra=NONE)


def slowly(start: date, end: date, extra: frozenset[date]) -> int:
    return sum(is_working_day(start + timedelta(days=n), extra=extra) for n in range(1, (end - start).days + 1))


@given(NEAR, st.integers(-30, 400), EXTRAS)
def test_counting_is_what_it_says(start: date, distance: int, extra: frozenset[date]) -> None:
    end = start + timedelta(days=distance)
    assert working_days_between(start, end, extra=extra) == slowly(start, end, extra)


@given(st.one_of(DAYS, NEAR), COUNTS, EXTRAS)
@example(date(2026, 12, 31), 1, frozenset({date(2027, 1, 4)}))
def test_adding_and_counting_undo_each_other(start: date, days: int, extra: frozenset[date]) -> None:
    due = add_working_days(start, days, extra=extra)
    assert due > start
    assert is_working_day(due, extra=extra)
    assert due not in extra
    assert working_days_between(start, due, extra=extra) == days
    assert working_days_between(start, due - timedelta(days=1), extra=extra) == days - 1


@given(st.one_of(DAYS, NEAR), COUNTS, COUNTS, EXTRAS)
def test_adding_adds_up(start: date, one: int, other: int, extra: frozenset[date]) -> None:
    there = add_working_days(add_working_days(start, one, extra=extra), other, extra=extra)
    assert there == add_working_days(start, one + other, extra=extra)


@given(DAYS, st.integers(0, 60), COUNTS)
def test_a_later_start_is_never_due_earlier(start: date, later: int, days: int) -> None:
    assert add_working_days(start, days, extra=NONE) <= add_working_days(start + timedelta(days=later), days, extra=NONE)


@given(DAYS, COUNTS, EXTRAS)
def test_another_free_day_never_hastens(start: date, days: int, extra: frozenset[date]) -> None:
    assert add_working_days(start, days, extra=NONE) <= add_working_days(start, days, extra=extra)


@given(NEAR, NEAR, NEAR, EXTRAS)
def test_counting_adds_up(one: date, two: date, three: date, extra: frozenset[date]) -> None:
    first, middle, last = sorted((one, two, three))
    halves = working_days_between(first, middle, extra=extra) + working_days_between(middle, last, extra=extra)
    assert working_days_between(first, last, extra=extra) == halves
    assert working_days_between(last, first, extra=extra) == 0


@given(st.one_of(DAYS, NEAR), COUNTS, EXTRAS)
def test_half_way(start: date, days: int, extra: frozenset[date]) -> None:
    due = add_working_days(start, days, extra=extra)
    half = half_way(start, due, extra=extra)
    assert is_working_day(half, extra=extra)
    assert start < half <= due
    before, after = working_days_between(start, half, extra=extra), working_days_between(half, due, extra=extra)
    assert before - after in (0, 1)


def test_bulk_is_quick() -> None:
    add_working_days(date(2026, 1, 1), 500, extra=NONE)
    started = time.process_time()
    for n in range(20_000):
        add_working_days(date(2026, 1, 1) + timedelta(days=n % 300), 30, extra=NONE)
    assert time.process_time() - started < 1


# --- The city's own days, from the database -------------------------------------------------------------------------


CLOSED = date(2026, 11, 23)  # a Monday


@pytest.fixture
def fresh() -> None:
    workdays.forget_city_days()


@pytest.mark.django_db
@pytest.mark.usefixtures("fresh")
def test_city_days_are_read_once() -> None:
    NonWorkingDay.objects.bulk_create([NonWorkingDay(day=CLOSED, name="Lokal högtid")])
    with CaptureQueriesContext(
        connection,
    ) as queries:
        assert not is_working_day(CLOSED)
        assert add_working_days(date(2026, 11, 20), 1) == date(2026, 11, 24)
        assert working_days_between(date(2026, 11, 20), date(2026, 11, 24)) == 1
        assert half_way(date(2026, 11, 20), date(2026, 11, 25)) == date(2026, 11, 24)
    assert len(queries) == 1


@pytest.mark.django_db
@pytest.mark.usefixtures("fresh")
def test_a_change_is_seen_at_once_here() -> None:
    assert is_working_day(CLOSED)
    day = NonWorkingDay.objects.create(day=CLOSED, name="Lokal högtid")
    assert not is_working_day(CLOSED)
    day.delete()
    assert is_working_day(CLOSED)


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("fresh")
def test_what_is_rolled_back_is_not_remembered() -> None:
    assert is_working_day(CLOSED)

    class Regret(Exception):
        pass

    def change_and_regret() -> None:
        with transaction.atomic():
            NonWorkingDay.objects.create(day=CLOSED, name="Lokal högtid")
            assert not is_working_day(CLOSED)
            raise Regret

    with pytest.raises(Regret):
        change_and_regret()
    assert is_working_day(CLOSED)


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("fresh")
def test_after_a_commit_the_days_are_kept_again() -> None:
    NonWorkingDay.objects.create(day=CLOSED, name="Lokal högtid")
    assert not is_working_day(CLOSED)
    with CaptureQueriesContext(connection) as queries:
        assert not is_working_day(CLOSED)
    assert len(queries) == 0


@pytest.mark.django_db
@pytest.mark.usefixtures("fresh")
def test_another_processs_change_is_seen_within_a_minute(monkeypatch: pytest.MonkeyPatch) -> None:
    assert is_working_day(CLOSED)
    NonWorkingDay.objects.bulk_create([NonWorkingDay(day=CLOSED, name="Lokal högtid")])
    assert is_working_day(CLOSED), "no signal told this process"
    later = time.monotonic() + 61
    monkeypatch.setattr(workdays, "monotonic", lambda: later)
    assert not is_working_day(CLOSED)
    workdays.forget_city_days()


def test_days_remembered_ask_no_database() -> None:
    workdays.remember_city_days(frozenset({CLOSED}))
    assert not is_working_day(CLOSED)
    workdays.remember_city_days(NONE)
    assert is_working_day(CLOSED)


def test_many_threads_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Readers never see another set than the one before or after a change."""
    sets = [frozenset({CLOSED}), frozenset({CLOSED, date(2026, 11, 24)})]
    monkeypatch.setattr(workdays, "_read", lambda: sets[0])
    workdays.forget_city_days()
    seen: set[frozenset[date]] = set()

    def read() -> None:
        for _ in range(2_000):
            seen.add(workdays.city_days())

    threads = [threading.Thread(target=read) for _ in range(4)]
    for thread in threads:
        thread.start()
    for n in range(500):
        workdays.remember_city_days(sets[n % 2])
        workdays.forget_city_days()
    for thread in threads:
        thread.join()
    assert seen <= set(sets)
    workdays.forget_city_days()
