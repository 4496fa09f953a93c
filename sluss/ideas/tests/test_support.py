"""Support: counted once, in the write's own transaction, and enough of it moves the case by itself."""

from __future__ import annotations

from datetime import date, timedelta
from functools import partial

import pytest

from sluss.core import clock
from sluss.core.verdict import NotAllowed
from sluss.gates import actions as gates
from sluss.gates.models import Decision, Stage
from sluss.gates.states import CaseState, Outcome
from sluss.gates.tests.test_races import race
from sluss.ideas import actions
from sluss.ideas.actions import Contact
from sluss.ideas.models import Idea, Support
from sluss.ideas.seed import EMPLOYEES, RESIDENTS
from sluss.ideas.states import Status
from sluss.ideas.story import happens_now
from sluss.journal.states import Visibility
from sluss.people.actions import create_person
from sluss.people.states import PersonKind

from . import giving

pytestmark = pytest.mark.django_db
MONDAY = date(2026, 3, 9)


@pytest.fixture
def base(cast):
    giving.base(cast.units.city)
    return cast


def collecting(cast, *, threshold: int = 200, giver=None, **changes) -> Idea:
    """A resident's proposal that collects support at the care department."""
    Stage.objects.filter(kind="support").update(threshold=threshold)
    giving.way(RESIDENTS, unit=cast.units.care)
    idea = giving.submitted(giver, RESIDENTS, **changes).idea
    giving.released(idea, cast.amira)
    return giving.advanced(idea, cast.amira, "stod")


def counts(idea: Idea) -> tuple[int, int, int]:
    fresh = giving.fresh(idea)
    assert fresh.support_count == Support.objects.filter(idea=idea).count()
    return fresh.support_count, fresh.imported_support_count, fresh.total_support


def test_each_person_counts_once_and_may_take_it_back(base):
    idea = collecting(base)
    assert actions.support(idea, by=base.sara)
    assert not actions.support(idea, by=base.sara)
    assert actions.support(idea, by=base.rut)
    assert counts(idea) == (2, 0, 2)
    assert actions.withdraw_support(idea, by=base.sara)
    assert not actions.withdraw_support(idea, by=base.sara)
    assert counts(idea) == (1, 0, 1)
    assert not actions.withdraw_support(idea, by=base.outsider)


def test_imported_support_stays_apart_and_adds_up(base):
    idea = collecting(base)
    Idea.objects.filter(pk=idea.pk).update(imported_support_count=41, total_support=41)
    actions.support(idea, by=base.sara)
    assert counts(idea) == (1, 41, 42)


def test_ones_own_idea_does_not_need_ones_own_support(base):
    with pytest.raises(NotAllowed, match=r"own|egen"):
        actions.support(collecting(base, giver=base.rut), by=base.rut)
    idea = collecting(base, contact=Contact(email="rut@post.example"))
    with pytest.raises(NotAllowed):
        actions.support_by_email(idea, email=" Rut@post.example")
    idea = collecting(base, giver=base.rut)
    with pytest.raises(NotAllowed):
        actions.support_by_email(idea, email=base.rut.email)
    assert counts(idea) == (0, 0, 0)


def test_before_it_is_released_nobody_supports(base):
    idea = giving.submitted(None, RESIDENTS).idea
    for attempt in (lambda: actions.support(idea, by=base.sara), lambda: actions.support_by_email(idea, email="a@post.example")):
        with pytest.raises(NotAllowed):
            attempt()


@pytest.mark.slow
@pytest.mark.parametrize("visibility", Visibility)
def test_who_may_support_follows_who_finds_it(base, visibility):
    idea = giving.released(giving.submitted(base.sara, visibility=visibility).idea, base.amira)
    allowed = set()
    for name in ("outsider", "rut", "company"):
        try:
            actions.support(idea, by=getattr(base, name))
            allowed.add(name)
        except NotAllowed:
            pass
    # Through the employees' gateway only employees support, even where all can read.
    assert allowed == (set() if visibility == Visibility.HANDLERS else {"outsider"})
    with pytest.raises(NotAllowed):
        actions.support_by_email(idea, email="a@post.example")


def test_when_the_case_is_closed_support_stands_as_it_was(base):
    idea = collecting(base)
    actions.support(idea, by=base.sara)
    gates.withdraw(giving.case_of(idea), by=None)
    for attempt in (
        lambda: actions.support(idea, by=base.outsider),
        lambda: actions.withdraw_support(idea, by=base.sara),
        lambda: actions.support_by_email(idea, email="a@post.example"),
    ):
        with pytest.raises(NotAllowed):
            attempt()
    assert counts(idea) == (1, 0, 1)


# --- With an address -------------------------------------------------------------------------------------------------------


def test_an_address_counts_once_however_it_is_written(base):
    idea = collecting(base)
    assert actions.support_by_email(idea, email="Ny@post.example")
    assert not actions.support_by_email(idea, email=" ny@POST.example ")
    assert counts(idea) == (1, 0, 1)
    assert "ny@" not in str(Support.objects.values_list())


def test_the_same_person_by_address_and_by_account_is_one(base):
    idea = collecting(base)
    assert actions.support(idea, by=base.rut)
    assert not actions.support_by_email(idea, email=base.rut.email)
    other = collecting(base)
    assert actions.support_by_email(other, email=base.rut.email) is True
    assert actions.support(other, by=base.rut) is True
    assert counts(other) == (1, 0, 1)
    assert Support.objects.get(idea=other).person == base.rut


# --- Enough ------------------------------------------------------------------------------------------------------------------


def test_enough_support_moves_the_case_by_itself_with_a_reason(base):
    idea = collecting(base, threshold=2)
    actions.support(idea, by=base.sara)
    assert giving.fresh(idea).status == Status.COLLECTING
    actions.support(idea, by=base.outsider)
    case = giving.case_of(idea)
    decision = Decision.objects.filter(case=case).latest("number")
    assert (case.stage.key, decision.kind, decision.capacity, decision.recorded_by, decision.language) == (
        "bedomning",
        "advance",
        "execution",
        None,
        "sv",
    )
    assert "2" in decision.reason
    assert giving.fresh(idea).status == Status.IN_PROGRESS


def test_the_reason_is_in_the_language_of_the_one_who_gave_it(base):
    idea = collecting(base, threshold=1, language="en")
    actions.support(idea, by=base.sara)
    decision = Decision.objects.filter(case=giving.case_of(idea)).latest("number")
    assert (decision.language, "people support the idea" in decision.reason) == ("en", True)


def test_support_from_before_the_stage_counts(base):
    Stage.objects.filter(kind="support").update(threshold=1)
    giving.way(RESIDENTS, unit=base.units.care)
    idea = giving.released(giving.submitted(None, RESIDENTS).idea, base.amira)
    actions.support(idea, by=base.sara)
    giving.advanced(idea, base.amira, "stod")
    giving.worker()
    assert giving.case_of(idea).stage.key == "bedomning"


@pytest.mark.slow
def test_too_little_support_gets_a_standard_answer_with_a_next_step(base):
    with clock.at(MONDAY):
        idea = collecting(base, threshold=2)
        actions.support(idea, by=base.sara)
        ends = giving.case_of(idea).stage_ends_on
    with clock.at(ends):
        giving.worker()
        assert giving.case_of(idea).is_open
        actions.support(idea, by=base.rut)
        actions.withdraw_support(idea, by=base.rut) if giving.case_of(idea).stage.key == "stod" else None
    with clock.at(MONDAY):
        idea = collecting(base, threshold=2)
        actions.support(idea, by=base.sara)
    with clock.at(ends + timedelta(days=1)):
        with pytest.raises(NotAllowed):
            actions.support(idea, by=base.rut)
        assert happens_now(giving.case_of(idea), None, 1).title == "Tiden för att stötta idén är slut"
        giving.worker()
        giving.worker()
    case = giving.case_of(idea)
    assert (case.state, case.outcome, giving.fresh(idea).status) == (CaseState.CLOSED, Outcome.NO_SUPPORT, Status.NO_SUPPORT)
    closing = Decision.objects.get(case=case, kind="close")
    assert (closing.recorded_by, closing.capacity) == (None, "execution")
    assert closing.reason.count("\n\n") == 1


def test_the_period_that_ends_with_enough_goes_on(base):
    with clock.at(MONDAY):
        idea = collecting(base, threshold=2)
        actions.support(idea, by=base.sara)
        ends = giving.case_of(idea).stage_ends_on
        Stage.objects.filter(kind="support").update(threshold=1)
    with clock.at(ends + timedelta(days=1)):
        giving.worker()
    assert giving.case_of(idea).stage.key == "bedomning"


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_many_at_once_are_all_counted_and_the_last_one_opens_the_gate(cast):
    giving.base(cast.units.city)
    people = [
        create_person(by=None, kind=PersonKind.RESIDENT, username=f"r{n}", given_name="R", email=f"r{n}@post.example", password=None)
        for n in range(8)
    ]
    idea = collecting(cast, threshold=8)
    assert race(*[partial(actions.support, idea, by=person) for person in people]) == ["won"] * 8
    assert counts(idea) == (8, 0, 8)
    assert giving.case_of(idea).stage.key == "bedomning"
    assert Decision.objects.filter(case=giving.case_of(idea), kind="advance").count() == 2


@pytest.mark.django_db(transaction=True)
def test_one_person_in_two_windows_counts_once(cast):
    giving.base(cast.units.city)
    idea = collecting(cast)
    assert race(*[partial(actions.support, idea, by=cast.sara)] * 4) == ["won"] * 4
    assert counts(idea) == (1, 0, 1)


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_supporters_and_a_handler_at_once_do_not_lock_each_other_out(cast):
    giving.base(cast.units.city)
    for _ in range(5):
        idea = collecting(cast)
        case = giving.case_of(idea)
        attempts = [partial(actions.support, idea, by=person) for person in (cast.sara, cast.outsider, cast.rut)]
        attempts.append(partial(gates.park, case, by=cast.fresh(cast.amira), until=clock.today() + timedelta(days=9), reason=giving.REASON))
        assert race(*attempts) == ["won"] * 4
        assert counts(idea) == (3, 0, 3)
        assert giving.fresh(idea).status == Status.PARKED


def test_the_employees_gateway_has_no_support_stage_and_counts_all_the_same(base):
    idea = giving.released(giving.submitted(base.sara).idea, base.amira)
    assert idea.gateway.slug == EMPLOYEES
    actions.support(idea, by=base.outsider)
    assert counts(idea) == (1, 0, 1)
