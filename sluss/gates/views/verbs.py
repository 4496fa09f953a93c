"""One small page for each thing that can be done with a case. Works without JavaScript; nothing typed is lost on the way."""

from __future__ import annotations

from abc import ABC, abstractmethod
from functools import cached_property
from typing import Any, ClassVar

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.functional import Promise as LazyText
from django.utils.translation import gettext as _
from django.views import View

from sluss.core import kept, panels
from sluss.core.components import Crumb
from sluss.core.dates import day
from sluss.core.events import KINDS, Tell
from sluss.core.panels import Place
from sluss.core.routes import number_in
from sluss.core.verdict import Conflict, NotAllowed, Verdict

from .. import queries, rules
from ..asked import kept as asked_kept
from ..forms import CaseForm, LegalForm
from ..models import Decision, ReplyTemplate
from ..states import Verb
from ..texts import fill
from .desk import Desk, desk

Text = str | LazyText
ENDS_THE_WAIT = frozenset({Verb.ADVANCE, Verb.SEND_BACK, Verb.PARK, Verb.CLOSE, Verb.REFER})  # for a board, whatever it would have said
MOST_SHOWN = 5  # of the decisions that somebody else has made meanwhile


class VerbPage(ABC, View):
    """GET asks, POST does. 403: not for this person; 409: not in this state, or somebody else was first; 422: something to put right."""

    http_method_names: ClassVar[list[str]] = ["get", "head", "post", "options"]  # type: ignore[misc]  # Django writes it without a type
    verb: ClassVar[Verb]
    form_class: ClassVar[type[CaseForm]]
    template: ClassVar[str] = "gates/verb.html"
    title: ClassVar[Text]
    button: ClassVar[Text]
    tells: ClassVar[str] = ""  # the event kind whose traits say who is told
    tab: ClassVar[str] = "mine"  # of the queue, where the next is taken from
    answers: ClassVar[bool] = True  # gives an answer, so the next in the queue can be offered
    takes_template: ClassVar[bool] = False  # a kept text can be put into the reason
    about_open: ClassVar[bool] = False  # unfolds what it is about: where one reads it first
    at: Desk

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if answer := kept.sign_in_first(request):
            return answer
        self.at = desk(request.user, kwargs["pk"])
        self.find(**kwargs)
        verdict = self.allowed()
        if not verdict:
            raise PermissionDenied(str(verdict.reason))
        return super().dispatch(request, *args, **kwargs)

    # --- What a verb says for itself ------------------------------------------------------------------------------------

    def find(self, **kwargs: Any) -> None:
        """Load what the address names beside the case."""

    def allowed(self) -> Verdict:
        """What the person may, whatever the state of the case."""
        return self.at.allowed(self.verb)

    def verdict(self) -> Verdict:
        """What can be done now."""
        return self.at.verdict(self.verb)

    def extra(self) -> dict[str, Any]:
        """What the form needs to know beyond the case."""
        return {}

    def explain(self) -> list[str]:
        """What happens when it is done."""
        return []

    def waiting_for(self) -> list[str]:
        """To whoever decides about what a board is to decide: nobody asks the board any more, and whoever gave it was told otherwise."""
        board = self.at.case.awaits
        if board is None or self.verb not in ENDS_THE_WAIT:
            return []
        told = _("The case waits for %(board)s to decide. If you decide now, the board is not asked any more.")
        return [told % {"board": board.shown_name}]

    @abstractmethod
    def act(self, form: Any, seen: int) -> str:
        """Do it, and say what happened."""

    @property
    def came_from(self) -> str:
        """The queue that led here, when the address says it; else the case."""
        back = self.request.GET.get("back", "")
        return reverse("gates:queue") + asked_kept(back) if back else reverse("gates:case", args=[self.at.case.pk])

    # --- The page -------------------------------------------------------------------------------------------------------

    def form(self, data: Any = None) -> CaseForm:
        return self.form_class(data, case=self.at.case, by=self.at.user, stages=self.at.stages, **self.extra())

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        verdict = self.verdict()
        typed = kept.returned(request)
        if not verdict:
            return self.page(None, status=409, refused=verdict.reason, typed=typed.get("reason", "") if typed else "")
        form = self.form()
        kept.fill(form, typed)
        # With the number that was sent: what others have decided meanwhile must be seen before it is passed by.
        return self.page(form, seen=typed.get("seen", "")) if typed else self.page(form)

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        form = self.form(request.POST)
        if self.takes_template and "insert" in request.POST:
            return self.insert(request)
        seen = _number(request.POST.get("seen", ""))
        if seen != self.at.case.decisions_made:
            # Said before what may be wrong in the form: what has been decided meanwhile may make all of it needless.
            return self.conflict(seen)
        if not form.is_valid():
            return self.page(form, status=422)
        try:
            done = self.act(form, seen)
        except Conflict:
            return self.conflict(seen)
        except NotAllowed as refusal:
            form.add_error(None, str(refusal))
            return self.page(form, status=422)
        messages.success(request, " ".join(part for part in (done, told(self.tells)) if part))
        if self.answers and request.POST.get("then") == "next":
            return redirect(reverse("gates:next") + f"?tab={self.tab}&but={self.at.case.pk}")
        return redirect(self.came_from)

    @cached_property
    def texts(self) -> list[ReplyTemplate]:
        return queries.templates_for(self.at.case.receiving_unit) if self.takes_template else []

    def insert(self, request: HttpRequest) -> HttpResponse:
        """The form again with the chosen text after what was written, to be read and edited. Nothing is decided or found wrong."""
        form, case = self.form(), self.at.case
        form.initial.update({name: request.POST.get(name, "") for name in form.fields})
        chosen = next((text for text in self.texts if str(text.pk) == request.POST.get("text")), None)
        if chosen is not None:
            giver = queries.giver_of(case.subject_id)
            name = rules.name_in_answer(case, self.at.user, self.at.stages, giver)
            filled = fill(chosen, case, name=name, promise=queries.open_promise(case))
            form.initial["reason"] = "\n\n".join(part for part in (form.initial["reason"].strip(), filled) if part)
        return self.page(form, inserted=chosen is not None, not_chosen=chosen is None, seen=request.POST.get("seen", ""))

    def conflict(self, seen: int) -> HttpResponse:
        """Somebody else was first. Their decision is shown, and what was typed stays."""
        self.at = desk(self.request.user, self.at.case.pk)
        meanwhile = [found for found in reversed(queries.decisions_of(self.at.case)) if found.number > seen][:MOST_SHOWN]
        verdict = self.verdict()
        form = self.form(self.request.POST)
        return self.page(form, status=409, refused="" if verdict else verdict.reason, conflict=True, has_errors=True, meanwhile=meanwhile)

    def page(self, form: CaseForm | None, *, status: int = 200, **more: Any) -> HttpResponse:
        here = self.at.case
        # After an error the number stands that was sent: who has decided meanwhile must not be passed by.
        seen = self.request.POST.get("seen") if status == 422 else here.decisions_made
        context = {
            "desk": self.at,
            "case": here,
            "form": form,
            "seen": seen,
            "title": self.title,
            "button": self.button,
            "answers": self.answers,
            "explained": [*self.waiting_for(), *self.explain()],
            "about_open": self.about_open,
            "legal": isinstance(form, LegalForm),
            "typed": form.data.get("reason", "") if form is not None and form.is_bound else "",
            "cancel": self.came_from,
            "texts": self.texts if form is not None else [],
            "crumbs": [*self.at.crumbs, Crumb(label=self.title)],
            "about": panels.render(Place.CASE_MAIN, self.request, here),
            **more,
        }
        return render(self.request, self.template, context, status=status)


def _number(text: str) -> int:
    """The number of decisions the form was made with; one that cannot be read counts as an old one."""
    number = number_in(text)
    return -1 if number is None else number


def told(kind: str) -> str:
    """Who is told of an event of this kind, as its traits say."""
    tell = KINDS[kind].tell if kind else frozenset()
    if Tell.FOLLOWERS in tell:
        return _("Whoever gave it and those who follow it are told.")
    return _("Whoever gave it is told.") if Tell.GIVER in tell else ""


def due_sentence(decision: Decision) -> str:
    """When the next answer is due, after a decision that has made a new promise."""
    promise = queries.open_promise(decision.to_case or decision.case)
    return _("The next answer is due %(day)s.") % {"day": day(promise.due_on)} if promise else ""
