"""Accounts of one's own: signing up, one's own address, and the pages one meets on the way."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import MD5PasswordHasher
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from sluss.core import clock
from sluss.people import actions
from sluss.people.models import PeopleChange, Person, PersonDetails
from sluss.people.states import ChangeKind, PersonKind

from .cast import PASSWORD, Cast
from .signing import Mail, signed_in_as, with_password

# --- An account of one's own ----------------------------------------------------------------------------------------

EVA = {"given_name": "Eva", "family_name": "Ek", "kind": "resident", "email": "Eva@post.example"}


def test_signing_up_with_a_code(db: None, client: Client, mails: list[Mail]) -> None:
    response = client.post(reverse("account_signup"), EVA)
    assert response.url == reverse("account_email_verification_sent")
    eva = Person.objects.get()
    assert (eva.kind, eva.email, eva.has_usable_password()) == (PersonKind.RESIDENT, "", False)
    assert not PeopleChange.objects.exists()
    assert client.post(response.url, {"code": mails[0].code, "action": "verify"}).status_code == 302
    assert signed_in_as(client) == eva.pk
    details = PersonDetails.objects.get()
    assert (details.full_name, details.email) == ("Eva Ek", "eva@post.example")
    assert list(PeopleChange.objects.values_list("kind", "person_id")) == [(ChangeKind.PERSON_CREATED, eva.pk)]


def test_signing_up_with_a_password(db: None, client: Client, mails: list[Mail]) -> None:
    url = client.post(reverse("account_signup"), {**EVA, "kind": "company", "password1": PASSWORD}).url
    early = Client()
    with_password(early, "eva@post.example", PASSWORD)
    assert signed_in_as(early) is None, "not before the address is confirmed"
    client.post(url, {"code": mails[0].code, "action": "verify"})
    assert with_password(Client(), "eva@post.example", PASSWORD).url == reverse("people:me")
    assert Person.objects.get().kind == PersonKind.COMPANY


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"kind": "employee"}, "Choose one of the alternatives"),
        ({"email": "inte en adress"}, "Write an e-mail address, for example"),
        ({"given_name": ""}, "Write your name"),
        ({"given_name": "x" * 101}, "Shorten the text to at most 100"),
        ({"password1": "kort"}, "at least 12 characters"),
        ({"password1": "eva@post.example"}, "too similar"),
    ],
)
def test_what_signing_up_does_not_take(db: None, client: Client, mails: list[Mail], change: dict[str, str], says: str) -> None:
    response = client.post("/en/create-account", {**EVA, **change})
    assert response.status_code == 200
    assert says in response.content.decode()
    assert not Person.objects.exists()
    assert not mails


class Counted(MD5PasswordHasher):
    algorithm = "counted"
    times = 0

    def encode(self, password: str, salt: str) -> str:
        Counted.times += 1
        return super().encode(password, salt)


def test_a_sign_up_takes_as_long_whether_the_address_has_an_account_or_not(cast: Cast, mails: list[Mail], settings: Any) -> None:
    """Making a hash of the password is nearly all of the time it takes: without it, who has an account could be measured."""
    settings.PASSWORD_HASHERS = [f"{__name__}.Counted"]
    times = []
    for email in ("nobody@post.example", cast.rut.email):
        Counted.times = 0
        assert Client().post(reverse("account_signup"), {**EVA, "email": email, "password1": PASSWORD}).status_code == 302
        times.append(Counted.times)
    assert times == [1, 1]


def test_an_unconfirmed_sign_up_is_no_trap(db: None, mails: list[Mail]) -> None:
    """Somebody signs up with another's address and a password of their own. The owner must never confirm that account."""
    attacker = Client()
    attacker.post(reverse("account_signup"), {**EVA, "password1": PASSWORD})
    owner = Client()
    for name in ("account_request_login_code", "account_reset_password"):
        owner.post(reverse(name), {"email": "eva@post.example"})
        assert not re.search(r"\b[A-Z]{4}-[A-Z]{4}\b", mails[-1].text), "no code for an account nobody has confirmed"
    owner = Client()
    cache.clear()  # allauth lets ten seconds pass between two codes to one address
    url = owner.post(reverse("account_signup"), EVA).url
    owner.post(url, {"code": mails[-1].code, "action": "verify"})
    assert signed_in_as(owner) == Person.objects.get().pk
    assert with_password(Client(), "eva@post.example", PASSWORD).status_code == 200, "the attacker's password is worth nothing"
    attacker.post(reverse("account_email_verification_sent"), {"code": mails[0].code, "action": "verify"})
    assert signed_in_as(attacker) is None


def test_an_unconfirmed_sign_up_does_not_stop_an_employee_from_being_added(cast: Cast, client: Client, mails: list[Mail]) -> None:
    client.post(reverse("account_signup"), {**EVA, "email": "eva@alvsund.example"})
    made = actions.create_person(by=None, kind=PersonKind.EMPLOYEE, given_name="Eva", email="eva@alvsund.example", unit=cast.units.care)
    assert EmailAddress.objects.get(email="eva@alvsund.example").user == made
    client.post(reverse("account_email_verification_sent"), {"code": mails[0].code, "action": "verify"})
    assert signed_in_as(client) is None


def test_unconfirmed_sign_ups_are_forgotten_after_a_day(cast: Cast, client: Client, mails: list[Mail]) -> None:
    people = Person.objects.count()
    client.post(reverse("account_signup"), EVA)
    assert actions.forget_sign_ups() == 0
    with clock.at(clock.now() + timedelta(days=2)):
        assert actions.forget_sign_ups() > 0
    assert Person.objects.count() == people
    assert not PersonDetails.objects.filter(given_name="Eva").exists()


# --- One's own address ----------------------------------------------------------------------------------------------


def test_a_resident_changes_address_with_a_code_and_the_password(cast: Cast, client: Client, mails: list[Mail]) -> None:
    with_password(client, "rut@post.example", PASSWORD)
    asked = client.post(reverse("account_email"), {"email": "rut@ny.example", "action_add": "1"})
    assert asked.url.startswith(reverse("account_reauthenticate"))
    url = client.post(asked.url, {"password": PASSWORD}).url
    mail = next(mail for mail in mails if mail.to == "rut@ny.example")
    client.post(url, {"code": mail.code, "action": "verify"})
    rut = cast.fresh(cast.rut)
    assert rut.email == "rut@ny.example"
    assert list(EmailAddress.objects.filter(user=rut).values_list("email", "verified", "primary")) == [("rut@ny.example", True, True)]
    assert mails[-1].to == "rut@post.example", "the old address is told"


def test_an_employees_address_is_the_citys(cast: Cast) -> None:
    client = cast.client(cast.sara)
    assert client.get(reverse("account_email")).status_code == 200
    assert client.post(reverse("account_email"), {"email": "sara@ny.example", "action_add": "1"}).status_code == 403
    assert cast.fresh(cast.sara).email == "sara@alvsund.example"


# --- The pages ------------------------------------------------------------------------------------------------------

OPEN = [
    "account_login",
    "account_request_login_code",
    "account_signup",
    "account_reset_password",
    "account_inactive",
    "account_password_reset_completed",
]
SIGNED_IN = ["account_logout", "account_change_password", "account_email", "account_reauthenticate"]


@pytest.mark.slow
@pytest.mark.parametrize("language", ["", "/en"])
def test_every_page_can_be_read_in_both_languages(cast: Cast, client: Client, language: str) -> None:
    from django.utils import translation

    with translation.override("en" if language else "sv"):
        pages = [(client, reverse(name)) for name in OPEN] + [(cast.client(cast.rut), reverse(name)) for name in SIGNED_IN]
    for who, url in pages:
        assert url.startswith(language)
        response = who.get(url)
        assert response.status_code == 200, url
        assert b"<h1" in response.content
        assert b"style=" not in response.content
        assert b"placeholder" not in response.content


def test_nothing_of_allauth_is_reachable_but_what_is_routed(client: Client, db: None) -> None:
    for path in ("/accounts/login/", "/accounts/", "/login/", "/konto/social", "/accounts/social/connections/"):
        assert client.get(path).status_code == 404
