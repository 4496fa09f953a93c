"""A machine that grows slower while it is measured must not change what a page is of the ruler."""

import itertools

import pytest

from sluss.bench.pages import RULER, Page
from sluss.bench.report import table
from sluss.bench.run import _figures, by_turns

PAGES = [Page(RULER, "/ruler/", False), Page("list", "/ideas/", False), Page("idea page", "/ideas/1/", False)]


def measured(moods, *, rounds=3):
    times = {page.key: [] for page in PAGES}
    shares = {page.key: [] for page in PAGES}

    def load(page):
        work = {RULER: 2.0, "list": 4.0, "idea page": 8.0}[page.name]
        return [work * next(moods)] * 50

    for _ in range(rounds):
        by_turns(PAGES, load, times, shares)
    return {page.name: _figures(page, times[page.key], shares[page.key]) for page in PAGES}


def test_the_share_is_the_same_on_a_steady_machine_and_on_one_that_tires():
    steady = measured(itertools.repeat(1.0))
    tired = measured(1.0 + turn / 10 for turn in itertools.count())
    assert steady["list"]["of_the_ruler"] == 0.5
    assert steady["idea page"]["of_the_ruler"] == 0.25
    assert tired["list"]["of_the_ruler"] == pytest.approx(0.5, abs=0.02)
    assert tired["idea page"]["of_the_ruler"] == pytest.approx(0.25, abs=0.02)


def test_one_turn_that_something_else_disturbed_does_not_move_the_share_but_is_told():
    # Load 11, counted from nought, is the list in the third of five rounds: there are five loads to a round.
    disturbed = measured((20.0 if turn == 11 else 1.0 for turn in itertools.count()), rounds=5)
    assert disturbed["list"]["of_the_ruler"] == 0.5
    assert disturbed["list"]["of_the_ruler_least"] < 0.1
    assert disturbed["list"]["of_the_ruler_most"] == 0.5


def test_the_table_tells_the_share_and_how_far_it_went():
    figures = measured(itertools.repeat(1.0))
    run = {
        "engine": "sqlite",
        "ideas": 1000,
        "submits_per_second": 90,
        "submit_processes": 4,
        "server_memory_mb": 300,
        "pages": list(figures.values()),
    }
    assert "| list | anonymous | 1000 | 0.50 | 0.50–0.50 |" in table(run)
