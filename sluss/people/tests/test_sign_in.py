"""Signing in over HTTP: what works, what is slowed, what is never told."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from axes.models import AccessAttempt
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse

from sluss.core import clock
from sluss.people import actions
from sluss.people.models import Person, SignIn
from sluss.people.states import SignInKind

from .cast import PASSWORD, Cast
from .signing import WRONG, Mail, signed_in_as, with_password


def test_password_signs_in_and_leads_to_my_page(cast: Cast, client: Client) -> None:
    response = with_password(client, "SARA@alvsund.example ", PASSWORD)
    assert response.status_code == 302
    assert response.url == reverse("people:me")
    assert signed_in_as(client) == cast.sara.pk


def test_a_code_by_mail_signs_in(cast: Cast, client: Client, mails: list[Mail]) -> None:
    response = client.post(reverse("account_request_login_code"), {"email": "sara@alvsund.example"})
    assert response.url == reverse("account_confirm_login_code")
    assert [mail.to for mail in mails] == ["sara@alvsund.example"]
    assert mails[0].person == cast.sara
    assert mails[0].code in mails[0].html
    assert signed_in_as(client) is None
    assert client.post(response.url, {"code": "BCDF-GHJK", "action": "verify"}).status_code == 200
    done = client.post(response.url, {"code": mails[0].code.lower().replace("-", " "), "action": "verify"})
    assert done.status_code == 302
    assert signed_in_as(client) == cast.sara.pk


def test_a_code_works_for_a_quarter_of_an_hour(cast: Cast, client: Client, mails: list[Mail], monkeypatch: pytest.MonkeyPatch) -> None:
    url = client.post(reverse("account_request_login_code"), {"email": "sara@alvsund.example"}).url
    now = clock.now().timestamp()  # allauth asks the machine
    monkeypatch.setattr("time.time", lambda: now + 14 * 60)
    assert client.get(url).status_code == 200
    monkeypatch.setattr("time.time", lambda: now + 16 * 60)
    assert client.post(url, {"code": mails[0].code, "action": "verify"}).status_code == 302
    assert signed_in_as(client) is None


def test_three_wrong_codes_end_the_try(cast: Cast, client: Client, mails: list[Mail]) -> None:
    url = client.post(reverse("account_request_login_code"), {"email": "sara@alvsund.example"}).url
    for _try in range(3):
        response = client.post(url, {"code": "BCDF-GHJK", "action": "verify"})
    assert response.status_code == 302
    client.post(url, {"code": mails[0].code, "action": "verify"})
    assert signed_in_as(client) is None


def test_the_mail_is_in_the_readers_language(cast: Cast, client: Client, mails: list[Mail]) -> None:
    actions.change_person(person=cast.sara, by=None, language="en")
    client.post(reverse("account_request_login_code"), {"email": "sara@alvsund.example"})
    assert mails[0].subject == "Your code to sign in to Sluss"
    assert '<html lang="en">' in mails[0].html
    Client().post("/en/sign-in/code", {"email": "amira@alvsund.example"})
    assert '<html lang="sv">' in mails[1].html


# --- Nobody learns who has an account -------------------------------------------------------------------------------


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "field", "extra"),
    [
        ("account_request_login_code", "email", {}),
        ("account_reset_password", "email", {}),
        ("account_signup", "email", {"given_name": "Eva", "family_name": "Ek", "kind": "resident"}),
        ("account_login", "login", {"password": WRONG}),
    ],
)
def test_known_and_unknown_addresses_are_answered_alike(
    cast: Cast, mails: list[Mail], name: str, field: str, extra: dict[str, str]
) -> None:
    answers = []
    for email in ("sara@alvsund.example", "nobody@alvsund.example"):
        client = Client()
        response = client.post(reverse(name), {field: email, **extra})
        pages = [response]
        if response.status_code == 302:
            pages.append(client.get(response.url))
            pages.append(client.post(response.url, {"code": "BCDF-GHJK", "action": "verify"}))
        bodies = [re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", page.content.decode()).replace(email, "X") for page in pages]
        answers.append([(page.status_code, page.headers.get("Location"), body) for page, body in zip(pages, bodies, strict=True)])
    assert answers[0] == answers[1]
    if name != "account_login":
        assert [mail.to for mail in mails] == ["sara@alvsund.example", "nobody@alvsund.example"]


def test_password_is_hashed_for_unknown_addresses_too(cast: Cast, client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    """Else the time an answer takes tells whether the account is there."""
    hashed: list[str] = []
    original = Person.set_password
    monkeypatch.setattr(Person, "set_password", lambda self, raw: (hashed.append(raw), original(self, raw))[1])
    with_password(client, "nobody@alvsund.example", WRONG)
    assert hashed == [WRONG]


# --- Guessing is slowed and logged ----------------------------------------------------------------------------------


def test_five_wrong_passwords_pause_the_address_for_a_quarter_of_an_hour(cast: Cast, client: Client) -> None:
    for number in range(4):
        assert with_password(client, "sara@alvsund.example", WRONG, agent=str(number)).status_code == 200
    locked = client.post(reverse("account_login"), {"login": "Sara@Alvsund.example", "password": WRONG}, headers={"user-agent": "another"})
    assert locked.status_code == 429
    assert locked.headers["Retry-After"] == "900"
    assert "15 minut" in locked.content.decode()
    assert with_password(client, "sara@alvsund.example", PASSWORD).status_code == 429
    assert signed_in_as(client) is None
    assert with_password(client, "amira@alvsund.example", PASSWORD).status_code == 302, "others are not paused"
    assert SignIn.objects.filter(person__username="sara", kind=SignInKind.FAILED).count() == 6, "the try during the pause too"
    assert not AccessAttempt.objects.filter(post_data__contains=WRONG.split(maxsplit=1)[0]).exists(), "a password is never written down"
    AccessAttempt.objects.update(attempt_time=clock.now() - timedelta(minutes=16))
    assert with_password(Client(), "sara@alvsund.example", PASSWORD).status_code == 302


def test_the_pause_is_the_same_for_an_address_nobody_has(db: None, client: Client) -> None:
    statuses = [with_password(client, "nobody@alvsund.example", WRONG).status_code for _try in range(6)]
    assert statuses == [200, 200, 200, 200, 429, 429]


def test_a_code_lets_in_while_the_password_is_paused(cast: Cast, mails: list[Mail]) -> None:
    attacker = Client()
    for _try in range(6):
        with_password(attacker, "sara@alvsund.example", WRONG)
    client = Client()
    url = client.post(reverse("account_request_login_code"), {"email": "sara@alvsund.example"}).url
    client.post(url, {"code": mails[0].code, "action": "verify"})
    assert signed_in_as(client) == cast.sara.pk


def test_a_right_password_forgets_the_wrong_ones(cast: Cast) -> None:
    client = Client()
    for _try in range(4):
        with_password(client, "sara@alvsund.example", WRONG)
    assert with_password(client, "sara@alvsund.example", PASSWORD).status_code == 302
    again = Client()
    assert [with_password(again, "sara@alvsund.example", WRONG).status_code for _try in range(4)] == [200] * 4


@pytest.mark.slow
def test_many_callers_guessing_at_one_address_are_slowed_together(cast: Cast) -> None:
    statuses = {
        Client(REMOTE_ADDR=f"192.0.2.{number}")
        .post(reverse("account_login"), {"login": "sara@alvsund.example", "password": WRONG})
        .status_code
        for number in range(1, 31)
    }
    assert statuses == {200}
    last = Client(REMOTE_ADDR="192.0.2.99").post(reverse("account_login"), {"login": "sara@alvsund.example", "password": PASSWORD})
    assert last.status_code == 429


@pytest.mark.slow
@pytest.mark.parametrize("name", ["account_request_login_code", "account_reset_password"])
def test_one_address_gets_at_most_six_codes_in_a_quarter_of_an_hour(cast: Cast, mails: list[Mail], name: str) -> None:
    with clock.at(clock.now()):
        statuses = [Client().post(reverse(name), {"email": "sara@alvsund.example"}).status_code for _try in range(8)]
    assert statuses == [302] * 6 + [429] * 2
    assert len(mails) == 6


# --- Sessions and where one lands -----------------------------------------------------------------------------------


def test_the_session_key_changes_when_one_signs_in(cast: Cast, client: Client, mails: list[Mail]) -> None:
    """A key planted in somebody's browser beforehand is worth nothing."""
    url = client.post(reverse("account_request_login_code"), {"email": "sara@alvsund.example"}).url
    planted = client.session.session_key
    client.post(url, {"code": mails[0].code, "action": "verify"})
    assert signed_in_as(client) == cast.sara.pk
    assert client.session.session_key != planted
    assert not Session.objects.filter(session_key=planted).exists()


@pytest.mark.slow
@pytest.mark.parametrize(
    "elsewhere",
    [
        "https://evil.example/",
        "//evil.example/",
        "/\\evil.example",
        "javascript:alert(1)",
        "https:evil.example",
        "http://testserver.evil.example/",
        "\t//evil.example",
    ],
)
def test_nobody_is_led_to_another_host(cast: Cast, client: Client, elsewhere: str) -> None:
    response = with_password(client, "sara@alvsund.example", PASSWORD, next=elsewhere)
    assert response.status_code == 302
    assert response.url == reverse("people:me")
    out = client.post(reverse("account_logout"), {"next": elsewhere})
    assert out.url == "/"


def test_one_lands_where_one_was_going(cast: Cast, client: Client) -> None:
    assert with_password(client, "sara@alvsund.example", PASSWORD, next="/om?x=1").url == "/om?x=1"


def test_signing_out_takes_a_post(cast: Cast) -> None:
    client = cast.client(cast.sara)
    assert client.get(reverse("account_logout")).status_code == 200
    assert signed_in_as(client) == cast.sara.pk
    assert client.post(reverse("account_logout")).status_code == 302
    assert signed_in_as(client) is None


def test_a_closed_account_is_signed_out_at_once_and_kept_out(cast: Cast, client: Client, mails: list[Mail]) -> None:
    with_password(client, "sara@alvsund.example", PASSWORD)
    actions.deactivate(person=cast.sara, by=cast.admin)
    assert client.get(reverse("people:me_edit")).status_code == 302
    response = with_password(Client(), "sara@alvsund.example", PASSWORD)
    assert response.url == reverse("account_inactive")
    Client().post(reverse("account_request_login_code"), {"email": "sara@alvsund.example"})
    assert not re.search(r"\b[A-Z]{4}-[A-Z]{4}\b", mails[0].text)


def test_a_new_password_signs_out_everywhere_else(cast: Cast, mails: list[Mail]) -> None:
    here, there = Client(), Client()
    for client in (here, there):
        with_password(client, "sara@alvsund.example", PASSWORD)
    new = "en annan mening om vatten"
    response = here.post(reverse("account_change_password"), {"oldpassword": PASSWORD, "password1": new, "password2": new})
    assert response.status_code == 302
    assert here.get(reverse("people:me_edit")).status_code == 200
    assert there.get(reverse("people:me_edit")).status_code == 302
    assert [mail.to for mail in mails] == ["sara@alvsund.example"], "the owner is told"


def test_forgotten_password_by_code(cast: Cast, client: Client, mails: list[Mail]) -> None:
    """Also the first sign-in of an employee who came by import and has none."""
    Person.objects.filter(pk=cast.sara.pk).update(password="!")
    url = client.post(reverse("account_reset_password"), {"email": "sara@alvsund.example"}).url
    url = client.post(url, {"code": mails[0].code}).url
    assert url == reverse("account_complete_password_reset")
    short = client.post(url, {"password1": "kort", "password2": "kort"})
    assert short.status_code == 200
    new = "en annan mening om vatten"
    assert client.post(url, {"password1": new, "password2": new}).status_code == 302
    assert signed_in_as(client) == cast.sara.pk
    assert with_password(Client(), "sara@alvsund.example", new).status_code == 302


@pytest.mark.parametrize("confirmed", [False, True], ids=["the code is left", "the code is written"])
@pytest.mark.parametrize(
    ("start", "confirm"),
    [("account_request_login_code", "account_confirm_login_code"), ("account_reset_password", "account_confirm_password_reset_code")],
)
def test_a_code_to_an_address_that_was_moved_opens_nothing(
    cast: Cast, client: Client, mails: list[Mail], start: str, confirm: str, confirmed: bool
) -> None:
    """An administrator moves an address that somebody else reads. Whoever asked for a code just before must not get the account, nor the
    address back, nor choose its password."""
    old, password = cast.sara.email, cast.sara.password
    client.post(reverse(start), {"email": old})
    code = mails[-1].code
    if confirmed and "reset" in start:
        assert client.post(reverse(confirm), {"code": code}).url == reverse("account_complete_password_reset")
    actions.change_person(person=cast.sara, by=None, email="ny@alvsund.example")
    client.post(reverse(confirm), {"code": code})
    client.post(reverse("account_complete_password_reset"), {"password1": PASSWORD[::-1], "password2": PASSWORD[::-1]})
    if mails[-1].code != code:
        client.post(reverse("account_email_verification_sent"), {"code": mails[-1].code})
    assert signed_in_as(client) is None
    sara = cast.fresh(cast.sara)
    assert (sara.email, sara.password) == ("ny@alvsund.example", password)
    assert client.get(reverse("account_login")).status_code == 200
