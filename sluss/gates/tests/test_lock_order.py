"""What is being changed stands in nobody's way who only points at it, so no two wait for each other. PostgreSQL's alone."""

from __future__ import annotations

from functools import partial

import pytest

from sluss.core.tests.halfway import both
from sluss.gates import actions
from sluss.gates.models import Case
from sluss.people import actions as people
from sluss.people.models import Person, Unit
from sluss.people.states import UnitKind
from sluss.people.tests.cast import START

from . import walks

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.postgres, pytest.mark.slow]


def test_one_decides_while_an_administrator_closes_the_account(cast) -> None:
    """The decision's row points at the person; the account that closes lets the person's cases go."""
    case = actions.take(walks.opened(cast.units.care), by=cast.amira)
    close = partial(people.deactivate, person=Person.objects.get(pk=cast.amira.pk), by=None)
    decide = partial(actions.ask, case, by=cast.fresh(cast.amira), reason=walks.REASON)
    assert both("people_person", close, decide) == ["done", "done"]
    case.refresh_from_db()
    assert (case.owner_id, case.state) == (None, "asked")


def test_a_case_is_referred_to_the_city_while_a_unit_ends(cast) -> None:
    """The tree is locked at the city, which the case that goes on there points at; the unit that ends moves its cases."""
    case = walks.opened(cast.units.care)
    end = partial(people.end_unit, unit=Unit.objects.get(pk=cast.units.care.pk), by=None)
    refer = partial(actions.refer, case, by=cast.fresh(cast.amira), unit=cast.units.city, reason=walks.REASON)
    assert both("people_unit", end, refer) == ["done", "done"]


@pytest.fixture
def successor(cast) -> Unit:
    new = people.create_unit(by=None, code="nya", name="Nya förvaltningen", kind=UnitKind.DEPARTMENT, parent=cast.units.city)
    Unit.objects.filter(pk=new.pk).update(valid_from=START)
    return Unit.objects.get(pk=new.pk)


def test_a_unit_answers_for_its_need_while_it_ends(cast, successor) -> None:
    """What was said stands with the unit that said it: whoever ends the unit has the case first, and the answer comes too late."""
    case = walks.at_stage(cast.units.care, cast.amira, "matchning", "foretagssluss")
    match = actions.match(case, by=cast.amira, unit=cast.units.works, need="Brunnarna svämmar över.")
    end = partial(people.end_unit, unit=Unit.objects.get(pk=cast.units.works.pk), by=None, successor=successor)
    answer = partial(actions.answer_match, match, by=cast.fresh(cast.wilma), accepts=True, reason=walks.REASON)
    ended, told = both("gates_match", end, answer, reads=True)
    assert ended == "done"
    assert told.startswith("NotAllowed: "), told
    match.refresh_from_db()
    assert (match.unit_id, match.answer) == (successor.pk, "")
    assert match.case.promises.get(kind="match").unit_id == successor.pk


@pytest.mark.parametrize("first", ["answers", "takes back"])
def test_a_unit_answers_for_its_need_while_the_question_is_taken_back(cast, first) -> None:
    case = walks.at_stage(cast.units.care, cast.amira, "matchning", "foretagssluss")
    match = actions.match(case, by=cast.amira, unit=cast.units.works, need="Brunnarna svämmar över.")
    answer = partial(actions.answer_match, match, by=cast.fresh(cast.wilma), accepts=True, reason=walks.REASON)
    take_back = partial(actions.take_back_match, match, by=cast.fresh(cast.amira), reason=walks.REASON)
    done, told = both("gates_match", *((answer, take_back) if first == "answers" else (take_back, answer)))
    assert (done, told.split(":")[0]) == ("done", "Conflict"), told
    match.refresh_from_db()
    assert (match.answer, match.drop_reason) == (("yes", "") if first == "answers" else ("", walks.REASON))
    assert match.case.promises.get(kind="match").state == ("kept" if first == "answers" else "dropped")


def test_a_case_is_referred_to_a_unit_that_takes_it_up_itself(cast) -> None:
    """Both have seen that the unit has no open case about it; the one who comes second is told, and nothing of the referral is left."""
    case = walks.at_stage(cast.units.care, cast.amira, "spridning")
    other = walks.fresh(case)
    stage = next(stage for stage in case.version.stages.all() if stage.key == "inforande")
    refer = partial(actions.refer, case, by=cast.fresh(cast.amira), unit=cast.units.works, reason=walks.REASON)
    take_up = partial(actions.take_up, other, unit=cast.units.works, stage=stage, by=cast.fresh(cast.wilma))
    told, taken = both("gates_promise", refer, take_up, reads=True)
    assert taken == "done"
    assert told == "NotAllowed: Den enheten har redan ett öppet ärende om samma sak."
    assert walks.fresh(case).state == "open"
    assert Case.objects.filter(subject=case.subject_id).count() == 2
