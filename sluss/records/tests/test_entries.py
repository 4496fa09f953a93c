"""What a registrar writes in the register by hand: several numbers of one thing, each once in its authority, and mistakes put right."""

from __future__ import annotations

from datetime import date, timedelta
from threading import Barrier, Thread
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from sluss.core import clock
from sluss.core.verdict import NotAllowed
from sluss.journal import actions as journal
from sluss.journal.models import Event, Subject
from sluss.journal.states import Visibility
from sluss.people.tests.cast import Cast
from sluss.records import actions, queries
from sluss.records.models import RegisterEntry
from sluss.records.states import Direction

pytestmark = pytest.mark.django_db
TODAY = date(2026, 4, 14)


@pytest.fixture(autouse=True)
def _today():
    with clock.at(TODAY):
        yield


@pytest.fixture
def subject(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> Subject:
    from sluss.core import addresses

    monkeypatch.setitem(addresses._ADDRESSES, "paper", lambda subject: f"/papper/{subject.pk}")
    return paper(cast)


def paper(cast: Cast, title: str = "Fler bänkar", *, released: bool = True) -> Subject:
    with transaction.atomic():
        made = journal.open_subject(
            kind="paper", title=title, unit=cast.units.care, language="sv", visibility=Visibility.ALL, address="fler-bankar"
        )
        made = journal.release(made, by=None) if released else made
        RegisterEntry.objects.filter(subject=made).delete()  # what follows from the release by itself is another test's
        return made


def add(cast: Cast, subject: Subject, number: str = "ÄN 2026/00412", **changes: Any) -> RegisterEntry:
    given = {"authority": cast.units.care_board, "on": TODAY, "content": "Brev från länsstyrelsen", "direction": Direction.IN}
    return actions.add(subject, by=cast.registrar, number=number, **(given | changes))


def test_a_subject_has_several_numbers_in_several_registers(cast: Cast, subject: Subject) -> None:
    from sluss.people.actions import grant_role
    from sluss.people.states import Role

    grant_role(person=cast.registrar, role=Role.REGISTRAR, unit=cast.units.works_board, by=None)
    registrar = cast.fresh(cast.registrar)
    add(cast, subject, counterpart="Länsstyrelsen")
    add(cast, subject, "ÄN 2026/00413", direction=Direction.OUT, on=TODAY - timedelta(days=1))
    actions.add(
        subject,
        by=registrar,
        authority=cast.units.works_board,
        number="ÄN 2026/00412",
        on=TODAY,
        content="Yttrande",
        direction=Direction.IN,
    )
    assert [(entry.authority.code, entry.number) for entry in queries.numbers_of(subject.pk)] == [
        ("aldrenamnden", "ÄN 2026/00412"),
        ("aldrenamnden", "ÄN 2026/00413"),
        ("tekniska", "ÄN 2026/00412"),
    ]
    first = RegisterEntry.objects.earliest("pk")
    assert (first.by, first.counterpart, first.event.kind, first.event.actor) == (
        cast.registrar,
        "Länsstyrelsen",
        "register.added",
        cast.registrar,
    )


@pytest.mark.parametrize("again", ["ÄN 2026/00412", "än 2026/00412", "ÄN2026 / 00412"])
def test_a_number_is_one_in_its_authority_however_it_is_written(cast: Cast, subject: Subject, again: str) -> None:
    add(cast, subject)
    with pytest.raises(NotAllowed, match="Brev från länsstyrelsen"):
        add(cast, paper(cast, "En annan sak"), again)
    assert RegisterEntry.objects.count() == 1
    assert Event.objects.filter(kind="register.added").count() == 1, "what was refused leaves no event"


@pytest.mark.parametrize(
    "broken",
    [{"number": "  "}, {"number": "x" * 41}, {"content": "\u200b"}, {"content": "x" * 201}, {"on": TODAY + timedelta(days=1)}],
)
def test_what_is_no_entry_is_refused(cast: Cast, subject: Subject, broken: dict[str, Any]) -> None:
    number = broken.pop("number", "1/26")
    with pytest.raises(NotAllowed):
        add(cast, subject, number, **broken)
    assert not RegisterEntry.objects.exists()


def test_only_the_authoritys_registrar_and_only_about_what_one_sees(cast: Cast, subject: Subject) -> None:
    for person in cast.people.values():
        if person != cast.registrar:
            with pytest.raises(NotAllowed):
                actions.add(
                    subject,
                    by=cast.fresh(person),
                    authority=cast.units.care_board,
                    number="1/26",
                    on=TODAY,
                    content="Brev",
                    direction=Direction.IN,
                )
    with pytest.raises(NotAllowed):
        add(cast, subject, authority=cast.units.works_board)
    with transaction.atomic():
        hidden = journal.open_subject(
            kind="paper", title="Dold", unit=cast.units.works, language="sv", visibility=Visibility.ALL, address="dold"
        )
    with pytest.raises(NotAllowed, match="kan inte se"):
        add(cast, hidden)


def test_a_mistake_is_put_right_by_another_entry(cast: Cast, subject: Subject) -> None:
    wrong = add(cast, subject, "ÄN 2026/00421")
    made = actions.correct(
        wrong, by=cast.registrar, number="ÄN 2026/00412", on=wrong.registered_on, content=wrong.content, reason="Siffrorna bytte plats."
    )
    wrong.refresh_from_db()
    assert (wrong.number, wrong.replaced, made.corrects, made.replaced) == ("ÄN 2026/00421", True, wrong, False)
    noted = Event.objects.get(kind="register.corrected")
    assert (noted.actor, noted.data) == (cast.registrar, {"entry": wrong.pk, "number": "ÄN 2026/00412", "was": "ÄN 2026/00421"})
    assert [entry.number for entry in queries.numbers_of(subject.pk)] == ["ÄN 2026/00412"]
    other = paper(cast, "Den det gällde")
    add(cast, other, "ÄN 2026/00421")
    assert queries.subjects_numbered("ÄN 2026/00421") == [other.pk], "the number is free for what it belongs to"
    with pytest.raises(NotAllowed, match="redan"):
        actions.correct(wrong, by=cast.registrar, number="ÄN 9", on=TODAY, content="Brev", reason="En gång till.")


def test_a_correction_changes_something_and_says_why(cast: Cast, subject: Subject) -> None:
    entry = add(cast, subject)
    same = {"number": entry.number, "on": entry.registered_on, "content": entry.content}
    with pytest.raises(NotAllowed, match="Inget"):
        actions.correct(entry, by=cast.registrar, reason="Ingenting.", **same)
    with pytest.raises(NotAllowed, match="fel"):
        actions.correct(entry, by=cast.registrar, reason=" ", **(same | {"content": "Annat"}))
    with pytest.raises(NotAllowed):
        actions.correct(entry, by=cast.amira, reason="Det är fel.", **(same | {"content": "Annat"}))
    assert RegisterEntry.objects.count() == 1
    with pytest.raises(IntegrityError), transaction.atomic():
        RegisterEntry.objects.filter(pk=entry.pk).update(corrects=entry, reason="")


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_of_two_who_put_it_right_at_once_one_does(cast: Cast, subject: Subject) -> None:
    entry, start, said = add(cast, subject), Barrier(2), []

    def put_right(number: str) -> None:
        start.wait()
        try:
            with clock.at(TODAY):
                actions.correct(entry, by=cast.fresh(cast.registrar), number=number, on=TODAY, content="Brev", reason="Fel.")
            said.append("done")
        except NotAllowed as refused:
            said.append(str(refused))
        finally:
            connection.close()

    threads = [Thread(target=put_right, args=(number,)) for number in ("ÄN 1", "ÄN 2")]
    [thread.start() for thread in threads]
    [thread.join() for thread in threads]
    assert sorted(word == "done" for word in said) == [False, True], said
    assert RegisterEntry.objects.filter(replaced=False).count() == 1


# --- The pages ------------------------------------------------------------------------------------------------------


@pytest.mark.slow
def test_the_registrar_adds_and_corrects_on_pages(cast: Cast, subject: Subject) -> None:
    client = cast.client(cast.registrar)
    url = f"/diarium/ny/{subject.pk}"
    page = client.get(url)
    assert "Fler bänkar" in page.text
    form = {"authority": "aldrenamnden", "number": "", "on": "2026-04-14", "direction": "in", "content": "Brev"}
    assert client.post(url, form).status_code == 422
    assert client.post(url, form | {"number": "ÄN 2026/1"}).status_code == 302
    twice = client.post(url, form | {"number": "än 2026/1"})
    assert twice.status_code == 422
    assert "tillhör" in twice.text
    entry = RegisterEntry.objects.get()
    assert client.get(f"/diarium/{entry.pk}/numrera").url == f"/diarium/{entry.pk}/ratta"
    right = {"number": "ÄN 2026/2", "on": "2026-04-14", "content": "Brev", "reason": "Fel siffra."}
    assert client.post(f"/diarium/{entry.pk}/ratta", right | {"reason": ""}).status_code == 422
    assert client.post(f"/diarium/{entry.pk}/ratta", right).status_code == 302
    assert client.get(f"/diarium/{entry.pk}/ratta").status_code == 302, "it has been put right, and the register says so"
    page = client.get("/diarium").text
    assert "<del>ÄN 2026/1</del>" in page
    assert "rättar ÄN 2026/1: Fel siffra." in page
    assert client.get("/diarium", {"number": "än 2026/2"}).text.count("<tr>") == 2, "the head and the entry"
    assert "Fel siffra." not in client.get("/diarium", {"number": "ÄN 2026/1"}).text
    file = b"".join(client.post("/diarium/hamta?authority=aldrenamnden")).decode()
    assert f";;Brev;{entry.correction.pk};{entry.pk};\r" in file
    assert f";;Brev;{entry.pk};;Ja\r" in file
    for name, person in cast.people.items():
        if name != "registrar":
            assert cast.client(person).get(url).status_code == 404, name
            assert cast.client(person).get(f"/diarium/{entry.correction.pk}/ratta").status_code == 404, name


def test_a_number_finds_what_one_may_see(cast: Cast, subject: Subject, client: Client) -> None:
    add(cast, subject, "ÄN 2026/7")
    add(cast, paper(cast, "Dold", released=False), "ÄN 2026/8")
    assert client.get("/diarium/sok?number=x").status_code == 302, "for those who are signed in"
    outsider = cast.client(cast.outsider)
    assert outsider.get("/diarium/sok", {"number": " än  2026/7"}).url == f"/papper/{subject.pk}"
    assert "Inget som du får se" in outsider.get("/diarium/sok", {"number": "ÄN 2026/8"}).text
    assert "Inget som du får se" in outsider.get("/diarium/sok", {"number": "ÄN 2026"}).text, "the whole number alone"
    assert "Inget som du får se" not in outsider.get("/diarium/sok").text
    assert outsider.get("/diarium/sok", {"number": "\u0000" * 300}).status_code == 200
    assert cast.client(cast.amira).get("/diarium/sok", {"number": "ÄN 2026/8"}).status_code == 302


@pytest.mark.slow
def test_pages_of_the_register_cost_the_same_at_1_3_and_1000(cast: Cast, subject: Subject) -> None:
    client = cast.client(cast.registrar)
    client.get("/diarium")
    counts = set()
    for more in (1, 2, 997):
        made = Event.objects.bulk_create(Event(kind="register.added", subject=subject) for _ in range(more))
        RegisterEntry.objects.bulk_create(
            RegisterEntry(
                subject=subject, event=event, authority=cast.units.care_board, direction=Direction.IN, content="Brev", by=cast.registrar,
                number=f"ÄN {event.pk}", number_key=f"ÄN{event.pk}",
            )
            for event in made
        )  # fmt: skip
        found = RegisterEntry.objects.latest("pk").number
        for url in ("/diarium", f"/diarium?number={found}", f"/diarium/ny/{subject.pk}", f"/diarium/sok?number={found}"):
            with CaptureQueriesContext(connection) as asked:
                client.get(url)
            counts.add((url.partition("=")[0], len(asked)))
    assert counts == {("/diarium", 6), ("/diarium?number", 6), (f"/diarium/ny/{subject.pk}", 8), ("/diarium/sok?number", 6)}
