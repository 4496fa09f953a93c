"""Canaries: texts that only some may read, and names that only some may know, looked for in everything everybody else is sent."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from typing import Any

import pytest
from django.urls import reverse

from sluss.journal.models import Notice, OutgoingMail

from . import town as towns
from .test_routes import WHO

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

EMPLOYEES = {"sara", "outsider", "amira", "lars", "assessor", "decider", "wilma", "office", "communicator", "registrar", "auditor", "admin"}
# Who reads what is not released in the care department: those whose role says so there, and the giver.
READERS = {"amira", "lars", "assessor", "assessor2", "decider", "office", "communicator", "registrar", "auditor", "sara"}
MAY_READ = {"waiting": READERS, "for_handlers": READERS, "for_staff": EMPLOYEES | {"assessor2"}, "draft": {"sara"}}
LISTS = (
    "/",
    "/ideer",
    "/ideer?sort=supported",
    "/ideer?status=in_progress",
    "/att-hantera",
    "/notiser",
    "/min-sida",
    "/mina-ideer",
    "/diarium",
)


def everything(cast: Any, who: str | None, town: towns.Town) -> Iterator[tuple[str, str]]:
    """Every list, search and idea page that the person can ask for."""
    client = cast.client(cast.fresh(cast.people[who]) if who else None)
    urls = [*LISTS, *(f"/ideer?q={word}" for word in towns.CANARY.values())]
    for idea in (town.shown, town.waiting, town.for_staff, town.for_handlers, town.blind, town.nameless):
        page = reverse("ideas:idea", args=[idea.pk, idea.subject.address])
        urls += [page, f"{page}/versioner", f"{page}/stod", f"/arenden/{idea.subject.cases.get().pk}"]
    for url in urls:
        answer = client.get(url)
        yield url, str(answer.headers) + b"".join(answer).decode()


@pytest.mark.parametrize("who", WHO)
def test_a_hidden_text_reaches_nobody_who_may_not_read_it(cast, who) -> None:
    town = towns.build(cast)
    for url, page in everything(cast, who, town):
        for name, word in towns.CANARY.items():
            if who not in MAY_READ[name]:
                echoed = page.count(f"q={word}") + page.count(f'value="{word}"') + page.count(f"“{word}”") + page.count(f"”{word}”")
                assert page.count(word) <= echoed, f"{who} reads {name} at {url}"


def test_those_who_may_read_it_find_it(cast) -> None:
    """The canaries sing where they should, or the test above could not fail."""
    town = towns.build(cast)
    for name, who in (("waiting", "amira"), ("for_handlers", "office"), ("for_staff", "outsider"), ("draft", "sara")):
        assert any(towns.CANARY[name] in page for _url, page in everything(cast, who, town)), name


@pytest.mark.parametrize("who", WHO)
def test_a_givers_name_is_hidden_while_the_stage_is_blind(cast, who) -> None:
    town = towns.build(cast)
    client = cast.client(cast.fresh(cast.people[who]) if who else None)
    case = town.blind.subject.cases.get()
    page = reverse("ideas:idea", args=[town.blind.pk, town.blind.subject.address])
    read = "".join(b"".join(client.get(url)).decode() for url in (page, f"{page}/versioner", f"/arenden/{case.pk}", "/ideer", "/"))
    assert (towns.GIVER in read) == (who in {"office", "sara"})


def test_notices_and_mails_carry_no_more_than_the_pages(cast) -> None:
    town = towns.build(cast)
    mails = list(OutgoingMail.objects.select_related("person"))
    assert mails, "nobody was told anything, so nothing was tested"
    names = {person.pk: name for name, person in cast.people.items()}
    for mail in mails:
        who = names.get(mail.person_id) if mail.person_id else None
        text = mail.subject_line + mail.text + mail.html
        for name, word in towns.CANARY.items():
            assert word not in text or who in MAY_READ[name], f"{who} is mailed {name}"
        if who != "sara" and mail.to != towns.ADDRESS:
            assert towns.GIVER not in text, f"{who} is mailed the giver's name"
        assert towns.ADDRESS not in text.replace(f"mailto:{towns.ADDRESS}", "")
    for notice in Notice.objects.select_related("person", "event__subject"):
        if notice.event.subject_id == town.waiting.pk:
            assert names[notice.person_id] in READERS


def test_nothing_hidden_is_written_to_the_log(cast, caplog) -> None:
    with caplog.at_level(logging.DEBUG):
        town = towns.build(cast)
        for who in (None, "rut", "amira"):
            list(everything(cast, who, town))
    logged = "\n".join(record.getMessage() for record in caplog.records if not record.name.startswith("django.db"))
    for word in [*towns.CANARY.values(), towns.GIVER, towns.ADDRESS]:
        assert word not in logged.replace(f"q={word}", ""), word
