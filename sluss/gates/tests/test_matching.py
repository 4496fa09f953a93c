"""A case tied to a need: who is asked, who may answer, and that nothing goes on without a unit that says yes. Self-checks and entries."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from sluss.core import clock, jobs
from sluss.core.verdict import Conflict, NotAllowed
from sluss.gates import actions, rules
from sluss.gates.models import Case, Match
from sluss.gates.states import CaseState, Outcome, TrialResult
from sluss.journal.models import Event, Notice, Subject
from sluss.journal.states import Visibility

from . import walks

pytestmark = pytest.mark.django_db
MONDAY = date(2026, 3, 9)
NEED = "Brunnarna svämmar över i april."


@pytest.fixture(autouse=True)
def _monday():
    with clock.at(MONDAY):
        yield


@pytest.fixture
def case(cast):
    return walks.STATES["matching"](cast.units.care, cast.amira)


def asked(case, cast) -> Match:
    return actions.match(case, by=cast.amira, unit=cast.units.works, need=NEED)


# --- The need owner's answer ----------------------------------------------------------------------------------------------


def test_who_may_answer_for_a_need(cast, case):
    """The unit that has it is another than the case's: its lead, and the office for the whole city."""
    match = Match.objects.select_related("unit", "case__stage").get(pk=asked(case, cast).pk)
    assert {name for name, person in cast.people.items() if rules.may_answer_match(match, person)} == {"wilma", "office"}
    for name, person in cast.people.items():
        if name not in {"wilma", "office"}:
            with pytest.raises(NotAllowed):
                actions.answer_match(match, by=person, accepts=True, reason=NEED)
    assert not rules.may_answer_match(match, cast.wilma, giver_id=cast.wilma.pk), "not on what one gave oneself"


def test_without_a_yes_it_does_not_go_on_and_with_one_it_does(cast, case):
    for accepts in (None, False):
        if accepts is False:
            actions.answer_match(asked(case, cast), by=cast.wilma, accepts=False, reason="Vi har redan sensorer.")
        with pytest.raises(NotAllowed, match="sagt ja"):
            actions.advance(walks.fresh(case), by=cast.amira, reason=walks.REASON)
    actions.answer_match(asked(case, cast), by=cast.wilma, accepts=True, reason="Vi har det här behovet varje vår.")
    actions.advance(walks.fresh(case), by=cast.amira, reason=walks.REASON)
    assert walks.fresh(case).stage.key == "bedomning"


def test_an_answer_stands_and_has_a_reason(cast, case):
    match = asked(case, cast)
    with pytest.raises(NotAllowed):
        actions.answer_match(match, by=cast.wilma, accepts=True, reason=" \x00 ")
    actions.answer_match(match, by=cast.wilma, accepts=False, reason="Vi har redan sensorer.")
    with pytest.raises(Conflict):
        actions.answer_match(match, by=cast.office, accepts=True, reason="Jo.")
    match.refresh_from_db()
    assert (match.answer, match.answered_by, match.answered_name) == ("no", cast.wilma, "Wilma Ek, utvecklingsledare")


def test_a_closed_case_needs_no_answer(cast, case):
    match = asked(case, cast)
    actions.close(walks.fresh(case), by=cast.amira, outcome=Outcome.NOT, reason=walks.REASON)
    with pytest.raises(NotAllowed, match="avslutat"):
        actions.answer_match(match, by=cast.wilma, accepts=True, reason=NEED)


@pytest.mark.parametrize("need", ["", " \n", "x" * 2_001])
def test_a_need_is_said_and_not_at_length(cast, case, need):
    with pytest.raises(NotAllowed):
        actions.match(case, by=cast.amira, unit=cast.units.works, need=need)


def test_a_unit_is_asked_once_at_a_time_and_not_after_its_yes(cast, case):
    match = asked(case, cast)
    with pytest.raises(NotAllowed):
        asked(case, cast)
    actions.answer_match(match, by=cast.wilma, accepts=False, reason="Inte nu.")
    again = asked(case, cast)
    actions.answer_match(again, by=cast.wilma, accepts=True, reason="Nu kan vi.")
    with pytest.raises(NotAllowed, match="redan"):
        asked(case, cast)


@pytest.mark.parametrize(
    "broken",
    [
        {"need": ""},
        {"answer": "yes"},
        {"answer": "eh", "reason": "x"},
        {"reason": "x"},
    ],
)
def test_the_database_keeps_a_match_whole(cast, case, broken):
    match = asked(case, cast)
    with pytest.raises(IntegrityError), transaction.atomic():
        Match.objects.filter(pk=match.pk).update(**broken)


def test_the_need_owner_is_told_also_of_what_is_not_shown_to_them(cast, case):
    Subject.objects.filter(pk=case.subject_id).update(visibility=Visibility.HANDLERS)
    match = asked(case, cast)
    jobs.run_due(regardless=True)
    notice = Notice.objects.get(person=cast.wilma)
    assert notice.event.kind == "match.asked"
    page = cast.client(cast.wilma).get("/notiser").text
    assert "Sensorer i brunnar" in page
    actions.answer_match(match, by=cast.wilma, accepts=True, reason="Vi har det.")
    jobs.run_due(regardless=True)
    assert Notice.objects.filter(person=cast.amira, event__kind="case.match_answered").exists()


# --- The pages --------------------------------------------------------------------------------------------------------------


@pytest.mark.slow
def test_the_need_owner_answers_on_a_page_of_its_own_and_others_do_not_find_it(cast, case):
    match = asked(case, cast)
    address = f"/behov/{match.pk}"
    for name, person in cast.people.items():
        # The case's own unit may read it, and so may those who read all.
        reads = name in {"amira", "lars", "decider", "office", "assessor", "assessor2", "wilma", "communicator", "registrar", "auditor"}
        assert cast.client(person).get(address).status_code == (200 if reads else 404), name
    assert cast.client().get(address).status_code == 302
    wilma = cast.client(cast.wilma)
    page = wilma.get(address).text
    assert NEED in page
    assert "Ett test ger ingen förtur i upphandling." in page
    assert wilma.get(f"/arenden/{case.pk}").status_code == 404, "the case itself is not hers"
    assert wilma.post(address, {"answer": "yes", "reason": ""}).status_code == 422
    assert wilma.post(address, {"answer": "\x00", "reason": "x"}).status_code == 422
    assert wilma.post(address, {"answer": "yes", "reason": "Varje vår."}).headers["Location"] == address
    assert "säger ja" in wilma.get(address).text
    assert wilma.post(address, {"answer": "no", "reason": "Nej."}).status_code == 409
    assert cast.client(cast.amira).post(address, {"answer": "no", "reason": "Nej."}).status_code == 409
    page = cast.client(cast.amira).get(f"/arenden/{case.pk}").text
    assert "säger ja" in page
    assert "Varje vår." in page
    assert "Ett test ger ingen förtur i upphandling." in page


def test_the_case_page_costs_the_same_with_one_need_and_with_many(cast, case):
    def cost() -> int:
        client = cast.client(cast.amira)
        client.get(f"/arenden/{case.pk}")
        with CaptureQueriesContext(connection) as counted:
            client.get(f"/arenden/{case.pk}")
        return len(counted)

    asked(case, cast)
    one = cost()
    for unit in (cast.units.care, cast.units.energy):
        actions.match(case, by=cast.amira, unit=unit, need=NEED)
    assert cost() == one


# --- The self-check ---------------------------------------------------------------------------------------------------------


def test_a_self_check_is_answered_whole_and_stands_as_sent(cast):
    case = walks.opened(cast.units.care, "foretagssluss")
    case = walks.fresh(case)
    answers = {check["key"]: "yes" for check in case.stage.checks} | {"klart": "no"}
    for wrong in ({}, {"klart": "yes"}, answers | {"nonsense": "yes"}, answers | {"klart": "maybe"}):
        with pytest.raises(NotAllowed):
            actions.answer_self_check(case, by=None, answers=wrong)
    actions.answer_self_check(case, by=None, answers=answers)
    page = cast.client(cast.amira).get(f"/arenden/{case.pk}").text
    assert "Är det klart att testas tillsammans med användare?" in page
    assert "en inkubator eller ett forskningsinstitut" in page, "what the giver was told"
    assert "Då är det en upphandling" not in page, "only where the answer was no"
    with pytest.raises(NotAllowed):
        actions.answer_checks(case, by=cast.amira, answers={"klart": ("yes", "")})
    with pytest.raises(IntegrityError), transaction.atomic():
        case.check_answers.update(from_giver=False)


def test_another_process_has_no_self_check(cast):
    case = walks.fresh(walks.opened(cast.units.care))
    with pytest.raises(NotAllowed):
        actions.answer_self_check(case, by=None, answers={"uppdrag": "yes"})
    actions.answer_self_check(case, by=None, answers={})
    assert not case.check_answers.exists()


# --- Where a case begins ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("key", "stage", "may"),
    [
        ("medarbetaride", "provning", True),
        ("medarbetaride", "pilot", False),
        ("invanarforslag", "bedomning", False),
        ("foretagssluss", "test", False),
        ("stotta-pagaende", "ide", True),
        ("stotta-pagaende", "pilot", True),
        ("stotta-pagaende", "spridning", True),
    ],
)
def test_a_case_begins_where_its_process_lets_it(cast, key, stage, may):
    subject, process = walks.subject(cast.units.care), walks.process(key)
    if may:
        assert actions.open_case(subject, process=process, unit=cast.units.care, by=cast.amira, stage_key=stage).stage.key == stage
        return
    with pytest.raises(NotAllowed, match="första steget"):
        actions.open_case(subject, process=process, unit=cast.units.care, by=cast.amira, stage_key=stage)
    assert not Case.objects.exists()


def test_a_stage_that_is_not_there_is_refused(cast):
    with pytest.raises(NotAllowed):
        actions.open_case(
            walks.subject(cast.units.care), process=walks.process("stotta-pagaende"), unit=cast.units.care, by=None, stage_key="provning"
        )


def test_work_under_way_is_moved_to_where_it_is_and_other_work_goes_one_stage_at_a_time(cast):
    case = walks.fresh(walks.under_way(cast.units.care, "ide"))
    stages = {stage.key: stage for stage in case.version.stages.all()}
    with pytest.raises(NotAllowed, match="Planera"):
        actions.advance(case, by=cast.amira, reason=walks.REASON, to=stages["pilot"])
    walks.planned(case, cast.amira)
    page = cast.client(cast.amira).get(f"/arenden/{case.pk}/ga-vidare").text
    assert "Hur långt har det kommit?" in page
    data = {"seen": "0", "reason": "Piloten går redan.", "to": str(stages["pilot"].pk)}
    assert cast.client(cast.amira).post(f"/arenden/{case.pk}/ga-vidare", data).status_code == 302
    case = walks.fresh(case)
    assert case.stage.key == "pilot"
    with pytest.raises(NotAllowed, match="senare steg"):
        actions.advance(case, by=cast.amira, reason=walks.REASON, to=stages["ide"])
    idea = walks.fresh(walks.opened(cast.units.care))
    assert "Hur långt har det kommit?" not in cast.client(cast.amira).get(f"/arenden/{idea.pk}/ga-vidare").text
    with pytest.raises(NotAllowed, match="hoppas över"):
        actions.advance(idea, by=cast.amira, reason=walks.REASON, to=idea.version.stages.last())


def test_a_company_walks_to_a_test_and_to_a_reasoned_no(cast):
    case = walks.STATES["offer_trial"](cast.units.care, cast.amira)
    actions.end_trial(case, by=cast.amira, result=TrialResult.WORKED, learnt="Larmen kom i tid.")
    case = walks.fresh(case)
    with pytest.raises(NotAllowed):
        actions.close(case, by=cast.amira, outcome=Outcome.FULLY, reason=walks.REASON)
    actions.close(case, by=cast.amira, outcome=Outcome.TESTED, reason="Sensorerna larmade två dygn i förväg.")
    assert (walks.fresh(case).state, walks.fresh(case).outcome) == (CaseState.CLOSED, "tested")
    other = walks.STATES["self_check"](cast.units.care, cast.amira)
    with pytest.raises(NotAllowed):
        actions.close(other, by=cast.amira, outcome=Outcome.TESTED, reason=walks.REASON)
    actions.close(other, by=cast.amira, outcome=Outcome.NOT, reason="Det är en upphandling.")
    assert Event.objects.filter(kind="case.closed").count() == 2
    with pytest.raises(IntegrityError), transaction.atomic():
        Case.objects.filter(pk=other.pk).update(outcome="dreamt")
