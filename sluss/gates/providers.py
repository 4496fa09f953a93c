"""What the lock lends downward: its place in the main menu."""

from __future__ import annotations

from collections.abc import Iterator

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from sluss.core.context import is_signed_in
from sluss.core.providers import Kind, NavItem, PersonalPart, QuestionKind, provide
from sluss.core.routes import address
from sluss.people.models import Person
from sluss.people.rules import acting, standing
from sluss.people.states import Permission, Standing

from .models import Barrier, Case, CaseParticipant, Match, Promise, Receiver
from .personal import parts_of
from .questions import reasons_in
from .states import BarrierState, CaseState, PromiseKind, PromiseState


@provide(Kind.NAVIGATION)
def navigation(request: HttpRequest) -> Iterator[NavItem]:
    """For those who answer or assess. Nothing is counted here, and only employees hold roles: nobody else is asked about."""
    if not is_signed_in(request) or standing(request.user) != Standing.EMPLOYEE:
        return
    me = acting(request.user)
    if me.has(Permission.HANDLE) or me.has(Permission.ASSESS):
        yield NavItem(_("To answer"), address("gates:queue"), 30, active=_is_inside(request))
    if me.has(Permission.HANDLE):
        yield NavItem(_("What blocks"), address("gates:barriers"), 35, active=_is_about_barriers(request))
        yield NavItem(_("Statistics"), address("gates:statistics"), 60)


def _is_inside(request: HttpRequest) -> bool:
    """A case has an address of its own, but belongs here in the menu."""
    match = request.resolver_match
    return (
        match is not None
        and match.namespace == "gates"
        and not (match.url_name or "").startswith(("process", "barrier", "statistics", "weights"))
    )


def _is_about_barriers(request: HttpRequest) -> bool:
    match = request.resolver_match
    return match is not None and match.namespace == "gates" and (match.url_name or "").startswith("barrier")


@provide(Kind.QUESTIONS)
def questions() -> Iterator[QuestionKind]:
    yield QuestionKind(
        PromiseKind.MATCH,
        _("Say whether the need is yours"),
        lambda it: reverse("gates:match_answer", args=[it.question]),
        reasons_in(Match, "drop_reason"),
    )
    yield QuestionKind(
        PromiseKind.RECEIVE,
        _("Say whether your unit receives it"),
        lambda it: reverse("gates:receiver", args=[it.question]),
        reasons_in(Receiver, "reason"),
    )
    yield QuestionKind(
        PromiseKind.TAKE_PART,
        _("Say whether your unit takes part"),
        lambda it: reverse("gates:answer_ask", args=[it.case_id, it.question]),
        reasons_in(CaseParticipant, "end_reason"),
    )


@provide(Kind.HOLDS)
def holds(person: Person) -> Iterator[str]:
    """Three queries."""
    if Promise.objects.filter(person=person, state__in=(PromiseState.OPEN, PromiseState.PAUSED)).exists():
        yield _("Answers wait for the person by name. Hand the cases over first.")
    elif Case.objects.filter(owner=person).exclude(state=CaseState.CLOSED).exists():
        yield _("The person has open cases. Hand them over first.")
    if Barrier.objects.filter(owner=person).exclude(state=BarrierState.REMOVED).exists():
        yield _("Barriers lie with the person. Give them to somebody else first.")


@provide(Kind.PERSONAL_DATA, order=40)
def personal_data(person: Person) -> Iterator[PersonalPart]:
    yield from parts_of(person)
