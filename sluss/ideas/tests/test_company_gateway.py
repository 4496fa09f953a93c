"""Företagsslussen from the form to the answer, and Stötta pågående, which begins where the work is."""

from __future__ import annotations

import re

import pytest
from django.urls import reverse

from sluss.core.verdict import NotAllowed
from sluss.gates import actions as gates
from sluss.gates.models import CheckAnswer
from sluss.gates.states import Outcome, TrialResult
from sluss.ideas.actions import Contact, Replies
from sluss.ideas.models import Draft, Idea, Submission
from sluss.ideas.rules import giver_shown
from sluss.ideas.seed import COMPANIES, ONGOING
from sluss.journal.states import Visibility

from . import giving
from .pressing import code_on, press

pytestmark = pytest.mark.django_db
NOTICE = "Ett test ger ingen förtur i upphandling."
OFFER = "Vi har en sensor som känner när en brunn håller på att svämma över. Den larmar två dygn i förväg."
YES = {"check_behov": "yes", "check_klart": "yes", "check_utan_kop": "yes", "check_uppgifter": "unsure"}


@pytest.fixture
def base(cast):
    giving.base(cast.units.city)
    giving.way(COMPANIES, unit=cast.units.care)
    return cast


def address(language: str = "") -> str:
    return "/en/give-idea/foretagssluss" if language == "en" else reverse("ideas:submit", args=[COMPANIES])


def sent(client, **checks) -> str:
    """All the steps without an account; the text of the page that answers."""
    page = client.get(address())
    for go, fields in (("next", YES | checks), ("next", {"need": OFFER}), ("next", {"title": "Sensor för brunnar"})):
        page = press(client, page, COMPANIES, go, **fields)
        assert NOTICE in page.text
    return press(client, page, COMPANIES, "send", visibility="0", terms="on", name="Pia Ek, Bryggan Sensor AB")


def test_a_company_checks_itself_sends_and_gets_a_code(base):
    client = base.client()
    page = client.get(address())
    assert "Löser det ett behov som staden har?" in page.text
    assert "steg 1 av 4" in page.text
    receipt = sent(client)
    assert NOTICE in receipt.text
    assert code_on(receipt)
    submission = Submission.objects.get()
    assert submission.for_company
    answers = CheckAnswer.objects.filter(case__subject_id=submission.pk)
    assert {(answer.check_key, answer.answer, answer.from_giver, answer.by) for answer in answers} == {
        ("behov", "yes", True, None),
        ("klart", "yes", True, None),
        ("utan_kop", "yes", True, None),
        ("uppgifter", "unsure", True, None),
    }
    case = giving.case_of(giving.fresh(submission.idea))
    page = base.client(base.amira).get(f"/arenden/{case.pk}").text
    assert NOTICE in page
    assert "Osäker" in page
    client.post("/folj-ide", {"code": code_on(receipt)})
    assert NOTICE in client.get("/folj-ide").text


def test_a_question_left_out_is_asked_for(base):
    client = base.client()
    page = client.get(address())
    page = press(client, page, COMPANIES, "next", check_behov="yes")
    assert page.status_code == 422
    assert "steg 1 av 4" in page.text
    page = press(client, page, COMPANIES, "send_now", need=OFFER, check_behov="maybe")
    assert page.status_code == 422
    assert not Idea.objects.exists()


@pytest.mark.slow
def test_a_no_tells_where_to_turn_and_one_stops_or_sends_all_the_same(base):
    client = base.client()
    page = press(client, client.get(address()), COMPANIES, "next", **YES | {"check_utan_kop": "no"})
    assert "Då är det en upphandling." in page.text
    assert "Sluta här" in page.text
    assert "inkubator" not in page.text, "only where the answer was no"
    stopped = press(client, page, COMPANIES, "stop", need=OFFER)
    assert stopped.headers["Location"].startswith("/lamna-ide")
    assert not Idea.objects.exists()
    receipt = sent(client, check_utan_kop="no")
    assert code_on(receipt)
    assert CheckAnswer.objects.get(check_key="utan_kop").answer == "no"


def test_with_an_account_the_draft_holds_the_checks_and_stopping_deletes_it(base):
    client = base.client(base.company)
    key = str(client.get(address()).context["key"])
    answer = client.post(address(), {"key": key, "step": "0", "go": "next", **YES, "check_behov": "no"})
    assert answer.headers["Location"].endswith("?step=1")
    page = client.get(answer.headers["Location"]).text
    assert "näringslivskontoret" in page
    assert "checked" in client.get(f"{address()}/utkast/{key}?step=0").text
    client.post(address(), {"key": key, "step": "1", "go": "stop", "need": OFFER})
    assert not Draft.objects.exists()
    key = str(client.get(address()).context["key"])
    client.post(address(), {"key": key, "step": "0", "go": "next", **YES})
    assert client.post(address(), {"key": key, "step": "1", "go": "send_now", "need": OFFER}).status_code == 302
    idea = giving.fresh(Idea.objects.get())
    assert set(CheckAnswer.objects.values_list("by", flat=True)) == {base.company.pk}
    assert giver_shown(idea, giving.case_of(idea), None) == "Ett företag eller en organisation"
    assert NOTICE in client.get(f"/min-ide/{idea.pk}").text
    assert idea.subject.visibility == Visibility.HANDLERS, "as the way in has it where nothing is chosen"


def test_the_form_is_in_english_too_and_the_text_carries_its_language(base):
    client = base.client()
    swedish = client.get(address()).text
    assert re.search(r'href="/en/give-idea/foretagssluss"[^>]*lang="en"', swedish)
    page = client.get(address("en"))
    assert "Does it meet a need that the city has?" in page.text
    assert "A test gives no advantage in a procurement." in page.text
    state = re.search(r'name="state" value="([^"]+)"', page.text)
    assert state
    page = client.post(address("en"), {"state": state[1], "step": "0", "go": "next", **YES})
    state = re.search(r'name="state" value="([^"]+)"', page.text)
    assert state
    page = client.post(address("en"), {"state": state[1], "step": "1", "go": "send_now", "need": "A sensor for wells."})
    assert "Your receipt" in page.text
    idea = giving.fresh(Idea.objects.get())
    assert (idea.subject.language, idea.submission.language) == ("en", "en")
    assert 'lang="en"' in base.client(base.amira).get(f"/arenden/{giving.case_of(idea).pk}").text


@pytest.mark.parametrize("checks", [{}, {"behov": "yes"}, {"behov": "yes", "klart": "yes", "utan_kop": "yes", "uppgifter": "maybe"}])
def test_the_action_asks_for_the_whole_self_check(base, checks):
    with pytest.raises(NotAllowed):
        giving.submitted(None, COMPANIES, replies=Replies(checks=checks))
    assert not Idea.objects.exists()


@pytest.mark.slow
def test_a_company_walks_to_a_reasoned_no_and_another_to_a_test(base):
    no = giving.submitted(base.company, COMPANIES).idea
    gates.close(giving.case_of(no), by=base.amira, outcome=Outcome.NOT, reason="Vi har ingen som har behovet nu.")
    assert giving.fresh(no).status == "not_carried_out"
    yes = giving.submitted(None, COMPANIES, contact=Contact(name="Bryggan")).idea
    gates.advance(giving.case_of(yes), by=base.amira, reason=giving.REASON)
    with pytest.raises(NotAllowed):
        gates.advance(giving.case_of(yes), by=base.amira, reason=giving.REASON)
    made = gates.match(giving.case_of(yes), by=base.amira, unit=base.units.works, need="Brunnarna svämmar över.")
    gates.answer_match(made, by=base.wilma, accepts=True, reason="Vi har det behovet.")
    giving.advanced(yes, base.amira, "test")
    gates.end_trial(giving.case_of(yes), by=base.amira, result=TrialResult.PARTLY, learnt="Två av tre larm kom i tid.")
    gates.close(giving.case_of(yes), by=base.amira, outcome=Outcome.TESTED, reason="Två av tre larm kom i tid.")
    idea = giving.fresh(yes)
    assert idea.status == "tested"
    giving.worker()


# --- Work that is under way -------------------------------------------------------------------------------------------------------


def test_work_under_way_begins_where_it_is_and_says_what_help_it_needs(base):
    client = base.client(base.sara)
    page = client.get(reverse("ideas:submit", args=[ONGOING]))
    assert "Hur långt har arbetet kommit?" in page.text
    assert "Vilken hjälp behöver ni?" in page.text
    key, (question,) = str(page.context["key"]), giving.way(ONGOING).asked
    fields = {"key": key, "step": "1", "go": "send_now", "need": "Vi provar digitala lås på två ställen."}
    for wrong in ({}, {"stage": "pilot"}, {f"q_{question.pk}": "Juridik"}, {"stage": "drommen", f"q_{question.pk}": "Juridik"}):
        assert client.post(reverse("ideas:submit", args=[ONGOING]), fields | wrong).status_code == 422
    answer = client.post(reverse("ideas:submit", args=[ONGOING]), fields | {"stage": "pilot", f"q_{question.pk}": "Juridik"})
    assert answer.status_code == 302
    idea = giving.fresh(Idea.objects.get())
    case = giving.case_of(idea)
    assert (case.stage.key, idea.phase, case.receiving_unit) == ("pilot", case.stage.phase, base.units.care)
    page = base.client(base.amira).get(f"/arenden/{case.pk}").text
    assert "Vilken hjälp behöver ni?" in page
    assert "Juridik" in page


def test_where_the_process_begins_at_its_first_stage_no_other_can_be_named(base):
    with pytest.raises(NotAllowed, match="första steget"):
        giving.submitted(base.sara, replies=Replies(stage="pilot"))
    with pytest.raises(NotAllowed, match="hur långt"):
        giving.submitted(base.sara, ONGOING, replies=Replies(answers=giving.replies(giving.way(ONGOING)).answers))
    with pytest.raises(NotAllowed):
        giving.submitted(base.rut, ONGOING)
    assert not Idea.objects.exists()
