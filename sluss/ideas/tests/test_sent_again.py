"""Back in the browser and send again: the page may have been made anew, and it is the same idea all the same."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse

from sluss.core import clock
from sluss.ideas import actions
from sluss.ideas.models import Draft, Idea, Submission
from sluss.ideas.seed import EMPLOYEES, RESIDENTS

from . import giving
from .pressing import NEED, code_on, given, hidden, press

pytestmark = pytest.mark.django_db


@pytest.fixture
def base(cast):
    giving.base(cast.units.city)
    giving.way(RESIDENTS, unit=cast.units.care)
    return cast


def send(client, slug: str, need: str = NEED):
    """The form as it is when one comes back to it: the text stands there, and the key is another."""
    page = client.get(reverse("ideas:submit", args=[slug]))
    return press(client, page, slug, "send_now", need=need)


def test_without_an_account_it_is_the_same_receipt(base):
    client = base.client()
    first, again = send(client, RESIDENTS), send(client, RESIDENTS)
    assert code_on(first) == code_on(again)
    assert "redan" in again.content.decode()
    assert Idea.objects.count() == 1
    page = client.get(reverse("ideas:submit", args=[RESIDENTS]))
    assert press(client, page, RESIDENTS, "send_now", need=f"  {NEED}\r\n").status_code == 200
    assert Idea.objects.count() == 1


def test_one_who_is_signed_in_is_led_to_the_first_receipt_and_leaves_no_draft(base):
    client = base.client(base.sara)
    first = send(client, EMPLOYEES)
    page = client.get(reverse("ideas:submit", args=[EMPLOYEES]))
    client.post(reverse("ideas:autosave", args=[EMPLOYEES]), {**hidden(page), "need": NEED})
    again = press(client, page, EMPLOYEES, "send_now", need=NEED)
    assert first.headers["Location"] == again.headers["Location"]
    assert "redan" in client.get(again.headers["Location"]).content.decode()
    assert (Idea.objects.count(), Draft.objects.count()) == (1, 0)


def test_going_back_to_the_first_of_the_three_steps_is_the_same_idea_too(base):
    client = base.client()
    assert code_on(given(client)) == code_on(send(client, RESIDENTS))
    assert Idea.objects.count() == 1


@pytest.mark.parametrize("who", [None, "sara"])
def test_another_text_another_browser_and_another_day_are_other_ideas(base, who):
    person = getattr(base, who) if who else None
    client = base.client(person)
    send(client, RESIDENTS)
    send(client, RESIDENTS, need="Något helt annat skaver också.")
    assert Idea.objects.count() == 2
    send(base.client(base.rut), RESIDENTS)
    send(base.client(), RESIDENTS)
    assert Idea.objects.count() == 4
    with clock.at(clock.today() + timedelta(days=1)):
        send(base.client(person) if person else client, RESIDENTS)
    assert Idea.objects.count() == 5


def test_what_was_taken_back_can_be_given_again(base):
    client = base.client(base.sara)
    send(client, EMPLOYEES)
    actions.withdraw(Idea.objects.get(), by=base.sara)
    send(client, EMPLOYEES)
    assert Idea.objects.count() == 2


def test_the_mark_is_for_the_forms_alone_and_is_forgotten_with_the_code(base):
    client = base.client()
    code_on(send(client, RESIDENTS))
    mark = client.cookies["sluss_sent_sv"]
    assert (mark["path"], mark["httponly"], mark["samesite"], mark["max-age"]) == ("/lamna-ide", True, "Lax", 1800)
    assert client.cookies["sluss_sent_en"]["path"] == "/en/give-idea"
    assert str(Submission.objects.get().form_key) not in mark.value
    client.cookies["sluss_sent_sv"] = mark.value[:-2] + "xx"
    send(client, RESIDENTS)
    assert Idea.objects.count() == 2
    client.post(reverse("ideas:status_forget"))
    assert not client.cookies["sluss_sent_sv"].value
