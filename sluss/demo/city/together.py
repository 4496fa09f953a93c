"""What is done around the ideas: problems sorted, small tests, units in each other's cases, help, barriers, benefits and spread."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import timedelta
from decimal import Decimal
from typing import Any

from sluss.core import clock
from sluss.gates import actions as gates
from sluss.gates.models import Barrier, Case, CaseParticipant, Experiment, PlanStep
from sluss.gates.queries import stages_of
from sluss.gates.states import BarrierKind, BarrierState, CoachingKind, Finding, Part, ProblemKind, StepState
from sluss.ideas import actions as ideas
from sluss.ideas.models import AdoptionRequest
from sluss.ideas.states import AdoptionAnswer, BenefitKind

from .cast import ENERGY, KOF, TPF, UBF, VOF
from .plot import Step
from .town import Town


def _step(ago: int, verb: str, by: str, reason: str = "", **more: Any) -> Step:
    return Step(ago=ago, verb=verb, by=by, reason=reason, more=more)


def _test(ago: int, by: str, hypothesis: str, test: str, how_long: str, with_whom: str) -> Step:
    return _step(ago, "experiment", by, hypothesis=hypothesis, test=test, how_long=how_long, with_whom=with_whom)


# By the story they belong to. They are played in the order of their days, among the story's own steps.
AROUND: Mapping[str, tuple[Step, ...]] = {
    "tyst-natt": (
        _step(
            122,
            "sort",
            "amira",
            "Först trodde vi att det räckte att byta larmen. Men ingen vet varför det låter så mycket på natten.",
            kind=ProblemKind.COMPLICATED,
        ),
        _step(120, "plan", "amira", what="Ta in pris på tysta larm", who="Upphandlare på stadsledningen", days=20),
        _step(96, "plan_end", "amira", "Larmen går att köpa, men det var inte de som väckte folk.", number=1, state=StepState.DROPPED),
        _step(
            70,
            "sort",
            "lars",
            "Larmen är en del av ljudet, men inte hela. Vi måste prova oss fram natt för natt.",
            kind=ProblemKind.COMPLEX,
        ),
        _test(
            68,
            "lars",
            "Om larmet går till telefonen i stället för i korridoren vaknar färre.",
            "Ett larm i taget ställs om på plan 2.",
            "tre veckor",
            "nattpersonalen på plan 2",
        ),
        _step(66, "start", "lars", number=1),
        _step(
            44,
            "learn",
            "lars",
            "Uppvaknandena blev färre: fyra på en natt mot nio innan. Men två larm kom fram för sent, där täckningen är dålig.",
            number=1,
            held=Finding.PARTLY,
            repeatable=Finding.YES,
        ),
        _test(
            43,
            "lars",
            "Om vagnarna får mjuka hjul hörs ronden klockan fyra inte in i rummen.",
            "En vagn av tre byter hjul.",
            "två veckor",
            "nattpersonalen på plan 1",
        ),
        _step(42, "start", "lars", number=2),
        _step(
            26,
            "learn",
            "lars",
            "Det gjorde ingen skillnad. Det är dörrarna som låter, inte vagnarna. Det hade vi aldrig gissat.",
            number=2,
            held=Finding.NO,
            repeatable=Finding.UNSURE,
        ),
        _test(
            24,
            "lars",
            "Om dörrstängarna justeras vaknar de som sover lätt mer sällan.",
            "Dörrarna på plan 1 justeras, de på plan 2 är som förut.",
            "fyra veckor",
            "vaktmästaren och de boende på två plan",
        ),
        _step(20, "start", "lars", number=3),
        _step(
            60,
            "barrier",
            "lars",
            "Larmet får inte ställas om utan att leverantören är på plats, och det kostar 11 000 kronor per gång.",
            kind=BarrierKind.PROCUREMENT,
        ),
        _step(
            40,
            "barrier_change",
            "amira",
            "Avtalet löper ut i höst. Kravet på att ställa om själv är med i nästa.",
            state=BarrierState.LIFTED,
            to="Inköpsrådet",
        ),
        _step(
            30, "coach", "berit", "Vi gick ronden tillsammans en natt. Skriv upp klockslagen, inte bara antalet.", kind=CoachingKind.MEETING
        ),
        _step(
            18,
            "coach",
            "amira",
            "Ni har lärt er mer av försöket som inte höll än av det som gjorde det. Berätta om båda på nästa träff.",
            kind=CoachingKind.ADVICE,
            next_step="Visa siffrorna för nattgruppen",
            days=14,
            for_giver=True,
        ),
        _step(
            58,
            "benefit",
            "lars",
            kind=BenefitKind.SAFETY,
            for_whom="De som bor på Almgården",
            words="Fler hela nätter, och färre fall i gryningen.",
            measured_how="Fall och uppvaknanden per natt räknas i två månader före och efter.",
        ),
    ),
    "promenadpool": (
        _step(48, "sort", "amira", "Vi vet vad som behövs: försäkring, tider och en som ringer runt.", kind=ProblemKind.COMPLICATED),
        _step(47, "plan", "amira", what="Fråga stadens försäkringshandläggare", who="Amira", days=10),
        _step(47, "plan", "amira", what="Välja två förmiddagar som passar båda", who="Förskolan och Almgården", days=-5),
        _step(47, "plan", "amira", what="Göra ett schema för våren", who="Almgårdens aktivitetsgrupp", days=30),
        _step(33, "plan_end", "amira", "Försäkringen gäller så länge personal är med.", number=1, state=StepState.DONE),
        _step(46, "ask_unit", "amira", "Barnen kommer från er, och ni vet vad en promenad med små barn kräver.", unit=UBF, part=Part.TAKES),
        _step(41, "answer_unit", "jonas", "Lärkan vill gärna. De har redan provat en gång.", unit=UBF, accept=True),
        _step(45, "ask_unit", "amira", "Ni sköter gångvägarna vid Almgården.", unit=TPF, part=Part.CONSULTED),
        _step(
            38, "answer_unit", "wilma", "Vi röjer där ändå och behöver inte vara med. Ring parkdriften vid halka.", unit=TPF, accept=False
        ),
        _step(
            39,
            "barrier",
            "amira",
            "Förskolan och äldreboendet planerar i olika system och ser inte varandras lediga tider.",
            kind=BarrierKind.SILOS,
            lies_with=UBF,
        ),
        _step(
            36,
            "benefit",
            "jonas",
            kind=BenefitKind.QUALITY,
            for_whom="Barnen på Lärkan",
            words="Två förmiddagar ute i veckan, även när det fattas folk.",
            measured_how="Förskolan räknar förmiddagarna ute under våren.",
        ),
        _step(25, "coach", "jonas", "Börja med de barn som har mor- eller farföräldrar nära. De lär de andra.", kind=CoachingKind.ADVICE),
    ),
    "skolgard": (
        _step(
            40,
            "benefit",
            "jonas",
            kind=BenefitKind.MONEY,
            for_whom="Skolan och dagvattnet",
            amount="85000",
            unit="kronor",
            measured_how="Kostnaden för översvämmad källare jämförs med de tre åren innan.",
        ),
        _step(39, "spread", "jonas", units=(VOF, KOF, TPF)),
        _step(
            30,
            "adopt",
            "wilma",
            "Vi lägger regnbäddar i tre parker, men med salttåliga växter eftersom vi plogar dit snön.",
            unit=TPF,
            answer=AdoptionAnswer.ADAPT,
            stage="inforande",
        ),
        _step(
            24,
            "adopt",
            "elin",
            "Biblioteket har bara en stenlagd innergård på ett garagetak. Den bär inte jorden.",
            unit=KOF,
            answer=AdoptionAnswer.DECLINE,
        ),
    ),
    "brunnar": (
        _step(60, "spread", "wilma", units=(ENERGY,)),
        _step(
            52,
            "adopt",
            "mattias",
            "Vi har samma brunnar i kulvertarna och kan ta över rutinen som den är.",
            unit=ENERGY,
            answer=AdoptionAnswer.ADOPT,
        ),
        _step(
            59,
            "benefit",
            "wilma",
            kind=BenefitKind.TIME,
            for_whom="Gatudriftens beredskap",
            amount="420",
            unit="timmar",
            measured_how="Utryckningar vid skyfall räknas i driftsystemet varje kvartal.",
        ),
    ),
    "matlador": (
        _step(50, "spread", "amira", units=(UBF,)),
        _step(
            42,
            "adopt",
            "jonas",
            "Förskolorna bryter förpackningarna i köket. Barnen möter dem aldrig.",
            unit=UBF,
            answer=AdoptionAnswer.DECLINE,
        ),
    ),
    "papperskorgar": (
        _step(12, "ask_unit", "wilma", "Ni tömmer själva på äldreboendena. Vill ni prova givarna där?", unit=VOF, part=Part.TAKES),
        _step(90, "barrier", "torgny", "Givarna får inte sitta på stadens nät, och ingen kan säga när det går.", kind=BarrierKind.IT),
        _step(20, "barrier_change", "torgny", "De har fått ett eget nät, skilt från stadens.", state=BarrierState.REMOVED),
        _step(80, "barrier", "torgny", "Ingen av oss har tid att läsa siffrorna varje morgon.", kind=BarrierKind.TIME),
    ),
    "tre-inloggningar": (
        _step(
            150,
            "barrier",
            "jonas",
            "Tre nämnder äger var sitt system, och ingen av dem får bestämma över de andras.",
            kind=BarrierKind.MANDATE,
        ),
    ),
    "gatsten": (
        _step(
            85,
            "barrier",
            "wilma",
            "Återbrukad sten finns inte i ramavtalet, så projekten får inte räkna med den.",
            kind=BarrierKind.PROCUREMENT,
        ),
    ),
    "mallar": (
        _step(66, "barrier", "nadja", "Ingen förvaltning har tagit på sig att hålla mallarna aktuella.", kind=BarrierKind.RECEIVER),
    ),
}

# What blocks the work as such, and no single case: (days ago, by, unit, what it is about, words).
GENERAL = (
    (75, "amira", VOF, BarrierKind.TIME, "Det finns ingen tid mellan passen att prova något nytt. Allt sker på rasten."),
    (110, "jonas", UBF, BarrierKind.MONEY, "Den som sparar pengar får inte behålla dem. Det syns i en annan nämnds budget."),
    (35, "wilma", TPF, BarrierKind.OTHER, "Vi får veta om andras försök först när de är slut."),
)


def with_around(key: str, steps: tuple[Step, ...]) -> tuple[Step, ...]:
    """A story's steps and what was done around it, the oldest first; of the same day, the story's own first."""
    return tuple(sorted((*steps, *AROUND.get(key, ())), key=lambda step: -step.ago))


# --- The deeds ----------------------------------------------------------------------------------------------------------


def _in_days(step: Step, key: str = "days") -> Any:
    return clock.today() + timedelta(days=step.more[key]) if key in step.more else None


def _sort(_town: Town, case: Case, step: Step, by: Any) -> None:
    gates.sort_problem(case, kind=step.more["kind"], reason=step.reason, by=by)


def _plan(_town: Town, case: Case, step: Step, by: Any) -> None:
    # A step may not be planned for a day that has been; one that is to be late is due soon after it was planned.
    due_on = clock.today() + timedelta(days=abs(step.more["days"]))
    gates.plan_step(case, what=step.more["what"], who=step.more["who"], due_on=due_on, by=by)


def _plan_end(_town: Town, case: Case, step: Step, by: Any) -> None:
    planned = PlanStep.objects.select_related("case").get(case=case, number=step.more["number"])
    gates.end_step(planned, state=step.more["state"], note=step.reason, by=by)


def _experiment(_town: Town, case: Case, step: Step, by: Any) -> None:
    gates.plan_experiment(case, by=by, **step.more)


def _of(case: Case, step: Step) -> Experiment:
    return Experiment.objects.select_related("case").get(case=case, number=step.more["number"])


def _start(_town: Town, case: Case, step: Step, by: Any) -> None:
    gates.start_experiment(_of(case, step), by=by)


def _learn(_town: Town, case: Case, step: Step, by: Any) -> None:
    gates.learn(_of(case, step), learnt=step.reason, held=step.more["held"], repeatable=step.more["repeatable"], by=by)


def _barrier(town: Town, case: Case, step: Step, by: Any) -> None:
    lies_with = town.units[step.more["lies_with"]] if "lies_with" in step.more else None
    gates.note_barrier(kind=step.more["kind"], words=step.reason, case=case, unit=case.receiving_unit, owner_unit=lies_with, by=by)


def _barrier_change(_town: Town, case: Case, step: Step, by: Any) -> None:
    """The first that was noted on the case."""
    first = Barrier.objects.filter(case=case).order_by("pk")[0]
    gates.change_barrier(first, state=step.more["state"], reason=step.reason, lifted_to=step.more.get("to", ""), by=by)


def _ask_unit(town: Town, case: Case, step: Step, by: Any) -> None:
    gates.ask_unit(case, unit=town.units[step.more["unit"]], part=step.more["part"], reason=step.reason, by=by)


def _answer_unit(town: Town, case: Case, step: Step, by: Any) -> None:
    asked = CaseParticipant.objects.select_related("case").get(case=case, unit=town.units[step.more["unit"]])
    gates.answer_ask(asked, accept=step.more["accept"], reason=step.reason, by=by)


def _coach(_town: Town, case: Case, step: Step, by: Any) -> None:
    more = step.more
    gates.coach(
        case, kind=more["kind"], text=step.reason, next_step=more.get("next_step", ""), next_on=_in_days(step),
        for_giver=more.get("for_giver", False), by=by,
    )  # fmt: skip


def _benefit(_town: Town, case: Case, step: Step, by: Any) -> None:
    amount = Decimal(step.more["amount"]) if "amount" in step.more else None
    ideas.claim_benefit(case, by=by, **{**step.more, "amount": amount})


def _spread(town: Town, case: Case, step: Step, by: Any) -> None:
    ideas.ask_to_adopt(case, units=[town.units[code] for code in step.more["units"]], by=by, answer_by=clock.today() + timedelta(days=56))


def _adopt(town: Town, case: Case, step: Step, by: Any) -> None:
    asked = AdoptionRequest.objects.get(idea=case.subject_id, unit=town.units[step.more["unit"]])
    stage = next((stage for stage in stages_of(case) if stage.key == step.more.get("stage")), None)
    ideas.answer_adoption(asked, answer=step.more["answer"], reason=step.reason, stage=stage, by=by)


Deed = Callable[[Town, Case, Step, Any], None]
DEEDS: dict[str, Deed] = {
    "sort": _sort,
    "plan": _plan,
    "plan_end": _plan_end,
    "experiment": _experiment,
    "start": _start,
    "learn": _learn,
    "barrier": _barrier,
    "barrier_change": _barrier_change,
    "ask_unit": _ask_unit,
    "answer_unit": _answer_unit,
    "coach": _coach,
    "benefit": _benefit,
    "spread": _spread,
    "adopt": _adopt,
}


def note_general(town: Town, number: int) -> None:
    """One of GENERAL, on its day."""
    _ago, by, unit, kind, words = GENERAL[number]
    gates.note_barrier(kind=kind, words=words, unit=town.units[unit], by=town.people[by])
