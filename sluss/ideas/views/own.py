"""The giver's own page: where the idea stands, what happens now, what was decided. By account, or with a receipt code."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from sluss.core import addresses, kept, rates
from sluss.core.dates import day_and_time
from sluss.core.errors import too_many
from sluss.core.pressing import post_only
from sluss.core.text import markdown
from sluss.gates import queries as gates
from sluss.gates.models import Decision
from sluss.gates.queries_boards import wait_of
from sluss.gates.queries_together import coaching_for_giver
from sluss.gates.states import CaseState, DecisionKind
from sluss.journal.states import Visibility

from .. import queries, texts
from ..actions import codes
from ..attached import GIVER, files_of, marked_files, shown_files
from ..forms import CodeForm, ReceiptForm
from ..hidden import LABELS, in_clear
from ..models import IdeaVersion
from ..queries_give import answers, submission_with_receipt
from ..rows import status_tag
from ..rules import giver_role, may_choose_name, may_complete, may_edit, may_withdraw
from ..story import decisions_told, happens_now, lock_steps
from . import access
from .access import Own, crumbs, giver_only

CODES_IN_TEN_MINUTES = 10
_FOR_ALL = ("edit", "files", "complete", "withdraw", "name")


# --- Finding it with a receipt code ------------------------------------------------------------------------------------


@require_http_methods(["GET", "HEAD", "POST"])
def status(request: HttpRequest) -> HttpResponse:
    """The code goes in the form's body, never in an address. However near a guess is, the answer and the time it takes are the same."""
    if request.method != "POST":
        own = access.by_receipt(request)
        if own is None:
            return _ask_for_code(request, ReceiptForm())
        response = own_page(request, own)
        return access.remember(response, own.submission)
    hit = rates.hit("ideas.receipt", rates.client_key(request), CODES_IN_TEN_MINUTES, 600)
    if not hit:
        return too_many(request, hit.retry_after)
    form = ReceiptForm(request.POST)
    if not form.is_valid():
        return _ask_for_code(request, form)
    found = submission_with_receipt(codes.receipt_hashes(form.cleaned_data["code"]))
    if found is None:
        form.add_error(
            "code", _("We find no idea with that code. Look at the receipt once more: the code has no zero, no O, no 1 and no I.")
        )
        return _ask_for_code(request, form)
    return access.remember(redirect(kept.waiting(request, str(found.pk)) or "ideas:status"), found)


@post_only
def forget(request: HttpRequest) -> HttpResponse:
    """On a machine that others use: the code must be written again."""
    kept.forget(request)
    messages.success(request, _("The code is forgotten on this machine."))
    return access.forget(redirect("ideas:status"))


def _ask_for_code(request: HttpRequest, form: ReceiptForm) -> HttpResponse:
    response = render(request, "ideas/give/code.html", {"form": form}, status=422 if form.errors else 200)
    response.headers["Cache-Control"] = "no-store"
    return response


# --- The page ----------------------------------------------------------------------------------------------------------


@require_safe
@giver_only
def mine(request: HttpRequest, own: Own) -> HttpResponse:
    return own_page(request, own)


def own_page(request: HttpRequest, own: Own, *, code_form: CodeForm | None = None, status: int = 200) -> HttpResponse:
    idea, case, submission = own.idea, own.case, own.submission
    if idea.subject.masked:
        in_clear(idea)  # one's own words
    every = queries.cases_of(idea)
    cases = [case for case in every if case.adopts_id is None]
    ours = {case.pk for case in cases}
    decisions = [decision for decision in gates.decisions_about(idea.pk, every) if decision.case_id in ours]
    answer, question = answers([idea.pk]).get(idea.pk), question_of(own, decisions)
    rows = list(IdeaVersion.objects.filter(idea=idea).order_by("-number")[: queries.MOST_VERSIONS]) if idea.versions_made > 1 else []
    context: dict[str, Any] = {
        "own": own,
        "idea": idea,
        "case": case,
        "subject": idea.subject,
        "submission": submission,
        "status": status_tag(idea.status, to_giver=True),
        "answer": answer,
        "question": question,
        "question_text": markdown(question.reason) if question else "",
        "told": decisions_told(cases, decisions, sees_questions=True),
        "versions": list(zip(texts.versions(rows), rows, strict=True)) if rows else [],
        "texts": [(label, markdown(getattr(idea, part))) for part, label in texts.LABELS.items() if getattr(idea, part)]
        + texts.answered(idea.answers),
        "facts": _facts(own),
        "may_edit": may_edit(own.open_case),
        "may_complete": may_complete(own.open_case),
        "may_withdraw": may_withdraw(own.open_case),
        "urls": {name: own.url(name) for name in (_FOR_ALL if own.by else (*_FOR_ALL, "email", "verify", "forget", "data"))},
        "page_url": addresses.url_of(idea.subject) if own.by or idea.subject.reach == Visibility.ALL else "",
        "code_form": code_form or CodeForm(),
        "notes": coaching_for_giver(idea.pk),
        "form": code_form,  # so that the page's title says that something is wrong
        "has_name": bool(own.by or submission.name),
        "may_name": may_choose_name(idea),
        "notice": case.version.shown_notice if case else "",
        "role": giver_role(idea),
        "marked": [*(LABELS[name] for name in LABELS if name in idea.subject.masked_fields), *marked_files(idea.subject.masked_fields)],
        "files": shown_files(idea, files_of(idea.subject), GIVER, by_code=own.by is None, notes=True),
        "crumbs": crumbs(own),
    }
    if case is not None:
        stages, promise = gates.stages_of(case), gates.open_promise(case)
        mine = [decision for decision in decisions if decision.case_id == case.pk]
        now = happens_now(case, promise, idea.total_support, wait_of(case), to_giver=True)
        context |= {"now": now, "steps": lock_steps(case, stages, mine, promise)}
    return render(request, "ideas/give/own.html", context, status=status)


def _facts(own: Own) -> list[tuple[Any, ...]]:
    idea, submission = own.idea, own.submission
    return [
        (_("Received"), day_and_time(submission.received_at)),
        (_("Written in"), texts.written_in(idea)),
        (_("Reference"), own.case.reference if own.case else ""),
        (_("Way in"), idea.gateway.shown_name),
        (_("Unit"), idea.subject.unit.shown_name),
        (_("Can be found by"), _reach(own)),
        (_("Terms"), submission.terms.version, reverse("ideas:terms", args=[submission.terms.version]))
        if submission.terms
        else (_("Terms"), ""),
    ]


def _reach(own: Own) -> str:
    subject = own.idea.subject
    chosen = str(Visibility(subject.visibility).label)
    if subject.is_released or subject.visibility == Visibility.HANDLERS:
        return chosen
    if own.open_case is None:
        return str(Visibility.HANDLERS.label)
    return _("Only those who handle it, until a person at the city has read it. Then: %(who)s") % {"who": chosen[:1].lower() + chosen[1:]}


def question_of(own: Own, decisions: Sequence[Decision]) -> Decision | None:
    """What the city asks for right now."""
    if own.case is None or own.case.state != CaseState.ASKED:
        return None
    asked = [decision for decision in decisions if decision.kind == DecisionKind.ASK and decision.case_id == own.case.pk]
    return max(asked, key=lambda decision: decision.pk, default=None)
