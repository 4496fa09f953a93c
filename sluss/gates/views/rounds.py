"""What assessors think, stage by stage: each one's judgement, the mean of them, and where they differ."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import QuerySet
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from sluss.core.labels import shown
from sluss.core.text import markdown

from .. import queries, rules
from ..models import Assessment, Case, Recusal, Score, Stage
from .desk import Desk

DIFFERS = 2  # points between the lowest and the highest, from which it is worth talking about
NAMED = 3  # at each end


@dataclass(slots=True)
class ShownAssessment:
    name: str
    note: str
    at: Any
    reason: SafeString
    scores: list[tuple[str, int]] = field(default_factory=list)
    weighted: float = 0.0


@dataclass(frozen=True, slots=True)
class Spread:
    """One criterion over several assessments. A mean alone would hide that half think one thing and half another."""

    name: str
    mean: float
    low: int
    high: int
    who: str  # those at both ends, when they are far apart

    @property
    def agreed(self) -> bool:
        return self.high - self.low < DIFFERS


@dataclass(frozen=True, slots=True)
class ShownRecusal:
    name: str
    note: str
    reason: str  # empty for one who may not read it


@dataclass(slots=True)
class Round:
    """The assessments of one stage."""

    stage: Stage
    assessments: list[ShownAssessment]
    hidden: int = 0  # how many there are that the viewer may not read yet
    recused: list[ShownRecusal] = field(default_factory=list)

    @property
    def mean(self) -> float:
        return sum(one.weighted for one in self.assessments) / len(self.assessments) if self.assessments else 0.0

    @property
    def ends(self) -> tuple[float, float]:
        """The lowest and the highest in all."""
        whole = [one.weighted for one in self.assessments]
        return min(whole), max(whole)

    @property
    def agreed(self) -> bool:
        return all(one.agreed for one in self.spread)

    @property
    def spread(self) -> list[Spread]:
        """Criterion by criterion, in the order of the process; nothing for a single assessment."""
        if len(self.assessments) < 2:
            return []
        given: dict[str, list[tuple[int, str]]] = {}
        for one in self.assessments:
            for name, points in one.scores:
                given.setdefault(name, []).append((points, one.name))
        return [_spread(name, points) for name, points in given.items()]


def _spread(name: str, given: Sequence[tuple[int, str]]) -> Spread:
    points = [number for number, _who in given]
    low, high = min(points), max(points)
    ends = [(number, [who for given_points, who in given if given_points == number]) for number in (low, high)]
    who = "; ".join(_("%(points)d: %(names)s") % {"points": number, "names": _named(names)} for number, names in ends)
    return Spread(name, sum(points) / len(points), low, high, who if high - low >= DIFFERS else "")


def _named(names: Sequence[str]) -> str:
    first = ", ".join(names[:NAMED])
    return _("%(names)s and %(n)d more") % {"names": first, "n": len(names) - NAMED} if len(names) > NAMED else first


def rounds_of(at: Desk) -> tuple[Assessment | None, list[Round]]:
    """One's own assessment at this stage, and all that one may read by stage, the latest first; who has stepped aside is not counted.
    At most two queries."""
    found: dict[int, Assessment] = {}
    for score in _scores(at.case) if queries.may_have(at.case, "scores") else ():
        assessment = found.setdefault(score.assessment_id, score.assessment)
        assessment.__dict__.setdefault("all_scores", []).append(score)
    own = next((a for a in found.values() if a.assessor_id == at.user.pk and a.stage_id == at.case.stage_id), None)
    rounds: dict[int, Round] = {}
    aside = _recusals(at.case) if queries.may_have(at.case, "recusals") else []
    at.recused = any(one.assessor_id == at.user.pk and one.stage_id == at.case.stage_id for one in aside)
    for recusal in aside:
        why = recusal.reason if recusal.assessor_id == at.user.pk or rules.sees_why_aside(at.case, at.user) else ""
        said = ShownRecusal(*_named_apart(recusal), why)
        rounds.setdefault(recusal.stage_id, Round(recusal.stage, [])).recused.append(said)
    gone = {(one.stage_id, one.assessor_id) for one in aside}
    for assessment in found.values():
        if (assessment.stage_id, assessment.assessor_id) in gone:
            continue
        one = rounds.setdefault(assessment.stage_id, Round(assessment.stage, []))
        if rules.sees_assessments(at.case, assessment.stage_id, at.user, own_is_in=own is not None):
            one.assessments.append(_shown(assessment))
        else:
            one.hidden += 1
    return own, sorted(rounds.values(), key=lambda one: -one.stage.order)


def _scores(case: Case) -> QuerySet[Score]:
    found = Score.objects.filter(assessment__case=case).select_related("assessment__stage", "assessment__assessor")
    return found.order_by("assessment_id", "pk")


def _recusals(case: Case) -> list[Recusal]:
    return list(Recusal.objects.filter(case=case).select_related("stage", "assessor").order_by("pk"))


def _named_apart(made: Assessment | Recusal) -> tuple[str, str]:
    """Name and title, which are frozen together; a role alone for one whose identity is protected now."""
    if made.assessor.protected:
        return made.assessor.name, ""
    name, _comma, title = made.assessor_name.partition(", ")
    return name, title


def _shown(assessment: Assessment) -> ShownAssessment:
    criteria = {criterion["key"]: criterion for criterion in assessment.stage.criteria}
    made = ShownAssessment(*_named_apart(assessment), assessment.at, markdown(assessment.reason))
    points = {score.criterion: score.points for score in assessment.all_scores}  # type: ignore[attr-defined]  # set in rounds_of
    weights = 0
    for key, criterion in criteria.items():
        if key in points:
            made.scores.append((shown(criterion["name"]), points[key]))
            made.weighted += points[key] * criterion.get("weight", 1)
            weights += criterion.get("weight", 1)
    made.weighted = made.weighted / weights if weights else 0.0
    return made
