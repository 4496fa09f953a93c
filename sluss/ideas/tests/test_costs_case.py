"""The case page pays for what stands on it: nothing for an empty part, one query for each that has something, however much that is."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from sluss.core import clock, panels
from sluss.core.panels import Place
from sluss.gates import actions as gates
from sluss.gates.models import Case
from sluss.gates.opened import case_page
from sluss.gates.states import BarrierKind, CoachingKind, Part, ProblemKind
from sluss.gates.tests import walks
from sluss.ideas import actions
from sluss.ideas.states import BenefitKind
from sluss.people.rules import acting
from sluss.people.states import Permission

from . import giving

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
TODAY = date(2026, 3, 9)
PLACES = (Place.CASE_MAIN, Place.CASE_ASIDE, Place.CASE_WORK)


@pytest.fixture
def base(cast):
    giving.base(cast.units.city)
    with clock.at(TODAY):
        yield cast


def fill(base, case: Case, times: int) -> None:
    """So many more of what there can be several of."""
    for n in range(times):
        test = gates.plan_experiment(
            case, hypothesis=f"Om vi ringer {n} kommer fler.", test="En vecka.", how_long="en vecka", with_whom="natten", by=base.amira
        )
        gates.start_experiment(test, by=base.amira)
        gates.coach(case, kind=CoachingKind.ADVICE, text="Skriv upp.", next_step="", next_on=None, for_giver=True, by=base.amira)
        gates.note_barrier(
            kind=BarrierKind.TIME, words=f"Ingen hinner, {n}.", case=case, unit=base.units.care, owner=base.lars, by=base.amira
        )
        actions.claim_benefit(
            case, kind=BenefitKind.TIME, for_whom="Natten", amount=Decimal(12), unit="timmar", measured_how="Vi räknar.", by=base.amira
        )


def with_everything(base) -> Case:
    """Walked all the way by the real actions, with something in each part of its page."""
    idea = giving.released(giving.submitted(base.sara).idea, base.amira)
    case = giving.case_of(idea)
    gates.ask(case, by=base.amira, reason="Hur många?")
    with clock.at(TODAY + timedelta(days=1)):
        fresh = giving.fresh(idea)
        actions.complete(fresh, by=base.sara, texts=actions.values.texts_of(fresh), answer="Sex.")
    walks.do("check", walks.fresh(case), base.amira)
    giving.advanced(idea, base.amira, "bedomning")
    walks.do("assess", giving.case_of(idea), base.assessor)
    walks.do("recuse", giving.case_of(idea), base.assessor2)
    giving.advanced(idea, base.amira, "spridning")
    case = giving.case_of(idea)
    gates.take(case, by=base.amira)
    gates.sort_problem(case, kind=ProblemKind.COMPLEX, reason="Ingen vet.", by=base.amira)
    gates.ask_unit(case, unit=base.units.works, part=Part.TAKES, reason="Ni har huset.", by=base.amira)
    actions.ask_to_adopt(case, units=[base.units.works, base.units.energy], by=base.amira)
    fill(base, case, 1)
    return giving.case_of(idea)


def test_an_empty_part_costs_nothing_and_a_full_one_a_query_however_full(base, django_assert_num_queries):
    client = base.client(base.amira)
    bare = giving.case_of(giving.submitted(base.sara).idea)
    full = with_everything(base)
    for case in (bare, full):
        client.get(f"/arenden/{case.pk}")  # a process reads the stages of a version once
    # Session, person, roles, notices; case, giver, promise, who holds it, events; the idea.
    with django_assert_num_queries(10):
        client.get(f"/arenden/{bare.pk}")
    counted = []
    for more in (0, 2, 40):
        fill(base, full, more)
        with CaptureQueriesContext(connection) as asked:
            page = client.get(f"/arenden/{full.pk}").content.decode()
        counted.append(len(asked))
    # The same (the person who has it in place of the role's holder), and: decisions, pauses, check answers, scores, recusals, trials,
    # receivers, how the problem is met, experiments, units, help, barriers, benefits, where it is spread, what the giver has answered.
    assert counted == [25, 25, 25]
    for part in ("experiments", "participants", "coaching", "barriers", "benefits", "spread", "carrying", "assess"):
        assert f'id="{part}"' in page, part


def test_all_that_is_lent_to_the_page_costs_no_more_than_a_query_a_panel(base, rf):
    """Whatever panels there are: with everything on the page, and with the idea alone."""
    bare, full = giving.case_of(giving.submitted(base.sara).idea), with_everything(base)
    lent = sum(len(panels._PANELS[place]) for place in PLACES)
    for case, most in ((bare, 3), (full, lent)):
        request, opened = rf.get("/"), case_page(case.pk)
        request.user = base.fresh(base.amira)
        assert opened is not None
        assert acting(request.user).may_in(Permission.HANDLE, opened.receiving_unit)  # known before any panel is drawn
        with CaptureQueriesContext(connection) as asked:
            for place in PLACES:
                panels.render(place, request, opened)
        assert 0 < len(asked) <= most, "\n".join(query["sql"][:120] for query in asked)
