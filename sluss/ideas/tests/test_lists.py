"""A lead's earlier list: read, matched to what we know, rehearsed and brought in."""

from __future__ import annotations

import time
import zipfile
from datetime import date
from io import BytesIO
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import Workbook

from sluss.core import clock
from sluss.gates import actions as gates
from sluss.gates.models import Case, Decision, Promise
from sluss.gates.queries import newest_case
from sluss.gates.states import CaseState
from sluss.ideas.imports import sheet
from sluss.ideas.models import Idea, ImportedIdea, Submission
from sluss.ideas.seed import EMPLOYEES
from sluss.journal.models import Notice, OutgoingMail
from sluss.people.models import ImportFile

from . import giving

pytestmark = pytest.mark.django_db
TODAY = date(2026, 4, 20)
PAGE = "/lamna-at-annan/importera"
LIST = """Nr;Rubrik;Beskrivning;Inkom;Status;Utfall;Motivering;Avslutad;Idégivare;E-post
1;Låg bänk;Bänken vid hållplatsen är för låg;2025-03-03;öppen;;;;Gunvor Ek;gunvor@post.example
2;Tvål i tvättstugan;Det saknas tvål i tvättstugan;2024-11-20;avslutad;genomförd;Vi har satt upp pumpar;2025-01-15;;
3;Fler krokar;Krokarna i hallen räcker inte;2024-12-01;avslutad;ej genomförd;;;;
"""
NAMES = [meaning.key for meaning in sheet.MEANINGS]


@pytest.fixture(autouse=True)
def _today(cast):
    with clock.at(TODAY):
        giving.base(cast.units.city)
        yield


def upload(cast, content: str | bytes = LIST, name: str = "gamla idéer.csv", who: str = "amira"):
    data = content.encode() if isinstance(content, str) else content
    return cast.client(cast.people[who]).post(PAGE, {"file": SimpleUploadedFile(name, data)})


def chosen(cast, **changes: Any) -> dict[str, str]:
    values = {"gateway": EMPLOYEES, "unit": str(cast.units.care.pk), "name": "Gamla listan"}
    return values | {f"c_{key}": str(at) for key, at in sheet.guessed(LIST.splitlines()[0].split(";")).items()} | changes


def bring_in(cast, content: str | bytes = LIST, who: str = "amira", *, go: str = "all", **changes: Any):
    where = upload(cast, content, who=who).url
    return cast.client(cast.people[who]).post(where, chosen(cast, **changes) | {"go": go}, follow=True)


def case_of(title: str) -> Case:
    case = newest_case(Idea.objects.get(subject__title=title).pk)
    assert case is not None
    return case


# --- The columns ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("headings", "found"),
    [
        (
            LIST.splitlines()[0].split(";"),
            {"key": 0, "title": 1, "need": 2, "received": 3, "status": 4, "outcome": 5, "reason": 6, "closed": 7, "name": 8, "email": 9},
        ),
        (["Description", "Date", "Status", "Result"], {"need": 0, "received": 1, "status": 2, "outcome": 3}),
        (["IDÉ: ", "inkom_datum", "E-mail*"], {"need": 0, "received": 1, "email": 2}),
        (["Beskrivning av idén", "Datum", "Beskrivning"], {"need": 2, "received": 1}),
        (["", "Kolumn", "Åäö"], {}),
    ],
)
def test_columns_are_guessed_by_their_headings(headings, found):
    assert sheet.guessed(headings) == found


def rows_of(*cells: str, headings: str = "Beskrivning;Inkom;Status;Utfall;Avslutad;E-post;Nr"):
    read = sheet.read(f"{headings}\n{';'.join(cells)}\n".encode())
    return sheet.parse(read, sheet.guessed(read.headings))


@pytest.mark.parametrize(
    ("cells", "column", "told"),
    [
        (("", "2025-01-01"), "Behovet", "Raden säger inget"),
        (("x", ""), "Dagen den kom in", "Skriv dagen den kom in"),
        (("x", "3 mars"), "Dagen den kom in", "Skriv så här"),
        (("x", "2026-04-21"), "Dagen den kom in", "framtiden"),
        (("x", "1899-01-01"), "Dagen den kom in", "kan inte stämma"),
        (("x", "2025-01-01", "nja"), "Status", "ingen känd status"),
        (("x", "2025-01-01", "avslutad"), "Så gick det", "säger inte hur det slutade"),
        (("x", "2025-01-01", "avslutad", "kanske"), "Så gick det", "inget känt utfall"),
        (("x", "2025-01-01", "avslutad", "nej", "2024-01-01"), "Dagen den avslutades", "innan den kom in"),
        (("x", "2025-01-01", "", "", "", "inte en adress"), "e-postadress", "ingen e-postadress"),
        (("x", "2025-01-01", "", "", "", "", "9" * 61), "Eget nummer", "Högst 60"),
        (("=CMD()", "2025-01-01"), "Behovet", "formel"),
        (("a\0b", "2025-01-01"), "Behovet", "tecken"),
        (("#REF!", "2025-01-01"), "Behovet", "fel"),
        (("x" * 10_001, "2025-01-01"), "Behovet", "10000"),
    ],
)
def test_what_is_wrong_with_a_row_is_said_with_its_number_and_column(cells, column, told):
    rows, (error,) = rows_of(*cells)
    assert rows == []
    assert error.row == 2
    assert column in error.column
    assert told in error.message


@pytest.mark.parametrize(
    ("status", "outcome", "is_open"),
    [("", "", True), ("Pågår", "", True), ("öppen", "Nej", False), ("", "Delvis", False), ("genomförd", "", False)],
)
def test_a_result_says_that_it_is_closed_whatever_the_status_says(status, outcome, is_open):
    (row,), errors = rows_of("x", "2025-01-01", status, outcome)
    assert not errors
    assert (row.outcome is None) is is_open


def test_a_row_without_a_number_of_its_own_is_known_by_what_it_says():
    one, two = (rows_of("x", "2025-01-01", status)[0][0] for status in ("ny", "öppen"))
    assert one.source_id == two.source_id
    assert rows_of("y", "2025-01-01")[0][0].source_id != one.source_id
    rows, (error,) = sheet.parse(sheet.read(b"text;datum\nx;2025-01-01\nx;2025-01-01\n"), {"need": 0, "received": 1})
    assert (len(rows), error.row) == (1, 3)


# --- What is brought in -----------------------------------------------------------------------------------------------------


@pytest.mark.slow
def test_open_rows_get_a_case_from_today_and_closed_ones_are_history(cast):
    answer = bring_in(cast)
    assert "Nya: 3" in answer.content.decode()
    first, done, refused = case_of("Låg bänk"), case_of("Tvål i tvättstugan"), case_of("Fler krokar")
    assert (first.state, first.receiving_unit) == (CaseState.OPEN, cast.units.care)
    assert Promise.objects.get(case=first).counted_from == TODAY
    assert (done.outcome, clock.local_day(done.closed_at)) == ("fully", date(2025, 1, 15))
    assert Decision.objects.get(case=done).reason == "Vi har satt upp pumpar"
    assert (refused.outcome, Decision.objects.get(case=refused).reason) == ("not", "")
    assert not ImportFile.objects.exists(), "the file is deleted"


@pytest.mark.slow
def test_nothing_is_shown_to_others_unless_it_is_closed_and_the_lead_chooses_it(cast):
    bring_in(cast)
    assert "Fler krokar" not in cast.client(cast.sara).get("/ideer").content.decode()
    bring_in(cast, show_closed="on", name="Igen")
    text = cast.client(cast.sara).get("/ideer").content.decode()
    assert "Fler krokar" in text
    assert "Låg bänk" not in text


@pytest.mark.slow
def test_nobody_is_told_now_and_the_giver_of_an_open_row_is_told_the_answer(cast):
    bring_in(cast)
    giving.worker()
    assert not OutgoingMail.objects.exists()
    assert not Notice.objects.exists()
    gates.close(case_of("Låg bänk"), by=cast.amira, outcome="not", reason="Bänken är nyligen bytt.")
    giving.worker()
    assert list(OutgoingMail.objects.values_list("to", flat=True)) == ["gunvor@post.example"]
    submission = Submission.objects.get(idea__subject__title="Låg bänk")
    assert (submission.name, submission.registered_by, submission.channel) == ("Gunvor Ek", cast.amira, "list")


@pytest.mark.slow
def test_again_changes_nothing_and_a_changed_row_is_taken_over(cast):
    bring_in(cast)
    before = list(Idea.objects.values_list("pk", "versions_made"))
    answer = bring_in(cast)
    assert "Oförändrade: 3" in answer.content.decode()
    assert list(Idea.objects.values_list("pk", "versions_made")) == before
    answer = bring_in(cast, LIST.replace("är för låg", "är alldeles för låg").replace("öppen;;", "öppen;delvis;"))
    assert "Ändrade: 1" in answer.content.decode()
    assert case_of("Låg bänk").outcome == "partly"


def test_two_units_lists_with_the_same_name_and_numbers_are_two_lists(cast):
    bring_in(cast)
    bring_in(cast, who="wilma", unit=str(cast.units.works.pk))
    assert ImportedIdea.objects.count() == 6


def test_with_a_bad_row_nothing_is_brought_in_or_the_good_ones_are(cast):
    bad = LIST + "4;;;2025-01-01\n"
    answer = bring_in(cast, bad)
    assert answer.status_code == 422
    assert "Raden säger inget" in answer.content.decode()
    assert not Idea.objects.exists()
    answer = bring_in(cast, bad, go="good")
    assert "Överhoppade: 1" in answer.content.decode()
    assert Idea.objects.count() == 3


@pytest.mark.parametrize("who", ["sara", "assessor", "communicator", "registrar", "auditor", "admin", "rut"])
def test_only_those_who_answer_bring_lists_in(cast, who):
    assert cast.client(cast.people[who]).get(PAGE).status_code == 403
    assert upload(cast, who=who).status_code == 403
    assert not ImportFile.objects.exists()


def test_a_list_goes_to_a_unit_where_one_answers(cast):
    answer = bring_in(cast, unit=str(cast.units.works.pk))
    assert answer.status_code == 422
    assert not Idea.objects.exists()


def test_nobody_else_opens_the_file_and_the_owner_deletes_it(cast):
    where = upload(cast).url
    for who in ("lars", "office"):
        assert cast.client(cast.people[who]).get(where).url == PAGE
    assert cast.client(cast.amira).get(where).status_code == 200
    assert cast.client(cast.amira).post(where, {"go": "drop"}).url == PAGE
    assert not ImportFile.objects.exists()
    assert cast.client(cast.amira).get(where).url == PAGE


def test_the_page_shows_what_it_has_guessed_and_what_would_happen(cast):
    text = cast.client(cast.amira).get(upload(cast).url).content.decode()
    assert "Ta in alla 3 rader" in text
    assert "Låg bänk" in text
    assert "1 avslutad rad saknar skäl" in text
    assert not Idea.objects.exists()


@pytest.mark.parametrize(
    "changes",
    [
        {"c_need": ""},
        {"c_need": "99"},
        {"c_title": "2"},
        {"unit": "x"},
        {"unit": str(10**30)},
        {"gateway": "ingen"},
        {"name": ""},
        {"name": "\0"},
    ],
)
def test_a_choice_that_cannot_be_is_said(cast, changes):
    answer = bring_in(cast, **changes)
    assert answer.status_code == 422
    assert not Idea.objects.exists()


def _xlsx(rows: list[list[Any]]) -> bytes:
    book, held = Workbook(), BytesIO()
    for row in rows:
        book.active.append(row)
    book.save(held)
    return held.getvalue()


def test_an_excel_file_with_dates_and_numbers(cast):
    table = [LIST.splitlines()[0].split(";"), [7, "Krok", "Fler krokar", date(2025, 1, 2), "öppen"]]
    bring_in(cast, _xlsx(table))
    assert ImportedIdea.objects.get().source_id == "7"


def _empty_rows() -> bytes:
    """Far below what it may unpack to, and each row takes its time though it is empty."""
    held = BytesIO(_xlsx([["Titel"], ["Krok"]]))
    with zipfile.ZipFile(held, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet2.xml", b'<row r="2"/>' * 1_000_000)
    return held.getvalue()


def _bomb() -> bytes:
    held = BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * 90_000_000)
    return held.getvalue()


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "tom"),
        (b"Beskrivning;Inkom\n", "inga rader"),
        (b"\n\n", "tom"),
        (b"\x00\x01\x02\x03" * 2000, "inte text"),
        (b"PK\x03\x04 no zip", "Excel"),
        (b"\xd0\xcf\x11\xe0 old", ".xlsx"),
        (b'a;b\n"open;1\n', "citattecken"),
        (b"a;b\n" + b"x;y\n" * 2001, "2000 rader"),
        (b"a;b\n" + b"x" * 5_000_001, "megabyte"),
        (b"a;b\n" + b"x;" * 70, "kolumner"),
    ],
)
def test_a_file_that_is_no_list_is_refused_with_what_to_do(cast, content, told):
    answer = upload(cast, content)
    assert answer.status_code == 422
    assert told in answer.content.decode()
    assert not ImportFile.objects.exists()


@pytest.mark.slow
def test_a_file_that_unpacks_to_what_no_machine_holds_is_refused(cast):
    for content in (_bomb(), _empty_rows()):
        assert "för stor inuti" in upload(cast, content, "bomb.xlsx").content.decode()


def test_what_takes_longer_than_a_page_may_goes_on_where_it_stopped(cast, monkeypatch):
    monkeypatch.setattr("sluss.ideas.imports.lists.SECONDS", 0)
    monkeypatch.setattr("sluss.ideas.imports.lists.BATCH", 2)
    answer = bring_in(cast)
    assert "2 av 3 rader är inne" in answer.content.decode()
    assert ImportFile.objects.count() == 1
    assert Idea.objects.count() == 2
    monkeypatch.setattr("sluss.ideas.imports.lists.SECONDS", 20)
    answer = cast.client(cast.amira).post(f"{PAGE}/{ImportFile.objects.get().pk}", chosen(cast) | {"go": "all"}, follow=True)
    assert "Nya: 1. Ändrade: 0. Oförändrade: 2" in answer.content.decode()
    assert Idea.objects.count() == 3


@pytest.mark.slow
def test_two_thousand_rows_never_keep_a_page_waiting(cast):
    rows = "".join(
        f"{n};;Text nummer {n};2025-03-03;{'öppen;;' if n % 4 == 0 else 'avslutad;nej;Vi gör det inte'};;;\n" for n in range(2000)
    )
    longest, pages = 0.0, 0
    where = upload(cast, LIST.splitlines()[0] + "\n" + rows).url
    while ImportFile.objects.exists():
        began = time.perf_counter()
        assert cast.client(cast.amira).post(where, chosen(cast) | {"go": "all"}).status_code in {200, 302}
        longest, pages = max(longest, time.perf_counter() - began), pages + 1
        assert pages < 20
    assert Idea.objects.count() == 2000
    assert longest < 45
