"""The answer to a request to be de-identified: a yes or a no, and how whoever asked is told."""

from __future__ import annotations

import pytest

from sluss.core import clock, jobs
from sluss.core.verdict import NotAllowed
from sluss.ideas.actions import Contact
from sluss.ideas.models import Submission
from sluss.ideas.seed import RESIDENTS
from sluss.journal.models import Notice, OutgoingMail
from sluss.people import actions as people
from sluss.records import actions
from sluss.records.models import ErasureRequest
from sluss.records.states import Answer

from . import giving
from .test_erasing import TODAY, answer, asked
from .test_erasing_month import put_off

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _ways(cast):
    with clock.at(TODAY):
        giving.base(cast.units.care)
        yield


def test_there_is_a_yes_and_a_no_and_each_does_what_it_says(cast) -> None:
    """What stays is the same whatever one would call the yes: the law says it, and nobody chooses it."""
    request, client = asked(cast), cast.client(cast.registrar)
    url = f"/avidentifiera/{request.pk}"
    page = client.get(url).text
    assert [word for word in ("granted", "part", "refused") if f'name="answer" value="{word}"' in page] == ["granted", "refused"]
    assert client.post(url, {"answer": "part", "reason": "Namnet i texten står kvar."}).status_code == 422
    with pytest.raises(NotAllowed):
        answer(request, cast.registrar, Answer.PART)
    assert ErasureRequest.objects.get().is_open


def test_what_was_granted_in_part_before_stands_as_it_was_answered(cast) -> None:
    request = asked(cast)
    answer(request, cast.registrar, Answer.REFUSED)
    ErasureRequest.objects.update(answer=Answer.PART)
    page = cast.client(cast.registrar).get(f"/avidentifiera/{request.pk}").text
    assert "Du är avidentifierad, delvis" in page
    assert "förvaltningsrätten" in page


# --- Told in Sluss ----------------------------------------------------------------------------------------------------------


def notices(kind: str) -> list[str]:
    jobs.run_due(regardless=True)
    assert not OutgoingMail.objects.filter(event__kind=kind).exists(), "the letter is the only mail"
    return list(Notice.objects.filter(event__kind=kind).values_list("person__username", flat=True))


def test_whoever_is_refused_is_told_in_sluss_where_the_answer_stands(cast) -> None:
    answer(asked(cast), cast.registrar, Answer.REFUSED, "Vi utreder ett ärende om bidrag.")
    assert notices("erasure.answered") == [cast.sara.username]
    client = cast.client(cast.sara)
    page = client.get("/notiser").text
    assert "Din begäran om avidentifiering är besvarad" in page
    assert "utreder" not in page, "the reason stands on My data alone"
    notice = Notice.objects.get(person=cast.sara, event__kind="erasure.answered")
    assert client.get(f"/notiser/{notice.pk}").url == "/mina-uppgifter#request"
    assert 'id="request"' in client.get("/mina-uppgifter").text


def test_whoever_waits_longer_is_told_in_sluss_too(cast) -> None:
    put_off(asked(cast), cast.registrar)
    assert notices("erasure.put_off") == [cast.sara.username]
    assert "senast 1\xa0juli" in cast.client(cast.sara).get("/notiser").text


@pytest.mark.parametrize("how", ["granted", "closed", "without an account"])
def test_whoever_can_read_nothing_in_sluss_gets_the_mail_alone(cast, how) -> None:
    request = asked(cast)
    if how == "closed":
        people.deactivate(person=cast.sara, by=cast.admin)
    if how == "without an account":
        made = giving.submitted(None, RESIDENTS, contact=Contact(name="Bo Ek", email="bo@post.example")).idea
        Submission.objects.filter(pk=made.pk).update(email_verified_at=clock.now())
        request = actions.enter_erasure(by=cast.admin, received_on=TODAY, number=made.pk)
    answer(request, cast.admin, Answer.GRANTED if how == "granted" else Answer.REFUSED)
    assert notices("erasure.answered") == []
    assert OutgoingMail.objects.filter(key=f"own:erasure:{request.pk}").exists()
