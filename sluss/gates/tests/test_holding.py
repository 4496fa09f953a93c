"""A question to a unit that somebody there has by name: taken, handed over, moved with absence and when somebody leaves."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from sluss.core import clock, jobs
from sluss.core.verdict import NotAllowed
from sluss.gates import actions
from sluss.gates.models import Promise, Transfer
from sluss.gates.queries import holding_names, let_go_cases
from sluss.gates.states import PromiseKind
from sluss.gates.waiting import promises, whose
from sluss.journal.models import Event, OutgoingMail
from sluss.people import actions as people
from sluss.people.models import RoleHolding
from sluss.people.states import Role

from . import walks
from .asking import KINDS, MONDAY, answer, ask, askable, promise_of

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _monday():
    with clock.at(MONDAY):
        yield


@pytest.fixture
def case(cast):
    """About which the works department is asked, where a decision-maker can answer beside the lead."""
    people.grant_role(person=cast.outsider, role=Role.DECISION_MAKER, unit=cast.units.works, by=cast.admin)
    return askable(cast)


def mine(cast, person) -> list[str]:
    return list(promises(whose(cast.fresh(person), "mine")).exclude(kind="answer").values_list("kind", flat=True))


def held(promise: Promise):
    return Promise.objects.get(pk=promise.pk).person


def away(person, stand_in, days: int = 7):
    return people.be_away(person=person, stand_in=stand_in, from_on=clock.today(), to_on=clock.today() + timedelta(days=days), by=person)


@pytest.mark.parametrize("kind", KINDS)
def test_who_takes_a_question_has_it_among_their_own_and_nobody_else_has(cast, case, kind):
    promise = promise_of(kind, ask(kind, case, cast))
    actions.take_question(promise, by=cast.outsider)
    assert (mine(cast, cast.outsider), mine(cast, cast.wilma)) == ([kind], [])
    assert holding_names([promise_of(kind, Transfer(pk=promise.question))]) == {promise.pk: cast.outsider.name}
    (transfer,) = Transfer.objects.all()
    assert (transfer.case, transfer.promise, transfer.to_person, transfer.cause) == (case, promise, cast.outsider, "taken")
    assert walks.fresh(case).owner is None, "the case's own handler is another thing"
    with pytest.raises(NotAllowed, match="redan"):
        actions.take_question(promise, by=cast.outsider)


def test_who_gets_a_question_is_told_and_reminded_and_any_of_the_unit_may_answer(cast, case):
    row = ask(PromiseKind.MATCH, case, cast)
    promise = promise_of(PromiseKind.MATCH, row)
    actions.hand_over_question(promise, to=cast.outsider, by=cast.wilma, reason="Du kan brunnarna.")
    jobs.run_due(regardless=True)
    mail = OutgoingMail.objects.get(event__kind="question.taken")
    assert mail.person == cast.outsider
    assert "Du kan brunnarna." in mail.text
    assert f"/behov/{row.pk}" in mail.text
    with clock.at(promise.half_on):
        actions.remind()
    assert Event.objects.get(kind="question.reminded").data["persons"] == [cast.outsider.pk]
    answer(PromiseKind.MATCH, row, cast.wilma)
    assert mine(cast, cast.outsider) == []


def test_only_those_who_answer_for_the_unit_take_it_hand_it_over_or_get_it(cast, case):
    row = ask(PromiseKind.MATCH, case, cast)
    promise = promise_of(PromiseKind.MATCH, row)
    for person in (cast.amira, cast.sara, cast.assessor):
        with pytest.raises(NotAllowed):
            actions.take_question(promise, by=person)
        with pytest.raises(NotAllowed):
            actions.hand_over_question(promise, to=cast.outsider, by=person)
        with pytest.raises(NotAllowed):
            actions.hand_over_question(promise, to=person, by=cast.wilma)
    answer(PromiseKind.MATCH, row, cast.wilma)
    with pytest.raises(NotAllowed, match="besvarad"):
        actions.take_question(promise, by=cast.wilma)
    with pytest.raises(NotAllowed):
        actions.take_question(Promise.objects.get(case=case, kind="answer", state="open"), by=cast.amira)
    assert not Transfer.objects.exists()


def test_a_question_goes_over_while_one_is_away_and_comes_back(cast, case):
    promise = promise_of(PromiseKind.TAKE_PART, ask(PromiseKind.TAKE_PART, case, cast))
    own = walks.opened(cast.units.works)
    actions.take(own, by=cast.outsider)
    actions.take_question(promise, by=cast.outsider)
    away(cast.outsider, cast.wilma)
    assert (held(promise), walks.fresh(own).owner) == (cast.wilma, cast.wilma)
    with pytest.raises(NotAllowed, match="redan frågan"):
        actions.hand_over_question(promise, to=cast.outsider, by=cast.office)  # who stands in gets what is handed to one who is away
    with clock.at(MONDAY + timedelta(days=8)):
        people.absences_due()
    assert (held(promise), walks.fresh(own).owner) == (cast.outsider, cast.outsider)


def test_what_has_moved_meanwhile_or_the_stand_in_may_not_answer_does_not_come_back(cast, case):
    moved, kept = (promise_of(kind, ask(kind, case, cast)) for kind in (PromiseKind.MATCH, PromiseKind.RECEIVE))
    for promise in (moved, kept):
        actions.take_question(promise, by=cast.outsider)
    away(cast.outsider, cast.wilma)
    actions.hand_over_question(moved, to=cast.office, by=cast.wilma)
    with clock.at(MONDAY + timedelta(days=8)):
        people.absences_due()
    assert (held(moved), held(kept)) == (cast.office, cast.outsider)


@pytest.mark.parametrize("how", ["leaves", "role ends", "role has ended"])
def test_when_somebody_leaves_or_loses_the_role_the_question_goes_back_to_it(cast, case, how):
    promise = promise_of(PromiseKind.MATCH, ask(PromiseKind.MATCH, case, cast))
    actions.take_question(promise, by=cast.outsider)
    holding = RoleHolding.objects.current().get(person=cast.outsider)
    if how == "leaves":
        actions.let_go(cast.outsider, by=cast.admin)
    elif how == "role ends":
        people.end_role(holding=holding, by=cast.admin)
    else:
        RoleHolding.objects.filter(pk=holding.pk).update(valid_from=date(2026, 1, 1), valid_to=MONDAY - timedelta(days=1))
        actions.let_go_after_roles()
    assert held(promise) is None
    assert mine(cast, cast.wilma) == ["match"]
    assert Event.objects.filter(kind="question.taken").latest("pk").data["persons"] == [cast.wilma.pk]
    assert Transfer.objects.latest("pk").cause == ("left" if how == "leaves" else "role_ended")
    assert not let_go_cases(cast.fresh(cast.office)).exists(), "the case itself was never let go"


def test_a_question_with_a_name_goes_to_the_role_of_the_unit_that_takes_over(cast, case):
    promise = promise_of(PromiseKind.RECEIVE, ask(PromiseKind.RECEIVE, case, cast))
    actions.take_question(promise, by=cast.wilma)
    people.end_unit(unit=cast.units.works, by=cast.admin, on=MONDAY, successor=cast.units.energy)
    promise.refresh_from_db()
    assert (promise.person, promise.unit) == (None, cast.units.energy)


def test_a_question_does_not_bring_a_case_back_nor_a_case_a_question(cast, case):
    """The latest change of hands of the one says nothing of the other's."""
    own = askable(cast)
    promise = promise_of(PromiseKind.MATCH, ask(PromiseKind.MATCH, own, cast, cast.units.care))
    actions.take(walks.fresh(own), by=cast.amira)
    away(cast.amira, cast.lars)
    actions.take_question(promise, by=cast.decider)
    with clock.at(MONDAY + timedelta(days=8)):
        people.absences_due()
    assert walks.fresh(own).owner == cast.amira
    assert held(promise) == cast.decider


@pytest.mark.slow
@pytest.mark.parametrize("kind", KINDS)
def test_taken_and_handed_over_from_the_page_that_the_answer_page_leads_to(cast, case, kind):
    row = ask(kind, case, cast)
    promise, wilma = promise_of(kind, row), cast.client(cast.wilma)
    address = f"/att-hantera/fragor/{promise.pk}"
    answers = {"match": f"/behov/{row.pk}", "receive": f"/mottagare/{row.pk}"}.get(kind, f"/arenden/{case.pk}/deltagare/{row.pk}/svara")
    assert f'href="{address}"' in wilma.get(answers).text
    page = wilma.get(address)
    assert "Ingen har tagit den." in page.text
    assert "Wilma Ek (du)" in page.text
    assert wilma.post(address, {}).status_code == 422
    assert wilma.post(address, {"to": cast.amira.pk}).status_code == 422
    assert wilma.post(address, {"to": cast.wilma.pk}).url == answers
    assert held(promise) == cast.wilma
    assert wilma.post(address, {"to": cast.outsider.pk, "reason": "Du kan det."}).status_code == 302
    assert held(promise) == cast.outsider
    assert cast.outsider.name in wilma.get(answers).text
    for person in (cast.amira, cast.sara, cast.registrar):
        assert cast.client(person).get(address).status_code == 404
    assert wilma.get(f"/att-hantera/fragor/{Promise.objects.get(case=case, kind='answer', state='open').pk}").status_code == 404
    assert cast.client().get(address).status_code == 302
    answer(kind, row, cast.wilma)
    assert wilma.get(address).status_code == 409
