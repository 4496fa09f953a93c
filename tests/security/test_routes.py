"""Every address × everybody: what each is answered, as a table that is generated and compared.

A new page, or a page that lets in somebody new, changes the table: look at it, and write it with SLUSS_WRITE=1.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.core.cache import cache
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from sluss.core.events import KINDS
from sluss.ideas.tests import giving
from sluss.journal.models import Event, Notice
from sluss.people.models import RoleHolding
from sluss.records.models import ErasureRequest, RegisterEntry

from . import rooms
from . import town as towns

TABLE = Path(__file__).with_name("routes.txt")
POSTS = Path(__file__).with_name("routes_post.txt")
WHO = (
    None,
    "rut",
    "company",
    "sara",
    "outsider",
    "amira",
    "lars",
    "assessor",
    "assessor2",
    "decider",
    "wilma",
    "office",
    "communicator",
    "registrar",
    "auditor",
    "admin",
)

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


def named(resolver: URLResolver, space: str = "") -> Iterator[tuple[str, list[str]]]:
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLResolver):
            yield from named(pattern, pattern.namespace or space)
        elif isinstance(pattern, URLPattern) and pattern.name:
            yield (f"{space}:{pattern.name}" if space else pattern.name), list(pattern.pattern.converters)


def parameters(name: str, wanted: list[str], cast: Any, town: towns.Town) -> dict[str, Any]:
    """What the address is about: the released idea and its case, in the care department."""
    space, _, page = name.partition(":")
    case = giving.case_of(town.shown)
    pk = {
        "people": cast.units.care.pk if page.startswith("unit") else cast.sara.pk,
        "gates": case.pk,
        "ideas": town.shown.pk,
        "journal": Notice.objects.filter(person=cast.sara).values_list("pk", flat=True).first() or 0,
        "records": RegisterEntry.objects.values_list("pk", flat=True).first() or 0,
    }.get(space, 0)
    if name in {"records:erasure", "records:erasure_put_off"}:
        pk = ErasureRequest.objects.get().pk
    if name == "records:secrecy":
        pk = town.shown.pk
    if name in {"ideas:spread", "ideas:benefit", "ideas:case_files"}:
        pk = case.pk
    if page in {"role_end", "role_deputy"}:
        pk = RoleHolding.objects.get(person=cast.amira).pk
    known = {
        "pk": pk,
        "slug": town.shown.subject.address,
        "number": 1,
        "subject_id": town.shown.pk,
        "gateway": "medarbetaride",
        "key": town.draft.key if page in {"draft", "delete_draft"} else "medarbetaride" if space == "gates" else "0" * 12,
        "version": "1",
        "what": "units",
    }
    return {parameter: known[parameter] for parameter in wanted}


def every_address(cast: Any) -> list[tuple[str, str]]:
    """Each with something there, made for it."""
    rooms.number_apart()
    town = towns.build(cast)
    there = rooms.build(cast)
    return [
        (name, reverse(name, kwargs=parameters(name, list(wanted), cast, town) | there.get(name, {})))
        for name, wanted in sorted({(name, tuple(wanted)) for name, wanted in named(get_resolver())})
        if name.split(":")[0] not in {"demo", "bench"}
    ]


def signed_in(cast: Any) -> dict[str | None, dict[str, str]]:
    """Everybody's cookies."""
    return {who: {key: one.value for key, one in cast.client(cast.people[who] if who else None).cookies.items()} for who in WHO}


def client_of(cookies: dict[str, str]) -> Client:
    """A new one: what an answer leaves in it stays with it."""
    client = Client()
    client.cookies.load(cookies)
    return client


def answers(cast: Any, addresses: list[tuple[str, str]]) -> dict[str, str]:
    sessions = signed_in(cast)
    return {name: " ".join(str(client_of(sessions[who]).get(url).status_code) for who in WHO) for name, url in addresses}


def answers_to_posts(cast: Any, addresses: list[tuple[str, str]]) -> dict[str, str]:
    """What a form with nothing in it is answered. Each is undone, also what it left in memory, so that it changes nothing for the next."""
    sessions = signed_in(cast)
    table = {}
    for name, url in addresses:
        row = []
        for who in WHO:
            cache.clear()
            with transaction.atomic():
                row.append(str(client_of(sessions[who]).post(url).status_code))
                transaction.set_rollback(True)
        if set(row) != {"405"}:
            table[name] = " ".join(row)
    return table


def assert_is(found: dict[str, str], table: Path) -> None:
    head = "address | " + " ".join(str(who or "visitor") for who in WHO)
    text = "\n".join([head, *(f"{name} | {row}" for name, row in found.items())]) + "\n"
    if os.environ.get("SLUSS_WRITE") == "1":
        table.write_text(text, encoding="utf-8")
    assert text == table.read_text(encoding="utf-8")
    assert not [line for line in text.splitlines() if " 500" in line]


def test_everybody_is_answered_at_every_address_as_the_table_says_and_nothing_is_changed_by_it(cast) -> None:
    """No GET writes: what a crawler, a preview or a picture's address can do."""
    addresses = every_address(cast)
    # That a file was taken out, or something secret read, is noted; that is all a link can bring about.
    noted = ["secrecy.read", *(kind.name for kind in KINDS.values() if kind.export)]
    before = Event.objects.exclude(kind__in=noted).count()
    assert_is(answers(cast, addresses), TABLE)
    assert Event.objects.exclude(kind__in=noted).count() == before


@pytest.mark.one_engine
def test_everybody_who_sends_an_empty_form_is_answered_as_the_table_says(cast) -> None:
    assert_is(answers_to_posts(cast, every_address(cast)), POSTS)


def test_a_form_without_its_token_changes_nothing(cast) -> None:
    town = towns.build(cast)
    client = Client(enforce_csrf_checks=True)
    client.force_login(cast.amira)
    case = giving.case_of(town.blind)
    for name in ("advance", "close", "park", "ask", "take"):
        assert client.post(reverse(f"gates:{name}", args=[case.pk]), {"reason": "Nej", "seen": case.decisions_made}).status_code == 403
    assert giving.case_of(town.blind).decisions_made == case.decisions_made


def test_an_unknown_number_is_a_page_that_is_not_there(cast) -> None:
    towns.build(cast)
    for number in (0, 999_999, 2**63, 10**30):
        for url in (f"/arenden/{number}", f"/ideer/{number}", f"/min-ide/{number}", f"/enheter/{number}", f"/lamna-ide/kvitto/{number}"):
            assert cast.client(cast.office).get(url).status_code == 404, url
    assert cast.client(cast.sara).get(f"/lamna-ide/medarbetaride/utkast/{uuid4()}").status_code == 404
