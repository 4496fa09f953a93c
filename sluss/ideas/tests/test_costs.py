"""What a page costs: literal numbers of queries, the same at 1, 3 and 1,000 rows.

Of one who is signed in every page asks for the session, the person, the roles (of employees) and the new notices.
"""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from sluss.core import clock
from sluss.core.ids import uid
from sluss.gates import actions as gates
from sluss.gates.models import Decision
from sluss.ideas import actions
from sluss.ideas.actions import Contact
from sluss.ideas.models import Draft, Gateway, Idea, IdeaVersion
from sluss.ideas.panels import my_drafts, my_ideas
from sluss.ideas.seed import EMPLOYEES, RESIDENTS

from . import giving, many

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
ROWS = (1, 3, 1000)


@pytest.fixture
def base(cast):
    giving.base(cast.units.city)
    return cast


def cost(client, address: str) -> int:
    client.get(address)
    with CaptureQueriesContext(connection) as queries:
        assert client.get(address).status_code == 200
    return len(queries)


def fill(base, upto: int) -> None:
    """Sara has so many ideas, all answered for by Amira, and so many drafts."""
    if not Idea.objects.exists():
        giving.released(giving.submitted(base.sara).idea, base.amira)
        actions.save_draft(owner=base.sara, gateway=giving.way(), key=uid(), data={"need": giving.NEED})
    rows = many.ideas(upto - Idea.objects.count(), base.units.care)
    many.given(rows, base.sara, like=giving.case_of(Idea.objects.earliest("pk")))
    draft = Draft.objects.earliest("pk")
    Draft.objects.bulk_create(
        Draft(owner=base.sara, gateway_id=draft.gateway_id, data=draft.data) for _ in range(upto - Draft.objects.count())
    )


def costs(base, address: str, people, *, rows=ROWS, filling=fill) -> set[tuple[int, ...]]:
    """For each person in order; one tuple in the set when it does not grow."""
    found = set()
    for upto in rows:
        filling(base, upto)
        found.add(tuple(cost(base.client(base.fresh(person) if person else None), address) for person in people))
    return found


# --- One's own pages, the ways in, the start page ---------------------------------------------------------------------------


def test_ones_own_list(base):
    assert costs(base, reverse("ideas:my_ideas"), [base.sara, base.rut]) == {(6, 6)}


def test_the_form(base):
    fill(base, 1)
    draft = Draft.objects.earliest("pk")
    assert costs(base, reverse("ideas:submit", args=[EMPLOYEES]), [base.sara, base.amira]) == {(6, 6)}
    assert costs(base, reverse("ideas:draft", args=[EMPLOYEES, draft.key]), [base.sara]) == {(5,)}
    assert costs(base, reverse("ideas:submit", args=[RESIDENTS]), [None, base.rut], rows=(1000,)) == {(1, 6)}


def more_gateways(base, upto: int) -> None:
    """Ways in for residents, beside the one that employees have."""
    like = giving.way(RESIDENTS)
    for n in range(upto - Gateway.objects.filter(audience=like.audience).count()):
        like.pk, like.slug = None, f"vag-{uid()}-{n}"
        Gateway.objects.bulk_create([like])


def test_the_ways_in(base):
    assert costs(base, reverse("ideas:gateways") + "?all", [None, base.rut, base.sara]) == {(1, 5, 5)}
    people = [None, base.rut, base.sara]
    assert costs(base, reverse("ideas:gateways") + "?all", people, filling=more_gateways) == {(1, 5, 5)}


def test_the_start_page(base):
    assert costs(base, "/", [None, base.rut, base.sara, base.amira, base.office]) == {(4, 8, 8, 9, 9)}


@pytest.mark.parametrize("panel", [my_ideas, my_drafts])
def test_a_panel_is_one_query(base, rf, panel, django_assert_num_queries):
    request = rf.get("/min-sida")
    for upto in ROWS:
        fill(base, upto)
        request.user = base.fresh(base.sara)
        with django_assert_num_queries(1):
            assert panel(request, None)


def test_a_units_page(base):
    assert costs(base, reverse("people:unit", args=[base.units.care.pk]), [None, base.rut, base.sara, base.amira]) == {(7, 11, 11, 13)}


# --- The pages of one idea ----------------------------------------------------------------------------------------------------


def with_history(idea, by):
    """A filling: the idea has so many decisions, texts and events."""

    def filling(base, upto: int) -> None:
        many.happened(idea, upto - Decision.objects.filter(case__subject_id=idea.pk).count(), by=by)

    return filling


def test_an_ideas_page(base):
    idea = giving.released(giving.submitted(base.sara, show_name=True).idea, base.amira)
    people = [None, base.rut, base.sara, base.outsider, base.amira, base.office]
    address = reverse("ideas:idea", args=[idea.pk, idea.subject.address])
    assert costs(base, address, people, filling=with_history(idea, base.amira)) == {(7, 12, 12, 12, 12, 12)}
    assert IdeaVersion.objects.filter(idea=idea).count() == 1000


def test_ones_own_idea(base):
    idea = giving.submitted(base.sara).idea
    assert costs(base, reverse("ideas:mine", args=[idea.pk]), [base.sara], filling=with_history(idea, base.amira)) == {(13,)}


def test_the_page_behind_a_receipt(base):
    receipt = giving.submitted(None, RESIDENTS, contact=Contact(name="Rut"))
    client = base.client()
    assert cost(client, reverse("ideas:status")) == 0
    client.post(reverse("ideas:status"), {"code": receipt.code})
    filling = with_history(receipt.idea, base.office)
    assert [(filling(base, upto), cost(client, reverse("ideas:status")))[1] for upto in ROWS] == [9, 9, 9]


def test_the_case_page_with_all_that_is_lent_to_it(base):
    """The page itself is counted in sluss/gates/tests/test_views_budget.py; the idea adds its words, its giver and its texts."""
    idea = giving.submitted(base.sara).idea
    people = [base.amira, base.office, base.assessor, base.auditor]
    address = reverse("gates:case", args=[giving.case_of(idea).pk])
    assert costs(base, address, people, filling=with_history(idea, base.amira)) == {(12, 12, 12, 12)}


@pytest.mark.parametrize(("state", "queries"), {"asked": 12, "parked": 10, "closed": 10, "blind": 11}.items())
def test_the_case_page_in_each_state(base, state, queries):
    idea = giving.submitted(base.sara).idea
    case = giving.case_of(idea)
    if state == "blind":
        giving.advanced(idea, base.amira, "bedomning")
    elif state == "closed":
        gates.close(case, by=base.amira, outcome="not", reason=giving.REASON)
    elif state == "parked":
        gates.park(case, by=base.amira, until=clock.today() + timedelta(days=30), reason=giving.REASON)
    else:
        gates.ask(case, by=base.amira, reason=giving.REASON)
    assert cost(base.client(base.amira), reverse("gates:case", args=[case.pk])) == queries
