"""A prepared read gives what the queryset gives, each time anew, and refuses what it could not keep its word on."""

from __future__ import annotations

import threading
from datetime import date
from typing import Any

import psycopg
import pytest
from django.db import connection, connections
from django.db.models import CharField, Value
from django.test.utils import CaptureQueriesContext

from sluss.core import clock
from sluss.core.prepared import Prepared, Written, literal
from sluss.people.models import Person, RoleHolding, Unit
from sluss.people.states import PersonKind
from sluss.people.tests.cast import Cast

pytestmark = pytest.mark.django_db

below = Prepared(lambda parent: Unit.objects.filter(parent_id=parent).select_related("answers_to").order_by("pk"))
held = Prepared(lambda person, unit: RoleHolding.objects.filter(person_id=person, unit_id=unit).values_list("role", flat=True))


def test_it_finds_what_the_queryset_finds(cast: Cast, django_assert_num_queries: Any) -> None:
    for unit in (cast.units.city, cast.units.care, cast.units.home_care, cast.units.city):
        with django_assert_num_queries(1):
            found = below(unit.pk)
            boards = [each.answers_to for each in found]
        assert found == list(Unit.objects.filter(parent=unit).order_by("pk"))
        assert boards == [each.answers_to for each in Unit.objects.filter(parent=unit).order_by("pk")]
    assert below(0) == []


def test_numbers_go_where_they_belong(cast: Cast) -> None:
    assert held(cast.amira.pk, cast.units.care.pk) == ["lead"]
    assert held.first(cast.registrar.pk, cast.units.care_board.pk) == "registrar"
    assert held.first(cast.sara.pk, cast.units.care.pk) is None


def test_what_is_given_is_fresh(cast: Cast) -> None:
    (first,) = below(cast.units.care.pk)
    first.name = "Något annat"
    (second,) = below(cast.units.care.pk)
    assert second.name == "Hemtjänsten Norr"
    Unit.objects.filter(pk=second.pk).update(name="Hemtjänsten Söder")
    assert below(cast.units.care.pk)[0].name == "Hemtjänsten Söder"


def test_a_number_that_equals_a_constant_in_the_query_is_not_mistaken_for_it(cast: Cast) -> None:
    active = Prepared(lambda pk: Person.objects.filter(pk=pk, is_active=True)[:1])
    for pk in (1, cast.sara.pk, 0):
        assert active(pk) == list(Person.objects.filter(pk=pk, is_active=True))


def test_each_connection_has_its_own() -> None:
    made: list[object] = []

    def prepare() -> None:
        made.append(below._on(connections["default"]).compiler)  # without asking: a test's rows are in one connection's transaction

    prepare()
    prepare()
    other = threading.Thread(target=prepare)
    other.start()
    other.join()
    assert made[0] is made[1]
    assert made[0] is not made[2]


NASTY = [
    "lekplats",
    "",
    "it's",
    "''; DROP TABLE people_unit; --",
    "'",
    "\\",
    "\\'; SELECT 1; --",
    "a\\b\nc",
    "100 %",
    "%s %(name)s %%",
    "$1 $$x$$",
    '"åäö" 😀 \u2019',
    "\x01argument 1\x01",
    "(''lek'' & ''plats'':*) | {1,2}",
]
said = Prepared(
    lambda first, number, second: Unit.objects.filter(pk=number).values_list(
        Value(first, output_field=CharField()), "name", Value("100 %", output_field=CharField()), Value(second, output_field=CharField())
    ),
    takes=[Written, int, Written],
)


@pytest.mark.parametrize("text", NASTY)
def test_a_text_in_the_statement_is_that_text_and_nothing_more(cast: Cast, text: str) -> None:
    care = cast.units.care
    with CaptureQueriesContext(connection) as asked:
        assert said(text, care.pk, "other") == [(text, care.name, "100 %", "other")]
        assert said("other", care.pk, text) == [("other", care.name, "100 %", text)]
        assert said.count(text, care.pk, text) == 1
    if connection.vendor == "postgresql":
        assert literal("other").strip() in asked[0]["sql"]
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT {literal(text)}, %s", [text])
            assert cursor.fetchone() == (text, text)


@pytest.mark.parametrize("text", ["a\0b", "\0", "'\0; SELECT 1; --", "\ud800"])
def test_what_no_text_can_hold_is_refused_and_cuts_no_statement_in_two(cast: Cast, text: str) -> None:
    if connection.vendor == "postgresql":
        with CaptureQueriesContext(connection) as asked, pytest.raises((psycopg.DataError, UnicodeError)):
            said(text, cast.units.care.pk, "other")
        assert not asked.captured_queries
    elif "\0" in text:
        assert said(text, cast.units.care.pk, "other")[0][0] == text


@pytest.mark.parametrize(
    "build",
    [
        lambda pk: Unit.objects.all(),
        lambda pk: Unit.objects.filter(pk=pk + 1),
        lambda pk: Unit.objects.filter(parent_id=pk).prefetch_related("answers_to"),
    ],
)
def test_what_cannot_be_prepared_says_so(build: Any) -> None:
    with pytest.raises(TypeError, match="a prepared read"):
        Prepared(build)(1)


def test_as_many_numbers_as_it_takes() -> None:
    with pytest.raises(TypeError, match="takes 2 values"):
        held(1)


def test_days_and_texts_are_filled_in_as_well(cast: Cast) -> None:
    def since(day: date, path: str) -> Any:
        return RoleHolding.objects.filter(valid_from__lte=day, unit__path__startswith=path).order_by("pk")

    begun = Prepared(since, takes=(date, str))
    for unit in (cast.units.city, cast.units.care):
        assert begun(clock.today(), unit.path) == list(RoleHolding.objects.filter(unit__path__startswith=unit.path).order_by("pk"))
    assert begun(date(1990, 1, 1), cast.units.city.path) == []
    assert begun(clock.today(), "%") == []
    assert begun(clock.today(), "/_") == []


def test_a_text_of_the_code_stands_in_the_statement_and_what_is_filled_in_does_not(cast: Cast, django_assert_num_queries: Any) -> None:
    leads = Prepared(lambda name: Person.objects.filter(kind=PersonKind.EMPLOYEE, username=name), takes=[str])
    with django_assert_num_queries(1) as asked:
        assert leads(cast.amira.username) == [cast.amira]
    assert "= 'employee'" in asked[0]["sql"]
    assert leads("x' OR 1=1 --") == []
