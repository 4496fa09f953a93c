"""Who sees which ideas, and what the idea page shows. Defined here once; the list's paging stands in listing.py."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from sluss.core.prepared import Prepared
from sluss.gates import queries as gates
from sluss.gates.models import Case, CaseParticipant, CoachingNote, Decision, Experiment
from sluss.gates.states import DECIDABLE_OUTCOMES, DecisionKind, Origin, PartState
from sluss.journal import queries as journal
from sluss.journal.models import Follow
from sluss.journal.states import Visibility
from sluss.people.models import Person
from sluss.people.rules import standing
from sluss.people.states import Standing
from sluss.records.models import RegisterEntry

from .listing import LOOK_AT, YES, Sort, ordered
from .models import AdoptionRequest, BenefitClaim, Idea, IdeaVersion, Support
from .states import SUBJECT_KIND, Status

LARGEST = 2**63 - 1  # what a number in the database can be
MOST_NUMBERS = 20
MOST_VERSIONS = 100
RECENT_DECISIONS = 2_000  # looked through for answers to show


def list_flag(user: Any) -> str:
    """Which list the user reads: the public's, or the one that has what is for employees too."""
    return "in_staff_list" if standing(user) == Standing.EMPLOYEE else "in_public_list"


def listed_for(user: Any) -> QuerySet[Idea]:
    """What lists, counts, search and panels may show: released, and for the user. The rest stands in the work queue."""
    return Idea.objects.filter(**{f"{list_flag(user)}__in": YES})


def visible_to(user: Any) -> QuerySet[Idea]:
    """Ideas whose page the user may open: what is listed, what one handles, and what one has given oneself."""
    visible = Q(subject__in=journal.visible_to(user))
    if getattr(user, "is_authenticated", False):
        visible |= Q(submission__person=user)
    return Idea.objects.filter(visible)


ON_ITS_PAGE = ("subject", "unit", "theme", "place", "gateway", "submission")

# What may stand around it: said by the same query, so that a page pays for no more than it shows.
_AROUND = {
    "has_tries": Exists(Experiment.objects.filter(case__subject=OuterRef("pk"))),
    "has_units": Exists(CaseParticipant.objects.filter(case__subject=OuterRef("pk"), state=PartState.ACCEPTED)),
    "has_benefits": Exists(BenefitClaim.objects.filter(idea=OuterRef("pk"))),
    "has_advice": Exists(CoachingNote.objects.filter(case__subject=OuterRef("pk"), for_giver=True)),
    "has_spread": Exists(AdoptionRequest.objects.filter(idea=OuterRef("pk"))),
}
_on_its_page = Prepared(lambda pk: Idea.objects.select_related(*ON_ITS_PAGE).annotate(**_AROUND).filter(pk=pk))
_register_numbers = Prepared(
    lambda pk: (
        RegisterEntry.objects.filter(subject_id=pk, replaced=False)
        .exclude(number="")
        .order_by("pk")
        .values_list("number", flat=True)[:MOST_NUMBERS]
    )
)


def idea_page(user: Any, pk: int) -> Idea | None:
    """One query for what all can find, else one more and that for the user's roles. None for what is not there or not for this user."""
    if pk > LARGEST:
        return None
    idea = _on_its_page.first(pk)
    # What all can find needs no second question, and is what nearly everybody asks for.
    if idea is not None and idea.subject.reach != Visibility.ALL and not visible_to(user).filter(pk=pk).exists():
        return None
    if idea is not None and idea.subject.unit_id == idea.unit_id:
        idea.subject.unit = idea.unit
    return idea


def know_giver(idea: Idea) -> None:
    """Load who gave it, for one who may see the name: one query, so that others' pages are spared it."""
    submission = getattr(idea, "submission", None)
    if submission is not None and submission.person_id:
        submission.person = Person.objects.select_related("details").get(pk=submission.person_id)


def cases_of(idea: Idea) -> list[Case]:
    """The case that says where it stands first, as gates.queries.cases_of. One query, one more when somebody owns one of them."""
    cases = gates.cases_of(idea.pk)
    owners = {case.owner_id for case in cases if case.owner_id}
    people = Person.objects.select_related("details").in_bulk(owners) if owners else {}
    for case in cases:
        if case.receiving_unit_id == idea.unit_id:
            case.receiving_unit = idea.unit
        case.owner = people[case.owner_id] if case.owner_id else None
    return cases


def register_numbers(idea: Idea) -> list[str]:
    """As the authorities have given them; each once. One query."""
    return list(dict.fromkeys(number for number in _register_numbers(idea.pk) if number))


_pressed: Prepared[tuple[bool, bool]] = Prepared(
    lambda person, idea: Idea.objects.filter(pk=idea).values_list(
        Exists(Support.objects.filter(idea=OuterRef("pk"), person_id=person)),
        Exists(Follow.objects.filter(subject=OuterRef("pk"), person_id=person)),
    )
)


def supports_and_follows(user: Any, idea: Idea) -> tuple[bool, bool]:
    """What the user has pressed. One query, none for a visitor."""
    if not getattr(user, "is_authenticated", False):
        return False, False
    return _pressed.first(user.pk, idea.pk) or (False, False)


@dataclass(frozen=True, slots=True)
class Numbers:
    ideas: int
    collecting: int
    answered: int
    carried_out: int
    cut: bool  # there are more ideas, which were not counted


def counted(user: Any) -> Numbers:
    """How the user's list stands, of the LOOK_AT newest. One query, over the index alone."""
    newest = ordered(listed_for(user), Sort.NEWEST).values("pk", "status")[: LOOK_AT + 1]
    found = newest.aggregate(
        ideas=Count("pk"),
        collecting=Count("pk", filter=Q(status=Status.COLLECTING)),
        answered=Count("pk", filter=Q(status__in=(Status.CARRIED_OUT, Status.PLANNED, Status.NOT_CARRIED_OUT))),
        carried_out=Count("pk", filter=Q(status=Status.CARRIED_OUT)),
    )
    cut = found["ideas"] > LOOK_AT
    return Numbers(**found | {"ideas": min(found["ideas"], LOOK_AT)}, cut=cut)


def answered(user: Any, number: int) -> list[Decision]:
    """The latest reasoned answers to ideas the user may find; the case has the outcome as corrected. One query."""
    recent = Decision.objects.order_by("-pk").values("pk")[RECENT_DECISIONS : RECENT_DECISIONS + 1]
    later = Decision.objects.filter(case=OuterRef("case"), kind=DecisionKind.CORRECT, number__gt=OuterRef("number"))
    answers = Decision.objects.filter(
        ~Exists(later.exclude(outcome="")),  # a corrected answer is told in its new words, never in those that were wrong
        pk__gt=Coalesce(Subquery(recent), 0),
        kind__in=(DecisionKind.CLOSE, DecisionKind.CORRECT),
        case__adopts=None,
        outcome__in=DECIDABLE_OUTCOMES,
        origin=Origin.HERE,
        **{f"case__subject__idea__{list_flag(user)}__in": YES},
    )
    return list(answers.select_related("case__subject", "recorded_by").order_by("-pk")[:number])


_beside_a_case = Prepared(
    lambda pk: (
        Idea.objects.select_related(*ON_ITS_PAGE, "submission__person__details", "submission__registered_by__details")
        .annotate(has_benefits=_AROUND["has_benefits"], has_spread=_AROUND["has_spread"])
        .filter(pk=pk)
    )
)


def idea_of_case(case: Case) -> Idea | None:
    """For one who may open the case. One query, however often it is asked of the same case."""
    kept = case.__dict__
    if "_its_idea" not in kept:
        kept["_its_idea"] = _beside_a_case.first(case.subject_id) if case.subject.kind == SUBJECT_KIND else None
    found: Idea | None = kept["_its_idea"]
    return found


def answers_of(idea: Idea) -> list[IdeaVersion]:
    """What the giver has answered to the city's questions, the newest first: for those who handle it. At most one query."""
    if idea.versions_made < 2:
        return []
    return list(IdeaVersion.objects.filter(idea=idea).exclude(answer="").order_by("-number").only("number", "at", "answer")[:MOST_NUMBERS])


def versions_of(idea: Idea) -> list[IdeaVersion]:
    """The newest first. One query."""
    return list(IdeaVersion.objects.filter(idea=idea).order_by("-number").defer("by", "answer")[:MOST_VERSIONS])
