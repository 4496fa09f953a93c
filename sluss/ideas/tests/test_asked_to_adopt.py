"""A unit that is asked to take an idea up owes an answer by a day; and what a unit that takes part may claim."""

from __future__ import annotations

from datetime import timedelta
from importlib import import_module

import pytest
from django.apps import apps

from sluss.core import clock, workdays
from sluss.core.verdict import NotAllowed
from sluss.gates import actions as gates
from sluss.gates.models import Promise
from sluss.gates.queries import responsible
from sluss.gates.states import Outcome, Part
from sluss.gates.waiting import promises, whose
from sluss.ideas import actions, queries_give
from sluss.ideas.models import AdoptionRequest
from sluss.ideas.states import AdoptionAnswer
from sluss.journal.models import Notice, OutgoingMail
from sluss.journal.states import Visibility
from sluss.people.actions import end_unit

from . import giving
from .test_spread import CLAIM, TODAY, answered, asked, spread, tries

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _today():
    with clock.at(TODAY):
        yield


@pytest.fixture
def idea(cast):
    giving.base(cast.units.care)
    made = giving.submitted(cast.sara, visibility=Visibility.ALL).idea
    giving.released(made, cast.amira)
    return made


def another(cast):
    made = giving.submitted(cast.sara, visibility=Visibility.ALL).idea
    giving.released(made, cast.amira)
    return asked(made, cast)


def promise_of(request) -> Promise:
    return Promise.objects.select_related("unit", "subject").get(kind="adopt", question=request.pk)


@pytest.mark.slow
def test_who_is_asked_owes_an_answer_and_the_first_one_keeps_the_promise(cast, idea):
    request = asked(idea, cast)
    promise = promise_of(request)
    assert (promise.state, promise.unit, promise.due_on) == ("open", cast.units.works, request.answer_by)
    assert promise in promises(whose(cast.wilma, "mine"))
    assert promise not in promises(whose(cast.amira, "mine"))
    assert cast.client(cast.wilma).get("/att-hantera/nasta").url == f"/sprid/{request.pk}"
    answered(request, AdoptionAnswer.DECLINE, cast.wilma)
    kept = promise_of(request)
    assert kept.state == "kept"
    with clock.at(TODAY + timedelta(days=30)):
        answered(request, AdoptionAnswer.ADOPT, cast.wilma)
    assert promise_of(request).ended_at == kept.ended_at, "what is answered anew keeps no promise"


def test_when_the_case_is_closed_nobody_waits_and_one_may_answer_all_the_same(cast, idea):
    request = asked(idea, cast)
    gates.close(giving.case_of(idea), by=cast.amira, outcome=Outcome.FULLY, reason="Alla har den.")
    assert promise_of(request).state == "dropped"
    answered(request, AdoptionAnswer.ADOPT, cast.wilma)
    assert promise_of(request).state == "dropped"


@pytest.mark.slow
def test_a_unit_that_has_not_answered_is_told_when_the_idea_is_spread_no_more(cast, idea):
    asked(idea, cast)
    gates.close(giving.case_of(idea), by=cast.amira, outcome=Outcome.FULLY, reason="Alla har den.")
    giving.worker()
    mail = OutgoingMail.objects.get(event__kind="question.ended")
    assert mail.person == cast.wilma
    assert Notice.objects.filter(person=cast.wilma, event__kind="question.ended").exists()
    assert "Ingen väntar på ert svar." in mail.text


@pytest.mark.slow
def test_a_question_is_taken_by_name_from_where_one_answers(cast, idea):
    request = asked(idea, cast)
    promise, wilma = promise_of(request), cast.client(cast.wilma)
    address = f"/att-hantera/fragor/{promise.pk}"
    assert f'href="{address}"' in wilma.get(f"/sprid/{request.pk}").text
    assert wilma.post(address, {"to": cast.wilma.pk}).url == f"/sprid/{request.pk}"
    assert promise_of(request).person == cast.wilma


@pytest.mark.slow
def test_a_question_that_was_let_go_stands_in_the_list_of_that(cast, idea):
    promise = promise_of(asked(idea, cast))
    gates.take_question(promise, by=cast.wilma)
    gates.let_go(cast.wilma, by=None)
    page = cast.client(cast.office).get("/att-hantera/slappta").text
    assert f'href="/att-hantera/fragor/{promise.pk}"' in page
    assert "Svara om din enhet tar upp idén" in page
    assert "Teknik- och parkförvaltningen" in page


@pytest.mark.slow
def test_a_unit_that_ends_is_asked_through_the_one_that_takes_over_unless_that_is_asked_itself(cast, idea):
    request, double = asked(idea, cast), another(cast)
    actions.ask_to_adopt(double.case, units=[cast.units.energy], by=cast.amira)
    end_unit(unit=cast.units.works, by=cast.admin, on=TODAY, successor=cast.units.energy)
    request.refresh_from_db()
    assert request.unit == promise_of(request).unit == cast.units.energy
    assert [holding.person for holding in responsible(promise_of(request))] == [cast.office]
    double.refresh_from_db()
    assert (double.unit, promise_of(double).state) == (cast.units.works, "dropped")
    with pytest.raises(NotAllowed, match="Enheten har upphört"):
        answered(double, AdoptionAnswer.ADOPT, cast.office)
    assert "Enheten har upphört" in cast.client(cast.office).get(f"/sprid/{double.pk}").text
    assert "Tillfrågas inte längre" in cast.client(cast.amira).get(f"/ideer/{double.idea_id}", follow=True).text
    assert not Promise.objects.filter(unit=cast.units.works, state="open").exists()


@pytest.mark.slow
def test_what_a_unit_spreads_it_is_not_asked_to_take_up_when_it_takes_over_another(cast, idea):
    request = asked(idea, cast)
    end_unit(unit=cast.units.works, by=cast.admin, on=TODAY, successor=cast.units.care)
    request.refresh_from_db()
    assert (request.unit, promise_of(request).state) == (cast.units.works, "dropped")


def test_the_giver_reads_the_case_own_day_and_not_that_of_a_unit_that_is_asked(cast, idea):
    case = spread(idea, cast)
    due = Promise.objects.get(case=case, kind="answer", state="open").due_on
    actions.ask_to_adopt(case, units=[cast.units.works], by=cast.amira, answer_by=TODAY)
    assert queries_give.answers([idea.pk])[idea.pk].due_on == due
    assert queries_give.promised_now(idea.pk)["due"] == due.isoformat()
    assert queries_give.ideas_of(cast.sara)[0].due_on == due


@pytest.mark.slow
def test_the_reminder_leads_to_where_one_answers(cast, idea):
    promise = promise_of(asked(idea, cast))
    with clock.at(promise.half_on):
        gates.remind()
        giving.worker()
    notice = Notice.objects.get(person=cast.wilma, event__kind="question.reminded")
    mail = OutgoingMail.objects.get(event=notice.event)
    assert f"/sprid/{promise.question}" in mail.text
    assert "tar upp idén" in mail.text


@pytest.mark.slow
def test_what_was_asked_before_there_were_promises_gets_them(cast, idea):
    request = asked(idea, cast)
    other = another(cast)
    AdoptionRequest.objects.filter(pk=other.pk).update(answer_by=TODAY)
    Promise.objects.filter(kind="adopt").delete()
    migration = import_module("sluss.ideas.migrations.0008_promises_of_the_asked")
    with clock.at(TODAY + timedelta(days=3)):
        for _again in range(2):
            migration.promise(apps, None)
        today = clock.today()
    assert promise_of(request).due_on == request.answer_by
    assert promise_of(other).due_on == workdays.add_working_days(today, 20)


@pytest.mark.slow
@pytest.mark.parametrize(("part", "may"), [(Part.OWNS, True), (Part.TAKES, True), (Part.CONSULTED, False)])
def test_a_unit_that_owns_or_takes_part_claims_what_it_gains_itself(cast, idea, part, may):
    case = giving.case_of(idea)
    one = gates.ask_unit(case, unit=cast.units.works, part=part, reason="Ni vet.", by=cast.amira)

    def claims():
        return tries(lambda: actions.claim_benefit(case, by=cast.fresh(cast.wilma), words="Färre utryckningar.", **CLAIM))

    assert not claims(), "asked is not in it"
    gates.answer_ask(one, accept=True, by=cast.wilma)
    assert claims() == may
    wilma, address = cast.client(cast.wilma), f"/arenden/{case.pk}/nytta"
    assert (address in wilma.get(f"/arenden/{case.pk}").text) == may
    assert wilma.get(address).status_code == (200 if may else 403)
    assert cast.client(cast.assessor).get(address).status_code == 403
    gates.leave(one, by=cast.wilma, reason="Vi är klara.")
    assert not claims()
