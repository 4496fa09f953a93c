"""Who may do what to a case, in which state. What the object permits and what the user may are asked apart; a no carries its reason."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from sluss.core.labels import shown
from sluss.core.providers import Giver
from sluss.core.verdict import YES, Verdict, no
from sluss.people.models import Unit
from sluss.people.rules import acting
from sluss.people.states import Permission, Role, UnitKind

from .models import Case, Match, Promise, Receiver, Stage, Trial
from .queries import has_need
from .states import (
    TRANSITIONS,
    Capacity,
    CaseState,
    Entry,
    Phase,
    PromiseKind,
    PromiseState,
    ReceiverState,
    StageKind,
    Verb,
)

# Judging one's own idea is conflict of interest (jäv); these are left to a colleague.
NOT_ON_ONES_OWN = frozenset(
    {Verb.ADVANCE, Verb.SEND_BACK, Verb.CLOSE, Verb.PARK, Verb.ASSESS, Verb.RECOMMEND, Verb.CORRECT, Verb.RELEASE, Verb.REFER, Verb.MATCH}
    | {Verb.LIFT, Verb.BOARD}
)

JUDGING = frozenset({StageKind.SELF_CHECK, StageKind.ELIGIBILITY, StageKind.SUPPORT, StageKind.MATCHING, StageKind.ASSESSMENT})

_STATE_REASON = {
    CaseState.CLOSED: _("The case is closed."),
    CaseState.ASKED: _("The case waits for the giver to complete it."),
    CaseState.PARKED: _("The case is parked. Take it up again first."),
    CaseState.OPEN: _("The case is in progress, so this is not needed now."),
}


def permits(verb: Verb, case: Case) -> Verdict:
    """What the case permits, whoever asks. No query beyond case.stage and case.subject; one at a matching stage, for going on."""
    transition = TRANSITIONS[verb]
    state = CaseState(case.state)
    if state not in transition.sources:
        return no(_STATE_REASON[state])
    if verb in {Verb.ASSESS, Verb.RECUSE} and case.stage.kind != StageKind.ASSESSMENT:
        return no(_("Assessments are made at an assessment stage."))
    if verb is Verb.END_TRIAL and case.stage.kind != StageKind.TRIAL:
        return no(_("What a trial showed is registered at the stage where it is tried."))
    if verb is Verb.CHECK and not case.stage.checks:
        return no(_("This stage has no check questions."))
    if verb is Verb.ASK and case.adopts_id is not None:
        return no(_("Whoever gave it answers the unit that had it first. Ask them instead."))
    if verb is Verb.CHECK and case.stage.kind == StageKind.SELF_CHECK:
        return no(_("These questions are answered by the one who gave it, before it is sent."))
    if verb is Verb.MATCH and case.stage.kind != StageKind.MATCHING:
        return no(_("A case is tied to a need at the matching stage."))
    if verb is Verb.ADVANCE and case.stage.kind == StageKind.MATCHING and not has_need(case):
        return no(_("No unit has said yes to it yet. Tie it to a need, and wait for the answer of the unit that has the need."))
    if verb in {Verb.LIFT, Verb.BOARD}:
        return _board_can(verb, case)
    if verb is Verb.RELEASE and case.subject.is_released:
        return no(_("It is already shown to others."))
    # While the period runs. Once it is over the system may close it: too little support is an outcome nobody decides.
    if verb is Verb.CLOSE and state is CaseState.OPEN and case.stage_ends_on is not None and not case.stage.outcomes:
        return no(_("It collects support. It can be closed when the time is over."))
    return YES


def _board_can(verb: Verb, case: Case) -> Verdict:
    if not has_board(case.receiving_unit):
        return no(_("The unit answers to no board, so no board decides about it."))
    return no(_("It waits for the board already.")) if verb is Verb.LIFT and case.awaits_id is not None else YES


def leads_on(verb: Verb, case: Case, stages: Sequence[Stage]) -> Verdict:
    """What the process permits: not forwards from the last of its stages, nor back from the first, nor a close without an outcome."""
    orders = [stage.order for stage in stages]
    if verb is Verb.ADVANCE and case.stage.order == max(orders):
        return no(_("This is the last stage. Close the case with an outcome."))
    if verb is Verb.SEND_BACK and case.stage.order == min(orders):
        return no(_("This is the first stage. There is none to send it back to."))
    if verb is Verb.CLOSE and not case.stage.outcomes:
        return no(_("At this stage nobody closes a case. Let it go on, or send it back."))
    return YES


def asks_for_more(stage: Stage, following: Stage | None) -> bool:
    """Whether leaving the stage for the following rests on more than the decision: else nothing has to be read for rules.ready."""
    into = following is not None and (following.kind == StageKind.TRIAL or following.phase == Phase.IMPLEMENTATION)
    return into or stage.kind == StageKind.TRIAL


def missing(verb: Verb, case: Case, following: Stage | None, trial: Trial | None, receiver: Receiver | None) -> Verb | None:
    """What has to be done first, where the next step rests on something that is not in place: a trial needs its plan and ends in a
    result, and what is put to use has a receiver who has accepted, with a budget. `following` is the stage after this one; `trial` the
    latest, `receiver` the one that is asked."""
    tried = trial is not None and trial.ended_at is not None and trial.ended_at >= case.stage_since
    if case.stage.kind == StageKind.TRIAL and verb in {Verb.ADVANCE, Verb.CLOSE} and not tried:
        return Verb.END_TRIAL
    if verb is not Verb.ADVANCE or following is None:
        return None
    if following.kind == StageKind.TRIAL and (trial is None or trial.has_ended):
        return Verb.PLAN_TRIAL
    if following.phase == Phase.IMPLEMENTATION and (receiver is None or receiver.state != ReceiverState.ACCEPTED):
        return Verb.ASK_RECEIVER
    return None


_FIRST = {
    Verb.END_TRIAL: _("Register first what the trial showed. That it did not work is a result too."),
    Verb.PLAN_TRIAL: _("Plan the trial first: how it is today, when it ends and what would stop it."),
    Verb.ASK_RECEIVER: _("Somebody has to receive it first: ask a unit, which accepts with a budget."),
}


def ready(verb: Verb, case: Case, following: Stage | None, trial: Trial | None, receiver: Receiver | None) -> Verdict:
    """Whether what the next step rests on is in place, as `missing` says."""
    first = missing(verb, case, following, trial, receiver)
    return YES if first is None else no(_FIRST[first])


def needed_checks(stage: Stage) -> list[dict[str, Any]]:
    """The check questions without whose answer nothing goes on from the stage; the others are asked, and may be left."""
    return [check for check in stage.checks if check.get("needed")]


def checked(stage: Stage, answered: Collection[str]) -> Verdict:
    """Whether the questions that the decision rests on have an answer; a no names those that lack one."""
    missing = [shown(check["question"]) for check in needed_checks(stage) if check["key"] not in answered]
    if not missing:
        return YES
    return no(_now("Answer the check questions first. These have no answer yet: %(questions)s") % {"questions": " ".join(missing)})


def may_answer_as_receiver(receiver: Receiver, user: Any) -> Verdict:
    """Whether the user may say yes or no for the unit that is asked. Needs receiver.case loaded."""
    if receiver.state != ReceiverState.ASKED:
        return no(_("This is answered already, or not asked any more."))
    if receiver.case.state == CaseState.CLOSED:
        return no(_("The case is closed. No answer is needed any more."))
    return answers_for(receiver, user)


def answers_for(receiver: Receiver, user: Any) -> Verdict:
    me = acting(user)
    if me.may_in(Permission.DECIDE, receiver.unit) or me.may_in(Permission.HANDLE, receiver.unit):
        return YES
    return no(_("Only the innovation lead or a decision-maker of the unit that is asked can answer."))


def may_be_taken_up_at(stages: Sequence[Stage]) -> list[Stage]:
    """Where a unit that takes up what another has put to use can begin: at the trials and the work after the last assessment."""
    judged = max((stage.order for stage in stages if stage.kind in JUDGING), default=0)
    return [stage for stage in stages if stage.order > judged and stage.kind in {StageKind.TRIAL, StageKind.WORK}]


def may_enter(stage: Stage) -> Verdict:
    """Whether a case may begin at the stage, as the process says."""
    if stage.order == 1 or stage.version.entry == Entry.ANY:
        return YES
    return no(_("In this process a case begins at the first stage."))


def may_skip(case: Case) -> Verdict:
    """Whether the stages between may be passed by: where work that is under way may begin anywhere, it may also be found further on."""
    if case.version.entry == Entry.ANY:
        return YES
    return no(_("A stage cannot be skipped. Let it go on one stage at a time."))


def speaks_for_need(match: Match, user: Any) -> bool:
    """Whether the user speaks for the need owner: handles cases in the unit that has the need."""
    return bool(acting(user).may_in(Permission.HANDLE, match.unit))


def still_asked(match: Match) -> Verdict:
    """Whether the unit has still to answer for the need."""
    if match.dropped_by_id is not None:
        return no(_("The question is taken back. Nobody waits for an answer."))
    if match.dropped_at is not None:
        return no(_("The unit has ended, and the one that took over is asked itself."))
    if match.answer:
        return no(_("The need has been answered for already, and what was said stands."))
    return YES


def may_answer_match(match: Match, user: Any, *, giver_id: int | None = None) -> Verdict:
    """The need owner's answer. Needs match.unit and match.case.stage loaded."""
    if not speaks_for_need(match, user):
        return no(_("Only the innovation lead, a decision-maker or the innovation office for the unit that has the need can answer."))
    if giver_id is not None and getattr(user, "pk", None) == giver_id:
        return no(_("You gave this yourself. Let a colleague decide."))
    verdict = still_asked(match)
    if verdict and match.case.state == CaseState.CLOSED:
        return no(_("The case is closed. No answer is needed any more."))
    return verdict


def speaks_for_unit(question: Promise, user: Any) -> bool:
    return bool(acting(user).may_in(Permission.HANDLE, question.unit))


def may_hold(question: Promise, user: Any, *, giver_id: int | None = None) -> Verdict:
    """Whether the user may have a question to a unit by name. Needs its unit loaded."""
    if not speaks_for_unit(question, user):
        return no(_("Only those who answer for the unit that is asked can have the question."))
    if question.kind == PromiseKind.MATCH and giver_id is not None and user.pk == giver_id:
        return no(_("You gave this yourself. Let a colleague decide."))
    return YES if question.state == PromiseState.OPEN else no(_("The question is answered already, or not asked any more."))


def registers_for(unit: Unit, user: Any) -> bool:
    """Whether the user keeps the register of the unit, or of the board or company that it answers to. The authority is asked for only of
    a registrar."""
    me = acting(user)
    if me.may_in(Permission.READ_REGISTER, unit):
        return True
    return me.has(Permission.READ_REGISTER) and me.may_in(Permission.READ_REGISTER, unit.authority)


def allowed(verb: Verb, case: Case, user: Any, *, giver_id: int | None = None) -> Verdict:
    """What the user may, whatever the state. `giver_id` is the person who gave the subject, if it has one."""
    is_giver = giver_id is not None and getattr(user, "pk", None) == giver_id
    if verb in {Verb.COMPLETE, Verb.WITHDRAW}:
        return YES if is_giver else no(_("Only the one who gave it can do this."))
    if verb in NOT_ON_ONES_OWN and is_giver:
        return no(_("You gave this yourself. Let a colleague decide."))
    me = acting(user)
    unit = case.receiving_unit
    if verb in {Verb.ASSESS, Verb.RECUSE}:
        return YES if me.may_in(Permission.ASSESS, unit) else no(_("You are not an assessor in this unit."))
    if me.may_in(Permission.HANDLE, unit):
        return YES
    if verb is Verb.BOARD and registers_for(unit, user):
        return YES  # whoever has the minutes: it is the board that has decided
    return no(_("Only the innovation lead, a decision-maker or the innovation office for this unit can do this."))


def may(verb: Verb, case: Case, user: Any, *, giver_id: int | None = None) -> Verdict:
    """Both questions in one: the user's first, so that nobody learns of a state they have no business with."""
    verdict = allowed(verb, case, user, giver_id=giver_id)
    return permits(verb, case) if verdict else verdict


@dataclass(frozen=True, slots=True)
class Move:
    """One level of the lock as a place to move a case to: by which decision, or why not."""

    phase: int
    stage: Stage | None  # none where no move leads
    verb: Verb
    verdict: Verdict


def moves(case: Case, user: Any, stages: Sequence[Stage], *, giver_id: int | None = None) -> list[Move]:
    """Where a case can be moved: one stage on, or back to any earlier one; and for each other level the reason why it cannot."""
    on = may(Verb.ADVANCE, case, user, giver_id=giver_id)
    back = may(Verb.SEND_BACK, case, user, giver_id=giver_id)
    here = case.stage
    following = next((stage for stage in stages if stage.order > here.order), None)
    found = [Move(stage.phase, stage, Verb.SEND_BACK, back) for stage in stages if stage.order < here.order]
    if following is not None:
        found.append(Move(following.phase, following, Verb.ADVANCE, on))
    reached, in_process = {move.phase for move in found}, {stage.phase for stage in stages}
    for phase in Phase:
        if phase in reached or phase == here.phase:
            continue
        if phase not in in_process:
            why = no(_("Its process has no stage at that level."))
        elif phase > here.phase:
            why = on and no(_("A stage cannot be skipped. Let it go on one stage at a time."))
        else:
            why = back
        found.append(Move(phase, None, Verb.ADVANCE if phase > here.phase else Verb.SEND_BACK, why))
    return sorted(found, key=lambda move: (move.phase, move.stage.order if move.stage else 0))


def may_decide_as(capacity: Capacity, case: Case, user: Any, *, on_behalf: bool) -> Verdict:
    """Whether a decision of this capacity may be recorded. `on_behalf`: who decided, and where it is written, is named."""
    if capacity in {Capacity.EXECUTION, Capacity.RECOMMENDATION} or on_behalf:
        return YES
    if acting(user).may_in(Permission.DECIDE, case.receiving_unit):
        return YES
    return no(_("Write who decided and the paragraph or delegation point, or let a decision-maker record the decision."))


KEEPERS_OF_MEETINGS = frozenset({Role.REGISTRAR, Role.OFFICE, Role.ADMINISTRATOR})


def has_board(unit: Unit) -> bool:
    """Whether a board, or a company's own, is the authority for what the unit does. Needs its authority loaded, or costs a query."""
    return unit.authority.kind in {UnitKind.BOARD, UnitKind.COMPANY}


def may_keep_meetings(user: Any, board: Unit) -> Verdict:
    """The days of a board's meetings are entered by its registrar, the innovation office and administrators."""
    if board.kind not in {UnitKind.BOARD, UnitKind.COMPANY}:
        return no(_("Only a board or a company has meetings of its own."))
    if any(grant.role in KEEPERS_OF_MEETINGS and grant.covers(board.path) for grant in acting(user).grants):
        return YES
    return no(_("Only the board's registrar, the innovation office and administrators enter its meetings."))


def may_keep_some_meetings(user: Any) -> Verdict:
    if acting(user).roles & KEEPERS_OF_MEETINGS:
        return YES
    return no(_("Only registrars, the innovation office and administrators enter when boards meet."))


def may_try_weights(user: Any) -> Verdict:
    """Weights are the whole city's, and so are the cases they are tried on."""
    me = acting(user)
    if me.everywhere(Permission.MANAGE_PROCESSES) and me.everywhere(Permission.HANDLE):
        return YES
    return no(_("Only the innovation office tries other weights."))


def sees_names(case: Case, user: Any) -> bool:
    """Whether a giver's name may be shown to one who handles the case. While the stage is blind: its owner and the office only."""
    me = acting(user)
    if case.is_blind:
        return bool(user.is_authenticated and case.owner_id == user.pk) or me.may_in(Permission.SEE_NAMES, case.receiving_unit)
    return me.may_in(Permission.HANDLE, case.receiving_unit)


def name_in_answer(case: Case, user: Any, stages: Sequence[Stage], giver: Giver | None) -> str:
    """The giver's name where an answer may say it, else nothing. An answer is read by all who see the subject, for as long as it is kept:
    so only of one who shows the name to all, and never where those who judge must not know it, now or at a stage to come."""
    if giver is None or not giver.name_shown or not sees_names(case, user):
        return ""
    if any(stage.blind for stage in stages if stage.order >= case.stage.order):
        return ""
    return giver.name


def may_keep_templates(user: Any, unit: Unit) -> Verdict:
    """Texts for a unit's answers are kept by those who answer there; the whole city's by those who answer in all of it."""
    if acting(user).may_in(Permission.HANDLE, unit):
        return YES
    return no(_("Only those who answer in this unit keep its texts."))


def sees_assessments(case: Case, stage_id: int, user: Any, *, own_is_in: bool) -> bool:
    """Whether others' assessments at a stage may be read: by an assessor first when the own one is in, so that nobody is led by another."""
    if stage_id != case.stage_id or own_is_in:
        return True
    me = acting(user)
    return me.may_in(Permission.HANDLE, case.receiving_unit) or not me.may_in(Permission.ASSESS, case.receiving_unit)


def sees_why_aside(case: Case, user: Any) -> bool:
    """Whether the reason of one who has stepped aside may be read: as whoever steps aside is told, by those who handle the case, and by an
    auditor. It may say who gave it, which those who assess must not know, nor a unit that is asked in."""
    me = acting(user)
    return bool(me.may_in(Permission.HANDLE, case.receiving_unit) or me.may_in(Permission.READ_AUDIT, case.receiving_unit))


def sees(case: Case, user: Any) -> bool:
    """Whether the case page may be opened: by those who handle, assess or audit in its unit, and by the registrar of its board, who
    registers what the board decides. All others have the subject's own page."""
    return acting(user).may_in(Permission.READ_UNRELEASED, case.receiving_unit) or registers_for(case.receiving_unit, user)


def may_see_statistics(user: Any) -> Verdict:
    """Those who answer: the office of the whole city, others of their own units."""
    if acting(user).has(Permission.HANDLE):
        return YES
    return no(_("The statistics are for those who answer ideas: innovation leads, decision-makers and the innovation office."))
