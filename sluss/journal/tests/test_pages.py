from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from sluss.core import clock, messages
from sluss.journal import actions, queries
from sluss.journal.models import Event, Follow, Notice
from sluss.journal.states import MailChoice, Visibility
from sluss.people.models import Person

from .conftest import Things

LIST, SETTINGS, ALL_READ = "/notiser", "/notiser/installningar", "/notiser/alla-lasta"


@pytest.fixture(autouse=True)
def texts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(messages, "_BUILDERS", {})
    monkeypatch.setattr(messages, "_LOADERS", {})


def notices(things: Things, person: Person, number: int, title: str = "Smarta brunnar") -> list[Notice]:
    subject = things.make(title)
    made = Event.objects.bulk_create(Event(kind="thing.moved", subject=subject) for _ in range(number))
    return Notice.objects.bulk_create(Notice(person=person, event=event, kind="followers") for event in made)


def page(client: Client, url: str = LIST) -> str:
    response = client.get(url)
    assert response.status_code == 200
    return response.content.decode()


def links(html: str, rel: str) -> list[str]:
    return [
        part.split('href="')[1].split('"')[0].replace("&amp;", "&")
        for part in html.split("<a ")[1:]
        if f'rel="{rel}"' in part.split(">")[0]
    ]


@pytest.mark.parametrize("url", [LIST, SETTINGS, "/notiser/1"])
def test_a_visitor_is_asked_to_sign_in(things: Things, url: str) -> None:
    response = Client().get(url)
    assert response.status_code == 302
    assert response["Location"].endswith(f"?next={url}")


def test_the_list_says_what_has_happened(things: Things) -> None:
    notices(things, things.cast.rut, 1)
    html = page(things.cast.client(things.cast.rut))
    assert "Gick vidare: Smarta brunnar" in html
    assert "Markera alla som lästa" in html
    assert page(things.cast.client(things.cast.sara)).count("Smarta brunnar") == 0
    assert "Du har inga notiser än" in page(things.cast.client(things.cast.sara))
    assert "Notices" in page(things.cast.client(things.cast.rut), "/en/notices")


@pytest.mark.slow
def test_the_number_of_queries_is_the_same_for_1_3_and_1000(things: Things) -> None:
    client = things.cast.client(things.cast.rut)
    client.get(LIST)
    counts = []
    for number in (1, 2, 997):
        notices(things, things.cast.rut, number)
        with CaptureQueriesContext(connection) as asked:
            page(client)
        assert all("LIMIT" in query["sql"] for query in asked if "journal_notice" in query["sql"])
        counts.append(len(asked))
    # Session, person, the notices, roles, what of it is visible, and the number of unread for the header.
    assert counts == [6, 6, 6]


@pytest.mark.slow
def test_pages_follow_each_other_without_gap_or_repetition(things: Things) -> None:
    made = [notice.pk for notice in notices(things, things.cast.rut, 45)]
    client = things.cast.client(things.cast.rut)
    seen, url, back = [], LIST, ""
    while url:
        html = page(client, url)
        seen.append([int(part.split('"')[0]) for part in html.split('href="/notiser/')[1:] if part.split('"')[0].isdigit()])
        back, url = next(iter(links(html, "prev")), ""), next(iter(links(html, "next")), "")
    assert [len(part) for part in seen] == [20, 20, 5]
    assert [pk for part in seen for pk in part] == sorted(made, reverse=True)
    html = page(client, back)
    assert [int(part.split('"')[0]) for part in html.split('href="/notiser/')[1:] if part.split('"')[0].isdigit()] == seen[1]
    first = page(client, links(html, "prev")[0])
    assert not links(first, "prev")
    assert links(first, "next")


@pytest.mark.slow
@pytest.mark.parametrize(
    "query", ["before=0", "before=x", "after=9999999999999999999999", "before=-1", "after=²", f"after={2**63}", "before=\0"]
)
def test_an_address_that_was_made_up_leads_to_the_list(things: Things, query: str) -> None:
    notices(things, things.cast.rut, 1)
    response = things.cast.client(things.cast.rut).get(f"{LIST}?{query}", follow=True)
    assert response.status_code == 200
    assert "Smarta brunnar" in response.content.decode()


def test_what_one_may_no_longer_see_is_not_in_the_list_by_a_single_word(things: Things) -> None:
    notices(things, things.cast.rut, 1, "Kanariefågel")
    subject = Event.objects.get(kind="thing.moved").subject
    assert subject is not None
    client = things.cast.client(things.cast.rut)
    assert "Kanariefågel" in page(client)
    actions.narrow(subject, by=things.cast.amira, visibility=Visibility.EMPLOYEES)
    assert "Kanariefågel" not in page(client)
    response = client.get(f"/notiser/{Notice.objects.get().pk}", follow=True)
    assert "Kanariefågel" not in response.content.decode()
    assert "visas inte längre" in response.content.decode()


def test_a_giver_reads_of_the_own_subject_though_it_is_not_released(things: Things) -> None:
    things.make("Egen idé", giver=things.cast.rut, released=False)
    actions.deliver()
    assert "Egen idé" in page(things.cast.client(things.cast.rut))


def test_opening_a_notice_marks_it_read_and_leads_to_its_subject(things: Things) -> None:
    first, second = notices(things, things.cast.rut, 2)
    client = things.cast.client(things.cast.rut)
    response = client.get(f"/notiser/{first.pk}")
    assert response["Location"] == f"/sak/{Event.objects.get(pk=first.event_id).subject_id}"
    first.refresh_from_db()
    assert first.read_at is not None
    assert queries.unread_count(things.cast.rut) == 1
    assert things.cast.client(things.cast.sara).get(f"/notiser/{second.pk}").status_code == 404
    assert client.get("/notiser/99999999999999999999999999").status_code == 404


def test_marking_all_as_read_leaves_what_came_meanwhile(things: Things) -> None:
    cast = things.cast
    _first, second = notices(things, cast.rut, 2)
    (others,) = notices(things, cast.sara, 1)
    client = cast.client(cast.rut)
    assert f'name="up_to" value="{second.pk}"' in page(client)
    (later,) = notices(things, cast.rut, 1)
    assert client.post(ALL_READ, {"up_to": second.pk}).status_code == 302
    unread = Notice.objects.filter(read_at=None)
    assert set(unread.values_list("pk", flat=True)) == {others.pk, later.pk}
    assert client.get(ALL_READ).status_code == 405
    assert client.post(ALL_READ, {"up_to": "x"}).status_code == 400


def test_the_header_counts_no_further_than_it_shows(things: Things) -> None:
    notices(things, things.cast.rut, 99)
    assert queries.unread_count(things.cast.rut) == 99
    notices(things, things.cast.rut, 50)
    with CaptureQueriesContext(connection) as asked:
        assert queries.unread_count(things.cast.rut) == 100
    assert len(asked) == 1
    assert "99+" in page(things.cast.client(things.cast.rut))
    Notice.objects.update(read_at=clock.now())
    assert queries.unread_count(things.cast.rut) == 0


def test_one_chooses_how_one_hears(things: Things) -> None:
    client = things.cast.client(things.cast.rut)
    assert 'value="at_once"' in page(client, SETTINGS)
    assert client.post(SETTINGS, {"mail": "in_app"}).status_code == 302
    assert queries.mail_choice(things.cast.rut) == MailChoice.IN_APP
    assert client.post(SETTINGS, {"mail": "in_app"}).status_code == 302
    assert client.post(SETTINGS, {"mail": "sometimes"}).status_code == 422
    assert client.post(SETTINGS, {}).status_code == 422
    assert queries.mail_choice(things.cast.rut) == MailChoice.IN_APP
    assert client.post(SETTINGS, {"mail": "at_once"}).status_code == 302
    assert queries.mail_choice(things.cast.rut) == MailChoice.AT_ONCE


# --- Following ------------------------------------------------------------------------------------------------------


def follow_url(subject: Any) -> str:
    return reverse("journal:follow", args=[subject.pk])


def test_following_and_not_are_both_idempotent(things: Things) -> None:
    subject = things.make()
    client = things.cast.client(things.cast.rut)
    for on, number in (("1", 1), ("1", 1), ("", 0), ("", 0)):
        response = client.post(follow_url(subject), {"on": on, "next": "/sak/7?a=b"})
        assert (response.status_code, response["Location"]) == (302, "/sak/7?a=b")
        assert Follow.objects.count() == number


@pytest.mark.slow
@pytest.mark.parametrize(
    "back", ["https://example.org/", "//example.org", "javascript:alert(1)", "", "/\\example.org", "brunnar", "7", "a\x00b"]
)
def test_the_way_back_leads_nowhere_else(things: Things, back: str) -> None:
    subject = things.make()
    response = things.cast.client(things.cast.rut).post(follow_url(subject), {"on": "1", "next": back})
    assert response["Location"] == f"/sak/{subject.pk}"


def test_htmx_gets_the_button_alone(things: Things) -> None:
    subject = things.make("Brunnar & rör")
    client = things.cast.client(things.cast.rut)
    html = client.post(follow_url(subject), {"on": "1", "next": "/sak/7"}, headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in html
    assert 'aria-pressed="true"' in html
    assert f'id="follow-{subject.pk}"' in html
    assert 'name="next" value="/sak/7"' in html
    assert "Brunnar &amp; rör" in html
    html = client.post(follow_url(subject), {"on": ""}, headers={"HX-Request": "true"}).content.decode()
    assert 'aria-pressed="false"' in html


@pytest.mark.slow
def test_what_one_does_not_see_one_cannot_follow_nor_learn_of(things: Things) -> None:
    cast = things.cast
    hidden, staff = things.make(released=False), things.make(visibility=Visibility.EMPLOYEES)
    for subject, person, status in (
        (hidden, cast.rut, 404),
        (hidden, cast.outsider, 404),
        (hidden, cast.amira, 302),
        (staff, cast.rut, 404),
        (staff, cast.outsider, 302),
    ):
        for on in ("1", ""):
            assert cast.client(person).post(follow_url(subject), {"on": on}).status_code == status
    assert cast.client(cast.rut).post("/folj/999999", {"on": "1"}).status_code == 404
    assert cast.client(cast.rut).get(follow_url(hidden)).status_code == 405
    assert not Follow.objects.exists()


def test_who_lost_sight_of_it_can_still_stop(things: Things) -> None:
    subject = things.make()
    client = things.cast.client(things.cast.rut)
    client.post(follow_url(subject), {"on": "1"})
    actions.narrow(subject, by=None, visibility=Visibility.HANDLERS)
    assert client.post(follow_url(subject), {"on": "", "next": "/x"}).status_code == 302
    assert not Follow.objects.exists()
    assert client.post(follow_url(subject), {"on": "", "next": "/x"}).status_code == 404


def test_a_giver_follows_the_own_before_others_see_it(things: Things) -> None:
    subject = things.make(giver=things.cast.rut, released=False)
    assert things.cast.client(things.cast.rut).post(follow_url(subject), {"on": "1"}).status_code == 302
    assert Follow.objects.get().person == things.cast.rut


def test_a_visitor_who_follows_is_asked_to_sign_in(things: Things) -> None:
    response = Client().post(follow_url(things.make()), {"on": "1"})
    assert response.status_code == 302
    assert not Follow.objects.exists()


# --- What has happened ----------------------------------------------------------------------------------------------


def test_the_timeline_shows_what_each_may_know_and_never_who(things: Things) -> None:
    cast = things.cast
    subject = things.make(giver=cast.sara)
    for kind in ("thing.moved", "thing.silent", "thing.noted"):
        things.record(kind, subject, by=cast.amira)

    def kinds(person: Person | None) -> list[str]:
        return [event.kind for event in queries.timeline(subject, cast.fresh(person) if person else None)]

    open_to_all = ["thing.moved", "subject.released", "thing.given"]
    assert kinds(None) == kinds(cast.rut) == kinds(cast.outsider) == kinds(cast.admin) == open_to_all
    assert kinds(cast.amira) == kinds(cast.lars) == kinds(cast.office) == ["thing.noted", *open_to_all]
    with CaptureQueriesContext(connection) as asked:
        list(queries.timeline(subject, None))
    assert len(asked) == 1
    assert "LIMIT" in asked[0]["sql"]
    assert "actor" not in asked[0]["sql"]
