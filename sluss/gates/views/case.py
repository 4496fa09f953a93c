"""The case page: everything needed for the answer in one place."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from sluss.core import panels
from sluss.core.components import Column, TimelineItem
from sluss.core.dates import day
from sluss.core.labels import shown
from sluss.core.panels import Place
from sluss.core.routes import address
from sluss.core.verdict import YES, Verdict
from sluss.journal import queries as journal

from .. import happenings, queries, queries_boards, rules, rules_correcting
from ..forms import AssessForm, ChecksForm
from ..models import Assessment, Case, CheckAnswer, Decision, Match, PromisePause, Receiver, Trial
from ..states import CaseState, DecisionKind, Phase, PromiseState, ReceiverState, StageKind, Verb
from .desk import Desk, desk, foreign, sign_in_first
from .rounds import rounds_of

TIMELINE = 30
# In the order of how often they are the right answer.
DECIDING = (
    Verb.BOARD,
    Verb.WAKE,
    Verb.MATCH,
    Verb.ADVANCE,
    Verb.ASK,
    Verb.CLOSE,
    Verb.PARK,
    Verb.SEND_BACK,
    Verb.REFER,
    Verb.RECOMMEND,
    Verb.LIFT,
)
UNCORRECTABLE = {DecisionKind.RELEASE, DecisionKind.WAKE, DecisionKind.WITHDRAW, DecisionKind.REFER}
PAGES = {
    Verb.RELEASE: "gates:release",
    Verb.ADVANCE: "gates:advance",
    Verb.SEND_BACK: "gates:send_back",
    Verb.ASK: "gates:ask",
    Verb.PARK: "gates:park",
    Verb.WAKE: "gates:wake",
    Verb.CLOSE: "gates:close",
    Verb.REFER: "gates:refer",
    Verb.RECOMMEND: "gates:recommend",
    Verb.ASSESS: "gates:assess",
    Verb.CHECK: "gates:check",
    Verb.TAKE: "gates:take",
    Verb.HAND_OVER: "gates:hand_over",
    Verb.RECUSE: "gates:recuse",
    Verb.PLAN_TRIAL: "gates:plan_trial",
    Verb.END_TRIAL: "gates:end_trial",
    Verb.ASK_RECEIVER: "gates:ask_receiver",
    Verb.TAKE_BACK: "gates:take_back",
    Verb.MATCH: "gates:match",
    Verb.LIFT: "gates:lift",
    Verb.BOARD: "gates:board",
}
LABELS = {
    Verb.RELEASE: gettext_lazy("Show it to others"),
    Verb.ADVANCE: gettext_lazy("Let it go on"),
    Verb.SEND_BACK: gettext_lazy("Send it back"),
    Verb.ASK: gettext_lazy("Ask for more"),
    Verb.PARK: gettext_lazy("Park it"),
    Verb.WAKE: gettext_lazy("Take it up again"),
    Verb.CLOSE: gettext_lazy("Close it with an answer"),
    Verb.REFER: gettext_lazy("Refer it"),
    Verb.RECOMMEND: gettext_lazy("Register a recommendation"),
    Verb.MATCH: gettext_lazy("Tie it to a need"),
    Verb.LIFT: gettext_lazy("Lift it to the board"),
    Verb.BOARD: gettext_lazy("Register what the board has decided"),
    Verb.TAKE: gettext_lazy("Take the case"),
    Verb.HAND_OVER: gettext_lazy("Hand over"),
    Verb.PLAN_TRIAL: gettext_lazy("Plan the trial"),
    Verb.END_TRIAL: gettext_lazy("Register what the trial showed"),
    Verb.ASK_RECEIVER: gettext_lazy("Ask a unit to receive it"),
    Verb.TAKE_BACK: gettext_lazy("Take back the question"),
}
ICONS = {
    Verb.RELEASE: "eye",
    Verb.ADVANCE: "arrow-right",
    Verb.SEND_BACK: "undo",
    Verb.ASK: "ask",
    Verb.PARK: "parked",
    Verb.WAKE: "bell",
    Verb.CLOSE: "check-circle",
    Verb.REFER: "forward",
    Verb.RECOMMEND: "people",
    Verb.MATCH: "link",
    Verb.LIFT: "building",
    Verb.BOARD: "building",
    Verb.TAKE: "person",
    Verb.HAND_OVER: "forward",
    Verb.PLAN_TRIAL: "calendar",
    Verb.END_TRIAL: "check-circle",
    Verb.ASK_RECEIVER: "building",
    Verb.TAKE_BACK: "undo",
}
EXPECTED = {
    StageKind.SELF_CHECK: gettext_lazy("See what the self-check says and answer"),
    StageKind.ELIGIBILITY: gettext_lazy("Read it, check that it fits and answer"),
    StageKind.SUPPORT: gettext_lazy("Follow the support until the time is over"),
    StageKind.MATCHING: gettext_lazy("Find somebody who can receive it"),
    StageKind.ASSESSMENT: gettext_lazy("Get it assessed and decide"),
    StageKind.WORK: gettext_lazy("Tell how the work goes and decide what is next"),
    StageKind.TRIAL: gettext_lazy("Tell what the trial has shown and decide"),
    StageKind.ADOPTION: gettext_lazy("Tell who has taken it up"),
}


@dataclass(frozen=True, slots=True)
class Choice:
    """A verb as a button."""

    label: Any
    href: str
    icon: str
    verdict: Verdict


@require_safe
def case(request: HttpRequest, pk: int) -> HttpResponse:
    if answer := sign_in_first(request):
        return answer
    return render(request, "gates/case.html", context(request, desk(request.user, pk)))


def context(request: HttpRequest, at: Desk) -> dict[str, Any]:
    here = at.case
    promise = queries.open_promise(here)
    decisions = queries.decisions_of(here)
    answers = _check_answers(here) if queries.may_have(here, "checks") else []
    paused = promise is not None and queries.may_have(here, "pauses")
    pauses = list(PromisePause.objects.filter(promise=promise).order_by("from_on")) if paused else []
    own, rounds = rounds_of(at)
    corrected = {decision.corrects_id: decision.number for decision in decisions if decision.corrects_id}
    trials, receivers = queries.trials_of(here), queries.receivers_of(here)
    at.in_place = next(iter(trials), None), next(iter(receivers), None)
    wait = queries_boards.wait_of(here)
    at.checked = {answer.check_key for answer in answers if answer.stage_id == here.stage_id}
    carrying, lead = _carrying(at, trials, receivers)
    possible, refused = _choices(at)
    may_check, may_assess = at.verdict(Verb.CHECK), at.verdict(Verb.ASSESS) and not at.recused
    return {
        "desk": at,
        "case": here,
        "promise": promise,
        "holder": _holder(at, promise),
        "title_language": foreign(here.subject.language),
        "expected": _expected(at, wait),
        "board_wait": wait,
        # For those who handle it the button stands among the others.
        "board_decision": not at.handles and here.is_open and bool(at.verdict(Verb.BOARD)),
        "possible": [*lead, *possible],
        "refused": refused,
        "take": at.allowed(Verb.TAKE) and here.owner_id != at.user.pk and at.verdict(Verb.TAKE),
        "hand_over": at.verdict(Verb.HAND_OVER),
        "decisions": [(decision, _correct_url(at, decision), corrected.get(decision.pk)) for decision in reversed(decisions)],
        "all_decisions": decisions,
        "checks_form": ChecksForm(case=here, by=at.user, answers=_of_this_stage(at, answers)) if may_check else None,
        "answered": [] if may_check else _answered([answer for answer in answers if not answer.from_giver]),
        "self_checked": _self_checked(answers),
        "matches": _matches(at),
        "assess_form": AssessForm(case=here, by=at.user, initial=_initial(own)) if may_assess else None,
        "own_assessment": own,
        "assess_open": bool(may_assess) and own is None and not at.handles,
        "rounds": rounds,
        "spread_columns": [
            Column(label=_("Criterion")),
            Column(label=_("Mean"), numeric=True),
            Column(label=_("Spread"), numeric=True),
            Column(label=_("Do they differ?")),
        ],
        "pauses": [_pause(pause) for pause in pauses],
        "trials": trials,
        "receivers": receivers,
        "carrying": carrying,
        "facts": _facts(at),
        "timeline": _timeline(at),
        "about": panels.render(Place.CASE_MAIN, request, here),
        "aside": panels.render(Place.CASE_ASIDE, request, here),
        "work": panels.render(Place.CASE_WORK, request, here),
        "names_hidden": here.is_blind and not rules.sees_names(here, at.user) and (at.handles or at.assesses),
        "is_paused": promise is not None and promise.state == PromiseState.PAUSED,
    }


def _expected(at: Desk, wait: queries_boards.Wait | None) -> Any:
    if at.case.state != CaseState.OPEN:
        return ""
    return _("Register what the board has decided") if wait else EXPECTED[StageKind(at.case.stage.kind)]


def _choices(at: Desk) -> tuple[list[Choice], list[Choice]]:
    """What can be done now, and what cannot with the reason; both empty for one who only reads or when the case is closed."""
    if not at.handles or not at.case.is_open:
        return [], []
    fits = {
        Verb.WAKE: at.case.state == CaseState.PARKED,
        Verb.MATCH: at.case.stage.kind == StageKind.MATCHING,
        Verb.BOARD: at.case.awaits_id is not None,
        Verb.LIFT: at.case.awaits_id is None and rules.has_board(at.case.receiving_unit),
    }
    verbs = [verb for verb in DECIDING if fits.get(verb, True)]
    if not at.case.subject.is_released:
        verbs.insert(0, Verb.RELEASE)
    made = [Choice(LABELS[verb], address(PAGES[verb], at.case.pk), ICONS[verb], at.verdict(verb)) for verb in verbs]
    return [choice for choice in made if choice.verdict], [choice for choice in made if not choice.verdict]


def _carrying(at: Desk, trials: Sequence[Trial], receivers: Sequence[Receiver]) -> tuple[list[Choice], list[Choice]]:
    """What can be done about the trial and the receiver, where the process comes to one or the case already is there; and apart from
    that, where the step on waits for one of these, that one: it leads among what can be done now."""
    if not at.handles or not at.case.is_open:
        return [], []
    ahead = [stage for stage in at.stages if stage.order >= at.case.stage.order]
    running = bool(trials) and not trials[0].has_ended
    asked = bool(receivers) and receivers[0].state in {ReceiverState.ASKED, ReceiverState.ACCEPTED}
    labels = LABELS | ({Verb.PLAN_TRIAL: _("Change the trial's plan")} if running else {})
    verbs = []
    if any(stage.kind == StageKind.TRIAL for stage in ahead):
        verbs.append(Verb.PLAN_TRIAL)
    if running and at.case.stage.kind == StageKind.TRIAL:
        verbs.insert(0, Verb.END_TRIAL)
    if asked:
        verbs.append(Verb.TAKE_BACK)
    elif any(stage.phase == Phase.IMPLEMENTATION for stage in ahead):
        verbs.append(Verb.ASK_RECEIVER)
    first = rules.missing(Verb.ADVANCE, at.case, at.following, *at.in_place)
    made = [(verb, Choice(labels[verb], address(PAGES[verb], at.case.pk), ICONS[verb], YES)) for verb in verbs if at.verdict(verb)]
    return [choice for verb, choice in made if verb is not first], [choice for verb, choice in made if verb is first]


def _holder(at: Desk, promise: Any) -> str:
    """Who owes the answer by name, or the role when it is vacant. At most one query."""
    if at.case.owner is not None:
        return at.case.owner.name
    if promise is None:
        return ""
    return queries.holding_names([promise])[promise.pk] or str(promise.get_owner_role_display())


def _correct_url(at: Desk, decision: Decision) -> str:
    if decision.kind in UNCORRECTABLE:
        return ""
    decision.case = at.case
    if not rules_correcting.may_correct(decision, at.user, giver_id=at.giver_id):
        return ""
    return address("gates:correct", at.case.pk, decision.number)


def _pause(pause: PromisePause) -> str:
    if pause.to_on is None:
        return _("from %(day)s, still") % {"day": day(pause.from_on)}
    return _("%(first)s – %(last)s") % {"first": day(pause.from_on), "last": day(pause.to_on)}


def _check_answers(case: Case) -> list[CheckAnswer]:
    return list(CheckAnswer.objects.filter(case=case).select_related("stage").order_by("stage__order", "pk"))


def _facts(at: Desk) -> list[tuple[Any, ...]]:
    here = at.case
    process = reverse("gates:process", args=[here.version.process.key]) + f"?version={here.version.number}"
    subject = here.subject
    shown_to = _("Nobody yet but those who handle it") if not subject.is_released else subject.get_reach_display()
    return [
        (_("Reference"), here.reference),
        (_("Process"), _("%(name)s, version %(number)d") % {"name": here.version.shown_name, "number": here.version.number}, process),
        (_("Unit"), here.receiving_unit.shown_name),
        (_("Authority"), here.receiving_unit.authority.shown_name),
        (_("Arrived"), day(here.opened_at, year=True)),
        (_("Found by"), shown_to),
        (_("Collects support until"), day(here.stage_ends_on) if here.stage_ends_on else ""),
    ]


def _of_this_stage(at: Desk, answers: Sequence[CheckAnswer]) -> list[CheckAnswer]:
    return [answer for answer in answers if answer.stage_id == at.case.stage_id]


def _answered(answers: Sequence[CheckAnswer]) -> list[tuple[str, CheckAnswer]]:
    """(the question, the answer) for the stages that have passed, and for those who only read."""
    questions = {(a.stage_id, check["key"]): shown(check["question"]) for a in answers for check in a.stage.checks}
    return [(questions.get((a.stage_id, a.check_key), a.check_key), a) for a in answers]


def _self_checked(answers: Sequence[CheckAnswer]) -> list[tuple[str, CheckAnswer, str]]:
    """(the question, the giver's own answer, where a no was told to turn)."""
    rows = []
    for answer in answers:
        check = next((check for check in answer.stage.checks if check["key"] == answer.check_key), None)
        if answer.from_giver and check is not None:
            told = shown(check.get("if_no")) if answer.answer == CheckAnswer.Answer.NO else ""
            rows.append((shown(check["question"]), answer, told))
    return rows


def _matches(at: Desk) -> list[Asked] | None:
    """The needs; None where the process ties no case to one, or this one has not come so far."""
    if not any(stage.kind == StageKind.MATCHING and stage.order <= at.case.stage.order for stage in at.stages):
        return None
    takes_back = bool(at.verdict(Verb.TAKE_BACK))
    return [Asked.of(match, takes_back=takes_back and bool(rules.still_asked(match))) for match in queries.matches_of(at.case)]


@dataclass(frozen=True, slots=True)
class Asked:
    """A need it has been tied to, as the case page shows it."""

    match: Match
    anchor: str
    href: str
    take_back: str  # empty for those who may not, and of what is answered

    @classmethod
    def of(cls, match: Match, *, takes_back: bool) -> Asked:
        take_back = address("gates:take_back_match", match.case_id, match.pk) if takes_back else ""
        return cls(match, f"match-{match.pk}", address("gates:match_answer", match.pk), take_back)


def _initial(own: Assessment | None) -> dict[str, Any]:
    if own is None:
        return {}
    return {"reason": own.reason} | {f"points_{score.criterion}": str(score.points) for score in own.all_scores}  # type: ignore[attr-defined]  # set in rounds_of


def _timeline(at: Desk) -> list[TimelineItem]:
    stages = {stage.pk: stage for stage in at.stages}
    return happenings.items(journal.timeline(at.case.subject, at.user)[:TIMELINE], stages)
