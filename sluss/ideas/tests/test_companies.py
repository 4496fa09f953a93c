"""A company gives an idea as residents do, with or without an account, and is called what it is."""

from __future__ import annotations

import pytest
from django.urls import reverse

from sluss.gates import actions as gates
from sluss.ideas import actions
from sluss.ideas.actions import Contact
from sluss.ideas.models import Submission
from sluss.ideas.rules import giver_shown
from sluss.ideas.seed import RESIDENTS

from . import giving
from .pressing import given, hidden, press

pytestmark = pytest.mark.django_db
ROLE = "Ett företag eller en organisation"


@pytest.fixture
def base(cast):
    giving.base(cast.units.city)
    giving.way(RESIDENTS, unit=cast.units.care)
    return cast


def test_the_page_of_ways_in_says_that_companies_and_associations_are_welcome(base):
    page = base.client(base.company).get(reverse("ideas:gateways")).content.decode()
    assert "Invånare, föreningar och företag" in page
    assert "för föreningar och företag" in page
    english = base.client().get("/en/give-idea").content.decode()
    assert "Residents, associations and companies" in english


@pytest.mark.slow
def test_one_who_is_signed_in_for_a_company_is_shown_as_one(base):
    idea = giving.submitted(base.company, RESIDENTS).idea
    assert giver_shown(giving.fresh(idea), giving.case_of(idea), None) == ROLE
    page = base.client(base.company).get(reverse("ideas:mine", args=[idea.pk])).content.decode()
    assert "ett företag eller en organisation" in page.lower()
    assert "en invånare" not in page.lower()
    giving.released(idea, base.amira)
    assert ROLE in base.client().get(f"/ideer/{idea.pk}", follow=True).content.decode()


def test_one_without_an_account_says_so_in_the_form(base):
    client = base.client()
    given(client, company="on")
    submission = Submission.objects.select_related("idea__gateway").get()
    assert submission.for_company
    idea = giving.fresh(submission.idea)
    assert giver_shown(idea, giving.case_of(idea), None) == ROLE


def test_the_tick_travels_with_the_form(base):
    client = base.client()
    page = client.get(reverse("ideas:submit", args=[RESIDENTS]))
    for _ in range(2):
        page = press(client, page, RESIDENTS, "next", need=giving.NEED)
    assert 'name="company"' in page.content.decode()
    page = press(client, page, RESIDENTS, "back", visibility="2", company="on")
    page = press(client, page, RESIDENTS, "next")
    assert 'name="company"' in page.content.decode()
    assert "checked" in page.content.decode().split('name="company"')[1].split(">")[0]
    assert hidden(page)


@pytest.mark.parametrize("who", ["rut", "sara", None])
def test_others_are_shown_as_before(base, who):
    by = getattr(base, who) if who else None
    idea = giving.submitted(by, RESIDENTS, contact=None if by else Contact(name="Rut")).idea
    assert giver_shown(giving.fresh(idea), giving.case_of(idea), None) == "En invånare"


def test_a_name_that_a_company_shows_is_its_own(base):
    idea = giving.submitted(base.company, RESIDENTS, show_name=True).idea
    gates.release(giving.case_of(idea), by=base.amira)
    case = giving.case_of(idea)
    assert giver_shown(giving.fresh(idea), case, None) == base.company.name
    actions.show_name(idea, by=base.company, shown=False)
    assert giver_shown(giving.fresh(idea), case, None) == ROLE
