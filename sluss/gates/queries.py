"""Reads of the lock used in more than one place."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import timedelta
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery, prefetch_related_objects

from sluss.core import clock
from sluss.core.prepared import Prepared
from sluss.core.providers import Giver, Kind, collect
from sluss.people import queries as people
from sluss.people.models import Absence, Person, RoleHolding, Unit
from sluss.people.rules import acting
from sluss.people.states import ROLES, Permission, Role, UnitKind

from .models import (
    Assessment,
    Case,
    CheckAnswer,
    Decision,
    Match,
    ProcessVersion,
    Promise,
    Receiver,
    Recusal,
    ReplyTemplate,
    Stage,
    Transfer,
    Trial,
)
from .states import CaseState, Phase, PromiseKind, PromiseState, StageKind

WAITING = (PromiseState.OPEN, PromiseState.PAUSED)
MOST_TRIES = 20  # trials or receivers of one case that are shown
MOST_NEEDS = 100  # a unit may be asked about the same again
MOST_TEMPLATES = 100  # a longer list to choose from helps nobody


def cases_with_all() -> QuerySet[Case]:
    return Case.objects.select_related("subject__unit", "stage", "version__process", "receiving_unit__answers_to", "owner__details")


def may_have(case: Case, what: str) -> bool:
    """False where the query that read the case has seen that there is none; a case that was read otherwise may have anything."""
    return bool(getattr(case, f"has_{what}", True))


def visible_cases(user: Any) -> QuerySet[Case]:
    """Cases whose page the user may open (gates.rules.sees as a filter)."""
    me = acting(user)
    if me.everywhere(Permission.READ_UNRELEASED):
        return cases_with_all()
    seen = Q(receiving_unit_id__in=me.units(Permission.READ_UNRELEASED))
    if me.has(Permission.READ_REGISTER):
        seen |= Q(receiving_unit__answers_to_id__in=me.units(Permission.READ_REGISTER))
    return cases_with_all().filter(seen)


def newest_case(subject_id: int) -> Case | None:
    """The case that says where a subject stands: open before closed, the latest first; not one that takes up what it has spread."""
    cases = Case.objects.filter(subject_id=subject_id).select_related("stage", "version__process", "receiving_unit", "owner__details")
    return min(cases, key=_says_where, default=None)


def _says_where(case: Case) -> tuple[bool, bool, int]:
    return case.adopts_id is not None, case.state == CaseState.CLOSED, -case.pk


_KNOWN: dict[int, tuple[ProcessVersion, dict[int, Stage]]] = {}


def _version(pk: int) -> tuple[ProcessVersion, dict[int, Stage]]:
    """A version with its stages in order. It never changes once it is loaded, so each process reads it once: two queries, then none.

    Its process may have got another current version since; ask the database for that.
    """
    if pk not in _KNOWN:
        version = ProcessVersion.objects.select_related("process").get(pk=pk)
        stages = {stage.pk: stage for stage in version.stages.all()}
        for stage in stages.values():
            stage.version = version
        _KNOWN[pk] = version, stages
    return _KNOWN[pk]


def forget_versions() -> None:
    """For tests, where a version that was rolled back leaves its number to another."""
    _KNOWN.clear()


def stages_in(version_id: int) -> list[Stage]:
    return list(_version(version_id)[1].values())


_kinds_and_phases = Prepared(lambda: Stage.objects.order_by().values_list("kind", "phase").distinct())


def loaded_stages() -> tuple[list[StageKind], list[Phase]]:
    """The kinds and the phases that the stages of the loaded processes have, in their own order. One query."""
    rows = _kinds_and_phases()
    kinds, phases = {kind for kind, _phase in rows}, {phase for _kind, phase in rows}
    return [kind for kind in StageKind if kind in kinds], [phase for phase in Phase if phase in phases]


def stages_of(case: Case) -> list[Stage]:
    return stages_in(case.version_id)


def stage_of(version_id: int, stage_id: int) -> Stage:
    """No query but the first time."""
    return _version(version_id)[1][stage_id]


def know_stages(cases: Iterable[Case]) -> None:
    """Give the cases their version, its process and their stage: no query but the first time."""
    for case in cases:
        version, stages = _version(case.version_id)
        case.version, case.stage = version, stages[case.stage_id]


_cases_of = Prepared(lambda subject_id: Case.objects.filter(subject_id=subject_id))
_decisions_of = Prepared(
    lambda subject_id: (
        Decision.objects.filter(case__subject_id=subject_id).select_related("authority", "recorded_by").order_by("case_id", "number")
    )
)
_promises_of = Prepared(lambda case_id: Promise.objects.filter(case_id=case_id, kind=PromiseKind.ANSWER, state__in=WAITING))


def cases_of(subject_id: int) -> list[Case]:
    """A subject's cases, the one that says where it stands first: an open one before a closed one, the latest first, and last those
    of units that take up what it has spread.

    With version, process and stage, not with unit and owner. One query.
    """
    cases = _cases_of(subject_id)
    know_stages(cases)
    return sorted(cases, key=_says_where)


def decisions_about(subject_id: int, cases: Sequence[Case]) -> list[Decision]:
    """All that was decided about a subject, whose cases these are, with stages and authority. One query."""
    stages = {pk: stage for case in cases for pk, stage in _version(case.version_id)[1].items()}
    decisions = _decisions_of(subject_id)
    for decision in decisions:
        decision.from_stage = stages[decision.from_stage_id]
        decision.to_stage = stages[decision.to_stage_id] if decision.to_stage_id else None
    return decisions


_decisions_in = Prepared(
    lambda case_id: (
        Decision.objects.filter(case_id=case_id)
        .select_related("from_stage", "to_stage", "authority", "corrects", "recorded_by")
        .order_by("number")
    )
)


def decisions_of(case: Case) -> list[Decision]:
    """In the order they were made, with all that is shown of them. At most one query."""
    return _decisions_in(case.pk) if may_have(case, "decisions") else []


def trials_of(case: Case) -> list[Trial]:
    """The latest first. At most one query, and one more where a plan has been changed."""
    found = [] if not may_have(case, "trials") else list(Trial.objects.filter(case=case).order_by("-pk")[:MOST_TRIES])
    prefetch_related_objects([trial for trial in found if trial.plan_number > 1], "earlier_plans")
    return found


def receivers_of(case: Case) -> list[Receiver]:
    """The units that were asked to take over, the latest first; only the first can be asked still or have accepted. At most one query."""
    if not may_have(case, "receivers"):
        return []
    return list(Receiver.objects.filter(case=case).select_related("unit", "answered_by").order_by("-pk")[:MOST_TRIES])


_trials_of = Prepared(lambda case_id: Trial.objects.filter(case_id=case_id).order_by("-pk")[:MOST_TRIES])


def trials_told(case: Case) -> list[Trial]:
    """What all who see the subject may read of how it was tried: nothing before it is tried, and then one query."""
    return _trials_of(case.pk) if case.stage.phase >= Phase.PILOT else []


def in_place(case: Case) -> tuple[Trial | None, Receiver | None]:
    """The latest trial and receiver: what rules.ready asks about. Two queries."""
    return next(iter(trials_of(case)), None), next(iter(receivers_of(case)), None)


def answered_checks(case: Case) -> set[str]:
    """The keys of the check questions at the case's stage that have an answer. One query."""
    return set(CheckAnswer.objects.filter(case=case, stage_id=case.stage_id).values_list("check_key", flat=True))


def open_promise(case: Case) -> Promise | None:
    """The promise of the case's own next answer. One query, one more when it names a person or another unit than the case's."""
    promise = _promises_of.first(case.pk)
    if promise is None:
        return None
    if promise.unit_id == case.receiving_unit_id:
        promise.unit = case.receiving_unit
    if promise.person_id:
        promise.person = Person.objects.select_related("details").get(pk=promise.person_id)
    return promise


def open_question(kind: str, number: int) -> Promise | None:
    """What a unit is asked and has not answered, with whoever has it by name. One query."""
    found = Promise.objects.select_related("unit", "subject", "case", "person__details")
    return found.filter(kind=kind, question=number, state=PromiseState.OPEN).first()


def has_need(case: Case) -> bool:
    """Whether a need owner has said yes. At most one query, none where the one that read the case has seen it."""
    if (known := getattr(case, "has_need", None)) is not None:
        return bool(known)
    return may_have(case, "matches") and Match.objects.filter(case=case, answer=Match.Answer.YES).exists()


def matches_of(case: Case) -> list[Match]:
    """The needs it has been tied to, the latest first. At most one query."""
    if not may_have(case, "matches"):
        return []
    return list(Match.objects.filter(case=case).select_related("unit", "answered_by", "dropped_by").order_by("-pk")[:MOST_NEEDS])


def units_with_needs() -> list[Unit]:
    """The city's departments and companies, and its boards, by name: any of them may have a need. One query."""
    return list(_to_choose().order_by("sort_key", "pk"))


def _to_choose() -> QuerySet[Unit]:
    kinds = (UnitKind.BOARD, UnitKind.DEPARTMENT, UnitKind.COMPANY)
    today = clock.today()
    return Unit.objects.filter(Q(valid_to=None) | Q(valid_to__gte=today), kind__in=kinds, valid_from__lte=today, handed_on_at=None)


def giver_of(subject_id: int) -> Giver | None:
    """Who gave the subject, from whichever app owns it. One query."""
    return next(iter(collect(Kind.GIVERS, [subject_id])), None)


def kept_by(user: Any, *, weeks: int) -> int:
    """How many promises the user's own decisions have kept in the last weeks; no further than 1,000. One query."""
    since = clock.now() - timedelta(weeks=weeks)
    return Promise.objects.filter(kept_by__recorded_by=user.pk, kept_by__recorded_at__gte=since)[:1000].count()


def who_may_handle(unit: Unit) -> list[tuple[Person, RoleHolding]]:
    """Everybody who may handle the unit's cases, as holder or deputy, the nearest first and each once. One query."""
    near = {pk: distance for distance, pk in enumerate(people.ancestor_ids(unit))}
    roles = [role for role, info in ROLES.items() if Permission.HANDLE in info.permissions]
    found = RoleHolding.objects.current().filter(role__in=roles, unit_id__in=near)
    found = found.select_related("person__details", "deputy__details", "unit")
    each: dict[int, tuple[Person, RoleHolding]] = {}
    for holding in sorted(found, key=lambda holding: (near[holding.unit_id], holding.pk)):
        for person in (holding.person, holding.deputy):
            if person is not None and person.is_active:
                each.setdefault(person.pk, (person, holding))
    return list(each.values())


def holding_names(promises: Iterable[Promise]) -> dict[int, str]:
    """By whom each promise is held now: {promise id: name}; nothing for a role that is vacant. Load unit and person__details. One query."""
    return held_by(
        (promise.pk, promise.owner_role, promise.unit.path, promise.person.name if promise.person else "") for promise in promises
    )


def held_by(waiting: Iterable[tuple[int, str, str, str]]) -> dict[int, str]:
    """The same, of (promise id, role, path of its unit, name of the person if it is held by one). One query."""
    each = [(pk, role, [] if name else people.ids_above(path), name) for pk, role, path, name in waiting]
    held = people.names_held({above for _pk, _role, units, _name in each for above in units})
    return {pk: name or next((held[role, unit] for unit in units if (role, unit) in held), "") for pk, role, units, name in each}


def holders(role: Role, unit: Unit) -> list[RoleHolding]:
    """Who holds the role for a unit: in the unit itself, else in the nearest unit above that has a holder. One query."""
    found = people.holders(role, unit)
    return [holding for holding in found if holding.unit_id == found[0].unit_id]


def present(person: Person) -> Person:
    """The person, or who stands in while the person is away. One query."""
    absence = Absence.objects.running().filter(person=person).select_related("stand_in__details").first()
    return absence.stand_in if absence else person


def is_assessed(case: Case) -> bool:
    """Whether anybody who has not stepped aside has assessed it at its stage. One query."""
    aside = Recusal.objects.filter(case=case, stage=case.stage_id).values("assessor")
    return Assessment.objects.filter(case=case, stage=case.stage_id).exclude(assessor__in=aside).exists()


def assessors_left(case: Case) -> int:
    """How many of those who assess in the unit have not stepped aside at the stage. Two queries."""
    aside = set(Recusal.objects.filter(case=case, stage=case.stage_id).values_list("assessor", flat=True))
    return len({holding.person_id for holding in people.holders(Role.ASSESSOR, case.receiving_unit)} - aside)


def templates_for(*units: Unit) -> list[ReplyTemplate]:
    """The texts for answers in a unit: its own, those of the units above and the city's. Of several units those they share. One query."""
    shared = set.intersection(*(set(people.ancestor_ids(unit)) for unit in units))
    found = ReplyTemplate.objects.filter(unit_id__in=shared, retired_at=None)
    return list(found.order_by("language", "title", "pk")[:MOST_TEMPLATES])


def kept_templates(user: Any, *, after: int | None = None) -> QuerySet[ReplyTemplate]:
    """The texts that the user keeps, after the one with the number `after`. The caller LIMITs."""
    me = acting(user)
    kept = ReplyTemplate.objects.filter(retired_at=None).select_related("unit")
    if not me.everywhere(Permission.HANDLE):
        kept = kept.filter(unit_id__in=me.units(Permission.HANDLE))
    last = ReplyTemplate.objects.select_related("unit").filter(pk=after).first() if after is not None else None
    if last is not None:
        in_unit = Q(unit=last.unit_id) & (Q(title__gt=last.title) | Q(title=last.title, pk__gt=last.pk))
        of_that_name = Q(unit__sort_key=last.unit.sort_key) & (Q(unit__gt=last.unit_id) | in_unit)
        kept = kept.filter(Q(unit__sort_key__gt=last.unit.sort_key) | of_that_name)
    return kept.order_by("unit__sort_key", "unit_id", "title", "pk")


def let_go_cases(user: Any) -> QuerySet[Case]:
    """Open cases that nobody has taken since somebody left, lost a role or was away: `latest` is the transfer that let them go."""
    me = acting(user)
    latest = Transfer.objects.filter(case=OuterRef("pk"), promise=None).order_by("-pk")
    waiting = Case.objects.exclude(state=CaseState.CLOSED).filter(owner=None)
    waiting = waiting.annotate(latest=Subquery(latest.values("pk")[:1])).filter(latest__isnull=False)
    waiting = waiting.filter(Exists(Transfer.objects.filter(pk=OuterRef("latest"), to_person=None)))
    if not me.everywhere(Permission.HANDLE):
        waiting = waiting.filter(receiving_unit_id__in=me.units(Permission.HANDLE))
    return waiting.order_by("-latest")


def let_go_questions(user: Any) -> QuerySet[Promise]:
    """What units are asked that somebody there had by name and let go, and nobody has taken since: `latest` is the transfer that did it."""
    me = acting(user)
    latest = Transfer.objects.filter(promise=OuterRef("pk")).order_by("-pk")
    waiting = Promise.objects.exclude(kind=PromiseKind.ANSWER).filter(state=PromiseState.OPEN, person=None)
    waiting = waiting.annotate(latest=Subquery(latest.values("pk")[:1])).filter(latest__isnull=False)
    waiting = waiting.filter(Exists(Transfer.objects.filter(pk=OuterRef("latest"), to_person=None)))
    if not me.everywhere(Permission.HANDLE):
        waiting = waiting.filter(unit_id__in=me.units(Permission.HANDLE))
    return waiting.order_by("-latest")


def units_to_refer_to(case: Case) -> list[Unit]:
    """The city's boards, departments and companies, by name, without the one that has the case. One query."""
    return list(_to_choose().exclude(pk=case.receiving_unit_id).order_by("sort_key", "pk"))


def units_handled(user: Any) -> list[Unit]:
    """The units where the user handles cases, by name, no more than a select can hold. One query."""
    paths = {grant.path for grant in acting(user).grants if Permission.HANDLE in ROLES[grant.role].permissions}
    found = Unit.objects.filter(people.under(paths), handed_on_at=None)
    return list(found.order_by("sort_key", "pk")[:400])


def responsible(promise: Promise) -> list[RoleHolding]:
    """The holders of the promise's role, or of the office's where the role is vacant: no wait is without somebody."""
    return holders(Role(promise.owner_role), promise.unit) or holders(Role.OFFICE, promise.unit)


def person_ids(holdings: Iterable[RoleHolding], *, deputies: bool = False) -> list[int]:
    """Whom to tell: the holders, or for one who is away the stand-in."""
    if deputies:
        return [h.deputy_id for h in holdings if h.deputy_id]
    return [getattr(h, "stand_in_id", None) or h.person_id for h in holdings]
