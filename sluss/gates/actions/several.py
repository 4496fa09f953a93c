"""One reasoned answer to many: each case is a decision of its own, with its own letter, in a transaction of its own."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from sluss.core.verdict import NotAllowed
from sluss.people.models import Person

from ..models import Case
from ..states import Verb
from .decisions import ask, close, park
from .work import hand_over

MOST = 50
_ACTS: dict[Verb, Callable[..., Any]] = {Verb.CLOSE: close, Verb.ASK: ask, Verb.PARK: park, Verb.HAND_OVER: hand_over}
FOR_SEVERAL = tuple(_ACTS)


@dataclass(slots=True)
class Done:
    """What became of each; nothing is lost of those that could not be."""

    done: list[Case] = field(default_factory=list)
    left: list[tuple[Case, str]] = field(default_factory=list)


def each_of(verb: Verb, cases: Mapping[Case, int], *, by: Person, given: Callable[[Case], Mapping[str, Any]]) -> Done:
    """The verb on each case, whose value is the number of decisions that was seen. `given` says what is answered in each.

    Not atomic on purpose: what cannot be done with one stops none of the others.
    """
    result = Done()
    for case, seen in list(cases.items())[:MOST]:
        act = partial(_ACTS[verb], case, by=by, seen=seen)
        try:
            act(**given(case))
        except NotAllowed as refusal:
            result.left.append((case, str(refusal)))
        else:
            result.done.append(case)
    return result
