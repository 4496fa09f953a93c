"""Reads of challenges: who sees which, and what still waits for an answer."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, Q, QuerySet

from sluss.core.text import query_terms
from sluss.gates.models import Case
from sluss.gates.states import CaseState
from sluss.journal import queries as journal
from sluss.people.rules import acting
from sluss.people.states import Permission

from .models import Challenge, Idea
from .queries import list_flag
from .states import Status

CHALLENGES_ON_A_PAGE = 20
_WITH = ("subject", "need_owner", "receiver", "gateway__process__current", "gateway__unit", "gateway__terms", "opened_by", "closed_by")


def challenges_for(user: Any) -> QuerySet[Challenge]:
    """Those whose page the user may open: what is found by the user, and drafts that the user can open. With all that a page needs."""
    visible = Q(subject__in=journal.visible_to(user))
    me = acting(user)
    if units := me.units(Permission.DECIDE):
        visible |= Q(receiver_id__in=units)
    return Challenge.objects.filter(visible).select_related(*_WITH)


def challenge_list(user: Any, *, words: str = "", before: int | None = None) -> list[Challenge]:
    """The newest first, with how many of the ideas that the user finds answer each: one more than a page. One query, two with words."""
    found = challenges_for(user).order_by("-pk")
    if words:
        found = journal.filter_matching(found, query_terms(words))
    if before:
        found = found.filter(pk__lt=before)
    counted = found.annotate(answered_by=Count("answers", filter=Q(**{f"answers__{list_flag(user)}": True})))
    return list(counted[: CHALLENGES_ON_A_PAGE + 1])


def answers_to(challenge_id: int | None) -> QuerySet[Idea]:
    """The ideas that answer it, but for those that were taken back."""
    return Idea.objects.filter(challenge_id=challenge_id).exclude(status=Status.WITHDRAWN)


def waiting_answers(challenge: Challenge) -> int:
    """How many ideas that answer it have no answer of their own yet. One query."""
    open_cases = Case.objects.filter(subject__idea__challenge=challenge).exclude(state=CaseState.CLOSED)
    return open_cases.values("subject").distinct().count()
