"""The notice of a receipt says what was promised then, whatever has happened since."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.core import mail

from sluss.core import clock
from sluss.gates import actions as gates
from sluss.gates.states import Outcome
from sluss.ideas import actions
from sluss.ideas.actions import Contact
from sluss.ideas.seed import RESIDENTS
from sluss.journal.models import Event
from sluss.people.actions import end_role
from sluss.people.models import Person, RoleHolding

from . import giving

pytestmark = pytest.mark.django_db
MONDAY = date(2026, 3, 9)


@pytest.fixture
def base(cast):
    giving.base(cast.units.city)
    giving.way(RESIDENTS, unit=cast.units.care)
    return cast


def notice(base) -> str:
    """What stands about the receipt on the page of notices."""
    page = base.client(base.sara).get("/notiser").content.decode()
    return page[page.index("har kommit in") :][:700]


@pytest.mark.slow
def test_it_says_the_same_when_the_idea_has_gone_on_and_when_it_is_closed(base):
    with clock.at(MONDAY):
        idea = giving.submitted(base.sara).idea
        giving.worker()
        first = notice(base)
        assert "Amira Haddad, innovationsansvarig" in first
        assert "måndag 23\xa0mars" in first
    with clock.at(MONDAY + timedelta(days=8)):
        giving.released(idea, base.amira)
        giving.advanced(idea, base.amira, "bedomning")
        gates.take(giving.case_of(idea), by=base.lars)
        assert "Amira Haddad, innovationsansvarig" in notice(base)
        assert "måndag 23\xa0mars" in notice(base)
        gates.close(giving.case_of(idea), by=base.amira, outcome=Outcome.NOT, reason=giving.REASON)
        end_role(holding=RoleHolding.objects.get(role="lead", unit=base.units.care), by=None)
    with clock.at(date(2027, 2, 1)):
        assert "Amira Haddad, innovationsansvarig" in notice(base)
        assert "måndag 23\xa0mars 2026" in notice(base), "the year is said when it is another"
    Person.objects.filter(pk=base.amira.pk).update(protected=True)
    assert "Amira" not in notice(base), "who is protected now is not named now"


def test_what_was_promised_is_kept_as_ids_and_codes(base):
    with clock.at(MONDAY):
        giving.submitted(base.sara)
    kept = Event.objects.get(kind="idea.submitted").data["promised"]
    assert kept == {"due": "2026-03-23", "unit": base.units.care.pk, "role": "lead", "persons": [base.amira.pk]}


def test_a_role_that_nobody_holds_is_answered_for_by_the_unit(base):
    end_role(holding=RoleHolding.objects.get(role="lead", unit=base.units.care), by=None)
    with clock.at(MONDAY + timedelta(days=400)):
        giving.submitted(base.sara, RESIDENTS)
        giving.worker()
    [message] = [message for message in mail.outbox if message.to == [base.sara.email]]
    assert f"{base.units.care.name} svarar senast" in message.body


def test_one_without_an_account_is_told_what_was_promised_when_the_address_was_confirmed(base):
    with clock.at(MONDAY):
        idea = giving.submitted(None, RESIDENTS, contact=Contact(email="ny@post.example")).idea
        actions.verifying._confirm(idea, "ny@post.example")
    with clock.at(MONDAY + timedelta(days=1)):
        giving.released(idea, base.amira)
        gates.close(giving.case_of(idea), by=base.amira, outcome=Outcome.NOT, reason=giving.REASON)
        giving.worker()
    receipt = next(message for message in mail.outbox if message.to == ["ny@post.example"] and "har kommit in" in message.body)
    assert "Amira Haddad, innovationsansvarig" in receipt.body
    assert "måndag 16\xa0mars" in receipt.body
