"""A way in, or what was given, is received by another unit while one waits to change it. PostgreSQL's alone: SQLite has one lock."""

from __future__ import annotations

from functools import partial

import pytest
from django.db import transaction

from sluss.core import clock
from sluss.core.tests.halfway import both
from sluss.gates import actions as gates
from sluss.ideas import actions
from sluss.ideas.actions import Contact
from sluss.ideas.imports import ground
from sluss.ideas.models import Gateway
from sluss.ideas.seed import RESIDENTS
from sluss.people.models import Unit
from sluss.records import actions as records
from sluss.records.models import ErasureRequest

from . import giving

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.postgres, pytest.mark.slow]


def moved(cast, way: Gateway):
    return partial(actions.change_gateway, way, by=cast.fresh(cast.office), unit=cast.units.works)


def test_of_two_who_change_a_way_in_each_changes_what_is_its_own(cast) -> None:
    giving.base(cast.units.care)
    way = giving.way(RESIDENTS, unit=cast.units.care)
    name = partial(actions.change_gateway, way, by=cast.fresh(cast.admin), name={"sv": "Idéer utifrån"})
    assert both("ideas_gateway", moved(cast, way), name) == ["done", "done"]
    now = Gateway.objects.get(pk=way.pk)
    assert (now.unit, now.name["sv"]) == (cast.units.works, "Idéer utifrån")


def test_a_list_is_brought_in_through_the_way_in_as_it_is_now(cast) -> None:
    giving.base(cast.units.care)
    way = giving.way(RESIDENTS, unit=cast.units.care)
    found: list[Unit] = []

    def prepare() -> None:
        with transaction.atomic():
            found.append(ground.prepare(RESIDENTS).gateway.unit)

    assert both("ideas_gateway", moved(cast, way), prepare) == ["done", "done"]
    assert found == [cast.units.works]


def test_what_was_given_without_an_account_is_found_though_it_is_referred_meanwhile(cast) -> None:
    giving.base(cast.units.care)
    idea = giving.submitted(None, RESIDENTS, contact=Contact(name="Rut", email="rut@post.example")).idea
    case = giving.case_of(idea)
    refer = partial(gates.refer, case, by=cast.fresh(cast.office), unit=cast.units.works, reason="Det är deras.")
    enter = partial(records.enter_erasure, by=cast.admin, received_on=clock.today(), number=idea.pk)
    assert both("journal_subject", refer, enter) == ["done", "done"]
    assert ErasureRequest.objects.get().authority_id == cast.units.works.authority_id
