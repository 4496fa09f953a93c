"""What the steps, the receipt and the closed door look like."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from sluss.core import clock
from sluss.core.components import Crumb
from sluss.core.context import is_signed_in
from sluss.core.labels import shown
from sluss.core.routes import number_in
from sluss.core.text import markdown, summarise
from sluss.journal.states import Visibility
from sluss.people.models import Person

from ..actions import Receipt
from ..attached import chosen_in
from ..forms import CodeForm
from ..mine import draft_title, shown_drafts
from ..models import Challenge, Gateway, Submission
from ..queries_challenges import challenges_for
from ..queries_give import answers, drafts_of
from ..rules import is_open, may_write_in
from ..states import ChallengeState, Release
from .access import Own
from .choosing import CHOOSING, chosen_rows
from .typed import STEPS, Form, Step, Typed, advice, first_step


def person_of(request: HttpRequest) -> Person | None:
    """Who is signed in; without a session cookie the session is not touched, and the page stays free of cookies."""
    return request.user if is_signed_in(request) and isinstance(request.user, Person) else None


def step_page(request: HttpRequest, way: Gateway, typed: Typed, step: Step, *, form: Form | None = None, status: int = 200) -> HttpResponse:
    person = person_of(request)
    if form is None and step == STEPS:
        typed.has_files = chosen_in(typed.key, person).exists()
    form = form or typed.form(step, way, has_account=person is not None, bound=False)
    first = first_step(way)
    others = (
        shown_drafts(drafts_of(person).filter(gateway=way)[:3]) if person and step == first and not set(typed.data) - {"challenge"} else []
    )
    context: dict[str, Any] = {
        "gateway": way,
        "step": step,
        "at": step - first + 1,
        "steps": STEPS - first + 1,
        "is_first": step == first,
        "challenge": challenge_of(request, way, typed),
        "advice": advice(way, typed) if step in {1, STEPS} else [],
        "notice": way.process.current.shown_notice if way.process.current else "",
        "form": form,
        "key": typed.key,
        "state": "" if person else typed.sealed(),
        "has_account": person is not None,
        "drafts": others,
        "read_first": way.release == Release.AFTER_READING,
        "default_reach": _in_a_sentence(Visibility(way.default_visibility).label),
        "crumbs": _crumbs(way),
        "action": reverse("ideas:submit", args=[way.slug]),
        "autosave": reverse("ideas:autosave", args=[way.slug]) if person else "",
        "for_others": reverse("ideas:register") if step == 1 and may_write_in(person) else "",
    }
    if step == CHOOSING:
        context |= {"chosen": chosen_rows(typed.key, person), "here": f"{context['action']}#files"}
    if step == STEPS:
        context |= {
            "title": draft_title(typed.data),
            "excerpt": summarise(typed.data.get("need", "")),
            "terms_text": markdown(shown(way.terms.text)),
            "chosen": chosen_rows(typed.key, person),
        }
    response = render(request, f"ideas/give/step{step}.html", context, status=status)
    response.headers["Cache-Control"] = "no-store"
    return response


def challenge_of(request: HttpRequest, way: Gateway, typed: Typed) -> Challenge | None:
    """That what is typed answers; one that is not there, or is answered elsewhere, is none. One query, where one is named."""
    pk = number_in(str(typed.data.get("challenge", "")))
    return challenges_for(request.user).filter(pk=pk, gateway=way).exclude(state=ChallengeState.DRAFT).first() if pk else None


def _crumbs(way: Gateway) -> list[Crumb]:
    return [Crumb(label=_("Give an idea"), href=f"{reverse('ideas:gateways')}?all"), Crumb(label=way.shown_name)]


def _in_a_sentence(label: Any) -> str:
    return str(label)[:1].lower() + str(label)[1:]


def receipt_page(request: HttpRequest, own: Own, made: Receipt, *, code_sent: bool = False) -> HttpResponse:
    submission = Submission.objects.get(pk=own.idea.pk)
    subject = own.idea.subject
    response = render(
        request,
        "ideas/give/receipt.html",
        {
            "own": own,
            "own_url": own.url(),
            "edit_url": own.url("edit"),
            "files_url": own.url("files"),
            "verify_url": "" if own.by else own.url("verify"),
            "code_form": CodeForm() if code_sent and not submission.email_verified_at else None,
            "title": subject.title,
            "code": made.code,
            "again": made.again,
            "answer": answers([own.idea.pk]).get(own.idea.pk),
            "case": own.case,
            "submission": submission,
            "released": subject.is_released,
            "hidden": subject.visibility == Visibility.HANDLERS,
            "more": reverse("ideas:gateways"),
            "notice": own.case.version.shown_notice if own.case else "",
        },
    )
    response.headers["Cache-Control"] = "no-store"
    return response


def closed_page(request: HttpRequest, way: Gateway, typed: Typed | None = None) -> HttpResponse:
    """The way in is closed. What somebody had written is shown, so that it can be copied."""
    status = 200 if request.method != "POST" else 422
    context = {"gateway": way, "why": is_open(way).reason, "need": typed.data.get("need", "") if typed else "", "crumbs": _crumbs(way)}
    return render(request, "ideas/give/closed.html", context, status=status)


def saved_line(request: HttpRequest, *, at: Any = None, problem: str = "") -> HttpResponse:
    return render(request, "ideas/give/_saved.html", {"saved_at": _time(at) if at else "", "problem": problem})


def _time(moment: datetime) -> str:
    return moment.astimezone(clock.CITY).strftime("%H:%M" if get_language() == "en" else "%H.%M")


def away_page(request: HttpRequest, way: Gateway, why: str) -> HttpResponse:
    return render(request, "ideas/give/not_for_you.html", {"gateway": way, "why": why, "crumbs": _crumbs(way)}, status=403)
