"""Reads of the work around a case: barriers, how the problem is met, who takes part, help that was given."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from statistics import median
from typing import Any

from django.db.models import Q, QuerySet

from sluss.core import clock
from sluss.people import queries as people
from sluss.people.models import Unit
from sluss.people.rules import acting
from sluss.people.states import Permission, UnitKind

from .models import Barrier, BarrierChange, Case, CaseParticipant, CoachingNote, Experiment, PlanStep, ProblemChoice
from .queries import may_have
from .states import BarrierState, Part, PartState

MOST_SHOWN = 50  # of each thing on a case's page; nobody has so many
MOST_COUNTED = 5_000  # barriers that are counted on the page of barriers, the latest noted on
IN_IT = (PartState.ASKED, PartState.ACCEPTED)

# --- Barriers -----------------------------------------------------------------------------------------------------------


def visible_barriers(user: Any) -> QuerySet[Barrier]:
    """Those that block in the units the user handles, or lie with them; nobody else's."""
    me = acting(user)
    if me.everywhere(Permission.HANDLE):
        return Barrier.objects.all()
    units = me.units(Permission.HANDLE)
    return Barrier.objects.filter(Q(unit_id__in=units) | Q(owner_unit_id__in=units) | Q(owner=user.pk))


def barriers_with_all(barriers: QuerySet[Barrier]) -> QuerySet[Barrier]:
    return barriers.select_related("case__subject", "case__receiving_unit", "unit", "owner_unit", "owner__details")


def barriers_of(case: Case) -> list[Barrier]:
    """What blocks the case first, then what has been removed. At most one query."""
    if not may_have(case, "barriers"):
        return []
    found = Barrier.objects.filter(case=case).select_related("unit", "owner_unit", "owner__details").order_by("-pk")[:MOST_SHOWN]
    return sorted(found, key=lambda barrier: barrier.state == BarrierState.REMOVED)


def changes_of(barrier: Barrier) -> list[BarrierChange]:
    """The newest first. One query."""
    return list(BarrierChange.objects.filter(barrier=barrier).select_related("by").order_by("-number")[:MOST_SHOWN])


@dataclass(frozen=True, slots=True)
class Tally:
    """How much one kind of barrier, or one unit, is blocked. Days are calendar days from when it was noted on."""

    key: Any
    blocking: int  # open or lifted: not removed
    lifted: int
    removed: int
    median_days: int  # that those have lasted which block
    oldest_on: date | None  # of those that block


@dataclass(frozen=True, slots=True)
class Blocked:
    by_kind: list[Tally]
    by_unit: list[Tally]
    cut: bool  # there are more, which were not counted

    @property
    def blocking(self) -> int:
        return sum(tally.blocking for tally in self.by_kind)


def blocked(user: Any) -> Blocked:
    """What blocks most, where and how long, of what the user may see. One query, which stops at MOST_COUNTED."""
    rows = visible_barriers(user).order_by("-pk").values_list("kind", "unit_id", "state", "opened_on")[: MOST_COUNTED + 1]
    found = list(rows)
    cut = len(found) > MOST_COUNTED
    found = found[:MOST_COUNTED]
    return Blocked(_tallied([(k, s, d) for k, _unit, s, d in found]), _tallied([(u, s, d) for _kind, u, s, d in found]), cut)


def _tallied(rows: Sequence[tuple[Any, str, date]]) -> list[Tally]:
    today = clock.today()
    keys: dict[Any, list[tuple[str, date]]] = {}
    for key, state, opened_on in rows:
        keys.setdefault(key, []).append((state, opened_on))
    made = []
    for key, each in keys.items():
        blocking = [day for state, day in each if state != BarrierState.REMOVED]
        made.append(
            Tally(
                key=key,
                blocking=len(blocking),
                lifted=sum(state == BarrierState.LIFTED for state, _day in each),
                removed=len(each) - len(blocking),
                median_days=round(median((today - day).days for day in blocking)) if blocking else 0,
                oldest_on=min(blocking, default=None),
            )
        )
    return sorted(made, key=lambda tally: (-tally.blocking, -tally.median_days, str(tally.key)))


# --- How the problem is met ---------------------------------------------------------------------------------------------


def problem_choices(case: Case) -> list[ProblemChoice]:
    """The one that counts first. At most one query."""
    if not may_have(case, "choices"):
        return []
    return list(ProblemChoice.objects.filter(case=case).select_related("by").order_by("-number")[:MOST_SHOWN])


def problem_kind(case: Case) -> str:
    """Empty while nobody has sorted it. One query."""
    return ProblemChoice.objects.filter(case=case).order_by("-number").values_list("kind", flat=True).first() or ""


def plan_of(case: Case) -> list[PlanStep]:
    return list(PlanStep.objects.filter(case=case).order_by("number")[:MOST_SHOWN])


def experiments_of(case: Case) -> list[Experiment]:
    return list(Experiment.objects.filter(case=case).order_by("number")[:MOST_SHOWN])


def tried_about(subject_id: int) -> list[Experiment]:
    """All that has been tried about a subject, whichever unit tried it. One query."""
    found = Experiment.objects.filter(case__subject_id=subject_id).select_related("case__receiving_unit")
    return list(found.order_by("case_id", "number")[:MOST_SHOWN])


# --- Who takes part, and what help was given ----------------------------------------------------------------------------


def participants_of(case: Case) -> list[CaseParticipant]:
    """Those that are in it first, the one that owns the question before others. At most one query."""
    if not may_have(case, "participants"):
        return []
    people = ("asked_by", "answered_by", "ended_by")
    found = CaseParticipant.objects.filter(case=case).select_related("unit", *people).order_by("pk")[:MOST_SHOWN]
    return sorted(found, key=lambda one: (one.state not in IN_IT, one.part != "owns"))


def takes_part(case: Case, user: Any) -> bool:
    """Whether a unit the user handles or assesses in takes part, or is asked to. One query, none for one without such a role."""
    me = acting(user)
    if not may_have(case, "participants") or not (me.has(Permission.HANDLE) or me.has(Permission.ASSESS)):
        return False
    inside = CaseParticipant.objects.filter(case=case, state__in=IN_IT).select_related("unit")[:MOST_SHOWN]
    return any(me.may_in(Permission.HANDLE, one.unit) or me.may_in(Permission.ASSESS, one.unit) for one in inside)


def taken_part_in(cases: Collection[Case], user: Any) -> set[int]:
    """Those of the cases that takes_part says yes to. One query, and one for the user's units the first time; none where there are none."""
    if not cases:
        return set()
    me = acting(user)
    units = me.units(Permission.HANDLE) | me.units(Permission.ASSESS)
    inside = CaseParticipant.objects.filter(case__in=cases, unit__in=units, state__in=IN_IT)
    return set(inside.values_list("case_id", flat=True).distinct())


def works_with(case: Case, user: Any) -> bool:
    """Whether a unit the user answers for owns the question or takes part, and has said yes. At most one query, none
    for one without such a role."""
    me = acting(user)
    if not me.has(Permission.HANDLE) or not may_have(case, "participants"):
        return False
    inside = CaseParticipant.objects.filter(case=case, state=PartState.ACCEPTED, part__in=(Part.OWNS, Part.TAKES))
    return any(me.may_in(Permission.HANDLE, one.unit) for one in inside.select_related("unit")[:MOST_SHOWN])


def taking_part(unit: Unit) -> QuerySet[CaseParticipant]:
    """The open cases of others that the unit, or one below it, takes part in or is asked to; the newest first."""
    inside = CaseParticipant.objects.filter(unit__path__startswith=unit.path, state__in=IN_IT).exclude(case__state="closed")
    return inside.select_related("case__subject", "case__receiving_unit", "case__stage", "unit").order_by("-pk")


def coaching_of(case: Case) -> list[CoachingNote]:
    """The newest first. At most one query."""
    if not may_have(case, "notes"):
        return []
    return list(CoachingNote.objects.filter(case=case).select_related("by").order_by("-pk")[:MOST_SHOWN])


def coaching_for_giver(subject_id: int) -> list[CoachingNote]:
    """What the giver may read of it, the newest first. One query."""
    return list(CoachingNote.objects.filter(case__subject_id=subject_id, for_giver=True).select_related("by").order_by("-pk")[:MOST_SHOWN])


def units_to_ask(case: Case) -> list[Unit]:
    """The city's boards, departments and companies, by name, without the one that has the case and those that are in it. One query."""
    inside = CaseParticipant.objects.filter(case=case, state__in=IN_IT).values("unit_id")
    return list(_large_units().exclude(pk=case.receiving_unit_id).exclude(pk__in=inside).order_by("sort_key", "pk"))


def large_units() -> list[Unit]:
    """The city's boards, departments and companies, by name. One query."""
    return list(_large_units().order_by("sort_key", "pk"))


def _large_units() -> QuerySet[Unit]:
    return people.valid_units().filter(kind__in=(UnitKind.BOARD, UnitKind.DEPARTMENT, UnitKind.COMPANY))
