"""Canaries: texts that only some may read, and names that only some may know, looked for in everything everybody else is sent."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator

import pytest
from django.db import connection
from django.urls import reverse
from django.utils.translation import override

from sluss.core.slugs import slug
from sluss.ideas.models import Idea
from sluss.ideas.seed import EMPLOYEES, RESIDENTS
from sluss.ideas.tests import giving
from sluss.journal.models import Notice, OutgoingMail

from . import town as towns
from .test_routes import WHO
from .walk import everything

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

# Who reads what is not released in the care department: those whose role says so there, and the giver.
READERS = {"amira", "lars", "assessor", "assessor2", "decider", "office", "communicator", "registrar", "auditor", "sara"}
STAFF = READERS | {"outsider", "wilma", "admin"}
MAY_READ = {"waiting": READERS, "for_handlers": READERS, "for_staff": STAFF, "draft": {"sara"}}


def stands_in(word: str, page: str) -> bool:
    """As it was written, or as the words of an address."""
    page = page.casefold()
    return word.casefold() in page or slug(word) in page


# What a page says is the same in both languages but for its words, and what the database answers has none: once is enough for the second.
LANGUAGES = ("sv", "en") if connection.vendor == "sqlite" else ("sv",)

# Where the canaries must sing, or silence elsewhere would prove nothing.
HEARD = {
    "amira": {"waiting": ("/att-hantera?tab=units",)},
    "office": {"for_handlers": ("/arenden/", "/en/to-answer?tab=all"), "blind": ("/arenden/", "/en/ideas/")},
    "outsider": {
        "for_staff": ("/ideer?sort=support", "/ideer?place=", "/ideer?theme=", "/ideer?unit=", "/ideer?q=", "/en/ideas?q=", "/en/units/")
    },
    "registrar": {"for_staff": ("/diarium?", "/diarium/hamta", "/en/register/")},
    "sara": {"waiting": ("/mina-ideer", "/lamna-ide/kvitto/", "/en/my-idea/"), "draft": (f"/lamna-ide/{EMPLOYEES}/utkast/",)},
    "blind_giver": {"blind": ("/ideer/", "/en/ideas/")},
}


@pytest.mark.parametrize("who", [*WHO, "blind_giver"])
def test_a_hidden_text_or_name_reaches_those_only_who_may_know_it(cast, who) -> None:
    """A name is hidden while the stage is blind, though its giver has chosen to show it."""
    town = towns.build(cast)
    words = {**towns.CANARY, "blind": towns.BLIND_GIVER}
    may_know = {**MAY_READ, "for_staff": STAFF | {"blind_giver"}, "blind": {"office", "blind_giver"}}
    found: dict[str, list[str]] = {name: [] for name in words}
    for url, page in everything(cast, who, town, LANGUAGES):
        for name, word in words.items():
            if stands_in(word, page):
                assert who in may_know[name], f"{who} reads {name} at {url}"
                found[name].append(url)
    for name, places in HEARD.get(who or "", {}).items():
        for place in places:
            if place.startswith("/en/") and "en" not in LANGUAGES:
                continue
            assert any(url.startswith(place) for url in found[name]), (name, place, found[name])


@pytest.mark.parametrize("who", WHO)
def test_what_is_hidden_is_not_counted(cast, who) -> None:
    """Three are released to all and one to the staff; of a hidden idea not even the number may tell."""
    towns.build(cast)
    client = cast.client(cast.fresh(cast.people[who]) if who else None)
    number = 4 if who in STAFF else 3
    counts = {"": number, "sort=support": number, f"theme={towns.THEME}": number, f"place={towns.PLACE}": number}
    counts |= {f"unit={unit.pk}": number for unit in (cast.units.city, cast.units.care)} | {f"unit={cast.units.works.pk}": 0}
    for name, word in towns.CANARY.items():
        counts[f"q={word}"] = int(name == "for_staff" and who in STAFF)
    counts |= {f"q={name}": 0 for name in (towns.GIVER, towns.BLIND_GIVER)}
    for language in LANGUAGES:
        with override(language):
            home, everywhere = reverse("core:home"), reverse("ideas:list")
            page = reverse("people:unit", args=[cast.units.care.pk])
        for query, count in counts.items():
            told = re.findall(r'id="hits" role="status"><b>(\d+) ', client.get(f"{everywhere}?{query}").text)
            assert told == [str(count)], (language, query)
        figures = re.findall(rf'<a class="sl-a" href="{everywhere}">(\d+)<', client.get(home).text)
        assert figures == [str(number)], language
        assert len(re.findall('class="sl-idea-t"', client.get(page).text)) == number, language


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
        if mail.person_id != town.blind_giver.pk:
            assert towns.BLIND_GIVER not in text, f"{who} is mailed the name of one whose idea is assessed blind"
        assert towns.ADDRESS not in text.replace(f"mailto:{towns.ADDRESS}", "")
    for notice in Notice.objects.select_related("person", "event__subject"):
        if notice.event.subject_id == town.waiting.pk:
            assert names[notice.person_id] in READERS


# --- The log ------------------------------------------------------------------------------------------------------------------


def logged(records: list[logging.LogRecord]) -> str:
    """As the product writes them, tracebacks and all. What the database is asked is no part of it below DEBUG."""
    (handler,) = (handler for handler in logging.getLogger().handlers if handler.get_name() == "stderr")
    return "\n".join(handler.format(record) for record in records if not record.name.startswith("django.db"))


def assert_silent(text: str) -> None:
    for word in [*towns.CANARY.values(), towns.GIVER, towns.BLIND_GIVER, towns.ADDRESS]:
        lines = [line for line in text.splitlines() if stands_in(word, line)]
        assert not lines, word


def posts(town: towns.Town) -> Iterator[tuple[str | None, str, dict[str, str]]]:
    """What is written with canaries in it: by those who may, by those who may not, rightly and wrongly filled in."""
    word, waiting, nameless = towns.CANARY["waiting"], town.waiting.pk, giving.case_of(town.nameless).pk
    texts = {"need": f"{word} igen.", "title": word, "answer": word, "reason": word, "body": word}
    for who in (None, "sara", "amira", "wilma"):
        yield who, reverse("ideas:submit", args=[EMPLOYEES]), texts | {"go": "send_now"}
        yield who, reverse("ideas:submit", args=[RESIDENTS]), texts | {"go": "send_now", "name": towns.GIVER, "email": towns.ADDRESS}
        yield who, reverse("ideas:autosave", args=[EMPLOYEES]), texts
        for page in ("mine_edit", "mine_complete", "mine_withdraw"):
            yield who, reverse(f"ideas:{page}", args=[waiting]), texts
        for case in (giving.case_of(town.waiting).pk, nameless):
            for page in ("ask", "park", "close", "recommend", "advance"):
                yield who, reverse(f"gates:{page}", args=[case]), texts | {"until": word, "outcome": word}
    for page in ("account_login", "account_request_login_code", "account_reset_password", "account_signup"):
        yield None, reverse(page), {"login": towns.ADDRESS, "email": towns.ADDRESS, "password": word, "given_name": towns.GIVER}
    yield None, reverse("ideas:status"), {"code": word}


def test_nothing_hidden_is_written_to_the_log(cast, caplog) -> None:
    with caplog.at_level(logging.DEBUG):
        town = towns.build(cast)
        for who in (None, "rut", "amira"):
            list(everything(cast, who, town, languages=("sv",)))
        for who, url, data in posts(town):
            cast.client(cast.fresh(cast.people[who]) if who else None).post(url, data)
    text = logged(caplog.records)
    assert text, "nothing was logged, so nothing was tested"
    assert_silent(text)


def test_a_traceback_says_what_went_wrong_but_not_what_was_written(cast, caplog, monkeypatch) -> None:
    """A row that the database refuses is told with all that stands in it, by an engine that means to help."""
    towns.build(cast)
    save = Idea.save

    def refused(idea: Idea, **how: object) -> None:
        idea.versions_made = None  # what a fault in the code could do
        save(idea, **how)

    monkeypatch.setattr(Idea, "save", refused)
    client = cast.client(cast.fresh(cast.sara))
    client.raise_request_exception = False
    form = client.get(reverse("ideas:submit", args=[EMPLOYEES])).text
    fields = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', form))
    caplog.clear()
    answer = client.post(
        reverse("ideas:submit", args=[EMPLOYEES]), fields | {"need": f"{towns.CANARY['waiting']} saknas.", "go": "send_now"}
    )
    assert answer.status_code == 500
    text = logged(caplog.records)
    assert "IntegrityError" in text
    assert "versions_made" in text
    assert_silent(text)
