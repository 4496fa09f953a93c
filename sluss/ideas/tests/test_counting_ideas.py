"""What ideas lend to the statistics page."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from sluss.core import clock
from sluss.core.ids import uid
from sluss.gates.counting import Asked
from sluss.ideas import actions, counting
from sluss.ideas.actions import Texts
from sluss.ideas.models import Theme
from sluss.ideas.seed import EMPLOYEES
from sluss.ideas.states import Channel
from sluss.journal.states import Visibility

from . import giving

pytestmark = pytest.mark.django_db
TODAY = date(2026, 4, 20)
YEAR = Asked(date(2026, 1, 1), TODAY)


@pytest.fixture(autouse=True)
def _today(cast):
    with clock.at(TODAY):
        giving.base(cast.units.city)
        yield


def given(cast) -> None:
    theme = Theme.objects.get(key="omsorg")
    way = giving.way(EMPLOYEES)
    giving.submitted(cast.sara, texts=Texts(need=giving.NEED, theme=theme))
    giving.submitted(cast.outsider)
    actions.register(
        gateway=way,
        by=cast.amira,
        channel=Channel.WORKSHOP,
        received_on=TODAY - timedelta(days=30),
        texts=Texts(need=giving.NEED, theme=theme),
        visibility=Visibility.ALL,
        terms=way.terms,
        form_key=uid(),
    )


def test_by_theme_and_channel_in_the_units_and_days_asked_for(cast):
    given(cast)
    name = Theme.objects.get(key="omsorg").shown_name
    assert counting.by_theme(YEAR) == {(name, "web"): 1, (name, "workshop"): 1, ("", "web"): 1}
    assert counting.by_theme(Asked(TODAY, TODAY)) == {(name, "web"): 1, ("", "web"): 1}
    assert counting.by_theme(Asked(YEAR.first, TODAY, (cast.units.works.path,))) == {("", "web"): 1}


def test_the_page_has_it_for_one_query_more_and_no_name(cast, django_assert_num_queries):
    given(cast)
    client = cast.client(cast.office)
    client.get("/statistik")
    with django_assert_num_queries(11):
        text = client.get("/statistik").content.decode()
    assert "2 av 3 kom in med formuläret" in text
    assert "Sara Lindqvist" not in text


def test_nothing_came_in(cast):
    chart, _meaning = counting.themes(YEAR)
    assert chart.takeaway == "Ingen idé kom in under perioden."
    assert chart.html()
