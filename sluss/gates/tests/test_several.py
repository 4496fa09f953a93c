"""One reasoned answer to many, and a queue handed over: each case by itself, and nothing lost of those that could not be."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.utils import translation

from sluss.core import clock
from sluss.core.dates import day
from sluss.gates import actions
from sluss.gates.models import Case, Decision, Promise, Transfer
from sluss.gates.states import CaseState, Outcome
from sluss.journal.models import Event

from . import walks

pytestmark = pytest.mark.django_db
SEVERAL = "/en/to-answer/several"
BACK = "/en/to-answer?tab=units"


@pytest.fixture
def three(cast) -> list[Case]:
    return [walks.opened(cast.units.care) for _n in range(3)]


def post(client, verb, cases, **more):
    seen = {f"seen-{case.pk}": walks.fresh(case).decisions_made for case in cases}
    return client.post(f"{SEVERAL}?back=tab%3Dunits", {"verb": verb, "case": [case.pk for case in cases], **seen, **more})


def states(cases) -> list[str]:
    return [walks.fresh(case).state for case in cases]


FORMS = {
    "close": {"outcome": "not", "reason": walks.REASON},
    "ask": {"reason": "Hur många gäller det?"},
    "park": {"until": (clock.today() + timedelta(days=30)).isoformat(), "reason": walks.REASON},
}
STATE = {"close": "closed", "ask": "asked", "park": "parked"}


@pytest.mark.parametrize("verb", FORMS)
def test_each_gets_a_decision_and_a_letter_of_its_own(cast, three, verb):
    client = cast.client(cast.amira)
    page = client.get(SEVERAL, {"verb": verb, "case": [case.pk for case in three]})
    assert page.status_code == 200
    assert page.text.count('name="case"') == 3
    answer = post(client, verb, three, **FORMS[verb])
    assert (answer.status_code, answer.url) == (302, BACK)
    assert states(three) == [STATE[verb]] * 3
    decided = Decision.objects.filter(kind=verb)
    assert sorted(decided.values_list("case_id", flat=True)) == [case.pk for case in three]
    kind = {"close": "case.closed", "ask": "case.asked", "park": "case.parked"}[verb]
    assert Event.objects.filter(kind=kind).values("subject").distinct().count() == 3
    assert "3 cases" in client.get(BACK).text


def kept_text(cast, unit, text, language="sv"):
    return actions.keep_template(unit=unit, title="Tack, men nej", text=text, language=language, by=cast.office)


def test_a_text_is_put_in_and_filled_in_for_each(cast, three):
    text = kept_text(cast, cast.units.care, "{hälsning} Om ”{titel}”: {svarsdag}.")
    client = cast.client(cast.amira)
    page = client.get(SEVERAL, {"verb": "close", "case": [case.pk for case in three]}).text
    assert f'<option value="{text.pk}"' in page
    page = post(client, "close", three, insert="1", text=text.pk, reason="Först det här.", outcome="not").text
    assert "Först det här.\n\n{hälsning} Om ”{titel}”: {svarsdag}.</textarea>" in page
    assert "What is in braces is filled in for each case." in page
    assert re.search(r'value="not"[^>]*checked', page)
    assert states(three) == ["open"] * 3, "nothing is decided yet"
    page = post(client, "close", three, insert="1", text="", reason="Först", outcome="").text
    assert "Choose a text in the list first." in page
    due = {case.pk: case.promises.get().due_on for case in three}
    assert post(client, "close", three, outcome="not", reason=text.text).status_code == 302
    for case in three:
        with translation.override("sv"):
            said = f"Hej! Om ”{case.subject.title}”: {day(due[case.pk])}."
        assert case.decisions.get().reason == said


def test_a_word_in_braces_that_means_nothing_is_sent_to_nobody(cast, three):
    answer = post(cast.client(cast.amira), "close", three, outcome="not", reason="{hälsnign} Det blir inget av det.")
    assert answer.status_code == 422
    assert "{hälsnign} means nothing here." in answer.text
    assert states(three) == ["open"] * 3


def test_cases_of_several_units_share_the_texts_of_those_above_them(cast):
    mine, others = walks.opened(cast.units.care), walks.opened(cast.units.works)
    kept_text(cast, cast.units.care, "Bara vården.")
    shared = kept_text(cast, cast.units.city, "Hela staden.", language="en")
    page = cast.client(cast.office).get(SEVERAL, {"verb": "ask", "case": [mine.pk, others.pk]}).text
    assert re.findall(r'<option value="(\d+)"', page) == [str(shared.pk)]
    page = cast.client(cast.office).get(SEVERAL, {"verb": "hand_over", "case": [mine.pk, others.pk]}).text
    assert "Begin with a text" not in page


def test_what_could_not_be_is_listed_with_its_reason_and_nothing_is_lost(cast, three):
    client = cast.client(cast.amira)
    asked, meanwhile, fine = three
    seen = {f"seen-{case.pk}": 0 for case in three}
    actions.recommend(meanwhile, by=cast.office, reason=walks.REASON, body="Rådet")  # another decision than the page showed
    actions.close(asked, by=cast.office, outcome=Outcome.NOT, reason=walks.REASON)
    answer = client.post(SEVERAL, {"verb": "ask", "case": [case.pk for case in three], **seen, "reason": "Hur många, egentligen?"})
    assert answer.status_code == 200
    assert states(three) == ["closed", "open", "asked"]
    assert "The case is closed." in answer.text
    assert "Somebody else has just decided in this case." in answer.text
    assert "The question is sent in 1 case." in answer.text
    assert "Hur många, egentligen?" in answer.text
    assert Decision.objects.filter(kind="ask").count() == 1
    again = client.post(SEVERAL, {"verb": "ask", "case": [fine.pk], f"seen-{fine.pk}": 0, "reason": "Hur många, egentligen?"})
    assert again.status_code == 409, "sent twice it is done once"
    assert Decision.objects.filter(kind="ask").count() == 1


def test_other_stages_say_before_that_it_cannot_be(cast):
    support, fine = walks.STATES["support"](cast.units.care, cast.amira), walks.opened(cast.units.care)
    page = cast.client(cast.amira).get(SEVERAL, {"verb": "close", "case": [support.pk, fine.pk]})
    assert "It collects support. It can be closed when the time is over." in page.text or "nobody closes a case" in page.text
    assert re.findall(r'name="case" value="(\d+)"', page.text) == [str(fine.pk)]
    none = cast.client(cast.amira).get(SEVERAL, {"verb": "close", "case": [support.pk]})
    assert none.status_code == 409


@pytest.mark.parametrize("name", ["sara", "assessor", "communicator", "registrar", "auditor", "admin", "rut"])
def test_those_who_do_not_handle_cannot(cast, three, name):
    client = cast.client(cast.people[name])
    assert client.get(SEVERAL, {"verb": "close", "case": three[0].pk}).status_code == 403
    assert post(client, "close", three, **FORMS["close"]).status_code == 403
    assert states(three) == ["open"] * 3


def test_one_of_another_department_neither_sees_nor_answers_them(cast, three):
    client = cast.client(cast.wilma)
    answer = client.get(SEVERAL, {"verb": "close", "case": [case.pk for case in three]})
    assert three[0].subject.title not in answer.text
    assert post(client, "close", three, **FORMS["close"]).status_code == 409
    assert states(three) == ["open"] * 3


@pytest.mark.parametrize(
    "asked",
    [{}, {"verb": "close"}, {"verb": "withdraw", "case": 1}, {"verb": "close", "case": "x"}, {"verb": "close", "case": list(range(1, 52))}],
)
def test_nothing_chosen_or_too_much_leads_back_with_a_word(cast, asked):
    client = cast.client(cast.amira)
    answer = client.get(SEVERAL, asked, follow=True)
    assert answer.redirect_chain[-1][0] == "/en/to-answer"
    assert "Choose at" in answer.text


@pytest.mark.parametrize("bad", ["", "\x00", "-1", "9" * 40])
def test_a_made_up_number_of_decisions_does_nothing(cast, three, bad):
    answer = cast.client(cast.amira).post(SEVERAL, {"verb": "close", "case": three[0].pk, f"seen-{three[0].pk}": bad, **FORMS["close"]})
    assert answer.status_code == 409
    assert states(three) == ["open"] * 3


def test_without_a_reason_all_is_asked_again_and_stays(cast, three):
    answer = post(cast.client(cast.amira), "close", three, outcome="not", reason=" ")
    assert answer.status_code == 422
    assert answer.text.count('name="case"') == 3
    assert states(three) == ["open"] * 3


# --- Handing over --------------------------------------------------------------------------------------------------------


def test_a_whole_queue_is_handed_over_with_a_reason(cast, three):
    client = cast.client(cast.amira)
    page = client.get(SEVERAL, {"verb": "hand_over", "all": "1"})
    assert page.text.count('name="case"') == 3
    assert f'value="{cast.lars.pk}"' in page.text
    answer = post(client, "hand_over", three, to=cast.lars.pk, reason="Jag börjar på annat jobb. Ring Sara om brunnarna.")
    assert (answer.status_code, answer.url) == (302, BACK)
    assert {walks.fresh(case).owner for case in three} == {cast.lars}
    assert set(Promise.objects.values_list("person", flat=True)) == {cast.lars.pk}
    rows = Transfer.objects.values_list("from_person", "to_person", "cause", "by").distinct()
    assert list(rows) == [(None, cast.lars.pk, "handed_over", cast.amira.pk)]
    event = Event.objects.filter(kind="case.taken").latest("pk")
    assert event.data["persons"] == [cast.lars.pk]
    assert "Brunnar" not in client.get("/en/to-answer").text


def test_one_who_may_not_handle_it_cannot_be_chosen(cast, three):
    answer = post(cast.client(cast.amira), "hand_over", three, to=cast.wilma.pk, reason="Ta dem.")
    assert answer.status_code == 422
    assert not Transfer.objects.exists()


def test_whoever_cannot_have_one_of_them_gets_the_others(cast):
    ours, theirs = walks.opened(cast.units.care), walks.opened(cast.units.works)
    answer = post(cast.client(cast.office), "hand_over", [ours, theirs], to=cast.wilma.pk, reason="Gata och park.")
    assert answer.status_code == 200
    assert "That person may not handle cases in this unit." in answer.text
    assert (walks.fresh(ours).owner, walks.fresh(theirs).owner) == (None, cast.wilma)


def test_taking_and_letting_go_are_rows_too(cast):
    case = actions.take(walks.opened(cast.units.care), by=cast.decider)
    actions.hand_over(case, to=cast.amira, by=cast.decider, reason="Din tur.")
    actions.let_go(cast.amira, by=cast.admin)
    rows = [(t.cause, t.from_person_id, t.to_person_id, t.by_id) for t in Transfer.objects.order_by("pk")]
    amira, decider = cast.amira.pk, cast.decider.pk
    assert rows == [
        ("taken", None, decider, decider),
        ("handed_over", decider, amira, decider),
        ("left", amira, None, cast.admin.pk),
    ]


def test_handing_to_one_who_has_it_is_refused(cast):
    case = actions.take(walks.opened(cast.units.care), by=cast.amira)
    answer = post(cast.client(cast.lars), "hand_over", [case], to=cast.amira.pk, reason="Igen.")
    assert answer.status_code == 409
    assert Transfer.objects.count() == 1
    assert walks.fresh(case).state == CaseState.OPEN


@pytest.mark.slow
def test_what_it_costs(cast, django_assert_num_queries):
    client = cast.client(cast.amira)
    for more in (1, 2, 47):
        cases = [walks.opened(cast.units.care) for _n in range(more)]
        asked = {"verb": "close", "case": [case.pk for case in Case.objects.all()]}
        client.get(SEVERAL, asked)
        with django_assert_num_queries(8):
            assert client.get(SEVERAL, asked).status_code == 200
        assert cases
