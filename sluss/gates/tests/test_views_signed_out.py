"""A form that was open for so long that one is no longer signed in: what was typed stands in it again after signing in."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest

from sluss.core import clock, kept
from sluss.core.models import RateCount
from sluss.gates import actions
from sluss.gates.models import Barrier, CoachingNote, Decision
from sluss.gates.states import CaseState, Outcome

from . import walks

pytestmark = pytest.mark.django_db
MONDAY = date(2026, 3, 9)
WHY = "Vi har läst & räknat: <b>tre</b> frågor återstår. 🚲"
SHOWN = "Vi har läst &amp; räknat: &lt;b&gt;tre&lt;/b&gt; frågor återstår. 🚲"
HERE = "Här är det du skrev."


@pytest.fixture(autouse=True)
def _monday():
    with clock.at(MONDAY):
        yield


def sent_signed_out(cast, where: str, **data):
    """A form of Amira's, sent when she is no longer signed in: the browser before anybody signs in again."""
    client = cast.client()
    answer = client.post(where, {kept.DRAWN_FOR: kept.mark(cast.amira), **data})
    assert answer.status_code == 302
    assert answer.url.startswith("/logga-in?next=")
    return client


def test_a_decision_that_was_sent_signed_out_stands_in_its_form(cast):
    case = walks.opened(cast.units.care)
    where = f"/arenden/{case.pk}/parkera"
    data = {"reason": WHY, "until": "2026-06-01", "capacity": "delegated", "paragraph": "punkt 4.2", "seen": "0"}
    client = sent_signed_out(cast, where, **data)
    assert "din text finns kvar" in client.get(f"/logga-in?next={where}").text
    client.force_login(cast.amira)
    page = client.get(where).text
    assert SHOWN in page
    assert HERE in page
    assert 'value="2026-06-01"' in page
    assert re.search(r"<details[^>]* open", page[page.index("Parkera") :])  # what was typed in the folded part is seen
    assert not Decision.objects.exists()
    again = client.get(where).text
    assert SHOWN not in again  # given once
    assert HERE not in again


def test_what_was_typed_is_there_to_copy_when_the_case_has_been_closed(cast):
    case = walks.opened(cast.units.care)
    where = f"/arenden/{case.pk}/be-om-mer"
    client = sent_signed_out(cast, where, reason=WHY, seen="0")
    actions.close(case, by=cast.lars, outcome=Outcome.NOT, reason="Staden får inte göra detta.")
    client.force_login(cast.amira)
    answer = client.get(where)
    assert answer.status_code == 409
    assert SHOWN in answer.text


def test_the_number_that_was_sent_stays_with_the_text(cast):
    case = walks.opened(cast.units.care)
    where = f"/arenden/{case.pk}/be-om-mer"
    client = sent_signed_out(cast, where, reason=WHY, seen="0")
    actions.recommend(case, by=cast.lars, reason="Rådet säger ja.", body="Innovationsrådet")
    client.force_login(cast.amira)
    assert 'name="seen" value="0"' in client.get(where).text
    answer = client.post(where, {"reason": WHY, "seen": "0"})
    assert answer.status_code == 409
    assert walks.fresh(case).state == CaseState.OPEN


def test_work_on_a_case_and_a_barrier_come_back_too(cast):
    case = walks.opened(cast.units.care)
    for where, name in ((f"/arenden/{case.pk}/handledning", "text"), ("/hinder/nytt", "words")):
        client = sent_signed_out(cast, where, **{name: WHY})
        client.force_login(cast.amira)
        assert SHOWN in client.get(where).text
    assert not CoachingNote.objects.exists()
    assert not Barrier.objects.exists()


def test_an_answer_to_several_comes_back_with_the_same_cases(cast):
    first, second = walks.opened(cast.units.care), walks.opened(cast.units.care)
    where = f"/att-hantera/flera?case={first.pk}&case={second.pk}&verb=close"
    client = sent_signed_out(cast, where, reason=WHY, outcome="not", verb="close", case=[first.pk, second.pk])
    client.force_login(cast.amira)
    page = client.get(where).text
    assert SHOWN in page
    assert re.search(r'value="not"[^>]* checked', page)
    assert first.reference in page
    assert second.reference in page
    assert not Decision.objects.exists()


def test_a_unit_that_is_asked_finds_its_answer_again(cast):
    case = walks.opened(cast.units.care)
    walks.planned(case, cast.amira)
    receiver = actions.ask_receiver(case, by=cast.amira, unit=cast.units.care, question="Tar ni emot det?")
    where = f"/mottagare/{receiver.pk}"
    client = sent_signed_out(cast, where, answer="no", reason=WHY)
    client.force_login(cast.amira)
    assert SHOWN in client.get(where).text


def test_it_is_kept_for_half_an_hour_and_for_its_own_page(cast):
    case = walks.opened(cast.units.care)
    where = f"/arenden/{case.pk}/be-om-mer"
    client = sent_signed_out(cast, where, reason=WHY, seen="0")
    client.force_login(cast.amira)
    assert SHOWN not in client.get(f"/arenden/{case.pk}/ga-vidare").text
    with clock.at(clock.now() + timedelta(minutes=31)):
        assert SHOWN not in client.get(where).text


def test_so_much_and_so_often_is_kept(cast):
    client = sent_signed_out(cast, "/arenden/1/be-om-mer", reason="x" * (kept.LONGEST + 1))
    assert "core.kept" not in client.session
    for _time in range(kept.TIMES + 1):
        client = sent_signed_out(cast, "/arenden/1/be-om-mer", reason=WHY)
    assert "core.kept" not in client.session
    RateCount.objects.all().delete()
    client = sent_signed_out(cast, "/arenden/1/be-om-mer", reason=WHY)
    assert "core.kept" in client.session


def test_each_form_says_for_whom_it_was_drawn(cast):
    case = walks.opened(cast.units.care)
    page = cast.client(cast.amira).get(f"/arenden/{case.pk}/be-om-mer").text
    assert set(re.findall(rf'name="{kept.DRAWN_FOR}" value="(\w+)"', page)) == {kept.mark(cast.amira)}
    assert kept.DRAWN_FOR not in cast.client().get("/logga-in").text


def test_another_who_signs_in_next_in_the_same_browser_gets_none_of_it(cast):
    """Lars is her deputy, so each of the pages is open to him."""
    case = walks.opened(cast.units.care)
    where = f"/arenden/{case.pk}/be-om-mer"
    client = sent_signed_out(cast, where, reason=WHY, seen="0")
    client.force_login(cast.lars)
    page = client.get(where)
    assert page.status_code == 200
    assert SHOWN not in page.text
    assert HERE not in page.text
    assert "core.kept" not in client.session


def test_what_says_not_whose_it_is_is_not_kept(cast):
    case = walks.opened(cast.units.care)
    where = f"/arenden/{case.pk}/be-om-mer"
    client = sent_signed_out(cast, where, reason=WHY, seen="0", **{kept.DRAWN_FOR: ""})
    assert "core.kept" not in client.session
