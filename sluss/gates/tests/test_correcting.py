"""What a board has decided is corrected as the board's, by those who handle the case or keep the board's register."""

from __future__ import annotations

from datetime import timedelta

import pytest

from sluss.core import clock
from sluss.core.verdict import NotAllowed
from sluss.gates import actions
from sluss.gates.models import Decision
from sluss.gates.states import Capacity, Outcome

from . import walks
from .meeting import MONDAY, WHY, entered, lifted

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _monday():
    with clock.at(MONDAY):
        yield


def test_what_the_board_has_decided_is_not_decided_otherwise_by_those_who_handle(cast):
    first = actions.decide_by_board(lifted(cast), by=cast.registrar, decided_on=MONDAY, paragraph="§ 1", reason=WHY, outcome=Outcome.NOT)
    with pytest.raises(NotAllowed, match="nämnd"):
        actions.correct(first, by=cast.amira, reason="Vi gör det ändå.", outcome=Outcome.FULLY, capacity=Capacity.EXECUTION)
    with pytest.raises(NotAllowed, match="nämnd"):
        actions.correct(first, by=cast.decider, reason="Vi gör det ändå.", outcome=Outcome.FULLY, capacity=Capacity.DELEGATED)
    assert walks.fresh(first.case).outcome == Outcome.NOT
    client = cast.client(cast.amira)
    page = f"/arenden/{first.case_id}/beslut/{first.number}/ratta"
    assert 'value="§ 1"' in client.get(page).text, "the rest is to stand as it was"
    sent = {"seen": str(first.number), "reason": "Vi gör det ändå.", "outcome": "fully", "capacity": "execution"}
    answer = client.post(page, sent)
    assert answer.status_code == 422
    assert "Bara det nämnden har beslutat" in answer.text
    assert walks.fresh(first.case).outcome == Outcome.NOT


def test_a_correction_of_the_boards_decision_keeps_what_is_not_corrected(cast):
    meeting = entered(cast, MONDAY)[0]
    first = actions.decide_by_board(
        lifted(cast), by=cast.registrar, meeting=meeting, paragraph="§ 1", minutes="3/2026", reason=WHY, outcome=Outcome.NOT
    )
    new = actions.correct(first, by=cast.amira, reason="Det var § 2.", paragraph="§ 2")
    assert (new.capacity, new.body, new.paragraph) == (Capacity.BOARD, first.body, "§ 2")
    assert (new.meeting, new.minutes, new.decided_on) == (meeting, "3/2026", MONDAY)
    with clock.at(MONDAY + timedelta(days=2)):
        moved = actions.correct(new, by=cast.amira, reason="Det var dagen efter.", decided_on=MONDAY + timedelta(days=1))
    assert moved.meeting is None, "that meeting was on another day"


def test_the_registrar_corrects_what_the_board_has_decided_and_nothing_else(cast):
    case = lifted(cast)
    theirs = walks.do("recommend", case, cast.amira)
    first = actions.decide_by_board(
        walks.fresh(case), by=cast.registrar, decided_on=MONDAY, paragraph="§ 1", reason=WHY, outcome=Outcome.NOT
    )
    client = cast.client(cast.registrar)
    assert f"/beslut/{first.number}/ratta" in client.get(f"/arenden/{case.pk}").text
    page = f"/arenden/{case.pk}/beslut/{first.number}/ratta"
    said = {"capacity": "board", "body": first.body, "paragraph": "§ 2", "decided_on": MONDAY.isoformat()}
    sent = {"seen": str(first.number), "reason": "Det var § 2.", "outcome": "not"}
    assert client.post(page, sent | said).status_code == 302
    assert Decision.objects.latest("pk").paragraph == "§ 2"
    assert client.get(f"/arenden/{case.pk}/beslut/{theirs.number}/ratta").status_code == 403
    with pytest.raises(NotAllowed):
        actions.correct(theirs, by=cast.registrar, reason="Fel.")
    assert cast.client(cast.assessor).get(page).status_code == 403, "an assessor reads the case, and corrects nothing"


def test_one_who_decides_while_the_board_is_waited_for_is_told_so(cast):
    case = lifted(cast)
    client = cast.client(cast.amira)
    for verb in ("ga-vidare", "avsluta", "parkera", "hanvisa"):
        assert "Ärendet väntar på beslut av Äldrenämnden." in client.get(f"/arenden/{case.pk}/{verb}").text, verb
    assert "Ärendet väntar på beslut" not in client.get(f"/arenden/{case.pk}/be-om-mer").text
    assert "Ärendet väntar på beslut" not in client.get(f"/arenden/{case.pk}/namndbeslut").text
