"""The work queue as a board: a column for each level of the lock, and on each card where it can be moved.

A card is moved by a decision: the link opens the decision's form, and the card stays where it is until somebody has decided.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.safestring import SafeString

from sluss.core.routes import address
from sluss.people.rules import acting
from sluss.people.states import Permission

from .. import queries, rules
from ..asked import Asked, Found, narrowed
from ..cards import Card, Way, drawn
from ..models import Case
from ..queries_boards import wait_in
from ..questions import expected_of, is_question, page_of
from ..rules import Move
from ..states import Phase, Verb
from ..waiting import COUNT_TO, Place, Tally, Whose, on_board, places, places_of, promises
from .desk import foreign

if TYPE_CHECKING:
    from ..waiting import OnBoard

IN_COLUMN = 20
PAGES = {Verb.ADVANCE: "gates:advance", Verb.SEND_BACK: "gates:send_back"}


@dataclass(slots=True)
class Column:
    phase: Phase
    more: str  # the list of all that stands here
    number: int = 0
    cards: list[Card] = field(default_factory=list)

    @property
    def limited(self) -> bool:
        return self.number > len(self.cards)

    @property
    def drawn(self) -> SafeString:
        return drawn(self.cards)


@dataclass(frozen=True, slots=True)
class Board:
    columns: Sequence[Column]
    counted: Tally

    @property
    def limited(self) -> bool:
        """There is more that waits than what is counted, which is the most urgent."""
        return self.counted.number > COUNT_TO


def board_of(of: Whose, asked: Asked, found: Found, user: Any) -> Board:
    """The most urgent of each column, with how many there are of all. Three queries, whatever stands in it."""
    placed = places_of(narrowed(promises(of), asked), of.tab) if asked.narrowed else places(of)
    home = address("gates:queue")
    phases = [asked.phase] if asked.phase else found.phases
    columns = {phase: Column(Phase(phase), home + asked.query(view="", level=str(int(phase)))) for phase in phases}
    standing: dict[int, list[Place]] = {phase: [] for phase in phases}
    for place in placed[:COUNT_TO]:
        standing[place.phase].append(place)
    cards = _cards([place.pk for held in standing.values() for place in held[:IN_COLUMN]], asked, user)
    for phase, held in standing.items():
        columns[phase].number = len(held)
        columns[phase].cards = [cards[place.pk] for place in held[:IN_COLUMN]]
    tally = Tally(len(placed), sum(place.late for place in placed), sum(place.answer for place in placed))
    return Board(list(columns.values()), tally)


def _cards(pks: Sequence[int], asked: Asked, user: Any) -> dict[int, Card]:
    """By the number of what waits. Two queries."""
    rows = on_board(pks, user.pk)
    queries.know_stages([row.case for row in rows if row.case])
    names = queries.holding_names(rows) if rows else {}
    ways = Ways(asked, user)
    return {row.pk: _card(row, names[row.pk], ways) for row in rows}


def _card(row: OnBoard, holder: str, ways: Ways) -> Card:
    case: Case = row.case  # type: ignore[assignment]  # as above
    case.subject = row.subject
    wait = wait_in(row)
    asks, href = is_question(row), page_of(row)
    return Card(
        promise=row,
        title=row.subject.title,
        language=foreign(row.subject.language),
        href=href,
        expected=expected_of(row) if asks else "",
        waits="" if asks or wait is None else wait.sentence,
        reference=case.reference or "",
        stage=case.stage.shown_name,
        unit=row.unit.shown_name,
        holder=holder,
        ways=[] if asks else ways.of(row, case, href),
    )


class Ways:
    """Where cards can be moved. What is the same for all cases that stand alike is found out once."""

    def __init__(self, asked: Asked, user: Any) -> None:
        self.user, self.me = user, acting(user)
        self.here = asked.query().removeprefix("?")  # whoever changes their mind finds the card where it was
        self.known: dict[tuple[Any, ...], list[Way]] = {}

    def of(self, row: OnBoard, case: Case, case_page: str) -> list[Way]:
        handles = self.me.may_in(Permission.HANDLE, case.receiving_unit)
        alike = (case.stage_id, case.state, handles, row.own, row.has_need)
        if alike not in self.known:
            case.has_need = row.has_need  # type: ignore[attr-defined]  # what queries.has_need would ask for
            giver_id = self.user.pk if row.own else None
            moves = rules.moves(case, self.user, queries.stages_of(case), giver_id=giver_id)
            self.known[alike] = [self._way(move, case, case_page) for move in moves]
        return [replace(way, href=case_page + way.href) if way.href else way for way in self.known[alike]]

    def _way(self, move: Move, case: Case, case_page: str) -> Way:
        """With the end of its address, from the case's own page."""
        href = ""
        if move.stage and move.verdict:
            to = {"to": str(move.stage.pk)} if move.verb is Verb.SEND_BACK else {}
            page = reverse(PAGES[move.verb], args=[case.pk]).removeprefix(case_page)
            href = f"{page}?{urlencode({**to, 'back': self.here})}"
        label = move.stage.shown_name if move.stage else str(Phase(move.phase).label)
        return Way(move.phase, label, href, move.verb is Verb.SEND_BACK, str(move.verdict.reason))
