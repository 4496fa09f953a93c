"""How ideas react to what happens to their cases and subjects: phase, status, unit and lists follow, in the same transaction."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db.models import Case as DbCase
from django.db.models import CharField, Count, F, OuterRef, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from sluss.core import events, hooks, jobs
from sluss.core.recounts import recount
from sluss.gates.models import Case
from sluss.journal import actions as journal
from sluss.journal.models import Event, Subject
from sluss.journal.states import Visibility

from .actions.erasing import forget_giver, forget_person
from .actions.gateways import hand_on_gateways
from .actions.hiding import follow_marks
from .actions.prolonging import ABOUT_ANSWERS, tell_those_who_answered
from .actions.spreading import count_adoptions, move_requests
from .actions.support import look_at_support, mend_support
from .models import Adoption, Draft, Idea, Support
from .queries_give import newest_first
from .queries_together import TAKEN_UP
from .states import BEING_GIVEN, STATUS_OF_OUTCOME, STATUS_OF_STAGE, STATUS_OF_STATE, SUBJECT_KIND, Status, status_of

# Assessments, checks and handlers move nothing that a list shows.
MOVES = (
    "case.advanced",
    "case.sent_back",
    "case.asked",
    "case.completed",
    "case.parked",
    "case.woken",
    "case.closed",
    "case.referred",
    "case.withdrawn",
    "case.corrected",
    "case.moved",
)


@hooks.PERSON_ERASED.register
def person_erased(news: hooks.PersonErased) -> None:
    forget_person(news.person)


@hooks.GIVER_ERASED.register
def giver_erased(news: hooks.GiverErased) -> None:
    forget_giver(news.subject_id)


def _status() -> DbCase:
    """states.status_of, asked of a case in the database."""
    whens = [When(outcome=outcome, then=Value(status)) for outcome, status in STATUS_OF_OUTCOME.items()]
    whens += [When(state=state, then=Value(status)) for state, status in STATUS_OF_STATE.items()]
    whens += [When(stage__kind=kind, then=Value(status)) for kind, status in STATUS_OF_STAGE.items()]
    return DbCase(*whens, default=Value(Status.IN_PROGRESS), output_field=CharField())


def follow_cases(ideas: QuerySet[Idea]) -> int:
    """Phase and status as the case says that tells where each stands, the unit as the subject says. One query."""
    newest = newest_first(Case.objects.filter(subject_id=OuterRef("pk")))
    return ideas.update(
        phase=Coalesce(Subquery(newest.values("stage__phase")[:1]), F("phase")),
        status=Coalesce(Subquery(newest.annotate(shown=_status()).values("shown")[:1]), F("status")),
        unit_id=Subquery(Subject.objects.filter(pk=OuterRef("pk")).values("unit_id")[:1]),
    )


def follow_reach(ideas: QuerySet[Idea], reach: int) -> int:
    return ideas.update(in_public_list=reach >= Visibility.ALL, in_staff_list=reach >= Visibility.EMPLOYEES)


def _idea_of(event: Event) -> QuerySet[Idea]:
    return Idea.objects.filter(pk=event.subject_id)


def _is_idea(event: Event) -> bool:
    return event.subject is not None and event.subject.kind == SUBJECT_KIND


@events.inside(events.named("case.opened"))
def case_opened(event: Any) -> None:
    """A new case is where the idea stands. One that is just being given is written with its phase, after its case."""
    if getattr(event.subject, BEING_GIVEN, None) is not None:
        setattr(event.subject, BEING_GIVEN, event)
    elif _is_idea(event):
        data = event.data
        status = status_of(data["state"], data["outcome"], data["stage_kind"])
        _idea_of(event).update(phase=data["phase"], status=status, unit_id=event.subject.unit_id)


@events.inside(events.named("case.imported"))
def case_imported(event: Any) -> None:
    """Likewise, and asked first: an idea whose history is just being brought in has no row yet either."""
    if _is_idea(event) and _idea_of(event).exists():
        follow_cases(_idea_of(event))


@events.inside(events.named(*MOVES))
def case_moved(event: Any) -> None:
    if _is_idea(event):
        follow_cases(_idea_of(event))


@events.inside(events.named("subject.released", "subject.narrowed"))
def reach_changed(event: Any) -> None:
    if _is_idea(event):
        follow_reach(_idea_of(event), int(event.subject.reach))


@events.inside(events.named("secrecy.claimed", "secrecy.marked", "secrecy.lifted"))
def marks_changed(event: Any) -> None:
    if _is_idea(event):
        follow_marks(event.subject)


@hooks.UNIT_ENDED.register
def unit_ended(news: hooks.UnitEnded) -> None:
    hand_on_gateways(news.unit, heir=news.successor, by=news.by)
    if news.successor is not None:
        move_requests(news.unit, successor=news.successor, by=news.by)


# Not when somebody has sent a case back to collect support: that is a person's decision, and it stands.
@events.after("ideas.enough_support", events.named("case.advanced", "case.woken", "case.completed"))
def may_have_enough(event: Any) -> None:
    """Support may have been given before the case came to collect it."""
    if _is_idea(event) and event.data["stage_kind"] == "support":
        look_at_support(event.data["case"])


@events.after("ideas.period_ended", events.named("case.period_ended"))
def period_ended(event: Any) -> None:
    if _is_idea(event):
        look_at_support(event.data["case"], time_is_over=True)


@events.after("ideas.those_who_answered", events.named(*ABOUT_ANSWERS))
def challenge_changed(event: Any) -> None:
    tell_those_who_answered(event)


@jobs.every(seconds=3600, name="ideas.forget_chosen")
def forget_chosen() -> int:
    return journal.forget_chosen(Draft.objects.values("key"))


# --- `sluss recount` -------------------------------------------------------------------------------------------------------

CHUNK = 500


def _chunks() -> Iterator[list[int]]:
    last = 0
    while ids := list(Idea.objects.filter(pk__gt=last).order_by("pk").values_list("pk", flat=True)[:CHUNK]):
        last = ids[-1]
        yield ids


@recount("ideas.support", _("Support"))
def support(fix: bool) -> Iterator[str]:
    """The stored number against the rows. Mended one idea at a time, so that no supporter waits long."""
    for ids in _chunks():
        counted = Support.objects.filter(idea_id=OuterRef("pk")).order_by().values("idea_id").annotate(n=Count("pk")).values("n")
        ideas = Idea.objects.filter(pk__in=ids).annotate(counted=Coalesce(Subquery(counted), 0)).exclude(support_count=F("counted"))
        for idea in ideas.order_by("pk"):
            yield f"idea {idea.pk} says {idea.support_count} and has {idea.counted}"  # type: ignore[attr-defined]  # annotated above
            if fix:
                mend_support(idea)


@recount("ideas.adopted", _("Units that have taken an idea up"))
def adopted(fix: bool) -> Iterator[str]:
    """The stored number against the units' present answers."""
    for ids in _chunks():
        now = Adoption.objects.filter(request__idea=OuterRef("pk"), number=F("request__answers_made"), answer__in=TAKEN_UP)
        counted = now.order_by().values("request__idea").annotate(n=Count("pk")).values("n")
        ideas = Idea.objects.filter(pk__in=ids).annotate(counted=Coalesce(Subquery(counted), 0)).exclude(adopted_count=F("counted"))
        for idea in ideas.order_by("pk"):
            yield f"idea {idea.pk} says {idea.adopted_count} units and has {idea.counted}"  # type: ignore[attr-defined]  # annotated above
            if fix:
                count_adoptions(idea)


@recount("ideas.following", _("Where ideas stand"))
def following(fix: bool) -> Iterator[str]:
    """Phase, status, unit and lists against the case and the subject."""
    for ids in _chunks():
        cases: dict[int, Case] = {}
        for case in newest_first(Case.objects.filter(subject_id__in=ids)).select_related("stage"):
            cases.setdefault(case.subject_id, case)
        wrong = []
        for idea in Idea.objects.filter(pk__in=ids).select_related("subject").order_by("pk"):
            said = (idea.phase, idea.status, idea.unit_id, idea.in_public_list, idea.in_staff_list)
            case, subject = cases.get(idea.pk), idea.subject
            phase, status = (case.stage.phase, status_of(case.state, case.outcome, case.stage.kind)) if case else said[:2]
            reach = subject.reach if subject.is_released else Visibility.HANDLERS
            true = (phase, str(status), subject.unit_id, reach >= Visibility.ALL, reach >= Visibility.EMPLOYEES)
            if said != true:
                wrong.append(idea)
                yield f"idea {idea.pk} says {said}, and it is {true}"
        if fix:
            follow_cases(Idea.objects.filter(pk__in=[idea.pk for idea in wrong]))
            for idea in wrong:
                follow_reach(Idea.objects.filter(pk=idea.pk), idea.subject.reach)
