"""Several cases chosen in the queue, answered in one go or handed over."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods

from sluss.core import kept
from sluss.core.components import Crumb
from sluss.core.providers import Giver, Kind, collect
from sluss.core.routes import number_in
from sluss.core.verdict import Verdict
from sluss.people.models import Person
from sluss.people.rules import acting
from sluss.people.states import Permission

from .. import actions, forms, queries, rules
from ..actions import MOST
from ..asked import kept as asked_kept
from ..models import Case, ReplyTemplate
from ..states import PromiseKind, Verb
from ..texts import fill_each, has_words
from ..waiting import promises, whose
from .verbs import told
from .work import able

FORMS: dict[Verb, type[forms.SeveralForm]] = {
    Verb.CLOSE: forms.CloseSeveralForm,
    Verb.ASK: forms.AskSeveralForm,
    Verb.PARK: forms.ParkSeveralForm,
    Verb.HAND_OVER: forms.HandOverSeveralForm,
}
TITLES = {
    Verb.CLOSE: gettext_lazy("Close several with one answer"),
    Verb.ASK: gettext_lazy("Ask several for more"),
    Verb.PARK: gettext_lazy("Park several"),
    Verb.HAND_OVER: gettext_lazy("Hand over several"),
}
BUTTONS = {
    Verb.CLOSE: gettext_lazy("Close them"),
    Verb.ASK: gettext_lazy("Send the question to each"),
    Verb.PARK: gettext_lazy("Park them"),
    Verb.HAND_OVER: gettext_lazy("Hand over"),
}
TELLS = {Verb.CLOSE: "case.closed", Verb.ASK: "case.asked", Verb.PARK: "case.parked"}


@dataclass(frozen=True, slots=True)
class Chosen:
    case: Case
    seen: int
    verdict: Verdict
    giver: Giver | None


@require_http_methods(["GET", "HEAD", "POST"])
def several(request: HttpRequest) -> HttpResponse:
    """GET asks, POST does. 409: not one of them could be; 422: something to put right."""
    if answer := kept.sign_in_first(request):
        return answer
    if not acting(request.user).has(Permission.HANDLE):
        raise PermissionDenied(_("The work queue is for those who answer or assess ideas. You have no such role right now."))
    sent = request.POST if request.method == "POST" else request.GET
    back = reverse("gates:queue") + asked_kept(request.GET.get("back", ""))
    verb = next((verb for verb in FORMS if verb == sent.get("verb")), None)
    numbers = _mine(request) if verb is Verb.HAND_OVER and request.method != "POST" and "all" in sent else _numbers(sent)
    if verb is None or not numbers or len(numbers) > MOST:
        too_many = _("Choose at most %(n)d cases at a time.") % {"n": MOST}
        messages.error(request, too_many if len(numbers) > MOST else _("Choose at least one case in the list first."))
        return redirect(back)
    chosen = _chosen(request, verb, sent, numbers)
    possible = [one for one in chosen if one.verdict]
    page: dict[str, Any] = {
        "verb": verb.value,
        "title": TITLES[verb],
        "button": BUTTONS[verb],
        "possible": possible,
        "impossible": [one for one in chosen if not one.verdict],
        "back": back,
        "crumbs": [Crumb(label=_("To answer"), href=back), Crumb(label=TITLES[verb])],
        "told": told(TELLS.get(verb, "")),
    }
    if not possible:
        return render(request, "gates/several.html", page | {"typed": sent.get("reason", "")}, status=409)
    cases = [one.case for one in possible]
    page["texts"] = queries.templates_for(*(case.receiving_unit for case in cases)) if verb is not Verb.HAND_OVER else []
    if request.method == "POST" and "insert" in request.POST and page["texts"]:
        form = FORMS[verb](None, cases=cases, **_extra(verb, possible))
        return render(request, "gates/several.html", page | _inserted(request.POST, form, page["texts"]))
    form = FORMS[verb](request.POST if request.method == "POST" else None, cases=cases, **_extra(verb, possible))
    kept.put_back(request, form)
    if request.method != "POST" or not form.is_valid():
        return render(request, "gates/several.html", page | {"form": form}, status=422 if form.errors else 200)
    assert isinstance(request.user, Person)
    givers = {one.case.pk: one.giver for one in possible}
    result = actions.each_of(
        verb,
        {one.case: one.seen for one in possible},
        by=request.user,
        given=lambda case: _given(form, case, request.user, givers[case.pk]),
    )
    left = [*((one.case, str(one.verdict.reason)) for one in chosen if not one.verdict), *result.left]
    if result.done:
        messages.success(request, _summed(verb, len(result.done), form))
    if not left:
        return redirect(back)
    page |= {"done": result.done, "left": left, "typed": form.cleaned_data["reason"]}
    return render(request, "gates/several_done.html", page, status=200 if result.done else 409)


def _inserted(sent: QueryDict, form: Any, texts: Sequence[ReplyTemplate]) -> dict[str, Any]:
    """The form again with the chosen text after what was written. What stands in braces stays: it is filled in in each case."""
    form.initial.update({name: sent.get(name, "") for name in form.fields})
    chosen = next((text for text in texts if str(text.pk) == sent.get("text")), None)
    if chosen is not None:
        form.initial["reason"] = "\n\n".join(part for part in (form.initial["reason"].strip(), chosen.text) if part)
    return {"form": form, "inserted": chosen is not None, "not_chosen": chosen is None}


def _given(form: Any, case: Case, user: Any, giver: Giver | None) -> dict[str, Any]:
    """What is answered in one of them. One query where something is filled in."""
    given: dict[str, Any] = form.given()
    if has_words(given["reason"]):
        name = rules.name_in_answer(case, user, queries.stages_of(case), giver)
        given["reason"] = fill_each(given["reason"], case, name=name, promise=queries.open_promise(case))
    return given


def _numbers(sent: QueryDict) -> list[int]:
    found = (number_in(text) for text in sent.getlist("case"))
    return list(dict.fromkeys(number for number in found if number is not None))


def _mine(request: HttpRequest) -> list[int]:
    """The cases in one's own queue, the most urgent first. What one's unit is asked is held by the role, and is not handed over."""
    found = promises(whose(request.user, "mine")).filter(kind=PromiseKind.ANSWER).exclude(case=None)
    return list(found.values_list("case_id", flat=True)[:MOST])


def _chosen(request: HttpRequest, verb: Verb, sent: Mapping[str, str], numbers: Sequence[int]) -> list[Chosen]:
    """The cases one may see, in the order they were chosen. Three queries."""
    found = {case.pk: case for case in queries.visible_cases(request.user).filter(pk__in=numbers)}
    queries.know_stages(found.values())
    givers: dict[int, Giver] = {g.subject_id: g for g in collect(Kind.GIVERS, [case.subject_id for case in found.values()])}
    chosen = []
    for case in (found[number] for number in numbers if number in found):
        giver = givers.get(case.subject_id)
        verdict = rules.may(verb, case, request.user, giver_id=giver.person_id if giver else None)
        verdict = rules.leads_on(verb, case, queries.stages_of(case)) if verdict else verdict
        seen = number_in(sent.get(f"seen-{case.pk}")) if request.method == "POST" else case.decisions_made
        chosen.append(Chosen(case, -1 if seen is None else seen, verdict, giver))
    return chosen


def _extra(verb: Verb, possible: Sequence[Chosen]) -> dict[str, Any]:
    """Who may take over at least one of them; whoever may not take one of the others is told so about it."""
    if verb is not Verb.HAND_OVER:
        return {}
    units = {one.case.receiving_unit_id: one.case.receiving_unit for one in possible}
    people: dict[int, tuple[Person, str]] = {}
    for unit in units.values():
        for person, note in able(unit):
            people.setdefault(person.pk, (person, note))
    return {"people": list(people.values())}


def _summed(verb: Verb, number: int, form: Any) -> str:
    if verb is Verb.HAND_OVER:
        text = ngettext("%(who)s has %(n)d case from you now, and is told.", "%(who)s has %(n)d cases from you now, and is told.", number)
        return text % {"n": number, "who": form.cleaned_data["to"].name}
    text = {
        Verb.CLOSE: ngettext("%(n)d case is closed.", "%(n)d cases are closed.", number),
        Verb.ASK: ngettext("The question is sent in %(n)d case.", "The question is sent in %(n)d cases.", number),
        Verb.PARK: ngettext("%(n)d case is parked.", "%(n)d cases are parked.", number),
    }[verb]
    return text % {"n": number} + " " + told(TELLS[verb])
