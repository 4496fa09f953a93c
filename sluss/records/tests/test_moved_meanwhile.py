"""Whoever asks to be de-identified is answered by the authority of today, though it was moved while one waited. PostgreSQL's alone."""

from __future__ import annotations

from functools import partial

import pytest

from sluss.core import clock
from sluss.core.tests.halfway import both
from sluss.people import actions as people
from sluss.people.models import Person
from sluss.people.tests.cast import Cast
from sluss.records import actions
from sluss.records.models import ErasureRequest

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.postgres, pytest.mark.slow]


@pytest.mark.parametrize("how", ["asked", "written in"])
def test_one_who_moves_meanwhile_is_answered_where_one_works_now(cast: Cast, how: str) -> None:
    ask = partial(actions.ask_erasure, by=cast.fresh(cast.sara))
    if how == "written in":
        ask = partial(actions.enter_erasure, by=cast.admin, received_on=clock.today(), person=Person.objects.get(pk=cast.sara.pk))
    move = partial(people.change_person, person=Person.objects.get(pk=cast.sara.pk), by=cast.admin, unit=cast.units.works)
    assert both("people_person", move, ask) == ["done", "done"]
    assert ErasureRequest.objects.get().authority_id == cast.units.works.authority_id
