"""Filters, orders and keyset pages, asked as the view asks them."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.http import QueryDict
from django.utils import translation

from sluss.core import clock, prepared
from sluss.gates.states import Phase
from sluss.ideas import listing
from sluss.ideas.asked import Reading, read, wanted_unit
from sluss.ideas.finding import Found, find
from sluss.ideas.listing import Cursor, Sort
from sluss.ideas.models import Idea
from sluss.ideas.options import options_for
from sluss.ideas.queries import listed_for
from sluss.ideas.states import Status
from sluss.journal.states import Visibility
from sluss.people.actions import create_unit, end_unit
from sluss.people.states import UnitKind

from . import giving, many

pytestmark = pytest.mark.django_db
NOBODY = AnonymousUser()


@pytest.fixture
def base(cast):
    giving.base(cast.units.city)
    return cast


def reading(query: str) -> Reading:
    get = QueryDict(query)
    return read(get, options_for(wanted_unit(get)))


def found(query: str = "", user=NOBODY) -> Found:
    return find(user, reading(query))


def numbers(query: str = "", user=NOBODY) -> list[int]:
    return [row.pk for row in found(query, user).rows]


def flat(pages) -> list[int]:
    return [pk for page in pages for pk in page]


def walk(query: str, *, user=NOBODY, between=lambda: None) -> list[list[int]]:
    """All pages forward."""
    pages, after = [], ""
    while True:
        page = found(f"{query}&after={after}", user)
        pages.append([row.pk for row in page.rows])
        if page.next is None:
            return pages
        after = str(page.next)
        between()


def walk_back(query: str, start: Cursor | None) -> list[list[int]]:
    pages = []
    while start is not None:
        page = found(f"{query}&before={start}")
        pages.append([row.pk for row in page.rows])
        start = page.previous
    return pages


# --- Orders and pages ---------------------------------------------------------------------------------------------------

TIES = {
    "all at once": {"at": many.FIRST},
    "pairs": {"at": lambda n: many.FIRST + timedelta(minutes=n // 2)},
    "the other way round": {"at": lambda n: many.FIRST - timedelta(minutes=n)},
    "all without support": {},
    "few levels of support": {"support": lambda n: n % 3},
}


@pytest.mark.slow
@pytest.mark.parametrize("ties", TIES)
def test_pages_forward_and_back_show_each_idea_once(base, ties):
    rows = many.ideas(listing.PAGE * 3 + 7, base.units.works, **TIES[ties])
    for sort in (Sort.NEWEST, Sort.SUPPORT):
        _pages_show_each_once(rows, sort)


def _pages_show_each_once(rows, sort):
    key = (lambda idea: (idea.submitted_at, idea.pk)) if sort == Sort.NEWEST else (lambda idea: (idea.total_support, idea.pk))
    expected = [idea.pk for idea in sorted(rows, key=key, reverse=True)]
    pages = walk(f"sort={sort}")
    assert [len(page) for page in pages] == [20, 20, 20, 7]
    assert flat(pages) == expected
    last = found(f"sort={sort}&after={_cursor(rows, pages[2][-1], sort)}")
    back = walk_back(f"sort={sort}", last.previous)
    assert [len(page) for page in back] == [20, 20, 20]
    assert flat(reversed(back)) == expected[:60]


def _cursor(rows: list[Idea], pk: int, sort: Sort) -> Cursor:
    idea = next(idea for idea in rows if idea.pk == pk)
    return Cursor((idea.submitted_at - listing._EPOCH) // listing._MICROSECOND if sort == Sort.NEWEST else idea.total_support, pk)


def test_ideas_that_come_while_one_pages_move_nothing(base):
    rows = many.ideas(45, base.units.works)
    seen = walk("", between=lambda: many.ideas(3, base.units.works, at=many.FIRST + timedelta(days=90)))
    assert sorted(flat(seen)) == [idea.pk for idea in rows]


def test_the_page_before_the_first_one_holds_what_has_come_since(base):
    many.ideas(25, base.units.works)
    second = found(f"after={found().next}")
    new = many.ideas(2, base.units.works, at=many.FIRST + timedelta(days=1))
    first = found(f"before={second.previous}")
    assert len(first.rows) == 20
    assert [row.pk for row in found(f"before={first.previous}").rows] == [idea.pk for idea in reversed(new)]


def test_a_full_page_with_nothing_after_it_has_no_next_page(base):
    many.ideas(listing.PAGE, base.units.works)
    assert found().next is None
    assert found().previous is None


def test_most_supported_comes_first_whoever_gave_the_support(base):
    few, none, most = many.ideas(3, base.units.works, support=lambda n: [3, 0, 8][n])
    assert numbers("sort=support") == [most.pk, few.pk, none.pk]


# --- Filters --------------------------------------------------------------------------------------------------------------


@pytest.fixture
def mixed(base):
    place = many.places()
    themes = [None, many.theme("trafik"), many.theme("skola")]
    units = [base.units.works, base.units.care, base.units.home_care]
    return many.ideas(
        36,
        base.units.works,
        unit=lambda n: units[n % 3],
        theme=lambda n: themes[n % 2 + (n % 4 == 0)],
        place=lambda n: [None, place["norr"], place["soder"]][n % 3],
        phase=lambda n: Phase(n % 6 + 1),
        status=lambda n: list(Status)[n % len(Status)],
        support=lambda n: n % 5,
    )


def expected(ideas, fits) -> list[int]:
    return [idea.pk for idea in reversed(ideas) if fits(idea)][: listing.PAGE]


FILTERS = {
    "phase=3": lambda idea: idea.phase == 3,
    "status=parked": lambda idea: idea.status == "parked",
    "theme=trafik": lambda idea: idea.theme and idea.theme.key == "trafik",
    "place=soder": lambda idea: idea.place and idea.place.key == "soder",
    "phase=2&theme=trafik": lambda idea: idea.phase == 2 and idea.theme and idea.theme.key == "trafik",
    "phase=1&status=in_progress&theme=skola&place=norr": lambda idea: (
        (idea.phase, idea.status) == (1, "in_progress")
        and idea.theme
        and idea.theme.key == "skola"
        and idea.place
        and idea.place.key == "norr"
    ),
}


def test_filters_keep_what_fits_and_nothing_else(mixed):
    for query, fits in FILTERS.items():
        fitting = [idea for idea in mixed if fits(idea)]
        assert numbers(query) == [idea.pk for idea in reversed(fitting)][: listing.PAGE], query
        assert found(query).total == listing.Total(len(fitting)), query
        by_support = sorted(fitting, key=lambda idea: (idea.total_support, idea.pk), reverse=True)
        assert numbers(f"{query}&sort=support") == [idea.pk for idea in by_support][: listing.PAGE], query
    assert sum(any(fits(idea) for idea in mixed) for fits in FILTERS.values()) >= len(FILTERS) - 1, "nothing would be compared with nothing"


def test_a_unit_is_found_with_those_below_it(mixed, base):
    care, below = base.units.care, base.units.home_care
    assert numbers(f"unit={care.pk}") == expected(mixed, lambda idea: idea.unit in (care, below))
    # Only departments, boards and companies can be chosen, but a link may name any unit.
    assert numbers(f"unit={below.pk}") == expected(mixed, lambda idea: idea.unit == below)
    assert str(below.pk) not in options_for(None).units
    assert str(below.pk) in options_for(below.pk).units


def test_what_one_can_choose_is_remembered_and_never_older_than_what_is_stored(base):
    theme = many.theme("trafik")
    kept = options_for(None)
    assert options_for(None) is kept
    theme.name = {"sv": "Trafik och torg", "en": "Traffic"}
    theme.save()
    assert options_for(None).theme_names[theme.pk] == "Trafik och torg"
    with translation.override("en"):
        assert options_for(None).theme_names[theme.pk] == "Traffic"
    page = base.client().get("/ideer?theme=trafik").content.decode()
    assert page.count('<option value="trafik" selected>Trafik och torg</option>') == 1
    assert "selected>Trafik" not in base.client().get("/ideer").content.decode()
    theme.delete()
    assert theme.key not in options_for(None).themes


def test_an_ended_unit_is_not_offered_but_can_be_asked_for(base):
    old = create_unit(
        by=None,
        code="gammal",
        name="Gamla förvaltningen",
        kind=UnitKind.DEPARTMENT,
        parent=base.units.city,
        answers_to=base.units.works_board,
    )
    (idea,) = many.ideas(1, old)
    with clock.at(date(2026, 3, 1)):
        end_unit(unit=old, by=None, successor=base.units.works)
    assert str(old.pk) not in options_for(None).units
    assert numbers(f"unit={old.pk}") == [idea.pk]


def test_filters_hold_on_every_page_in_both_directions(base):
    traffic = many.theme("trafik")
    rows = many.ideas(90, base.units.works, theme=lambda n: traffic if n % 2 else None, at=lambda n: many.FIRST + timedelta(minutes=n // 5))
    wanted = [idea.pk for idea in rows if idea.theme_id]
    pages = walk("theme=trafik")
    assert sorted(flat(pages)) == wanted
    assert [len(page) for page in pages] == [20, 20, 5]
    back = walk_back("theme=trafik", found(f"theme=trafik&after={found('theme=trafik').next}").previous)
    assert back == [pages[0]]


# --- Counts ---------------------------------------------------------------------------------------------------------------


def test_the_count_stops(base, monkeypatch):
    monkeypatch.setattr(listing, "COUNT_TO", 5)
    many.ideas(5, base.units.works)
    assert found().total == listing.Total(5)
    many.ideas(1, base.units.works)
    assert found().total == listing.Total(5, more=True)


def test_a_narrowed_count_looks_at_the_newest_only_and_says_so(base, monkeypatch):
    monkeypatch.setattr(listing, "LOOK_AT", 10)
    prepared.forget()  # the number is part of the question
    many.ideas(2, base.units.works, phase=Phase.PILOT)
    many.ideas(8, base.units.works, at=lambda n: many.FIRST + timedelta(days=1, minutes=n))
    assert found("phase=4").total == listing.Total(2)
    many.ideas(2, base.units.works, phase=Phase.PILOT, at=lambda n: many.FIRST + timedelta(days=2, minutes=n))
    total = found("phase=4").total
    assert total.cut
    assert total.number == 2
    assert len(numbers("phase=4")) == 4, "the list itself holds them all"
    prepared.forget()


# --- What the address says ------------------------------------------------------------------------------------------------

NONSENSE = [
    "x",
    "-1",
    "0",
    "7",
    "1.5",
    "99999999999999999999999999",
    "%00",
    "%F0%9F%92%A9",
    "1' OR '1'='1",
    "٣",
    "%2B3",
    "null",
    "1e3",
    "%20%20",
]


@pytest.mark.slow
def test_a_filter_that_means_nothing_is_left_out_and_said(base):
    (idea,) = many.ideas(1, base.units.works)
    for name in ("phase", "status", "theme", "place", "unit"):
        for value in NONSENSE:
            if name == "unit" and value == "7":
                continue  # there may be one
            asked = reading(f"{name}={value}")
            assert asked.ignored == ([name] if value != "%20%20" else []), (name, value)
            assert not asked.filters
            assert [row.pk for row in find(NOBODY, asked).rows] == [idea.pk]


NO_CURSORS = [*NONSENSE, "1", "1.", ".1", "1.2.3", "1.-2", f"{2**62}.1", f"1.{2**63}", "9" * 400 + ".1", "\u0663.\u0663", "1.1%00"]


def test_a_cursor_that_means_nothing_is_the_first_page(base):
    (idea,) = many.ideas(1, base.units.works)
    for way in ("after", "before"):
        for value in NO_CURSORS:
            if value != "1.5":
                assert reading(f"{way}={value}").cursor is None, value
                assert numbers(f"{way}={value}") == [idea.pk]


def test_a_made_up_cursor_shows_ideas_or_nothing(base):
    ideas = {idea.pk for idea in many.ideas(3, base.units.works)}
    for value in ("0.0", f"{2**62 - 1}.{2**62 - 1}", "0.5", "253402300800000000.1", "1.5"):
        for sort in ("newest", "support"):
            for way in ("after", "before"):
                assert set(numbers(f"sort={sort}&{way}={value}")) <= ideas


def test_an_order_that_means_nothing_here_is_the_newest(base):
    """The best match needs something to match."""
    assert {reading(f"sort={value}").sort for value in ("best", "x", "", "%00")} == {Sort.NEWEST}
    assert reading("sort=best&q=lek").sort == Sort.BEST
    assert reading("q=lek").sort == Sort.BEST
    assert reading("q=lek&sort=newest").sort == Sort.NEWEST


def test_an_address_holds_what_was_asked_and_no_more(base):
    asked = reading("phase=3&theme=trafik&sort=newest&status=nonsense&q=++lek++plats&after=5.6").asked
    assert asked.query() == "?q=lek+plats&phase=3&theme=trafik&sort=newest"
    assert asked.query(phase="") == "?q=lek+plats&theme=trafik&sort=newest"
    assert asked.query(after="5.6") == "?q=lek+plats&phase=3&theme=trafik&sort=newest&after=5.6"
    assert reading("sort=newest").asked.query() == ""


def test_the_search_is_cleaned_and_cut(base):
    asked = reading("q=" + "%00a+" * 500).asked
    assert len(asked.q) <= 200
    assert "\x00" not in asked.q


# --- Who reads which list ---------------------------------------------------------------------------------------------------


def test_each_reads_the_list_that_is_theirs(base):
    for_all = many.ideas(1, base.units.care)[0].pk
    for_staff = many.ideas(1, base.units.care, reach=Visibility.EMPLOYEES)[0].pk
    many.ideas(1, base.units.care, reach=Visibility.HANDLERS)
    for person in (NOBODY, base.rut, base.company):
        assert numbers(user=person) == [for_all]
    for person in (base.sara, base.outsider, base.amira, base.office, base.admin):
        assert numbers(user=person) == [for_staff, for_all]
        assert found("phase=1", person).total.number == 2
    assert found("phase=1").total.number == 1


# --- How it is read -------------------------------------------------------------------------------------------------------


def plan(ideas) -> str:
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            # A handful of rows is read faster without any index; that is not what is asked here.
            cursor.execute("SET LOCAL enable_seqscan = off; SET LOCAL enable_bitmapscan = off; SET LOCAL enable_sort = off")
    return ideas.values("pk", "subject__title").explain()


def test_every_list_walks_its_own_index_in_its_order_and_stops(base):
    many.ideas(30, base.units.works, theme=many.theme("trafik"))
    queries = [
        "",
        "phase=1",
        "theme=trafik",
        f"unit={base.units.care.pk}",
        "place=norr",
        "status=parked",
        "phase=1&theme=trafik&status=parked",
    ]
    many.places()
    for user, list_of in ((NOBODY, "public"), (base.sara, "staff")):
        for sort in ("newest", "support"):
            for query in queries:
                asked = reading(f"{query}&sort={sort}")
                page = listing.ordered(listing.narrowed(listed_for(user), asked.filters), asked.sort)
                after = Cursor(5, 5)
                for part in (page, page.filter(listing._beyond(asked.sort, after))):
                    said = plan(part[: listing.PAGE + 1])
                    assert f"idea_{list_of}_{sort}" in said, said
                    assert "TEMP B-TREE" not in said
                    assert "Sort" not in said
