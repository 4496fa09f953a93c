"""The work queue as a board: a column for each level of the lock, and on each card where it can be moved.

A card is moved by a decision: the link opens the decision's form, and the card stays where it is until somebody has decided.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from django.db.models import Count, F, Q, QuerySet, Window
from django.db.models.functions import RowNumber
from django.urls import reverse

from sluss.core import clock
from sluss.core.providers import Giver, Kind, collect

from .. import queries, rules
from ..asked import Asked, Found, day_field
from ..models import Case, Promise
from ..states import Phase, Verb
from .desk import foreign

IN_COLUMN = 20
PAGES = {Verb.ADVANCE: "gates:advance", Verb.SEND_BACK: "gates:send_back"}


@dataclass(frozen=True, slots=True)
class Way:
    """A line in a card's "Move to …": a link, or the reason why there is none."""

    phase: int
    label: str
    href: str
    back: bool
    reason: str


@dataclass(frozen=True, slots=True)
class Card:
    promise: Promise
    title: str
    language: str
    href: str
    reference: str
    stage: str
    unit: str
    holder: str
    ways: Sequence[Way]

    @property
    def possible(self) -> list[Way]:
        return [way for way in self.ways if way.href]

    @property
    def refused(self) -> list[Way]:
        return [way for way in self.ways if not way.href]

    @property
    def why_not(self) -> str:
        """Why it can be moved nowhere."""
        return "" if self.possible or not self.ways else self.ways[0].reason


@dataclass(slots=True)
class Column:
    phase: Phase
    more: str  # the list of all that stands here
    number: int = 0
    cards: list[Card] = field(default_factory=list)

    @property
    def limited(self) -> bool:
        return self.number > len(self.cards)


@dataclass(frozen=True, slots=True)
class Board:
    columns: Sequence[Column]
    number: int
    late: int


def board_of(promises: QuerySet[Promise], asked: Asked, found: Found, user: Any) -> Board:
    """The most urgent of each column, with how many there are of all. Three queries, whatever stands in it."""
    on = day_field(asked.tab)
    level = F("case__stage__phase")
    counted = promises.exclude(case=None).annotate(
        place=Window(RowNumber(), partition_by=[level], order_by=[on, "id"]),
        together=Window(Count("id"), partition_by=[level]),
        late=Window(Count("id", filter=Q(due_on__lt=clock.today())), partition_by=[level]),
    )
    related = ("subject", "case__receiving_unit", "unit", "person__details")
    rows = list(counted.filter(place__lte=IN_COLUMN).select_related(*related).order_by(on, "id"))
    phases = [asked.phase] if asked.phase else found.phases
    home = reverse("gates:queue")
    columns = {phase: Column(Phase(phase), home + asked.query(view="", level=str(int(phase)))) for phase in phases}
    late: dict[int, int] = {}
    for row, card in zip(rows, _cards(rows, asked, user), strict=True):
        phase = row.case.stage.phase  # type: ignore[union-attr]  # those without a case are left out
        columns[phase].cards.append(card)
        columns[phase].number, late[phase] = row.together, row.late  # type: ignore[attr-defined]  # annotated above
    return Board(list(columns.values()), sum(column.number for column in columns.values()), sum(late.values()))


def _cards(promises: Sequence[Promise], asked: Asked, user: Any) -> list[Card]:
    if not promises:
        return []
    queries.know_stages([promise.case for promise in promises if promise.case])
    names = queries.holding_names(promises)
    givers: dict[int, Giver] = {giver.subject_id: giver for giver in collect(Kind.GIVERS, [promise.subject_id for promise in promises])}
    return [_card(promise, names[promise.pk], givers.get(promise.subject_id), asked, user) for promise in promises]


def _card(promise: Promise, holder: str, giver: Giver | None, asked: Asked, user: Any) -> Card:
    case: Case = promise.case  # type: ignore[assignment]  # those without a case are left out
    case.subject = promise.subject
    return Card(
        promise=promise,
        title=promise.subject.title,
        language=foreign(promise.subject.language),
        href=reverse("gates:case", args=[case.pk]),
        reference=case.reference or "",
        stage=case.stage.shown_name,
        unit=promise.unit.shown_name,
        holder=holder,
        ways=_ways(case, giver, asked, user),
    )


def _ways(case: Case, giver: Giver | None, asked: Asked, user: Any) -> list[Way]:
    """`back` in the address is this board, so that whoever changes their mind finds the card where it was."""
    here = asked.query().removeprefix("?")
    ways = []
    for move in rules.moves(case, user, queries.stages_of(case), giver_id=giver.person_id if giver else None):
        href = ""
        if move.stage and move.verdict:
            to = {"to": str(move.stage.pk)} if move.verb is Verb.SEND_BACK else {}
            href = reverse(PAGES[move.verb], args=[case.pk]) + "?" + urlencode({**to, "back": here})
        label = move.stage.shown_name if move.stage else str(Phase(move.phase).label)
        ways.append(Way(move.phase, label, href, move.verb is Verb.SEND_BACK, str(move.verdict.reason)))
    return ways
