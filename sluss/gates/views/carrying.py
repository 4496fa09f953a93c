"""What has to be in place before it is tried and put to use: the trial, and who receives it."""

from __future__ import annotations

from datetime import date
from typing import Any, ClassVar

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views import View

from sluss.core import addresses, kept
from sluss.core.components import Crumb
from sluss.core.dates import day
from sluss.core.text import markdown
from sluss.core.verdict import Conflict, NotAllowed
from sluss.journal import queries as journal

from .. import actions, queries, rules
from ..forms.carrying import YES, AskReceiverForm, EndTrialForm, PlanTrialForm, ReceiverForm, TakeBackForm
from ..models import Receiver
from ..states import PromiseKind, Verb
from .desk import foreign
from .holding import held
from .verbs import VerbPage


class PlanTrial(VerbPage):
    verb = Verb.PLAN_TRIAL
    form_class = PlanTrialForm
    title = gettext_lazy("Plan the trial")
    button = gettext_lazy("Save the plan")
    answers = False

    def extra(self) -> dict[str, Any]:
        return {"trial": self.at.in_place[0]}

    def explain(self) -> list[str]:
        return [_("A trial is small, has an end and can be stopped. The plan can be changed until its result is registered.")]

    def act(self, form: Any, seen: int) -> str:
        trial = actions.plan_trial(self.at.case, by=self.at.user, seen=seen, **form.cleaned_data)
        return _("The trial is planned. It ends on %(day)s.") % {"day": day(trial.ends_on, year=True)}


class EndTrial(VerbPage):
    verb = Verb.END_TRIAL
    form_class = EndTrialForm
    title = gettext_lazy("Register what the trial showed")
    button = gettext_lazy("Register it")
    tells = "case.trial_ended"
    answers = False

    def explain(self) -> list[str]:
        return [_("The result stands on the idea's page, so that others who have the same need can learn from it.")]

    def act(self, form: Any, seen: int) -> str:
        actions.end_trial(self.at.case, by=self.at.user, seen=seen, **form.cleaned_data)
        return _("What the trial showed is registered.")


def _said(unit: str, answer_by: date | None) -> str:
    named = {"unit": unit, "day": day(answer_by) if answer_by else ""}
    return _("%(unit)s is asked, and is to answer by %(day)s. You are told when they have.") % named


class AskReceiver(VerbPage):
    verb = Verb.ASK_RECEIVER
    form_class = AskReceiverForm
    title = gettext_lazy("Ask a unit to receive it")
    button = gettext_lazy("Send the question")
    answers = False

    def extra(self) -> dict[str, Any]:
        return {"units": [self.at.case.receiving_unit, *queries.units_to_refer_to(self.at.case)]}

    def explain(self) -> list[str]:
        return [_("What is put to use needs somebody with mandate and money. The unit accepts with a budget, or declines and says why.")]

    def act(self, form: Any, seen: int) -> str:
        receiver = actions.ask_receiver(self.at.case, by=self.at.user, seen=seen, **form.cleaned_data)
        return _said(receiver.unit.shown_name, receiver.answer_by)


class TakeBack(VerbPage):
    verb = Verb.TAKE_BACK
    form_class = TakeBackForm
    title = gettext_lazy("Take back the question")
    button = gettext_lazy("Take it back")
    answers = False

    def explain(self) -> list[str]:
        return [_("The unit is told and is not asked any more. Then you can ask another.")]

    def act(self, form: Any, seen: int) -> str:
        actions.take_back(self.at.case, by=self.at.user, reason=form.cleaned_data["reason"], seen=seen)
        return _("The question is taken back.")


def _title(subject: Any) -> str:
    language = foreign(subject.language)
    return format_html('<span lang="{}">{}</span>', language, subject.title) if language else subject.title


class AnswerReceiver(View):
    """Where the unit that is asked answers. Whoever answers for it need not see the case: the question and the subject's own page do."""

    http_method_names: ClassVar[list[str]] = ["get", "head", "post", "options"]  # type: ignore[misc]  # Django writes it without a type
    receiver: Receiver

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if answer := kept.sign_in_first(request):
            return answer
        found = Receiver.objects.select_related("unit", "case__subject", "case__receiving_unit", "asked_by__details", "answered_by")
        receiver = found.filter(pk=kwargs["pk"]).first()
        if receiver is None or not (rules.answers_for(receiver, request.user) or rules.sees(receiver.case, request.user)):
            raise Http404
        self.receiver = receiver
        return super().dispatch(request, *args, **kwargs)

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        form = ReceiverForm()
        kept.put_back(request, form)
        return self.page(form if rules.may_answer_as_receiver(self.receiver, request.user) else None)

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        verdict = rules.answers_for(self.receiver, request.user)
        if not verdict:
            raise PermissionDenied(str(verdict.reason))
        form = ReceiverForm(request.POST)
        if not form.is_valid():
            return self.page(form if rules.may_answer_as_receiver(self.receiver, request.user) else None, status=422)
        data, user = form.cleaned_data, request.user
        try:
            if data["answer"] == YES:
                actions.accept(self.receiver, by=user, budget=data["budget"], reason=data["reason"])  # type: ignore[arg-type]  # signed in
            else:
                actions.decline(self.receiver, by=user, reason=data["reason"])  # type: ignore[arg-type]  # signed in
        except Conflict as conflict:
            self.receiver.refresh_from_db()
            return self.page(None, status=409, conflict=str(conflict))
        except NotAllowed as refusal:
            form.add_error(None, str(refusal))
            return self.page(form, status=422)
        messages.success(request, _("Your answer is registered, and the one who asked is told."))
        return redirect("gates:receiver", pk)

    def page(self, form: ReceiverForm | None, *, status: int = 200, conflict: str = "") -> HttpResponse:
        here, user = self.receiver, self.request.user
        subject = here.case.subject
        context = {
            "receiver": here,
            "title": _title(subject),
            "question": markdown(here.question),
            "form": form,
            "conflict": conflict,
            "held": held(PromiseKind.RECEIVE, here.pk, user),
            "subject_href": addresses.url_of(subject) if journal.visible_to(user).filter(pk=subject.pk).exists() else "",
            "crumbs": [Crumb(label=_("Asked to receive"))],
        }
        return render(self.request, "gates/receiver.html", context, status=status)
