"""Every verb through its form: done, refused, filled in wrongly."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest

from sluss.core import clock
from sluss.gates.forms import LONGEST_REASON
from sluss.gates.models import Assessment, Case, CheckAnswer, Decision
from sluss.gates.states import CaseState, DecisionKind, Outcome
from sluss.journal.models import Event, Subject

from . import walks

pytestmark = pytest.mark.django_db
MONDAY = date(2026, 3, 9)
LATER = MONDAY + timedelta(days=60)
WHY = "Vi har pengar och folk till det.\n\n- punkt ett\n- punkt två"
CRITERIA = ("nytta", "genomforbarhet", "nyhet", "risk")

# verb: (part of the address, the state it begins in, what is filled in, the kind of decision it makes)
FORMS = {
    "advance": ("ga-vidare", "open", {"reason": WHY}, DecisionKind.ADVANCE),
    "ask": ("be-om-mer", "open", {"reason": WHY}, DecisionKind.ASK),
    "send_back": ("aterfor", "assessment", {"reason": WHY, "to": "first"}, DecisionKind.SEND_BACK),
    "park": ("parkera", "open", {"reason": WHY, "until": LATER.isoformat()}, DecisionKind.PARK),
    "wake": ("ta-upp", "parked", {}, DecisionKind.WAKE),
    "close": ("avsluta", "open", {"reason": WHY, "outcome": "not"}, DecisionKind.CLOSE),
    "refer": ("hanvisa", "open", {"reason": WHY, "to": "elsewhere", "elsewhere": "Regionen"}, DecisionKind.REFER),
    "recommend": ("rekommendation", "open", {"reason": WHY, "body": "Innovationsrådet"}, DecisionKind.RECOMMEND),
    "release": ("visa-for-andra", "open", {"visibility": "2"}, DecisionKind.RELEASE),
    "take": ("ta-over", "open", {}, None),
    "hand_over": ("lamna-over", "open", {"to": "lars"}, None),
    "check": ("kontrollfragor", "open", {"answer_uppdrag": "yes", "note_uppdrag": "Ja, helt klart."}, None),
    "match": ("matcha", "matching", {"unit": "care", "need": "Brunnarna svämmar över i april."}, None),
    "assess": ("bedom", "assessment", {"reason": WHY} | {f"points_{key}": "4" for key in CRITERIA}, None),
    "recuse": ("jav", "assessment", {"reason": WHY}, None),
    "plan_trial": ("planera-test", "open", {"baseline": WHY, "ends_on": LATER.isoformat(), "stop_criterion": "Om någon skadas."}, None),
    "end_trial": ("testresultat", "trial", {"result": "did_not", "learnt": WHY}, None),
    "ask_receiver": ("fraga-mottagare", "open", {"unit": "own", "question": WHY}, None),
    "take_back": ("aterta-fragan", "last", {"reason": WHY}, None),
    "lift": ("lyft", "open", {}, None),
    "board": (
        "namndbeslut",
        "open",
        {"what": "not", "reason": WHY, "decided_on": MONDAY.isoformat(), "paragraph": "§ 112"},
        DecisionKind.CLOSE,
    ),
}
DECIDED_WITH_REASON = ("advance", "ask", "send_back", "park", "close", "refer", "recommend")
LEGAL = ("advance", "send_back", "park", "close")


@pytest.fixture(autouse=True)
def _monday():
    with clock.at(MONDAY):
        yield


def begun(cast, verb) -> Case:
    return walks.STATES[FORMS[verb][1]](cast.units.care, cast.decider)


def address(case: Case, verb: str) -> str:
    return f"/arenden/{case.pk}/{FORMS[verb][0]}"


def filled(cast, case: Case, verb: str, **changes) -> dict:
    data = {"seen": str(case.decisions_made)} | FORMS[verb][2] | changes
    if data.get("to") == "first":
        data["to"] = str(case.version.stages.first().pk)
    if data.get("unit") == "own":
        data["unit"] = str(case.receiving_unit_id)
    if data.get("unit") == "care":
        data["unit"] = str(cast.units.care.pk)
    if data.get("to") in cast.people:
        data["to"] = str(cast.people[data["to"]].pk)
    return {name: value for name, value in data.items() if value is not None}


@pytest.mark.slow
@pytest.mark.parametrize("verb", FORMS)
def test_a_verb_is_done_through_its_form(cast, verb):
    case = begun(cast, verb)
    client = cast.client(cast.amira)
    page = client.get(address(case, verb))
    assert page.status_code == 200
    assert f'name="seen" value="{case.decisions_made}"' in page.text
    events = Event.objects.count()
    answer = client.post(address(case, verb), filled(cast, case, verb), follow=True)
    assert answer.redirect_chain == [(f"/arenden/{case.pk}", 302)]
    assert 'class="sl-msg"' in answer.text  # what happened is said
    assert Event.objects.count() > events
    kind = FORMS[verb][3]
    newest = Decision.objects.filter(case=case).order_by("-number").first()
    if kind is None:
        assert newest is None or newest.number == case.decisions_made
    else:
        assert (newest.number, newest.kind, newest.recorded_by) == (case.decisions_made + 1, kind, cast.amira)
        assert newest.reason == FORMS[verb][2].get("reason", "")


@pytest.mark.slow
def test_what_each_verb_leads_to(cast):
    def after(verb, **changes) -> Case:
        case = begun(cast, verb)
        assert cast.client(cast.amira).post(address(case, verb), filled(cast, case, verb, **changes)).status_code == 302
        return walks.fresh(case)

    assert after("advance").stage.key == "bedomning"
    assert after("send_back").stage.key == "provning"
    assert after("ask").state == CaseState.ASKED
    assert after("park").parked_until == LATER
    assert after("wake").state == CaseState.OPEN
    closed = after("close", outcome="partly")
    assert (closed.state, closed.outcome) == (CaseState.CLOSED, Outcome.PARTLY)
    assert after("take").owner == cast.amira
    assert after("hand_over").owner == cast.lars
    narrowed = Subject.objects.get(pk=after("release", visibility="1").subject_id)
    assert narrowed.is_released
    assert narrowed.reach == 1
    checked = CheckAnswer.objects.get(case=after("check"))
    assert (checked.check_key, checked.answer, checked.note, checked.by) == ("uppdrag", "yes", "Ja, helt klart.", cast.amira)
    assessed = Assessment.objects.get(case=after("assess"))
    assert {score.points for score in assessed.scores.all()} == {4}


# --- Filled in wrongly --------------------------------------------------------------------------------------------------

WRONG = [
    *((verb, {"reason": bad}, "reason") for verb in (*DECIDED_WITH_REASON, "assess") for bad in ("", " \n\t ", "\x00", "\u200b", None)),
    *((verb, {"reason": "x" * (LONGEST_REASON + 1)}, "reason") for verb in (*DECIDED_WITH_REASON, "assess")),
    *(("park", {"until": bad}, "until") for bad in ("", "x", "2026-03-09", "2026-03-08", "0000-00-00", "0001-01-01", "9999-12-31")),
    *(("park", {"until": bad}, "until") for bad in ("2026-02-30", "2030-01-01", "1/2/2027", "\x00")),
    *(("send_back", {"to": bad}, "to") for bad in ("", "x", "0", "-1", "999999999999999999999999", "\x00", "'; drop")),
    *(("close", {"outcome": bad}, "outcome") for bad in ("", "x", "no_support", "withdrawn", "\x00")),
    *(("hand_over", {"to": bad}, "to") for bad in ("", "x", "sara", "wilma", "assessor", "0", "99999999999999999999")),
    *(("release", {"visibility": bad}, "visibility") for bad in ("", "3", "-1", "x", "\x00")),
    *(("assess", {"points_nytta": bad}, "points_nytta") for bad in ("", "0", "6", "-1", "4.5", "x", "\x00")),
    *(("plan_trial", {"ends_on": bad}, "ends_on") for bad in ("", "x", "2026-03-09", "2026-02-30", "2030-01-01", "9999-12-31", "\x00")),
    *(("plan_trial", {name: bad}, name) for name in ("baseline", "stop_criterion") for bad in ("", " \n ", "\x00", None)),
    *(("end_trial", {"result": bad}, "result") for bad in ("", "x", "\x00", None)),
    *(("end_trial", {"learnt": bad}, "learnt") for bad in ("", "  ", "\x00")),
    *(("ask_receiver", {"unit": bad}, "unit") for bad in ("", "x", "0", "99999999999999999999", "\x00")),
    *(("ask_receiver", {"question": bad}, "question") for bad in ("", "  ", "\x00")),
    *(("take_back", {"reason": bad}, "reason") for bad in ("", "  ", "\x00")),
    ("check", {"answer_uppdrag": "perhaps"}, "answer_uppdrag"),
    ("check", {"answer_uppdrag": ""}, "answer_uppdrag"),
    ("check", {"note_uppdrag": "x" * 501}, "note_uppdrag"),
    ("check", {"answer_uppdrag": None, "note_uppdrag": None}, ""),
    *(("refer", {"to": bad}, "to") for bad in ("", "unit-", "unit-0", "way-99", "\x00", "x" * 201)),
    *(("refer", {"elsewhere": bad}, "elsewhere") for bad in ("", "  ", "x" * 201)),
    *(("recommend", {"body": bad}, "body") for bad in ("", "  ", "\x00", "x" * 201)),
    *((verb, {"decided_on": bad}, "decided_on") for verb in LEGAL for bad in ("2026-03-10", "1999-01-01", "x", "9999-12-31")),
    *((verb, {"capacity": "board"}, "body paragraph") for verb in LEGAL),
    *((verb, {"capacity": "delegated"}, "decided_by") for verb in LEGAL),
    *((verb, {"capacity": "delegated", "decided_by": "Eva Ström"}, "paragraph") for verb in LEGAL),
    *((verb, {"capacity": bad}, "capacity") for verb in LEGAL for bad in ("x", "recommendation", "\x00")),
    *((verb, {"paragraph": "x" * 61}, "paragraph") for verb in LEGAL),
]


@pytest.mark.slow
@pytest.mark.parametrize("verb", FORMS)
def test_what_is_wrong_is_said_at_its_field_and_changes_nothing(cast, verb):
    case = begun(cast, verb)
    client = cast.client(cast.amira)
    written = (Decision.objects.count(), Event.objects.count())
    for changes, fields in [(changes, fields) for one, changes, fields in WRONG if one == verb]:
        answer = client.post(address(case, verb), filled(cast, case, verb, **changes))
        assert answer.status_code == 422, changes
        assert list(answer.context["form"].errors) == (fields.split() or ["__all__"]), changes
        assert 'class="ds-error-summary"' in answer.text
        assert re.search("<title>(Fel|Error):", answer.text)
        assert f'name="seen" value="{case.decisions_made}"' in answer.text
    assert (Decision.objects.count(), Event.objects.count()) == written


@pytest.mark.slow
@pytest.mark.parametrize("verb", DECIDED_WITH_REASON)
def test_what_was_typed_is_not_lost_by_an_error(cast, verb):
    """Whatever is missing beside the reason, the reason stands there still."""
    case = begun(cast, verb)
    missing = {
        "send_back": {"to": ""},
        "park": {"until": "x"},
        "close": {"outcome": ""},
        "refer": {"to": ""},
        "recommend": {"body": ""},
        "ask": {"seen": "99"},
    }
    changes = missing.get(verb, {"decided_on": "x"})
    answer = cast.client(cast.amira).post(address(case, verb), filled(cast, case, verb, **changes))
    assert answer.status_code in {409, 422}
    assert "Vi har pengar och folk till det." in answer.text


def test_the_legal_facts_are_kept_and_unfolded_when_something_is_wrong_in_them(cast):
    case = begun(cast, "advance")
    client = cast.client(cast.amira)
    folded = client.get(address(case, "advance")).text
    assert "<details" in folded
    assert "<details open" not in folded.replace('class="ds-details" ', "")
    wrong = client.post(address(case, "advance"), filled(cast, case, "advance", capacity="board", paragraph="§ 7"))
    assert '<details class="ds-details" open' in wrong.text
    assert 'value="§ 7"' in wrong.text
    given = {"capacity": "board", "body": "Äldrenämnden", "paragraph": "§ 112", "decided_on": MONDAY.isoformat()}
    assert client.post(address(case, "advance"), filled(cast, case, "advance", **given)).status_code == 302
    decision = Decision.objects.get(case=case)
    assert (decision.capacity, decision.body, decision.paragraph) == ("board", "Äldrenämnden", "§ 112")
    assert decision.decided_by == "", "a board's decision does not carry the name of whoever wrote it down"
    assert decision.recorded_name.startswith(cast.amira.name)
    shown = client.get(f"/en/cases/{case.pk}").text
    assert "Board decision, Äldrenämnden, § 112, 9\xa0March 2026. Recorded by Amira Haddad, utvecklingsledare" in shown


def test_a_board_decision_is_written_down_with_its_paragraph_by_one_who_does_not_decide(cast):
    case = begun(cast, "close")
    answer = cast.client(cast.amira).post(address(case, "close"), filled(cast, case, "close", capacity="board", body="Äldrenämnden"))
    assert list(answer.context["form"].errors) == ["paragraph"]
    decider = cast.client(cast.decider)
    assert decider.post(address(case, "close"), filled(cast, case, "close", capacity="board", body="Äldrenämnden")).status_code == 302


def test_a_decision_cannot_be_older_than_its_case(cast):
    with clock.at(MONDAY - timedelta(days=3)):
        case = walks.opened(cast.units.care)
    client = cast.client(cast.amira)
    before = {"decided_on": (MONDAY - timedelta(days=4)).isoformat()}
    assert client.post(address(case, "advance"), filled(cast, case, "advance", **before)).status_code == 422
    same_day = {"decided_on": (MONDAY - timedelta(days=3)).isoformat()}
    assert client.post(address(case, "advance"), filled(cast, case, "advance", **same_day)).status_code == 302


def test_a_later_stage_or_one_of_another_process_is_none_to_send_back_to(cast):
    case = begun(cast, "send_back")
    other = walks.process("invanarforslag").current.stages.first()
    later = case.version.stages.last()
    for stage in (other, later, case.stage):
        answer = cast.client(cast.amira).post(address(case, "send_back"), filled(cast, case, "send_back", to=str(stage.pk)))
        assert answer.status_code == 422, stage


def test_what_is_hidden_from_a_subject_cannot_be_widened(cast):
    case = walks.opened(cast.units.care)
    Subject.objects.filter(pk=case.subject_id).update(visibility=1)
    client = cast.client(cast.amira)
    page = client.get(address(case, "release"))
    assert 'value="1"' in page.text
    assert 'type="radio" name="visibility" value="2"' not in page.text
    assert client.post(address(case, "release"), filled(cast, case, "release", visibility="2")).status_code == 422


def test_control_characters_are_cleaned_out_of_what_is_kept(cast):
    case = begun(cast, "advance")
    cast.client(cast.amira).post(address(case, "advance"), filled(cast, case, "advance", reason="Ja\x00 \u202etack\r\nrad två  "))
    assert Decision.objects.get(case=case).reason == "Ja tack\nrad två"


def test_markup_in_a_reason_is_shown_harmless(cast):
    case = begun(cast, "advance")
    client = cast.client(cast.amira)
    reason = "<script>alert(1)</script> **viktigt** [x](javascript:alert(1))"
    client.post(address(case, "advance"), filled(cast, case, "advance", reason=reason))
    text = client.get(f"/arenden/{case.pk}").text
    assert "<script>alert" not in text
    assert "<strong>viktigt</strong>" in text
    assert 'href="javascript' not in text


# --- The last and the first stage, and other states ---------------------------------------------------------------------


@pytest.mark.slow
@pytest.mark.parametrize(
    ("state", "verb", "why"),
    [
        ("last", "advance", "This is the last stage"),
        ("open", "send_back", "This is the first stage"),
        ("support", "close", "It collects support"),
        ("asked", "advance", "waits for the giver"),
        ("asked", "ask", "waits for the giver"),
        ("parked", "close", None),
        ("parked", "advance", "The case is parked"),
        ("open", "wake", "in progress"),
        ("closed", "advance", "The case is closed"),
        ("closed", "take", "The case is closed"),
        ("open", "assess", "assessment stage"),
        ("last", "check", "no check questions"),
    ],
)
def test_a_verb_that_the_state_does_not_permit_says_why(cast, state, verb, why):
    case = walks.STATES[state](cast.units.care, cast.decider)
    path = f"/en{_english(case, verb)}"
    client = cast.client(cast.amira)
    page = client.get(path)
    if why is None:
        assert page.status_code == 200
        return
    assert page.status_code == 409
    assert why in page.text
    before = Decision.objects.count()
    answer = client.post(path, filled(cast, case, verb))
    assert answer.status_code in {409, 422}
    assert Decision.objects.count() == before


def _english(case: Case, verb: str) -> str:
    words = {
        "advance": "advance",
        "ask": "ask-for-more",
        "send_back": "send-back",
        "close": "end",
        "wake": "take-up",
        "take": "take-over",
        "assess": "assess",
        "check": "check-questions",
    }
    return f"/cases/{case.pk}/{words[verb]}"


def test_a_stage_without_outcomes_offers_no_close_even_when_it_waits(cast):
    case = walks.STATES["support"](cast.units.care, cast.decider)
    walks.do("ask", case, cast.amira)
    page = cast.client(cast.amira).get(f"/en/cases/{case.pk}/end")
    assert page.status_code == 409
    assert "nobody closes a case" in page.text


# --- The next in the queue ----------------------------------------------------------------------------------------------


def test_after_an_answer_the_next_in_the_queue_can_be_opened(cast):
    with clock.at(MONDAY - timedelta(days=5)):
        first, second = walks.opened(cast.units.care), walks.opened(cast.units.care)
    client = cast.client(cast.amira)
    answer = client.post(address(first, "close"), filled(cast, first, "close", then="next"), follow=True)
    assert answer.redirect_chain[-1][0] == f"/arenden/{second.pk}"
    assert 'class="sl-msg"' in answer.text
    answer = client.post(address(second, "ask"), filled(cast, second, "ask", then="next"), follow=True)
    assert answer.redirect_chain[-1][0] == "/att-hantera?tab=mine"
    for verb in ("take", "hand_over", "release", "wake", "recommend", "check"):
        assert 'value="next"' not in client.get(address(walks.opened(cast.units.care), verb)).text


def test_an_assessor_goes_on_to_the_next_to_assess(cast):
    first, second = (walks.at_stage(cast.units.care, cast.office, "bedomning") for _ in range(2))
    answer = cast.client(cast.assessor).post(address(first, "assess"), filled(cast, first, "assess", then="next"), follow=True)
    assert answer.redirect_chain[-1][0] == f"/arenden/{second.pk}"


def test_too_much_text_is_refused_and_not_kept(cast):
    case = begun(cast, "advance")
    answer = cast.client(cast.amira).post(address(case, "advance"), filled(cast, case, "advance", reason="x" * 2_100_000))
    assert answer.status_code in {400, 413}
    assert not Decision.objects.exists()


def test_a_form_needs_its_token(cast):
    from django.test import Client

    case = begun(cast, "advance")
    client = Client(enforce_csrf_checks=True)
    client.force_login(cast.amira)
    assert client.post(address(case, "advance"), filled(cast, case, "advance")).status_code == 403
    assert not Decision.objects.exists()
