"""Spread: who is asked, who answers, what an adopter's own case is and is not, and what the pages show and cost."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from sluss.core import clock
from sluss.core.recounts import all_recounts
from sluss.core.verdict import NotAllowed
from sluss.gates import actions as gates
from sluss.gates.models import Case, Promise
from sluss.gates.queries import cases_of, newest_case, stages_of
from sluss.gates.states import CoachingKind, Finding, Outcome, Part, ProblemKind
from sluss.ideas import actions
from sluss.ideas.models import Adoption, AdoptionRequest, BenefitClaim, Idea
from sluss.ideas.states import AdoptionAnswer, BenefitKind
from sluss.journal.actions import deliver
from sluss.journal.models import Notice
from sluss.journal.states import Visibility

from . import giving

pytestmark = pytest.mark.django_db
TODAY = date(2026, 3, 27)
HANDLERS = {"amira", "lars", "decider", "office"}


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


def spread(idea, cast):
    giving.advanced(idea, cast.amira, "spridning")
    return giving.case_of(idea)


def asked(idea, cast, *units):
    return actions.ask_to_adopt(spread(idea, cast), units=units or [cast.units.works], by=cast.amira)[0]


def answered(request, answer, by, **more):
    return actions.answer_adoption(request, answer=answer, by=by, **({"reason": "Vi har samma problem."} | more))


def stage(request, key):
    return next(one for one in stages_of(request.case) if one.key == key)


def tries(call):
    try:
        with transaction.atomic():
            call()
            transaction.set_rollback(True)
    except NotAllowed as no:
        if len(str(no)) <= 15:
            raise AssertionError("the no has no reason") from no
        return False
    return True


@pytest.mark.slow
@pytest.mark.parametrize("at", ["provning", "koncept", "spridning", "closed"])
def test_who_may_ask_in_each_stage(cast, idea, at):
    if at != "provning":
        giving.advanced(idea, cast.amira, "spridning" if at == "closed" else at)
    if at == "closed":
        gates.close(giving.case_of(idea), by=cast.amira, outcome=Outcome.FULLY, reason="Klart.")
    case = Case.objects.get(subject_id=idea.pk)
    for name, person in cast.people.items():
        may = tries(lambda p=person: actions.ask_to_adopt(case, units=[cast.units.works], by=p))
        assert may == (at == "spridning" and name in HANDLERS), name


@pytest.mark.slow
@pytest.mark.parametrize("answer", list(AdoptionAnswer))
def test_who_may_answer(cast, idea, answer):
    request = asked(idea, cast)
    for name, person in cast.people.items():
        assert tries(lambda p=person: answered(request, answer, p)) == (name in {"wilma", "office"}), name


def test_one_that_is_kept_to_those_who_handle_it_is_not_spread(cast, idea):
    hidden = giving.submitted(cast.sara, visibility=Visibility.HANDLERS).idea
    giving.released(hidden, cast.amira)
    with pytest.raises(NotAllowed):
        asked(hidden, cast)


def test_to_adapt_or_decline_needs_a_reason(cast, idea):
    request = asked(idea, cast)
    for answer in (AdoptionAnswer.ADAPT, AdoptionAnswer.DECLINE):
        with pytest.raises(NotAllowed):
            answered(request, answer, cast.wilma, reason="\u200b ")
    made = answered(request, AdoptionAnswer.ADOPT, cast.wilma, reason="")
    with pytest.raises(IntegrityError), transaction.atomic():
        Adoption.objects.filter(pk=made.pk).update(answer="adapt")


def test_each_unit_is_asked_once_and_may_answer_anew(cast, idea):
    request = asked(idea, cast)
    again = actions.ask_to_adopt(request.case, units=[cast.units.works, cast.units.energy, cast.units.care], by=cast.amira)
    assert [one.unit for one in again] == [cast.units.energy]
    with pytest.raises(NotAllowed):
        actions.ask_to_adopt(request.case, units=[cast.units.works], by=cast.amira)
    answered(request, AdoptionAnswer.DECLINE, cast.wilma)
    assert Idea.objects.get().adopted_count == 0
    with pytest.raises(NotAllowed):
        answered(request, AdoptionAnswer.DECLINE, cast.wilma, seen=0)
    answered(request, AdoptionAnswer.ADAPT, cast.wilma, seen=1)
    assert Idea.objects.get().adopted_count == 1
    assert [row.answer for row in Adoption.objects.order_by("number")] == ["decline", "adapt"]
    Idea.objects.update(adopted_count=7)
    _label, recount = all_recounts()["ideas.adopted"]
    assert len(list(recount(True))) == 1
    assert Idea.objects.get().adopted_count == 1


@pytest.mark.slow
def test_an_adopters_own_case_begins_where_the_work_is_and_says_nothing_of_where_the_idea_stands(cast, idea):
    request = asked(idea, cast)
    before = giving.fresh(idea)
    for key in ("provning", "bedomning", "spridning"):
        with pytest.raises(NotAllowed):
            answered(request, AdoptionAnswer.ADOPT, cast.wilma, stage=stage(request, key))
    own = answered(request, AdoptionAnswer.ADOPT, cast.wilma, stage=stage(request, "inforande")).case
    assert (own.stage.key, own.receiving_unit, own.adopts_id) == ("inforande", cast.units.works, request.case_id)
    assert Promise.objects.get(case=own).unit == cast.units.works
    assert newest_case(idea.pk).pk == request.case_id == cases_of(idea.pk)[0].pk
    after = giving.fresh(idea)
    assert (after.phase, after.status, after.unit_id, after.subject.unit_id) == (
        before.phase,
        before.status,
        before.unit_id,
        before.unit_id,
    )
    with pytest.raises(NotAllowed):
        answered(request, AdoptionAnswer.ADAPT, cast.wilma, stage=stage(request, "pilot"))
    with pytest.raises(NotAllowed):
        answered(request, AdoptionAnswer.DECLINE, cast.wilma)
    with pytest.raises(NotAllowed):
        gates.ask(own, by=cast.wilma, reason="Vem har du frågat?")
    gates.close(giving.case_of(idea), by=cast.amira, outcome=Outcome.FULLY, reason="Alla har den.")
    gates.advance(own, by=cast.wilma, reason="Vi är klara.")
    done = giving.fresh(idea)
    assert (done.status, done.unit) == ("carried_out", cast.units.care)
    assert not [line for _label, check in all_recounts().values() for line in check(False)]
    page = cast.client().get(f"/ideer/{idea.pk}-{idea.subject.address}")
    assert "Alla har den." in page.text
    assert "Vi är klara." not in page.text, "what the other unit decides stands in its own case"
    assert "Teknik- och parkförvaltningen" in page.text


@pytest.mark.slow
def test_those_it_concerns_are_told(cast, idea):
    request = asked(idea, cast)
    giving.worker()
    assert Notice.objects.filter(person=cast.wilma, event__kind="idea.adoption_asked").exists()
    answered(request, AdoptionAnswer.ADAPT, cast.wilma, reason="Vi gör det på cykel.", stage=stage(request, "inforande"))
    while deliver():
        pass
    assert Notice.objects.filter(person=cast.sara, event__kind="idea.adopted").exists()
    assert Notice.objects.filter(person=cast.amira, event__kind="idea.adopted").exists()
    own = Case.objects.get(adopts=request.case_id)
    gates.advance(own, by=cast.wilma, reason="Det är infört.")
    giving.worker()
    page = cast.client(cast.sara).get("/notiser").text
    assert f"{idea.subject.title} (Teknik- och parkförvaltningen)" in page.replace("&quot;", '"')


# --- The pages ----------------------------------------------------------------------------------------------------------


@pytest.mark.slow
def test_asked_and_answered_from_the_pages(cast, idea):
    case = spread(idea, cast)
    amira, wilma = cast.client(cast.amira), cast.client(cast.wilma)
    home = f"/arenden/{case.pk}"
    assert f"{home}/sprid" in amira.get(home).text
    assert amira.post(f"{home}/sprid", {"units": ["x"]}).status_code == 422
    assert amira.post(f"{home}/sprid", {"units": [cast.units.works.pk, cast.units.energy.pk]}).url == f"{home}#spread"
    request = AdoptionRequest.objects.get(unit=cast.units.works)
    address = f"/sprid/{request.pk}"
    assert address in wilma.get("/").text
    assert amira.get(address).status_code == 403
    assert cast.client().get(address).status_code == 302
    assert wilma.get(f"/sprid/{'9' * 18}").status_code == 404
    assert wilma.get(address).status_code == 200
    assert wilma.post(address, {"answer": "adapt", "seen": "0"}).status_code == 422
    pilot = stage(request, "pilot").pk
    sent = {"answer": "adapt", "reason": "Vi gör det på cykel.", "stage": pilot, "seen": "0"}
    assert wilma.post(address, sent).url == f"/arenden/{Case.objects.get(adopts=case).pk}"
    stale = wilma.post(address, {"answer": "adopt", "reason": "Nu", "seen": "0"})
    assert stale.status_code == 422
    assert wilma.post(address, {"answer": "decline", "reason": "Nej", "seen": "1"}).status_code == 422, "it has a case of its own"
    page = cast.client().get(f"/ideer/{idea.pk}-{idea.subject.address}").text
    assert "Vi gör det på cykel." in page
    assert "1" in page
    assert wilma.get(f"/arenden/{Case.objects.get(adopts=case).pk}").status_code == 200


@pytest.mark.slow
def test_the_list_says_how_many_have_taken_it_up(cast, idea):
    answered(asked(idea, cast), AdoptionAnswer.ADOPT, cast.wilma)
    assert "taken up by 1 more unit" in cast.client().get("/en/ideas").text


CLAIM = {"kind": BenefitKind.TIME, "for_whom": "Nattpatrullen", "measured_how": "Vi räknar larmen i två månader."}


@pytest.mark.slow
def test_who_may_claim_a_benefit_and_what_it_must_say(cast, idea):
    case = giving.case_of(idea)
    for name, person in cast.people.items():
        assert tries(lambda p=person: actions.claim_benefit(case, by=p, words="Lugnare nätter.", **CLAIM)) == (name in HANDLERS), name
    for more in ({}, {"amount": Decimal(3)}, {"words": "x", "for_whom": " "}, {"amount": Decimal(10) ** 12, "unit": "kr"}):
        with pytest.raises(NotAllowed):
            actions.claim_benefit(case, by=cast.amira, **(CLAIM | more))
    actions.claim_benefit(case, by=cast.amira, amount=Decimal(12000), unit="timmar", **CLAIM)
    with pytest.raises(IntegrityError), transaction.atomic():
        BenefitClaim.objects.update(unit="")
    page = cast.client().get(f"/ideer/{idea.pk}-{idea.subject.address}").text
    assert "12\N{NO-BREAK SPACE}000 timmar" in page
    client, home = cast.client(cast.amira), f"/arenden/{case.pk}"
    sent = {"kind": "money", "for_whom": "Staden", "amount": "12,5", "unit": "tkr", "measured_how": "Budgeten"}
    assert client.post(f"{home}/nytta", sent | {"amount": "1" * 40}).status_code == 422
    assert client.post(f"{home}/nytta", sent | {"unit": ""}).status_code == 422
    assert client.post(f"{home}/nytta", sent).url == f"{home}#benefits"
    assert BenefitClaim.objects.latest("pk").amount == Decimal("12.5")
    assert "Staden" in client.get(home).text


def tried(case, cast, number):
    for n in range(number):
        test = gates.plan_experiment(
            case, hypothesis=f"Tanke {n}", test="Vi provar.", how_long="en vecka", with_whom="en grupp", by=cast.amira
        )
        gates.learn(test, learnt=f"Lärdom {n}", held=Finding.NO, repeatable=Finding.YES, by=cast.amira)


def test_how_it_is_tried_stands_on_the_ideas_page_for_those_who_may_see_it(cast, idea):
    case = giving.case_of(idea)
    gates.sort_problem(case, kind=ProblemKind.COMPLEX, reason="Hemligt skäl.", by=cast.amira)
    tried(case, cast, 3)
    address = f"/ideer/{idea.pk}-{idea.subject.address}"
    page = cast.client().get(address).text
    assert "Så här provar vi" in page
    assert "Lärdom 2" in page
    assert "Hemligt skäl." not in page
    giving.worker()
    assert Notice.objects.filter(person=cast.sara, event__kind="case.learnt").count() == 3


def test_advice_is_read_by_the_giver_alone_and_only_when_it_was_chosen(cast, idea):
    case = giving.case_of(idea)
    gates.coach(case, kind=CoachingKind.MEETING, text="Kanarie inom huset.", by=cast.amira)
    gates.coach(case, kind=CoachingKind.ADVICE, text="Kanarie till Sara.", for_giver=True, by=cast.amira)
    giving.worker()
    for address in (f"/ideer/{idea.pk}-{idea.subject.address}", f"/min-ide/{idea.pk}"):
        page = cast.client(cast.sara).get(address).text
        assert "Kanarie till Sara." in page
        assert "Kanarie inom huset." not in page
    for person in (None, cast.outsider, cast.rut):
        assert "Kanarie" not in cast.client(person).get(f"/ideer/{idea.pk}-{idea.subject.address}").text
    told = Notice.objects.filter(person=cast.sara, event__kind__in=["case.coached", "case.advised"])
    assert [notice.event.kind for notice in told] == ["case.advised"]


def test_units_that_take_part_stand_on_the_ideas_page_and_those_consulted_do_not(cast, idea):
    case = giving.case_of(idea)
    for unit, part in ((cast.units.works, Part.TAKES), (cast.units.energy, Part.CONSULTED)):
        one = gates.ask_unit(case, unit=unit, part=part, reason="Ni vet.", by=cast.amira)
        gates.answer_ask(one, accept=True, by=cast.office)
    page = cast.client().get(f"/ideer/{idea.pk}-{idea.subject.address}").text
    assert "Teknik- och parkförvaltningen" in page
    assert "Älvsunds Energi AB" not in page


@pytest.mark.slow
def test_what_stands_around_an_idea_costs_one_query_each_and_nothing_where_there_is_none(cast, idea, django_assert_num_queries):
    address = f"/ideer/{idea.pk}-{idea.subject.address}"
    client = cast.client()
    client.get(address)
    with django_assert_num_queries(PLAIN):
        client.get(address)
    case = giving.case_of(idea)
    gates.sort_problem(case, kind=ProblemKind.COMPLEX, reason="Ingen vet.", by=cast.amira)
    for more in (1, 2):
        tried(case, cast, more)
        actions.claim_benefit(case, by=cast.amira, words="Lugnare nätter.", **CLAIM)
        with django_assert_num_queries(PLAIN + 2):
            client.get(address)
    giving.advanced(idea, cast.amira, "spridning")
    actions.ask_to_adopt(giving.case_of(idea), units=[cast.units.works, cast.units.energy], by=cast.amira)
    with django_assert_num_queries(PLAIN + 4):  # the units, and the trial it has been through
        client.get(address)


PLAIN = 6
