"""Who may ask units to take up an idea, and who answers for them; who may claim a benefit."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from sluss.core.verdict import YES, Verdict, no
from sluss.gates.models import Case
from sluss.gates.queries_together import works_with
from sluss.gates.rules_together import can_be_shown_to_units, may_work, still_open
from sluss.gates.states import CaseState, StageKind
from sluss.people.models import Unit
from sluss.people.rules import acting
from sluss.people.states import Permission

from .models import AdoptionRequest
from .states import AdoptionAnswer


def can_be_spread(case: Case) -> Verdict:
    """What the case permits, whoever asks. Needs stage and subject loaded."""
    verdict = still_open(case)
    if not verdict:
        return verdict
    if case.stage.kind != StageKind.ADOPTION:
        return no(_("Units are asked when the idea has reached the stage where it is spread."))
    return can_be_shown_to_units(case.subject)


def may_answer_adoption(unit: Unit, user: Any) -> Verdict:
    if acting(user).may_in(Permission.HANDLE, unit):
        return YES
    return no(_("Only the innovation lead of the unit that is asked, a decision-maker there or the innovation office can answer."))


def still_asked(request: AdoptionRequest) -> Verdict:
    if request.dropped_by_id is not None:
        return no(_("The question is taken back. Nobody waits for an answer."))
    if request.dropped_at is None:
        return YES
    return no(_("The unit has ended, and the one that took over is asked itself."))


def can_be_taken_back(request: AdoptionRequest) -> Verdict:
    return still_asked(request) if not request.answers_made else no(_("The unit has answered already, and what it said stands."))


def may_claim(case: Case, user: Any) -> Verdict:
    """Those who have the case, and those who answer for a unit that owns the question or takes part: what is gained often lands there.
    At most one query."""
    verdict = may_work(case, user)
    if verdict or works_with(case, user):
        return YES
    return no(_("Only those who have the case, or answer for a unit that owns the question or takes part, can claim a benefit."))


def can_answer(answer: AdoptionAnswer, now: str, own: Case | None) -> Verdict:
    """`now` is the unit's present answer; `own` the case that the unit has begun."""
    if answer == now and answer == AdoptionAnswer.DECLINE:
        return no(_("That is what the unit has answered already."))
    if answer == AdoptionAnswer.DECLINE and own is not None and own.state != CaseState.CLOSED:
        return no(_("The unit has a case of its own about it. Close that first."))
    return YES
