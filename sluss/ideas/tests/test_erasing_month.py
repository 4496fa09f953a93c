"""The month in which a request to be de-identified is answered: who is told that it runs, and how the answer is put off."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from sluss.core import clock, jobs
from sluss.core.verdict import NotAllowed
from sluss.ideas.actions import Contact
from sluss.ideas.models import Submission
from sluss.ideas.seed import RESIDENTS
from sluss.journal.models import Event, Notice, OutgoingMail
from sluss.people.models import Person
from sluss.records import actions
from sluss.records.models import ErasureRequest
from sluss.records.states import Answer

from . import giving
from .test_erasing import TODAY, answer, asked

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _ways(cast):
    with clock.at(TODAY):
        giving.base(cast.units.care)
        yield


def put_off(request: ErasureRequest, by: Person, until: date = date(2026, 7, 1), reason: str = "Det är många texter att gå igenom."):
    return actions.put_off_erasure(request, by=by, until=until, reason=reason)


def told(kind: str) -> dict[str, OutgoingMail]:
    jobs.run_due(regardless=True)
    mails = {mail.person.username: mail for mail in OutgoingMail.objects.filter(event__kind=kind).select_related("person")}
    assert set(mails) == set(Notice.objects.filter(event__kind=kind).values_list("person__username", flat=True))
    return mails


def test_those_who_answer_are_told_that_a_request_has_come_and_not_who_asks(cast) -> None:
    request = asked(cast)
    mails = told("erasure.asked")
    assert set(mails) == {cast.registrar.username, cast.admin.username}
    text = mails[cast.registrar.username].text
    assert f"/avidentifiera/{request.pk}" in text
    assert "15\xa0maj" in text
    assert "Sara" not in text
    notice = Notice.objects.get(person=cast.registrar, event__kind="erasure.asked")
    client = cast.client(cast.registrar)
    assert "En begäran om avidentifiering har kommit in." in client.get("/notiser").text
    assert client.get(f"/notiser/{notice.pk}").url.endswith(f"/avidentifiera/{request.pk}")
    asked(cast)
    assert Event.objects.filter(kind="erasure.asked").count() == 1, "asking twice is one request"


def test_of_another_authority_its_own_are_told_and_nobody_of_their_own_request(cast) -> None:
    asked(cast, cast.outsider)
    assert set(told("erasure.asked")) == {cast.admin.username}
    asked(cast, cast.admin)
    assert Event.objects.filter(kind="erasure.asked").latest("pk").data["persons"] == []


def test_a_week_before_the_day_those_who_answer_are_reminded_once(cast) -> None:
    request = asked(cast)
    with clock.at(request.due_on - timedelta(days=8)):
        assert actions.remind_erasures() == 0
    with clock.at(request.due_on - timedelta(days=7)):
        mails = told("erasure.due")
        assert set(mails) == {cast.registrar.username, cast.admin.username}
        assert "senast 15\xa0maj" in mails[cast.admin.username].text
        assert actions.remind_erasures() == 0
    with clock.at(request.due_on + timedelta(days=1)):
        assert actions.remind_erasures() == 0


def test_what_is_answered_or_came_with_little_time_left_reminds_nobody(cast) -> None:
    answer(asked(cast), cast.admin, Answer.REFUSED)
    actions.enter_erasure(by=cast.registrar, received_on=TODAY - timedelta(days=27), person=cast.lars)
    with clock.at(TODAY + timedelta(days=40)):
        assert actions.remind_erasures() == 0


@pytest.mark.slow
def test_the_answer_is_put_off_once_with_a_reason_and_whoever_asked_is_told(cast) -> None:
    request, client = asked(cast), cast.client(cast.registrar)
    address = f"/avidentifiera/{request.pk}/forlang"
    assert f'href="{address}"' in client.get(f"/avidentifiera/{request.pk}").text
    assert "14\xa0juli 2026" in client.get(address).text
    typed = {"until": "2026-07-14", "reason": "Det är många texter att gå igenom."}
    for wrong in ({"until": "2026-07-15"}, {"until": "2026-05-15"}, {"until": ""}, {"reason": " "}, {"until": "x"}):
        assert client.post(address, typed | wrong).status_code == 422, wrong
    assert client.post(address, typed).url == f"/avidentifiera/{request.pk}"
    request.refresh_from_db()
    assert (request.first_due_on, request.due_on, request.put_off_by) == (date(2026, 5, 15), date(2026, 7, 14), cast.registrar)
    letter = OutgoingMail.objects.get(key=f"own:erasure-put-off:{request.pk}")
    assert letter.to == cast.sara.email
    assert "14 juli 2026" in letter.subject_line
    assert "Det är många texter att gå igenom." in letter.text
    assert "imy.se" in letter.text
    own = cast.client(cast.sara).get("/mina-uppgifter").text
    assert "14\xa0juli" in own
    assert "Det är många texter att gå igenom." in own
    assert client.get(address).status_code == 409
    assert client.post(address, typed).status_code == 409
    with pytest.raises(NotAllowed, match="en gång"):
        put_off(request, cast.registrar, date(2026, 7, 13))
    answer(request, cast.registrar)


def test_the_answer_is_put_off_within_the_month_by_those_who_answer_and_they_are_reminded_anew(cast) -> None:
    request = asked(cast)
    for person in (cast.sara, cast.amira, cast.office, cast.auditor):
        with pytest.raises(NotAllowed):
            put_off(request, person)
        assert cast.client(person).get(f"/avidentifiera/{request.pk}/forlang").status_code == 404
    with clock.at(request.due_on + timedelta(days=1)), pytest.raises(NotAllowed, match="Månaden har gått"):
        put_off(request, cast.registrar)
    with clock.at(request.due_on):
        assert actions.remind_erasures() == 1
        put_off(request, cast.registrar)
        assert actions.remind_erasures() == 0
    with clock.at(date(2026, 6, 24)):
        assert actions.remind_erasures() == 1
    request.refresh_from_db()
    with clock.at(date(2026, 6, 25)):
        answer(request, cast.registrar, Answer.REFUSED)
        with pytest.raises(NotAllowed, match="besvarad"):
            put_off(ErasureRequest.objects.get(), cast.registrar)


def test_one_without_an_account_is_told_too_that_it_takes_longer(cast) -> None:
    made = giving.submitted(None, RESIDENTS, contact=Contact(name="Bo Ek", email="bo@post.example")).idea
    Submission.objects.filter(pk=made.pk).update(email_verified_at=clock.now())
    request = actions.enter_erasure(by=cast.registrar, received_on=TODAY, number=made.pk)
    put_off(request, cast.registrar)
    assert OutgoingMail.objects.get(key=f"own:erasure-put-off:{request.pk}").to == "bo@post.example"


@pytest.mark.parametrize(
    "broken", [{"put_off_reason": ""}, {"put_off_by": None}, {"first_due_on": date(2026, 7, 1)}, {"first_due_on": None}]
)
def test_the_database_keeps_what_is_put_off_whole(cast, broken) -> None:
    request = put_off(asked(cast), cast.registrar)
    with pytest.raises(IntegrityError), transaction.atomic():
        ErasureRequest.objects.filter(pk=request.pk).update(**broken)
