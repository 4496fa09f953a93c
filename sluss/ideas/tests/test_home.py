"""The start page, and what ideas lend to the pages of units and cases."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext
from django.utils.translation import override

from sluss.core import clock
from sluss.core.panels import Place, render
from sluss.gates import actions as gates
from sluss.gates.models import Case
from sluss.gates.states import Outcome
from sluss.ideas import actions, queries
from sluss.ideas.actions import Texts
from sluss.ideas.actions.values import texts_of
from sluss.ideas.seed import EMPLOYEES, RESIDENTS
from sluss.ideas.states import Status
from sluss.journal.states import Visibility

from . import giving, many

pytestmark = pytest.mark.django_db


@pytest.fixture
def base(cast):
    giving.base(cast.units.city)
    return cast


def home(cast, who=None) -> str:
    response = cast.client(who).get("/en/")
    assert response.status_code == 200
    return response.content.decode()


def test_an_empty_city_begins_with_a_way_in(base):
    html = home(base)
    assert "You always get an answer." in html
    assert 'href="/en/give-idea/invanarforslag"' in html
    assert "No ideas yet" in html
    assert "Newly answered" not in html
    assert "Ideas in numbers" not in html


def test_only_ways_that_are_open_and_for_the_reader_are_shown(base):
    assert f'href="/en/give-idea/{EMPLOYEES}"' in home(base), "an employee may not have signed in yet"
    assert f'href="/en/give-idea/{EMPLOYEES}"' in home(base, base.sara)
    assert f'href="/en/give-idea/{EMPLOYEES}"' not in home(base, base.rut)
    giving.way(RESIDENTS, closes_on=clock.today() - timedelta(days=1))
    assert f'href="/en/give-idea/{RESIDENTS}"' not in home(base)


@pytest.mark.slow
def test_it_shows_what_is_new_and_newly_answered(base):
    for n in range(7):
        giving.released(giving.submitted(base.sara, texts=Texts(need="Kort.", title=f"Idé nummer {n}")).idea, base.amira)
    answered = giving.submitted(base.sara, texts=Texts(need="Kort.", title="Besvarad idé"), visibility=Visibility.EMPLOYEES).idea
    giving.released(answered, base.amira)
    gates.close(giving.case_of(answered), by=base.amira, outcome=Outcome.NOT, reason="Det finns **redan** ett sådant skåp i köket.")
    visitor, employee = home(base), home(base, base.outsider)
    assert [f"Idé nummer {n}" in visitor for n in range(7)] == [False, False, True, True, True, True, True]
    assert "Besvarad idé" not in visitor
    assert "Newly answered" not in visitor
    assert "Det finns redan ett sådant skåp i köket." in employee
    assert "Not carried out" in employee


def test_a_corrected_answer_is_told_in_its_new_words(base):
    idea = giving.released(giving.submitted(base.sara).idea, base.amira)
    closed = gates.close(giving.case_of(idea), by=base.amira, outcome=Outcome.NOT, reason="Boendet på Storgatan 4 vill inte.")
    gates.correct(closed, by=base.amira, outcome=Outcome.PARTLY, reason="Två av tre boenden prövar.")
    html = home(base, base.sara)
    assert "Två av tre boenden prövar." in html
    assert "Carried out in part" in html
    assert "Storgatan" not in html


def test_answers_from_before_sluss_are_not_news(base):
    (idea,) = many.ideas(1, base.units.works)
    gates.import_closed(
        idea.subject,
        process=giving.way(RESIDENTS).process,
        unit=base.units.works,
        by=None,
        stage_key="bedomning",
        outcome=Outcome.NOT,
        reason="Gammalt svar.",
        body="",
        closed_at=clock.now(),
        capacity="delegated",
    )
    assert "Gammalt svar." not in home(base)


def test_numbers_are_counted_no_further_than_is_quick(base, monkeypatch):
    many.ideas(
        5,
        base.units.works,
        status=lambda n: [Status.COLLECTING, Status.CARRIED_OUT, Status.NOT_CARRIED_OUT, Status.PARKED, Status.PLANNED][n],
    )
    many.ideas(2, base.units.works, reach=Visibility.EMPLOYEES)
    assert queries.counted(None) == queries.Numbers(ideas=5, collecting=1, answered=3, carried_out=1, cut=False)
    assert queries.counted(base.sara).ideas == 7
    monkeypatch.setattr(queries, "LOOK_AT", 3)
    numbers = queries.counted(None)
    assert (numbers.ideas, numbers.cut) == (3, True)
    assert "3+" in home(base)


def request_of(person):
    request = RequestFactory().get("/")
    request.user = person
    request.session = {}
    return request


def test_a_unit_shows_those_of_the_units_below_it(base):
    many.ideas(1, base.units.home_care, title="I hemtjänsten")
    for unit in (base.units.home_care, base.units.care, base.units.city):
        assert "I hemtjänsten" in render(Place.UNIT_PAGE, request_of(base.sara), unit)
    assert "I hemtjänsten" not in render(Place.UNIT_PAGE, request_of(base.sara), base.units.works)


def test_a_unit_shows_its_newest_ideas(base):
    for reach in Visibility:
        many.ideas(2, base.units.works, reach=reach, title=f"För {reach.name}")
    many.ideas(1, base.units.care, title="En annan enhets")
    with override("en"):
        html = render(Place.UNIT_PAGE, request_of(base.rut), base.units.works)
        assert "För ALL" in html
        assert f'href="/en/ideas?unit={base.units.works.pk}"' in html
        assert "För EMPLOYEES" in render(Place.UNIT_PAGE, request_of(base.outsider), base.units.works)
        assert "Newest ideas" not in render(Place.UNIT_PAGE, request_of(base.rut), base.units.energy)
    for hidden in ("För EMPLOYEES", "För HANDLERS", "En annan enhets"):
        assert hidden not in html


def test_a_case_shows_what_is_needed_to_answer_it(base):
    with clock.at(date(2026, 3, 9)):
        texts = Texts(need="Nycklarna ligger fel.", title="Nycklar", solution="Ett **skåp**.", spot="Köket")
        idea = giving.submitted(base.sara, texts=texts).idea
    with clock.at(date(2026, 3, 10)):
        gates.ask(giving.case_of(idea), by=base.amira, reason="Hur många nycklar?")
    with clock.at(date(2026, 3, 11)):
        actions.complete(idea, by=base.sara, texts=texts_of(giving.fresh(idea)), answer="Det är *elva* nycklar.")
    client = base.client(base.amira)
    html = client.get(f"/en/cases/{giving.case_of(idea).pk}").content.decode()
    for said in (
        "Nycklarna ligger fel.",
        "<strong>skåp</strong>",
        "Köket",
        "Det är <em>elva</em> nycklar.",
        "11\xa0March",
        "Sara Lindqvist",
        "Employee idea",
    ):
        assert said in html, said
    assert f'href="/en/ideas/{idea.pk}-nycklar"' in html
    assert f'href="/en/ideas/{idea.pk}-nycklar/versions"' in html
    with CaptureQueriesContext(connection) as captured, override("en"):
        case = Case.objects.select_related("subject__unit", "stage", "receiving_unit").get(pk=giving.case_of(idea).pk)
        request = request_of(base.amira)
        before = len(captured)
        assert render(Place.CASE_MAIN, request, case)
        assert render(Place.CASE_ASIDE, request, case)
        assert len(captured) - before == 5
