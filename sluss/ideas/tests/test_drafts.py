"""A draft is an own space: nobody in the city opens it, and nobody is told of it."""

from __future__ import annotations

import pytest
from django.urls import reverse

from sluss.core.ids import uid
from sluss.core.verdict import Conflict, NotAllowed
from sluss.ideas import actions
from sluss.ideas.models import Draft
from sluss.ideas.seed import EMPLOYEES
from sluss.ideas.states import DRAFTS_AT_MOST
from sluss.journal.models import Event, SearchEntry, Subject

from . import giving

pytestmark = pytest.mark.django_db
CANARY = "Gökurskåpet piper klockan tre"


@pytest.fixture
def base(cast):
    giving.base(cast.units.city)
    return cast


def begun(owner, need: str = CANARY) -> Draft:
    return actions.save_draft(owner=owner, gateway=giving.way(), key=uid(), data={"need": need, "solution": CANARY})


def test_saving_again_changes_the_same_draft(base):
    draft = begun(base.sara)
    actions.save_draft(owner=base.sara, gateway=giving.way(), key=draft.key, data={"need": "Ny"})
    assert Draft.objects.get().data == {"need": "Ny"}


def test_a_draft_leaves_no_trace(base):
    begun(base.sara)
    assert not Event.objects.exists()
    assert not Subject.objects.exists()
    assert not SearchEntry.objects.exists()


def test_nobody_else_saves_over_it_or_deletes_it(base):
    draft = begun(base.sara)
    for other in (base.amira, base.office, base.admin, base.auditor, base.outsider):
        with pytest.raises(NotAllowed):
            actions.save_draft(owner=other, gateway=giving.way(), key=draft.key, data={"need": "Min"})
        assert not actions.delete_draft(owner=other, key=draft.key)
    assert Draft.objects.get().data["need"] == CANARY


def test_what_is_sent_cannot_become_a_draft_again(base):
    draft = begun(base.sara)
    giving.submitted(base.sara, form_key=draft.key)
    with pytest.raises(Conflict):
        actions.save_draft(owner=base.sara, gateway=giving.way(), key=draft.key, data={"need": "Sent i ett annat fönster"})
    assert not Draft.objects.exists()


def test_there_is_an_end_to_how_many(base):
    for _ in range(DRAFTS_AT_MOST):
        begun(base.sara)
    with pytest.raises(NotAllowed):
        begun(base.sara)
    begun(base.outsider)
    actions.delete_draft(owner=base.sara, key=Draft.objects.filter(owner=base.sara).first().key)
    begun(base.sara)


@pytest.mark.slow
def test_a_draft_is_on_its_owners_pages_and_nowhere_else(base):
    draft = begun(base.sara)
    pages = [
        reverse("ideas:draft", args=[EMPLOYEES, draft.key]),
        reverse("ideas:my_ideas"),
        reverse("ideas:submit", args=[EMPLOYEES]),
        reverse("people:me"),
        reverse("ideas:list") + "?q=gökurskåpet",
        reverse("gates:queue"),
    ]
    seen = {
        name: [page for page in pages if CANARY in base.client(person).get(page).content.decode()] for name, person in base.people.items()
    }
    assert seen.pop("sara") == pages[:4]
    assert set(map(tuple, seen.values())) == {()}
    assert all(CANARY not in base.client().get(page, follow=True).content.decode() for page in pages)


@pytest.mark.slow
@pytest.mark.parametrize("name", ["amira", "office", "admin", "auditor", "outsider", "rut"])
def test_somebody_elses_draft_is_a_page_that_is_not_there(base, name):
    draft = begun(base.sara)
    client = base.client(getattr(base, name))
    assert client.get(reverse("ideas:draft", args=[EMPLOYEES, draft.key])).status_code == 404
    client.post(reverse("ideas:delete_draft", args=[EMPLOYEES, draft.key]))
    client.post(reverse("ideas:submit", args=[EMPLOYEES]), {"key": str(draft.key), "step": "1", "need": "Min", "go": "save"})
    client.post(reverse("ideas:autosave", args=[EMPLOYEES]), {"key": str(draft.key), "step": "1", "need": "Min"})
    assert Draft.objects.get(owner=base.sara).data["need"] == CANARY


# --- Autosave --------------------------------------------------------------------------------------------------------------


def autosave(client, **data):
    return client.post(reverse("ideas:autosave", args=[EMPLOYEES]), {"step": "1", **data}, headers={"HX-Request": "true"})


def test_autosave_keeps_what_is_typed_and_says_when(base):
    client, key = base.client(base.sara), str(uid())
    assert autosave(client, key=key, need="").content.strip() == b""
    assert not Draft.objects.exists()
    response = autosave(client, key=key, need=CANARY)
    assert response.status_code == 200
    assert b"<html" not in response.content
    autosave(client, key=key, step="2", title="Piper", beneficiaries=["employees", "made up"], solution="\x00Ett skåp")
    draft = Draft.objects.get(key=key)
    assert (draft.data["need"], draft.data["title"], draft.data["solution"]) == (CANARY, "Piper", "Ett skåp")
    page = client.get(reverse("ideas:draft", args=[EMPLOYEES, key]) + "?step=2").content.decode()
    assert "Piper" in page
    assert "made up" not in page


def test_autosave_says_so_when_it_cannot(base):
    key = str(uid())
    assert "sign" in autosave(base.client(), key=key, need=CANARY).content.decode().lower() or Draft.objects.count() == 0
    client = base.client(base.sara)
    assert autosave(client, key="not a key", need=CANARY).status_code == 200
    assert autosave(client, key=key, need="x" * 60_000).status_code == 200
    giving.submitted(base.sara, form_key=key)
    assert autosave(client, key=key, need=CANARY).status_code == 200
    assert not Draft.objects.exists()


def test_autosave_needs_the_forms_token(base):
    from django.test import Client

    client = Client(enforce_csrf_checks=True)
    client.force_login(base.sara)
    assert autosave(client, key=str(uid()), need=CANARY).status_code == 403
    assert not Draft.objects.exists()
