"""An adopter answers while the case it adopts from is worked on. PostgreSQL's alone: SQLite has one lock."""

from __future__ import annotations

from functools import partial

import pytest

from sluss.core import clock
from sluss.core.tests.halfway import both
from sluss.gates import actions as gates
from sluss.gates.models import Case
from sluss.ideas import actions
from sluss.ideas.actions import Texts
from sluss.ideas.models import Adoption, AdoptionRequest
from sluss.ideas.states import AdoptionAnswer, BenefitKind
from sluss.journal.states import Visibility
from sluss.people import actions as people
from sluss.people.models import Person, Unit
from sluss.records import actions as records

from . import giving
from .test_spread import TODAY, asked, stage

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.postgres, pytest.mark.slow]


def test_one_takes_an_idea_up_while_another_unit_is_asked(cast) -> None:
    """Who asks has the case and waits for the idea; who answers has the idea, and the new case points at the first."""
    with clock.at(TODAY):
        giving.base(cast.units.care)
        idea = giving.submitted(cast.sara, visibility=Visibility.ALL).idea
        giving.released(idea, cast.amira)
        request = asked(idea, cast)
        ask = partial(actions.ask_to_adopt, request.case, units=[cast.units.city], by=cast.fresh(cast.amira))
        here = stage(request, "inforande")
        take = partial(actions.answer_adoption, request, answer=AdoptionAnswer.ADOPT, by=cast.fresh(cast.wilma), stage=here)
        assert both("ideas_idea", take, ask) == ["done", "done"]
    assert (AdoptionRequest.objects.count(), Adoption.objects.count()) == (2, 1)
    assert Case.objects.filter(adopts=request.case).count() == 1


def test_a_unit_answers_while_it_ends(cast) -> None:
    """Whoever ends the unit has the question first, and the answer comes too late: what was said stands with the unit that said it."""
    with clock.at(TODAY):
        giving.base(cast.units.care)
        idea = giving.submitted(cast.sara, visibility=Visibility.ALL).idea
        giving.released(idea, cast.amira)
        request = asked(idea, cast)
        end = partial(people.end_unit, unit=Unit.objects.get(pk=request.unit_id), by=None, successor=cast.units.energy)
        answer = partial(actions.answer_adoption, request, answer=AdoptionAnswer.ADOPT, by=cast.fresh(cast.wilma))
        ended, told = both("ideas_adoptionrequest", end, answer)
    assert ended == "done"
    assert told.startswith("NotAllowed: "), told
    request.refresh_from_db()
    assert (request.unit_id, request.answers_made) == (cast.units.energy.pk, 0)


@pytest.mark.parametrize("first", ["answers", "takes back"])
def test_a_unit_answers_while_the_question_is_taken_back(cast, first: str) -> None:
    """With a case of its own, whose row points at the one that is locked by who takes back."""
    with clock.at(TODAY):
        giving.base(cast.units.care)
        idea = giving.submitted(cast.sara, visibility=Visibility.ALL).idea
        giving.released(idea, cast.amira)
        request = asked(idea, cast)
        here = stage(request, "inforande")
        answer = partial(actions.answer_adoption, request, answer=AdoptionAnswer.ADOPT, by=cast.fresh(cast.wilma), stage=here)
        take_back = partial(actions.take_back_request, request, by=cast.fresh(cast.amira), reason=giving.REASON)
        done, told = both("ideas_adoptionrequest", *((answer, take_back) if first == "answers" else (take_back, answer)))
    assert (done, told.split(":")[0]) == ("done", "Conflict"), told
    request.refresh_from_db()
    assert (request.answers_made, request.drop_reason) == ((1, "") if first == "answers" else (0, giving.REASON))
    assert request.case.promises.get(kind="adopt").state == ("kept" if first == "answers" else "dropped")
    assert Case.objects.filter(adopts=request.case).exists() == (first == "answers")


def test_one_changes_an_idea_of_ones_own_while_one_is_de_identified(cast) -> None:
    """Whoever erases gives way, at once and with a sentence that says so; what was just written is kept."""
    with clock.at(TODAY):
        giving.base(cast.units.care)
        idea = giving.submitted(cast.sara, visibility=Visibility.ALL).idea
        erase = partial(people.erase_person, person=Person.objects.get(pk=cast.sara.pk), by=None)
        show = partial(actions.show_name, idea, by=cast.fresh(cast.sara), shown=True)
        told, shown = both("people_person", erase, show)
    assert told.startswith("Conflict: "), told
    assert shown == "done"
    assert Person.objects.get(pk=cast.sara.pk).erased_at is None


@pytest.mark.parametrize("what", ["support", "edit", "benefit", "mark"])
def test_one_does_something_with_an_idea_that_is_just_moved(cast, what: str) -> None:
    """Whoever waits for the case, or the idea, finds it where it stands now – and neither an error nor that it is closed."""
    with clock.at(TODAY):
        giving.base(cast.units.care)
        idea = giving.submitted(cast.sara, visibility=Visibility.ALL).idea
        idea = giving.released(idea, cast.amira)
        case, amira = giving.case_of(idea), cast.fresh(cast.amira)
        advance = partial(gates.advance, case, by=amira, reason=giving.REASON)
        refer = partial(gates.refer, case, by=amira, reason=giving.REASON, unit=cast.units.works)
        benefit = {"kind": BenefitKind.TIME, "for_whom": "Alla.", "measured_how": "Vi räknar.", "words": "Mycket."}
        acts = {
            "support": (advance, partial(actions.support, idea, by=cast.fresh(cast.outsider))),
            "edit": (advance, partial(actions.edit, idea, by=cast.fresh(cast.sara), texts=Texts(need="Nytt behov."))),
            "benefit": (advance, partial(actions.claim_benefit, case, by=cast.fresh(cast.office), **benefit)),
            "mark": (
                refer,
                partial(records.mark, idea.subject, by=cast.fresh(cast.office), fields=["need"], ground="31 kap.", reason="Så."),
            ),
        }
        first, second = acts[what]
        assert both("journal_subject" if what == "mark" else "gates_case", first, second, reads=what == "mark") == ["done", "done"]
