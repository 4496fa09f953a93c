"""The two ways through the steps: with a draft for one who is signed in, else with the text in the form itself."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _

from sluss.core import rates
from sluss.core.verdict import Conflict, NotAllowed
from sluss.journal import actions as journal
from sluss.people.models import Person

from .. import actions
from ..actions import Receipt
from ..actions.verifying import for_submission
from ..attached import chosen_in
from ..forms import SendForm
from ..forms.give import replies_from, texts_from
from ..models import Gateway, Submission
from ..queries_give import drafts_of
from ..rules import is_open
from . import access
from .choosing import stays, take_up
from .pages import challenge_of, closed_page, receipt_page, step_page
from .typed import STEPS, Form, Step, Typed, first_step, new, of_draft, step_in, unsealed

SENT_AN_HOUR = 20
ALREADY_SENT = gettext_lazy("This idea has already been sent. What you see is its receipt.")


def with_draft(request: HttpRequest, way: Gateway, person: Person, key: UUID | None) -> HttpResponse:
    """One who is signed in: each step is kept in the draft, and the next has an address of its own."""
    if key is None:
        return redirect("ideas:submit", way.slug)
    sent = Submission.objects.filter(form_key=key, person=person).first()
    if sent is not None:
        messages.info(request, ALREADY_SENT)
        return redirect("ideas:receipt", sent.pk)
    found = drafts_of(person).filter(key=key).first()
    typed, step, go = of_draft(found) if found else Typed(key), step_in(request.POST.get("step", ""), way), request.POST.get("go", "next")
    typed.take(request.POST, step)
    if not is_open(way):
        return closed_page(request, way, typed)
    if go == "stop":
        actions.delete_draft(owner=person, key=key)
        return _stopped(request)
    wrong = take_up(request, typed, person, step)
    if go in {"send", "send_now"} and not wrong:
        return _send(request, way, typed, step, person)
    form = typed.form(step, way, has_account=True, bound=True, accepted=True)
    if wrong:
        return _wrong_files(request, way, typed, step, form, wrong)
    # A draft is kept as it is: what is missing is asked for when one goes on.
    if go == "next" and not form.is_valid():
        return step_page(request, way, typed, step, form=form, status=422)
    try:
        keep(person, way, typed)
    except NotAllowed as refusal:
        form.add_error(None, str(refusal))
        return step_page(request, way, typed, step, form=form, status=409 if isinstance(refusal, Conflict) else 422)
    if go == "save":
        messages.success(request, _("The draft is saved. Only you can open it."))
        return redirect("ideas:my_ideas")
    following = step if stays(go) else min(step + 1, STEPS) if go == "next" else max(step - 1, first_step(way))
    return redirect(f"{reverse('ideas:draft', args=[way.slug, key])}?step={following}{'#files' if stays(go) else ''}")


def without_account(request: HttpRequest, way: Gateway) -> HttpResponse:
    """Nothing is stored: what was typed travels, sealed, with the form."""
    typed, step, go = unsealed(request.POST.get("state", "")), step_in(request.POST.get("step", ""), way), request.POST.get("go", "next")
    if typed is None:
        # Tampered with or a week old: what this step holds can still be saved.
        typed = new()
        typed.take(request.POST, step)
        form = typed.form(first_step(way), way, has_account=False, bound=True)
        form.add_error(None, _("The form was too old. We have kept what we could: look it through and go on."))
        return step_page(request, way, typed, first_step(way), form=form, status=422)
    typed.take(request.POST, step)
    if go == "stop":
        journal.drop_chosen(chosen_in(typed.key, None))
        return _stopped(request)
    wrong = take_up(request, typed, None, step) if is_open(way) else []
    if go in {"send", "send_now"} and not wrong:
        return _send(request, way, typed, step, None)
    if not is_open(way):
        return closed_page(request, way, typed)
    if wrong:
        return _wrong_files(request, way, typed, step, typed.form(step, way, has_account=False, bound=True, accepted=True), wrong)
    if stays(go):
        return step_page(request, way, typed, step)
    if go == "back":
        return step_page(request, way, typed, max(step - 1, first_step(way)))
    form = typed.form(step, way, has_account=False, bound=True, accepted=True)
    if not form.is_valid():
        return step_page(request, way, typed, step, form=form, status=422)
    return step_page(request, way, typed, min(step + 1, STEPS))


def _wrong_files(request: HttpRequest, way: Gateway, typed: Typed, step: Step, form: Form, wrong: list[str]) -> HttpResponse:
    """What could be taken is kept; of the rest it is said why not."""
    form.is_valid()
    form.add_error("files", wrong)
    return step_page(request, way, typed, step, form=form, status=422)


def _stopped(request: HttpRequest) -> HttpResponse:
    """After a self-check that points elsewhere."""
    messages.success(request, _("You have stopped. Nothing has been sent, and nothing is kept."))
    return redirect(f"{reverse('ideas:gateways')}?all")


def _send(request: HttpRequest, way: Gateway, typed: Typed, step: Step, person: Person | None) -> HttpResponse:
    # "Send now" stands beside the words that say what one accepts by it.
    accepted = request.POST.get("go") == "send_now" or request.POST.get("terms") == "on"
    forms = {
        n: typed.form(n, way, has_account=person is not None, bound=True, accepted=accepted) for n in range(first_step(way), STEPS + 1)
    }
    for n, form in forms.items():
        if not form.is_valid():
            return step_page(request, way, typed, n, form=form, status=422)
    last = forms[STEPS]
    hit = rates.hit("ideas.submit", f"person:{person.pk}" if person else rates.client_key(request), SENT_AN_HOUR, 3600)
    if not hit:
        minutes = max(1, -(-hit.retry_after // 60))
        text = ngettext(
            "Many ideas have been sent from here in a short while. Wait %(n)d minute and send again. Your text is still here.",
            "Many ideas have been sent from here in a short while. Wait %(n)d minutes and send again. Your text is still here.",
            minutes,
        )
        forms[step].add_error(None, text % {"n": minutes})
        response = step_page(request, way, typed, step, form=forms[step], status=429)
        response.headers["Retry-After"] = str(hit.retry_after)
        return response
    assert isinstance(last, SendForm)
    before = access.sent_before(request, way, person, forms[1].cleaned_data["need"])
    if before is not None and before.form_key != typed.key:
        typed.key, page_key = before.form_key, typed.key
        if person:
            actions.delete_draft(owner=person, key=page_key)
            messages.info(request, ALREADY_SENT)
    try:
        made = actions.submit(
            gateway=way,
            by=person,
            texts=texts_from({**forms[1].cleaned_data, **forms[2].cleaned_data}),
            visibility=last.cleaned_data["visibility"],
            show_name=last.cleaned_data.get("show_name", False),
            terms=way.terms,
            form_key=typed.key,
            contact=last.contact(),
            replies=replace(
                replies_from({name: value for form in forms.values() for name, value in form.cleaned_data.items()}),
                challenge=challenge_of(request, way, typed),
            ),
            language=(get_language() or "sv")[:2],
            claims=last.cleaned_data["claims"],
        )
    except NotAllowed as refusal:
        if not is_open(way):
            return closed_page(request, way, typed)
        last.add_error(None, str(refusal))
        return step_page(request, way, typed, STEPS, form=last, status=422)
    if person:
        return redirect("ideas:receipt", made.idea.pk)
    return receipt_without_account(request, made, last.contact().email)


def receipt_without_account(request: HttpRequest, made: Receipt, email: str) -> HttpResponse:
    """Shown as the answer to what was sent: loading it again sends the form again and gets the same receipt."""
    submission = Submission.objects.get(pk=made.idea.pk)
    code_sent = bool(submission.email) and made.again
    if email and not made.again and rates.hit("ideas.code", email, 5, 3600):
        actions.send_code(purpose=for_submission(made.idea), email=submission.email, language=submission.language)
        code_sent = True
    own = access.Own(made.idea, made.case, None)
    return access.remember_sent(access.remember(receipt_page(request, own, made, code_sent=code_sent), submission), submission)


def keep(person: Person, way: Gateway, typed: Typed) -> Any:
    if not typed.fits:
        raise NotAllowed(_("The text is too long to be saved. Shorten it first."))
    return actions.save_draft(owner=person, gateway=way, key=typed.key, data=typed.data).updated_at
