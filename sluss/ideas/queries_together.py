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
from sluss.people.models import Unit
from sluss.people.queries import valid_units
from sluss.people.rules import acting
from sluss.people.states import Permission, UnitKind

from .models import AdoptionRequest, BenefitClaim, Idea
from .states import AdoptionAnswer

MOST = 100
TAKEN_UP = (AdoptionAnswer.ADOPT, AdoptionAnswer.ADAPT)


def claims_of(idea_id: int) -> list[BenefitClaim]:
    """The first claimed first. One query."""
    return list(BenefitClaim.objects.filter(idea_id=idea_id).order_by("pk")[:MOST])


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
    """A unit that has been asked, with what it answers now."""

    pk: int
    unit: Unit
    answer_by: date
    answer: str  # empty while it has not
    reason: str
    by_name: str
    at: Any
    case_id: int | None  # its own
    case_state: str


def requests_with_answer(requests: QuerySet[AdoptionRequest]) -> QuerySet[AdoptionRequest]:
    now = FilteredRelation("answers", condition=Q(answers__number=F("answers_made")))
    return requests.annotate(now=now).annotate(
        answer=F("now__answer"),
        reason=F("now__reason"),
        by_name=F("now__by_name"),
        at=F("now__at"),
        own_case=F("now__case"),
        own_state=F("now__case__state"),
    )


def asked_about(idea_id: int) -> list[Asked]:
    """All units that were asked, those that take it up first. One query."""
    found = requests_with_answer(AdoptionRequest.objects.filter(idea_id=idea_id)).select_related("unit").order_by("unit__sort_key", "pk")
    rows = [_asked(one) for one in found[:MOST]]
    order = {AdoptionAnswer.ADOPT: 0, AdoptionAnswer.ADAPT: 1, "": 2, AdoptionAnswer.DECLINE: 3}
    return sorted(rows, key=lambda row: order[row.answer])


def _asked(one: Any) -> Asked:
    return Asked(
        one.pk, one.unit, one.answer_by, one.answer or "", one.reason or "", one.by_name or "", one.at, one.own_case, one.own_state or ""
    )


def taken_up(idea_id: int) -> int:
    """How many units take it up, as it is or adapted. One query."""
    return requests_with_answer(AdoptionRequest.objects.filter(idea_id=idea_id)).filter(now__answer__in=TAKEN_UP).count()


def asked_of(user: Any) -> QuerySet[AdoptionRequest]:
    """What the units that the user leads have not answered, the earliest day first. The caller LIMITs."""
    me = acting(user)
    waiting = AdoptionRequest.objects.filter(answers_made=0)
    if not me.everywhere(Permission.HANDLE):
        waiting = waiting.filter(unit_id__in=me.units(Permission.HANDLE))
    return waiting.select_related("idea__subject", "unit").order_by("answer_by", "pk")


def units_to_ask(idea: Idea, unit: Unit) -> list[Unit]:
    """The city's departments and companies, by name, that have not been asked; not the one that spreads it. One query."""
    done = AdoptionRequest.objects.filter(idea=idea).values("unit_id")
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
