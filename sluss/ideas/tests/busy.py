"""An idea around which everything has been written, for tests that ask who is named, who may read it and what is taken home."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sluss.core import clock
from sluss.gates import actions as gates
from sluss.gates.models import Barrier, Match
from sluss.gates.states import BarrierKind, BarrierState, CoachingKind, Finding, Part, ProblemKind
from sluss.gates.tests import walks
from sluss.ideas import actions
from sluss.ideas.models import Idea
from sluss.ideas.states import AdoptionAnswer, BenefitKind
from sluss.people.actions import be_away

from . import giving

COACHING, TEST, LEARNT, BENEFIT = "Kanariehandledning", "Kanarieförsök", "Kanarielärdom", "Kanarienytta"


@dataclass(frozen=True)
class Busy:
    idea: Idea
    match: Match
    barrier: Barrier


def worked_on(cast: Any) -> Busy:
    """Given by Sara and spread; Amira has done all that one who works with it can, and Wilma has answered for her unit."""
    idea = giving.released(giving.submitted(cast.sara).idea, cast.amira)
    gates.keep_template(unit=cast.units.care, title="Tack", text="Tack för idén.", language="sv", by=cast.amira)
    giving.advanced(idea, cast.amira, "spridning")
    case = giving.case_of(idea)
    gates.sort_problem(case, kind=ProblemKind.COMPLICATED, reason="Det går att räkna på.", by=cast.amira)
    gates.plan_step(case, what="Mät vägen.", who="Driften", due_on=clock.today() + timedelta(days=5), by=cast.amira)
    gates.sort_problem(case, kind=ProblemKind.COMPLEX, reason="Det gick inte att räkna på.", by=cast.amira)
    test = gates.plan_experiment(
        case, hypothesis=f"{TEST} ett.", test=f"{TEST} två.", how_long="en vecka", with_whom="två kollegor", by=cast.amira
    )
    gates.start_experiment(test, by=cast.amira)
    gates.learn(test, learnt=f"{LEARNT} ett.", held=Finding.YES, repeatable=Finding.YES, by=cast.amira)
    participant = gates.ask_unit(case, unit=cast.units.works, part=Part.TAKES, reason="Ni sköter skåpen.", by=cast.amira)
    gates.answer_ask(participant, accept=True, by=cast.wilma)
    gates.ask_unit(case, unit=cast.units.energy, part=Part.CONSULTED, reason="Ni har elen.", by=cast.amira)
    gates.coach(case, kind=CoachingKind.ADVICE, text=f"{COACHING} till givaren.", next_step="Ring.", for_giver=True, by=cast.amira)
    gates.coach(case, kind=CoachingKind.ADVICE, text=f"{COACHING} internt.", by=cast.amira)
    barrier = gates.note_barrier(
        kind=BarrierKind.MONEY, words="Ingen budget.", by=cast.amira, case=case, unit=cast.units.care, owner=cast.amira
    )
    gates.change_barrier(barrier, state=BarrierState.LIFTED, lifted_to="Nämnden", reason="De avgör.", by=cast.amira)
    actions.claim_benefit(
        case, kind=BenefitKind.TIME, for_whom=f"{BENEFIT} ett", measured_how=f"{BENEFIT} två", words=f"{BENEFIT} tre", by=cast.amira
    )
    (asked,) = actions.ask_to_adopt(case, units=[cast.units.works], by=cast.amira)
    actions.answer_adoption(asked, answer=AdoptionAnswer.ADAPT, reason="Vi gör på vårt sätt.", by=cast.wilma)
    gates.take(case, by=cast.amira)
    be_away(
        person=cast.fresh(cast.amira),
        stand_in=cast.lars,
        from_on=clock.today() + timedelta(days=3),
        to_on=clock.today() + timedelta(days=4),
        by=cast.fresh(cast.amira),
    )
    company = walks.at_stage(cast.units.care, cast.amira, "matchning", "foretagssluss")
    match = gates.match(company, by=cast.amira, unit=cast.units.care, need="Brunnarna svämmar över.")
    gates.answer_match(match, by=cast.amira, accepts=True, reason="Det stämmer.")
    return Busy(giving.fresh(idea), match, barrier)
