"""The queue by stage, and as a board: what stands where, and where a card can be moved."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest

from sluss.core import clock, prepared, providers
from sluss.gates import actions, rules
from sluss.gates.models import Case, Promise
from sluss.gates.queries import stages_of
from sluss.gates.states import Phase
from sluss.journal.models import Subject
from sluss.people.actions import create_unit
from sluss.people.states import UnitKind

from . import walks
from .test_views_budget import many
from .test_views_queue import case_in, titles

pytestmark = pytest.mark.django_db
MONDAY = date(2026, 3, 9)
BOARD = "/en/to-answer"


def lanes(answer) -> dict[int, list[str]]:
    parts = re.split(r'<section class="sl-lane" data-level="(\d)"', answer.text)[1:]
    return {int(level): re.findall(r'data-title="([^"]+)"', text) for level, text in zip(parts[::2], parts[1::2], strict=True)}


def at(unit, by, stage, title):
    case = case_in(unit, title)
    with clock.at(MONDAY):
        while case.stage.key != stage:
            actions.advance(case, by=by, reason=walks.REASON)
            case = walks.fresh(case)
    return case


# --- By stage ------------------------------------------------------------------------------------------------------------


@pytest.fixture
def three(cast):
    at(cast.units.care, cast.amira, "koncept", "Koncept")
    case_in(cast.units.care, "Ny sen", MONDAY + timedelta(days=1))
    at(cast.units.care, cast.amira, "bedomning", "Bedöms")
    case_in(cast.units.care, "Ny tidig", MONDAY)


def test_by_stage_stands_what_has_come_shortest_first_and_the_most_urgent_within_it(cast, three):
    client = cast.client(cast.amira)
    assert titles(client.get(BOARD, {"order": "stage"})) == ["Ny tidig", "Ny sen", "Bedöms", "Koncept"]
    assert titles(client.get(BOARD, {"order": "x"}))[:2] == ["Ny tidig", "Ny sen"]


def test_next_follows_the_order_one_works_in(cast):
    later = at(cast.units.care, cast.amira, "bedomning", "Bedöms")
    with clock.at(MONDAY + timedelta(days=30)):
        first = actions.open_case(walks.subject(cast.units.care, "Ny"), process=walks.process(), unit=cast.units.care, by=None)
        client = cast.client(cast.amira)
        assert client.get("/att-hantera/nasta").url == f"/arenden/{later.pk}"
        assert client.get("/att-hantera/nasta", {"order": "stage"}).url == f"/arenden/{first.pk}"


def test_level_and_kind_are_filters_that_only_offer_what_the_processes_have(cast, three):
    answer = cast.client(cast.amira).get(BOARD, {"level": "2"})
    assert titles(answer) == ["Bedöms"]
    kinds = re.search(r'<select[^>]+name="stage">(.*?)</select>', answer.text, re.DOTALL)[1]
    assert set(re.findall(r'value="(\w+)"', kinds)) == {"eligibility", "assessment", "work", "trial", "adoption"}
    for value in ("9", "x", "-1", "\x00", "99999999999999999999"):
        assert len(titles(cast.client(cast.amira).get(BOARD, {"level": value}))) == 4


@pytest.mark.slow
def test_pages_by_stage_follow_each_other_without_a_gap_or_a_row_twice(cast):
    with clock.at(MONDAY):
        many(walks.opened(cast.units.care), 24)
        many(walks.at_stage(cast.units.care, cast.amira, "bedomning"), 24)
        client, found, address, back = cast.client(cast.amira), [], "/att-hantera?tab=mine&order=stage", ""
        while address:
            answer = client.get(address)
            found += re.findall(r'<a href="/arenden/(\d+)"', answer.text)
            following = re.search(r'rel="next" href="([^"]+)"', answer.text)
            address = following[1].replace("&amp;", "&") if following else ""
            before = re.search(r'rel="prev" href="([^"]+)"', answer.text)
            back = before[1].replace("&amp;", "&") if before else back
        assert [int(pk) for pk in found] == list(
            Promise.objects.filter(state="open").order_by("case__stage__phase", "due_on", "id").values_list("case_id", flat=True)
        )
        assert re.findall(r'<a href="/arenden/(\d+)"', client.get(back).text) == found[20:40]
    for after in ("738000.1", "738000.1.9", "738000.1.x", "x.1.1", "1.1.1.1"):
        assert cast.client(cast.amira).get("/att-hantera", {"order": "stage", "after": after}).status_code == 200


# --- The board -----------------------------------------------------------------------------------------------------------


def test_a_column_for_each_level_that_the_processes_have(cast, three):
    answer = cast.client(cast.amira).get(BOARD, {"view": "board"})
    assert lanes(answer) == {1: ["Ny tidig", "Ny sen"], 2: ["Bedöms"], 3: ["Koncept"], 4: [], 5: [], 6: []}
    assert "4 wait for an answer." in answer.text
    narrow = cast.client(cast.amira).get(BOARD, {"view": "board", "level": "2"})
    assert lanes(narrow) == {2: ["Bedöms"]}


def test_others_units_are_not_on_it(cast):
    case_in(cast.units.works, "Parkens bänkar")
    for tab in ("mine", "units", "all", "assess", "waiting"):
        assert "Parkens" not in cast.client(cast.amira).get(BOARD, {"view": "board", "tab": tab}).text


def test_tabs_filters_and_next_keep_the_board(cast, three):
    text = cast.client(cast.amira).get(BOARD, {"view": "board", "stage": "assessment"}).text
    assert 'href="/en/to-answer?tab=units&amp;stage=assessment&amp;view=board"' in text
    assert '<input type="hidden" name="view" value="board">' in text
    assert 'href="/en/to-answer?tab=mine&amp;view=board">Take the filter away' in text
    assert 'href="/en/to-answer?tab=mine&amp;stage=assessment"' in text  # as a list
    assert "order=" not in text


@pytest.mark.slow
def test_a_long_column_is_limited_and_says_so_with_a_way_to_all_of_it(cast):
    with clock.at(MONDAY):
        many(walks.opened(cast.units.care), 29)
        answer = cast.client(cast.amira).get(BOARD, {"view": "board"})
        assert len(lanes(answer)[1]) == 20
        assert "The 20 most urgent of 30 are shown." in answer.text
        assert 'href="/en/to-answer?tab=mine&amp;level=1">All at Need' in answer.text
        assert len(titles(cast.client(cast.amira).get(BOARD, {"tab": "mine", "level": "1"}))) == 20


def moves(case: Case, person, giver_id=None) -> dict[str, str]:
    found = rules.moves(walks.fresh(case), person, stages_of(case), giver_id=giver_id)
    return {(move.stage.key if move.stage else f"level {move.phase}"): str(move.verdict.reason) or str(move.verb) for move in found}


SKIP = "A stage cannot be skipped. Let it go on one stage at a time."
WAITS = "The case waits for the giver to complete it."
MOVES = {
    "open": {"bedomning": "advance", "level 3": SKIP, "level 4": SKIP, "level 5": SKIP, "level 6": SKIP},
    "assessment": {"provning": "send_back", "koncept": "advance", "level 4": SKIP, "level 5": SKIP, "level 6": SKIP},
    "last": dict.fromkeys(("provning", "bedomning", "koncept", "pilot", "inforande"), "send_back"),
    "asked": {"bedomning": WAITS, "level 3": WAITS, "level 4": WAITS, "level 5": WAITS, "level 6": WAITS},
    "support": {
        "provning": "send_back",
        "bedomning": "advance",
        "level 4": "Its process has no stage at that level.",
        "level 5": SKIP,
        "level 6": SKIP,
    },
}


@pytest.mark.parametrize("state", MOVES)
def test_where_a_case_can_be_moved_in_each_state(cast, state):
    from django.utils import translation

    with translation.override("en"):
        assert moves(walks.STATES[state](cast.units.care, cast.amira), cast.amira) == MOVES[state]


@pytest.mark.parametrize("name", ["amira", "lars", "decider", "office"])
def test_those_who_handle_it_move_it(cast, name):
    assert moves(walks.opened(cast.units.care), cast.people[name])["bedomning"] == "advance"


@pytest.mark.parametrize("name", ["sara", "assessor", "wilma", "registrar", "auditor", "admin", "rut"])
def test_others_move_it_nowhere(cast, name):
    case = walks.at_stage(cast.units.care, cast.amira, "bedomning")
    assert not [move for move in rules.moves(case, cast.people[name], stages_of(case)) if move.verdict]


def test_nobody_moves_what_they_gave_themselves(cast, monkeypatch):
    case = case_in(cast.units.care, "Min egen")
    prepared.forget()  # what is one's own is part of the question
    # Whoever holds it stands in for whoever gave it.
    actions.take(case, by=cast.amira)
    given = [(1, lambda person: [Case.objects.filter(owner_id=person).values("subject_id")])]
    monkeypatch.setitem(providers._PROVIDERS, providers.Kind.GIVEN, given)
    for asked in ({"view": "board"}, {"view": "board", "level": "1"}):
        text = cast.client(cast.amira).get(BOARD, asked).text
        assert "You gave this yourself. Let a colleague decide." in text
        assert "Move to …" not in text
    prepared.forget()


def test_a_card_leads_to_the_decision_and_back_to_the_board(cast):
    case = at(cast.units.care, cast.amira, "bedomning", "Brunnar")
    client = cast.client(cast.amira)
    ways = re.findall(r'<li data-to="(\d)"><a class="ds-link" href="([^"]+)">([^<]+)<', client.get(BOARD, {"view": "board"}).text)
    assert [(level, label) for level, _href, label in ways] == [("1", "Back to Eligibility check"), ("3", "On to Inquiry")]
    for _level, href, _label in ways:
        page = client.get(href.replace("&amp;", "&"))
        assert page.status_code == 200
        assert 'href="/en/to-answer?tab=mine&amp;view=board"' in page.text, "cancel leads back to the board"
    back, on = (href.replace("&amp;", "&") for _level, href, _label in ways)
    first = case.version.stages.get(order=1)
    assert re.search(rf'value="{first.pk}"[^>]*checked', client.get(back).text), "the stage it was dropped on is chosen"
    answer = client.post(on, {"reason": walks.REASON, "seen": walks.fresh(case).decisions_made})
    assert (answer.status_code, answer.url) == (302, "/en/to-answer?tab=mine&view=board")
    assert walks.fresh(case).stage.phase == Phase.CONCEPT


@pytest.mark.parametrize(
    ("back", "leads"),
    [
        ("tab=mine&view=board", "?tab=mine&view=board"),
        ("https://evil.example/", ""),
        ("//evil.example", ""),
        ("tab=mine&next=//evil.example&tab=%00", "?tab=mine"),
        ("tab=%ED%A0%80", ""),
        ("&".join("tab=1" for _ in range(99)), ""),
    ],
)
def test_the_way_back_is_to_the_queue_whatever_the_address_says(cast, back, leads):
    case = walks.opened(cast.units.care)
    page = cast.client(cast.amira).get(f"/en/cases/{case.pk}/advance", {"back": back, "to": "x"})
    assert f'href="/en/to-answer{leads.replace("&", "&amp;")}"' in page.text


# --- What it costs -------------------------------------------------------------------------------------------------------


@pytest.fixture
def five_thousand(cast) -> None:
    """5,000 open promises over 300 units and five stages, each named to nobody."""
    units = [
        create_unit(by=None, code=f"u{n}", name=f"Enhet {n}", kind=UnitKind.UNIT, parent=cast.units.care, answers_to=cast.units.care_board)
        for n in range(300)
    ]
    with clock.at(MONDAY):
        like = walks.opened(cast.units.care)
        stages = list(like.version.stages.all()[:5])
        many(like, 4999)
        cases = list(Case.objects.order_by("pk"))
        for n, case in enumerate(cases):
            case.receiving_unit, case.stage = units[n % 300], stages[n % 5]
        Case.objects.bulk_update(cases, ["receiving_unit", "stage"], batch_size=500)
        promises = list(Promise.objects.order_by("pk"))
        for n, promise in enumerate(promises):
            promise.unit = units[n % 300]
        Promise.objects.bulk_update(promises, ["unit"], batch_size=500)
    assert Promise.objects.filter(state="open").count() == Subject.objects.count() == 5000


# Session, user with name, new notices and roles; units and stages to filter by; then rows, who holds them, numbers –
# on the board where each stands – and one’s pace, or the units of a tab that is about them.
LISTS = {"mine": 10, "units": 10, "waiting": 9}
BOARDS = {"mine": 10, "units": 10, "assess": 10}


@pytest.mark.slow
def test_what_the_queue_costs_with_5000_promises_over_300_units(cast, five_thousand, django_assert_num_queries):
    with clock.at(MONDAY):
        client = cast.client(cast.amira)
        client.get(BOARD, {"view": "board"})  # a process reads the stages of a version once
        for tab, queries in LISTS.items():
            for order in ("", "stage"):
                with django_assert_num_queries(queries):
                    answer = client.get(BOARD, {"tab": tab, "order": order})
                assert len(titles(answer)) == (0 if tab == "waiting" else 20)
        for tab, queries in BOARDS.items():
            with django_assert_num_queries(queries):
                answer = client.get(BOARD, {"tab": tab, "view": "board"})
            shown = {level: len(cards) for level, cards in lanes(answer).items()}
            assert ("A board has room for the thousand most urgent." in answer.text) == (tab != "assess"), "1,000 are to assess"
            assert shown == ({1: 0, 2: 20, 3: 0, 4: 0, 5: 0, 6: 0} if tab == "assess" else {1: 20, 2: 20, 3: 20, 4: 20, 5: 20, 6: 0})
        assert "1000 to assess." in answer.text
        client = cast.client(cast.office)
        with django_assert_num_queries(9):
            client.get(BOARD, {"tab": "all", "view": "board"})


@pytest.mark.slow
def test_the_board_costs_the_same_at_1_3_and_1000_cards(cast, django_assert_num_queries):
    with clock.at(MONDAY):
        case = walks.opened(cast.units.care)
        client = cast.client(cast.amira)
        client.get(BOARD, {"view": "board"})
        for more, cards in ((0, 1), (2, 3), (997, 20)):
            many(case, more)
            with django_assert_num_queries(10):
                answer = client.get(BOARD, {"view": "board"})
            assert len(lanes(answer)[1]) == cards
