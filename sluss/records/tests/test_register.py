from __future__ import annotations

import csv
import io
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from sluss.core import addresses, clock, events
from sluss.core.events import Kind, Register
from sluss.core.verdict import NotAllowed
from sluss.journal import actions as journal
from sluss.journal.models import Event, Subject
from sluss.journal.states import Visibility
from sluss.people.actions import change_unit
from sluss.people.models import Person, Unit
from sluss.people.tests.cast import Cast
from sluss.records import actions
from sluss.records.models import RegisterEntry
from sluss.records.states import Direction
from sluss.records.views import spreadsheet

KINDS = (
    Kind("paper.given", "Mottagen", register=Register.IN),
    Kind("paper.asked", "Fråga", register=Register.OUT),
    Kind("paper.decided", "Beslut", register=Register.DECISION),
    Kind("paper.closed", "Avslutad", register=Register.DECISION, finishes=True),
    Kind("paper.read", "Läst"),
)
Give = Callable[..., Subject]
LIST = "/diarium"


@pytest.fixture(autouse=True)
def papers(monkeypatch: pytest.MonkeyPatch) -> None:
    for kind in KINDS:
        monkeypatch.setitem(events.KINDS, kind.name, kind)
    monkeypatch.setitem(addresses._ADDRESSES, "paper", lambda subject: f"/papper/{subject.pk}")


@pytest.fixture
def give(cast: Cast) -> Give:
    def given(by: Person | None, unit: Unit | None = None, title: str = "Bänkar", *, released: bool = False, **data: Any) -> Subject:
        with transaction.atomic():
            subject = journal.open_subject(
                kind="paper", title=title, unit=unit or cast.units.care, language="sv", visibility=Visibility.ALL, address="x"
            )
            journal.record("paper.given", subject=subject, by=by, **data)
            return journal.release(subject, by=None) if released else subject

    return given


def happens(kind: str, subject: Subject, by: Person | None = None, **data: Any) -> Event:
    with transaction.atomic():
        return journal.record(kind, subject=Subject.objects.select_related("unit__answers_to").get(pk=subject.pk), by=by, **data)


def entries(subject: Subject) -> list[tuple[str, str, str]]:
    """Of whom, as what, from or to whom."""
    found = RegisterEntry.objects.filter(subject=subject).order_by("id")
    return list(found.values_list("authority__code", "direction", "counterpart"))


# --- From what happens to entries -----------------------------------------------------------------------------------


def test_what_a_resident_gives_is_registered_the_same_day(cast: Cast, give: Give) -> None:
    with clock.at(date(2026, 4, 11)):
        subject = give(cast.rut, title="Fler bänkar")
    assert entries(subject) == [("aldrenamnden", "in", "Invånare")]
    entry = RegisterEntry.objects.get()
    assert (entry.registered_on, entry.content, entry.number, entry.event.kind) == (date(2026, 4, 11), "Fler bänkar", "", "paper.given")


def test_what_a_company_and_one_without_account_give(cast: Cast, give: Give) -> None:
    assert entries(give(cast.company)) == [("aldrenamnden", "in", "Företag")]
    assert entries(give(None)) == [("aldrenamnden", "in", "Någon utan konto")]


def test_what_another_authoritys_staff_give_has_come_in(cast: Cast, give: Give) -> None:
    assert entries(give(cast.outsider)) == [("aldrenamnden", "in", "Anställd, Tekniska nämnden")]
    assert entries(give(cast.sara, unit=cast.units.energy)) == [("energi", "in", "Anställd, Äldrenämnden")]


def test_the_giver_may_be_said_by_the_event(cast: Cast, give: Give) -> None:
    """Somebody registers a letter for another: the actor is not the giver."""
    assert entries(give(cast.amira, from_authority=None)) == [("aldrenamnden", "in", "Anställd")]
    assert entries(give(cast.amira, from_authority=cast.units.works_board.pk)) == [("aldrenamnden", "in", "Anställd, Tekniska nämnden")]


def test_what_ones_own_staff_give_is_internal_until_it_is_finished(cast: Cast, give: Give) -> None:
    subject = give(cast.sara)
    happens("paper.asked", subject)
    happens("paper.decided", subject)
    assert entries(subject) == []
    happens("paper.closed", subject)
    assert entries(subject) == [("aldrenamnden", "made", ""), ("aldrenamnden", "decision", "")]


def test_what_ones_own_staff_give_is_drawn_up_when_others_can_read_it(cast: Cast, give: Give) -> None:
    subject = give(cast.sara, released=True)
    assert entries(subject) == [("aldrenamnden", "made", "")]
    happens("paper.decided", subject)
    assert entries(subject)[1:] == [("aldrenamnden", "decision", "")]


def test_a_release_to_handlers_shows_it_to_no_other(cast: Cast, give: Give) -> None:
    subject = give(cast.sara)
    with transaction.atomic():
        journal.release(subject, by=None, visibility=Visibility.HANDLERS)
    assert entries(subject) == []


def test_each_document_that_comes_or_goes_has_its_entry(cast: Cast, give: Give) -> None:
    subject = give(cast.rut)
    happens("paper.asked", subject)
    happens("paper.given", subject, by=cast.rut)
    happens("paper.read", subject)
    happens("paper.closed", subject)
    assert [(direction, who) for _, direction, who in entries(subject)] == [
        ("in", "Invånare"),
        ("out", "Invånare"),
        ("in", "Invånare"),
        ("decision", ""),
    ]


def test_another_authority_that_takes_over_registers_what_it_got(cast: Cast, give: Give) -> None:
    subject = give(cast.sara)
    Subject.objects.filter(pk=subject.pk).update(unit=cast.units.works)
    happens("paper.decided", subject)
    assert entries(subject) == [("tekniska", "in", "Anställd, Äldrenämnden"), ("tekniska", "decision", "")]


def test_imported_history_that_is_decided_here_is_registered(cast: Cast) -> None:
    subject = journal.open_subject(
        kind="paper", title="Gammal", unit=cast.units.care, language="sv", visibility=Visibility.ALL, address="x"
    )
    happens("paper.closed", subject)
    assert entries(subject) == [("aldrenamnden", "in", "Någon utan konto"), ("aldrenamnden", "decision", "")]


def test_what_stands_in_the_register_stays_as_it_was(cast: Cast, give: Give) -> None:
    subject = give(cast.rut, title="Fler bänkar")
    journal.retitle(subject, title="Färre bänkar", by=cast.rut)
    assert RegisterEntry.objects.get().content == "Fler bänkar"


def test_an_action_that_is_undone_leaves_no_entry(cast: Cast, give: Give) -> None:
    with transaction.atomic():
        give(cast.rut)
        transaction.set_rollback(True)
    assert not RegisterEntry.objects.exists()


def test_no_name_stands_in_the_register(cast: Cast, give: Give) -> None:
    for person in (cast.rut, cast.company, cast.outsider):
        give(person)
    names = {part for person in (cast.rut, cast.company, cast.outsider) for part in person.name.split()}
    assert not [who for who in RegisterEntry.objects.values_list("counterpart", flat=True) if names & set(who.split())]


# --- Numbers --------------------------------------------------------------------------------------------------------


def test_a_registrar_gives_a_number_once(cast: Cast, give: Give) -> None:
    give(cast.rut)
    entry = RegisterEntry.objects.get()
    actions.number(entry, by=cast.registrar, number="  ÄN  2026/412 ")
    actions.number(entry, by=cast.registrar, number="ÄN 2026/412")
    with pytest.raises(NotAllowed, match="ny post"):
        actions.number(entry, by=cast.registrar, number="ÄN 2026/413")
    entry.refresh_from_db()
    assert entry.number == "ÄN 2026/412"
    noted = Event.objects.get(kind="register.numbered")
    assert (noted.actor, noted.data["was"], noted.data["number"]) == (cast.registrar, "", "ÄN 2026/412")


def test_a_number_is_one_in_an_authority(cast: Cast, give: Give) -> None:
    give(cast.rut, title="Den första")
    give(cast.rut, title="Den andra")
    give(cast.rut, unit=cast.units.works)
    first, second, elsewhere = RegisterEntry.objects.order_by("id")
    actions.number(first, by=cast.registrar, number="1")
    with pytest.raises(NotAllowed, match="Den första"):
        actions.number(second, by=cast.registrar, number="1")
    second.refresh_from_db()
    assert second.number == ""
    RegisterEntry.objects.filter(pk=elsewhere.pk).update(number="1")
    with pytest.raises(IntegrityError), transaction.atomic():
        RegisterEntry.objects.filter(pk=second.pk).update(number="1")


@pytest.mark.parametrize("number", ["", "   ", "\u200b", "x" * 41])
def test_a_number_that_is_none_is_refused(cast: Cast, give: Give, number: str) -> None:
    give(cast.rut)
    with pytest.raises(NotAllowed):
        actions.number(RegisterEntry.objects.get(), by=cast.registrar, number=number)


def test_nobody_else_numbers(cast: Cast, give: Give) -> None:
    give(cast.rut)
    entry = RegisterEntry.objects.get()
    for name, person in cast.people.items():
        if name != "registrar":
            with pytest.raises(NotAllowed):
                actions.number(entry, by=cast.fresh(person), number="1")
    elsewhere = give(cast.rut, unit=cast.units.works)
    with pytest.raises(NotAllowed):
        actions.number(elsewhere.register_entries.get(), by=cast.registrar, number="1")


# --- The pages ------------------------------------------------------------------------------------------------------


def many(cast: Cast, number: int, day: date = date(2026, 4, 11), title: str = "Bänkar") -> list[RegisterEntry]:
    subject = journal.open_subject(kind="paper", title=title, unit=cast.units.care, language="sv", visibility=Visibility.ALL, address="x")
    made = Event.objects.bulk_create(Event(kind="paper.given", subject=subject) for _ in range(number))
    return RegisterEntry.objects.bulk_create(
        RegisterEntry(
            subject=subject, event=event, authority=cast.units.care_board, direction=Direction.IN, content=title, registered_on=day
        )
        for event in made
    )


def page(client: Client, url: str = LIST) -> str:
    response = client.get(url)
    assert response.status_code == 200
    return response.content.decode()


def shown(html: str) -> list[int]:
    return [int(part.split("/")[0]) for part in html.split('href="/diarium/')[1:] if part.split('"')[0].endswith(("/numrera", "/ratta"))]


@pytest.mark.slow
def test_only_registrars_get_in(cast: Cast, give: Give) -> None:
    give(cast.rut)
    pk = RegisterEntry.objects.get().pk
    for url in (LIST, "/diarium/hamta", f"/diarium/{pk}/numrera"):
        send = "post" if url == "/diarium/hamta" else "get"
        assert getattr(Client(), send)(url).status_code == 302
        for name, person in cast.people.items():
            assert getattr(cast.client(person), send)(url).status_code == (200 if name == "registrar" else 404), (url, name)
    assert "Diarium" in page(cast.client(cast.registrar), "/min-sida")
    assert 'href="/diarium"' not in page(cast.client(cast.amira), "/min-sida")


@pytest.mark.slow
def test_the_number_of_queries_is_the_same_for_1_3_and_1000(cast: Cast) -> None:
    client = cast.client(cast.registrar)
    client.get(LIST)
    counts = []
    for number in (1, 2, 997):
        many(cast, number)
        with CaptureQueriesContext(connection) as asked:
            page(client)
        assert all("LIMIT" in query["sql"] for query in asked if "records_registerentry" in query["sql"])
        counts.append(len(asked))
    # Session, person, roles, the authorities, the entries, and the number of notices for the header.
    assert counts == [6, 6, 6]


def test_pages_follow_each_other_without_gap_or_repetition(cast: Cast) -> None:
    made = [(entry.registered_on, entry.pk) for day in range(3) for entry in many(cast, 15, date(2026, 4, 1) + timedelta(days=day))]
    client, url, seen = cast.client(cast.registrar), LIST, []
    while url:
        html = page(client, url)
        seen += shown(html)
        url = next((part.split('href="')[1].split('"')[0].replace("&amp;", "&") for part in html.split("<a ") if 'rel="next"' in part), "")
    assert seen == [pk for _, pk in sorted(made, reverse=True)]


def test_filters_narrow_and_say_so(cast: Cast) -> None:
    old, new = many(cast, 1, date(2026, 3, 1), "Gammal"), many(cast, 1, date(2026, 4, 1), "Ny")
    client = cast.client(cast.registrar)
    actions.number(new[0], by=cast.registrar, number="7")
    assert shown(page(client, f"{LIST}?first=2026-03-15")) == [new[0].pk]
    assert shown(page(client, f"{LIST}?last=2026-03-15")) == [old[0].pk]
    assert shown(page(client, f"{LIST}?unnumbered=on")) == [old[0].pk]
    assert shown(page(client, f"{LIST}?first=2026-03-01&last=2026-04-01")) == [new[0].pk, old[0].pk]
    assert "Ingen post stämmer" in page(client, f"{LIST}?first=2027-01-01")
    wrong = client.get(f"{LIST}?first=2026-04-01&last=2026-03-01")
    assert wrong.status_code == 422
    assert "Skriv en dag efter den första" in wrong.content.decode()


@pytest.mark.slow
@pytest.mark.parametrize(
    "query", ["first=x", "last=0000-00-00", "before=x", "before=2026-04-11", "before=9999-12-31.9", "before=2026-04-11.²", "authority=\0"]
)
def test_whatever_stands_in_the_address_is_an_answer(cast: Cast, query: str) -> None:
    many(cast, 1)
    assert cast.client(cast.registrar).get(f"{LIST}?{query}").status_code in {200, 404, 422}


def test_another_authoritys_register_is_not_there(cast: Cast, give: Give) -> None:
    give(cast.rut, unit=cast.units.works, title="Kanariefågel")
    client = cast.client(cast.registrar)
    assert "Kanariefågel" not in page(client)
    assert client.get(f"{LIST}?authority=tekniska").status_code == 404
    assert client.post("/diarium/hamta?authority=tekniska").status_code == 404
    assert client.get(f"/diarium/{RegisterEntry.objects.get().pk}/numrera").status_code == 404


def test_numbering_on_the_page(cast: Cast, give: Give) -> None:
    give(cast.rut, title="Den första")
    give(cast.rut, title="Den andra")
    first, second = RegisterEntry.objects.order_by("id")
    client = cast.client(cast.registrar)
    url = f"/diarium/{first.pk}/numrera"
    assert "Den första" in page(client, url)
    assert client.post(url, {"number": "ÄN 2026/412"}).status_code == 302
    assert "ÄN 2026/412" in page(client)
    refused = client.post(f"/diarium/{second.pk}/numrera", {"number": "ÄN 2026/412"})
    assert refused.status_code == 422
    assert "tillhör ”Den första”" in refused.content.decode()
    assert client.post(url, {"number": ""}).status_code == 422
    assert client.post(url, {"number": "x" * 100}).status_code == 422
    assert client.get("/diarium/99999999999999999999/numrera").status_code == 404


# --- The file -------------------------------------------------------------------------------------------------------


def download(client: Client, query: str = "") -> list[list[str]]:
    response = client.post(f"/diarium/hamta{query}")
    assert response.status_code == 200
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    content = b"".join(response.streaming_content).decode("utf-8")  # type: ignore[attr-defined]  # of a streaming response
    assert content.startswith("\ufeff")
    return list(csv.reader(io.StringIO(content.removeprefix("\ufeff")), delimiter=";"))


def test_the_file_has_what_the_page_has(cast: Cast, give: Give) -> None:
    with clock.at(date(2026, 4, 11)):
        give(cast.rut, title='Bänkar; "röda"')
    entry = RegisterEntry.objects.get()
    actions.number(entry, by=cast.registrar, number="ÄN 1")
    client = cast.client(cast.registrar)
    head, row = download(client)
    assert head == [
        "Datum",
        "Diarienummer",
        "Vad det är",
        "Från eller till",
        "Innehåll i korthet",
        "Post",
        "Rättar posten",
        "Rättad av en senare post",
    ]
    assert row == ["2026-04-11", "ÄN 1", "Inkommen", "Invånare", 'Bänkar; "röda"', str(entry.pk), "", ""]
    assert download(client, "?first=2026-04-12") == [head]
    assert 'filename="diarium-aldrenamnden-2026-04-12.csv"' in client.post("/diarium/hamta?first=2026-04-12")["Content-Disposition"]
    assert client.post("/diarium/hamta?first=x").status_code == 302
    change_unit(unit=entry.authority, by=None, code='ä"n\r\n1')
    assert client.post("/diarium/hamta")["Content-Disposition"] == "attachment; filename*=utf-8''diarium-%C3%A4%22n%201.csv"


@pytest.mark.slow
@pytest.mark.parametrize("title", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "  =1", "＝1", "=cmd|' /C calc'!A0"])
def test_a_formula_is_a_text(cast: Cast, give: Give, title: str) -> None:
    give(cast.rut, title=title)
    assert download(cast.client(cast.registrar))[1][4] == f"'{title}"
    assert spreadsheet.harmless("Bänkar = bra") == "Bänkar = bra"


def test_the_file_is_bounded_and_says_so(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    many(cast, 4)
    client = cast.client(cast.registrar)
    for name in ("sluss.records.views.spreadsheet", "sluss.records.views.pages"):
        monkeypatch.setattr(f"{name}.MOST_ROWS", 3)
    rows = download(client)
    assert len(rows) == 5
    assert rows[4] == ["Det finns fler poster. Välj en kortare period för att få med dem också."]
    monkeypatch.setattr("sluss.records.views.spreadsheet.MOST_ROWS", 4)
    monkeypatch.setattr("sluss.records.views.pages.MOST_ROWS", 4)
    assert len(download(client)) == 5
