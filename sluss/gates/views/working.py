"""One small page for each thing that is done around a case and decides nothing. Works without JavaScript; nothing typed is lost."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import Any, ClassVar

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, QueryDict
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.functional import Promise as LazyText
from django.utils.translation import gettext as _
from django.views import View

from sluss.core import kept, once, panels
from sluss.core.components import Crumb
from sluss.core.panels import Place
from sluss.core.verdict import YES, Conflict, NotAllowed, Verdict

from .. import rules_together
from ..forms import CaseForm
from .desk import Desk, desk

Text = str | LazyText


class WorkPage(ABC, View):
    """GET asks, POST does. 403: not for this person; 409: not in this state; 422: something to put right."""

    http_method_names: ClassVar[list[str]] = ["get", "head", "post", "options"]  # type: ignore[misc]  # Django writes it without a type
    form_class: ClassVar[type[CaseForm]]
    template: ClassVar[str] = "gates/verb.html"
    title: ClassVar[Text]
    button: ClassVar[Text]
    anchor: ClassVar[str] = ""  # the part of the case page that one comes back to
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

    # --- What a page says for itself ------------------------------------------------------------------------------------

    def find(self, **kwargs: Any) -> None:
        """Load what the address names beside the case."""

    def allowed(self) -> Verdict:
        """What the person may, whatever the state."""
        return rules_together.may_work(self.at.case, self.at.user)

    def possible(self) -> Verdict:
        """What the state permits, whoever asks."""
        return YES

    def extra(self) -> dict[str, Any]:
        return {}

    def explain(self) -> list[str]:
        return []

    def shown(self) -> dict[str, Any]:
        """What the page's own template needs."""
        return {}

    @abstractmethod
    def act(self, form: Any) -> str:
        """Do it, and say what happened."""

    def back(self) -> str:
        """Where one goes when it is done."""
        return reverse("gates:case", args=[self.at.case.pk]) + (f"#{self.anchor}" if self.anchor else "")

    # --- The page -------------------------------------------------------------------------------------------------------

    def verdict(self) -> Verdict:
        still = rules_together.still_open(self.at.case)
        return self.possible() if still else still

    def form(self, data: Any = None) -> CaseForm:
        return self.form_class(data, case=self.at.case, by=self.at.user, stages=self.at.stages, **self.extra())

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        verdict = self.verdict()
        if not verdict:
            typed = kept.returned(request)
            return self.page(None, status=409, refused=verdict.reason, typed=self.typed(typed) if typed else "")
        form = self.form()
        kept.put_back(request, form)
        return self.page(form)

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        verdict = self.verdict()
        if not verdict:
            return self.page(None, status=409, refused=verdict.reason, typed=self.typed(request.POST))
        form = self.form(request.POST)
        if not form.is_valid():
            return self.page(form, status=422)
        try:
            with once.only(request):
                done = self.act(form)
        except once.SentBefore:
            messages.info(request, _("It had been sent already, and is done once."))
            return redirect(reverse("gates:case", args=[self.at.case.pk]) + (f"#{self.anchor}" if self.anchor else ""))
        except NotAllowed as refusal:
            form.add_error(None, str(refusal))
            return self.page(form, status=409 if isinstance(refusal, Conflict) else 422)
        messages.success(request, done)
        return redirect(self.back())

    def typed(self, sent: QueryDict) -> str:
        """What had been written when the page turned out to be old: shown, so that it can be saved elsewhere."""
        names = [name for name in self.form_class.base_fields if sent.get(name)]
        return "\n\n".join(sent[name] for name in names)[:20_000]

    def page(self, form: CaseForm | None, *, status: int = 200, **more: Any) -> HttpResponse:
        here = self.at.case
        context = {
            "desk": self.at,
            "case": here,
            "form": form,
            "seen": here.decisions_made,
            "title": self.title,
            "button": self.button,
            "explained": self.explain(),
            "crumbs": [*self.at.crumbs, Crumb(label=self.title)],
            "about": panels.render(Place.CASE_MAIN, self.request, here),
            **self.shown(),
            **more,
        }
        return render(self.request, self.template, context, status=status)
