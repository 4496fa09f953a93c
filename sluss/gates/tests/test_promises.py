"""The promise clock: properties over any calendar, reminders and escalation, and that no wait is ever without an owner and a date."""

from __future__ import annotations

import random
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sluss.core import clock, workdays
from sluss.core.verdict import NotAllowed
from sluss.gates import actions
from sluss.gates.actions.promises import due_with_pauses
from sluss.gates.actions.time import levels_due
from sluss.gates.models import Case, Promise, Reminder
from sluss.gates.states import CaseState, Outcome, PromiseState, ReminderLevel
from sluss.journal.models import Event
from sluss.people.actions import end_role
from sluss.people.models import RoleHolding
from sluss.people.states import Role

from . import walks

MONDAY = date(2026, 3, 9)
days = st.dates(date(2020, 1, 1), date(2040, 12, 31))


@given(days, st.integers(1, 120))
def test_without_a_pause_the_due_day_is_so_many_working_days_on(made_on, promised):
    promise = Promise(made_on=made_on, counted_from=made_on, days=promised)
    assert due_with_pauses(promise, []) == workdays.add_working_days(made_on, promised)


@given(days, st.integers(1, 60), st.lists(st.tuples(st.integers(0, 80), st.integers(0, 40)), max_size=4))
def test_a_pause_never_brings_the_due_day_nearer_and_it_is_a_day_that_counts(made_on, promised, pauses):
    stood_still = [(made_on + timedelta(days=start), made_on + timedelta(days=start + length)) for start, length in pauses]
    promise = Promise(made_on=made_on, counted_from=made_on, days=promised)
    due = due_with_pauses(promise, stood_still)
    assert due >= due_with_pauses(promise, [])
    assert workdays.is_working_day(due)
    assert not any(a <= due <= b for a, b in stood_still)
    counted = [made_on + timedelta(days=n) for n in range(1, (due - made_on).days + 1)]
    assert sum(workdays.is_working_day(d) and not any(a <= d <= b for a, b in stood_still) for d in counted) == promised


@given(days, st.integers(1, 60), st.integers(0, 90))
def test_reminders_come_in_order_and_none_is_left_out(made_on, promised, passed):
    due = workdays.add_working_days(made_on, promised)
    promise = Promise(made_on=made_on, counted_from=made_on, days=promised, half_on=workdays.half_way(made_on, due), due_on=due)
    with clock.at(made_on + timedelta(days=passed)):
        levels = levels_due(promise)
    assert levels == list(ReminderLevel)[: len(levels)]
    with clock.at(due + timedelta(days=30)):
        assert levels_due(promise) == list(ReminderLevel)


@pytest.mark.slow
@pytest.mark.django_db
def test_half_time_due_day_then_deputy_then_office(cast):
    told: dict[str, list[int]] = {}
    with clock.at(MONDAY):
        case = walks.opened(cast.units.care)
        promise = case.promises.get()
    for passed in range(40):
        with clock.at(MONDAY + timedelta(days=passed)):
            actions.remind()
            actions.remind()
    for event in Event.objects.filter(kind="promise.reminded").order_by("id"):
        told[ReminderLevel(event.data["level"]).name] = event.data["persons"]
    assert told == {"HALF": [cast.amira.pk], "DUE": [cast.amira.pk], "DEPUTY": [cast.lars.pk], "OFFICE": [cast.office.pk]}
    assert Reminder.objects.filter(promise=promise).count() == 4
    on = {ReminderLevel(r.level).name: clock.local_day(r.at) for r in Reminder.objects.all()}
    assert on == {"HALF": promise.half_on, "DUE": promise.due_on, "DEPUTY": date(2026, 3, 24), "OFFICE": date(2026, 3, 26)}


@pytest.mark.django_db
def test_when_the_worker_has_slept_one_reminder_is_told_and_not_four(cast):
    with clock.at(MONDAY):
        walks.opened(cast.units.care)
    with clock.at(MONDAY + timedelta(days=60)):
        actions.remind()
    events = Event.objects.filter(kind="promise.reminded").order_by("id")
    assert [e.data["level"] for e in events] == [ReminderLevel.DEPUTY, ReminderLevel.OFFICE]


@pytest.mark.django_db
def test_a_vacancy_is_told_to_the_office_at_once(cast):
    with clock.at(MONDAY):
        case = walks.opened(cast.units.energy)
    with clock.at(case.promises.get().half_on):
        actions.remind()
    assert Event.objects.get(kind="promise.reminded").data["persons"] == [cast.office.pk]
    assert Event.objects.get(kind="case.opened").data["persons"] == [cast.office.pk]


@pytest.mark.django_db
def test_support_is_collected_for_its_time_and_its_end_is_told_once(cast):
    with clock.at(MONDAY):
        case = walks.at_stage(cast.units.care, cast.amira, "stod", "invanarforslag")
    last = MONDAY + timedelta(days=90)
    assert case.stage_ends_on == last
    assert case.promises.get(state="open").due_on == workdays.add_working_days(last, 10)
    with clock.at(last):
        assert actions.end_period() == 0
    with clock.at(last + timedelta(days=1)):
        assert actions.end_period() == 1
        assert actions.end_period() == 0
    assert Event.objects.filter(kind="case.period_ended").count() == 1


VERBS = (
    "release",
    "advance",
    "send_back",
    "ask",
    "complete",
    "park",
    "wake",
    "close",
    "withdraw",
    "recommend",
    "refer",
    "assess",
    "check",
    "take",
    "hand_over",
)
BY_ITSELF = {"advance", "complete", "wake", "close", "withdraw"}  # what the system, or a giver without an account, may do


@pytest.mark.slow
@pytest.mark.django_db
@pytest.mark.parametrize("seed", range(12))
def test_no_row_of_verbs_leaves_a_wait_without_owner_and_date_or_closes_without_a_reason(cast, seed):
    chance = random.Random(seed)
    today = MONDAY
    with clock.at(today):
        case = walks.opened(cast.units.care, chance.choice(["medarbetaride", "invanarforslag"]))
    for _ in range(25):
        today += timedelta(days=chance.randint(0, 40))
        with clock.at(today):
            actions.wake_parked()
            actions.end_period()
            try:
                verb = chance.choice(VERBS)
                people = [cast.amira, cast.lars, cast.assessor, cast.sara, *([None] if verb in BY_ITSELF else [])]
                walks.do(verb, walks.fresh(case), chance.choice(people))
            except NotAllowed:
                pass
            check(case)
    with clock.at(today + timedelta(days=800)):
        actions.wake_parked()
        check(case)


def check(case: Case) -> None:
    now = walks.fresh(case)
    waiting = list(Promise.objects.filter(case=case, state__in=[PromiseState.OPEN, PromiseState.PAUSED]))
    expected = {CaseState.OPEN: PromiseState.OPEN, CaseState.ASKED: PromiseState.PAUSED}.get(CaseState(now.state))
    assert [p.state for p in waiting] == ([expected] if expected else []), now.state
    assert all(p.due_on and p.owner_role and p.unit_id for p in waiting)
    if now.state == CaseState.PARKED:
        assert now.parked_until
    if now.state == CaseState.CLOSED:
        assert now.outcome in Outcome.values
        assert now.decisions.last().reason
    numbers = list(now.decisions.values_list("number", flat=True))
    assert numbers == list(range(1, now.decisions_made + 1))


def test_an_answer_while_support_is_collected_brings_the_due_day_no_nearer(cast):
    case = walks.STATES["support"](cast.units.care, cast.amira)
    before = Promise.objects.get(case=case, state=PromiseState.OPEN)
    with clock.at(clock.today() + timedelta(days=3)):
        actions.ask(case, by=cast.amira, reason="Var ska den stå?")
        actions.complete(walks.fresh(case), by=None)
        after = Promise.objects.get(pk=before.pk)
        assert (after.due_on, after.state) == (before.due_on, PromiseState.OPEN)
        assert after.half_on > case.stage_ends_on
        assert actions.remind() == 0


def test_where_the_role_is_vacant_the_office_is_told_once_in_a_run(cast):
    case = walks.opened(cast.units.care)
    end_role(holding=RoleHolding.objects.get(person=cast.amira, role=Role.LEAD), by=cast.admin)
    promise = Promise.objects.get(case=case)
    with clock.at(promise.due_on + timedelta(days=30)):
        actions.remind()
    told = Event.objects.filter(kind="promise.reminded", data__promise=promise.pk)
    assert [event.data["level"] for event in told] == [ReminderLevel.OFFICE]
    assert promise.reminders.count() == len(ReminderLevel)
