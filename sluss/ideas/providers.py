"""What ideas lend to the apps below: who gave them, what they say, a way in."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from sluss.core import addresses
from sluss.core.components import Bars
from sluss.core.context import is_signed_in
from sluss.core.prepared import Prepared
from sluss.core.providers import Giver, Kind, Markable, NavItem, PersonalPart, QuestionKind, SearchText, Way, provide
from sluss.core.routes import address
from sluss.gates.counting import Asked
from sluss.gates.questions import reasons_in
from sluss.gates.states import PromiseKind
from sluss.journal.states import FILE_MARK

from .actions.prolonging import ABOUT_ANSWERS
from .attached import numbered
from .counting import themes
from .hidden import AROUND, LABELS
from .models import AdoptionRequest, Challenge, Gateway, Idea, Submission
from .personal import parts_of
from .queries_challenges import answers_to
from .rules import may_manage_gateways
from .states import CHALLENGE_KIND, SUBJECT_KIND


def _with_givers() -> QuerySet[Submission]:
    return Submission.objects.select_related("person__details")


_given_as = Prepared(lambda idea: _with_givers().filter(idea_id=idea))


@provide(Kind.GIVERS)
def givers(subject_ids: Iterable[int]) -> Iterator[Giver]:
    """An address that nobody has shown to be theirs is none. One query."""
    wanted = list(subject_ids)
    found = _given_as(wanted[0]) if len(wanted) == 1 else _with_givers().filter(idea_id__in=wanted)
    for submission in found:
        person = submission.person
        if person is not None:
            shown = submission.show_name and not person.protected and not submission.for_company
            yield Giver(submission.pk, person.pk, person.name, person.email, person.language, name_shown=shown)
        else:
            email = submission.email if submission.email_verified_at else ""
            with override(submission.language):
                status = address("ideas:status")
            shown = submission.show_name and bool(submission.name) and not submission.for_company
            yield Giver(submission.pk, None, submission.name, email, submission.language, status, shown)


@provide(Kind.TOLD_APART)
def told_of_their_answers(event: Any) -> Iterator[int]:
    """Whoever has answered a challenge reads of it on the idea of their own, and not once more as one who follows it. One query."""
    if event.kind in ABOUT_ANSWERS:
        own = answers_to(event.subject_id).filter(submission__person__isnull=False)
        yield from own.values_list("submission__person_id", flat=True).distinct()


@provide(Kind.GIVEN)
def given(person_id: int) -> Iterator[Any]:
    yield Submission.objects.filter(person_id=person_id).values("pk")


@provide(Kind.MARKABLE)
def markable(subject: Any) -> Iterator[Markable]:
    if subject.kind == SUBJECT_KIND:
        yield from (Markable(name, label) for name, label in (LABELS | AROUND).items())
        yield from (Markable(f"{FILE_MARK}{number}", numbered(number)) for number in range(1, subject.files_taken + 1))


@provide(Kind.WAYS)
def ways() -> Iterator[Way]:
    """One query."""
    for gateway in Gateway.objects.select_related("unit", "process").order_by("id"):
        yield Way(gateway.pk, gateway.shown_name, gateway.unit, gateway.process)


@provide(Kind.SEARCH_TEXT)
def search_text(subject_ids: Iterable[int]) -> Iterator[SearchText]:
    """One query, and one more where not all are ideas."""
    left = set(subject_ids)
    rows = Idea.objects.filter(pk__in=left).values_list("pk", "subject__title", "need", "solution", "benefit", "unknowns", "spot")
    for pk, title, *texts in rows:
        left.discard(pk)
        yield SearchText(pk, title, "\n".join(text for text in texts if text))
    if left:
        for pk, title, text in Challenge.objects.filter(pk__in=left).values_list("pk", "subject__title", "text"):
            yield SearchText(pk, title, text)


@provide(Kind.STATISTICS)
def statistics(asked: Asked) -> Iterator[tuple[Bars, str]]:
    """One query."""
    yield themes(asked)


@provide(Kind.QUESTIONS)
def questions() -> Iterator[QuestionKind]:
    yield QuestionKind(
        PromiseKind.ADOPT,
        _("Say whether your unit takes it up"),
        lambda it: reverse("ideas:adoption", args=[it.question]),
        reasons_in(AdoptionRequest, "drop_reason"),
    )


@provide(Kind.NAVIGATION)
def navigation(request: Any) -> Iterator[NavItem]:
    yield NavItem(_("Ideas"), address("ideas:list"), 10)
    yield NavItem(_("Challenges"), address("ideas:challenges"), 15)
    url = address("ideas:gateways")
    yield NavItem(_("Give an idea"), url, 20, active=request.path.startswith(url))
    if is_signed_in(request) and may_manage_gateways(request.user):
        yield NavItem(_("Ways in"), address("ideas:gateway_list"), 85)


addresses.register(CHALLENGE_KIND, lambda subject: reverse("ideas:challenge", args=[subject.pk, subject.address]))
addresses.register(SUBJECT_KIND, lambda subject: reverse("ideas:idea", args=[subject.pk, subject.address]))


@provide(Kind.PERSONAL_DATA, order=50)
def personal_data(person: Any) -> Iterator[PersonalPart]:
    yield from parts_of(person)
