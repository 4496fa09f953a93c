"""A case that belongs elsewhere: closed here, opened there, and whoever gave it learns who has it now."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import translation

from sluss.core import clock
from sluss.core.events import Tell
from sluss.core.messages import Recipient
from sluss.core.verdict import Conflict, NotAllowed
from sluss.gates import actions, messages
from sluss.gates.models import Case, Decision, Promise
from sluss.gates.states import CaseState, DecisionKind, Outcome, PromiseState
from sluss.journal.models import Event, Subject
from sluss.records.models import RegisterEntry

from . import walks

pytestmark = pytest.mark.django_db
WHY = "Gatorna är Tekniska nämndens."


def promises(case) -> list[tuple[str, int]]:
    return list(Promise.objects.filter(case=case).order_by("pk").values_list("state", "unit_id"))


def test_it_goes_on_where_it_belongs(cast):
    case = walks.at_stage(cast.units.care, cast.amira, "bedomning")
    decision = actions.refer(case, by=cast.amira, reason=WHY, unit=cast.units.works)
    case, new = walks.fresh(case), decision.to_case
    assert (case.state, case.outcome) == (CaseState.CLOSED, Outcome.REFERRED)
    assert (decision.kind, decision.referred_to, decision.reason) == (DecisionKind.REFER, cast.units.works.name, WHY)
    assert (new.receiving_unit, new.stage, new.version_id, new.state) == (cast.units.works, case.stage, case.version_id, CaseState.OPEN)
    assert promises(case)[-1] == (PromiseState.KEPT, cast.units.care.pk)
    assert promises(new) == [(PromiseState.OPEN, cast.units.works.pk)]
    assert Subject.objects.get(pk=case.subject_id).unit == cast.units.works


def test_through_another_way_in_it_begins_again(cast):
    case = walks.at_stage(cast.units.care, cast.amira, "bedomning")
    residents = walks.process("invanarforslag")
    new = actions.refer(case, by=cast.amira, reason=WHY, unit=cast.units.care, process=residents).to_case
    assert (new.receiving_unit, new.version.process, new.stage.order) == (cast.units.care, residents, 1)


def test_out_of_the_city_it_is_closed_and_says_where(cast):
    case = walks.opened(cast.units.care)
    decision = actions.refer(case, by=cast.amira, reason="Sjukvården är regionens.", elsewhere="Västkustregionen")
    assert (decision.to_case, decision.referred_to) == (None, "Västkustregionen")
    assert not Promise.objects.filter(case=case, state=PromiseState.OPEN).exists()
    assert Case.objects.filter(subject=case.subject_id).count() == 1


@pytest.mark.parametrize("state", ["asked", "parked"])
def test_one_that_waits_is_referred_and_no_wait_is_left_behind(cast, state):
    case = walks.STATES[state](cast.units.care, cast.amira)
    new = actions.refer(case, by=cast.amira, reason=WHY, unit=cast.units.works).to_case
    assert walks.fresh(case).parked_until is None
    assert [unit for state, unit in promises(case) if state in {PromiseState.OPEN, PromiseState.PAUSED}] == []
    assert promises(new) == [(PromiseState.OPEN, cast.units.works.pk)]


def test_the_time_to_collect_support_is_not_begun_again(cast):
    case = walks.STATES["support"](cast.units.care, cast.amira)
    with clock.at(clock.today() + timedelta(days=10)):
        new = actions.refer(case, by=cast.amira, reason=WHY, unit=cast.units.works).to_case
    assert new.stage_ends_on == case.stage_ends_on


def test_what_cannot_be(cast):
    case = walks.opened(cast.units.care)
    refused = {
        "lies with that unit already": {"unit": cast.units.care},
        "Say where": {"elsewhere": "  "},
    }
    with translation.override("en"):
        for words, target in refused.items():
            with pytest.raises(NotAllowed, match=words):
                actions.refer(case, by=cast.amira, reason=WHY, **target)
        with pytest.raises(NotAllowed, match="reason"):
            actions.refer(case, by=cast.amira, reason=" ", unit=cast.units.works)
        actions.open_case(case.subject, process=walks.process(), unit=cast.units.works, by=None)
        with pytest.raises(NotAllowed, match="already has an open case"):
            actions.refer(case, by=cast.amira, reason=WHY, unit=cast.units.works)
        with pytest.raises(NotAllowed, match="Only the innovation lead"):
            actions.refer(case, by=cast.sara, reason=WHY, unit=cast.units.city)
    assert not Decision.objects.filter(kind=DecisionKind.REFER).exists()


def test_of_two_who_decide_one_wins(cast):
    case = walks.opened(cast.units.care)
    actions.refer(case, by=cast.amira, reason=WHY, unit=cast.units.works, seen=0)
    with pytest.raises(Conflict):
        actions.refer(case, by=cast.amira, reason=WHY, elsewhere="Regionen", seen=0)


def test_those_who_have_it_now_are_told_and_the_other_authority_registers_it(cast):
    case = walks.opened(cast.units.care)
    new = actions.refer(case, by=cast.amira, reason=WHY, unit=cast.units.works).to_case
    opened = Event.objects.filter(kind="case.opened").latest("pk")
    assert (opened.data["case"], opened.data["unit"]) == (new.pk, cast.units.works.pk)
    assert opened.data["persons"]
    authorities = list(RegisterEntry.objects.filter(subject=case.subject_id).order_by("pk").values_list("authority__name", "direction"))
    assert authorities[-1] == (cast.units.works_board.name, "in")


def test_what_is_told_names_who_has_it_and_by_which_day_and_asks_nothing_for_each_reader(cast, django_assert_num_queries):
    case = walks.opened(cast.units.care)
    decision = actions.refer(case, by=cast.amira, reason=WHY, unit=cast.units.works)
    event = Event.objects.get(kind="case.referred")
    event.facts = messages.decisions([event])[event.pk]
    reader = Recipient(role=Tell.GIVER, status_url="/status")
    with django_assert_num_queries(0), translation.override("sv"):
        told = messages.referred(event, case.subject, reader)
    due = Promise.objects.get(case=decision.to_case).due_on
    assert cast.units.works.name in told.now
    assert str(due.day) in told.now
