"""Phases, kinds, states and which decision may be taken in which state: pure data."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from django.db.models import IntegerChoices, TextChoices
from django.utils.functional import Promise as LazyText
from django.utils.translation import gettext_lazy as _


class Phase(IntegerChoices):
    """What the lock draws: where between need and spread a thing is."""

    NEED = 1, _("Need")
    IDEA = 2, _("Idea")
    CONCEPT = 3, _("Concept")
    PILOT = 4, _("Pilot")
    IMPLEMENTATION = 5, _("Implementation")
    SPREAD = 6, _("Spread")


class StageKind(TextChoices):
    """How a stage behaves."""

    SELF_CHECK = "self_check", _("Self-check")
    ELIGIBILITY = "eligibility", _("Eligibility check")
    SUPPORT = "support", _("Collecting support")
    MATCHING = "matching", _("Matching")
    ASSESSMENT = "assessment", _("Assessment")
    WORK = "work", _("Work")
    TRIAL = "trial", _("Trial")
    ADOPTION = "adoption", _("Adoption")


class CaseState(TextChoices):
    OPEN = "open", _("In progress")
    ASKED = "asked", _("Waiting for the giver")
    PARKED = "parked", _("Parked")
    CLOSED = "closed", _("Closed")


class Entry(TextChoices):
    """Where in a process a case may begin."""

    FIRST = "first", _("At the first stage")
    ANY = "any", _("At the stage it has reached")  # work already under way


class Outcome(TextChoices):
    """How a case ends. WITHDRAWN is the giver's own; NO_SUPPORT is counted apart: nobody judged the idea. REFERRED goes on elsewhere."""

    FULLY = "fully", _("Carried out in full")
    PARTLY = "partly", _("Carried out in part")
    PLANNED = "planned", _("Part of coming planning")
    TESTED = "tested", _("Tested")  # a company's offer has been tried, and the result is told
    NOT = "not", _("Not carried out")
    NO_SUPPORT = "no_support", _("Too little support")
    WITHDRAWN = "withdrawn", _("Withdrawn by the giver")
    REFERRED = "referred", _("Referred elsewhere")


DECIDABLE_OUTCOMES = (Outcome.FULLY, Outcome.PARTLY, Outcome.PLANNED, Outcome.TESTED, Outcome.NOT)


class DecisionKind(TextChoices):
    RELEASE = "release", _("Released")
    ADVANCE = "advance", _("Went on")
    SEND_BACK = "send_back", _("Sent back")
    ASK = "ask", _("Asked for more")
    PARK = "park", _("Parked")
    WAKE = "wake", _("Taken up again")
    CLOSE = "close", _("Closed")
    WITHDRAW = "withdraw", _("Withdrawn")
    RECOMMEND = "recommend", _("Recommended")
    CORRECT = "correct", _("Corrected")
    REFER = "refer", _("Referred")


class Capacity(TextChoices):
    """In what capacity a decision is taken. A council or an office group can only recommend."""

    EXECUTION = "execution", _("Execution")  # ordinary handling, no decision in the sense of the law
    DELEGATED = "delegated", _("Delegated decision")
    BOARD = "board", _("Board decision")
    RECOMMENDATION = "recommendation", _("Recommendation")


class Origin(TextChoices):
    HERE = "here", _("Made in Sluss")
    IMPORT = "import", _("Imported")


class PromiseKind(TextChoices):
    """What somebody waits for: a case's next answer, or that a unit answers what it is asked about a case."""

    ANSWER = "answer", _("Answer")
    MATCH = "match", _("Need")
    RECEIVE = "receive", _("Receiver")
    TAKE_PART = "take_part", _("Participant")
    ADOPT = "adopt", _("Adoption")


class QuestionEnd(StrEnum):
    """Why a unit that has not answered need not answer any more."""

    TAKEN_BACK = "taken_back"
    REFERRED = "referred"
    CLOSED = "closed"


class PromiseState(TextChoices):
    OPEN = "open", _("Open")
    PAUSED = "paused", _("Paused")
    KEPT = "kept", _("Kept")
    DROPPED = "dropped", _("No longer needed")  # the giver withdrew, or the case went on by itself


class ReminderLevel(IntegerChoices):
    """Each level is sent once per promise, in this order."""

    HALF = 1, _("Half time")
    DUE = 2, _("Due day")
    DEPUTY = 3, _("Deputy")
    OFFICE = 4, _("Innovation office")


# Working days that a unit has to answer what it is asked, where the one who asks chooses no day.
QUESTION_DAYS = {PromiseKind.MATCH: 10, PromiseKind.RECEIVE: 20, PromiseKind.TAKE_PART: 10, PromiseKind.ADOPT: 20}
LONGEST_QUESTION_DAYS = 366  # and no more days than these
LONGEST_NEED = 2_000
# Working days after the due day when the deputy, then the office, is told.
ESCALATION_DAYS = {ReminderLevel.DEPUTY: 1, ReminderLevel.OFFICE: 3}


class TrialResult(TextChoices):
    """How a trial ends. That it did not work is as good a result: somebody has learnt it."""

    WORKED = "worked", _("It worked")
    PARTLY = "partly", _("It worked in part")
    DID_NOT = "did_not", _("It did not work")
    STOPPED = "stopped", _("It was stopped before the end")


class ReceiverState(TextChoices):
    ASKED = "asked", _("Asked")
    ACCEPTED = "accepted", _("Has accepted")
    DECLINED = "declined", _("Has declined")
    TAKEN_BACK = "taken_back", _("Not asked any more")


class BarrierKind(TextChoices):
    """What stops new things in a city: the fixed list, so that it can be counted, and one's own words beside it."""

    TIME = "time", _("Time")
    MONEY = "money", _("Money")
    MANDATE = "mandate", _("Mandate")
    LEADERSHIP = "leadership", _("Leadership")
    CULTURE = "culture", _("Culture")
    SILOS = "silos", _("Silos")
    RULES = "rules", _("Rules")
    PROCUREMENT = "procurement", _("Procurement")
    IT = "it", _("IT and data")
    SKILLS = "skills", _("Skills")
    RECEIVER = "receiver", _("No receiver")
    MEASUREMENT = "measurement", _("Measurement")
    OTHER = "other", _("Something else")


class BarrierState(TextChoices):
    OPEN = "open", _("Blocks")
    LIFTED = "lifted", _("Lifted to somebody")
    REMOVED = "removed", _("Removed")


class ProblemKind(TextChoices):
    """Complicated: analyse and plan. Complex: hypotheses, small tries that may fail, and what was learnt."""

    COMPLICATED = "complicated", _("Complicated")
    COMPLEX = "complex", _("Complex")


class StepState(TextChoices):
    PLANNED = "planned", _("Planned")
    DONE = "done", _("Done")
    DROPPED = "dropped", _("Dropped")


class ExperimentState(TextChoices):
    PLANNED = "planned", _("Planned")
    RUNNING = "running", _("Running")
    LEARNT = "learnt", _("Learnt")


class Finding(TextChoices):
    YES = "yes", _("Yes")
    PARTLY = "partly", _("Partly")
    NO = "no", _("No")
    UNSURE = "unsure", _("Not sure")


class Part(TextChoices):
    """What a unit does in another's case."""

    OWNS = "owns", _("Owns the question")
    TAKES = "takes", _("Takes part")
    CONSULTED = "consulted", _("Is consulted")


class PartState(TextChoices):
    ASKED = "asked", _("Asked")
    ACCEPTED = "accepted", _("Said yes")
    DECLINED = "declined", _("Said no")
    LEFT = "left", _("No longer in it")


class CoachingKind(TextChoices):
    MEETING = "meeting", _("Meeting")
    ADVICE = "advice", _("Advice")
    NEXT_STEP = "next_step", _("Next step")


class Around(TextChoices):
    """What is written around a case that can be marked as secret as a whole: all notes, all tests."""

    COACHING = "coaching", _("Coaching notes")
    EXPERIMENTS = "experiments", _("Small tests")


class Verb(StrEnum):
    """What can be done to a case; gates.rules says by whom."""

    RELEASE = "release"
    ADVANCE = "advance"
    SEND_BACK = "send_back"
    ASK = "ask"
    COMPLETE = "complete"
    PARK = "park"
    WAKE = "wake"
    CLOSE = "close"
    WITHDRAW = "withdraw"
    RECOMMEND = "recommend"
    ASSESS = "assess"
    CHECK = "check"
    CORRECT = "correct"
    TAKE = "take"
    HAND_OVER = "hand_over"
    REFER = "refer"
    RECUSE = "recuse"
    PLAN_TRIAL = "plan_trial"
    END_TRIAL = "end_trial"
    ASK_RECEIVER = "ask_receiver"
    TAKE_BACK = "take_back"
    MATCH = "match"
    LIFT = "lift"  # to the board that decides
    BOARD = "board"  # register what the board has decided


class TransferCause(TextChoices):
    """Why a case got another handler, or went back to the role."""

    TAKEN = "taken", _("Taken")
    HANDED_OVER = "handed_over", _("Handed over")
    ABSENCE = "absence", _("Absence")
    BACK = "back", _("Back from absence")
    LEFT = "left", _("Has left")
    ROLE_ENDED = "role_ended", _("The role has ended")


# After these a case lies with the role, and somebody has to take it.
LETTING_GO = (TransferCause.LEFT, TransferCause.ROLE_ENDED)


@dataclass(frozen=True, slots=True)
class Transition:
    """From which states a verb leads where; no target means that the state stays."""

    verb: Verb
    sources: frozenset[CaseState]
    target: CaseState | None
    label: LazyText
    needs_reason: bool = True


_S = CaseState
_WAITING = frozenset({_S.OPEN, _S.ASKED, _S.PARKED})
TRANSITIONS: dict[Verb, Transition] = {
    t.verb: t
    for t in (
        Transition(Verb.RELEASE, _WAITING, None, _("Show to others"), needs_reason=False),
        Transition(Verb.ADVANCE, frozenset({_S.OPEN}), _S.OPEN, _("Let it go on")),
        Transition(Verb.SEND_BACK, frozenset({_S.OPEN}), _S.OPEN, _("Send back")),
        Transition(Verb.ASK, frozenset({_S.OPEN}), _S.ASKED, _("Ask for more")),
        Transition(Verb.COMPLETE, frozenset({_S.ASKED}), _S.OPEN, _("Complete"), needs_reason=False),
        Transition(Verb.PARK, frozenset({_S.OPEN, _S.ASKED}), _S.PARKED, _("Park")),
        Transition(Verb.WAKE, frozenset({_S.PARKED}), _S.OPEN, _("Take up again"), needs_reason=False),
        Transition(Verb.CLOSE, _WAITING, _S.CLOSED, _("Close the case")),
        Transition(Verb.REFER, _WAITING, _S.CLOSED, _("Refer")),
        Transition(Verb.WITHDRAW, _WAITING, _S.CLOSED, _("Withdraw"), needs_reason=False),
        Transition(Verb.RECOMMEND, frozenset({_S.OPEN}), None, _("Register a recommendation")),
        Transition(Verb.ASSESS, frozenset({_S.OPEN}), None, _("Assess")),
        Transition(Verb.RECUSE, frozenset({_S.OPEN}), None, _("Step aside")),
        Transition(Verb.PLAN_TRIAL, frozenset({_S.OPEN}), None, _("Plan the trial")),
        Transition(Verb.END_TRIAL, frozenset({_S.OPEN}), None, _("Register what the trial showed")),
        Transition(Verb.ASK_RECEIVER, frozenset({_S.OPEN}), None, _("Ask a unit to receive it")),
        Transition(Verb.TAKE_BACK, _WAITING, None, _("Take back a question to a unit")),
        Transition(Verb.MATCH, frozenset({_S.OPEN}), None, _("Tie it to a need"), needs_reason=False),
        Transition(Verb.CHECK, frozenset({_S.OPEN}), None, _("Answer the check questions"), needs_reason=False),
        Transition(Verb.CORRECT, frozenset(CaseState), None, _("Correct a decision")),
        Transition(Verb.TAKE, _WAITING, None, _("Take the case"), needs_reason=False),
        Transition(Verb.LIFT, frozenset({_S.OPEN}), None, _("Lift it to the board"), needs_reason=False),
        Transition(Verb.BOARD, frozenset({_S.OPEN}), None, _("Register what the board has decided")),
        Transition(Verb.HAND_OVER, _WAITING, None, _("Hand over"), needs_reason=False),
    )
}
