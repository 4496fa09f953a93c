"""Random walks by everybody over all the processes, while time passes: whatever is done, by whomever and in whatever order, nobody waits
without an owner and a date, nothing is closed without a reason that its giver reads, and what is counted agrees with what happened."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from random import Random
from typing import Any

import pytest
from django.utils.html import escape

from sluss.core import clock, workdays
from sluss.core.recounts import all_recounts
from sluss.core.verdict import Conflict, NotAllowed
from sluss.gates import actions as gates
from sluss.gates import counting, definitions, queries, rules
from sluss.gates.models import Case, Decision, Promise
from sluss.gates.states import CaseState, DecisionKind, PromiseKind, PromiseState, Verb
from sluss.gates.tests import walks
from sluss.ideas import actions
from sluss.ideas.models import AdoptionRequest
from sluss.ideas.seed import COMPANIES, EMPLOYEES, ONGOING, RESIDENTS
from sluss.ideas.states import AdoptionAnswer
from sluss.people import actions as people
from sluss.people.models import Absence, Person, RoleHolding
from sluss.people.states import Role
from sluss.people.tests.cast import Cast

from . import giving

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
MONDAY = date(2026, 3, 9)
STEPS = 45
SEEDS = int(os.environ.get("SLUSS_WALKS", "2"))
WAITING = {CaseState.OPEN: PromiseState.OPEN, CaseState.ASKED: PromiseState.PAUSED}
VERBS = (
    *("release", "advance", "send_back", "ask", "complete", "park", "wake", "close", "refer", "withdraw", "recommend", "assess", "recuse"),
    *("check", "match", "take", "hand_over", "correct", "plan_trial", "end_trial", "ask_receiver", "take_back"),
)
BY_ITSELF = {"advance", "complete", "wake", "close", "withdraw"}  # what the system, or a giver without an account, may do


class Walk:
    """Three ideas, a city that works with them, and what has been done so far: the way back to a fault."""

    def __init__(self, cast: Cast, slug: str, seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
        self.cast, self.chance, self.patch = cast, Random(f"{slug} {seed}"), monkeypatch
        self.today, self.done = MONDAY, [f"{slug}, seed {seed}"]
        self.givers = {
            EMPLOYEES: [cast.sara, cast.amira, cast.outsider],
            ONGOING: [cast.sara, cast.outsider, cast.wilma],
            RESIDENTS: [cast.rut, cast.sara, None],
            COMPANIES: [cast.company, cast.company, None],
        }[slug]
        with clock.at(self.today):
            self.ideas = [giving.submitted(giver, slug).idea for giver in self.givers]
        self.doings: list[tuple[int, Callable[[], object]]] = [
            (24, self.verb),
            (8, self.on_the_way),
            (4, self.elsewhere),
            (4, self.as_giver),
            (3, self.supported),
            (3, self.spread),
            (2, self.away),
            (1, self.role_moves),
            (1, self.leaves),
            (2, self.told),
        ]

    def step(self, number: int) -> None:
        self.today += timedelta(days=self.chance.choice((0, 0, 1, 3, 9, 30)))
        self.patch.setattr(walks, "REASON", f"Skäl nummer {number}.")
        with clock.at(self.today):
            for passed in (people.absences_due, gates.wake_parked, gates.end_period, gates.let_go_after_roles, gates.remind):
                passed()
            weights, doings = zip(*self.doings, strict=True)
            doing = self.chance.choices(doings, weights)[0]
            try:
                doing()
                self.done[-1] += " – done"
            except (NotAllowed, Conflict):
                pass

    def note(self, *words: object) -> None:
        self.done.append(f"{self.today}: " + " ".join(str(word) for word in words))

    # --- What can be done -------------------------------------------------------------------------------------------------

    def somebody(self) -> Person:
        cast = self.cast
        handling = (cast.amira, cast.lars, cast.decider, cast.office, cast.wilma)
        return cast.fresh(self.chance.choice((*handling, *handling, cast.assessor, cast.assessor2, cast.sara)))

    def case(self) -> Case:
        cases = list(Case.objects.order_by("pk").values_list("pk", "state"))
        # Mostly one that is not closed: most verbs have no business with the others.
        alive = [pk for pk, state in cases if state != CaseState.CLOSED]
        return walks.fresh(Case(pk=self.chance.choice(alive if alive and self.chance.random() < 0.9 else [pk for pk, _state in cases])))

    def verb(self) -> None:
        verb, case, by = self.chance.choice(VERBS), self.case(), self.somebody()
        if verb in BY_ITSELF and self.chance.random() < 0.2:
            by = None  # type: ignore[assignment]  # the system
        self.note(verb, case.pk, "by", by and by.username)
        if verb == "correct" and not case.decisions.exists():
            return
        if verb == "take_back" and not case.receivers.exists():
            return
        if verb == "send_back" and case.stage.order == 1:
            return
        walks.do(verb, case, by)

    def on_the_way(self) -> None:
        """What makes a walk come far: what the next step rests on, and the step."""
        case = self.case()
        by = self.cast.fresh(self.cast.office)
        self.note("prepare and advance", case.pk)
        walks.prepare(case, by)
        gates.advance(walks.fresh(case), by=by, reason=walks.REASON, seen=case.decisions_made)

    def elsewhere(self) -> None:
        """To another board, or another process there."""
        case, by, unit = self.case(), self.somebody(), self.chance.choice((self.cast.units.works, self.cast.units.energy))
        process = self.chance.choice((None, giving.way(EMPLOYEES).process))
        self.note("refer", case.pk, "to", unit.code, process)
        gates.refer(case, by=by, reason=walks.REASON, unit=unit, process=process)

    def as_giver(self) -> None:
        number = self.chance.randrange(len(self.ideas))
        idea, giver = giving.fresh(self.ideas[number]), self.givers[number]
        by = self.cast.fresh(giver) if giver else None
        texts = replace(actions.values.texts_of(idea), solution=walks.REASON)
        what = self.chance.choice(("complete", "complete", "edit", "withdraw"))
        self.note("giver", what, idea.pk)
        if what == "withdraw":
            actions.withdraw(idea, by=by, reason=walks.REASON)
        elif what == "edit":
            actions.edit(idea, by=by, texts=texts)
        else:
            actions.complete(idea, by=by, texts=texts, answer=walks.REASON)

    def supported(self) -> None:
        idea, by = giving.fresh(self.chance.choice(self.ideas)), self.cast.fresh(self.chance.choice(list(self.cast.people.values())))
        self.note("support", idea.pk, "by", by.username)
        if self.chance.random() < 0.2:
            actions.withdraw_support(idea, by=by)
        else:
            actions.support(idea, by=by)

    def spread(self) -> None:
        """Units are asked to take up what is spread, and answer, now and then with a case of their own."""
        waiting = AdoptionRequest.objects.order_by("pk").first()
        if waiting is None or self.chance.random() < 0.4:
            case = self.case()
            self.note("spread", case.pk)
            actions.ask_to_adopt(case, units=[self.cast.units.works, self.cast.units.energy], by=self.somebody())
            return
        stages = rules.may_be_taken_up_at(queries.stages_in(waiting.case.version_id))
        stage, answer = self.chance.choice([None, *stages]), self.chance.choice(list(AdoptionAnswer))
        self.note("answer adoption", answer, stage)
        actions.answer_adoption(
            waiting, answer=answer, by=self.somebody(), reason=walks.REASON, stage=None if answer == AdoptionAnswer.DECLINE else stage
        )

    def away(self) -> None:
        running = Absence.objects.told().order_by("pk").first()
        by = self.somebody()
        self.note("absence", by.username)
        if running is not None and self.chance.random() < 0.5:
            people.end_absence(absence=running, by=None)
            return
        first = self.today + timedelta(days=self.chance.randint(0, 5))
        people.be_away(person=by, stand_in=self.somebody(), from_on=first, to_on=first + timedelta(days=self.chance.randint(1, 40)), by=by)

    def role_moves(self) -> None:
        """A lead's role ends, at once or on a day, or somebody gets one."""
        holding = RoleHolding.objects.current().filter(role__in=(Role.LEAD, Role.DECISION_MAKER)).order_by("pk").first()
        self.note("role", holding)
        if holding is not None and self.chance.random() < 0.5:
            people.end_role(holding=holding, by=None, on=self.chance.choice((None, self.today + timedelta(days=7))))
        else:
            people.grant_role(person=self.somebody(), role=Role.LEAD, unit=self.cast.units.care, by=None)

    def leaves(self) -> None:
        """Never the office: a city where nobody holds that role has no one to wait for."""
        person = self.cast.fresh(self.chance.choice((self.cast.amira, self.cast.lars, self.cast.decider, self.cast.wilma)))
        self.note("leaves or comes back", person.username)
        (people.deactivate if person.is_active else people.activate)(person=person, by=None)

    def told(self) -> None:
        self.note("what waits is delivered")
        giving.worker()


# --- What must hold -----------------------------------------------------------------------------------------------------------


def look(walk: Walk) -> None:
    """After each step, of every case."""
    waiting: dict[int, list[Promise]] = {}
    for promise in Promise.objects.filter(state__in=list(WAITING.values())).select_related("unit", "case", "person__details"):
        assert promise.due_on
        assert promise.unit.handed_on_at is None
        # Somebody owes it: the person who has taken it and still may, or whoever holds the role, at last the office.
        if promise.person is not None:
            assert promise.person.is_active
            if promise.case is not None:
                case = queries.cases_with_all().get(pk=promise.case_id)
                assert rules.allowed(Verb.TAKE, case, walk.cast.fresh(promise.person)), f"{promise.person.username} may not"
        else:
            assert queries.person_ids(queries.responsible(promise))
        if promise.case_id and promise.kind == PromiseKind.ANSWER:
            waiting.setdefault(promise.case_id, []).append(promise)
    for case in Case.objects.order_by("pk"):
        promises = waiting.get(case.pk, [])
        expected = WAITING.get(CaseState(case.state))
        assert [promise.state for promise in promises] == ([expected] if expected else []), f"case {case.pk} is {case.state}"
        assert all(promise.person_id == case.owner_id for promise in promises)
        decisions = list(case.decisions.order_by("number"))
        assert [decision.number for decision in decisions] == list(range(1, case.decisions_made + 1))
        if case.state == CaseState.ASKED:
            assert promises[0].paused_on
            assert promises[0].pauses.filter(to_on=None).count() == 1
        elif case.state == CaseState.PARKED:
            assert case.parked_until > walk.today
            assert [d.until for d in decisions if d.kind == DecisionKind.PARK][-1] == case.parked_until
        elif case.state == CaseState.CLOSED:
            told = [decision for decision in decisions if decision.outcome]
            assert told
            assert told[-1].outcome == case.outcome
            assert told[-1].reason.strip()


def look_as_giver(walk: Walk) -> None:
    """What closed an idea's cases stands on the giver's own page, word for word."""
    for idea, giver in zip(walk.ideas, walk.givers, strict=True):
        if giver is None or not walk.cast.fresh(giver).is_active:
            continue
        text = walk.cast.client(walk.cast.fresh(giver)).get(f"/min-ide/{idea.pk}").content.decode()
        closing = Decision.objects.filter(case__subject_id=idea.pk, case__adopts=None).exclude(outcome="")
        for reason in closing.values_list("reason", flat=True):
            assert escape(reason.splitlines()[0]) in text, f"{reason!r} is not told to {giver.username}"


def look_at_what_is_counted(walk: Walk) -> None:
    """The statistics against a plain recount of the rows they come from; and every stored total against its own recount."""
    giving.worker()
    assert [line for _label, check in all_recounts().values() for line in check(False)] == []
    asked = counting.Asked(MONDAY - timedelta(days=3), walk.today)
    counted, plain = counting.count(asked), plainly(asked)
    for name, numbers in plain.items():
        assert dict(getattr(counted, name)) == dict(numbers), name
    promises = list(Promise.objects.exclude(case=None).filter(kind=PromiseKind.ANSWER, state__in=list(WAITING.values())))
    late = sum(promise.state == PromiseState.OPEN and promise.due_on < walk.today for promise in promises)
    assert sum(row.number for row in counted.waiting) == len(promises)
    assert sum(row.number for row in counted.waiting if row.late) == late


def plainly(asked: counting.Asked) -> dict[str, Counter[Any]]:
    """Case by case from the decisions, without any stored number."""
    found: dict[str, Counter[Any]] = {"opened": Counter(), "answered": Counter(), "closed": Counter(), "kept": Counter()}

    def month(moment: Any) -> int:
        return asked.months.index(clock.local_day(moment).replace(day=1))

    for case in Case.objects.filter(adopts=None).select_related("stage").order_by("pk"):
        decisions = list(case.decisions.select_related("from_stage", "to_stage").order_by("number"))
        phases = [stage.phase for d in decisions if d.kind != DecisionKind.CORRECT for stage in (d.from_stage, d.to_stage) if stage]
        found["opened"][month(case.opened_at), max([case.stage.phase, *phases])] += 1
        silent = {DecisionKind.RELEASE, DecisionKind.WITHDRAW, DecisionKind.WAKE}
        first = next((d for d in decisions if d.recorded_by_id and d.kind not in silent), None)
        if first is not None:
            days = workdays.working_days_between(clock.local_day(case.opened_at), clock.local_day(first.recorded_at))
            found["answered"][month(first.recorded_at), days] += 1
        ending = next((d for d in decisions if d.outcome and d.kind != DecisionKind.CORRECT), None)
        if ending is not None:
            outcome = [d.outcome for d in decisions if d.outcome][-1]
            found["closed"][month(ending.recorded_at), outcome, case.stage.phase] += 1
    for promise in Promise.objects.filter(kind=PromiseKind.ANSWER, state=PromiseState.KEPT).select_related("kept_by__from_stage"):
        length = (clock.local_day(promise.ended_at) - promise.counted_from).days
        days = [promise.counted_from + timedelta(days=n) for n in range(1, length + 1)]
        pauses = list(promise.pauses.values_list("from_on", "to_on"))
        took = sum(workdays.is_working_day(day) and not any(start <= day <= end for start, end in pauses) for day in days)
        found["kept"][promise.kept_by.from_stage.phase, took, took <= promise.days] += 1
    return found


@pytest.mark.parametrize("seed", range(SEEDS))
@pytest.mark.parametrize("slug", [EMPLOYEES, RESIDENTS, COMPANIES, ONGOING])
def test_whatever_is_done_nobody_waits_without_owner_and_date_or_is_left_without_a_reason(cast, slug, seed, monkeypatch):
    giving.base(cast.units.city)
    for way in (RESIDENTS, COMPANIES, ONGOING):
        giving.way(way, unit=cast.units.care)
    shipped = definitions.read(definitions.SHIPPED / f"{RESIDENTS}.yaml")
    gates.load_process(replace(shipped, stages=[stage | ({"threshold": 3} if stage["threshold"] else {}) for stage in shipped.stages]))
    walk = Walk(cast, slug, seed, monkeypatch)
    try:
        for number in range(STEPS):
            walk.step(number)
            with clock.at(walk.today):
                look(walk)
        with clock.at(walk.today):
            look_as_giver(walk)
            look_at_what_is_counted(walk)
        # What was parked is taken up by itself, however long nobody looks.
        walk.today += timedelta(days=40)
        with clock.at(walk.today):
            gates.wake_parked()
            look(walk)
    except Exception as error:
        raise AssertionError("\n".join([f"{type(error).__name__}: {error}", *walk.done])) from error
    assert sum(line.endswith("done") for line in walk.done) > STEPS / 5, "a walk on which little is done shows little"
