"""What a giver is told, and what nobody else is told."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.core import mail
from django.urls import reverse

from sluss.core import clock
from sluss.gates import actions as gates
from sluss.ideas import actions
from sluss.ideas.actions import Contact, Texts
from sluss.ideas.queries_give import answers
from sluss.ideas.seed import RESIDENTS
from sluss.journal.models import Event, Notice, OutgoingMail
from sluss.people.actions import end_role
from sluss.people.models import Person, RoleHolding

from . import giving

pytestmark = pytest.mark.django_db
MONDAY = date(2026, 3, 9)
CANARY = "Gökurskåpet"


@pytest.fixture
def base(cast):
    giving.base(cast.units.city)
    giving.way(RESIDENTS, unit=cast.units.care)
    return cast


def mails_to(address: str):
    return [message for message in mail.outbox if address in message.to]


def test_the_receipt_comes_by_mail_with_who_and_when(base):
    with clock.at(MONDAY):
        idea = giving.submitted(base.sara).idea
        giving.worker()
    [message] = mails_to("sara@alvsund.example")
    assert idea.subject.title in message.subject
    assert "Amira Haddad" in message.body
    assert base.units.care.name in message.body
    assert "23\xa0mars" in message.body
    assert reverse("ideas:mine", args=[idea.pk]) in message.body
    assert Notice.objects.filter(person=base.sara).exists()
    [queued] = mails_to("amira@alvsund.example")
    assert "Sara" not in queued.body + queued.subject


def test_the_receipt_is_in_the_givers_language(base):
    Person.objects.filter(pk=base.sara.pk).update(language="en")
    with clock.at(MONDAY):
        giving.submitted(base.fresh(base.sara), language="en")
        giving.worker()
    [message] = mails_to("sara@alvsund.example")
    assert "23\xa0March" in message.body
    assert "Thank you" in message.body


def test_who_answers_is_the_one_who_has_taken_it_else_the_nearest_holder(base):
    idea = giving.submitted(base.sara).idea

    def who() -> str:
        return answers([idea.pk])[idea.pk].who

    assert "Amira Haddad" in who()
    gates.take(giving.case_of(idea), by=base.lars)
    assert "Lars Öberg" in who()
    Person.objects.filter(pk=base.lars.pk).update(protected=True)
    assert who() == base.units.care.name
    other = giving.submitted(base.sara).idea
    end_role(holding=RoleHolding.objects.get(role="lead", unit=base.units.care), by=None)
    with clock.at(clock.today() + timedelta(days=3)):
        assert answers([other.pk])[other.pk].who == base.units.care.name


def test_a_protected_lead_is_not_named(base):
    Person.objects.filter(pk=base.amira.pk).update(protected=True)
    idea = giving.submitted(base.sara).idea
    giving.worker()
    assert answers([idea.pk])[idea.pk].person == ""
    assert "Amira" not in mails_to("sara@alvsund.example")[0].body


def test_many_answers_cost_one_query(base, django_assert_num_queries):
    ideas = [giving.submitted(base.sara).idea.pk for _ in range(4)]
    with django_assert_num_queries(1):
        assert len(answers(ideas)) == 4


@pytest.mark.slow
def test_what_waits_for_a_first_reading_is_told_to_nobody_but_its_giver_and_its_handlers(base):
    idea = giving.submitted(base.sara, texts=Texts(need=f"{CANARY} piper klockan tre varje natt.")).idea
    actions.edit(idea, by=base.sara, texts=Texts(need=f"{CANARY} piper fortfarande.", title=f"{CANARY} piper"))
    giving.worker()
    reached = {address for message in mail.outbox if CANARY in message.subject + message.body for address in message.to}
    assert reached == {"sara@alvsund.example", "amira@alvsund.example"}
    assert set(Notice.objects.values_list("person__username", flat=True)) <= {"sara", "amira"}
    pages = [reverse("ideas:list"), reverse("ideas:list") + f"?q={CANARY}", reverse("ideas:idea", args=[idea.pk, "x"]), "/"]
    for person in (None, base.outsider, base.rut, base.company, base.wilma, base.admin):
        client = base.client(person)
        for page in pages:
            assert CANARY not in client.get(page, follow=True).content.decode().replace(f"?q={CANARY}", "").replace(
                f'value="{CANARY}"', ""
            ).replace(f"”{CANARY}”", "").replace(f"“{CANARY}”", ""), (person, page)


@pytest.mark.slow
def test_while_it_is_assessed_blind_the_name_is_in_no_event_mail_or_notice(base):
    Person.objects.filter(pk=base.sara.pk).update(username="zzz")
    base.sara.details.given_name, base.sara.details.family_name = CANARY, "Sesamfrö"
    base.sara.details.save()
    idea = giving.submitted(base.fresh(base.sara), show_name=True).idea
    giving.released(idea, base.amira)
    mail.outbox.clear()
    giving.advanced(idea, base.amira, "bedomning")
    actions.support(idea, by=base.outsider)
    giving.worker()
    for message in mail.outbox:
        if message.to != [base.sara.email]:
            assert CANARY not in message.subject + message.body + str(message.alternatives)
    assert CANARY not in str(list(Event.objects.values_list()))
    assert CANARY not in str(list(OutgoingMail.objects.exclude(person=base.sara).values_list()))
    address = reverse("ideas:idea", args=[idea.pk, giving.fresh(idea).subject.address])
    seen = {name for name, person in base.people.items() if CANARY in base.client(person).get(address).content.decode()}
    assert seen <= {"sara", "office"}
    assert CANARY not in base.client().get(address).content.decode()


def test_one_without_an_account_is_told_of_every_answer_once_the_address_is_confirmed(base):
    idea = giving.submitted(None, RESIDENTS, contact=Contact(email="ny@post.example"), language="en").idea
    giving.worker()
    assert mails_to("ny@post.example") == []
    actions.verifying._confirm(idea, "ny@post.example")
    gates.ask(giving.case_of(idea), by=base.amira, reason="Vilken gata?")
    giving.worker()
    assert len(mails_to("ny@post.example")) == 2
    assert all("/en/follow-idea" in message.body for message in mails_to("ny@post.example"))
    assert any("Vilken gata?" in message.body for message in mails_to("ny@post.example"))
