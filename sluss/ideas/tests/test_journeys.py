"""What people do, by plain forms and links: no JavaScript anywhere here."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse

from sluss.core import clock
from sluss.ideas.models import Draft, Idea
from sluss.ideas.seed import EMPLOYEES, RESIDENTS
from sluss.journal.states import Visibility

from . import giving
from .pressing import NEED, code_on, given, hidden, press

pytestmark = pytest.mark.django_db


@pytest.fixture
def base(cast):
    giving.base(cast.units.city)
    giving.way(RESIDENTS, unit=cast.units.care)
    return cast


# --- Employees ----------------------------------------------------------------------------------------------------------------


def test_an_employee_gives_an_idea_in_three_steps(base):
    client = base.client(base.sara)
    address = reverse("ideas:submit", args=[EMPLOYEES])
    assert f'href="{address}"' in client.get(reverse("ideas:gateways")).text
    page = client.get(address)
    page = press(client, page, EMPLOYEES, "next", need=NEED)
    draft = Draft.objects.get()
    assert page["Location"] == reverse("ideas:draft", args=[EMPLOYEES, draft.key]) + "?step=2"
    page = client.get(page["Location"])
    assert page.context["form"].initial["title"] == "Cykelbanan vid skolan är mörk"
    page = press(client, page, EMPLOYEES, "next", title="Ljus vid skolan", beneficiaries=["residents"], solution="Lampor.", theme="trafik")
    page = client.get(page["Location"])
    page = press(client, page, EMPLOYEES, "send", visibility="1", show_name="on", terms="on")
    idea = giving.fresh(Idea.objects.get())
    assert page["Location"] == reverse("ideas:receipt", args=[idea.pk])
    assert (idea.subject.title, idea.need, idea.solution, idea.theme.key) == ("Ljus vid skolan", NEED, "Lampor.", "trafik")
    assert (idea.subject.visibility, idea.submission.show_name) == (Visibility.EMPLOYEES, True)
    receipt = client.get(page["Location"]).content.decode()
    due = giving.case_of(idea).promises.get().due_on
    assert "Amira Haddad" in receipt
    assert base.units.care.name in receipt
    assert str(due.day) in receipt
    assert not Draft.objects.exists()


def test_four_minutes_before_the_shift_one_field_and_one_button(base):
    client = base.client(base.sara)
    page = press(client, client.get(reverse("ideas:submit", args=[EMPLOYEES])), EMPLOYEES, "send_now", need=NEED)
    idea = giving.fresh(Idea.objects.get())
    assert page["Location"] == reverse("ideas:receipt", args=[idea.pk])
    assert (idea.subject.visibility, idea.submission.show_name) == (idea.gateway.default_visibility, False)
    assert idea.submission.terms == idea.gateway.terms


def test_back_keeps_what_was_written_and_forward_finds_it(base):
    client = base.client(base.sara)
    page = client.get(reverse("ideas:submit", args=[EMPLOYEES]))
    page = client.get(press(client, page, EMPLOYEES, "next", need=NEED)["Location"])
    page = client.get(press(client, page, EMPLOYEES, "back", title="Min rubrik", solution="Lampor")["Location"])
    assert NEED in page.content.decode()
    page = client.get(press(client, page, EMPLOYEES, "next", need="Helt annan text.")["Location"])
    assert "Min rubrik" in page.content.decode()
    assert "Lampor" in page.content.decode()


def test_a_suggested_title_follows_the_text_it_came_from(base):
    client = base.client(base.sara)
    page = client.get(reverse("ideas:submit", args=[EMPLOYEES]))
    page = client.get(press(client, page, EMPLOYEES, "next", need="Lampan är trasig.")["Location"])
    page = client.get(press(client, page, EMPLOYEES, "back", title="Lampan är trasig")["Location"])
    page = client.get(press(client, page, EMPLOYEES, "next", need="Dörren är trasig.")["Location"])
    assert page.context["form"].initial["title"] == "Dörren är trasig"


def test_saved_for_later_it_waits_on_ones_own_page(base):
    client = base.client(base.sara)
    page = press(client, client.get(reverse("ideas:submit", args=[EMPLOYEES])), EMPLOYEES, "save", need=NEED)
    mine = client.get(page["Location"]).content.decode()
    assert "Cykelbanan vid skolan" in mine
    draft = Draft.objects.get()
    client.post(reverse("ideas:delete_draft", args=[EMPLOYEES, draft.key]))
    assert not Draft.objects.exists()


def test_the_back_button_after_sending_leads_to_the_receipt(base):
    client = base.client(base.sara)
    first = client.get(reverse("ideas:submit", args=[EMPLOYEES]))
    sent = press(client, first, EMPLOYEES, "send_now", need=NEED)
    for go in ("send_now", "next", "save"):
        assert press(client, first, EMPLOYEES, go, need="Ändrad")["Location"] == sent["Location"]
    assert Idea.objects.count() == 1
    key = hidden(first)["key"]
    assert client.get(reverse("ideas:draft", args=[EMPLOYEES, key]))["Location"] == sent["Location"]


def test_nothing_written_is_an_error_that_says_so_and_saves_nothing(base):
    client = base.client(base.sara)
    for go in ("next", "send_now"):
        page = press(client, client.get(reverse("ideas:submit", args=[EMPLOYEES])), EMPLOYEES, go, need="  ")
        assert page.status_code == 422
        assert 'href="#id_need"' in page.content.decode()
    assert not Idea.objects.exists()
    assert not Draft.objects.exists()


def test_signed_out_in_the_middle_the_text_is_there_after_signing_in(base):
    client = base.client(base.sara)
    page = client.get(reverse("ideas:submit", args=[EMPLOYEES]))
    client.logout()
    away = press(client, page, EMPLOYEES, "next", need=NEED)
    assert reverse("account_login") in away["Location"]
    client.force_login(base.sara)
    back = client.get(reverse("ideas:submit", args=[EMPLOYEES]), follow=True)
    assert NEED in back.content.decode()
    assert Draft.objects.get().owner == base.sara
    assert not Idea.objects.exists()


def test_what_was_kept_while_signing_in_is_forgotten_after_half_an_hour(base):
    client = base.client()
    page = base.client(base.sara).get(reverse("ideas:submit", args=[EMPLOYEES]))
    now = clock.now()
    press(client, page, EMPLOYEES, "next", need=NEED)
    with clock.at(now + timedelta(minutes=31)):
        client.force_login(base.sara)
        assert NEED not in client.get(reverse("ideas:submit", args=[EMPLOYEES]), follow=True).content.decode()


def test_who_is_not_signed_in_is_asked_to_and_comes_back(base):
    page = base.client().get(reverse("ideas:submit", args=[EMPLOYEES]))
    assert page["Location"] == f"{reverse('account_login')}?next={reverse('ideas:submit', args=[EMPLOYEES])}"
    assert base.client(base.rut).get(reverse("ideas:submit", args=[EMPLOYEES])).status_code == 403


# --- Without an account -------------------------------------------------------------------------------------------------------


def test_a_resident_gives_an_idea_without_an_account_and_nothing_is_stored_before(base):
    client = base.client()
    page = client.get(reverse("ideas:submit", args=[RESIDENTS]))
    assert not page.cookies.keys() - {"csrftoken"}
    page = press(client, page, RESIDENTS, "next", need=NEED)
    assert page.status_code == 200
    page = press(client, page, RESIDENTS, "next", title="Ljus", beneficiaries=["residents", "visitors"], solution="Lampor.")
    assert not Idea.objects.exists()
    assert not Draft.objects.exists()
    assert "sessionid" not in client.cookies
    page = press(client, page, RESIDENTS, "send", visibility="2", terms="on", name="Rut")
    idea = giving.fresh(Idea.objects.get())
    assert page.status_code == 200
    assert (idea.need, idea.solution, idea.beneficiaries, idea.submission.name) == (NEED, "Lampor.", ["residents", "visitors"], "Rut")
    assert "Amira Haddad" in page.content.decode()
    assert code_on(page)


def test_loading_the_receipt_again_shows_the_same_code(base):
    client = base.client()
    page = client.get(reverse("ideas:submit", args=[RESIDENTS]))
    first = press(client, page, RESIDENTS, "send_now", need=NEED)
    again = press(client, page, RESIDENTS, "send_now", need=NEED)
    other = press(base.client(), page, RESIDENTS, "send_now", need="Ändrad")
    assert code_on(first) == code_on(again) == code_on(other)
    assert Idea.objects.count() == 1


def test_without_accepting_the_terms_nothing_is_sent(base):
    page = given(base.client(), terms="")
    assert page.status_code == 422
    assert 'href="#id_terms"' in page.content.decode()
    assert not Idea.objects.exists()


def test_what_was_tampered_with_is_not_believed(base):
    client = base.client()
    page = client.get(reverse("ideas:submit", args=[RESIDENTS]))
    state = hidden(page)["state"]
    answer = client.post(
        reverse("ideas:submit", args=[RESIDENTS]), {"state": state[:-3] + "abc", "step": "1", "need": NEED, "go": "send_now"}
    )
    assert answer.status_code == 422
    assert NEED in answer.content.decode()
    assert not Idea.objects.exists()


def test_a_closed_gateway_says_so_and_gives_the_text_back(base):
    client = base.client()
    page = client.get(reverse("ideas:submit", args=[RESIDENTS]))
    giving.way(RESIDENTS, closes_on=clock.today() - timedelta(days=1))
    answer = press(client, page, RESIDENTS, "send_now", need=NEED)
    assert NEED in answer.content.decode()
    assert not Idea.objects.exists()
    assert client.get(reverse("ideas:submit", args=[RESIDENTS])).status_code == 200
    assert client.get(reverse("ideas:gateways")).status_code == 200


@pytest.mark.slow
def test_many_in_an_hour_wait_and_keep_their_text(base):
    client = base.client()
    for number in range(20):
        page = client.get(reverse("ideas:submit", args=[RESIDENTS]))
        assert press(client, page, RESIDENTS, "send_now", need=f"{NEED} {number}").status_code == 200
    page = client.get(reverse("ideas:submit", args=[RESIDENTS]))
    refused = press(client, page, RESIDENTS, "send_now", need=NEED)
    assert refused.status_code == 429
    assert int(refused["Retry-After"]) > 0
    assert NEED in refused.content.decode()
    assert Idea.objects.count() == 20
