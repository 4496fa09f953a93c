"""Support. The locks are always taken in this order: case, idea – the same as when the lock moves a case and the idea follows."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _
from django.utils.translation import override

from sluss.core import clock
from sluss.core.dates import day as in_words
from sluss.core.locks import lock_row
from sluss.core.verdict import NotAllowed
from sluss.gates import actions as gates
from sluss.gates.models import Case, Decision
from sluss.gates.queries import cases_of
from sluss.gates.states import CaseState, DecisionKind, Outcome, StageKind
from sluss.people.models import Person, PersonDetails

from ..models import Idea, Support
from ..rules import may_support, may_support_by_email, may_withdraw_support
from ..states import Assurance
from . import codes


def _locked_case(idea: Idea) -> Case | None:
    """The case that says where the idea stands, locked, so that of the last two supporters one sees that they are enough."""
    cases = cases_of(idea.pk)
    return _lock_case(cases[0].pk) if cases else None


def _lock_case(pk: int) -> Case:
    return lock_row(Case.objects.select_for_update(of=("self",), no_key=True).select_related("stage", "subject"), pk)


def _locked_idea(idea: Idea) -> Idea:
    return Idea.objects.select_for_update(of=("self",), no_key=True).select_related("subject", "gateway", "submission").get(pk=idea.pk)


@transaction.atomic
def support(idea: Idea, *, by: Person) -> bool:
    """One person's support. False when it was already given."""
    case, fresh = _locked_case(idea), _locked_idea(idea)
    may_support(fresh, fresh.subject, case, by).demand()
    if Support.objects.filter(idea=fresh, person=by).exists():
        return False
    # Given before by the same person with a mail address: now known by account, still one support.
    upgraded = Support.objects.filter(idea=fresh, email_hash__in=codes.email_hashes(by.email)).delete()[0] if by.email else 0
    Support.objects.create(idea=fresh, person=by, assurance=Assurance.ACCOUNT, at=clock.now())
    if not upgraded:
        _count(fresh, case, 1)
    return True


@transaction.atomic
def support_by_email(idea: Idea, *, email: str) -> bool:
    """The support of one without an account. The caller has checked the code sent to the address. False when it was already given."""
    case, fresh = _locked_case(idea), _locked_idea(idea)
    may_support_by_email(fresh, fresh.subject, case).demand()
    email = email.strip().lower()
    owner = PersonDetails.objects.filter(email=email).values_list("person_id", flat=True).first()
    submission = getattr(fresh, "submission", None)
    if submission is not None and email and (submission.email == email or (owner is not None and submission.person_id == owner)):
        raise NotAllowed(_("This is your own idea. It is the support of others that counts."))
    given = Support.objects.filter(idea=fresh)
    if given.filter(email_hash__in=codes.email_hashes(email)).exists() or (owner is not None and given.filter(person_id=owner).exists()):
        return False
    Support.objects.create(idea=fresh, email_hash=codes.hash_email(email), assurance=Assurance.EMAIL, at=clock.now())
    _count(fresh, case, 1)
    return True


@transaction.atomic
def withdraw_support(idea: Idea, *, by: Person) -> bool:
    """The support is taken back and leaves no trace. False when there was none."""
    case, fresh = _locked_case(idea), _locked_idea(idea)
    may_withdraw_support(fresh.subject, case).demand()
    if not Support.objects.filter(idea=fresh, person=by).delete()[0]:
        return False
    _count(fresh, case, -1)
    return True


def _count(idea: Idea, case: Case | None, change: int) -> None:
    Idea.objects.filter(pk=idea.pk).update(support_count=F("support_count") + change, total_support=F("total_support") + change)
    idea.support_count, idea.total_support = idea.support_count + change, idea.total_support + change
    if case is not None and change > 0:
        go_on_when_enough(idea, case)


def go_on_when_enough(idea: Idea, case: Case) -> bool:
    """With enough support the case goes on by itself. `case` is locked, with its stage and subject loaded."""
    stage = case.stage
    if stage.kind != StageKind.SUPPORT or stage.threshold is None or idea.total_support < stage.threshold or case.state != CaseState.OPEN:
        return False
    if case.stage_ends_on is not None and _sent_back_with_enough(case, idea, stage.threshold):
        return False
    with override(case.subject.language):
        reason = _(
            "%(given)d people support the idea, and %(needed)d were needed. So it goes on to the next stage, where it is assessed."
        ) % {"given": idea.total_support, "needed": stage.threshold}
        gates.advance(case, by=None, reason=reason)
    return True


def _sent_back_with_enough(case: Case, idea: Idea, threshold: int) -> bool:
    """Somebody saw that the support was enough and sent the case back all the same: it is collected until the new period is over."""
    moves = Decision.objects.filter(case=case, kind__in=[DecisionKind.ADVANCE, DecisionKind.SEND_BACK])
    last = moves.order_by("-number").first()
    if last is None or last.kind != DecisionKind.SEND_BACK:
        return False
    return idea.imported_support_count + Support.objects.filter(idea=idea, at__lte=last.recorded_at).count() >= threshold


@transaction.atomic
def look_at_support(case_id: int, *, time_is_over: bool = False, over_since: date | None = None) -> None:
    """The case has come to collect support, or its time to do so is over: on it goes if the support is enough.

    If not, and the time is over, it closes with the standard answer. Nobody has judged the idea then, so the outcome is one of its
    own and is counted apart. Safe to run twice. `over_since` is the last day, where the case itself does not know it.
    """
    case = _lock_case(case_id)
    if case.state != CaseState.OPEN or case.stage.kind != StageKind.SUPPORT:
        return
    idea = _locked_idea(Idea(pk=case.subject_id))
    if go_on_when_enough(idea, case) or not time_is_over or case.stage_ends_on is not None:
        return
    with override(case.subject.language):
        reason = _(
            "The idea got %(given)d of the %(needed)d supports it needed before the time was over. So it does not go on, and nobody has "
            "judged whether it is good.\n\nYou may give the idea again. It often helps to tell more people about it from the first day, or "
            "to give a part of it that more people feel the need of. You can also write to a politician or to the unit it concerns."
        ) % {"given": idea.total_support, "needed": case.stage.threshold}
        if over_since is not None:
            reason = _("The time to collect support ended on %(day)s.") % {"day": in_words(over_since, year=True)} + f" {reason}"
        gates.close(case, by=None, outcome=Outcome.NO_SUPPORT, reason=reason)


@transaction.atomic
def mend_support(idea: Idea) -> None:
    """Count an idea's support anew from its rows, for `sluss recount --fix`."""
    fresh = Idea.objects.select_for_update(no_key=True).get(pk=idea.pk)
    given = Support.objects.filter(idea=fresh).count()
    Idea.objects.filter(pk=fresh.pk).update(support_count=given, total_support=given + fresh.imported_support_count)
