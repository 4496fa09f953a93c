"""What makes something new is done once, however often its form is sent: a double click without script, a page loaded again."""

from __future__ import annotations

import re

import pytest
from django.urls import reverse

from sluss.gates.models import Barrier, CoachingNote
from sluss.gates.tests import walks
from sluss.ideas.models import Challenge

from . import giving

pytestmark = pytest.mark.django_db
BARRIER = {"kind": "time", "words": "Ingen hinner mellan passen."}


def key_on(page) -> str:
    found = re.search(r'name="once" value="([^"]+)"', page.text)
    assert found is not None
    return found.group(1)


@pytest.fixture
def forms(cast):
    """The address of each form, what is sent, and what it makes."""
    giving.base(cast.units.care)
    case, care = walks.opened(cast.units.care), cast.units.care
    return {
        "a note": (reverse("gates:coach", args=[case.pk]), {"kind": "advice", "text": "Räkna larmen."}, CoachingNote),
        "a barrier on a case": (reverse("gates:case_barrier", args=[case.pk]), BARRIER | {"owner": f"unit-{care.pk}"}, Barrier),
        "a barrier on none": (reverse("gates:barrier_new"), BARRIER | {"unit": care.pk}, Barrier),
        "a challenge": (
            reverse("ideas:challenge_new"),
            {"title": "Lugna nätter", "text": "Larmen väcker.", "need_owner": care.code, "gateway": giving.way().pk},
            Challenge,
        ),
    }  # fmt: skip


@pytest.mark.parametrize("what", ["a note", "a barrier on a case", "a barrier on none", "a challenge"])
def test_the_same_form_sent_twice_is_done_once(cast, forms, what):
    url, fields, model = forms[what]
    client = cast.client(cast.amira)
    sent = fields | {"once": key_on(client.get(url))}
    first = client.post(url, sent)
    assert first.status_code == 302, first.text
    assert model.objects.count() == 1
    again = client.post(url, sent, follow=True)
    assert again.status_code == 200
    assert "Det var redan skickat" in again.text
    assert model.objects.count() == 1
    # Other words from the same page, after going back to it, are another sending; and so is the same from a page opened anew.
    words = next(name for name in ("text", "words") if name in fields)
    client.post(url, sent | {words: "Något annat."})
    assert model.objects.count() == 2
    client.post(url, fields | {"once": key_on(client.get(url))})
    assert model.objects.count() == 3


def test_what_was_refused_has_not_been_sent(cast, forms):
    url, fields, model = forms["a note"]
    client = cast.client(cast.amira)
    sent = fields | {"once": key_on(client.get(url)), "next_on": "2020-01-01", "next_step": "Ring"}
    for _time in range(2):
        refused = client.post(url, sent)
        assert refused.status_code == 422
        assert "redan skickat" not in refused.text
    assert not model.objects.exists()
