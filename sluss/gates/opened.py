"""A case as its page opens it: with what stands beside it said by the same query, so that a page asks for no more than it shows."""

from __future__ import annotations

from django.db.models import Exists, OuterRef

from sluss.core.prepared import Prepared
from sluss.records.models import RegisterEntry

from .models import (
    Barrier,
    Case,
    CaseParticipant,
    CheckAnswer,
    CoachingNote,
    Decision,
    Match,
    ProblemChoice,
    PromisePause,
    Receiver,
    Recusal,
    Score,
    Trial,
)
from .queries import cases_with_all

# For queries.may_have.
_BESIDE = {
    "has_barriers": Exists(Barrier.objects.filter(case=OuterRef("pk"))),
    "has_checks": Exists(CheckAnswer.objects.filter(case=OuterRef("pk"))),
    "has_choices": Exists(ProblemChoice.objects.filter(case=OuterRef("pk"))),
    "has_decisions": Exists(Decision.objects.filter(case=OuterRef("pk"))),
    "has_matches": Exists(Match.objects.filter(case=OuterRef("pk"))),
    "has_notes": Exists(CoachingNote.objects.filter(case=OuterRef("pk"))),
    "has_numbers": Exists(RegisterEntry.objects.filter(subject=OuterRef("subject")).exclude(number="")),
    "has_others": Exists(Case.objects.filter(subject=OuterRef("subject")).exclude(pk=OuterRef("pk"))),  # of the same subject
    "has_participants": Exists(CaseParticipant.objects.filter(case=OuterRef("pk"))),
    "has_pauses": Exists(PromisePause.objects.filter(promise__case=OuterRef("pk"))),
    "has_receivers": Exists(Receiver.objects.filter(case=OuterRef("pk"))),
    "has_recusals": Exists(Recusal.objects.filter(case=OuterRef("pk"))),
    "has_scores": Exists(Score.objects.filter(assessment__case=OuterRef("pk"))),
    "has_trials": Exists(Trial.objects.filter(case=OuterRef("pk"))),
}
_on_its_page = Prepared(lambda pk: cases_with_all().annotate(**_BESIDE).filter(pk=pk))


def case_page(pk: int) -> Case | None:
    """Whoever may see it is asked after. One query."""
    return _on_its_page.first(pk)
