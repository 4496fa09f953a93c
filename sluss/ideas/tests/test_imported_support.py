"""What was counted in another system is told apart from what is given here."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.urls import reverse

from sluss.ideas import actions
from sluss.ideas.models import Idea
from sluss.ideas.rows import address_of

from . import giving
from .importing import row, run

pytestmark = pytest.mark.django_db
ENDS = "2030-01-01T00:00:00"


@pytest.fixture
def imported(cast, tmp_path: Path) -> Idea:
    giving.base(cast.units.city)
    assert run(tmp_path, [row(Status="Samlar underskrifter", Slutdatum=ENDS, Röster="177")]).written
    return Idea.objects.select_related("subject").get()


def pages(cast, idea: Idea) -> list[str]:
    """The idea, and where one supports it, for a visitor and for one who is signed in; then the case."""
    args = [idea.pk, idea.subject.address]
    addresses = [address_of(*args), reverse("ideas:support", args=args)]
    clients = [cast.client(), cast.client(cast.rut)]
    case = cast.client(cast.office).get(reverse("gates:case", args=[giving.case_of(idea).pk]))
    return [client.get(address).content.decode() for address in addresses for client in clients] + [case.content.decode()]


@pytest.mark.slow
def test_it_is_said_on_the_ideas_page_where_one_supports_it_and_on_the_case(cast, imported):
    for page in pages(cast, imported):
        assert "alla från den tidigare tjänsten" in page
    actions.support(imported, by=cast.sara)
    for page in pages(cast, imported):
        assert "varav 177 från den tidigare tjänsten" in page
        assert "178" in page


def test_nothing_is_said_of_what_was_given_here(cast):
    giving.base(cast.units.city)
    idea = giving.released(giving.submitted(cast.sara).idea, cast.amira)
    actions.support(idea, by=cast.outsider)
    assert "tidigare tjänsten" not in cast.client().get(address_of(idea.pk, idea.subject.address)).content.decode()
