"""What a giver does after sending: the received text stays, the clock goes on, the record is kept."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from sluss.core import clock
from sluss.core.verdict import Conflict, NotAllowed
from sluss.gates import actions as gates
from sluss.gates.states import CaseState, Outcome
from sluss.ideas import actions
from sluss.ideas.actions import Contact, Texts
from sluss.ideas.actions.values import texts_of
from sluss.ideas.models import IdeaVersion, Submission
from sluss.ideas.seed import RESIDENTS
from sluss.ideas.states import Status
from sluss.journal.models import Event, SearchEntry

from . import giving

pytestmark = pytest.mark.django_db
MONDAY = date(2026, 3, 9)


@pytest.fixture
def base(cast):
    giving.base(cast.units.city)
    return cast


def kinds(idea) -> list[str]:
    return list(Event.objects.filter(subject=idea.subject).order_by("pk").values_list("kind", flat=True))


def changed(idea, **texts):
    return replace(texts_of(giving.fresh(idea)), **texts)


def into(state: str, idea, by) -> None:
    case = giving.case_of(idea)
    if state == "asked":
        gates.ask(case, by=by, reason="Hur många skåp gäller det?")
    elif state == "parked":
        gates.park(case, by=by, until=clock.today() + timedelta(days=30), reason="Vi väntar på budgeten.")
    elif state == "closed":
        gates.close(case, by=by, outcome=Outcome.NOT, reason="Staden får inte göra detta.")


STATES = ("open", "asked", "parked", "closed")
# What each state permits a giver.
PERMITTED = {"open": "edit withdraw", "asked": "edit complete withdraw", "parked": "edit withdraw", "closed": ""}
VERBS = {
    "edit": lambda idea, by: actions.edit(idea, by=by, texts=changed(idea, solution="Ett skåp.")),
    "complete": lambda idea, by: actions.complete(idea, by=by, texts=changed(idea), answer="Fyra skåp."),
    "withdraw": lambda idea, by: actions.withdraw(idea, by=by),
}


@pytest.mark.slow
@pytest.mark.parametrize("verb", VERBS)
@pytest.mark.parametrize("state", STATES)
def test_what_a_giver_may_in_each_state(base, state, verb):
    idea = giving.submitted(base.sara).idea
    into(state, idea, base.amira)
    if verb in PERMITTED[state].split():
        VERBS[verb](idea, base.sara)
    else:
        before = kinds(idea)
        with pytest.raises(NotAllowed):
            VERBS[verb](idea, base.sara)
        assert kinds(idea) == before


@pytest.mark.slow
@pytest.mark.parametrize("verb", [*VERBS, "show_name"])
@pytest.mark.parametrize("state", STATES)
def test_nobody_else_may(base, state, verb):
    verbs = VERBS | {"show_name": lambda idea, by: actions.show_name(idea, by=by, shown=True)}
    idea = giving.submitted(base.sara).idea
    into(state, idea, base.amira)
    before, stood = kinds(idea), giving.case_of(idea).state
    for who, person in {**base.people, "visitor": None}.items():
        if who != "sara":
            with pytest.raises(NotAllowed):
                verbs[verb](idea, person)
            assert (giving.fresh(idea).versions_made, kinds(idea), giving.case_of(idea).state) == (1, before, stood), who
            assert not giving.fresh(idea).submission.show_name, who


@pytest.mark.parametrize("verb", VERBS)
def test_one_with_an_account_cannot_act_for_one_without(base, verb):
    idea = giving.submitted(None, RESIDENTS).idea
    with pytest.raises(NotAllowed):
        VERBS[verb](idea, base.sara)
    if verb != "complete":
        VERBS[verb](idea, None)


def test_an_edit_is_a_new_version_and_the_received_text_stays(base):
    idea = giving.submitted(base.sara).idea
    version = actions.edit(idea, by=base.sara, texts=changed(idea, need="Nycklarna är borta.", title="Borta"))
    assert version.number == 2
    edited = giving.fresh(idea)
    assert (edited.need, edited.excerpt, edited.subject.title, edited.versions_made) == (
        "Nycklarna är borta.",
        "Nycklarna är borta.",
        "Borta",
        2,
    )
    assert edited.edited_at is not None
    assert edited.versions.get(number=1).texts["need"] == giving.NEED
    assert kinds(idea)[2:] == ["subject.titled", "idea.edited"]
    assert "bort" in SearchEntry.objects.get(pk=idea.pk).title_words


def test_nothing_changed_makes_no_version(base):
    idea = giving.submitted(base.sara).idea
    before = kinds(idea)
    assert actions.edit(idea, by=base.sara, texts=changed(idea, need=f"  {giving.NEED}\r\n")) is None
    assert kinds(idea) == before


def test_an_edit_of_a_released_idea_shows_at_once_with_its_day(base):
    idea = giving.released(giving.submitted(base.sara).idea, base.amira)
    actions.edit(idea, by=base.sara, texts=changed(idea, need="Nytt"))
    edited = giving.fresh(idea)
    assert edited.subject.is_released
    assert edited.edited_at > edited.subject.released_at


def test_two_windows_one_is_told(base):
    idea = giving.submitted(base.sara).idea
    actions.edit(idea, by=base.sara, texts=changed(idea, need="Första"), seen=1)
    with pytest.raises(Conflict):
        actions.edit(idea, by=base.sara, texts=changed(idea, need="Andra"), seen=1)
    assert giving.fresh(idea).need == "Första"


def test_the_handler_is_told_of_an_edit(base):
    idea = giving.submitted(base.sara).idea
    actions.edit(idea, by=base.sara, texts=changed(idea, need="Nytt"))
    assert Event.objects.filter(kind="idea.edited").get().data["persons"] == [base.amira.pk]
    gates.take(giving.case_of(idea), by=base.lars)
    actions.edit(idea, by=base.sara, texts=changed(idea, need="Nyare"))
    assert Event.objects.filter(kind="idea.edited").last().data["persons"] == [base.lars.pk]


def test_completing_lets_the_clock_go_on_and_keeps_the_answer(base):
    with clock.at(MONDAY):
        idea = giving.submitted(base.sara).idea
        due = giving.case_of(idea).promises.get().due_on
        into("asked", idea, base.amira)
        assert giving.fresh(idea).status == Status.ASKED
    with clock.at(MONDAY + timedelta(days=7)):
        version = actions.complete(idea, by=base.sara, texts=changed(idea), answer=" Fyra skåp.\x00 ")
    case = giving.case_of(idea)
    assert (case.state, case.promises.get().state, giving.fresh(idea).status) == (CaseState.OPEN, "open", Status.IN_PROGRESS)
    assert case.promises.get().due_on > due
    assert (version.answer, version.texts["need"]) == ("Fyra skåp.", giving.NEED)
    assert giving.fresh(idea).edited_at is None
    # Nobody is told that the text has been changed when it has not; that an answer came in is registered.
    assert kinds(idea)[-2:] == ["idea.answered", "case.completed"]


def test_completing_with_a_new_text_says_that_it_is_new(base):
    idea = giving.submitted(base.sara).idea
    into("asked", idea, base.amira)
    actions.complete(idea, by=base.sara, texts=changed(idea, need="Fyra skåp saknar lås."))
    assert kinds(idea)[-2:] == ["idea.edited", "case.completed"]


@pytest.mark.parametrize("answer", ["", "  \n", "\x00"])
def test_completing_with_nothing_is_refused_and_the_clock_stands(base, answer):
    idea = giving.submitted(base.sara).idea
    into("asked", idea, base.amira)
    with pytest.raises(NotAllowed):
        actions.complete(idea, by=base.sara, texts=changed(idea), answer=answer)
    assert giving.case_of(idea).state == CaseState.ASKED
    assert IdeaVersion.objects.count() == 1


def test_withdrawing_closes_and_keeps(base):
    idea = giving.released(giving.submitted(base.sara).idea, base.amira)
    actions.withdraw(idea, by=base.sara, reason="Det är redan löst.")
    case = giving.case_of(idea)
    assert (case.state, case.outcome, giving.fresh(idea).status) == (CaseState.CLOSED, Outcome.WITHDRAWN, Status.WITHDRAWN)
    assert case.decisions.get(kind="withdraw").reason == "Det är redan löst."
    assert giving.fresh(idea).versions.count() == 1
    assert giving.fresh(idea).in_public_list


def test_showing_the_name_can_be_taken_back(base):
    idea = giving.submitted(base.sara).idea
    for shown in (True, True, False):
        actions.show_name(idea, by=base.sara, shown=shown)
        assert Submission.objects.get(pk=idea.pk).show_name is shown
    assert kinds(idea).count("idea.name_chosen") == 2
    into("closed", idea, base.amira)
    actions.show_name(idea, by=base.sara, shown=True)


def test_imported_history_is_nobodys_to_change(base):
    idea = giving.submitted(None, RESIDENTS, contact=Contact(name="Rut")).idea
    Submission.objects.filter(pk=idea.pk).update(terms=None)
    with pytest.raises(NotAllowed):
        actions.edit(idea, by=None, texts=Texts(need="Nytt"))
