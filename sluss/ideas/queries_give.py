"""Reads for those who give ideas; the list's and the idea page's stand in queries.py."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, TypedDict

from django.db.models import Case as DbCase
from django.db.models import CharField, ExpressionWrapper, F, OuterRef, QuerySet, Subquery, When
from django.db.models.functions import Length
from django.utils.dateformat import format as write
from django.utils.translation import gettext as _

from sluss.core import clock
from sluss.gates.models import Case, Promise, Stage
from sluss.gates.queries import WAITING, holders, person_ids, stages_in
from sluss.gates.states import CaseState, Entry, PromiseKind, PromiseState, StageKind
from sluss.people.models import Person, RoleHolding, Unit
from sluss.people.queries import ancestor_ids, heir_of
from sluss.people.states import Role

from .models import Draft, Gateway, Idea, Submission

WITH_GIVER = (
    "subject__unit",
    "gateway__terms",
    "theme",
    "place",
    "submission__person__details",
    "submission__terms",
    "submission__registered_by__details",
)


def gateways() -> QuerySet[Gateway]:
    """All ways in, also those that are closed now: a card says when they open."""
    return Gateway.objects.select_related("process__current", "unit", "terms").order_by("id")


def self_check(gateway: Gateway) -> list[dict[str, Any]]:
    """The questions that the giver answers before anything is sent. No query once the process has been read."""
    stages = _stages(gateway)
    return list(stages[0].checks) if stages and stages[0].kind == StageKind.SELF_CHECK else []


def entry_stages(gateway: Gateway) -> list[Stage]:
    """Where work under way may begin; nothing where all begin at the first stage."""
    stages = _stages(gateway)
    return stages if stages and stages[0].version.entry == Entry.ANY else []


def _stages(gateway: Gateway) -> list[Stage]:
    return stages_in(gateway.process.current_id) if gateway.process.current_id else []


def receiving_unit(gateway: Gateway, by: Person | None) -> Unit:
    """Where an idea goes: the giver's own department – the nearest unit above that has an innovation lead now – or the gateway's.

    At most one query, one more where by.unit is not loaded, and a few where a gateway still names a unit that has ended.
    """
    own = heir_of(gateway.unit) if gateway.unit.handed_on_at else gateway.unit
    if not gateway.to_givers_unit or by is None or by.unit is None:
        return own
    near = ancestor_ids(by.unit)
    led = RoleHolding.objects.current().filter(role=Role.LEAD, unit_id__in=near, person__is_active=True).select_related("unit")
    units = sorted((holding.unit for holding in led), key=lambda unit: near.index(unit.pk))
    return next((unit for unit in units if unit.is_valid(clock.today()) and not unit.is_root), own)


def first_promise_days(gateway: Gateway) -> int:
    """In how many working days the first stage of the gateway's process promises an answer. No query but the first time."""
    current = gateway.process.current_id
    return stages_in(current)[0].promise_days if current else 1


def drafts_of(owner: Person) -> QuerySet[Draft]:
    """One's own and nobody else's: every read of a draft starts here."""
    return (
        Draft.objects.filter(owner=owner)
        .select_related("gateway__terms", "gateway__unit", "gateway__process__current")
        .order_by("-updated_at", "-id")
    )


def ideas_of(person: Person, *, before: int | None = None) -> QuerySet[Idea]:
    """What a person has given, newest first, with where each stands and by when: one query. The caller LIMITs."""
    newest = newest_first(Case.objects.filter(subject_id=OuterRef("pk")))
    due = Promise.objects.filter(subject_id=OuterRef("pk"), kind=PromiseKind.ANSWER, state=PromiseState.OPEN).order_by("due_on")
    given = Idea.objects.filter(submission__person=person)
    return (
        (given.filter(pk__lt=before) if before else given)
        .select_related("subject")
        .annotate(
            reference=Subquery(newest.values("reference")[:1]),
            stage_name=Subquery(newest.values("stage__name")[:1]),
            case_state=Subquery(newest.values("state")[:1]),
            due_on=Subquery(due.values("due_on")[:1]),
        )
        .order_by("-pk")
    )


def newest_first(cases: QuerySet[Case]) -> QuerySet[Case]:
    """The case that says where a subject stands comes first: an open one before a closed one, the latest before others; last those of
    units that take it up."""
    taken_up = DbCase(When(adopts=None, then=0), default=1)
    return cases.order_by(taken_up, DbCase(When(state=CaseState.CLOSED, then=1), default=0), "-id")


def own_idea(pk: int) -> Idea | None:
    """An idea with all that its giver's page needs; the caller proves that it is the giver."""
    return Idea.objects.select_related("subject", *WITH_GIVER).filter(pk=pk, submission__isnull=False).first()


def submission_with_receipt(hashes: Sequence[str]) -> Submission | None:
    return Submission.objects.select_related("idea").filter(receipt_hash__in=hashes).first()


class Promised(TypedDict):
    """Who answers, and by which day, as an event keeps it: as it was when it happened."""

    due: str
    unit: int
    role: str
    persons: list[int]  # who held the role; whoever steps in for a vacant one is not named


@dataclass(frozen=True, slots=True)
class Answer:
    """Who answers, and by which working day: what a receipt promises."""

    unit: str
    role: str
    person: str  # empty where nobody can be named: then the unit answers
    due_on: date
    paused: bool

    @property
    def day(self) -> str:
        """ "tisdag 11 april", with the year when it is another."""
        return write(self.due_on, "l j\xa0F" if self.due_on.year == clock.today().year else "l j\xa0F Y")

    @property
    def who(self) -> str:
        named = {"person": self.person, "role": self.role[:1].lower() + self.role[1:], "unit": self.unit}
        return _("%(person)s, %(role)s at %(unit)s,") % named if self.person else self.unit

    @property
    def late(self) -> bool:
        return self.due_on < clock.today()


def answers(subject_ids: Iterable[int]) -> dict[int, Answer]:
    """Who the givers of these subjects wait for: the person who has taken it, else who holds the role nearest. One query."""
    nearest = (
        RoleHolding.objects.current()
        .filter(role=OuterRef("owner_role"))
        .annotate(at=ExpressionWrapper(OuterRef("unit__path"), output_field=CharField()))
        .filter(at__startswith=F("unit__path"))
        .order_by(Length("unit__path").desc(), "id")
    )
    promises = (
        Promise.objects.filter(subject_id__in=list(subject_ids), kind=PromiseKind.ANSWER, state__in=WAITING)
        .select_related("unit", "person__details")
        .annotate(
            given_name=Subquery(nearest.values("person__details__given_name")[:1]),
            family_name=Subquery(nearest.values("person__details__family_name")[:1]),
            protected=Subquery(nearest.values("person__protected")[:1]),
        )
        .order_by("id")
    )
    return {promise.subject_id: _answer(promise) for promise in promises}


def answers_as_promised(promises: Mapping[int, Promised]) -> dict[int, Answer]:
    """What was promised then, by the keys that were given, in the words of today: a unit's name, a person's. Two queries."""
    units = Unit.objects.in_bulk({promised["unit"] for promised in promises.values()})
    persons = {person for promised in promises.values() for person in promised["persons"]}
    held = RoleHolding.objects.filter(person_id__in=persons).select_related("person__details")
    names = {(holding.person_id, holding.role): "" if holding.person.protected else holding.person.name for holding in held}
    return {
        key: Answer(
            unit=units[promised["unit"]].shown_name,
            role=str(Role(promised["role"]).label) if promised["role"] else "",
            person=next((names.get((person, promised["role"]), "") for person in promised["persons"]), ""),
            due_on=date.fromisoformat(promised["due"]),
            paused=False,
        )
        for key, promised in promises.items()
    }


def promised_now(subject_id: int) -> Promised | None:
    """What is promised about a subject at this moment, to be kept with an event. Two queries."""
    waiting = Promise.objects.select_related("unit").filter(subject_id=subject_id, kind=PromiseKind.ANSWER, state__in=WAITING)
    promise = waiting.order_by("-id").first()
    if promise is None:
        return None
    persons = [promise.person_id] if promise.person_id else person_ids(holders(Role(promise.owner_role), promise.unit))[:1]
    return Promised(due=promise.due_on.isoformat(), unit=promise.unit_id, role=promise.owner_role, persons=persons)


def _answer(promise: Any) -> Answer:
    if promise.person is not None:
        name = "" if promise.person.protected else promise.person.name
    else:
        name = "" if promise.protected else f"{promise.given_name or ''} {promise.family_name or ''}".strip()
    paused = promise.state == PromiseState.PAUSED
    return Answer(promise.unit.shown_name, promise.get_owner_role_display(), name, promise.due_on, paused)
