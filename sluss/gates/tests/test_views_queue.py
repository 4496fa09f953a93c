"""The work queue: what stands in it, in what order, for whom."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest

from sluss.core import clock
from sluss.gates import actions
from sluss.gates.models import Promise
from sluss.people.actions import grant_role
from sluss.people.states import Role

from . import walks
from .test_views_budget import many

pytestmark = pytest.mark.django_db
MONDAY = date(2026, 3, 9)
QUEUE = "/att-hantera"


def titles(answer) -> list[str]:
    return re.findall(r'<th scope="row"><a href="[^"]+"[^>]*>([^<]+)</a>', answer.text)


def case_in(unit, title, day=MONDAY, key="medarbetaride"):
    with clock.at(day):
        return actions.open_case(walks.subject(unit, title), process=walks.process(key), unit=unit, by=None)


def test_one_who_is_not_signed_in_is_asked_to(client):
    answer = client.get(QUEUE)
    assert answer.status_code == 302
    assert answer.url.endswith("next=/att-hantera")


@pytest.mark.parametrize("name", ["sara", "communicator", "registrar", "auditor", "admin", "outsider", "rut", "company"])
def test_one_who_neither_answers_nor_assesses_is_told_why_not(cast, name):
    answer = cast.client(cast.people[name]).get("/en/to-answer")
    assert answer.status_code == 403
    assert "no such role" in answer.text


TABS = {
    "amira": ["mine", "units", "assess", "waiting"],
    "lars": ["mine", "units", "assess", "waiting"],
    "decider": ["mine", "units", "waiting"],
    "assessor": ["assess"],
    "office": ["mine", "all", "assess", "waiting"],
}


@pytest.mark.parametrize("name", TABS)
def test_each_has_the_tabs_of_the_roles_one_holds(cast, name):
    answer = cast.client(cast.people[name]).get("/en/to-answer")
    assert re.findall(r'class="sl-chip" href="/en/to-answer\?tab=(\w+)"', answer.text) == TABS[name]


def test_what_is_due_first_stands_first_and_late_is_said_in_words(cast):
    case_in(cast.units.care, "Sist", date(2026, 3, 12))
    case_in(cast.units.home_care, "Först", date(2026, 3, 2))
    case_in(cast.units.care, "I mitten")
    with clock.at(date(2026, 3, 19)):
        answer = cast.client(cast.amira).get("/en/to-answer")
    assert titles(answer) == ["Först", "I mitten", "Sist"]
    assert "3 working days late" in answer.text  # due Monday 16 March
    assert "2 working days left" in answer.text  # due Monday 23 March
    assert "3 wait for an answer. 1 is late." in answer.text


@pytest.mark.slow
def test_a_long_queue_says_how_long_it_takes_at_ones_own_pace(cast):
    client = cast.client(cast.amira)
    for n in range(10):
        case_in(cast.units.care, f"Nummer {n}")
    long_ago, lately = MONDAY, MONDAY + timedelta(weeks=6)
    cases = [promise.case for promise in Promise.objects.order_by("pk")[:5]]
    with clock.at(long_ago):
        actions.close(cases[0], by=cast.amira, outcome="not", reason="Det finns redan.")
    with clock.at(lately):
        assert "At your pace it takes about 72 weeks." in client.get("/en/to-answer").text  # nine wait, one in eight weeks
        for case in cases[1:4]:
            actions.close(walks.fresh(case), by=cast.amira, outcome="not", reason="Det finns redan.")
        actions.advance(walks.fresh(cases[4]), by=cast.lars, reason="Behovet är tydligt.")
        text = client.get("/en/to-answer").text
        assert "At your pace it takes about 12 weeks." in text  # six wait, four in eight weeks
        assert "your pace" not in client.get("/en/to-answer?tab=units").text
        assert "your pace" not in cast.client(cast.decider).get("/en/to-answer").text, "one who has answered nothing has no pace"
    with clock.at(long_ago + timedelta(weeks=9)):
        assert "At your pace it takes about 16 weeks." in client.get("/en/to-answer").text  # the oldest answer is no longer counted
    with clock.at(lately):
        for promise in Promise.objects.filter(state="open", case__stage__order=1)[:2]:
            actions.close(walks.fresh(promise.case), by=cast.amira, outcome="not", reason="Det finns redan.")
        assert "your pace" not in client.get("/en/to-answer").text, "four are soon answered"


def test_a_day_that_ran_out_over_the_weekend_is_late_without_a_working_day(cast):
    case_in(cast.units.care, "Fredag", date(2026, 3, 6))
    assert Promise.objects.get().due_on == date(2026, 3, 20)
    with clock.at(date(2026, 3, 21)):
        assert "Late since 20\xa0March" in cast.client(cast.amira).get("/en/to-answer").text
    with clock.at(date(2026, 3, 20)):
        assert "Due today" in cast.client(cast.amira).get("/en/to-answer").text


def test_the_deputy_finds_it_among_the_units_and_not_among_ones_own(cast):
    case_in(cast.units.care, "Brunnar")
    client = cast.client(cast.lars)
    assert titles(client.get(QUEUE)) == []
    assert titles(client.get(QUEUE, {"tab": "units"})) == ["Brunnar"]


@pytest.mark.slow
def test_others_units_are_not_seen_whatever_is_asked_for(cast):
    case_in(cast.units.works, "Parkens bänkar")
    for tab in ("mine", "units", "all", "assess", "waiting", "", "x", "\x00"):
        for unit in ("", cast.units.works.pk, cast.units.city.pk):
            answer = cast.client(cast.amira).get(QUEUE, {"tab": tab, "unit": unit})
            assert answer.status_code == 200
            assert "Parkens" not in answer.text
    assert titles(cast.client(cast.wilma).get(QUEUE)) == ["Parkens bänkar"]
    assert titles(cast.client(cast.office).get(QUEUE, {"tab": "all"})) == ["Parkens bänkar"]
    # A link to "my units'" works for one whose units are all of them.
    assert titles(cast.client(cast.office).get(QUEUE, {"tab": "units"})) == ["Parkens bänkar"]


def test_who_holds_it_is_said_by_name(cast):
    case = case_in(cast.units.home_care, "Brunnar")
    client = cast.client(cast.amira)
    assert f'<td data-l="Held by">{cast.amira.name}</td>' in client.get("/en/to-answer?tab=units").text
    actions.take(case, by=cast.decider)
    assert f'<td data-l="Held by">{cast.decider.name}</td>' in client.get("/en/to-answer?tab=units").text
    assert titles(client.get(QUEUE)) == []
    assert titles(cast.client(cast.decider).get(QUEUE)) == ["Brunnar"]


def test_what_one_has_taken_stays_ones_own_at_the_next_stage(cast):
    case = case_in(cast.units.care, "Brunnar")
    actions.take(case, by=cast.decider)
    actions.advance(walks.fresh(case), by=cast.decider, reason=walks.REASON)
    assert titles(cast.client(cast.decider).get(QUEUE)) == ["Brunnar"]


def test_a_vacant_role_is_said(cast):
    case_in(cast.units.energy, "Solceller")
    assert "Innovation lead: vacant" in cast.client(cast.office).get("/en/to-answer?tab=all").text


@pytest.mark.slow
def test_filters(cast):
    case_in(cast.units.care, "Vård")
    case_in(cast.units.home_care, "Hemma")
    walks.do("advance", case_in(cast.units.care, "Bedöms"), cast.amira)
    client = cast.client(cast.amira)
    assert titles(client.get(QUEUE, {"unit": cast.units.home_care.pk})) == ["Hemma"]
    assert set(titles(client.get(QUEUE, {"unit": cast.units.care.pk}))) == {"Vård", "Hemma", "Bedöms"}
    assert titles(client.get(QUEUE, {"stage": "assessment"})) == ["Bedöms"]
    nothing = client.get(QUEUE, {"stage": "trial"})
    assert titles(nothing) == []
    assert "tab=mine" in nothing.text  # the way out of the filter
    # What means nothing is passed by.
    for value in ("x", "-1", "999999999999999999999999", "\x00", "'"):
        assert len(titles(client.get(QUEUE, {"unit": value, "stage": value}))) == 3


def test_what_waits_for_the_giver_stands_apart(cast):
    case = case_in(cast.units.care, "Brunnar")
    with clock.at(MONDAY + timedelta(days=2)):
        actions.ask(case, by=cast.amira, reason="Hur många?")
        client = cast.client(cast.amira)
        assert titles(client.get(QUEUE)) == []
        answer = client.get("/en/to-answer?tab=waiting")
    assert titles(answer) == ["Brunnar"]
    assert "1 waits for its giver. More has been asked for, and the time to answer stands still meanwhile." in answer.text
    assert answer.text.count("stands still") == 1, "said once, and not in each row"
    assert "Waiting since" in answer.text


def test_what_is_closed_or_parked_is_gone(cast):
    for verb in ("close", "park"):
        walks.do(verb, case_in(cast.units.care, verb), cast.amira)
    for tab in ("mine", "units", "waiting"):
        assert titles(cast.client(cast.amira).get(QUEUE, {"tab": tab})) == []


@pytest.mark.slow
def test_an_assessor_finds_what_one_has_not_assessed_in_ones_units(cast):
    with clock.at(MONDAY):
        case = walks.at_stage(cast.units.care, cast.office, "bedomning")
        walks.at_stage(cast.units.works, cast.office, "bedomning")
        walks.opened(cast.units.care)
        assert len(titles(cast.client(cast.assessor).get(QUEUE))) == 1
        walks.do("assess", case, cast.assessor)
        after = cast.client(cast.assessor).get("/en/to-answer")
        assert titles(after) == []
        assert "You have assessed everything" in after.text
        assert len(titles(cast.client(cast.assessor2).get(QUEUE))) == 1
        # Sent back and forth again: the assessment of the stage stands, and is not asked for twice.
        actions.ask(walks.fresh(case), by=cast.office, reason="Hur många?")
        assert titles(cast.client(cast.assessor2).get(QUEUE)) == []


@pytest.mark.slow
def test_pages_follow_each_other_without_a_gap_or_a_row_twice(cast):
    with clock.at(MONDAY):
        many(walks.opened(cast.units.care), 64)
        client, found, address = cast.client(cast.amira), [], f"{QUEUE}?tab=mine"
        addresses = []
        while address:
            answer = client.get(address)
            addresses.append(address)
            found += re.findall(r'href="/arenden/(\d+)"', answer.text)
            following = re.search(r'rel="next" href="([^"]+)"', answer.text)
            address = following[1].replace("&amp;", "&") if following else ""
        assert len(addresses) == 4
        assert len(found) == len(set(found)) == 65
        order = [promise.case_id for promise in Promise.objects.order_by("due_on", "id")]
        assert [int(pk) for pk in found] == order
        back = re.search(r'rel="prev" href="([^"]+)"', client.get(addresses[2]).text)[1].replace("&amp;", "&")
        assert re.findall(r'href="/arenden/(\d+)"', client.get(back).text) == found[20:40]


@pytest.mark.slow
@pytest.mark.parametrize("after", ["x", "1.x", "9999999999.1", "0.1", "-1.1", "1.2.3", "\x00", "738000.99999999999999999999", "٣.٣"])
def test_a_made_up_place_in_the_queue_is_its_beginning(cast, after):
    case_in(cast.units.care, "Brunnar")
    assert titles(cast.client(cast.amira).get(QUEUE, {"after": after})) == ["Brunnar"]


def test_a_page_whose_rows_are_gone_leads_to_the_first(cast):
    case_in(cast.units.care, "Brunnar")
    answer = cast.client(cast.amira).get(QUEUE, {"after": "3000000.1", "tab": "mine"})
    assert (answer.status_code, answer.url) == (302, f"{QUEUE}?tab=mine")


@pytest.mark.slow
def test_numbers_stop_at_a_thousand(cast):
    with clock.at(MONDAY):
        case = walks.opened(cast.units.care)
        many(case, 999)
        assert "1000 wait for an answer. None is late." in cast.client(cast.amira).get("/en/to-answer").text
        many(case, 1)
        assert "More than 1,000 wait for an answer." in cast.client(cast.amira).get("/en/to-answer").text


def test_an_empty_queue_praises(cast):
    answer = cast.client(cast.amira).get("/en/to-answer")
    assert "Everything is answered. Well done!" in answer.text
    assert 'href="/en/to-answer/next' not in answer.text


def test_next_opens_the_first_in_order_and_passes_by_what_was_just_answered(cast):
    second, first = case_in(cast.units.care, "Sen"), case_in(cast.units.care, "Tidig", MONDAY - timedelta(days=4))
    client = cast.client(cast.amira)
    assert client.get(f"{QUEUE}/nasta").url == f"/arenden/{first.pk}"
    assert client.get(f"{QUEUE}/nasta", {"but": first.pk}).url == f"/arenden/{second.pk}"
    assert client.get(f"{QUEUE}/nasta", {"but": "x"}).url == f"/arenden/{first.pk}"
    assert client.get(f"{QUEUE}/nasta", {"stage": "trial"}).url == f"{QUEUE}?tab=mine&stage=trial"
    assert cast.client(cast.sara).get(f"{QUEUE}/nasta").url == QUEUE
    assert cast.client().get(f"{QUEUE}/nasta").status_code == 302


def test_only_reading_is_done_here(cast):
    assert cast.client(cast.amira).post(QUEUE).status_code == 405
    assert cast.client(cast.amira).post(f"{QUEUE}/nasta").status_code == 405


def test_a_foreign_title_says_its_language(cast):
    case_in(cast.units.care, "Brunnar")
    client = cast.client(cast.amira)
    assert 'lang="sv">Brunnar' in client.get("/en/to-answer").text
    assert 'lang="sv">Brunnar' not in client.get(QUEUE).text


def test_a_role_that_has_ended_shows_nothing_any_more(cast):
    from sluss.people.actions import end_role
    from sluss.people.models import RoleHolding

    case_in(cast.units.works, "Bänkar")
    client = cast.client(cast.wilma)
    assert titles(client.get(QUEUE)) == ["Bänkar"]
    end_role(holding=RoleHolding.objects.get(person=cast.wilma), by=None)
    assert client.get(QUEUE).status_code == 403
    grant_role(person=cast.wilma, role=Role.ASSESSOR, unit=cast.units.works, by=None)
    assert client.get(QUEUE).status_code == 200
