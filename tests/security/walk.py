"""Everything that one person can ask for with a GET: each kind of page, list, search, count and file, in both languages."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from typing import Any

from django.urls import reverse
from django.utils.translation import override

from sluss.ideas.seed import EMPLOYEES, RESIDENTS
from sluss.ideas.tests import giving
from sluss.journal.models import Notice
from sluss.records.models import RegisterEntry

from . import town as towns

LISTED = ("", "sort=support", "status=in_progress", "status=asked", "phase=1", f"theme={towns.THEME}", f"place={towns.PLACE}")
QUEUES = ("view=board&tab=units", "view=board&tab=all", "", "tab=mine", "tab=units", "tab=all", "tab=assess", "tab=waiting")
ON_A_CASE = (
    "case",
    "advance",
    "ask",
    "send_back",
    "park",
    "wake",
    "close",
    "recommend",
    "release",
    "take",
    "hand_over",
    "check",
    "assess",
    "refer",
    "recuse",
    "sort",
    "plan_step",
    "experiment",
    "case_barrier",
    "ask_unit",
    "coach",
)
ON_AN_IDEA = ("idea", "versions", "support")
OWN = ("receipt", "mine", "mine_files", "mine_edit", "mine_complete", "mine_withdraw")
PLAIN = (
    "core:home",
    "gates:barriers",
    "gates:barrier_new",
    "gates:boards",
    "gates:let_go",
    "gates:processes",
    "gates:statistics",
    "gates:statistics_file",
    "gates:templates",
    "ideas:challenges",
    "ideas:gateways",
    "ideas:my_ideas",
    "ideas:status",
    "journal:notices",
    "journal:settings",
    "people:me",
    "people:units",
    "records:erasure_ask",
    "records:erasure_new",
    "records:erasures",
    "records:my_data",
)


def addresses(cast: Any, town: towns.Town, *, forms: bool) -> Iterator[str]:
    units = [cast.units.city, cast.units.care, cast.units.home_care, cast.units.works]
    # Not its rows of accounts and sign-ins: whoever reads the log knows who has an account, and not what they have given.
    yield from (
        f"{reverse('records:audit')}?{query}" for query in ("kind=events", "kind=reads", "kind=exports", f"subject={town.blind.pk}")
    )
    yield from (reverse(name) for name in PLAIN)
    lists = [*LISTED, *(f"unit={unit.pk}" for unit in units)]
    for word in (*towns.CANARY.values(), towns.GIVER, towns.BLIND_GIVER):
        lists += [f"q={word}", f"q={word}&sort=newest&theme={towns.THEME}", f"q={word}&sort=support&unit={cast.units.care.pk}"]
    yield from (f"{reverse('ideas:list')}?{query}" for query in lists)
    yield from (f"{reverse('gates:queue')}?{query}" for query in QUEUES)
    yield from (reverse("gates:process", args=[key]) for key in (EMPLOYEES, RESIDENTS))
    yield from (reverse("people:unit", args=[unit.pk]) for unit in units)
    yield f"{reverse('records:find')}?number=1/26"
    authorities = (cast.units.care_board, cast.units.works_board, cast.units.city)
    yield from (f"{reverse('records:register')}?authority={unit.code}" for unit in authorities)
    yield from (reverse("records:number", args=[pk]) for pk in RegisterEntry.objects.values_list("pk", flat=True))
    yield from (reverse("journal:open", args=[pk]) for pk in Notice.objects.values_list("pk", flat=True))
    yield reverse("ideas:draft", args=[EMPLOYEES, town.draft.key])
    for idea in (town.shown, town.waiting, town.for_staff, town.for_handlers, town.blind, town.nameless):
        yield reverse("ideas:by_number", args=[idea.pk])
        yield from (reverse(f"ideas:{page}", args=[idea.pk, idea.subject.address]) for page in ON_AN_IDEA)
        yield from (reverse(f"ideas:{page}", args=[idea.pk]) for page in (OWN if forms else OWN[:3]))
        yield from (reverse(f"ideas:{page}", args=[idea.pk, 1]) for page in ("file", "picture"))
        yield reverse("records:secrecy", args=[idea.pk])
        yield reverse("records:add", args=[idea.pk])
        case = giving.case_of(idea)
        yield reverse("ideas:case_files", args=[case.pk])
        yield from (reverse(f"gates:{page}", args=[case.pk]) for page in (ON_A_CASE if forms else ON_A_CASE[:1]))


def files(cast: Any) -> Iterator[str]:
    """What is taken out by a button."""
    yield from (
        f"{reverse('records:download')}?authority={unit.code}" for unit in (cast.units.care_board, cast.units.works_board, cast.units.city)
    )
    yield from (reverse("records:audit_download"), reverse("records:my_data_download"))


def in_file(answer: Any) -> str:
    """As it is written, also what lies in a folder that is pressed together."""
    content = b"".join(answer)
    if not content.startswith(b"PK"):
        return content.decode(errors="replace")
    with zipfile.ZipFile(io.BytesIO(content)) as folder:
        return "".join(folder.read(name).decode(errors="replace") for name in folder.namelist())


def everything(cast: Any, who: str | None, town: towns.Town, languages: tuple[str, ...] = ("sv", "en")) -> Iterator[tuple[str, str]]:
    """Each address with what the person is sent, headers and all, without what the page repeats of the address itself."""
    person = town.blind_giver if who == "blind_giver" else cast.people[who] if who else None
    client = cast.client(cast.fresh(person) if person else None)
    for language in languages:
        with override(language):
            # A form shows the same in both languages; once each is enough.
            urls, taken = list(addresses(cast, town, forms=language == languages[0])), list(files(cast))
        for url in urls:
            answer = client.get(url)
            yield url, without_echo(url, str(answer.headers) + in_file(answer), town)
        for url in taken:
            answer = client.post(url)
            yield url, str(answer.headers) + in_file(answer)


def without_echo(url: str, page: str, town: towns.Town) -> str:
    for word in (*towns.CANARY.values(), towns.GIVER, towns.BLIND_GIVER):
        if f"q={word}" in url:
            for echo in (f"q={word}", f'value="{word}"', f"“{word}”", f"”{word}”"):
                page = page.replace(echo, "")
    # The address of an idea is made of its title: one who has asked for it by its words has not learnt them from the answer.
    for idea in (town.waiting, town.for_staff, town.for_handlers):
        if idea.subject.address in url:
            page = page.replace(idea.subject.address, "")
    return page
