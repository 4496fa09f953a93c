"""A board on the pages: its days, what waits for it, and who opens and registers what."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from sluss.core import clock
from sluss.gates import actions as gates
from sluss.gates import queries, rules
from sluss.gates.models import Meeting
from sluss.gates.states import CaseState, Verb
from sluss.people import actions as people
from sluss.people.states import Role

from . import walks
from .meeting import MET, MONDAY, WHY, entered, lifted

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _monday():
    with clock.at(MONDAY):
        yield


# --- The pages ----------------------------------------------------------------------------------------------------------------------


@pytest.mark.slow
def test_from_the_days_to_the_decision_on_the_pages(cast):
    registrar, amira = cast.client(cast.registrar), cast.client(cast.amira)
    board = cast.units.care_board
    address = f"/sammantraden/{board.pk}"
    assert address in registrar.get("/sammantraden").text
    assert f"/sammantraden/{cast.units.works_board.pk}" not in registrar.get("/sammantraden").text
    for wrong in (
        "",
        "i morgon",
        "2026-02-30",
        "18/3",
        "2026-03-18 x",
        "1900-01-01",
        "\x00",
        "2026-03-18," * 300,
        "2026-W12-3",
        "20260318xx",
    ):
        assert registrar.post(address, {"days": wrong}).status_code == 422, wrong
    assert not Meeting.objects.exists()
    registrar.post(address, {"days": "2026-03-18\r\n2026-04-15, 2026-05-20", "go": "enter"})
    assert Meeting.objects.filter(board=board).count() == 3
    assert "18\xa0mars 2026" in cast.client().get(f"/enheter/{board.pk}").text
    case = walks.opened(cast.units.care)
    done = amira.post(f"/arenden/{case.pk}/lyft", {"seen": "0"}, follow=True)
    assert "Äldrenämnden sammanträder nästa gång 18\xa0mars." in done.text
    for page in (f"/arenden/{case.pk}", "/att-hantera"):
        assert "Äldrenämnden sammanträder nästa gång 18\xa0mars." in amira.get(page).text
    assert "Äldrenämnden meets next on 18\xa0March." in amira.get(f"/en/cases/{case.pk}").text
    with clock.at(MET + timedelta(days=1)):
        form = f"/arenden/{case.pk}/namndbeslut"
        assert f'href="{form}"' in registrar.get(f"/arenden/{case.pk}").text
        meeting = str(Meeting.objects.get(board=board, on=MET).pk)
        typed = {"seen": "0", "what": "not", "reason": WHY, "meeting": meeting, "paragraph": "§ 41", "minutes": "3/2026"}
        for wrong in ({"what": "fully; --"}, {"meeting": "other"}, {"meeting": ""}, {"meeting": "999"}, {"paragraph": ""}, {"reason": ""}):
            assert registrar.post(form, typed | wrong).status_code == 422, wrong
        assert registrar.post(form, typed | {"meeting": "other", "decided_on": "2026-03-01"}).status_code == 422, "before it came in"
        two_days = registrar.post(form, typed | {"decided_on": MONDAY.isoformat()})
        assert two_days.status_code == 422, "the meeting and the day must be one"
        assert "Lämna det här tomt" in two_days.text
        assert "Vid vilket sammanträde?</label>" in two_days.text, "one of the list is chosen: it is not optional"
        assert registrar.post(form, typed | {"seen": "7"}).status_code == 409
        assert registrar.post(form, typed).status_code == 302
    assert case.decisions.get().meeting_id == int(meeting)


@pytest.mark.slow
def test_who_gets_no_further(cast, client):
    case = lifted(cast)
    board = cast.units.care_board
    meeting = entered(cast, MET)[0]
    for name in ("sara", "rut", "amira", "assessor"):
        assert cast.client(cast.people[name]).get(f"/sammantraden/{board.pk}").status_code == 403, name
        assert cast.client(cast.people[name]).post(f"/sammantraden/{meeting.pk}/stall-in").status_code == 403, name
    assert client.get(f"/sammantraden/{board.pk}").status_code == 302
    assert cast.client(cast.auditor).get(f"/arenden/{case.pk}/namndbeslut").status_code == 403
    assert cast.client(cast.office).get(f"/sammantraden/{cast.units.care.pk}").status_code == 403
    assert cast.client(cast.office).get("/sammantraden/999999").status_code == 404
    assert cast.client(cast.registrar).post(f"/sammantraden/{meeting.pk}/stall-in").status_code == 302
    for odd in ("x", "2026-99-99", "9" * 40, "\x00"):
        assert cast.client(cast.office).get(f"/sammantraden/{board.pk}", {"before": odd}).status_code == 200


def test_the_queue_asks_once_however_many_wait(cast):
    def cost() -> int:
        client = cast.client(cast.amira)
        client.get("/att-hantera")
        with CaptureQueriesContext(connection) as counted:
            assert "sammanträder nästa gång" in client.get("/att-hantera").text
        return len(counted)

    entered(cast, MET)
    lifted(cast)
    one = cost()
    for _ in range(2):
        lifted(cast)
    assert cost() == one <= 10


@pytest.mark.slow
def test_the_card_of_what_waits_for_a_board_says_when_it_meets_as_the_row_does(cast):
    def cost(said: str, times: int) -> int:
        client = cast.client(cast.amira)
        client.get("/att-hantera?view=board")
        with CaptureQueriesContext(connection) as counted:
            page = client.get("/att-hantera?view=board").text
        assert page.count(said) == times
        return len(counted)

    walks.opened(cast.units.care)
    assert cost("Äldrenämnden sammanträder", 0) == 10
    lifted(cast)
    assert cost("När Äldrenämnden sammanträder nästa gång är inte känt.", 1) == 10
    entered(cast, MET)
    lifted(cast)
    assert cost("Äldrenämnden sammanträder nästa gång 18\xa0mars.", 2) == 10


# --- Many days, pasted ----------------------------------------------------------------------------------------------------------------

PASTED = "2026-03-18\r\n\r\n15 april 2026\r\n20/5 2026\r\n18 mars 2026\r\nsommaruppehåll, som vanligt\r\n2031-01-15\r\n17 juni 2026\r\n"


def told(page: str) -> list[list[str]]:
    """The rows of what would happen: what stands there, as what it is understood, and what comes of it."""
    table = page[page.index('id="preview"') : page.index('id="enter"')]
    rows = re.findall(r"<tr><th scope=\"row\">(.*?)</th><td[^>]*>(.*?)</td><td[^>]*>(.*?)</td></tr>", table)
    return [[" ".join(re.sub(r"<[^>]+>", "", cell).replace("\xa0", " ").split()) for cell in row] for row in rows]


def test_each_line_says_how_it_is_understood_and_nothing_is_written_before_it_is_confirmed(cast):
    client, address = cast.client(cast.registrar), f"/sammantraden/{cast.units.care_board.pk}"
    entered(cast, date(2026, 4, 15), date(2026, 5, 20))
    gates.call_off_meeting(Meeting.objects.get(on=date(2026, 5, 20)), by=cast.registrar)
    answer = client.post(address, {"days": PASTED})
    assert answer.status_code == 200
    assert told(answer.text) == [
        ["2026-03-18", "onsdag 18 mars 2026", "Dagen förs in."],
        ["15 april 2026", "onsdag 15 april 2026", "Dagen finns redan."],
        ["20/5 2026", "onsdag 20 maj 2026", "Sammanträdet var inställt, och hålls ändå."],
        ["18 mars 2026", "onsdag 18 mars 2026", "Dagen står redan ovanför."],
        ["sommaruppehåll, som vanligt", "–", "Det här går inte att läsa som en dag."],
        ["2031-01-15", "onsdag 15 januari 2031", "Dagen ligger mer än två år bakåt eller mer än tre år framåt."],
        ["17 juni 2026", "onsdag 17 juni 2026", "Dagen förs in."],
    ]
    assert "2 rader hoppas över." in answer.text
    assert "sommaruppehåll" in re.search(r"<textarea.*?</textarea>", answer.text, re.DOTALL)[0], "it stays to be mended"
    assert Meeting.objects.count() == 2
    shown = re.search(r'name="days" value="([^"]+)"', answer.text)
    assert "För in 3 dagar" in answer.text
    assert client.post(address, {"days": shown[1], "go": "enter"}).status_code == 302
    held = Meeting.objects.filter(called_off_at=None).values_list("on", flat=True)
    assert sorted(held) == [date(2026, 3, 18), date(2026, 4, 15), date(2026, 5, 20), date(2026, 6, 17)]


def test_where_nothing_is_new_there_is_nothing_to_confirm(cast):
    client, address = cast.client(cast.registrar), f"/sammantraden/{cast.units.care_board.pk}"
    entered(cast, MET)
    page = client.post(address, {"days": "18/3 2026"}).text
    assert "Det finns inget att föra in." in page
    assert 'value="enter"' not in page
    none = client.post(address, {"days": "i morgon"})
    assert none.status_code == 422
    assert "Ingen rad går att läsa som en dag att föra in." in none.text
    assert told(none.text) == [["i morgon", "–", "Det här går inte att läsa som en dag."]]


def test_so_many_lines_and_what_they_cost(cast, django_assert_num_queries):
    client, address = cast.client(cast.registrar), f"/sammantraden/{cast.units.care_board.pk}"
    days = [(MONDAY + timedelta(days=7 * number)).isoformat() for number in range(101)]
    client.get(address)
    for number in (1, 100):
        with django_assert_num_queries(9):
            assert len(told(client.post(address, {"days": "\n".join(days[:number])}).text)) == number
    answer = client.post(address, {"days": "\n".join(days)})
    assert answer.status_code == 422
    assert "högst 100" in answer.text
    client.post(address, {"days": ", ".join(days[:100]), "go": "enter"})
    assert Meeting.objects.count() == 100


# --- The registrar of the board -----------------------------------------------------------------------------------------------------


@pytest.fixture
def of_the_board(cast):
    """Registrar in the board, and nowhere else."""
    people.grant_role(person=cast.outsider, role=Role.REGISTRAR, unit=cast.units.care_board, by=cast.admin)
    return cast.outsider


def test_the_registrar_of_the_board_opens_the_case_and_registers_what_it_decided(cast, of_the_board):
    case, client = lifted(cast), cast.client(of_the_board)
    entered(cast, MET)
    with clock.at(MET):
        page = client.get(f"/arenden/{case.pk}")
        form = f"/arenden/{case.pk}/namndbeslut"
        assert f'href="{form}"' in page.text
        assert f'href="/arenden/{case.pk}"' in client.get(f"/sammantraden/{cast.units.care_board.pk}").text
        typed = {"seen": "0", "what": "not", "reason": WHY, "meeting": str(Meeting.objects.get().pk), "paragraph": "§ 41", "minutes": ""}
        assert client.post(form, typed).status_code == 302
    assert (case.decisions.get().recorded_by, walks.fresh(case).state) == (of_the_board, CaseState.CLOSED)


@pytest.mark.slow
def test_the_registrar_of_the_board_sees_nothing_more_than_that_of_the_department(cast, of_the_board):
    people.grant_role(person=cast.sara, role=Role.REGISTRAR, unit=cast.units.care, by=cast.admin)
    case = lifted(cast)
    ours, theirs = cast.client(of_the_board), cast.client(cast.sara)

    def words(client, path: str) -> set[str]:
        main = re.search(r"<main.*</main>", client.get(path).text, re.DOTALL)[0]
        return set(re.sub(r"<[^>]+>", "\n", main).split("\n"))

    assert words(ours, f"/arenden/{case.pk}") <= words(theirs, f"/arenden/{case.pk}")
    for verb in Verb:
        assert bool(rules.allowed(verb, case, of_the_board)) == (verb == Verb.BOARD) == bool(rules.allowed(verb, case, cast.sara)), verb
    for page in ("ga-vidare", "avsluta", "lyft", "ta-over", "deltagare", "handledning"):
        assert ours.get(f"/arenden/{case.pk}/{page}").status_code == theirs.get(f"/arenden/{case.pk}/{page}").status_code == 403, page
    assert not rules.sees_names(case, of_the_board)
    other = walks.opened(cast.units.works)
    assert ours.get(f"/arenden/{other.pk}").status_code == 404, "of another board"
    company = walks.opened(cast.units.energy)
    assert ours.get(f"/arenden/{company.pk}").status_code == 404
    assert set(queries.visible_cases(cast.fresh(of_the_board))) == {case}


def test_an_administrator_enters_days_and_reads_no_case(cast):
    case = lifted(cast)
    page = cast.client(cast.admin).get(f"/sammantraden/{cast.units.care_board.pk}").text
    assert case.subject.title not in page
    assert case.subject.title in cast.client(cast.office).get(f"/sammantraden/{cast.units.care_board.pk}").text


def test_the_days_of_a_board_cost_the_same_and_are_paged(cast, django_assert_num_queries):
    board, client = cast.units.care_board, cast.client(cast.registrar)
    past = [MONDAY - timedelta(days=7 * n) for n in range(1, 45)]
    Meeting.objects.bulk_create(Meeting(board=board, on=on, entered_by=cast.registrar) for on in past)
    client.get(f"/sammantraden/{board.pk}")
    with django_assert_num_queries(8):
        page = client.get(f"/sammantraden/{board.pk}").text
    assert "2\xa0mars 2026" in page
    assert "?before=2025-10-20" in page
    older = client.get(f"/sammantraden/{board.pk}?before=2025-10-20").text
    assert "13\xa0oktober 2025" in older
    assert "2\xa0mars 2026" not in older
