"""Challenges from draft to closed: who may what in each state, what one needs before it opens, and that each idea gets its answer."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from sluss.core import clock
from sluss.core.verdict import NotAllowed
from sluss.gates import actions as gates
from sluss.gates.states import Outcome
from sluss.ideas import actions, rules_challenges
from sluss.ideas.actions import Facts, Replies
from sluss.ideas.models import Challenge, Idea
from sluss.ideas.queries_challenges import challenges_for
from sluss.ideas.seed import EMPLOYEES, RESIDENTS
from sluss.journal.models import Event, Notice

from . import giving

pytestmark = pytest.mark.django_db
MONDAY, APRIL = date(2026, 3, 9), date(2026, 4, 30)


@pytest.fixture(autouse=True)
def _monday():
    with clock.at(MONDAY):
        yield


@pytest.fixture
def base(cast):
    giving.base(cast.units.city)
    giving.way(RESIDENTS, unit=cast.units.care)
    return cast


def facts(base, **changes) -> Facts:
    whole = {
        "title": "Tryggare nätter i hemtjänsten",
        "text": "Den som bor ensam är orolig på natten. Hur kan vi märka att något har hänt utan att störa?",
        "need_owner": base.units.care,
        "gateway": giving.way(RESIDENTS),
        "receiver": base.units.care,
        "mandate": "Förvaltningen beslutar själv upp till 500 000 kronor.",
        "opens_on": MONDAY,
        "closes_on": APRIL,
        "budget": 300_000,
    }
    return Facts(**(whole | changes))


def draft(base, **changes) -> Challenge:
    return actions.draft_challenge(by=base.amira, facts=facts(base, **changes))


def opened(base, **changes) -> Challenge:
    return actions.open_challenge(draft(base, **changes), by=base.decider)


def answer(base, challenge: Challenge, **more) -> Idea:
    return giving.submitted(None, RESIDENTS, replies=Replies(challenge=challenge), **more).idea


def closed(base) -> Challenge:
    return actions.close_challenge(opened(base), by=base.amira, result="Ingen svarade. Vi frågar på ett annat sätt i höst.")


STATES = {"draft": draft, "lacking": lambda base: draft(base, budget=None), "open": opened, "closed": closed}


# --- State × verb × role ----------------------------------------------------------------------------------------------------------

# What each may in each state; whoever is not named may nothing. The office writes for every unit.
MAY = {
    "draft": {"amira": "change", "lars": "change", "office": "change", "decider": "open"},
    "lacking": {"amira": "change", "lars": "change", "office": "change"},
    "open": {"amira": "close", "lars": "close", "office": "close"},
    "closed": {},
}
VERBS = {
    "change": lambda base, one, by: actions.change_challenge(one, by=by, facts=replace(facts(base), title="Ny titel")),
    "open": lambda base, one, by: actions.open_challenge(one, by=by),
    "close": lambda base, one, by: actions.close_challenge(one, by=by, result="Två av svaren provas."),
}


@pytest.mark.slow
@pytest.mark.parametrize("state", STATES)
def test_who_may_what_in_each_state_and_a_no_says_why(base, state):
    challenge = STATES[state](base)
    for name, person in base.people.items():
        for verb, act in VERBS.items():
            try:
                with transaction.atomic():
                    act(base, Challenge.objects.get(pk=challenge.pk), person)
                    transaction.set_rollback(True)
                done, why = True, ""
            except NotAllowed as no:
                done, why = False, str(no)
            assert done == (verb in MAY[state].get(name, "").split()), f"{verb} of {state} by {name}: {why}"
            assert done or len(why) > 15


def test_who_writes_one(base):
    may = {name for name, person in base.people.items() if rules_challenges.may_write(person, base.units.home_care)}
    assert may == {"amira", "lars", "office"}
    assert not rules_challenges.may_write(AnonymousUser(), base.units.care)
    for name in set(base.people) - may:
        with pytest.raises(NotAllowed):
            actions.draft_challenge(by=base.people[name], facts=facts(base))


@pytest.mark.parametrize(
    ("state", "sees"),
    [
        ("draft", {"amira", "lars", "office", "decider", "assessor", "assessor2", "communicator", "registrar", "auditor"}),
        ("open", None),
        ("closed", None),
    ],
)
def test_who_finds_it(base, state, sees):
    challenge = STATES[state](base)
    found = {name for name, person in base.people.items() if challenges_for(person).filter(pk=challenge.pk).exists()}
    assert found == (sees or set(base.people))
    assert challenges_for(AnonymousUser()).filter(pk=challenge.pk).exists() == (sees is None)
    assert base.client().get(f"/utmaningar/{challenge.pk}-{challenge.subject.address}").status_code == (404 if sees else 200)


# --- What it needs ------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("lacking", ["receiver", "mandate", "opens_on", "closes_on", "budget"])
def test_it_does_not_open_without_all_it_needs(base, lacking):
    challenge = draft(base, **{lacking: "" if lacking == "mandate" else None})
    assert not rules_challenges.can_open(challenge)
    with pytest.raises(NotAllowed):
        actions.open_challenge(challenge, by=base.decider)
    with pytest.raises(IntegrityError), transaction.atomic():
        Challenge.objects.filter(pk=challenge.pk).update(state="open", opened_at=clock.now())


@pytest.mark.parametrize(
    "broken",
    [
        {"title": " "},
        {"text": "\x00"},
        {"title": "x" * 121},
        {"text": "x" * 10_001},
        {"budget": 0},
        {"budget": -1},
        {"budget": 10**13},
        {"closes_on": date(2026, 3, 8)},
    ],
)
def test_a_draft_is_possible_too(base, broken):
    with pytest.raises(NotAllowed):
        draft(base, **broken)
    assert not Challenge.objects.exists()


def test_one_whose_last_day_has_passed_does_not_open(base):
    challenge = draft(base, opens_on=date(2026, 2, 1), closes_on=date(2026, 3, 1))
    with pytest.raises(NotAllowed, match="passerat"):
        actions.open_challenge(challenge, by=base.decider)


def test_the_receivers_decision_maker_is_told_when_it_is_whole_and_once(base):
    challenge = draft(base, budget=None)
    assert not Event.objects.filter(kind="challenge.proposed").exists()
    actions.change_challenge(challenge, by=base.amira, facts=facts(base))
    actions.change_challenge(challenge, by=base.amira, facts=facts(base, title="Tryggare nätter"))
    giving.worker()
    assert Notice.objects.filter(person=base.decider, event__kind="challenge.proposed").count() == 1
    assert "Tryggare nätter" in base.client(base.decider).get("/notiser").text


@pytest.mark.parametrize("broken", [{"state": "dreamt"}, {"result": "x"}, {"state": "closed"}, {"text": ""}])
def test_the_database_keeps_it_true(base, broken):
    challenge = opened(base)
    with pytest.raises(IntegrityError), transaction.atomic():
        Challenge.objects.filter(pk=challenge.pk).update(**broken)


# --- Answers ------------------------------------------------------------------------------------------------------------------------


def test_it_is_not_closed_while_an_idea_waits_for_its_answer(base):
    challenge = opened(base)
    ideas = [answer(base, challenge) for _ in range(2)]
    for idea in ideas:
        with pytest.raises(NotAllowed, match="väntar"):
            actions.close_challenge(challenge, by=base.amira, result="Klart.")
        gates.close(giving.case_of(idea), by=base.amira, outcome=Outcome.NOT, reason="Vi går vidare med ett annat svar.")
    with pytest.raises(NotAllowed):
        actions.close_challenge(challenge, by=base.amira, result=" ")
    actions.close_challenge(challenge, by=base.amira, result="Vi provar larm i golvet.")
    assert list(Event.objects.filter(subject=challenge.pk).values_list("kind", flat=True)) == [
        "challenge.drafted",
        "subject.released",
        "challenge.opened",
        "challenge.closed",
    ]


def test_only_an_open_one_is_answered_in_its_time_and_through_its_way_in(base):
    challenge = draft(base, opens_on=date(2026, 3, 10))
    for day in (MONDAY, date(2026, 3, 10)):
        with clock.at(day), pytest.raises(NotAllowed):
            answer(base, challenge)
    actions.open_challenge(challenge, by=base.decider)
    for day, may in ((MONDAY, False), (date(2026, 3, 10), True), (APRIL, True), (date(2026, 5, 1), False)):
        with clock.at(day):
            if may:
                assert answer(base, challenge).challenge_id == challenge.pk
            else:
                with pytest.raises(NotAllowed):
                    answer(base, challenge)
    with clock.at(APRIL), pytest.raises(NotAllowed, match="annan sluss"):
        giving.submitted(base.sara, EMPLOYEES, replies=Replies(challenge=challenge))
    assert Idea.objects.count() == 2


# --- The pages ------------------------------------------------------------------------------------------------------------------------


@pytest.mark.slow
def test_a_challenge_from_draft_to_closed_on_its_pages(base):
    amira, decider, visitor = base.client(base.amira), base.client(base.decider), base.client()
    assert base.client(base.sara).get("/utmaningar/ny").status_code == 403
    typed = {"title": "Tryggare nätter", "text": "Hur märker vi att något har hänt?", "need_owner": "vof", "budget": "9" * 30}
    typed |= {"gateway": str(giving.way(RESIDENTS).pk)}
    assert amira.post("/utmaningar/ny", typed).status_code == 422
    assert amira.post("/utmaningar/ny").status_code == 422
    assert "-----" not in amira.get("/utmaningar/ny").text, "a list to choose from says so"
    page = amira.post("/utmaningar/ny", typed | {"budget": ""}, follow=True)
    challenge = Challenge.objects.get()
    address = f"/utmaningar/{challenge.pk}-tryggare-natter"
    assert page.redirect_chain[-1][0] == address
    assert "mottagare" in page.text.lower()
    assert visitor.get(address).status_code == 404
    whole = {
        "receiver": "vof",
        "mandate": "Hela förvaltningen.",
        "opens_on": "2026-03-09",
        "closes_on": "2026-04-30",
        "budget": "300 000 kr",
    }
    assert amira.post(f"{address}/andra", typed | whole).status_code == 302
    assert amira.post(f"{address}/oppna").status_code == 403
    assert decider.post(f"{address}/oppna").headers["Location"] == address
    assert decider.post(f"{address}/oppna", follow=True).status_code == 200, "twice is told, and changes nothing"
    page = visitor.get(address).text
    period = '<time datetime="2026-03-09">9\xa0mars 2026</time> – <time datetime="2026-04-30">30\xa0april 2026</time>'
    assert page.count(period) == visitor.get("/utmaningar").text.count(period) == 1
    assert "300 000" in page.replace("\N{NO-BREAK SPACE}", " ")
    assert f"/lamna-ide/{RESIDENTS}?challenge={challenge.pk}" in page
    form = visitor.get(f"/lamna-ide/{RESIDENTS}?challenge={challenge.pk}")
    assert "Tryggare nätter" in form.text
    sent = {"state": form.context["state"], "step": "1", "need": giving.NEED, "go": "send_now"}
    assert visitor.post(f"/lamna-ide/{RESIDENTS}", sent).status_code == 200
    idea = giving.fresh(Idea.objects.get())
    assert idea.challenge_id == challenge.pk
    giving.released(idea, base.amira)
    assert idea.subject.title in visitor.get(address).text
    assert "Tryggare nätter" in visitor.get(f"/ideer/{idea.pk}", follow=True).text
    assert "Tryggare nätter" in amira.get(f"/arenden/{giving.case_of(idea).pk}").text
    assert amira.get(f"{address}/avsluta").status_code == 302, "the idea waits for its answer"
    gates.close(giving.case_of(idea), by=base.amira, outcome=Outcome.PLANNED, reason="Med i nästa års plan.")
    assert amira.post(f"{address}/avsluta", {"result": ""}).status_code == 422
    assert amira.post(f"{address}/avsluta", {"result": "Vi provar larm i golvet."}).status_code == 302
    page = visitor.get(address).text
    assert "Vi provar larm i golvet." in page
    assert "?challenge=" not in page
    assert visitor.get("/en/challenges").status_code == 200


@pytest.mark.parametrize(
    ("today", "said"),
    [
        (MONDAY - timedelta(days=1), "Öppnar senare"),
        (MONDAY, "Öppen för svar"),
        (APRIL, "Öppen för svar"),
        (APRIL + timedelta(days=1), "Tar inte emot fler svar"),
    ],
)
def test_it_says_so_when_its_days_have_not_come_or_have_been(base, today, said):
    challenge = opened(base)
    with clock.at(today):
        pages = [base.client().get(at).text for at in ("/utmaningar", f"/utmaningar/{challenge.pk}-{challenge.subject.address}")]
    for page in pages:
        assert [words for words in ("Öppnar senare", "Öppen för svar", "Tar inte emot fler svar") if words in page] == [said]


@pytest.mark.parametrize("named", ["0", "999", "9" * 30, "x", "\x00"])
def test_a_challenge_that_is_not_there_breaks_no_form(base, named):
    page = base.client().get(f"/lamna-ide/{RESIDENTS}", {"challenge": named})
    assert page.status_code == 200
    sent = {"state": page.context["state"], "step": "1", "need": giving.NEED, "go": "send_now"}
    assert base.client().post(f"/lamna-ide/{RESIDENTS}", sent).status_code == 200
    assert Idea.objects.get().challenge_id is None


def test_a_draft_of_ones_own_remembers_the_challenge(base):
    challenge = opened(base, gateway=giving.way(EMPLOYEES))
    client = base.client(base.sara)
    page = client.get(f"/lamna-ide/{EMPLOYEES}?challenge={challenge.pk}")
    assert f'name="challenge" value="{challenge.pk}"' in page.text
    key = str(page.context["key"])
    fields = {"key": key, "challenge": str(challenge.pk), "step": "1", "need": giving.NEED, "go": "save"}
    client.post(f"/lamna-ide/{EMPLOYEES}", fields)
    assert challenge.subject.title in client.get(f"/lamna-ide/{EMPLOYEES}/utkast/{key}?step=3").text
    client.post(f"/lamna-ide/{EMPLOYEES}", {"key": key, "step": "3", "visibility": "1", "terms": "on", "go": "send"})
    assert Idea.objects.get().challenge_id == challenge.pk


@pytest.mark.slow
def test_the_list_finds_by_words_pages_and_costs_the_same(base):
    def cost() -> int:
        base.client().get("/utmaningar")
        with CaptureQueriesContext(connection) as counted:
            base.client().get("/utmaningar")
        return len(counted)

    opened(base, title="Mindre matsvinn")
    giving.worker()
    one = cost()
    for number in range(24):
        opened(base, title=f"Utmaning {number}")
    assert cost() == one <= 10
    page = base.client().get("/utmaningar").text
    assert "Utmaning 23" in page
    assert "Mindre matsvinn" not in page
    before = Challenge.objects.order_by("-pk")[19].pk
    assert "Mindre matsvinn" in base.client().get(f"/utmaningar?before={before}").text
    found = base.client().get("/utmaningar?q=matsvinnet").text
    assert "Mindre matsvinn" in found
    assert "Utmaning 23" not in found
    for odd in ("?before=x", "?before=" + "9" * 30, "?q=%00", "?q=%ED%A0%80", "?q='; --"):
        assert base.client().get(f"/utmaningar{odd}").status_code == 200
