"""Files in every dress, sound and hostile; the command; what holds whatever a file says."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Sequence
from contextlib import suppress
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from sluss.core import clock
from sluss.core.importers import Unreadable
from sluss.people import queries
from sluss.people.imports import table, units
from sluss.people.models import Person, Unit

from .cast import City
from .importing import UNITS, counts, read

# --- Files in every dress -------------------------------------------------------------------------------------------


def xlsx(rows: Sequence[Sequence[Any]]) -> bytes:
    book = Workbook()
    for row in rows:
        book.active.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


@pytest.mark.parametrize("delimiter", [";", ",", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_csv_in_any_usual_dress(city: City, delimiter: str, encoding: str, newline: str) -> None:
    text = newline.join(
        delimiter.join(row)
        for row in (("Kod", "NAMN", "Typ"), ("ny", "Ån, ön och älven" if delimiter != "," else "Ån och älven", "Enhet"), ("", "", ""))
    )
    summary = read(units, text.encode(encoding))
    assert counts(summary) == (1, 0, 0, 0)
    assert Unit.objects.get(code="ny").name.startswith("Ån")


def test_excel(city: City) -> None:
    data = xlsx(
        [
            ["kod", "namn", "typ", "gäller från", "Anteckning"],
            [123, "Ån", "enhet", date(2020, 5, 1), "x"],
            [None] * 5,
            ["b", "B", "enhet", "2020-05-02", None],
        ]
    )
    summary = read(units, data)
    assert counts(summary) == (2, 0, 0, 0)
    assert "Anteckning" in summary.notes[0]
    assert Unit.objects.get(code="123").valid_from == date(2020, 5, 1)
    assert [
        error.row for error in read(units, xlsx([["kod", "namn", "typ"], ["c", "C", "enhet"], [None] * 3, ["d", "#N/A", "enhet"]])).errors
    ] == [4]


def bomb() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for number in range(10):
            archive.writestr(f"xl/worksheets/sheet{number}.xml", b" " * 20_000_000)
    return out.getvalue()


def with_sheet(xml: bytes) -> bytes:
    """A sound Excel file whose sheet is replaced."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(xlsx([["kod", "namn", "typ"]]))) as sound, zipfile.ZipFile(out, "w") as made:
        for name in sound.namelist():
            made.writestr(name, xml if name == "xl/worksheets/sheet1.xml" else sound.read(name))
    return out.getvalue()


def sheet(*rows: tuple[int, Sequence[str]], before: str = "", size: str = "") -> bytes:
    """The XML of a sheet, as a hostile program may write it."""
    cells = "".join(
        f'<row r="{number}">'
        + "".join(f'<c r="{chr(65 + place)}{number}" t="inlineStr"><is><t>{text}</t></is></c>' for place, text in enumerate(texts))
        + "</row>"
        for number, texts in rows
    )
    name = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    return f'{before}<worksheet xmlns="{name}">{size}<sheetData>{cells}</sheetData></worksheet>'.encode()


TEN_TIMES = "".join(f'<!ENTITY {chr(98 + n)} "{f"&{chr(97 + n)};" * 10}">' for n in range(9))
LAUGHS = sheet((1, ["&j;"]), before=f'<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a "aaaaaaaaaa">{TEN_TIMES}]>')


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\n\n\n",
        b"\xff\xfe",
        b"\xff\xfea",
        b"%PDF-1.7 \x81\x8d\x8f",
        b"\0" * 1000,
        b"\xd0\xcf\x11\xe0 an old Excel file",
        b"PK\x03\x04 not a zip after all",
        xlsx([["kod", "namn", "typ"], ["a", "A", "enhet"]])[:-300],
        bomb(),
        with_sheet(b"<worksheet><sheetData>" + b'<row r="2"/>' * 5_000_001),
        with_sheet(LAUGHS),
        with_sheet(b"<worksheet>"),
        with_sheet(b""),
        b"kod;namn\na;A\n",
        b"kod;namn;typ;namn\n",
        b"namn och typ\n",
        b'kod;namn;typ\na;"A;enhet\n',
        b'kod;namn;typ\na;"A"x;enhet\n',
        b"kod;namn;typ\n" + b";" * 1000,
    ],
    ids=lambda data: repr(data[:10]),  # a zip holds the time after that, and two workers must name a test alike
)
def test_a_file_that_is_no_table_gets_one_sentence(city: City, data: bytes) -> None:
    with pytest.raises(Unreadable) as caught:
        read(units, data)
    assert len(str(caught.value)) > 10
    assert Unit.objects.count() == 7


@pytest.mark.slow
def test_a_sheet_that_claims_to_be_huge_is_read_as_far_as_it_goes(city: City) -> None:
    xml = sheet((1, ["kod", "namn", "typ"]), (2, ["a", "A", "enhet"]), (1_048_576, ["z"]), size='<dimension ref="A1:XFD1048576"/>')
    assert counts(read(units, with_sheet(xml))) == (1, 0, 0, 0)


# --- Properties -----------------------------------------------------------------------------------------------------

CODES = st.sampled_from(["", "a", "b", "c", "d", "vof", "hemtjanst-norr", "tpf", "energi", "stad"])
DAYS = st.sampled_from(["", "", "1999-01-01", "2015-06-30", "2030-01-01", "0000-00-00"])
WORDS = st.one_of(st.sampled_from(["Ån", "Älven", "Ö"]), st.text(max_size=12))
ROWS = st.tuples(
    CODES,
    WORDS,
    st.sampled_from(["enhet", "förvaltning", "nämnd", "bolag", "stad", "?"]),
    CODES,
    st.sampled_from(["", "aldrenamnden", "a", "b"]),
    DAYS,
    DAYS,
    CODES,
)


@pytest.mark.slow
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=st.lists(ROWS, max_size=8))
def test_whatever_the_rows_say_the_answer_is_an_account_of_each(city: City, rows: list[tuple[str, ...]]) -> None:
    from django.db import transaction

    with transaction.atomic():
        data = as_csv([["kod", "namn", "typ", "överordnad", "ansvarar inför", "gäller från", "gäller till", "efterträdare"], *rows])
        asked = sum(any(table.clean(cell) for cell in row) for row in rows)
        rehearsed = read(units, data, dry_run=True, skip_bad=True)
        done = read(units, data, skip_bad=True)
        assert counts(rehearsed) == counts(done)
        assert sum(counts(done)) == asked
        assert len({error.row for error in done.errors}) == len(done.errors)
        for unit in Unit.objects.select_related("parent"):
            assert unit.path.endswith(f"/{unit.pk}/")
            assert unit.path.count(f"/{unit.pk}/") == 1
        again = read(units, data, skip_bad=True)
        assert (again.created, again.updated) == (0, 0), "the second time changes nothing"
        transaction.set_rollback(True)


def as_csv(rows: Sequence[Sequence[str]]) -> bytes:
    import csv

    out = io.StringIO()
    csv.writer(out, delimiter=";").writerows(rows)
    return out.getvalue().encode("utf-8", "surrogatepass")


@settings(max_examples=150, deadline=None)
@given(
    st.one_of(
        st.binary(max_size=300),
        st.binary(max_size=200).map(lambda tail: b"kod;namn;typ\n" + tail),
        st.text(max_size=200).map(lambda text: text.encode("utf-8", "replace")),
    )
)
def test_any_bytes_are_a_table_or_a_sentence(data: bytes) -> None:
    with suppress(Unreadable):
        assert table.parse_table(data, units.COLUMNS).rows is not None


# --- The command ----------------------------------------------------------------------------------------------------


def test_the_command(db: None, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "enheter.csv"
    file.write_text(UNITS, encoding="utf-8")
    call_command("import", "units", str(file), "--json", "--dry-run")
    assert json.loads(capsys.readouterr().out) == {"created": 7, "updated": 0, "unchanged": 0, "errors": [], "notes": [], "written": False}
    call_command("import", "units", str(file))
    assert Unit.objects.count() == 7
    file.write_text(UNITS + "x;X;rymdstation;;;;;\n", encoding="utf-8")
    for options, code in (((), 1), (("--skip-bad",), 3)):
        with pytest.raises(SystemExit) as stopped:
            call_command("import", "units", str(file), *options)
        assert stopped.value.code == code
        assert "9" in capsys.readouterr().err
    with pytest.raises(SystemExit) as stopped:
        call_command("import", "people", str(tmp_path / "finns-inte.csv"), "--json")
    assert stopped.value.code == 2
    assert json.loads(capsys.readouterr().out)["errors"][0]["row"] == 0


def test_progress_is_told(city: City) -> None:
    seen: list[tuple[int, int]] = []
    read(units, "kod;namn;typ\na;A;enhet\nb;B;enhet\n", progress=lambda done, total: seen.append((done, total)))
    assert seen == [(1, 4), (2, 4), (3, 4), (4, 4)]


def test_a_planned_end_comes_true_by_itself(sjostad: None) -> None:
    from sluss.people import actions

    with clock.at(date(2026, 3, 1)):
        read(units, "kod;namn;typ;gäller till;efterträdare\nhemtjanst;Hemtjänsten;enhet;2026-03-31;bolag\n")
        assert actions.hand_on_due() == 0
    with clock.at(date(2026, 4, 1)):
        assert actions.hand_on_due() == 1
        assert actions.hand_on_due() == 0
    assert Person.objects.get(username="1002").unit.code == "bolag"
    assert queries.heir_of(Unit.objects.get(code="hemtjanst")).code == "bolag"
