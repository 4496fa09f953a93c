"""A small city with one of each thing, for what is asked of every page: ideas with canaries in every state that hides something."""

from __future__ import annotations

from dataclasses import dataclass

from sluss.core import jobs
from sluss.core.ids import uid
from sluss.core.tests.sent_files import pdf, photo
from sluss.gates import actions as gates
from sluss.gates.states import Outcome
from sluss.ideas import actions
from sluss.ideas.actions import Contact, Texts
from sluss.ideas.models import Draft, Idea, Theme
from sluss.ideas.seed import RESIDENTS
from sluss.ideas.tests import giving, many
from sluss.journal import actions as journal
from sluss.journal.states import Visibility
from sluss.people.actions import create_person
from sluss.people.models import Person
from sluss.people.states import PersonKind
from sluss.records import actions as records

THEME, PLACE = "omsorg", "norr"
REASON = "Behovet är tydligt, och det finns folk som kan."


@dataclass(frozen=True)
class Town:
    shown: Idea  # released, for all
    waiting: Idea  # not released
    for_staff: Idea
    for_handlers: Idea
    blind: Idea  # released, at a blind stage, the giver has chosen to show the name
    blind_giver: Person  # has given that one only: where the name stands, it stands because of it
    nameless: Idea  # a resident's without an account
    draft: Draft


# Each stands in one text and one file only; what it may never reach is said in the test.
CANARY = {
    "waiting": "Kanariegul",
    "for_staff": "Kanarieblå",
    "for_handlers": "Kanarieröd",
    "draft": "Kanarievit",
}
GIVER = "Kanariesson"  # Sara's family name while these tests run
BLIND_GIVER = "Kanariedotter"
ADDRESS = "kanarie.hemlig@post.example"


def build(cast) -> Town:
    cast.sara.details.family_name = GIVER
    cast.sara.details.save()
    giving.base(cast.units.care)
    # All stand in one place and under one theme, so that a list narrowed by them has what it may not show.
    theme, place = Theme.objects.get(key=THEME), many.places()[PLACE]
    blind_giver = create_person(
        by=None, kind=PersonKind.EMPLOYEE, username="disa.k", given_name="Disa", family_name=BLIND_GIVER, email="disa.k@alvsund.example",
        unit=cast.units.home_care,
    )  # fmt: skip

    def idea(name: str, *, by=cast.sara, visibility=Visibility.ALL, released=True, **given):
        texts = Texts(
            need=f"{CANARY.get(name, 'Nycklarna')} saknas i skåpet vid varje pass.",
            solution=f"{CANARY.get(name, 'Lås')} med kod.",
            theme=theme,
            place=place,
        )
        key = uid()
        if name in CANARY:
            journal.choose(pdf(f"{CANARY[name]}.pdf", CANARY[name]), form_key=key, owner=by)
        if name == "shown":
            journal.choose(photo(), form_key=key, owner=by)
        if name == "blind":
            journal.choose(photo(f"{BLIND_GIVER}.jpg", artist=BLIND_GIVER), form_key=key, owner=by)
        made = giving.submitted(by, texts=texts, visibility=visibility, form_key=key, **given).idea
        if released:
            gates.release(giving.case_of(made), by=cast.amira)
        return made

    shown = idea("shown")
    gates.ask(giving.case_of(shown), by=cast.amira, reason="Hur många skåp gäller det?")
    blind = idea("blind", by=blind_giver, show_name=True)
    gates.advance(giving.case_of(blind), by=cast.amira, reason=REASON)
    closed = idea("closed")
    gates.close(giving.case_of(closed), by=cast.amira, outcome=Outcome.NOT, reason=REASON)
    nameless = giving.submitted(
        None, RESIDENTS, texts=Texts(need="Bänken vid stationen är trasig."), contact=Contact(name=f"Rut {GIVER}", email=ADDRESS)
    ).idea
    town = Town(
        shown=shown,
        waiting=idea("waiting", released=False),
        for_staff=idea("for_staff", visibility=Visibility.EMPLOYEES),
        for_handlers=idea("for_handlers", visibility=Visibility.HANDLERS),
        blind=blind,
        blind_giver=blind_giver,
        nameless=nameless,
        draft=actions.save_draft(
            owner=cast.sara, gateway=giving.way(), key=giving.uid(), data={"need": f"{CANARY['draft']} är bara min.", "title": "Utkast"}
        ),
    )
    journal.choose(pdf(f"{CANARY['draft']}.pdf", CANARY["draft"]), form_key=town.draft.key, owner=cast.sara)
    records.ask_erasure(by=cast.rut)  # waits for its answer
    jobs.run_due()
    return town
