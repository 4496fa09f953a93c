"""A page costs the same however much there is."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from sluss.core.ids import uid
from sluss.ideas import actions
from sluss.ideas.models import Idea
from sluss.ideas.panels import my_drafts, my_ideas
from sluss.ideas.seed import EMPLOYEES, RESIDENTS

from . import giving

pytestmark = pytest.mark.django_db


@pytest.fixture
def base(cast):
    giving.base(cast.units.city)
    return cast


def cost(client, address: str) -> int:
    client.get(address)
    with CaptureQueriesContext(connection) as queries:
        assert client.get(address).status_code == 200
    return len(queries)


def fill(base, many: int) -> None:
    for _ in range(many):
        giving.submitted(base.sara)
        actions.save_draft(owner=base.sara, gateway=giving.way(), key=uid(), data={"need": giving.NEED})


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "args", "queries"),
    [("my_ideas", [], 6), ("submit", [EMPLOYEES], 6), ("gateways", [], 5)],
)
def test_pages_of_one_who_is_signed_in(base, name, args, queries):
    client, address = base.client(base.sara), reverse(f"ideas:{name}", args=args) + ("?all" if name == "gateways" else "")
    assert [cost(client, address), fill(base, 2), cost(client, address), fill(base, 7), cost(client, address)][::2] == [queries] * 3


def test_ones_own_page(base):
    idea = giving.submitted(base.sara).idea
    client, address = base.client(base.sara), reverse("ideas:mine", args=[idea.pk])
    before = cost(client, address)
    fill(base, 3)
    assert cost(client, address) == before <= 15


@pytest.mark.slow
def test_pages_of_a_visitor(base):
    assert cost(base.client(), reverse("ideas:gateways")) == 1
    assert cost(base.client(), reverse("ideas:submit", args=[RESIDENTS])) == 1
    assert cost(base.client(), reverse("ideas:status")) == 0


@pytest.mark.slow
@pytest.mark.parametrize("panel", [my_ideas, my_drafts])
def test_a_panel_is_one_query(base, rf, panel, django_assert_num_queries):
    fill(base, 7)
    request = rf.get("/min-sida")
    request.user = base.fresh(base.sara)
    with django_assert_num_queries(1):
        assert panel(request, None)
    assert Idea.objects.count() == 7
