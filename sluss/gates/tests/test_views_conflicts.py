"""Of two who decide at once one is told, and a decision is corrected by another one."""

from __future__ import annotations

from datetime import date

import pytest

from sluss.core import clock
from sluss.gates.models import Case, Decision

from . import walks
from .test_views_verbs import FORMS, address, begun, filled

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _monday():
    with clock.at(date(2026, 3, 9)):
        yield


# --- Two at once ----------------------------------------------------------------------------------------------------------


@pytest.mark.slow
@pytest.mark.parametrize("verb", FORMS)
def test_of_two_who_decide_the_second_is_told_and_loses_nothing(cast, verb):
    case = begun(cast, verb)
    mine = filled(cast, case, verb)
    # Meanwhile the decision-maker registers what the council said, which moves nothing, or wakes what is parked.
    walks.do("wake" if verb == "wake" else "recommend", case, cast.decider)
    made = Decision.objects.count()
    answer = cast.client(cast.amira).post(address(case, verb), mine)
    assert answer.status_code == 409
    assert Decision.objects.count() == made
    assert 'id="conflict"' in answer.text
    assert ("Innovationsrådet" in answer.text) == (verb != "wake")
    if "reason" in mine:
        assert "Vi har pengar och folk till det." in answer.text
    if verb != "wake":
        # The number is a new one now, so that who has read what was decided can go on.
        again = {**mine, "seen": str(walks.fresh(case).decisions_made)}
        assert f'name="seen" value="{again["seen"]}"' in answer.text
        assert cast.client(cast.amira).post(address(case, verb), again).status_code == 302


def test_when_the_other_closed_the_case_the_typed_text_can_still_be_copied(cast):
    case = begun(cast, "advance")
    mine = filled(cast, case, "advance")
    walks.do("close", case, cast.decider)
    answer = cast.client(cast.amira).post(address(case, "advance"), mine)
    assert answer.status_code == 409
    assert "readonly" in answer.text
    assert "Vi har pengar och folk till det." in answer.text
    assert walks.REASON in answer.text  # what was decided meanwhile
    assert 'name="seen"' not in answer.text


@pytest.mark.slow
def test_a_form_that_does_not_say_what_was_seen_is_an_old_one(cast):
    case = begun(cast, "advance")
    for seen in ("", "x", "-1", "99999999999999999999", "1.0", "\x00", "٣", None):
        answer = cast.client(cast.amira).post(address(case, "advance"), filled(cast, case, "advance", seen=seen))
        assert answer.status_code == 409, seen
    assert not Decision.objects.exists()


def test_a_form_with_errors_keeps_the_number_it_was_made_with(cast):
    """Else the error would let somebody pass by a decision that came in between."""
    case = begun(cast, "advance")
    wrong = filled(cast, case, "advance", reason="")
    client = cast.client(cast.amira)
    assert 'name="seen" value="0"' in client.post(address(case, "advance"), wrong).text
    walks.do("recommend", case, cast.decider)
    assert client.post(address(case, "advance"), wrong).status_code == 409


# --- Corrections ----------------------------------------------------------------------------------------------------------


def correct(case: Case, number: int) -> str:
    return f"/arenden/{case.pk}/beslut/{number}/ratta"


def test_a_closing_is_corrected_by_a_new_decision_and_the_first_stays(cast):
    case = walks.closed(cast.units.care, cast.amira)
    client = cast.client(cast.amira)
    assert correct(case, 1) in client.get(f"/arenden/{case.pk}").text
    page = client.get(correct(case, 1))
    assert "Staden får inte göra detta." in page.text
    data = {"seen": "1", "reason": "Fel ruta blev ikryssad.", "outcome": "planned"}
    assert client.post(correct(case, 1), data).status_code == 302
    first, second = Decision.objects.filter(case=case).order_by("number")
    assert (first.outcome, second.outcome, second.corrects) == ("not", "planned", first)
    assert Case.objects.get(pk=case.pk).outcome == "planned"
    text = client.get(f"/en/cases/{case.pk}").text
    assert "Correction of decision 1: Part of coming planning" in text
    assert "Corrected by decision 2" in text


def test_a_correction_without_another_outcome_leaves_the_case_as_it_was(cast):
    case = walks.closed(cast.units.care, cast.amira)
    client = cast.client(cast.amira)
    assert client.post(correct(case, 1), {"seen": "1", "reason": "Stavfel.", "outcome": "not"}).status_code == 302
    assert Case.objects.get(pk=case.pk).outcome == "not"
    assert "Correction of decision 1<" in client.get(f"/en/cases/{case.pk}").text
    for bad in ({"reason": ""}, {"outcome": "withdrawn"}, {"outcome": "x"}):
        answer = client.post(correct(case, 1), {"seen": "2", "reason": "Fel.", "outcome": "not"} | bad)
        assert answer.status_code == 422, bad


@pytest.mark.slow
def test_an_advance_has_no_outcome_to_correct(cast):
    case = walks.at_stage(cast.units.care, cast.amira, "bedomning")
    client = cast.client(cast.amira)
    assert 'name="outcome"' not in client.get(correct(case, 1)).text
    assert client.post(correct(case, 1), {"seen": "1", "reason": "Fel.", "outcome": "fully"}).status_code == 302
    assert Decision.objects.get(case=case, number=2).outcome == ""


def test_what_cannot_be_corrected_is_not_there(cast):
    case = walks.opened(cast.units.care)
    walks.do("release", case, cast.amira)
    client = cast.client(cast.amira)
    for number in (0, 1, 2, 99999999999999999999999):
        assert client.get(correct(case, number)).status_code == 404
    assert "/ratta" not in client.get(f"/arenden/{case.pk}").text
    other = walks.closed(cast.units.care, cast.amira)
    assert cast.client(cast.wilma).get(correct(other, 1)).status_code == 404
