"""Reads of what surrounds an idea: benefits that are claimed, and the units that take it up."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import F, FilteredRelation, Q, QuerySet
from django.utils.formats import number_format
from django.utils.translation import gettext as _

from sluss.gates.models import CaseParticipant
from sluss.people.models import Person, Unit
from sluss.people.queries import valid_units
from sluss.people.states import UnitKind

from .models import AdoptionRequest, BenefitClaim, Idea
from .states import AdoptionAnswer

MOST = 100
TAKEN_UP = (AdoptionAnswer.ADOPT, AdoptionAnswer.ADAPT)


def claims_of(idea_id: int) -> list[BenefitClaim]:
    """The first claimed first. One query."""
    return list(BenefitClaim.objects.filter(idea_id=idea_id).select_related("claimed_by").order_by("pk")[:MOST])


@dataclass(frozen=True, slots=True)
class ShownClaim:
    it: BenefitClaim
    amount: str


def claims_shown(claims: Iterable[BenefitClaim]) -> list[ShownClaim]:
    return [ShownClaim(claim, _amount(claim)) for claim in claims]


def _amount(claim: BenefitClaim) -> str:
    if claim.amount is None:
        return ""
    whole = claim.amount == claim.amount.to_integral_value()
    number = number_format(claim.amount, decimal_pos=0 if whole else 2, force_grouping=claim.amount >= 10_000)
    return _("%(number)s %(unit)s a year") % {"number": number, "unit": claim.unit}


@dataclass(frozen=True, slots=True)
class Asked:
    """A unit that has been asked, with what it answers now, or why it is not asked any more."""

    pk: int
    unit: Unit
    answer_by: date
    answer: str  # empty while it has not
    reason: str
    by_shown: str
    at: Any
    case_id: int | None  # its own
    case_state: str
    dropped: bool  # not asked any more: taken back, with a reason, or the unit that took over is asked itself
    waits_in: int | None  # the case where it was asked, while it has not answered


def requests_with_answer(requests: QuerySet[AdoptionRequest]) -> QuerySet[AdoptionRequest]:
    now = FilteredRelation("answers", condition=Q(answers__number=F("answers_made")))
    return requests.annotate(now=now).annotate(
        answer=F("now__answer"),
        reason=F("now__reason"),
        by_name=F("now__by_name"),
        by_kind=F("now__by__kind"),
        by_protected=F("now__by__protected"),
        at=F("now__at"),
        own_case=F("now__case"),
        own_state=F("now__case__state"),
    )


def asked_about(idea_id: int, *, taken_back: bool) -> list[Asked]:
    """All units that were asked, those that take it up first; `taken_back`: with those whose question was taken back, which is nothing
    for others than those who read the case. One query."""
    requests = AdoptionRequest.objects.filter(idea_id=idea_id)
    found = requests_with_answer(requests if taken_back else requests.filter(dropped_by=None)).select_related("unit", "dropped_by")
    rows = [_asked(one) for one in found.order_by("unit__sort_key", "pk")[:MOST]]
    order = {AdoptionAnswer.ADOPT: 0, AdoptionAnswer.ADAPT: 1, "": 2, AdoptionAnswer.DECLINE: 3}
    return sorted(rows, key=lambda row: (order[row.answer], row.dropped))


def _asked(one: Any) -> Asked:
    # A role for one whose identity is protected, as models' ShownName.
    who = Person(kind=one.by_kind, protected=True).name if one.by_protected else one.by_name or ""
    dropped = one.dropped_at is not None
    return Asked(
        one.pk,
        one.unit,
        one.answer_by,
        one.answer or "",
        one.reason or one.drop_reason,
        who or one.dropped_shown,
        one.at or one.dropped_at,
        one.own_case,
        one.own_state or "",
        dropped,
        None if one.answer or dropped else one.case_id,
    )


def taken_up(idea_id: int) -> int:
    """How many units take it up, as it is or adapted. One query."""
    return requests_with_answer(AdoptionRequest.objects.filter(idea_id=idea_id)).filter(now__answer__in=TAKEN_UP).count()


def units_to_ask(idea: Idea, unit: Unit) -> list[Unit]:
    """The city's departments and companies, by name, that are not asked and have not answered; not the one that spreads it. One query."""
    done = AdoptionRequest.objects.filter(idea=idea, dropped_at=None).values("unit_id")
    units = valid_units().filter(kind__in=(UnitKind.DEPARTMENT, UnitKind.COMPANY)).exclude(pk__in=done).exclude(pk=unit.pk)
    return list(units.order_by("sort_key", "pk"))


def open_parts(idea_id: int) -> dict[str, list[str]]:
    """Names of the units that own the question or take part, by part; who is only consulted is not told of. One query."""
    inside = CaseParticipant.objects.filter(case__subject_id=idea_id, state="accepted", part__in=("owns", "takes")).select_related("unit")
    parts: dict[str, list[str]] = defaultdict(list)
    for one in inside.order_by("unit__sort_key", "pk")[:MOST]:
        if one.unit.shown_name not in parts[one.part]:
            parts[one.part].append(one.unit.shown_name)
    return parts
