"""Units are asked to take up an idea, and answer; and what those who work with it expect to gain."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods

from sluss.core import kept
from sluss.core.components import Crumb
from sluss.core.routes import number_in
from sluss.core.verdict import Conflict, NotAllowed, Verdict
from sluss.gates.forms import LONGEST_REASON
from sluss.gates.forms.carrying import TakeBackForm
from sluss.gates.models import Case
from sluss.gates.queries import stages_in
from sluss.gates.rules import may_be_taken_up_at
from sluss.gates.states import CaseState, PromiseKind
from sluss.gates.views.holding import held
from sluss.gates.views.working import WorkPage

from .. import actions, queries, rules_together
from .. import queries_together as together
from ..forms import AdoptionForm, BenefitForm, SpreadForm
from ..models import Adoption, AdoptionRequest, Idea
from ..rows import address_of
from ..states import SUBJECT_KIND, AdoptionAnswer, BenefitKind


class _OfIdea(WorkPage):
    idea: Idea

    def find(self, **kwargs: Any) -> None:
        idea = Idea.objects.filter(pk=self.at.case.subject_id).first() if self.at.case.subject.kind == SUBJECT_KIND else None
        if idea is None:
            raise Http404
        self.idea = idea


class Spread(_OfIdea):
    form_class = SpreadForm
    title = gettext_lazy("Ask units to take it up")
    button = gettext_lazy("Ask the units")
    anchor = "spread"

    def possible(self) -> Verdict:
        return rules_together.can_be_spread(self.at.case)

    def extra(self) -> dict[str, Any]:
        return {"units": together.units_to_ask(self.idea, self.at.case.receiving_unit)}

    def explain(self) -> list[str]:
        return [_("Each unit’s innovation lead is told, and answers whether the unit takes it up, adapts it or does not, and why.")]

    def act(self, form: Any) -> str:
        asked = actions.ask_to_adopt(
            self.at.case, units=form.cleaned_data["units"], answer_by=form.cleaned_data["answer_by"], by=self.at.user
        )
        return ngettext("%(n)d unit is asked.", "%(n)d units are asked.", len(asked)) % {"n": len(asked)}


class TakeBack(_OfIdea):
    form_class = TakeBackForm
    title = gettext_lazy("Take back the question")
    button = gettext_lazy("Take it back")
    anchor = "spread"
    asked: AdoptionRequest

    def find(self, **kwargs: Any) -> None:
        super().find(**kwargs)
        self.asked = get_object_or_404(AdoptionRequest.objects.select_related("unit"), case=self.at.case, pk=kwargs["number"])

    def possible(self) -> Verdict:
        return rules_together.can_be_taken_back(self.asked)

    def explain(self) -> list[str]:
        return [_("%(unit)s is told why, and need not answer. You can ask again later.") % {"unit": self.asked.unit.shown_name}]

    def act(self, form: Any) -> str:
        actions.take_back_request(self.asked, by=self.at.user, reason=form.cleaned_data["reason"])
        return _("The question is taken back.")


class Benefit(_OfIdea):
    form_class = BenefitForm
    title = gettext_lazy("Claim a benefit")
    button = gettext_lazy("Save the benefit")
    anchor = "benefits"

    def allowed(self) -> Verdict:
        return rules_together.may_claim(self.at.case, self.at.user)

    def explain(self) -> list[str]:
        return [_("Write it so that others can see later whether it came true. Everybody who may see the idea can read it.")]

    def act(self, form: Any) -> str:
        data = form.cleaned_data
        actions.claim_benefit(self.at.case, by=self.at.user, **data | {"kind": BenefitKind(data["kind"])})
        return _("The benefit is saved.")


@require_http_methods(["GET", "HEAD", "POST"])
def adoption(request: HttpRequest, pk: int) -> HttpResponse:
    """The unit's lead answers. Reads the idea as everybody does, and needs no way into the other's case."""
    if answer := kept.sign_in_first(request):
        return answer
    asked = get_object_or_404(
        AdoptionRequest.objects.select_related("unit", "case__stage", "idea__subject", "asked_by", "dropped_by"), pk=pk
    )
    may = rules_together.may_answer_adoption(asked.unit, request.user)
    if not may:
        raise PermissionDenied(str(may.reason))
    idea = queries.idea_page(request.user, asked.idea_id)
    if idea is None:
        raise Http404
    still = rules_together.still_asked(asked)
    if not still:
        return _not_asked(request, asked, idea, still)
    open_case = Case.objects.filter(subject=idea.pk, receiving_unit=asked.unit).exclude(state=CaseState.CLOSED).first()
    stages = [] if open_case else may_be_taken_up_at(stages_in(asked.case.version_id))
    form = AdoptionForm(request.POST if request.method == "POST" else None, stages=stages)
    kept.put_back(request, form)
    status = 200
    if request.method == "POST":
        if form.is_valid():
            try:
                made = actions.answer_adoption(
                    asked,
                    answer=AdoptionAnswer(form.cleaned_data["answer"]),
                    reason=form.cleaned_data["reason"],
                    stage=form.cleaned_data.get("stage"),
                    by=request.user,
                    seen=number_in(request.POST.get("seen", "")) or 0,
                )
            except NotAllowed as refusal:
                form.add_error(None, str(refusal))
                status = 409 if isinstance(refusal, Conflict) else 422
            else:
                return _done(request, idea, made)
        else:
            status = 422
        asked.refresh_from_db(fields=["answers_made"])
    last = Adoption.objects.filter(request=asked).select_related("by").order_by("-number").first()
    context = _about(asked, idea) | {
        "form": form,
        "last": last,
        "seen": asked.answers_made,
        "held": held(PromiseKind.ADOPT, asked.pk, request.user),
    }
    return render(request, "ideas/spread/answer.html", context, status=status)


def _about(asked: AdoptionRequest, idea: Idea) -> dict[str, Any]:
    address = address_of(idea.pk, idea.subject.address)
    return {
        "asked": asked,
        "idea": idea,
        "subject": idea.subject,
        "idea_url": address,
        "crumbs": [
            Crumb(label=_("Ideas"), href=reverse("ideas:list")),
            Crumb(label=idea.subject.title, href=address),
            Crumb(label=_("Answer for the unit")),
        ],
    }


def _not_asked(request: HttpRequest, asked: AdoptionRequest, idea: Idea, still: Verdict) -> HttpResponse:
    """What the unit was asked, and why it need not answer; with what was written for it meanwhile."""
    sent = request.POST if request.method == "POST" else kept.returned(request)
    typed = sent.get("reason", "")[:LONGEST_REASON] if sent else ""
    context = _about(asked, idea) | {"refused": still.reason, "typed": typed}
    return render(request, "ideas/spread/not_asked.html", context, status=409 if request.method == "POST" else 200)


def _done(request: HttpRequest, idea: Idea, made: Adoption) -> HttpResponse:
    if made.answer == AdoptionAnswer.DECLINE:
        messages.success(request, _("Your answer is saved, with why. Others can learn from it."))
    else:
        messages.success(request, _("Your answer is saved. Whoever gave the idea and those who follow it are told."))
    if made.case_id is not None:
        return redirect("gates:case", made.case_id)
    return redirect(address_of(idea.pk, idea.subject.address) + "#spread")
