"""An open challenge is prolonged, followed and told of; a draft can be thrown away, and nothing that was opened."""

from __future__ import annotations

import re
from datetime import date

import pytest
from django.db import IntegrityError, transaction

from sluss.core import clock
from sluss.core.verdict import NotAllowed
from sluss.gates import actions as gates
from sluss.gates.states import Outcome
from sluss.ideas import actions
from sluss.ideas.actions import Contact, Replies
from sluss.ideas.models import Challenge, Prolonging
from sluss.ideas.seed import RESIDENTS
from sluss.journal.models import Event, Follow, Notice, OutgoingMail, SearchEntry, Subject

from . import giving
from .test_challenges import APRIL, MONDAY, STATES, answer, closed, draft, opened

pytestmark = pytest.mark.django_db
MAY = date(2026, 5, 29)
WHY = "Flera har bett om mer tid efter påsk."


@pytest.fixture(autouse=True)
def _monday():
    with clock.at(MONDAY):
        yield


@pytest.fixture
def base(cast):
    giving.base(cast.units.city)
    giving.way(RESIDENTS, unit=cast.units.care)
    return cast


def prolong(base, challenge, **changes) -> Prolonging:
    told = {"by": base.amira, "until": MAY, "reason": WHY} | changes
    return actions.prolong_challenge(challenge, **told)


@pytest.mark.slow
def test_who_prolongs_and_throws_away_in_each_state(base):
    verbs = {
        "prolong": lambda one, by: prolong(base, one, by=by),
        "throw": lambda one, by: actions.throw_away_challenge(one, by=by),
    }
    writers = {"amira", "lars", "office"}
    allowed = {("open", "prolong"): writers | {"decider"}, ("draft", "throw"): writers, ("lacking", "throw"): writers}
    for state, make in STATES.items():
        challenge = make(base)
        for verb, act in verbs.items():
            for name, person in base.people.items():
                try:
                    with transaction.atomic():
                        act(Challenge.objects.get(pk=challenge.pk), person)
                        transaction.set_rollback(True)
                    done, why = True, ""
                except NotAllowed as no:
                    done, why = False, str(no)
                assert done == (name in allowed.get((state, verb), set())), f"{verb} of {state} by {name}: {why}"
                assert done or len(why) > 15


def test_it_takes_answers_to_the_new_day_and_says_why(base):
    challenge = opened(base)
    prolong(base, challenge)
    challenge.refresh_from_db()
    with clock.at(MAY):
        assert answer(base, challenge).challenge_id == challenge.pk
    page = re.sub(r"</?time[^>]*>", "", base.client().get(f"/utmaningar/{challenge.pk}-{challenge.subject.address}").text)
    assert "Öppen till och med 29\xa0maj 2026 i stället för 30\xa0april 2026" in page
    assert WHY in page


@pytest.mark.parametrize(
    "broken", [{"until": APRIL}, {"until": date(2026, 4, 1)}, {"until": date(2040, 1, 1)}, {"reason": " "}, {"reason": "x" * 10_001}]
)
def test_not_to_an_earlier_day_nor_without_a_reason(base, broken):
    challenge = opened(base)
    with pytest.raises(NotAllowed):
        prolong(base, challenge, **broken)
    challenge.refresh_from_db()
    assert challenge.closes_on == APRIL


def test_one_whose_last_day_has_passed_is_opened_again_for_answers_from_today(base):
    challenge = opened(base)
    with clock.at(date(2026, 5, 20)):
        with pytest.raises(NotAllowed, match="i dag"):
            prolong(base, challenge, until=date(2026, 5, 19))
        prolong(base, challenge, until=date(2026, 5, 20))
        assert answer(base, challenge)


def test_of_two_who_prolong_at_once_the_second_is_told(base):
    challenge = opened(base)
    prolong(base, challenge, seen=APRIL)
    with pytest.raises(NotAllowed, match="just ändrat"):
        prolong(base, challenge, until=date(2026, 6, 30), seen=APRIL)
    with pytest.raises(IntegrityError), transaction.atomic():
        Prolonging.objects.create(challenge=challenge, until_before=APRIL, until=MAY, reason=WHY, by=base.amira, by_name="Amira")


@pytest.mark.slow
def test_followers_and_those_who_answered_are_told_once_each(base):
    challenge = opened(base)
    follower = base.client(base.sara)
    page = f"/utmaningar/{challenge.pk}-{challenge.subject.address}"
    assert f"/folj/{challenge.pk}" in follower.get(page).text
    assert follower.post(f"/folj/{challenge.pk}", {"on": "1"}).status_code in {200, 302}
    mine = answer(base, challenge, contact=Contact(name="Bo Ek", email="bo@post.example"))
    giving.worker()
    OutgoingMail.objects.all().delete()
    prolong(base, challenge)
    giving.worker()
    giving.worker()
    assert Notice.objects.filter(event__kind="challenge.prolonged").get().person == base.sara
    assert Event.objects.filter(kind="idea.challenge_prolonged").get().subject_id == mine.pk
    assert "är öppen längre" in follower.get("/notiser").text
    gates.close(giving.case_of(mine), by=base.amira, outcome=Outcome.NOT, reason="Vi går vidare med ett annat svar.")
    actions.close_challenge(challenge, by=base.amira, result="Vi provar larm i golvet.")
    giving.worker()
    assert Event.objects.filter(kind="idea.challenge_closed", subject=mine.pk).count() == 1
    assert "är avslutad" in follower.get("/notiser").text


def test_one_who_has_answered_and_follows_is_told_once(base):
    challenge = opened(base)
    mine = giving.submitted(base.sara, RESIDENTS, replies=Replies(challenge=challenge)).idea
    for person in (base.sara, base.outsider):
        Follow.objects.create(subject=challenge.subject, person=person)
    prolong(base, challenge)
    giving.worker()
    giving.worker()
    gates.close(giving.case_of(mine), by=base.amira, outcome=Outcome.NOT, reason="Vi går vidare med ett annat svar.")
    actions.close_challenge(challenge, by=base.amira, result="Vi provar larm i golvet.")
    giving.worker()
    giving.worker()
    told = Notice.objects.filter(event__kind__contains="challenge_").union(Notice.objects.filter(event__kind__startswith="challenge."))
    kinds = sorted((notice.person_id, notice.event.kind) for notice in told if notice.person in {base.sara, base.outsider})
    assert kinds == sorted(
        [
            (base.sara.pk, "idea.challenge_prolonged"),
            (base.sara.pk, "idea.challenge_closed"),
            (base.outsider.pk, "challenge.prolonged"),
            (base.outsider.pk, "challenge.closed"),
        ]
    )


def test_one_who_withdrew_the_answer_and_follows_is_told_as_a_follower(base):
    challenge = opened(base)
    mine = giving.submitted(base.sara, RESIDENTS, replies=Replies(challenge=challenge)).idea
    Follow.objects.create(subject=challenge.subject, person=base.sara)
    actions.withdraw(mine, by=base.sara)
    prolong(base, challenge)
    giving.worker()
    giving.worker()
    assert Notice.objects.get(person=base.sara, event__kind__contains="prolonged").event.kind == "challenge.prolonged"


def test_one_who_withdrew_the_answer_is_left_alone(base):
    challenge = opened(base)
    mine = answer(base, challenge)
    actions.withdraw(mine, by=None)
    prolong(base, challenge)
    giving.worker()
    assert not Event.objects.filter(kind="idea.challenge_prolonged").exists()


def test_of_a_draft_that_is_thrown_away_nothing_stays(base):
    challenge = draft(base, title="Hemlig arbetstitel")
    giving.worker()
    pk, address = challenge.pk, f"/utmaningar/{challenge.pk}-{challenge.subject.address}"
    Follow.objects.create(subject=challenge.subject, person=base.amira)
    client = base.client(base.amira)
    assert "Släng utkastet" in client.get(address).text
    assert client.get(f"{address}/ta-bort").status_code == 405
    assert base.client(base.decider).post(f"{address}/ta-bort").status_code == 403
    assert "Hemlig arbetstitel" in client.post(f"{address}/ta-bort", follow=True).text
    assert client.get(address).status_code == 404
    assert client.post(f"{address}/ta-bort").status_code == 404
    assert "Hemlig arbetstitel" not in client.get("/utmaningar").text
    assert not Challenge.objects.filter(pk=pk).exists()
    assert not Follow.objects.filter(subject=pk).exists()
    assert not SearchEntry.objects.filter(subject=pk).exists()
    assert "Hemlig" not in Subject.objects.get(pk=pk).title + Subject.objects.get(pk=pk).address
    assert Event.objects.get(kind="challenge.thrown_away").data["challenge"] == pk
    assert "har slängts" in base.client(base.decider).get("/notiser").text, "the one who was asked to open it is told"
    with pytest.raises(NotAllowed, match="slängt"):
        actions.open_challenge(challenge, by=base.decider)


def test_on_the_page_that_prolongs(base):
    challenge = opened(base)
    address = f"/utmaningar/{challenge.pk}-{challenge.subject.address}"
    decider = base.client(base.decider)
    assert f"{address}/forlang" in decider.get(address).text
    assert decider.get(f"{address}/forlang").status_code == 200
    typed = {"closes_on": MAY.isoformat(), "reason": WHY}
    for wrong in ({"closes_on": ""}, {"closes_on": "i maj"}, {"closes_on": APRIL.isoformat()}, {"reason": ""}, {"closes_on": "\x00"}):
        assert decider.post(f"{address}/forlang", typed | wrong).status_code == 422, wrong
    assert base.client(base.sara).get(f"{address}/forlang").status_code == 403
    assert base.client().get(f"{address}/forlang").status_code == 302
    assert decider.post(f"{address}/forlang", typed).headers["Location"] == address
    assert not Notice.objects.filter(event__kind="challenge.prolonged").exists()
    shut = closed(base)
    answer_to = decider.get(f"/utmaningar/{shut.pk}-{shut.subject.address}/forlang")
    assert answer_to.headers["Location"] == f"/utmaningar/{shut.pk}-{shut.subject.address}"
