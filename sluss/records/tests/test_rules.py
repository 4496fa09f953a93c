"""What is registered, as the whole table: each trait × origin × what is known of the subject."""

from __future__ import annotations

from itertools import product

import pytest

from sluss.core.events import Register
from sluss.records.rules import entries_for
from sluss.records.states import Direction, Origin

IN, MADE, OUT, DECISION = Direction.IN, Direction.MADE, Direction.OUT, Direction.DECISION

# (trait, origin, finishes, shown, registered) → entries. What stands in no row makes none.
FROM_OUTSIDE = {
    # The first that happens registers what came in; after that each event registers its own document.
    (Register.IN, False): (IN,),
    (Register.IN, True): (IN,),
    (Register.OUT, False): (IN, OUT),
    (Register.OUT, True): (OUT,),
    (Register.DECISION, False): (IN, DECISION),
    (Register.DECISION, True): (DECISION,),
    (Register.SHOWN, False): (IN,),
    (Register.SHOWN, True): (),
}
OWN_ONCE_OFFICIAL = {
    (Register.IN, False): (MADE,),
    (Register.IN, True): (MADE,),
    (Register.OUT, False): (MADE,),
    (Register.OUT, True): (),
    (Register.DECISION, False): (MADE, DECISION),
    (Register.DECISION, True): (DECISION,),
    (Register.SHOWN, False): (MADE,),
    (Register.SHOWN, True): (),
}


def wanted(register: Register, origin: Origin, finishes: bool, shown: bool, registered: bool) -> tuple[Direction, ...]:
    if register is Register.NO:
        return ()
    if origin is not Origin.OWN:
        return FROM_OUTSIDE[register, registered]
    return OWN_ONCE_OFFICIAL[register, registered] if finishes or shown or registered else ()


@pytest.mark.parametrize(("register", "origin", "finishes", "shown", "registered"), list(product(Register, Origin, *[(False, True)] * 3)))
def test_the_whole_table(register: Register, origin: Origin, finishes: bool, shown: bool, registered: bool) -> None:
    made = entries_for(register, origin=origin, finishes=finishes, shown=shown, registered=registered)
    assert made == wanted(register, origin, finishes, shown, registered)
    assert len(set(made)) == len(made)


@pytest.mark.parametrize("origin", [Origin.OUTSIDE, Origin.OTHER])
def test_what_comes_from_outside_is_registered_on_arrival_whoever_sees_it(origin: Origin) -> None:
    assert entries_for(Register.IN, origin=origin, finishes=False, shown=False, registered=False) == (IN,)


@pytest.mark.parametrize("register", Register)
def test_what_ones_own_staff_writes_is_internal_until_it_is_shown_or_finished(register: Register) -> None:
    assert entries_for(register, origin=Origin.OWN, finishes=False, shown=False, registered=False) == ()
