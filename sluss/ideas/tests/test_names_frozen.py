"""A name stands as it was with each thing that was written or answered; from the day the person is protected a role stands there."""

from __future__ import annotations

import pytest
from django.urls import reverse

from sluss.people import actions as people

from . import busy, giving

pytestmark = pytest.mark.django_db
NAMES = ("Haddad", "Ek,")  # Amira's, who works with it, and Wilma's, who answers for another unit


@pytest.fixture
def made(cast):
    giving.base(cast.units.care)
    return busy.worked_on(cast)


def pages(made) -> dict[str, str]:
    case = giving.case_of(made.idea)
    asked = made.idea.adoption_requests.get()
    return {
        "the case": reverse("gates:case", args=[case.pk]),
        "the idea": reverse("ideas:idea", args=[made.idea.pk, made.idea.subject.address]),
        "the barrier": reverse("gates:barrier", args=[made.barrier.pk]),
        "the match": reverse("gates:match_answer", args=[made.match.pk]),
        "the case that is matched": reverse("gates:case", args=[made.match.case_id]),
        "the question to adopt": reverse("ideas:adoption", args=[asked.pk]),
        "the unit that was asked": reverse("gates:answer_ask", args=[case.pk, case.participants.get(state="asked").pk]),
    }


def named(cast, who: str, urls: dict[str, str]) -> set[str]:
    client = cast.client(cast.fresh(cast.people[who]))
    found = set()
    for name, url in urls.items():
        page = client.get(url)
        if page.status_code == 200 and any(part in page.text for part in NAMES):
            found.add(name)
    return found


@pytest.mark.slow
def test_one_protected_later_is_a_role_wherever_the_name_was_frozen(cast, made) -> None:
    urls = pages(made)
    assert named(cast, "office", urls) == set(urls), "without a name there is nothing to hide, and nothing was tested"
    for person in (cast.amira, cast.wilma):
        people.mark_protected(person=person, protected=True, by=None)
    for who in ("office", "lars", "decider", "sara", "auditor", "outsider"):
        assert named(cast, who, urls) == set(), who
    assert "En person i kommunen" in cast.client(cast.office).get(urls["the case"]).text


def test_a_challenge_says_a_role_too(cast, made) -> None:
    from sluss.ideas.models import Challenge

    challenge = Challenge(opened_name="Amira Haddad", opened_by=cast.amira, closed_name="Disa Falk", closed_by=cast.decider)
    assert (challenge.opened_shown, challenge.closed_shown) == ("Amira Haddad", "Disa Falk")
    cast.amira.protected = True
    assert (challenge.opened_shown, challenge.closed_shown) == ("En person i kommunen", "Disa Falk")
    assert Challenge(opened_by=cast.amira).opened_shown == "", "who has no frozen name gets none"
