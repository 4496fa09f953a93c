"""The case page: who may open it, what stands on it, and what must not."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest

from sluss.core import clock, panels, providers
from sluss.core.providers import Giver, Kind
from sluss.gates import actions
from sluss.gates.models import Decision
from sluss.gates.states import Verb
from sluss.gates.views.case import PAGES

from . import walks
from .test_views_verbs import FORMS, address, filled

pytestmark = pytest.mark.django_db
MONDAY = date(2026, 3, 9)

# Person: what the case page, a page of a verb that handles and the page to assess answer, in a case of the care department.
DOORS = {
    "amira": (200, 200, 200),
    "lars": (200, 200, 200),
    "decider": (200, 200, 403),
    "office": (200, 200, 200),
    "assessor": (200, 403, 200),
    "assessor2": (200, 403, 200),
    "communicator": (200, 403, 403),
    "registrar": (200, 403, 403),
    "auditor": (200, 403, 403),
    "wilma": (404, 404, 404),
    "admin": (404, 404, 404),
    "sara": (404, 404, 404),
    "outsider": (404, 404, 404),
    "rut": (404, 404, 404),
    "company": (404, 404, 404),
}


@pytest.fixture
def given_by(monkeypatch):
    """Say who gave a subject, as the app that owns it would."""
    given: dict[int, Giver] = {}

    def givers(subject_ids):
        return [given[pk] for pk in subject_ids if pk in given]

    monkeypatch.setitem(providers._PROVIDERS, Kind.GIVERS, [(1, givers)])
    return lambda case, person: given.update(
        {case.subject_id: Giver(case.subject_id, person.pk, person.name, person.email, person.language)}
    )


@pytest.mark.slow
def test_who_may_open_what(cast):
    assert set(DOORS) == set(cast.people)
    case = walks.at_stage(cast.units.care, cast.office, "bedomning")
    doors = {}
    for name, person in cast.people.items():
        client = cast.client(person)
        doors[name] = tuple(client.get(f"/arenden/{case.pk}{part}").status_code for part in ("", "/ga-vidare", "/bedom"))
    assert doors == DOORS


@pytest.mark.slow
def test_what_the_page_refuses_the_post_refuses(cast):
    """Every verb × one of each kind who may not: a door that is shut is shut for the form too, and nothing is written."""
    states = {state: walks.STATES[state](cast.units.care, cast.office) for state in {form[1] for form in FORMS.values()}}
    written = Decision.objects.count()
    for name in ("assessor", "auditor", "wilma", "sara"):
        client = cast.client(cast.people[name])
        for verb in FORMS:
            case = states[FORMS[verb][1]]
            expected = DOORS[name][2] if verb in {"assess", "recuse"} else DOORS[name][1]
            if expected != 200:
                answer = client.post(address(case, verb), filled(cast, case, verb))
                assert answer.status_code == expected, f"{name} {verb}"
    assert Decision.objects.count() == written


def test_one_who_is_not_signed_in_is_asked_to_whether_the_case_is_there_or_not(cast, client):
    case = walks.opened(cast.units.care)
    for pk in (case.pk, 999_999):
        for part in ("", "/ga-vidare", "/beslut/1/ratta"):
            answer = client.get(f"/arenden/{pk}{part}")
            assert (answer.status_code, f"next=/arenden/{pk}{part}" in answer.url) == (302, True)
    assert client.post(f"/arenden/{case.pk}/ga-vidare", {"reason": "x", "seen": "0"}).status_code == 302
    assert not Decision.objects.exists()


@pytest.mark.parametrize("pk", ["0", "999999", "99999999999999999999999999"])
def test_a_case_that_is_not_there(cast, pk):
    assert cast.client(cast.office).get(f"/arenden/{pk}").status_code == 404


def test_all_that_can_be_done_is_a_button_and_the_rest_says_why(cast):
    case = walks.opened(cast.units.care)
    text = cast.client(cast.amira).get(f"/en/cases/{case.pk}").text
    links = set(re.findall(rf'href="/en/cases/{case.pk}/([a-z-]+)"', text))
    always = {"show-to-others", "advance", "ask-for-more", "park", "end", "refer", "recommendation", "hand-over", "lift"}
    assert links == always | {"plan-trial", "ask-receiver", "sort", "barriers", "coaching"}
    assert f'action="/en/cases/{case.pk}/take-over"' in text
    assert re.search(r'aria-disabled="true"[^>]*>.*Send it back.*This is the first stage', text, re.DOTALL)


def test_one_who_only_reads_gets_no_buttons(cast):
    case = walks.at_stage(cast.units.care, cast.office, "bedomning")
    for name in ("auditor", "communicator"):
        text = cast.client(cast.people[name]).get(f"/arenden/{case.pk}").text
        assert "<form" not in text.split("<main")[1], name
        assert f"/arenden/{case.pk}/" not in text, name
        assert walks.REASON in text, name


def test_while_it_waits_for_the_giver_one_reads_so(cast):
    with clock.at(MONDAY):
        case = walks.asked(cast.units.care, cast.amira)
        text = cast.client(cast.amira).get(f"/en/cases/{case.pk}").text
    assert "The giver answers your question" in text
    assert "The clock has stood still since" in text
    assert "from 9\xa0March, still" in text
    with clock.at(MONDAY + timedelta(days=7)):
        actions.complete(case, by=None)
        text = cast.client(cast.amira).get(f"/en/cases/{case.pk}").text
    assert "9\xa0March – 16\xa0March" in text
    assert "Answer by" in text


def test_a_parked_case_can_be_taken_up_and_a_closed_one_only_corrected(cast):
    parked, closed = walks.parked(cast.units.care, cast.amira), walks.closed(cast.units.care, cast.amira)
    client = cast.client(cast.amira)
    assert f'href="/arenden/{parked.pk}/ta-upp"' in client.get(f"/arenden/{parked.pk}").text
    text = client.get(f"/arenden/{closed.pk}").text
    assert set(re.findall(rf'"/arenden/{closed.pk}/([a-z0-9/-]+)"', text)) == {"beslut/1/ratta"}


def test_the_staircase_says_where_it_is(cast):
    case = walks.at_stage(cast.units.care, cast.amira, "koncept")
    text = cast.client(cast.amira).get(f"/en/cases/{case.pk}").text
    assert "Step 3 of 6: Concept." in text
    assert text.count('class="is-done"') == 2
    actions.close(case, by=cast.amira, outcome="partly", reason=walks.REASON)
    assert "Closed at step 3 of 6: Concept." in cast.client(cast.amira).get(f"/en/cases/{case.pk}").text


def test_a_thing_that_reached_spread_and_is_carried_out_is_through_the_lock(cast):
    case = walks.at_stage(cast.units.care, cast.amira, "spridning")
    actions.close(case, by=cast.amira, outcome="fully", reason=walks.REASON)
    text = cast.client(cast.amira).get(f"/en/cases/{case.pk}").text
    assert "All six steps are passed." in text


def test_upper_apps_lend_what_it_is_about_and_it_stands_on_each_page(cast, monkeypatch):
    case = walks.opened(cast.units.care)
    asked = []

    def about(request, subject):
        asked.append(subject)
        return f"<p>Om {subject.reference}</p>"

    monkeypatch.setitem(panels._PANELS, panels.Place.CASE_MAIN, [(1, "x", about)])
    monkeypatch.setitem(panels._PANELS, panels.Place.CASE_ASIDE, [(1, "x", lambda request, subject: "<p>Vid sidan</p>")])
    client = cast.client(cast.amira)
    text = client.get(f"/arenden/{case.pk}").text
    assert f"<p>Om {case.reference}</p>" in text
    assert "<p>Vid sidan</p>" in text
    assert f"<p>Om {case.reference}</p>" in client.get(f"/arenden/{case.pk}/ga-vidare").text
    assert asked == [case, case]


# --- Assessments ----------------------------------------------------------------------------------------------------------


@pytest.mark.slow
def test_an_assessor_sees_the_others_first_when_the_own_one_is_in(cast):
    case = walks.at_stage(cast.units.care, cast.office, "bedomning")
    scores = dict.fromkeys(("nytta", "genomforbarhet", "nyhet", "risk"), 2)
    actions.assess(case, by=cast.assessor, reason="KANARIE: alldeles för dyrt", scores=scores)
    page = f"/en/cases/{case.pk}"
    before = cast.client(cast.assessor2).get(page).text
    assert "KANARIE" not in before
    assert cast.assessor.name not in before
    assert "1 colleague has assessed it" in before
    for name in ("amira", "decider", "office", "auditor"):
        assert "KANARIE" in cast.client(cast.people[name]).get(page).text, name
    # The page of the form shows nothing either.
    assert "KANARIE" not in cast.client(cast.assessor2).get(f"{page}/assess").text
    actions.assess(walks.fresh(case), by=cast.assessor2, reason="Bra", scores=scores)
    assert "KANARIE" in cast.client(cast.assessor2).get(page).text


def test_ones_own_assessment_stands_in_the_form_to_be_changed(cast):
    case = walks.at_stage(cast.units.care, cast.office, "bedomning")
    client = cast.client(cast.assessor)
    data = {"seen": "1", "reason": "Första tanken"} | {f"points_{key}": "2" for key in ("nytta", "genomforbarhet", "nyhet", "risk")}
    assert client.post(f"/arenden/{case.pk}/bedom", data).status_code == 302
    for page in (f"/arenden/{case.pk}", f"/arenden/{case.pk}/bedom"):
        text = client.get(page).text
        assert "Första tanken" in text
        assert len(re.findall(r'value="2"[^>]* checked', text)) == 4


def test_after_the_stage_all_who_may_open_the_case_read_the_assessments(cast):
    case = walks.at_stage(cast.units.care, cast.office, "bedomning")
    actions.assess(case, by=cast.assessor, reason="KANARIE", scores=dict.fromkeys(("nytta", "genomforbarhet", "nyhet", "risk"), 5))
    actions.advance(walks.fresh(case), by=cast.amira, reason=walks.REASON)
    assert "KANARIE" in cast.client(cast.assessor2).get(f"/arenden/{case.pk}").text


def test_the_weighted_mean_counts_the_weights(cast):
    case = walks.at_stage(cast.units.care, cast.office, "bedomning")
    actions.assess(case, by=cast.assessor, reason="Bra", scores={"nytta": 5, "genomforbarhet": 1, "nyhet": 1, "risk": 1})
    # 40 × 5 + 30 + 15 + 15 = 260 of 100
    assert "2.6 of 5" in cast.client(cast.amira).get(f"/en/cases/{case.pk}").text


@pytest.mark.slow
def test_the_mean_and_the_spread_are_shown_and_who_differs(cast):
    case = walks.at_stage(cast.units.care, cast.office, "bedomning")
    page = f"/en/cases/{case.pk}"
    actions.assess(case, by=cast.assessor, reason="Bra", scores={"nytta": 5, "genomforbarhet": 3, "nyhet": 2, "risk": 4})
    assert "Do they differ?" not in cast.client(cast.amira).get(page).text, "one cannot differ from oneself"
    other = {"nytta": 2, "genomforbarhet": 4, "nyhet": 2, "risk": 1}
    actions.assess(walks.fresh(case), by=cast.assessor2, reason="Mindre bra", scores=other)
    text = cast.client(cast.amira).get(page).text
    rows = re.findall(
        r'<th scope="row">([^<]+)</th>\s*<td[^>]*>([\d.]+)</td>\s*<td[^>]*>([^<]+)</td>\s*<td[^>]*>(?:<span[^>]*>)?([^<]+)<', text
    )
    assert rows == [
        ("Benefit", "3.5", "2–5", "2: Carim Nyström; 5: Berit Åkerlund"),
        ("Feasibility", "3.5", "3–4", "No"),
        ("Novelty", "2.0", "2", "No"),
        ("Low risk", "2.5", "1–4", "1: Carim Nyström; 4: Berit Åkerlund"),
    ]
    # 40 × 5 + 30 × 3 + 15 × 2 + 15 × 4 = 380, and 40 × 2 + 30 × 4 + 15 × 2 + 15 × 1 = 245, of 100
    assert "weights are counted. The lowest is 2.5 and the highest 3.8." in text
    actions.assess(walks.fresh(case), by=cast.assessor2, reason="Nåja", scores={"nytta": 4, "genomforbarhet": 4, "nyhet": 2, "risk": 4})
    agreed = cast.client(cast.amira).get(page).text
    assert "The assessors agree: no criterion differs by more than a point." in agreed
    assert "Do they differ?" not in agreed


def test_who_has_not_judged_sees_no_spread_either(cast):
    case = walks.at_stage(cast.units.care, cast.office, "bedomning")
    keys = ("nytta", "genomforbarhet", "nyhet", "risk")
    for n, person in enumerate((cast.assessor, cast.office), 1):
        actions.assess(walks.fresh(case), by=person, reason="Så tycker jag", scores=dict.fromkeys(keys, n * 2))
    before = cast.client(cast.assessor2).get(f"/en/cases/{case.pk}").text
    assert "Do they differ?" not in before
    assert "2 colleagues have assessed it" in before


# --- One's own, and hidden names --------------------------------------------------------------------------------------------


def test_nobody_decides_on_what_one_gave_oneself(cast, given_by):
    case = walks.opened(cast.units.care)
    given_by(case, cast.amira)
    client = cast.client(cast.amira)
    text = client.get(f"/en/cases/{case.pk}").text
    assert "You gave this yourself" in text
    assert f'href="/en/cases/{case.pk}/advance"' not in text
    refused = client.get(f"/en/cases/{case.pk}/advance")
    assert refused.status_code == 403
    assert "Let a colleague decide" in refused.text
    assert client.post(f"/en/cases/{case.pk}/end", {"seen": "0", "reason": "x", "outcome": "fully"}).status_code == 403
    assert "You gave this yourself" not in cast.client(cast.lars).get(f"/en/cases/{case.pk}").text


@pytest.mark.slow
def test_the_pages_never_name_the_giver(cast, given_by):
    """Open or blind: the name is lent by the app that knows who may see it, or it is not there."""
    sara = cast.sara.name
    case = walks.at_stage(cast.units.care, cast.office, "bedomning")
    given_by(case, cast.sara)
    pages = [f"/arenden/{case.pk}", "/att-hantera?tab=units", "/att-hantera?tab=assess"]
    pages += [f"/arenden/{case.pk}/{FORMS[verb][0]}" for verb in ("advance", "release", "hand_over", "assess")]
    for name in ("amira", "office", "assessor", "auditor"):
        client = cast.client(cast.people[name])
        for page in pages:
            assert sara not in client.get(page).text, f"{page} for {name}"


def test_a_withdrawal_names_nobody(cast, given_by):
    case = walks.opened(cast.units.care)
    given_by(case, cast.sara)
    actions.withdraw(case, by=cast.sara)
    text = cast.client(cast.amira).get(f"/en/cases/{case.pk}").text
    assert cast.sara.name not in text
    assert "Withdrawn by the giver" in text


def test_a_protected_colleague_is_shown_as_a_role(cast):
    from sluss.people.actions import mark_protected

    mark_protected(person=cast.lars, protected=True, by=None)
    case = walks.opened(cast.units.care)
    client = cast.client(cast.amira)
    page = client.get(f"/en/cases/{case.pk}/hand-over").text
    assert cast.lars.details.full_name not in page
    assert "A person at the city" in page
    client.post(f"/en/cases/{case.pk}/hand-over", {"seen": "0", "to": str(cast.lars.pk)})
    for address_ in (f"/en/cases/{case.pk}", "/en/to-answer?tab=units"):
        text = client.get(address_).text
        assert cast.lars.details.full_name not in text
        assert "A person at the city" in text


def test_an_imported_decision_without_a_reason_says_so(cast):
    process = walks.process("invanarforslag")
    case = actions.import_closed(
        walks.subject(cast.units.works),
        process=process,
        unit=cast.units.works,
        by=None,
        stage_key="bedomning",
        outcome="not",
        reason="",
        body="Tekniska nämnden",
        closed_at=clock.now(),
        capacity="board",
    )
    text = cast.client(cast.wilma).get(f"/en/cases/{case.pk}").text
    assert "The reason is missing in the source." in text
    assert "Board decision, Tekniska nämnden" in text


def test_every_verb_that_is_a_button_has_a_page():
    hidden = {Verb.COMPLETE, Verb.WITHDRAW, Verb.CORRECT}  # the giver's own, and the one that begins at a decision
    assert set(PAGES) == set(Verb) - hidden
    assert {str(verb) for verb in PAGES} == set(FORMS)


def test_the_pages_are_for_nobody_elses_cache(cast):
    case = walks.opened(cast.units.care)
    for page in (f"/arenden/{case.pk}", "/att-hantera", f"/arenden/{case.pk}/ga-vidare"):
        assert cast.client(cast.amira).get(page).headers["Cache-Control"] == "private, no-store"
