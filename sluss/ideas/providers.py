"""What ideas lend to the apps below: who gave them, what they say, a way in."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from sluss.core import addresses
from sluss.core.components import Bars
from sluss.core.context import is_signed_in
from sluss.core.providers import Giver, Kind, Markable, NavItem, PersonalPart, SearchText, Way, provide
from sluss.gates.counting import Asked

from .counting import themes
from .hidden import LABELS
from .models import Challenge, Gateway, Idea, Submission
from .personal import parts_of
from .rules import may_manage_gateways
from .states import CHALLENGE_KIND, SUBJECT_KIND


@provide(Kind.GIVERS)
def givers(subject_ids: Iterable[int]) -> Iterator[Giver]:
    """An address that nobody has shown to be theirs is none. One query."""
    found = Submission.objects.filter(idea_id__in=list(subject_ids)).select_related("person__details")
    for submission in found:
        person = submission.person
        if person is not None:
            shown = submission.show_name and not person.protected and not submission.for_company
            yield Giver(submission.pk, person.pk, person.name, person.email, person.language, name_shown=shown)
        else:
            email = submission.email if submission.email_verified_at else ""
            with override(submission.language):
                status = reverse("ideas:status")
            shown = submission.show_name and bool(submission.name) and not submission.for_company
            yield Giver(submission.pk, None, submission.name, email, submission.language, status, shown)


@provide(Kind.GIVEN)
def given(person_id: int) -> Iterator[Any]:
    yield Submission.objects.filter(person_id=person_id).values("pk")


@provide(Kind.MARKABLE)
def markable(subject: Any) -> Iterator[Markable]:
    if subject.kind == SUBJECT_KIND:
        yield from (Markable(name, label) for name, label in LABELS.items())


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


@provide(Kind.NAVIGATION)
def navigation(request: Any) -> Iterator[NavItem]:
    yield NavItem(_("Ideas"), reverse("ideas:list"), 10)
    yield NavItem(_("Challenges"), reverse("ideas:challenges"), 15)
    url = reverse("ideas:gateways")
    yield NavItem(_("Give an idea"), url, 20, active=request.path.startswith(url))
    if is_signed_in(request) and may_manage_gateways(request.user):
        yield NavItem(_("Ways in"), reverse("ideas:gateway_list"), 85)


addresses.register(CHALLENGE_KIND, lambda subject: reverse("ideas:challenge", args=[subject.pk, subject.address]))
addresses.register(SUBJECT_KIND, lambda subject: reverse("ideas:idea", args=[subject.pk, subject.address]))


@provide(Kind.PERSONAL_DATA, order=50)
def personal_data(person: Any) -> Iterator[PersonalPart]:
    yield from parts_of(person)
