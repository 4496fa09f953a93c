"""What a page tells of an idea's way through the lock: where it stands, what happens now, what was decided. No queries."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from sluss.core import clock
from sluss.core.components import LockStep
from sluss.core.dates import day as in_words
from sluss.core.text import markdown, summarise
from sluss.gates.models import Case, Decision, Promise, Stage
from sluss.gates.queries_boards import Wait
from sluss.gates.states import CaseState, DecisionKind, Origin, Outcome, PromiseState, StageKind
from sluss.gates.templatetags.gates import decision_record
from sluss.gates.templatetags.gates import lock_steps as gate_steps

Mark = Literal["yes", "no", "wait"]
# Answers that move a case; the others are told of, but are not what a reader looks for first.
WEIGHTY = frozenset(
    {DecisionKind.ADVANCE, DecisionKind.SEND_BACK, DecisionKind.PARK, DecisionKind.CLOSE, DecisionKind.WITHDRAW, DecisionKind.REFER}
)


def lock_steps(case: Case, stages: Sequence[Stage], decisions: Sequence[Decision], promise: Promise | None) -> list[LockStep]:
    """The lock with the boat in it, and at the next gate the day when an answer is promised."""
    steps = gate_steps(case, decisions, promise)
    following = min((stage.phase for stage in stages if stage.phase > case.stage.phase), default=0)
    if (
        following
        and promise is not None
        and case.state == CaseState.OPEN
        and case.stage.kind != StageKind.SUPPORT
        and promise.due_on >= clock.today()
    ):
        steps[following - 1] = replace(steps[following - 1], note=_("answer by %(day)s") % {"day": in_words(promise.due_on)})
    return steps


@dataclass(frozen=True, slots=True)
class Now:
    """What happens now, by when, and whom it lies with."""

    title: str
    text: str = ""
    line: str = ""  # the same in a few words, beside the lock
    due: date | None = None
    late: bool = False
    who: str = ""
    given: int | None = None  # support given, of what is needed
    needed: int = 0


def happens_now(case: Case, promise: Promise | None, support: int, board: Wait | None = None, *, to_giver: bool = False) -> Now:
    """`board` is what gates.queries_boards.wait_of says of the case; `to_giver` speaks to whoever gave it."""
    if case.state == CaseState.CLOSED:
        return _closed(case)
    if case.state == CaseState.PARKED:
        day = in_words(case.parked_until) if case.parked_until else ""
        return Now(
            title=_("It rests in the idea bank"),
            text=_("The city takes it up again on %(day)s. Nobody needs to do anything until then.") % {"day": day},
            line=_("It is taken up again on %(day)s.") % {"day": day},
        )
    if case.state == CaseState.ASKED or (promise is not None and promise.state == PromiseState.PAUSED):
        return Now(
            title=_("The city has asked the giver for more"),
            text=_("The time to an answer stands still until the giver has answered."),
            line=_("It waits for your answer.") if to_giver else _("It waits for the giver."),
            who=_who(case, promise),
        )
    stage = case.stage
    if stage.kind == StageKind.SUPPORT and stage.threshold and case.stage_ends_on and case.stage_ends_on >= clock.today():
        return _collecting(case, stage, support)
    if stage.kind == StageKind.SUPPORT and case.stage_ends_on:
        return Now(
            title=_("The time to support the idea is over"),
            text=_("The support is counted now. The answer comes within a day."),
            line=_("The support is counted."),
            given=min(support, stage.threshold or 0),
            needed=stage.threshold or 0,
        )
    title = _("%(board)s is to decide") % {"board": board.board} if board else stage.shown_name
    text = board.sentence if board else stage.shown_description
    if promise is None:
        return Now(title=title, text=text, who=_who(case, None))
    late = promise.due_on < clock.today()
    words = {"day": in_words(promise.due_on)}
    return Now(
        title=title,
        text=text,
        line=_("The answer is late: it was promised by %(day)s.") % words if late else _("Answer by %(day)s at the latest.") % words,
        due=promise.due_on,
        late=late,
        who=_who(case, promise),
    )


def _collecting(case: Case, stage: Stage, support: int) -> Now:
    needed = stage.threshold or 0
    left = max(0, needed - support)
    day = in_words(case.stage_ends_on) if case.stage_ends_on else ""
    if left:
        text = ngettext(
            "%(left)d more person has to support it by %(day)s for it to go on.",
            "%(left)d more people have to support it by %(day)s for it to go on.",
            left,
        ) % {"left": left, "day": day}
    else:
        text = _("It has the support it needs to go on.")
    return Now(
        title=stage.shown_name,
        text=text,
        line=_("Support can be given until %(day)s.") % {"day": day},
        given=min(support, needed),
        needed=needed,
    )


_CLOSED = {
    Outcome.FULLY: gettext_lazy("The idea is carried out"),
    Outcome.PARTLY: gettext_lazy("The idea is carried out in part"),
    Outcome.PLANNED: gettext_lazy("The idea becomes part of coming planning"),
    Outcome.TESTED: gettext_lazy("The idea has been tested"),
    Outcome.NOT: gettext_lazy("The idea is not carried out"),
    Outcome.NO_SUPPORT: gettext_lazy("The idea did not get enough support"),
    Outcome.WITHDRAWN: gettext_lazy("The giver has taken the idea back"),
    Outcome.REFERRED: gettext_lazy("The idea belongs elsewhere"),
}


def _closed(case: Case) -> Now:
    day = {"day": in_words(clock.local_day(case.closed_at))} if case.closed_at else {"day": ""}
    title = str(_CLOSED[Outcome(case.outcome)])
    if case.origin == Origin.IMPORT and case.outcome not in {Outcome.NO_SUPPORT, Outcome.WITHDRAWN}:
        text = _("The answer stands in the decision.")  # and its day, where the source says it
    elif case.origin == Origin.IMPORT:
        text = _("The case was closed on %(day)s.") % day  # what came with it, if anything, stands as it came
    else:
        text = _("The case was closed on %(day)s. The reason stands in the decision.") % day
    return Now(title=title, text=text, line=f"{title}.")


def _who(case: Case, promise: Promise | None) -> str:
    """A role and a unit, and a name where somebody has taken it on."""
    unit = (promise.unit if promise else case.receiving_unit).shown_name
    person = (promise.person if promise else None) or case.owner
    role = case.stage.get_owner_role_display()
    if person is not None and not person.protected:
        return _("%(person)s, %(unit)s") % {"person": person.name, "unit": unit}
    return _("%(role)s, %(unit)s") % {"role": role, "unit": unit}


# --- Decisions ----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Told:
    """A decision as it is shown: what was decided, why, by whom and in what capacity, with what has been corrected in it."""

    key: str
    title: str
    mark: Mark
    reason: SafeString
    language: str
    missing: bool  # imported without a reason
    record: str
    on: date | None  # None: imported, and the source does not say
    weighty: bool
    corrections: Sequence[Told] = ()

    @property
    def id(self) -> str:
        return f"decision-{self.key}"

    @property
    def summary(self) -> str:
        return f"{self.title}, {in_words(self.on, year=True)}" if self.on else self.title


def decisions_told(cases: Sequence[Case], decisions: Sequence[Decision], *, sees_questions: bool) -> list[Told]:
    """The newest first; a correction stands in what it corrects. Questions to the giver are for the giver and those who handle it."""
    of_case = {case.pk: case for case in cases}
    corrections: dict[int, list[Decision]] = defaultdict(list)
    roots: dict[int, int] = {}
    for decision in sorted(decisions, key=lambda d: d.pk):
        if decision.corrects_id:
            roots[decision.pk] = root = roots.get(decision.corrects_id, decision.corrects_id)
            corrections[root].append(decision)
    told = [
        _told(of_case[d.case_id], d, [_told(of_case[c.case_id], c, (), sees_questions) for c in corrections[d.pk]], sees_questions)
        for d in decisions
        if not d.corrects_id
    ]
    order = {decision.pk: (decision.recorded_at, decision.pk) for decision in decisions}
    return sorted(told, key=lambda t: order[int(t.key)], reverse=True)


def _told(case: Case, decision: Decision, corrections: Sequence[Told], sees_questions: bool) -> Told:
    reason = decision.reason
    if decision.kind == DecisionKind.ASK and not sees_questions:
        reason = _("The question has been sent to the giver.")
    return Told(
        key=str(decision.pk),
        title=_title(decision),
        mark=_mark(decision),
        reason=markdown(reason) if reason else SafeString(""),
        language=decision.language,
        missing=not reason and decision.origin == Origin.IMPORT,
        record=_record(decision, case),
        on=decision.decided_on,
        weighty=decision.kind in WEIGHTY,
        corrections=corrections,
    )


def _record(decision: Decision, case: Case) -> str:
    """The reference stays on one line: broken at its hyphens it cannot be read out or copied as one."""
    line = decision_record(decision)
    return format_html('{} <span class="sl-whole">{}.</span>', line, case.reference) if case.reference else line


def _title(decision: Decision) -> str:
    kind = DecisionKind(decision.kind)
    to = decision.to_stage.shown_name if decision.to_stage else ""
    if kind is DecisionKind.CLOSE:
        return str(_CLOSED[Outcome(decision.outcome)])
    if kind is DecisionKind.CORRECT and decision.outcome:
        return _("Corrected: %(outcome)s") % {"outcome": Outcome(decision.outcome).label}
    return {
        DecisionKind.RELEASE: _("Read and shown to others"),
        DecisionKind.ADVANCE: _("The idea went on to %(stage)s"),
        DecisionKind.SEND_BACK: _("The idea went back to %(stage)s"),
        DecisionKind.ASK: _("The city asked for more"),
        DecisionKind.PARK: _("The idea rests until %(day)s"),
        DecisionKind.WAKE: _("The idea was taken up again"),
        DecisionKind.WITHDRAW: _("The giver took the idea back"),
        DecisionKind.RECOMMEND: _("A recommendation"),
        DecisionKind.CORRECT: _("Corrected"),
        DecisionKind.REFER: _("The idea was referred to %(who)s"),
    }[kind] % {"stage": to, "who": decision.referred_to, "day": in_words(decision.until) if decision.until else ""}


def _mark(decision: Decision) -> Mark:
    if decision.kind in {DecisionKind.PARK, DecisionKind.ASK, DecisionKind.SEND_BACK, DecisionKind.REFER}:
        return "wait"
    if decision.outcome in {Outcome.NOT, Outcome.NO_SUPPORT, Outcome.WITHDRAWN}:
        return "no"
    return "yes"


@dataclass(frozen=True, slots=True)
class Answer:
    """A newly given answer in a few words."""

    href: str
    title: str
    outcome: str
    good: bool
    reason: str
    language: str
    on: date


def answers_told(decisions: Sequence[Decision]) -> list[Answer]:
    """Decisions need their case's subject loaded."""
    return [
        Answer(
            href=reverse("ideas:idea", args=[decision.case.subject_id, decision.case.subject.address]),
            title=decision.case.subject.title,
            outcome=str(Outcome(decision.case.outcome).label),
            good=decision.case.outcome != Outcome.NOT,
            reason=summarise(decision.reason),
            language=decision.language,
            on=decision.decided_on or clock.local_day(decision.recorded_at),
        )
        for decision in decisions
    ]
