"""How a story is told: what somebody gave, and what was done with it how many days before today."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from sluss.gates.states import Capacity, Finding, Outcome, ProblemKind, TrialResult
from sluss.ideas.seed import COMPANIES, EMPLOYEES, ONGOING, RESIDENTS
from sluss.ideas.states import AdoptionAnswer, Beneficiary, Channel
from sluss.journal.states import Visibility

WORK, HOME, OFFER, UNDER_WAY = EMPLOYEES, RESIDENTS, COMPANIES, ONGOING  # the ways in
RES, EMP, COM, VIS = Beneficiary.RESIDENTS, Beneficiary.EMPLOYEES, Beneficiary.COMPANIES, Beneficiary.VISITORS
ALL, STAFF, FEW = Visibility.ALL, Visibility.EMPLOYEES, Visibility.HANDLERS


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    ago: int  # days before today; moved back to a working day
    verb: str
    by: str = ""
    reason: str = ""
    more: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    key: str
    way: str
    by: str = ""  # key of a person; empty for one without an account
    ago: int
    need: str
    title: str = ""
    solution: str = ""
    benefit: str = ""
    unknowns: str = ""
    theme: str = ""
    place: str = ""
    spot: str = ""
    who: tuple[Beneficiary, ...] = ()
    reach: Visibility = ALL
    show_name: bool = False
    name: str = ""  # of one without an account
    email: str = ""
    language: str = "sv"
    files: tuple[tuple[str, str], ...] = ()  # the name of each in `pictures`, and what it shows
    claims: tuple[str, ...] = ()  # the parts that the giver says may be secret
    checks: Mapping[str, str] = field(default_factory=dict)  # the self-check of a company
    answers: tuple[str, ...] = ()  # to the way in's own questions, in their order
    stage: str = ""  # where work under way begins
    challenge: str = ""  # key of the challenge it answers
    supports: int = 0
    over: int = 40  # the days, from the first reading on, in which the supports come
    follows: int = 0
    steps: tuple[Step, ...] = ()
    written_in: str = ""  # key of who wrote it in for the giver; then `came` and `channel` say how it came in
    came: int = 0  # how many days before that
    channel: Channel = Channel.PAPER


def mark(ago: int, by: str, fields: tuple[str, ...], ground: str, reason: str) -> Step:
    """Parts are marked as secret on a ground."""
    return Step(ago=ago, verb="mark", by=by, reason=reason, more={"fields": fields, "ground": ground})


def lift(ago: int, by: str, fields: tuple[str, ...], reason: str) -> Step:
    """What was marked or claimed can be read again."""
    return Step(ago=ago, verb="lift", by=by, reason=reason, more={"fields": fields})


def read(ago: int, by: str, **checks: str) -> Step:
    """First reading: the check questions answered, and shown to others."""
    return Step(ago=ago, verb="read", by=by, more=checks)


def check(ago: int, by: str, **checks: str) -> Step:
    """The check questions answered, and nothing shown yet."""
    return Step(ago=ago, verb="check", by=by, more=checks)


def take(ago: int, by: str) -> Step:
    return Step(ago=ago, verb="take", by=by)


def hand_over(ago: int, by: str, to: str) -> Step:
    return Step(ago=ago, verb="hand_over", by=by, more={"to": to})


def advance(ago: int, by: str, reason: str, **legal: Any) -> Step:
    return Step(ago=ago, verb="advance", by=by, reason=reason, more=legal)


def match(ago: int, by: str, unit: str, need: str) -> Step:
    """Tied to a need of the unit with that code."""
    return Step(ago=ago, verb="match", by=by, reason=need, more={"unit": unit})


def meets(ago: int, by: str, yes: bool, reason: str) -> Step:
    """What the need's owner says, to the need it was tied to last."""
    return Step(ago=ago, verb="meets", by=by, reason=reason, more={"yes": yes})


def back(ago: int, by: str, to: str, reason: str) -> Step:
    return Step(ago=ago, verb="back", by=by, reason=reason, more={"to": to})


def ask(ago: int, by: str, reason: str) -> Step:
    return Step(ago=ago, verb="ask", by=by, reason=reason)


def answer(ago: int, text: str) -> Step:
    """The giver answers what was asked."""
    return Step(ago=ago, verb="answer", reason=text)


def edit(ago: int, **texts: str) -> Step:
    """The giver changes the text."""
    return Step(ago=ago, verb="edit", more=texts)


def park(ago: int, by: str, until: int, reason: str) -> Step:
    """`until` is counted from today; a negative day has been, and the case was taken up again by itself."""
    return Step(ago=ago, verb="park", by=by, reason=reason, more={"until": until})


def assess(ago: int, by: str, reason: str, **scores: int) -> Step:
    return Step(ago=ago, verb="assess", by=by, reason=reason, more=scores)


def recommend(ago: int, by: str, body: str, reason: str, to_board: bool = False) -> Step:
    """With `to_board` it waits for its board from then on."""
    return Step(ago=ago, verb="recommend", by=by, reason=reason, more={"body": body, "lift": to_board})


def board(ago: int, by: str, paragraph: str, minutes: str, reason: str, outcome: Outcome | None = None) -> Step:
    """What the unit's board has decided that day, as the minutes say: that it goes on, or ends."""
    return Step(ago=ago, verb="board", by=by, reason=reason, more={"paragraph": paragraph, "minutes": minutes, "outcome": outcome})


def refer(ago: int, by: str, to: str, reason: str) -> Step:
    """To a unit of the city, by its code."""
    return Step(ago=ago, verb="refer", by=by, reason=reason, more={"to": to})


def plan_trial(ago: int, by: str, baseline: str, stop: str, ends: int) -> Step:
    """`ends` is counted from today, as in park."""
    return Step(ago=ago, verb="plan_trial", by=by, more={"baseline": baseline, "stop_criterion": stop, "ends": ends})


def tried(ago: int, by: str, result: TrialResult, learnt: str) -> Step:
    return Step(ago=ago, verb="tried", by=by, reason=learnt, more={"result": result})


def ask_receiver(ago: int, by: str, to: str, question: str) -> Step:
    """A unit by its code."""
    return Step(ago=ago, verb="ask_receiver", by=by, reason=question, more={"to": to})


def accept(ago: int, by: str, budget: str) -> Step:
    return Step(ago=ago, verb="accept", by=by, more={"budget": budget})


def decline(ago: int, by: str, reason: str) -> Step:
    return Step(ago=ago, verb="decline", by=by, reason=reason)


def close(ago: int, by: str, outcome: Outcome, reason: str, **legal: Any) -> Step:
    return Step(ago=ago, verb="close", by=by, reason=reason, more={"outcome": outcome, **legal})


def correct(ago: int, by: str, reason: str, outcome: Outcome) -> Step:
    """Correct the closing decision."""
    return Step(ago=ago, verb="correct", by=by, reason=reason, more={"outcome": outcome})


def withdraw(ago: int, reason: str) -> Step:
    return Step(ago=ago, verb="withdraw", reason=reason)


def delegated(point: str, decided_by: str = "") -> dict[str, Any]:
    """On the delegation point, by whoever is named, else by whoever records it."""
    return {"capacity": Capacity.DELEGATED, "paragraph": point, "decided_by": decided_by}


def by_board(body: str, paragraph: str) -> dict[str, Any]:
    return {"capacity": Capacity.BOARD, "body": body, "paragraph": paragraph}


# --- What is done around an idea, told in its own story: the deeds are in together.py ---------------------------------------


def sort_problem(ago: int, by: str, kind: ProblemKind, reason: str) -> Step:
    return Step(ago=ago, verb="sort", by=by, reason=reason, more={"kind": kind})


def experiment(ago: int, by: str, hypothesis: str, test: str, how_long: str, with_whom: str) -> Step:
    return Step(
        ago=ago, verb="experiment", by=by, more={"hypothesis": hypothesis, "test": test, "how_long": how_long, "with_whom": with_whom}
    )


def start(ago: int, by: str, number: int) -> Step:
    """The experiment with that number on the case."""
    return Step(ago=ago, verb="start", by=by, more={"number": number})


def learn(ago: int, by: str, number: int, held: Finding, repeatable: Finding, learnt: str) -> Step:
    return Step(ago=ago, verb="learn", by=by, reason=learnt, more={"number": number, "held": held, "repeatable": repeatable})


def spread(ago: int, by: str, *units: str) -> Step:
    """Units, by their codes, are asked whether they take it up."""
    return Step(ago=ago, verb="spread", by=by, more={"units": units})


def adopt(ago: int, by: str, unit: str, said: AdoptionAnswer, reason: str) -> Step:
    """What that unit says."""
    return Step(ago=ago, verb="adopt", by=by, reason=reason, more={"unit": unit, "answer": said})
