"""Whoever writes for so long that one is signed out meanwhile finds the text again, in the same form."""

from __future__ import annotations

import re
from datetime import date

import pytest

from sluss.core import clock, kept
from sluss.core.tests.sent_files import photo
from sluss.gates import actions as gates
from sluss.ideas.models import Challenge, Draft, IdeaVersion, Submission
from sluss.journal.actions import choose

from . import giving
from .pressing import code_on, given

pytestmark = pytest.mark.django_db
WORDS = "Fyra skåp & <b>två</b> nycklar. 🚲"
SHOWN = "Fyra skåp &amp; &lt;b&gt;två&lt;/b&gt; nycklar. 🚲"


@pytest.fixture(autouse=True)
def _monday(cast):
    with clock.at(date(2026, 3, 9)):
        giving.base(cast.units.city)
        yield


def after_signing_in(cast, person, where: str, **data: str) -> str:
    client = cast.client()
    assert client.post(where, {kept.DRAWN_FOR: kept.mark(person), **data}).url.startswith("/logga-in?next=")
    client.force_login(person)
    return client.get(where).text


def test_an_answer_to_a_question_is_not_lost(cast):
    idea = giving.submitted(cast.sara).idea
    gates.ask(giving.case_of(idea), by=cast.amira, reason="Hur många skåp gäller det?")
    assert "Väntar på ditt svar" in cast.client(cast.sara).get("/mina-ideer").text
    where = f"/min-ide/{idea.pk}/komplettera"
    page = after_signing_in(cast, cast.sara, where, answer=WORDS, title="Nycklar i skåp", need="Vi letar.", seen="1", beneficiaries="staff")
    assert SHOWN in page
    assert 'value="Nycklar i skåp"' in page
    assert IdeaVersion.objects.filter(idea=idea).count() == 1


def test_a_challenge_and_what_is_written_in_for_somebody_are_not_lost(cast):
    assert SHOWN in after_signing_in(cast, cast.amira, "/utmaningar/ny", title="Nycklar", text=WORDS)
    assert SHOWN in after_signing_in(cast, cast.amira, "/lamna-at-annan", need=WORDS, who="nobody")
    assert not Challenge.objects.exists()
    assert not Submission.objects.exists()


def test_a_button_keeps_nothing(cast):
    idea = giving.submitted(cast.sara).idea
    client = cast.client()
    assert client.post(f"/min-ide/{idea.pk}/namn", {"shown": "1"}).status_code == 302
    assert "core.kept" not in client.session


def test_an_idea_half_written_is_given_back_to_its_giver_alone(cast):
    """Sara's form, sent when she is no longer signed in; Olof signs in next in the same browser."""
    where = "/lamna-ide/medarbetaride"
    for person, draws in ((cast.sara, 1), (cast.outsider, 0)):
        drawn = cast.client(cast.sara).get(where).text
        fields = dict(re.findall(rf'name="(key|{kept.DRAWN_FOR})" value="([\w-]+)"', drawn))
        client = cast.client()
        assert client.post(where, {**fields, "step": "1", "need": WORDS}).url.startswith("/logga-in?next=")
        client.force_login(person)
        page = client.get(where, follow=True).text
        assert page.count(SHOWN) == draws, person.username
        assert Draft.objects.filter(owner=cast.outsider).count() == 0


# --- With a receipt code ------------------------------------------------------------------------------------------------


def asked_and_opened(cast):
    """A question to one without an account, and the form to answer it in, opened with the code."""
    code = code_on(given(cast.client()))
    idea = Submission.objects.latest("pk").idea
    gates.ask(giving.case_of(idea), by=cast.office, reason="Hur många skåp gäller det?")
    client = cast.client()
    client.post("/folj-ide", {"code": code})
    return code, client, client.get("/folj-ide/komplettera").text


def sent_too_late(client, page: str):
    sealed = re.search(r'name="whose" value="([^"]+)"', page)
    assert sealed is not None
    with clock.at(date(2026, 3, 10)):
        client.cookies.clear()
        answer = client.post("/folj-ide/komplettera", {"answer": WORDS, "seen": "1", "whose": sealed.group(1)}, follow=True)
    assert answer.redirect_chain == [("/folj-ide", 302)]
    return answer.text


def test_an_answer_sent_after_the_codes_half_hour_is_not_lost(cast):
    code, client, page = asked_and_opened(cast)
    assert "Skriv din kod, så fortsätter du där du var" in sent_too_late(client, page)
    with clock.at(date(2026, 3, 10)):
        back = client.post("/folj-ide", {"code": code}, follow=True)
    assert back.redirect_chain == [("/folj-ide/komplettera", 302)]
    assert SHOWN in back.text


def test_with_another_code_it_is_not_shown(cast):
    _code, client, page = asked_and_opened(cast)
    other, _client, _page = asked_and_opened(cast)
    sent_too_late(client, page)
    with clock.at(date(2026, 3, 10)):
        assert client.post("/folj-ide", {"code": other}).url == "/folj-ide"
        assert SHOWN not in client.get("/folj-ide/komplettera").text


def test_whoever_takes_back_the_code_takes_back_the_text(cast):
    code, client, page = asked_and_opened(cast)
    sent_too_late(client, page)
    client.post("/folj-ide/glom")
    with clock.at(date(2026, 3, 10)):
        assert client.post("/folj-ide", {"code": code}).url == "/folj-ide"


def test_a_seal_that_was_made_up_keeps_nothing(cast):
    for sealed in ("", "x", "\x00", "é:é"):
        client = cast.client()
        assert client.post("/folj-ide/komplettera", {"answer": WORDS, "whose": sealed}).url == "/folj-ide"
        assert "core.kept" not in client.session


@pytest.mark.parametrize("fields", [{"description": "Bänken från norr"}, {"do": "describe", "file": "1", "text": "Bänken från norr"}])
def test_what_was_written_about_a_file_is_not_lost(cast, fields):
    """By code, and by account: the words about a new file, and about one that was sent without any."""
    key = giving.uid()
    choose(photo(), form_key=key, owner=cast.sara)
    idea = giving.submitted(cast.sara, form_key=key).idea
    gates.ask(giving.case_of(idea), by=cast.amira, reason="Hur ser bänken ut?")
    assert 'value="Bänken från norr"' in after_signing_in(cast, cast.sara, f"/min-ide/{idea.pk}/filer", **fields)
    code, client, _page = asked_and_opened(cast)
    where = "/folj-ide/filer"
    sealed = re.search(r'name="whose" value="([^"]+)"', client.get(where).text)
    client.cookies.clear()
    client.post(where, {"description": "Bänken från söder", "whose": sealed[1]})
    assert 'value="Bänken från söder"' in client.post("/folj-ide", {"code": code}, follow=True).text


def test_an_address_written_too_late_is_not_lost(cast):
    code, client, _page = asked_and_opened(cast)
    where = "/folj-ide/mejl"
    sealed = re.search(r'name="whose" value="([^"]+)"', client.get(where).text)
    client.cookies.clear()
    client.post(where, {"email": "ny@post.example", "whose": sealed[1]})
    assert 'value="ny@post.example"' in client.post("/folj-ide", {"code": code}, follow=True).text
