"""Tying a case to a need, and the page where the unit that has the need answers. It may belong to another authority than the case."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from sluss.core import kept, panels
from sluss.core.components import Crumb
from sluss.core.dates import day
from sluss.core.panels import Place
from sluss.core.verdict import Conflict, NotAllowed, Verdict

from .. import actions, forms, queries, rules
from ..forms import LONGEST_REASON
from ..forms.carrying import TakeBackForm
from ..models import Match
from ..states import PromiseKind, Verb
from .desk import foreign
from .holding import held
from .verbs import VerbPage
from .working import WorkPage


class MatchPage(VerbPage):
    verb = Verb.MATCH
    form_class = forms.MatchForm
    title = gettext_lazy("Tie it to a need")
    button = gettext_lazy("Ask the unit")
    answers = False

    def extra(self) -> dict[str, Any]:
        return {"units": queries.units_with_needs()}

    def explain(self) -> list[str]:
        return [
            _("The unit that has the need is asked to say yes or no, with a reason. You can ask several units."),
            _("Without a yes it cannot go on to the next stage."),
        ]

    def act(self, form: Any, seen: int) -> str:
        data = form.cleaned_data
        made = actions.match(self.at.case, by=self.at.user, unit=data["unit"], need=data["need"], answer_by=data["answer_by"], seen=seen)
        return _("%(unit)s is asked, and is to answer by %(day)s.") % {"unit": made.unit.shown_name, "day": day(made.answer_by)}


class TakeBackMatch(WorkPage):
    form_class = TakeBackForm
    title = gettext_lazy("Take back the question")
    button = gettext_lazy("Take it back")
    anchor = "matches"
    match: Match

    def find(self, **kwargs: Any) -> None:
        self.match = get_object_or_404(Match.objects.select_related("unit"), case=self.at.case, pk=kwargs["number"])

    def allowed(self) -> Verdict:
        return self.at.allowed(Verb.TAKE_BACK)

    def possible(self) -> Verdict:
        return rules.still_asked(self.match)

    def explain(self) -> list[str]:
        return [_("%(unit)s is told why, and need not answer. You can ask again later.") % {"unit": self.match.unit.shown_name}]

    def act(self, form: Any) -> str:
        actions.take_back_match(self.match, by=self.at.user, reason=form.cleaned_data["reason"])
        return _("The question is taken back.")


@require_http_methods(["GET", "HEAD", "POST"])
def match_answer(request: HttpRequest, pk: int) -> HttpResponse:
    """For those who speak for the need, and those who handle the case; to others it is not there."""
    if turned := kept.sign_in_first(request):
        return turned
    match = get_object_or_404(
        Match.objects.select_related(
            "case__subject", "case__stage", "case__version", "case__receiving_unit", "unit", "asked_by", "answered_by", "dropped_by"
        ),
        pk=pk,
    )
    handles = rules.sees(match.case, request.user)
    if not handles and not rules.speaks_for_need(match, request.user):
        raise Http404
    giver = queries.giver_of(match.case.subject_id)
    verdict = rules.may_answer_match(match, request.user, giver_id=giver.person_id if giver else None)
    form, typed, status = None, "", 200 if request.method != "POST" else 409
    if verdict:
        form = forms.MatchAnswerForm(request.POST if request.method == "POST" else None)
        kept.put_back(request, form)
        if request.method == "POST":
            status = 422
            if form.is_valid():
                try:
                    actions.answer_match(match, by=request.user, accepts=form.accepts, reason=form.cleaned_data["reason"])
                except NotAllowed as refusal:
                    form.add_error(None, str(refusal))
                    status = 409 if isinstance(refusal, Conflict) else 422
                else:
                    messages.success(request, _("Thank you. Those who handle it are told what you say."))
                    return redirect("gates:match_answer", match.pk)
    elif sent := request.POST if request.method == "POST" else kept.returned(request):
        typed = sent.get("reason", "")[:LONGEST_REASON]
    context = {
        "match": match,
        "case": match.case,
        "form": form,
        "answering": form is not None,
        "refused": "" if verdict else verdict.reason,
        "typed": typed,
        "title_language": foreign(match.case.subject.language),
        "about": panels.render(Place.CASE_MAIN, request, match.case),
        "handles": handles,
        "held": held(PromiseKind.MATCH, match.pk, request.user),
        "crumbs": [Crumb(label=_("Answer for a need"))],
    }
    return render(request, "gates/match_answer.html", context, status=status)
