"""Walks a case into a state through the real actions, for this app's tests and those above it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from sluss.core import addresses, clock
from sluss.core.tests import kept
from sluss.gates import actions, definitions
from sluss.gates.models import Case, Process, Trial
from sluss.gates.states import Outcome, Phase, StageKind, TrialResult
from sluss.journal.actions import open_subject
from sluss.journal.models import Subject
from sluss.journal.states import Visibility
from sluss.people.models import Person, Unit

REASON = "Behovet är tydligt, och vi har folk som kan."
addresses.register("thing", lambda subject: f"/sak/{subject.pk}")


def process(key: str = "medarbetaride") -> Process:
    def make() -> None:
        actions.load_process(definitions.read(definitions.SHIPPED / f"{key}.yaml"))

    if Process.objects.exists():
        make()
    else:
        kept.again(("process", key), make)
    return Process.objects.get(key=key)


def subject(unit: Unit, title: str = "Sensorer i brunnar") -> Subject:
    return open_subject(kind="thing", title=title, unit=unit, language="sv", visibility=Visibility.ALL, address="sensorer")


def opened(unit: Unit, key: str = "medarbetaride") -> Case:
    return actions.open_case(subject(unit), process=process(key), unit=unit, by=None)


def prepare(case: Case, by: Person) -> None:
    """What the next step rests on: a need whose owner says yes, the trial's plan or its result, and a receiver who has accepted."""
    if case.stage.kind == StageKind.MATCHING and not case.matches.filter(answer="yes").exists():
        matched(case, by)
    if needed := {check["key"]: ("yes", "") for check in case.stage.checks if check.get("needed")}:
        actions.answer_checks(case, by=by, answers=needed)
    following = case.version.stages.filter(order__gt=case.stage.order).first()
    if following is not None and following.kind == StageKind.TRIAL:
        planned(case, by)
    if case.stage.kind == StageKind.TRIAL:
        actions.end_trial(case, by=by, result=TrialResult.WORKED, learnt="Det går fortare, och ingen har klagat.")
    if following is not None and following.phase == Phase.IMPLEMENTATION and not case.receivers.filter(state="accepted").exists():
        receiver = actions.ask_receiver(case, by=by, unit=case.receiving_unit, question="Driften från januari.")
        actions.accept(receiver, by=by, budget="300 000 kr om året")


def planned(case: Case, by: Person) -> Trial:
    ends_on = clock.today() + timedelta(days=60)
    return actions.plan_trial(case, by=by, baseline="40 minuter om dagen", ends_on=ends_on, stop_criterion="Om någon kommer till skada")


def at_stage(unit: Unit, by: Person, stage: str, key: str = "medarbetaride") -> Case:
    case = opened(unit, key)
    while case.stage.key != stage:
        prepare(case, by)
        actions.advance(case, by=by, reason=REASON)
        case = fresh(case)
    return case


def matched(case: Case, by: Person, need: str = "Brunnarna svämmar över i april.") -> Case:
    """Tied to a need of its own unit, which says yes."""
    made = actions.match(case, by=by, unit=case.receiving_unit, need=need)
    actions.answer_match(made, by=by, accepts=True, reason=REASON)
    return fresh(case)


def under_way(unit: Unit, stage: str = "pilot") -> Case:
    """Work that has begun, at the stage where it is."""
    return actions.open_case(subject(unit), process=process("stotta-pagaende"), unit=unit, by=None, stage_key=stage)


def asked(unit: Unit, by: Person) -> Case:
    case = opened(unit)
    actions.ask(case, by=by, reason="Hur många brunnar gäller det?")
    return fresh(case)


def parked(unit: Unit, by: Person) -> Case:
    case = opened(unit)
    actions.park(case, by=by, until=clock.today() + timedelta(days=30), reason="Vi väntar på nästa budget.")
    return fresh(case)


def closed(unit: Unit, by: Person) -> Case:
    case = opened(unit)
    actions.close(case, by=by, outcome=Outcome.NOT, reason="Staden får inte göra detta.")
    return fresh(case)


def fresh(case: Case) -> Case:
    return Case.objects.select_related("subject", "stage", "receiving_unit").get(pk=case.pk)


STATES: dict[str, Callable[[Unit, Person], Case]] = {
    "open": lambda unit, by: opened(unit),
    "assessment": lambda unit, by: at_stage(unit, by, "bedomning"),
    "trial": lambda unit, by: at_stage(unit, by, "pilot"),
    "last": lambda unit, by: at_stage(unit, by, "spridning"),
    "support": lambda unit, by: at_stage(unit, by, "stod", "invanarforslag"),
    "self_check": lambda unit, by: opened(unit, "foretagssluss"),
    "matching": lambda unit, by: at_stage(unit, by, "matchning", "foretagssluss"),
    "matched": lambda unit, by: matched(at_stage(unit, by, "matchning", "foretagssluss"), by),
    "offer": lambda unit, by: at_stage(unit, by, "bedomning", "foretagssluss"),
    "offer_trial": lambda unit, by: at_stage(unit, by, "test", "foretagssluss"),
    "taken_up": lambda unit, by: at_stage(unit, by, "lardomar", "foretagssluss"),
    "under_way": lambda unit, by: under_way(unit),
    "under_way_last": lambda unit, by: under_way(unit, "spridning"),
    "asked": asked,
    "parked": parked,
    "closed": closed,
}


def do(verb: str, case: Case, by: Person | None) -> Any:
    """The verb with arguments that are right wherever the verb is."""
    stages = {stage.order: stage for stage in case.version.stages.all()}
    scores = {criterion["key"]: 3 for criterion in case.stage.criteria}
    checks = {check["key"]: ("yes", "") for check in case.stage.checks}
    calls: dict[str, Callable[[], Any]] = {
        "release": lambda: actions.release(case, by=by),  # type: ignore[arg-type]  # None is tried on purpose
        "advance": lambda: actions.advance(case, by=by, reason=REASON),
        "send_back": lambda: actions.send_back(case, by=by, to=stages[1], reason=REASON),  # type: ignore[arg-type]  # as above
        "ask": lambda: actions.ask(case, by=by, reason=REASON),  # type: ignore[arg-type]  # as above
        "complete": lambda: actions.complete(case, by=by),
        "park": lambda: actions.park(case, by=by, until=clock.today() + timedelta(days=9), reason=REASON),  # type: ignore[arg-type]  # as above
        "wake": lambda: actions.wake(case, by=by),
        "close": lambda: actions.close(case, by=by, outcome=Outcome.NOT, reason=REASON),
        "refer": lambda: actions.refer(case, by=by, reason=REASON, elsewhere="Regionen"),  # type: ignore[arg-type]  # as above
        "withdraw": lambda: actions.withdraw(case, by=by),
        "recommend": lambda: actions.recommend(case, by=by, reason=REASON, body="Innovationsrådet"),  # type: ignore[arg-type]  # as above
        "assess": lambda: actions.assess(case, by=by, reason=REASON, scores=scores),  # type: ignore[arg-type]  # as above
        "recuse": lambda: actions.recuse(case, by=by, reason="Min syster gav förslaget."),  # type: ignore[arg-type]  # as above
        "check": lambda: actions.answer_checks(case, by=by, answers=checks),  # type: ignore[arg-type]  # as above
        "match": lambda: actions.match(case, by=by, unit=case.receiving_unit.parent, need=REASON),  # type: ignore[arg-type]  # as above
        "take": lambda: actions.take(case, by=by),  # type: ignore[arg-type]  # as above
        "correct": lambda: actions.correct(case.decisions.latest("pk"), by=by, reason=REASON),  # type: ignore[arg-type]  # as above
        "plan_trial": lambda: planned(case, by),  # type: ignore[arg-type]  # as above
        "end_trial": lambda: actions.end_trial(case, by=by, result=TrialResult.DID_NOT, learnt=REASON),  # type: ignore[arg-type]  # as above
        "ask_receiver": lambda: actions.ask_receiver(case, by=by, unit=case.receiving_unit, question=REASON),  # type: ignore[arg-type]  # as above
        "take_back": lambda: _take_back(case, by),
        "lift": lambda: actions.lift(case, by=by),  # type: ignore[arg-type]  # as above
        "board": lambda: actions.decide_by_board(case, by=by, paragraph="§ 112", reason=REASON, decided_on=clock.today(), **_decided(case)),  # type: ignore[arg-type]  # as above
        "hand_over": lambda: actions.hand_over(case, to=by, by=by),  # type: ignore[arg-type]  # as above
    }
    return calls[verb]()


def _decided(case: Case) -> dict[str, Any]:
    """What a board can decide at the stage: that it is not carried out, or, where nobody closes a case, that it goes on."""
    return {"outcome": Outcome.NOT} if case.stage.outcomes else {}


def _take_back(case: Case, by: Person | None) -> Any:
    if not case.receivers.filter(state__in=["asked", "accepted"]).exists():
        case.receivers.create(unit=case.receiving_unit, question=REASON, asked_by=Person.objects.earliest("pk"))
    return actions.take_back(case, by=by, reason=REASON)  # type: ignore[arg-type]  # as above
