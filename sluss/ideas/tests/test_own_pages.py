"""The pages of one's own idea: with the receipt code, and with an account."""

from __future__ import annotations

import re

import pytest
from django.core import mail
from django.urls import reverse
from django.utils.translation import gettext, override

from sluss.core import clock
from sluss.gates import actions as gates
from sluss.gates.states import CaseState, Outcome
from sluss.ideas import actions
from sluss.ideas.models import Idea, Submission
from sluss.ideas.seed import EMPLOYEES, RESIDENTS
from sluss.journal.states import Visibility
from sluss.people.tests.cast import PASSWORD

from . import giving
from .pressing import NEED, code_on, given

pytestmark = pytest.mark.django_db


@pytest.fixture
def base(cast):
    giving.base(cast.units.city)
    giving.way(RESIDENTS, unit=cast.units.care)
    return cast


# --- Following it with the code ---------------------------------------------------------------------------------------------


def opened(base, code: str):
    client = base.client()
    assert client.post(reverse("ideas:status"), {"code": code}).status_code == 302
    return client


@pytest.mark.slow
def test_the_code_opens_the_status_page_however_it_is_written(base):
    code = code_on(given(base.client()))
    for written in (code, code.lower(), code.replace("-", ""), f" {code.replace('-', ' ')} "):
        page = opened(base, written).get(reverse("ideas:status")).content.decode()
        assert "Ljus vid skolan" in page
        assert "Amira Haddad" in page
        assert code not in page
    english = opened(base, code)
    assert english.get("/en/follow-idea").status_code == 200
    assert "Ljus vid skolan" in english.get("/en/follow-idea").content.decode()


def test_a_wrong_code_opens_nothing(base):
    given(base.client())
    for code in ("ACDE-FGHJ-KMNP", "", "x" * 500, "\x00", "'; --"):
        client = base.client()
        page = client.post(reverse("ideas:status"), {"code": code})
        assert page.status_code == 422
        assert "Ljus vid skolan" not in page.content.decode()
        assert "Ljus vid skolan" not in client.get(reverse("ideas:status")).content.decode()


def test_guessing_is_slowed(base):
    client = base.client()
    answers = [client.post(reverse("ideas:status"), {"code": "ACDE-FGHJ-KMNP"}).status_code for _ in range(11)]
    assert answers == [422] * 10 + [429]


def test_the_cookie_is_for_these_pages_and_for_half_an_hour(base):
    code = code_on(given(base.client()))
    client, now = opened(base, code), clock.now()
    kept = [cookie for name, cookie in client.cookies.items() if name.startswith("sluss_receipt")]
    assert {cookie["path"] for cookie in kept} == {"/folj-ide", "/en/follow-idea"}
    assert all(cookie["httponly"] and cookie["samesite"] == "Lax" and cookie["max-age"] == 1800 for cookie in kept)
    assert client.get(reverse("ideas:status_edit")).status_code == 200
    for cookie in kept:
        client.cookies[cookie.key] = cookie.value[:-2] + "xx"
    assert client.get(reverse("ideas:status_edit")).status_code == 302
    fresh = opened(base, code)
    fresh.post(reverse("ideas:status_forget"))
    assert "Ljus vid skolan" not in fresh.get(reverse("ideas:status")).content.decode()
    assert now


@pytest.mark.slow
def test_with_the_code_one_answers_edits_and_withdraws(base):
    client = opened(base, code_on(given(base.client())))
    idea = Idea.objects.get()
    gates.ask(giving.case_of(idea), by=base.amira, reason="Hur många lampor?")
    page = client.get(reverse("ideas:status")).text
    assert "Hur många lampor?" in page
    assert "Väntar på ditt svar" in page  # whoever reads it is the giver
    form = client.get(reverse("ideas:status_complete")).context["form"].initial
    assert client.post(reverse("ideas:status_complete"), form | {"answer": ""}).status_code == 422
    assert client.post(reverse("ideas:status_complete"), form | {"answer": "Fyra."}).status_code == 302
    assert giving.case_of(idea).state == CaseState.OPEN
    form = client.get(reverse("ideas:status_edit")).context["form"].initial
    client.post(reverse("ideas:status_edit"), form | {"need": "Ny text om mörker."})
    assert giving.fresh(idea).need == "Ny text om mörker."
    assert NEED in client.get(reverse("ideas:status")).content.decode()
    client.post(reverse("ideas:status_withdraw"), {"reason": "Löst."})
    assert giving.case_of(idea).outcome == Outcome.WITHDRAWN
    for name in ("edit", "complete", "withdraw"):
        assert client.get(reverse(f"ideas:status_{name}"))["Location"] == reverse("ideas:status")


def test_the_address_is_confirmed_by_a_code_and_then_told(base):
    page = given(base.client(), name="Rut", email="ny@post.example")
    giving.worker()
    [message] = [message for message in mail.outbox if "ny@post.example" in message.to]
    code = re.search(r"\b\d{6}\b", message.body).group()
    client = opened(base, code_on(page))
    assert client.post(reverse("ideas:status_verify"), {"code": "000000" if code != "000000" else "111111"}).status_code == 422
    assert client.post(reverse("ideas:status_verify"), {"code": code}).status_code == 302
    assert Submission.objects.get().email_verified_at
    mail.outbox.clear()
    giving.worker()
    [message] = [message for message in mail.outbox if "ny@post.example" in message.to]
    assert "Ljus vid skolan" in message.subject
    assert "Amira Haddad" in message.body
    assert reverse("ideas:status") in message.body


def test_codes_are_not_sent_without_end_to_one_address(base):
    client = opened(base, code_on(given(base.client())))
    answers = [client.post(reverse("ideas:status_email"), {"email": "ny@post.example"}).status_code for _ in range(6)]
    assert answers == [302] * 5 + [429]


# --- One's own ideas with an account ------------------------------------------------------------------------------------------


@pytest.mark.slow
@pytest.mark.parametrize("name", ["mine", "mine_edit", "mine_complete", "mine_withdraw"])
def test_ones_own_page_is_ones_own(base, name):
    idea = giving.submitted(base.sara).idea
    gates.ask(giving.case_of(idea), by=base.amira, reason="Hur många?")
    address = reverse(f"ideas:{name}", args=[idea.pk])
    assert base.client(base.sara).get(address).status_code == 200
    assert base.client().get(address).status_code == 302
    for other in (base.amira, base.office, base.outsider, base.rut):
        assert base.client(other).get(address).status_code == 404
    residents = giving.submitted(None, RESIDENTS).idea
    assert base.client(base.sara).get(reverse(f"ideas:{name}", args=[residents.pk])).status_code == 404


def test_the_receipt_is_the_givers_alone(base):
    idea = giving.submitted(base.sara).idea
    address = reverse("ideas:receipt", args=[idea.pk])
    assert base.client(base.sara).get(address).status_code == 200
    assert base.client(base.amira).get(address).status_code == 404
    assert base.client().get(address).status_code == 302


def test_changing_in_two_windows_keeps_the_text_of_the_one_that_is_told(base):
    idea = giving.submitted(base.sara).idea
    client, address = base.client(base.sara), reverse("ideas:mine_edit", args=[idea.pk])
    form = client.get(address).context["form"].initial
    assert client.post(address, form | {"need": "Första"}).status_code == 302
    told = client.post(address, form | {"need": "Andra fönstrets text"})
    assert told.status_code == 422
    assert "Andra fönstrets text" in told.content.decode()
    assert giving.fresh(idea).need == "Första"


def test_showing_the_name_is_one_press(base):
    idea = giving.submitted(base.sara).idea
    client = base.client(base.sara)
    client.post(reverse("ideas:mine_name", args=[idea.pk]), {"shown": "1"})
    assert Submission.objects.get().show_name
    assert client.get(reverse("ideas:mine_name", args=[idea.pk])).status_code == 405
    base.client(base.amira).post(reverse("ideas:mine_name", args=[idea.pk]), {"shown": "0"})
    assert Submission.objects.get().show_name


@pytest.mark.slow
def test_my_ideas_in_pages(base):
    for _ in range(21):
        giving.submitted(base.sara)
    giving.submitted(base.outsider, texts=None)
    client = base.client(base.sara)
    first = client.get(reverse("ideas:my_ideas"))
    assert len(first.context["ideas"]) == 20
    second = client.get(first.context["next"])
    assert [idea.pk for idea in second.context["ideas"]] == [
        min(Idea.objects.filter(submission__person=base.sara).values_list("pk", flat=True))
    ]
    for odd in ("x", "-1", "9" * 40, "²"):
        assert client.get(reverse("ideas:my_ideas"), {"before": odd}).status_code == 200


def test_signing_in_by_the_login_page_comes_back_to_the_form(base):
    client = base.client()
    page = client.get(reverse("ideas:submit", args=[EMPLOYEES]), follow=True)
    answer = client.post(page.redirect_chain[-1][0], {"login": base.sara.email, "password": PASSWORD}, follow=True)
    assert answer.status_code == 200


def found_by(client, address: str) -> str:
    facts = dict(fact[:2] for fact in client.get(address).context["facts"])
    return str(facts[gettext("Can be found by")])


def test_what_was_closed_before_it_was_released_is_not_promised_to_others(base):
    idea = giving.submitted(base.sara).idea
    address, chosen = reverse("ideas:mine", args=[idea.pk]), str(Visibility.ALL.label).lower()
    client = base.client(base.sara)
    assert found_by(client, address).endswith(chosen)
    actions.withdraw(idea, by=base.sara)
    assert found_by(client, address) == str(Visibility.HANDLERS.label)


def test_the_whole_road_in_english(base):
    client = base.client(base.sara)
    assert "/en/give-idea/medarbetaride" in client.get("/en/give-idea").content.decode()
    page = client.get("/en/give-idea/medarbetaride")
    page = client.post(
        "/en/give-idea/medarbetaride", {"key": page.context["key"], "step": "1", "need": NEED, "go": "send_now"}, follow=True
    )
    idea = giving.fresh(Idea.objects.get())
    assert idea.subject.language == "en"
    assert "We have received your idea" in page.content.decode()
    for name in ("mine", "mine_edit", "mine_withdraw"):
        with override("en"):
            address = reverse(f"ideas:{name}", args=[idea.pk])
        assert address.startswith("/en/my-idea/")
        assert client.get(address).status_code == 200
