"""What every page of a case begins with: the case as one may see it, and what one may do with it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from sluss.core.components import Crumb
from sluss.core.routes import address
from sluss.core.verdict import YES, Verdict, no
from sluss.people.rules import acting
from sluss.people.states import Permission

from .. import queries, rules, rules_together
from ..models import Case, Receiver, Stage, Trial
from ..opened import case_page
from ..states import Verb


def sign_in_first(request: HttpRequest) -> HttpResponse | None:
    """A link in a mail leads here: one who is not signed in is asked to, whether or not the case exists."""
    if not request.user.is_authenticated:
        return redirect_to_login(request.get_full_path())
    # Django wraps the person until somebody asks. A case's page asks some two hundred times, and through the wrapper that is a tenth of it.
    request.user = getattr(request, "_cached_user", request.user)
    return None


def foreign(language: str) -> str:
    """The language of a text, when it is another than the page's."""
    return language if language != (get_language() or "sv") else ""


@dataclass
class Desk:
    """One case on the desk of one who may see it."""

    case: Case
    user: Any
    stages: Sequence[Stage]
    giver_id: int | None
    recused: bool = False  # from assessing at this stage; known when the assessments have been read

    @cached_property
    def handles(self) -> bool:
        return acting(self.user).may_in(Permission.HANDLE, self.case.receiving_unit)

    @cached_property
    def assesses(self) -> bool:
        return acting(self.user).may_in(Permission.ASSESS, self.case.receiving_unit)

    @property
    def is_own(self) -> bool:
        return self.giver_id is not None and self.giver_id == self.user.pk

    def allowed(self, verb: Verb) -> Verdict:
        """What the person may, whatever the state of the case."""
        return rules.allowed(verb, self.case, self.user, giver_id=self.giver_id)

    def verdict(self, verb: Verb) -> Verdict:
        """What can be done now, with the reason when it cannot."""
        verdict = rules.may(verb, self.case, self.user, giver_id=self.giver_id)
        if verdict and self.recused and verb in {Verb.ASSESS, Verb.RECUSE}:
            return no(_("You have stepped aside here. Somebody else assesses it."))
        verdict = rules.leads_on(verb, self.case, self.stages) if verdict else verdict
        return self.in_order(verb) if verdict and verb in {Verb.ADVANCE, Verb.CLOSE} else verdict

    def in_order(self, verb: Verb) -> Verdict:
        """Whether what going on, or closing, rests on is there."""
        if rules.asks_for_more(self.case.stage, self.following):
            ready = rules.ready(verb, self.case, self.following, *self.in_place)
            if not ready:
                return ready
        if verb is Verb.ADVANCE and rules.needed_checks(self.case.stage):
            return rules.checked(self.case.stage, self.checked)
        return YES

    @cached_property
    def checked(self) -> set[str]:
        """The check questions of this stage that are answered. One query, the first time."""
        return queries.answered_checks(self.case)

    @property
    def following(self) -> Stage | None:
        return next((stage for stage in self.stages if stage.order > self.case.stage.order), None)

    @cached_property
    def in_place(self) -> tuple[Trial | None, Receiver | None]:
        """The latest trial and receiver. Two queries, the first time."""
        return queries.in_place(self.case)

    @property
    def crumbs(self) -> list[Crumb]:
        crumbs = [Crumb(label=self.case.reference or str(self.case.pk), href=address("gates:case", self.case.pk))]
        if self.handles or self.assesses:
            crumbs.insert(0, Crumb(label=_("To answer"), href=address("gates:queue")))
        return crumbs


def desk(user: Any, pk: int) -> Desk:
    """A 404 for a case that is not there or not for the user. Three queries, one more the first time roles are asked for, and one for
    those whom only their unit's part in it lets in."""
    case = case_page(pk)
    if case is None or not rules_together.reads(case, user):
        raise Http404
    giver = queries.giver_of(case.subject_id)
    return Desk(case, user, queries.stages_of(case), giver.person_id if giver else None)
