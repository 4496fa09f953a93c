"""Who has a question to a unit: shown where one answers, and a page of its own where it is taken or handed over."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from sluss.core import kept
from sluss.core.components import Crumb
from sluss.core.dates import day
from sluss.core.verdict import NotAllowed
from sluss.people.models import Person

from .. import actions, forms, queries, rules
from ..models import Promise
from ..questions import expected_of, is_question, page_of
from ..states import PromiseState
from .desk import foreign
from .work import able


@dataclass(frozen=True, slots=True)
class Held:
    name: str  # empty where the role is vacant
    href: str


def held(kind: str, number: int, user: Any) -> Held | None:
    """Who is to answer, for those who answer for the unit. Two queries, one for others."""
    question = queries.open_question(kind, number)
    if question is None or not rules.may_hold(question, user):
        return None
    return Held(queries.holding_names([question])[question.pk], reverse("gates:question", args=[question.pk]))


@require_http_methods(["GET", "HEAD", "POST"])
def question(request: HttpRequest, pk: int) -> HttpResponse:
    """For those who answer for the unit that is asked; to others it is not there."""
    if turned := kept.sign_in_first(request):
        return turned
    found = Promise.objects.select_related("unit", "subject", "case", "person__details").filter(pk=pk).first()
    if found is None or not is_question(found) or not rules.speaks_for_unit(found, request.user):
        raise Http404
    if found.state != PromiseState.OPEN:
        refused = str(rules.may_hold(found, request.user).reason)
        return _page(request, found, None, status=409, refused=refused)
    sent = request.POST if request.method == "POST" else None
    form = forms.QuestionHolderForm(sent, people=_people(found, request.user), me=request.user)
    kept.put_back(request, form)
    if request.method != "POST":
        return _page(request, found, form)
    if not form.is_valid():
        return _page(request, found, form, status=422)
    try:
        done = _give(found, form.cleaned_data["to"], form.cleaned_data["reason"], request.user)
    except NotAllowed as refusal:
        form.add_error(None, str(refusal))
        return _page(request, found, form, status=422)
    messages.success(request, done)
    return redirect(page_of(found))


def _people(question: Promise, user: Any) -> list[tuple[Person, str]]:
    """Those who answer for the unit, without the one who has it, and oneself first."""
    giver = queries.giver_of(question.subject_id)
    giver_id = giver.person_id if giver else None
    people = [(person, note) for person, note in able(question.unit) if person.pk != question.person_id]
    people = [pair for pair in people if rules.may_hold(question, pair[0], giver_id=giver_id)]
    return sorted(people, key=lambda pair: pair[0].pk != user.pk)


def _give(question: Promise, person: Person, reason: str, user: Any) -> str:
    if person.pk == user.pk:
        actions.take_question(question, by=user)
        return _("The question is yours now.")
    now = actions.hand_over_question(question, to=person, by=user, reason=reason)
    if now.person is not None and now.person.pk != person.pk:
        return _("%(who)s is away, so %(stand_in)s has the question now, and is told.") % {"who": person.name, "stand_in": now.person.name}
    return _("%(who)s has the question now, and is told.") % {"who": person.name}


def _page(request: HttpRequest, question: Promise, form: Any, *, status: int = 200, refused: str = "") -> HttpResponse:
    context = {
        "question": question,
        "form": form,
        "refused": refused,
        "holder": queries.holding_names([question])[question.pk] if form is not None else "",
        "expected": expected_of(question),
        "due": day(question.due_on, year=True),
        "title_language": foreign(question.subject.language),
        "answer": page_of(question),
        "crumbs": [Crumb(label=_("To answer"), href=reverse("gates:queue")), Crumb(label=_("Who has the question?"))],
    }
    return render(request, "gates/question.html", context, status=status)
