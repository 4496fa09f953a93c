"""What other weights would change among the cases that wait at an assessment stage. Reads; nothing here is ever saved."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from django.db.models import Exists, F, OuterRef

from .models import Assessment, Case, Recusal, Score, Stage
from .states import CaseState

MOST = 200  # cases that are weighed; the page says when there are more
Weights = Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Weighed:
    """One case by the weights that hold and by those that are tried: its place among the others, and in all, of 5."""

    case: Case
    assessors: int
    before: Fraction
    after: Fraction
    place_before: int
    place_after: int
    low: Fraction  # the lowest and the highest of the assessors, by the weights that are tried
    high: Fraction

    @property
    def moves(self) -> int:
        """How many places up; negative for down."""
        return self.place_before - self.place_after


@dataclass(frozen=True, slots=True)
class Trial:
    rows: Sequence[Weighed]  # in the order that the tried weights give
    more: bool  # there are more than are weighed

    @property
    def moved(self) -> Sequence[Weighed]:
        return [row for row in self.rows if row.moves]

    @property
    def furthest(self) -> Weighed | None:
        return max(self.moved, key=lambda row: abs(row.moves), default=None)


def weights_of(stage: Stage) -> dict[str, int]:
    return {criterion["key"]: criterion.get("weight", 1) for criterion in stage.criteria}


def total(points: Weights, weights: Weights) -> Fraction:
    """Exact, so that what is equal is equal."""
    whole = sum(weights[key] for key in points if key in weights)
    return Fraction(sum(points[key] * weights[key] for key in points if key in weights), whole) if whole else Fraction(0)


def weigh_cases(stage: Stage, weights: Weights) -> Trial:
    """The assessed cases at the stage, in the order the weights give. Three queries, however many they are.

    Also those on other versions of the process, where the stage is judged by the same criteria; each stands now where its own version's
    weights put it.
    """
    alike = {
        one.pk: weights_of(one)
        for one in Stage.objects.filter(version__process_id=stage.version.process_id, key=stage.key)
        if set(weights_of(one)) == set(weights)
    }
    recused = Recusal.objects.filter(case=OuterRef("case"), stage=OuterRef("stage"), assessor=OuterRef("assessor"))
    counted = Assessment.objects.filter(~Exists(recused), stage__in=list(alike))
    waiting = Case.objects.filter(stage__in=list(alike)).exclude(state=CaseState.CLOSED)
    waiting = waiting.filter(Exists(counted.filter(case=OuterRef("pk"), stage=OuterRef("stage"))))
    found = list(waiting.select_related("subject", "receiving_unit").order_by("-pk")[: MOST + 1])
    cases = found[:MOST]
    given: dict[int, dict[int, dict[str, int]]] = {case.pk: {} for case in cases}
    scores = Score.objects.filter(assessment__in=counted.filter(case__in=list(given), stage=F("case__stage")))
    for case_id, assessor, criterion, points in scores.values_list("assessment__case_id", "assessment__assessor_id", "criterion", "points"):
        given[case_id].setdefault(assessor, {})[criterion] = points
    before = {case.pk: _mean([total(points, alike[case.stage_id]) for points in given[case.pk].values()]) for case in cases}
    each = {case.pk: [total(points, weights) for points in given[case.pk].values()] for case in cases}
    after = {pk: _mean(totals) for pk, totals in each.items()}
    first, then = _places(before), _places(after)
    rows = [
        Weighed(
            case=case,
            assessors=len(each[case.pk]),
            before=before[case.pk],
            after=after[case.pk],
            place_before=first[case.pk],
            place_after=then[case.pk],
            low=min(each[case.pk]),
            high=max(each[case.pk]),
        )
        for case in cases
        if each[case.pk]
    ]
    return Trial(sorted(rows, key=lambda row: (row.place_after, row.place_before, row.case.pk)), len(found) > MOST)


def _mean(totals: Sequence[Fraction]) -> Fraction:
    return sum(totals, Fraction(0)) / len(totals) if totals else Fraction(0)


def _places(totals: Mapping[int, Fraction]) -> dict[int, int]:
    """Those with as much share a place, and the next stands behind all of them."""
    order = sorted(totals.values(), reverse=True)
    return {pk: order.index(value) + 1 for pk, value in totals.items()}
