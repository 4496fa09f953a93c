"""Reads of the lock used in more than one place."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import timedelta
from typing import Any

from django.db.models import Exists, FilteredRelation, OuterRef, Q, QuerySet, Subquery

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
from .states import CaseState, Phase, PromiseState, StageKind

WAITING = (PromiseState.OPEN, PromiseState.PAUSED)
MOST_TRIES = 20  # trials or receivers of one case that are shown
MOST_TEMPLATES = 100  # a longer list to choose from helps nobody


def cases_with_all() -> QuerySet[Case]:
    return Case.objects.select_related("subject__unit", "stage", "version__process", "receiving_unit__answers_to", "owner__details")


def visible_cases(user: Any) -> QuerySet[Case]:
    """Cases whose page the user may open (gates.rules.sees as a filter)."""
    me = acting(user)
    if me.everywhere(Permission.READ_UNRELEASED):
        return cases_with_all()
    return cases_with_all().filter(receiving_unit_id__in=me.units(Permission.READ_UNRELEASED))


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


def loaded_stages() -> tuple[list[StageKind], list[Phase]]:
    """The kinds and the phases that the stages of the loaded processes have, in their own order. One query."""
    rows = set(Stage.objects.order_by().values_list("kind", "phase").distinct())
    kinds, phases = {kind for kind, _phase in rows}, {phase for _kind, phase in rows}
    return [kind for kind in StageKind if kind in kinds], [phase for phase in Phase if phase in phases]


def stages_of(case: Case) -> list[Stage]:
    return stages_in(case.version_id)


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
_promises_of = Prepared(lambda case_id: Promise.objects.filter(case_id=case_id, state__in=WAITING))


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


def decisions_of(case: Case) -> QuerySet[Decision]:
    return (
        Decision.objects.filter(case=case)
        .select_related("from_stage", "to_stage", "authority", "corrects", "recorded_by")
        .order_by("number")
    )


def trials_of(case: Case) -> list[Trial]:
    """The latest first. One query."""
    return list(Trial.objects.filter(case=case).order_by("-pk")[:MOST_TRIES])


def receivers_of(case: Case) -> list[Receiver]:
    """The units that were asked to take over, the latest first; only the first can be asked still or have accepted. One query."""
    return list(Receiver.objects.filter(case=case).select_related("unit").order_by("-pk")[:MOST_TRIES])


_trials_of = Prepared(lambda case_id: Trial.objects.filter(case_id=case_id).order_by("-pk")[:MOST_TRIES])


def trials_told(case: Case) -> list[Trial]:
    """What all who see the subject may read of how it was tried: nothing before it is tried, and then one query."""
    return _trials_of(case.pk) if case.stage.phase >= Phase.PILOT else []


def in_place(case: Case) -> tuple[Trial | None, Receiver | None]:
    """The latest trial and receiver: what rules.ready asks about. Two queries."""
    return next(iter(trials_of(case)), None), next(iter(receivers_of(case)), None)


def open_promise(case: Case) -> Promise | None:
    """The promise that somebody waits for. One query, one more when it names a person or another unit than the case's."""
    promise = _promises_of.first(case.pk)
    if promise is None:
        return None
    if promise.unit_id == case.receiving_unit_id:
        promise.unit = case.receiving_unit
    if promise.person_id:
        promise.person = Person.objects.select_related("details").get(pk=promise.person_id)
    return promise


def has_need(case: Case) -> bool:
    """Whether a need owner has said yes. One query."""
    return Match.objects.filter(case=case, answer=Match.Answer.YES).exists()


def matches_of(case: Case) -> list[Match]:
    """The needs it has been tied to, the latest first. One query."""
    return list(Match.objects.filter(case=case).select_related("unit").order_by("-pk"))


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


def open_promises(user: Any, scope: str = "mine") -> QuerySet[Promise]:
    """The work queue: open promises, overdue first, since the earliest due day comes first.

    "mine": those that name the user, and those of a role the user holds or stands in for; "units": all in the units the user handles,
    as holder or deputy; "all": the whole city, for those who handle the whole city. The caller pages by (due_on, id) and LIMITs.
    """
    waiting = Promise.objects.filter(state=PromiseState.OPEN).order_by("due_on", "id")
    me = acting(user)
    if scope == "all" and me.everywhere(Permission.HANDLE):
        return waiting
    if scope == "mine":
        mine = Q(person=user.pk)
        for grant in me.grants:
            if not grant.as_deputy:
                mine |= Q(person=None, owner_role=grant.role, unit__path__startswith=grant.path)
        for grant in me.standing_in:
            mine |= Q(person=None, owner_role=grant.role, unit__path__startswith=grant.path)
        return waiting.filter(mine)
    return waiting if me.everywhere(Permission.HANDLE) else waiting.filter(unit_id__in=me.units(Permission.HANDLE))


def kept_by(user: Any, *, weeks: int) -> int:
    """How many promises the user's own decisions have kept in the last weeks; no further than 1,000. One query."""
    since = clock.now() - timedelta(weeks=weeks)
    return Promise.objects.filter(kept_by__recorded_by=user.pk, kept_by__recorded_at__gte=since)[:1000].count()


def waiting_for_giver(user: Any) -> QuerySet[Promise]:
    """Paused promises in the user's units: the ball is with the giver."""
    units = acting(user).units(Permission.HANDLE)
    return Promise.objects.filter(state=PromiseState.PAUSED, unit_id__in=units).order_by("paused_on", "id")


def to_assess(user: Any) -> QuerySet[Promise]:
    """Open promises about cases at an assessment stage where the user is an assessor who has neither assessed nor stepped aside."""
    me = acting(user)
    done = Assessment.objects.filter(case=OuterRef("case"), stage=OuterRef("case__stage"), assessor=user.pk)
    aside = Recusal.objects.filter(case=OuterRef("case"), stage=OuterRef("case__stage"), assessor=user.pk)
    waiting = Promise.objects.filter(state=PromiseState.OPEN, case__stage__kind=StageKind.ASSESSMENT, case__state=CaseState.OPEN)
    if not me.everywhere(Permission.ASSESS):
        waiting = waiting.filter(unit_id__in=me.units(Permission.ASSESS))
    return waiting.filter(~Exists(done), ~Exists(aside)).order_by("due_on", "id")


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
    waiting = list(promises)
    above = {promise.unit_id: people.ancestor_ids(promise.unit) for promise in waiting if promise.person_id is None}
    wanted = {pk for ids in above.values() for pk in ids}
    roles = {promise.owner_role for promise in waiting}
    away = FilteredRelation("person__absences", condition=people.away("person__absences"))
    found = RoleHolding.objects.current().filter(role__in=roles, unit_id__in=wanted).annotate(away=away).order_by("pk")
    held: dict[tuple[str, int], str] = {}
    for holding in found.select_related("person__details", "away__stand_in__details"):  # type: ignore[misc]  # "away" is annotated
        absence: Absence | None = getattr(holding, "away", None)
        held.setdefault((holding.role, holding.unit_id), (absence.stand_in if absence else holding.person).name)
    names = {}
    for promise in waiting:
        if promise.person is not None:
            names[promise.pk] = promise.person.name
            continue
        nearest = next((held[key] for pk in above[promise.unit_id] if (key := (promise.owner_role, pk)) in held), "")
        names[promise.pk] = nearest
    return names


def holders(role: Role, unit: Unit) -> list[RoleHolding]:
    """Who holds the role for a unit: in the unit itself, else in the nearest unit above that has a holder. One query."""
    found = people.holders(role, unit)
    return [holding for holding in found if holding.unit_id == found[0].unit_id]


def present(person: Person) -> Person:
    """The person, or who stands in while the person is away. One query."""
    absence = Absence.objects.running().filter(person=person).select_related("stand_in__details").first()
    return absence.stand_in if absence else person


def templates_for(unit: Unit) -> list[ReplyTemplate]:
    """The texts for answers in a unit: its own, those of the units above and the city's. One query."""
    found = ReplyTemplate.objects.filter(unit_id__in=people.ancestor_ids(unit), retired_at=None)
    return list(found.order_by("language", "title", "pk")[:MOST_TEMPLATES])


def kept_templates(user: Any) -> QuerySet[ReplyTemplate]:
    """The texts that the user keeps."""
    me = acting(user)
    kept = ReplyTemplate.objects.filter(retired_at=None).select_related("unit")
    if not me.everywhere(Permission.HANDLE):
        kept = kept.filter(unit_id__in=me.units(Permission.HANDLE))
    return kept.order_by("unit__sort_key", "unit_id", "title", "pk")


def let_go_cases(user: Any) -> QuerySet[Case]:
    """Open cases that nobody has taken since somebody left, lost a role or was away: `latest` is the transfer that let them go."""
    me = acting(user)
    latest = Transfer.objects.filter(case=OuterRef("pk")).order_by("-pk")
    waiting = Case.objects.exclude(state=CaseState.CLOSED).filter(owner=None)
    waiting = waiting.annotate(latest=Subquery(latest.values("pk")[:1])).filter(latest__isnull=False)
    waiting = waiting.filter(Exists(Transfer.objects.filter(pk=OuterRef("latest"), to_person=None)))
    if not me.everywhere(Permission.HANDLE):
        waiting = waiting.filter(receiving_unit_id__in=me.units(Permission.HANDLE))
    return waiting.order_by("-latest")


def units_to_refer_to(case: Case) -> list[Unit]:
    """The city's boards, departments and companies, by name, without the one that has the case. One query."""
    return list(_to_choose().exclude(pk=case.receiving_unit_id).order_by("sort_key", "pk"))


def units_handled(user: Any) -> list[Unit]:
    """The units where the user handles cases, by name, no more than a select can hold. One query, one more the first time."""
    found = Unit.objects.filter(pk__in=acting(user).units(Permission.HANDLE), handed_on_at=None)
    return list(found.order_by("sort_key", "pk")[:400])


def responsible(promise: Promise) -> list[RoleHolding]:
    """The holders of the promise's role, or of the office's where the role is vacant: no wait is without somebody."""
    return holders(Role(promise.owner_role), promise.unit) or holders(Role.OFFICE, promise.unit)


def person_ids(holdings: Iterable[RoleHolding], *, deputies: bool = False) -> list[int]:
    """Whom to tell: the holders, or for one who is away the stand-in."""
    if deputies:
        return [h.deputy_id for h in holdings if h.deputy_id]
    return [getattr(h, "stand_in_id", None) or h.person_id for h in holdings]
