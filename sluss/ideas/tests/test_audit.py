"""The audit log: who may read it, what it is narrowed to, what it never says, and what it costs."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from sluss.core import clock
from sluss.gates import actions as gates
from sluss.journal.models import Event
from sluss.people import actions as people
from sluss.people.models import PeopleChange, SignIn
from sluss.people.states import Role, SignInKind
from sluss.records import actions, queries
from sluss.records.queries import Cursor, Wanted
from sluss.records.states import Group

from . import giving

pytestmark = pytest.mark.django_db
URL, FILE = "/logg", "/logg/hamta"
READERS = {"auditor", "admin"}


@pytest.fixture
def idea(cast):
    giving.base(cast.units.care)
    return giving.submitted(cast.sara).idea


def exported(client: Client, **asked: str) -> list[dict]:
    answer = client.post(FILE, asked)
    return [json.loads(line) for line in b"".join(answer).decode().splitlines()]


@pytest.mark.slow
def test_the_log_is_for_auditors_and_administrators_of_the_whole_city(cast, idea) -> None:
    for name, person in cast.people.items():
        client = cast.client(person)
        assert client.get(URL).status_code == (200 if name in READERS else 404), name
        assert client.post(FILE).status_code == (200 if name in READERS else 404), name
    assert Client().get(URL).status_code == 302
    # An administrator of one department is no reader of what happens in the others.
    people.grant_role(person=cast.lars, role=Role.ADMINISTRATOR, unit=cast.units.care, by=None)
    assert cast.client(cast.fresh(cast.lars)).get(URL).status_code == 404


def test_a_giver_stands_as_the_giver_and_never_by_name(cast, idea) -> None:
    """Not in the log of the idea, and not when the log is narrowed to the person."""
    client = cast.client(cast.auditor)
    page = client.get(URL, {"subject": str(idea.pk)}).text
    assert "Den som lämnade den" in page
    assert "Lindqvist" not in page
    narrowed = client.get(URL, {"person": "sara", "kind": Group.EVENTS}).text
    assert "Inget i loggen passar" in narrowed
    rows = exported(client, subject=str(idea.pk))
    assert {row["by"] for row in rows if row["kind"] == "idea.submitted"} == {"giver"}
    assert not any(row["by"] == cast.sara.pk for row in rows)


def test_what_time_does_is_not_done_by_a_giver_without_an_account(cast, idea) -> None:
    came = giving.submitted(None, giving.RESIDENTS).idea
    gates.release(giving.case_of(came), by=cast.amira)  # so that the log asks who gave it
    with clock.at(clock.today() + timedelta(days=100)):
        gates.remind()
    told = {line.kind: (line.by_id, line.by_giver) for line in queries.lines(Wanted(subject_id=came.pk))}
    assert told["promise.reminded"] == (None, False)


def test_fields_are_told_by_their_words(cast, idea) -> None:
    actions.mark(idea.subject, by=cast.amira, fields=["solution"], ground="31 kap. 16 §", reason="Affärshemlighet.")
    assert "Förslaget" in cast.client(cast.auditor).get(URL, {"subject": str(idea.pk)}).text


def test_an_administrator_reads_no_title_of_what_is_not_released(cast, idea) -> None:
    page = cast.client(cast.admin).get(URL, {"subject": str(idea.pk)}).text
    assert idea.subject.title not in page
    assert f"Nummer {idea.pk}" in page
    assert idea.subject.title in cast.client(cast.auditor).get(URL, {"subject": str(idea.pk)}).text


def test_sign_ins_are_logged_and_what_was_typed_is_not(cast, client) -> None:
    client.post("/logga-in", {"login": "sara@alvsund.example", "password": "Kanarielösenord"})
    client.post("/logga-in", {"login": "Kanarieordet@post.example", "password": "fel"})
    assert list(SignIn.objects.order_by("pk").values_list("person__username", "kind")) == [("sara", "failed"), (None, "failed")]
    client.force_login(cast.sara)
    client.post("/logga-ut")
    assert [row.kind for row in SignIn.objects.filter(person=cast.sara).order_by("pk")] == ["failed", "in", "out"]
    auditor = cast.client(cast.auditor)
    page = auditor.get(URL, {"kind": Group.FAILED}).text
    assert "Sara Lindqvist" in page
    assert "Någon som inte har konto" in page
    assert "anarieord" not in page.replace("Kanarielösenord", "")
    assert {row["kind"] for row in exported(auditor, kind=Group.FAILED)} == {"sign_in.failed"}
    assert {row["kind"] for row in exported(auditor, kind=Group.SIGN_INS)} == {"sign_in.in", "sign_in.out"}


def test_what_it_is_narrowed_to(cast, idea) -> None:
    gates.release(giving.case_of(idea), by=cast.amira)
    actions.mark(idea.subject, by=cast.amira, fields=["need"], ground="31 kap. 16 §", reason="Affärshemlighet.")
    actions.note_read(giving.fresh(idea).subject, by=cast.amira, place="gates:case")
    people.change_person(person=cast.sara, by=cast.admin, title="sjuksköterska")

    def kinds(**asked) -> set[str]:
        return {line.kind for line in queries.lines(Wanted(**asked))}

    assert kinds(kind=Group.READS) == {"secrecy.read"}
    assert kinds(kind="secrecy.marked") == {"secrecy.marked"}
    assert kinds(kind=Group.EXPORTS) == set()
    assert "person_changed" in kinds(kind=Group.PEOPLE, person_id=cast.admin.pk)
    assert "person_changed" in kinds(kind=Group.PEOPLE, person_id=cast.sara.pk)
    assert {"subject.released", "secrecy.marked", "secrecy.read"} <= kinds(person_id=cast.amira.pk, kind=Group.EVENTS) | {"secrecy.read"}
    assert "idea.submitted" in kinds(unit_path=cast.units.care.path)
    assert "idea.submitted" not in kinds(unit_path=cast.units.works.path)
    assert "idea.submitted" in kinds(subject_id=idea.pk)
    day = Event.objects.latest("pk").at.date()
    assert kinds(first_day=day.replace(year=day.year + 1)) == set()
    assert "idea.submitted" not in kinds(last_day=day.replace(year=day.year - 1))


def test_pages_follow_each_other_without_gap_or_repeat(cast, idea) -> None:
    SignIn.objects.bulk_create(SignIn(person=cast.sara, kind=SignInKind.IN) for _n in range(70))
    PeopleChange.objects.bulk_create(PeopleChange(kind="person_changed", person=cast.rut) for _n in range(70))
    seen, after, pages = [], None, 0
    while pages == 0 or (after is not None and pages < 20):
        rows, after = queries.page_of(Wanted(), after and Cursor.read(str(after)))
        seen += [(row.source, row.pk) for row in rows]
        pages += 1
    assert len(seen) == len(set(seen)) == len(list(queries.lines(Wanted())))
    assert pages >= 3


@pytest.mark.parametrize(
    "asked",
    [
        f"subject={'9' * 30}",
        "subject=fyra",
        "person=nobody",
        "kind=nonsense",
        "unit=%ED%B3%BF",
        "first=2026-02-02&last=2026-01-01",
        "first=inte+en+dag",
    ],
)
def test_what_cannot_be_read_is_said_and_nothing_is_shown(cast, idea, asked) -> None:
    client = cast.client(cast.auditor)
    answer = client.get(f"{URL}?{asked}")
    assert answer.status_code == 422
    assert "<th scope=" not in answer.text.partition("<main")[2]
    assert client.post(FILE, asked, content_type="application/x-www-form-urlencoded").status_code == 302
    assert not Event.objects.filter(kind="audit.downloaded").exists()


def test_a_made_up_place_in_the_log_is_its_beginning(cast, idea) -> None:
    client = cast.client(cast.auditor)
    for after in ("x", "1.2", "1.2.3.4", "-1.2.3", "9" * 40):
        assert client.get(URL, {"after": after}).status_code == 200


def test_the_file_is_what_the_page_is_narrowed_to_and_is_logged_itself(cast, idea) -> None:
    client = cast.client(cast.auditor)
    assert not any(row["kind"] == "audit.downloaded" for row in exported(client, kind="idea.submitted"))
    taken = Event.objects.get(kind="audit.downloaded")
    assert taken.actor == cast.auditor
    assert taken.data == {"asked": "idea.submitted"}
    assert [row["kind"] for row in exported(client, kind=Group.EXPORTS)] == ["audit.downloaded"], "the one before, and not itself"


def test_the_register_that_is_taken_out_is_logged(cast, idea) -> None:
    client = cast.client(cast.registrar)
    for asked in (client.get, client.head):
        assert asked(reverse("records:download")).status_code == 405
    assert not Event.objects.filter(kind="register.downloaded").exists(), "a link, a preview or a prefetch takes nothing out"
    client.post(reverse("records:download"))
    assert Event.objects.get(kind="register.downloaded").actor == cast.registrar


@pytest.mark.slow
def test_the_file_is_written_a_batch_at_a_time(cast, idea, django_assert_num_queries) -> None:
    """Three walks and one question for each batch of who gave what: what is in memory does not grow with the log."""
    Event.objects.bulk_create(Event(kind="case.taken", subject_id=idea.pk, actor=cast.amira) for _n in range(queries.PAGE * 30))
    found = queries.lines(Wanted(subject_id=idea.pk))
    assert next(found).kind == "case.taken"
    assert sum(1 for _line in found) >= queries.PAGE * 30


@pytest.mark.slow
def test_the_log_costs_the_same_at_1_3_and_1000_rows(cast, idea, django_assert_num_queries) -> None:
    """Session, user, roles, new notices; events, changes; who gave what, people, what the reader may see."""
    client = cast.client(cast.auditor)
    unit = cast.units.care
    for more in (1, 2, 997):
        Event.objects.bulk_create(Event(kind="case.taken", subject_id=idea.pk, actor=cast.amira) for _n in range(more))
        PeopleChange.objects.bulk_create(PeopleChange(kind="unit_changed", unit=unit, by=cast.admin) for _n in range(3))
        SignIn.objects.bulk_create(SignIn(person=cast.sara, kind=SignInKind.IN) for _n in range(3))
        with django_assert_num_queries(9):
            client.get(URL)


def test_sign_ins_stand_apart_from_what_has_happened(cast, idea) -> None:
    """Side by side they would say who gave what was given a minute later."""
    client = cast.client(cast.auditor)
    assert "sign_in" not in " ".join(row["kind"] for row in exported(client))
    assert "Loggade in" not in client.get(URL).text
    assert "Loggade in" in client.get(URL, {"kind": Group.SIGN_INS}).text
