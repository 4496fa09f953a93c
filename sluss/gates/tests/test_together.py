"""Units in each other's cases, and help on the way: who is asked, who reads, who advises, and that none of them decides."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from sluss.core import clock
from sluss.core.verdict import Conflict, NotAllowed
from sluss.gates import actions, rules, rules_together
from sluss.gates.models import CaseParticipant, CoachingNote
from sluss.gates.states import CoachingKind, Part, PartState, Verb
from sluss.journal.actions import deliver
from sluss.journal.models import Notice
from sluss.journal.states import Visibility
from sluss.people.actions import end_unit

from . import walks

pytestmark = pytest.mark.django_db
TODAY = date(2026, 3, 27)
HANDLERS = {"amira", "lars", "decider", "office"}
ASSESSORS = {"assessor", "assessor2"}
READERS = HANDLERS | ASSESSORS | {"registrar", "auditor", "communicator"}


@pytest.fixture(autouse=True)
def _today():
    with clock.at(TODAY):
        yield


def shown(cast):
    case = walks.opened(cast.units.care)
    actions.release(case, by=cast.amira)
    return walks.fresh(case)


def asked(cast, case=None, **more):
    given = {"unit": cast.units.works, "part": Part.TAKES, "reason": "Ni har gatorna.", "by": cast.amira} | more
    return actions.ask_unit(case or shown(cast), **given)


def in_state(cast, state):
    one = asked(cast)
    if state in {PartState.ACCEPTED, PartState.LEFT}:
        one = actions.answer_ask(one, accept=True, by=cast.wilma)
    if state == PartState.DECLINED:
        one = actions.answer_ask(one, accept=False, reason="Vi hinner inte.", by=cast.wilma)
    if state == PartState.LEFT:
        one = actions.leave(one, reason="Det är klart.", by=cast.wilma)
    return one


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


# Who may answer for works, and who may end its part, in each state.
MAY = {
    PartState.ASKED: ({"wilma", "office"}, HANDLERS),
    PartState.ACCEPTED: (set(), HANDLERS | {"wilma"}),
    PartState.DECLINED: (set(), set()),
    PartState.LEFT: (set(), set()),
}


@pytest.mark.slow
@pytest.mark.parametrize("state", MAY)
def test_who_may_answer_and_end_in_each_state(cast, state):
    one = in_state(cast, state)
    answers, ends = MAY[state]
    for name, person in cast.people.items():
        assert tries(lambda p=person: actions.answer_ask(one, accept=True, by=p)) == (name in answers), name
        assert tries(lambda p=person: actions.leave(one, reason="Det räcker.", by=p)) == (name in ends), name


@pytest.mark.slow
@pytest.mark.parametrize("state", MAY)
def test_who_reads_and_advises_in_each_state(cast, state):
    case = in_state(cast, state).case
    inside = {"wilma"} if state in {PartState.ASKED, PartState.ACCEPTED} else set()
    coach = {"kind": CoachingKind.ADVICE, "text": "Ring parkdriften först."}
    for name in cast.people:
        person = cast.fresh(cast.people[name])
        assert rules_together.reads(case, person) == (name in READERS | inside), name
        assert cast.client(person).get(f"/arenden/{case.pk}").status_code == (200 if name in READERS | inside else 404), name
        assert tries(lambda p=person: actions.coach(case, by=p, **coach)) == (name in HANDLERS | ASSESSORS | inside), name
    assert not any(rules.allowed(verb, case, cast.wilma) for verb in Verb), "who takes part decides nothing"


@pytest.mark.parametrize("visibility", [None, Visibility.HANDLERS])
def test_what_is_not_shown_to_others_is_not_shown_to_another_unit(cast, visibility):
    case = walks.opened(cast.units.care)
    if visibility is not None:
        actions.release(case, by=cast.amira, visibility=visibility)
    with pytest.raises(NotAllowed):
        asked(cast, case)
    assert cast.client(cast.wilma).get(f"/arenden/{case.pk}").status_code == 404
    page = cast.client(cast.amira).get(f"/arenden/{case.pk}/deltagare")
    assert page.status_code == 409


def test_one_owns_each_unit_once_and_not_the_one_that_has_it(cast):
    case = shown(cast)
    asked(cast, case, part=Part.OWNS)
    for more in ({}, {"unit": cast.units.care}, {"unit": cast.units.energy, "part": Part.OWNS}, {"unit": cast.units.energy, "reason": " "}):
        with pytest.raises(NotAllowed):
            asked(cast, case, **more)
    assert asked(cast, case, unit=cast.units.energy).part == "takes"


def test_of_two_who_ask_at_once_the_database_takes_one(cast, monkeypatch):
    case = shown(cast)
    one = asked(cast, case, part=Part.OWNS)
    with pytest.raises(IntegrityError), transaction.atomic():
        CaseParticipant.objects.create(
            case=case, unit=cast.units.energy, part="owns", ask_reason="x", asked_by=cast.office, asked_name="Oskar"
        )
    monkeypatch.setattr("sluss.gates.actions.together.IN_IT", ())  # the other's row is not seen yet
    with pytest.raises(Conflict):
        asked(cast, case, unit=one.unit)


def test_a_no_needs_a_reason_and_one_may_be_asked_again(cast):
    one = asked(cast)
    with pytest.raises(NotAllowed):
        actions.answer_ask(one, accept=False, by=cast.wilma)
    actions.answer_ask(one, accept=False, reason="Inte i år.", by=cast.wilma)
    again = asked(cast, one.case)
    assert again.pk != one.pk
    with pytest.raises(IntegrityError), transaction.atomic():
        CaseParticipant.objects.filter(pk=one.pk).update(answer_reason="")


def test_the_lead_is_told_and_so_is_the_one_who_asked(cast):
    one = asked(cast)
    while deliver():
        pass
    assert Notice.objects.filter(person=cast.wilma, event__kind="case.unit_asked").exists()
    page = cast.client(cast.wilma).get("/notiser").text
    assert one.case.subject.title in page
    actions.answer_ask(one, accept=True, by=cast.wilma)
    while deliver():
        pass
    assert Notice.objects.filter(person=cast.amira, event__kind="case.unit_answered").exists()
    assert "Teknik- och parkförvaltningen" in cast.client(cast.amira).get("/notiser").text


def test_a_unit_that_ends_is_followed_by_the_one_that_takes_over(cast):
    one = asked(cast)
    end_unit(unit=cast.units.works, by=cast.admin, on=TODAY, successor=cast.units.energy)
    one.refresh_from_db()
    assert one.unit == cast.units.energy


@pytest.mark.slow
def test_asked_and_answered_from_the_pages(cast):
    case = shown(cast)
    amira, wilma, home = cast.client(cast.amira), cast.client(cast.wilma), f"/arenden/{case.pk}"
    assert amira.get(f"{home}/deltagare").status_code == 200
    assert amira.post(f"{home}/deltagare", {"unit": "x"}).status_code == 422
    assert amira.post(f"{home}/deltagare", {"unit": cast.units.works.pk, "part": "takes", "reason": "Ni har gatorna."}).status_code == 302
    one = CaseParticipant.objects.get()
    address = f"{home}/deltagare/{one.pk}/svara"
    assert address in wilma.get("/").text
    assert home in wilma.get(f"/enheter/{cast.units.works.pk}").text
    assert home not in cast.client(cast.outsider).get(f"/enheter/{cast.units.works.pk}").text
    assert amira.get(address).status_code == 403
    assert wilma.post(address, {"answer": "no"}).status_code == 422
    assert wilma.post(address, {"answer": "yes"}).url == f"{home}#participants"
    assert wilma.get(address).status_code == 409
    assert wilma.get(f"{home}/ga-vidare").status_code == 403
    assert wilma.post(f"{home}/handledning", {"kind": "advice", "text": "Ring parkdriften."}).status_code == 302
    assert "Ring parkdriften." in amira.get(home).text
    gone = wilma.post(f"{home}/deltagare/{one.pk}/lamna", {"reason": "Vi är klara."})
    assert gone.url == f"/enheter/{cast.units.works.pk}"
    assert wilma.get(home).status_code == 404


def test_a_note_is_told_to_the_giver_only_when_it_is_for_the_giver(cast):
    case = shown(cast)
    actions.coach(case, kind=CoachingKind.MEETING, text="Vi talades vid.", by=cast.assessor)
    note = actions.coach(
        case, kind=CoachingKind.ADVICE, text="Börja litet.", next_step="Ring", next_on=TODAY, for_giver=True, by=cast.amira
    )
    assert [event.kind for event in case.subject.events.order_by("pk")][-2:] == ["case.coached", "case.advised"]
    assert note.for_giver
    for more in ({"text": " "}, {"next_on": TODAY}):
        with pytest.raises(NotAllowed):
            actions.coach(case, kind=CoachingKind.ADVICE, by=cast.amira, **({"text": "Så."} | more))
    assert CoachingNote.objects.count() == 2
