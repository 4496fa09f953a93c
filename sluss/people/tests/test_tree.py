"""The tree of units stays sound whatever is done to it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sluss.core import clock, hooks
from sluss.core.verdict import NotAllowed
from sluss.people import actions, queries
from sluss.people.actions.units import DEEPEST
from sluss.people.models import Person, RoleHolding, Unit
from sluss.people.states import UnitKind

from .cast import Cast, City


def sound(city: City | None = None) -> None:
    """What must hold of the tree, whatever has been done to it."""
    units = {unit.pk: unit for unit in Unit.objects.all()}
    for unit in units.values():
        above = (unit.successor_id or unit.parent_id) if unit.handed_on_at else unit.parent_id
        ids = [int(part) for part in unit.path.strip("/").split("/")]
        assert ids[-1] == unit.pk
        assert len(set(ids)) == len(ids), "nothing lies under itself"
        assert len(ids) <= DEEPEST
        if above is None:
            assert unit.path == f"/{unit.pk}/"
        elif units[above].handed_on_at is None or unit.handed_on_at is None:
            assert unit.path == f"{units[above].path}{unit.pk}/", unit.code
        assert unit.answers_to_id is None or units[unit.answers_to_id].kind in {"city", "board", "company"}
        assert unit.handed_on_at is None or not Unit.objects.filter(parent=unit, handed_on_at=None).exists()
    assert not Person.objects.filter(unit__handed_on_at__isnull=False).exists()
    assert not RoleHolding.objects.current().filter(unit__handed_on_at__isnull=False).exists()


@pytest.fixture
def ended() -> Iterator[list[hooks.UnitEnded]]:
    heard: list[hooks.UnitEnded] = []
    before = list(hooks.UNIT_ENDED._receivers)
    hooks.UNIT_ENDED.register(heard.append)
    yield heard
    hooks.UNIT_ENDED._receivers[:] = before


def new(city: City, code: str, parent: Unit, kind: UnitKind = UnitKind.UNIT, **more: Any) -> Unit:
    return actions.create_unit(by=None, code=code, name=code.title(), kind=kind, parent=parent, **more)


# --- The tree -------------------------------------------------------------------------------------------------------


def test_a_moved_unit_takes_its_own_with_it(city: City) -> None:
    inner = new(city, "inre", city.home_care)
    actions.change_unit(unit=city.home_care, by=None, parent=city.works)
    inner.refresh_from_db()
    assert inner.path == f"{city.works.path}{city.home_care.pk}/{inner.pk}/"
    assert city.home_care.answers_to == city.care_board, "moving changes nobody's authority"
    sound()


def test_a_new_authority_is_the_sub_units_too(city: City) -> None:
    actions.change_unit(unit=city.care, by=None, answers_to=city.works_board)
    city.home_care.refresh_from_db()
    assert city.home_care.answers_to == city.works_board


@pytest.mark.parametrize("where", ["itself", "its child"])
def test_a_unit_never_lies_under_itself(city: City, where: str) -> None:
    with pytest.raises(NotAllowed):
        actions.change_unit(unit=city.care, by=None, parent=city.care if where == "itself" else city.home_care)
    sound()


def test_the_tree_has_a_bottom(city: City) -> None:
    chain = [city.city, city.care, city.home_care]
    while len(chain) < DEEPEST:
        chain.append(new(city, f"n{len(chain)}", chain[-1]))
    with pytest.raises(NotAllowed):
        new(city, "djupast", chain[-1])
    with pytest.raises(NotAllowed):
        actions.change_unit(unit=city.works, by=None, parent=chain[-1])
    new(city, "park", city.works)
    with pytest.raises(NotAllowed):
        actions.change_unit(unit=city.works, by=None, parent=chain[-2])
    actions.change_unit(unit=city.works, by=None, parent=chain[-3])
    sound()


@pytest.mark.parametrize(
    "wrong",
    [
        {"code": "vof", "name": "X", "kind": UnitKind.UNIT},
        {"code": " ", "name": "X", "kind": UnitKind.UNIT},
        {"code": "x", "name": " ", "kind": UnitKind.UNIT},
        {"code": "x", "name": "X", "kind": UnitKind.CITY},
    ],
)
def test_what_is_no_unit(city: City, wrong: dict[str, Any]) -> None:
    with pytest.raises(NotAllowed):
        actions.create_unit(by=None, **wrong)
    with pytest.raises(NotAllowed):
        actions.create_unit(by=None, code="x", name="X", kind=UnitKind.UNIT, answers_to=city.care)
    with pytest.raises(NotAllowed):
        actions.create_unit(by=None, code="x", name="X", kind=UnitKind.BOARD, answers_to=city.care_board)
    assert Unit.objects.count() == 7


def test_code_and_name_stand_on_one_line(city: City) -> None:
    """They are part of headings and of the names of files."""
    made = actions.create_unit(by=None, code="x\r\ny", name="Vård\noch  omsorg", name_en="Care\n", kind=UnitKind.UNIT)
    assert (made.code, made.name, made.name_en) == ("x y", "Vård och omsorg", "Care")
    changed = actions.change_unit(unit=made, by=None, code="x\nz", name="Vård\r\n")
    assert (changed.code, changed.name) == ("x z", "Vård")


def test_a_board_that_others_answer_to_stays_a_board(city: City) -> None:
    with pytest.raises(NotAllowed):
        actions.change_unit(unit=city.care_board, by=None, kind=UnitKind.UNIT)
    with pytest.raises(NotAllowed):
        actions.change_unit(unit=city.care, by=None, kind=UnitKind.CITY)
    actions.change_unit(unit=city.energy, by=None, kind=UnitKind.DEPARTMENT)
    assert city.energy.answers_to == city.city


def test_the_database_holds_it_too(city: City) -> None:
    for broken in (
        {"parent": None},
        {"kind": "city"},
        {"answers_to": None},
        {"kind": "planet"},
        {"successor": city.works},
        {"valid_to": date(1999, 1, 1)},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            Unit.objects.filter(pk=city.care.pk).update(**broken)


# --- The end of a unit ----------------------------------------------------------------------------------------------


def test_a_unit_hands_on_all_it_held(cast: Cast, ended: list[hooks.UnitEnded]) -> None:
    care = cast.units.care
    actions.end_unit(unit=care, by=cast.admin, successor=cast.units.works)
    assert [(news.unit, news.successor, news.by) for news in ended] == [(care, cast.units.works, cast.admin)]
    assert set(Person.objects.filter(unit=cast.units.works)) >= {cast.amira, cast.lars, cast.decider}
    assert Unit.objects.get(code="hemtjanst-norr").parent == cast.units.works
    assert not RoleHolding.objects.current().filter(unit=care).exists()
    assert not queries.valid_units().filter(pk=care.pk).exists()
    assert not care.is_valid(clock.today())
    assert care.is_valid(clock.today() - timedelta(days=1)), "it was there yesterday"
    sound()
    for again in (lambda: actions.end_unit(unit=care, by=None), lambda: actions.change_unit(unit=care, by=None, name="X"),
                  lambda: actions.cancel_end(unit=care, by=None), lambda: new(cast.units, "x", care)):  # fmt: skip
        with pytest.raises(NotAllowed):
            again()


def test_without_a_successor_the_unit_above_takes_over(cast: Cast, ended: list[hooks.UnitEnded]) -> None:
    actions.end_unit(unit=cast.units.home_care, by=None)
    assert ended[0].successor == cast.units.care
    assert cast.fresh(cast.sara).unit == cast.units.care


def test_units_that_answered_to_an_ended_board_answer_to_its_successor(city: City) -> None:
    actions.end_unit(unit=city.care_board, by=None, successor=city.works_board)
    for unit in (city.care, city.home_care):
        unit.refresh_from_db()
        assert unit.answers_to == city.works_board
    actions.end_unit(unit=city.works_board, by=None)
    city.care.refresh_from_db()
    assert city.care.answers_to == city.city, "without one, to the city"


def test_a_sub_unit_can_take_over(city: City) -> None:
    sibling = new(city, "syster", city.care)
    actions.end_unit(unit=city.care, by=None, successor=city.home_care)
    for unit, parent in ((city.home_care, city.city), (sibling, city.home_care)):
        unit.refresh_from_db()
        assert unit.parent == parent
    sound()


def test_a_chain_of_successors_leads_to_the_last(city: City, ended: list[hooks.UnitEnded]) -> None:
    one, two, three = (new(city, code, city.city, UnitKind.DEPARTMENT) for code in ("ett", "tva", "tre"))
    with clock.at(date(2026, 1, 1)):
        actions.end_unit(unit=one, by=None, on=date(2026, 6, 30), successor=two)
        actions.end_unit(unit=two, by=None, on=date(2026, 6, 30), successor=three)
        with pytest.raises(NotAllowed):
            actions.end_unit(unit=three, by=None, on=date(2026, 12, 31), successor=one)
        with pytest.raises(NotAllowed):
            actions.end_unit(unit=one, by=None, on=date(2026, 6, 30), successor=one)
        assert not ended
    with clock.at(date(2026, 7, 1)):
        assert actions.hand_on_due() == 2
    assert {news.unit.code for news in ended} == {"ett", "tva"}
    one.refresh_from_db()
    assert queries.heir_of(one) == three
    assert all(news.successor.handed_on_at is None for news in ended), "never to one that has ended"
    sound()


def test_a_receiver_that_refuses_stops_it_all(cast: Cast) -> None:
    def refuse(news: hooks.UnitEnded) -> None:
        raise NotAllowed("not today")

    before = list(hooks.UNIT_ENDED._receivers)
    hooks.UNIT_ENDED.register(refuse)
    try:
        with pytest.raises(NotAllowed, match="not today"):
            actions.end_unit(unit=cast.units.care, by=None, successor=cast.units.works)
    finally:
        hooks.UNIT_ENDED._receivers[:] = before
    care = Unit.objects.get(pk=cast.units.care.pk)
    assert (care.valid_to, care.handed_on_at) == (None, None)
    assert cast.fresh(cast.amira).unit == care


STEPS = st.lists(
    st.tuples(st.sampled_from(["move", "end", "add", "plan", "kind"]), st.integers(0, 9), st.integers(0, 9), st.booleans()),
    min_size=1,
    max_size=12,
)


@pytest.mark.slow
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS)
def test_the_tree_is_sound_whatever_is_done_to_it(cast: Cast, steps: list[tuple[str, int, int, bool]]) -> None:
    with transaction.atomic():
        for number, (verb, first, second, flag) in enumerate(steps):
            units = list(Unit.objects.order_by("pk"))
            one, other = units[first % len(units)], units[second % len(units)]
            try:
                with transaction.atomic():
                    if verb == "move":
                        actions.change_unit(unit=one, by=None, parent=other)
                    elif verb == "end":
                        actions.end_unit(unit=one, by=None, successor=other if flag else None)
                    elif verb == "plan":
                        actions.end_unit(unit=one, by=None, on=clock.today() + timedelta(days=1), successor=other if flag else None)
                    elif verb == "kind":
                        actions.change_unit(unit=one, by=None, kind=UnitKind.BOARD if flag else UnitKind.UNIT)
                    else:
                        new(cast.units, f"s{number}", other)
            except NotAllowed:
                pass
            sound()
        with clock.at(clock.now() + timedelta(days=2)):
            actions.hand_on_due()
            sound()
        transaction.set_rollback(True)
