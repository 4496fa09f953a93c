"""The statistics page: who sees whose numbers, what it says, what it costs, and the workbook."""

from __future__ import annotations

import re
from datetime import date, timedelta
from io import BytesIO

import pytest
from openpyxl import load_workbook

from sluss.core import clock, providers
from sluss.gates import figures
from sluss.people import actions as people
from sluss.people.states import UnitKind

from . import walks
from .test_views_budget import many

pytestmark = pytest.mark.django_db
MARCH = date(2026, 3, 2)
TODAY = date(2026, 6, 2)
SEES = {"amira", "lars", "decider", "wilma", "office"}


@pytest.fixture(autouse=True)
def _no_charts_from_above(monkeypatch):
    """What upper apps lend costs a query each; ideas/tests/test_counting_ideas.py has the whole."""
    monkeypatch.setitem(providers._PROVIDERS, providers.Kind.STATISTICS, [])


@pytest.fixture
def things(cast):
    with clock.at(MARCH):
        walks.closed(cast.units.care, cast.amira)
        walks.opened(cast.units.care)
        walks.closed(cast.units.works, cast.wilma)
    with clock.at(TODAY):
        yield cast


def page(cast, who: str, query: str = "") -> str:
    answer = cast.client(cast.people[who]).get(f"/statistik{query}")
    assert answer.status_code == 200
    return re.sub(r"\s+", " ", answer.content.decode())


@pytest.mark.slow
def test_those_who_answer_see_it_and_nobody_else(things):
    for name, person in things.people.items():
        for address in ("/statistik", "/statistik/hamta"):
            status = things.client(person).get(address).status_code
            assert status == (200 if name in SEES else 403), (name, address)
    assert things.client().get("/statistik").status_code == 302
    assert things.client().get("/statistik/hamta").status_code == 302


@pytest.mark.slow
def test_one_sees_the_own_units_and_the_office_the_city(things):
    assert "2 kom in, 1 fick ett första svar och 1 avslutades: 1 fler kom in än avslutades." in page(things, "amira")
    assert "3 kom in, 2 fick ett första svar och 2 avslutades" in page(things, "office")
    assert "1 kom in, 1 fick ett första svar" in page(things, "office", f"?unit={things.units.works.pk}")
    assert "dina enheter" in page(things, "amira").lower()
    for unit in (things.units.works.pk, 10**30, "x"):
        assert things.client(things.amira).get(f"/statistik?unit={unit}").status_code == 404
        assert things.client(things.amira).get(f"/statistik/hamta?unit={unit}").status_code == 404
    text = page(things, "amira")
    assert "Teknik- och parkförvaltningen" not in text


@pytest.mark.slow
def test_no_giver_and_no_subject_is_named(things):
    for who in SEES:
        assert "Sensorer i brunnar" not in page(things, who)


@pytest.mark.parametrize(
    "query",
    [
        "?first=2026-05-01&last=2026-04-01",
        "?first=x",
        "?last=2999-01-01",
        "?first=0001-01-01",
        "?first=1990-01-01",
        "?last=9999-12-31",
        "?first=%00",
    ],
)
def test_a_period_that_cannot_be_is_told_and_the_year_is_shown(things, query):
    client = things.client(things.amira)
    answer = client.get(f"/statistik{query}")
    assert answer.status_code == (422 if "%00" not in query else answer.status_code)
    assert answer.status_code in {200, 422}
    assert "1\xa0juli 2025 till 2\xa0juni 2026" in answer.content.decode()
    assert client.get(f"/statistik/hamta{query}").status_code in {200, 302}


def test_the_chips_keep_the_unit_and_say_which_is_chosen(things):
    text = page(things, "office", f"?unit={things.units.works.pk}&first=2025-01-01&last=2025-12-31")
    chosen = re.findall(r'<a class="sl-chip" href="([^"]+)" aria-current="true">([^<]+)', text)
    assert chosen == [(f"/statistik?first=2025-01-01&amp;last=2025-12-31&amp;unit={things.units.works.pk}", "I fjol")]
    assert text.count(f"unit={things.units.works.pk}") == 6  # four chips, the file, and the page in English


@pytest.mark.slow
def test_the_page_costs_ten_queries_however_many_there_are(things, django_assert_num_queries):
    """Session, user, roles and new notices; the units; what came, was answered, closed and kept, and what waits."""
    client = things.client(things.office)
    case = walks.opened(things.units.care)
    client.get("/statistik")
    for more in (0, 2, 997):
        many(case, more)
        with django_assert_num_queries(10):
            client.get("/statistik")


def test_the_workbook_has_the_pages_numbers(things):
    answer = things.client(things.office).get("/statistik/hamta")
    assert answer["Content-Disposition"] == 'attachment; filename="statistik-2025-07-01--2026-06-02.xlsx"'
    assert "no-store" in answer["Cache-Control"]
    book = load_workbook(BytesIO(answer.content))
    assert book.sheetnames[0] == "I korthet"
    assert book.sheetnames[-1] == "Definitioner"
    flow = [row for row in book["Flöde över tid"].iter_rows(values_only=True) if row[0]]
    assert flow[1] == ("Månad", "Kom in", "Första svar", "Avslutades")
    assert [row for row in flow if row[0] == "mar 2026"] == [("mar 2026", 3, 2, 2)]
    assert len(list(book["Definitioner"].iter_rows())) == len(figures.DEFINITIONS) + 1


@pytest.mark.parametrize("name", ["=1+1", "+1", "-1", "@SUM(A1)", "＝1"])
def test_a_units_name_is_no_formula(things, name):
    unit = people.create_unit(by=None, code="x", name=name, kind=UnitKind.COMPANY, parent=things.units.city, answers_to=None)
    walks.opened(unit)
    book = load_workbook(BytesIO(things.client(things.office).get("/statistik/hamta").content))
    cells = [cell for row in book["Väntar nu, per enhet"].iter_rows() for cell in row]
    assert f"'{name}" in [cell.value for cell in cells]
    assert all(cell.data_type != "f" for sheet in book for row in sheet.iter_rows() for cell in row)


def test_the_menu_has_it_for_those_who_may(things):
    assert "/statistik" in things.client(things.amira).get("/").content.decode()
    assert "/statistik" not in things.client(things.sara).get("/").content.decode()


def test_late_ones_lie_with_a_role_or_with_the_person_who_took_it(things):
    with clock.at(TODAY + timedelta(days=60)):
        text = page(things, "amira")
        assert "1 är försenat; det ligger hos Innovationsansvarig, Vård- och omsorgsförvaltningen." in text
