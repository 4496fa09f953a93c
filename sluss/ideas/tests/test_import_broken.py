"""Broken files: row-numbered errors and nothing written, or the good rows when asked for. Never a traceback, never half a row."""

from __future__ import annotations

import json
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sluss.core.importers import Summary, Unreadable
from sluss.ideas.imports.proposals import check
from sluss.ideas.imports.reading import parse_rows
from sluss.ideas.models import Gateway, Idea, ImportedIdea
from sluss.people.models import Unit

from .importing import closed, counts, everything, row, run

GOOD = json.dumps([row(1), closed(2), row(3, Status="Samlar underskrifter")], ensure_ascii=False, indent=1).encode()


def read(content: bytes) -> tuple[int, list[Any]]:
    """How many rows are fit, and the errors."""
    raws, errors = parse_rows(content)
    rows, bad = check(raws)
    return len(rows), sorted([*errors, *bad], key=lambda error: error.row)


def wrong(**changes: Any) -> Any:
    """The one error of a file whose second row of three is so changed."""
    content = json.dumps([row(1), row(2, **changes), row(3)]).encode()
    fit, errors = read(content)
    assert (fit, [error.row for error in errors]) == (2, [2])
    return errors[0]


# --- Rows ----------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("field", sorted(set(row()) - {"MatterTypeId", "OrganizationUnitId"}))
def test_a_missing_field(field: str) -> None:
    assert wrong(**{field: ...}).column == field


@pytest.mark.parametrize("field", ["MatterTypeId", "OrganizationUnitId"])
def test_a_field_that_nobody_reads_may_be_missing(field: str) -> None:
    assert read(json.dumps([row(**{field: ...})]).encode()) == (1, [])


@pytest.mark.parametrize("field", ["MatterId", "CreatedAt", "Rubrik", "Sammanfattning", "Slutdatum", "Status", "Röster"])
@pytest.mark.parametrize("value", ["", " \n\t", "\u200b\ufeff", None, [], {}, ["Rubrik"], {"a": 1}, True, 1.5, float("nan"), 10**400])
def test_a_field_that_must_say_something(field: str, value: Any) -> None:
    assert wrong(**{field: value}).column == field


@pytest.mark.parametrize("field", ["Gäller", "Rubrik", "Sammanfattning", "Lämnas_till", "Resultat", "Beslut", "Latitud_WSG84"])
@pytest.mark.parametrize("value", ["Bänk\0ar", "Bänk\ud800ar", "\udce5lvsund", ["Bänkar"], {"text": "Bänkar"}, False, float("inf")])
def test_what_is_no_text(field: str, value: Any) -> None:
    assert wrong(**{field: value}).column == field


@pytest.mark.parametrize(
    ("field", "longest"), [("Rubrik", 120), ("Sammanfattning", 10_000), ("Beslut", 50_000), ("Gäller", 100), ("Lämnas_till", 200)]
)
def test_a_text_that_is_too_long(field: str, longest: int) -> None:
    assert wrong(**{field: "a" * (longest + 1)}).column == field
    assert read(json.dumps([row(**{field: "a" * longest})]).encode()) == (1, [])


@pytest.mark.parametrize(
    "value",
    ["0000-00-00T00:00:00", "0001-01-01T00:00:00", "9999-12-31T23:59:59", "2021-02-30T00:00:00", "2021-05-15T25:00:00", "1621500000",
     "20210515",     "2021-W20-6", "15/5 2021", "2021-05-15T00:00:00+99:99", "２０２１-05-15", "i går", 20210515, "2099-01-01T00:00:00"],
)  # fmt: skip
@pytest.mark.parametrize("field", ["CreatedAt", "Slutdatum"])
def test_a_day_that_is_none(field: str, value: Any) -> None:
    assert wrong(**{field: value}).column in {field, "Slutdatum"}


def test_days_that_do_not_fit_together() -> None:
    assert wrong(CreatedAt="2021-08-18T10:00:00").column == "Slutdatum"
    assert wrong(Resultat="Genomförs ej", Slutdatum="2030-01-01T00:00:00").column == "Slutdatum"


@pytest.mark.parametrize("value", ["-1", -1, "1e3", "1,5", "tolv", "١٢", "9" * 30, 10**18 + 1, "12 st"])
def test_supports_that_are_no_number(value: Any) -> None:
    assert wrong(Röster=value).column == "Röster"


@pytest.mark.parametrize(
    ("latitude", "longitude"),
    [
        ("57,7", ""),
        ("", "11,9"),
        ("91", "11"),
        ("57", "181"),
        ("nord", "11"),
        ("57,7,1", "11"),
        (1e400, 11),
        (10**30, 11),
        ("NaN", "11"),
        ([57], 11),
    ],
)
def test_a_place_that_is_none(latitude: Any, longitude: Any) -> None:
    assert wrong(Latitud_WSG84=latitude, Longitud_WSG84=longitude).column in {"Latitud_WSG84", "Longitud_WSG84"}


def test_words_that_are_not_known() -> None:
    error = wrong(Status="Bordlagd")
    assert error.column == "Status"
    assert "Bordlagd" in error.message
    assert "Samlar underskrifter" in error.message
    assert wrong(Resultat="Kanske").column == "Resultat"


def test_a_closed_proposal_must_say_how_it_ended() -> None:
    assert wrong(Status="Godkänd arkiverad").column == "Resultat"


def test_a_number_that_stands_twice() -> None:
    assert wrong(MatterId="1001").column == "MatterId"


@pytest.mark.parametrize("field", ["Rubrik", "MatterId", "Röster", "Latitud_WSG84"])
def test_a_field_that_stands_twice(field: str) -> None:
    doubled = json.dumps(row(1), ensure_ascii=False).replace(f'"{field}":', f'"{field}": "1", "{field}":', 1)
    fit, errors = read(f"[{doubled}]".encode())
    assert (fit, [error.column for error in errors]) == (0, [field])


@pytest.mark.parametrize("value", [1, None, "text", True, [], [row(2)], float("nan")])
def test_a_row_that_is_no_proposal(value: Any) -> None:
    fit, errors = read(json.dumps([row(1), value, row(3)]).encode())
    assert (fit, [error.row for error in errors]) == (2, [2])


# --- Files ---------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "content",
    [b"", b"  \n", b"\xef\xbb\xbf", b"{}", b'{"rows": []}', b'"text"', b"null", b"[]", b"PK\x03\x04zip", GOOD.decode().encode("utf-16"),
     GOOD.decode().encode("utf-16-le"), GOOD.decode().encode("utf-16-be"), GOOD.decode().encode("utf-32"), b"\0" * 100,
     b"MatterId;Rubrik\n1;a"],
)  # fmt: skip
def test_what_is_no_list_of_proposals(content: bytes) -> None:
    with pytest.raises(Unreadable) as refused:
        parse_rows(content)
    assert str(refused.value)


def test_a_byte_order_mark_is_no_fault() -> None:
    assert read(b"\xef\xbb\xbf" + GOOD) == (3, [])


@pytest.mark.parametrize("cut", [1, 2, 40, len(GOOD) // 2, len(GOOD) * 5 // 6])
def test_a_file_that_ends_too_early(cut: int) -> None:
    fit, errors = read(GOOD[:-cut])
    assert errors, "something is missing, and that is said"
    assert errors[-1].row == fit + 1


def test_what_stands_after_the_list() -> None:
    fit, errors = read(GOOD + b" [1]")
    assert (fit, [error.row for error in errors]) == (3, [4])


def test_a_file_in_another_encoding_names_the_rows() -> None:
    fit, errors = read(GOOD.decode().encode("cp1252"))
    assert (fit, [error.row for error in errors]) == (0, [1, 2, 3])
    assert all("UTF-8" in error.message for error in errors)


def test_one_byte_that_is_no_utf8_is_one_rows_fault() -> None:
    fit, errors = read(GOOD.replace("Nämnden avslår".encode(), b"N\xe4mnden avsl\xe5r", 1))
    assert (fit, [(error.row, error.column) for error in errors]) == (2, [(2, "Beslut")])


def test_lists_within_lists() -> None:
    fit, errors = read(b"[" + b"[" * 200_000)
    assert (fit, len(errors)) == (0, 1)
    fit, errors = read(b'[{"a": ' + b"[" * 200_000 + b"]" * 200_000 + b"}]")
    assert (fit, len(errors)) == (0, 1)


def test_a_number_of_a_million_digits() -> None:
    content = GOOD.replace(b'"284"', b"9" * 1_000_000, 1)
    fit, errors = read(content)
    assert (fit, [(error.row, error.column) for error in errors]) == (2, [(1, "Röster")])


# --- Nothing, or the good rows --------------------------------------------------------------------------------------------

NASTY: dict[str, dict[str, Any]] = {
    "a 10 MB title": {"Rubrik": "A" * 10_000_000},
    "NUL": {"Sammanfattning": "Bänkar\0"},
    "year 0": {"CreatedAt": "0000-00-00T00:00:00"},
    "a lone surrogate": {"Beslut": "\ud83d"},
    "the same number": {"MatterId": 1001},
    "a missing field": {"Röster": ...},
}


@pytest.mark.slow
@pytest.mark.django_db
@pytest.mark.parametrize("name", NASTY)
def test_nothing_is_imported_or_the_good_rows_alone(tmp_path: Path, name: str) -> None:
    rows = [json.loads(json.dumps(made)) for made in (row(1), row(2, **NASTY[name]), closed(3))]
    content = json.dumps(rows).encode()
    before = everything()
    for dry_run in (True, False):
        summary = run(tmp_path, content, dry_run=dry_run)
        assert (counts(summary), summary.written) == ((0, 0, 0, 1), False)
        assert [error.row for error in summary.errors] == [2]
        assert everything() == before
    summary = run(tmp_path, content, skip_bad=True)
    assert (counts(summary), summary.written) == ((2, 0, 0, 1), True)
    assert set(ImportedIdea.objects.values_list("source_id", flat=True)) == {"1001", "1003"}


@pytest.mark.slow
@pytest.mark.django_db
def test_a_cut_file_gives_its_whole_rows_when_asked(tmp_path: Path) -> None:
    assert counts(run(tmp_path, GOOD[:-40])) == (0, 0, 0, 1)
    assert counts(run(tmp_path, GOOD[:-40], skip_bad=True)) == (2, 0, 0, 1)


@pytest.mark.slow
@pytest.mark.django_db
def test_what_the_database_refuses_is_one_rows_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A row passes every check and still cannot be written: here a theme's key that another process has just taken."""
    from django.db import IntegrityError

    from sluss.ideas.actions import importing

    original = importing.ImportedIdea.save

    def refuse(self: ImportedIdea, *args: Any, **kwargs: Any) -> None:
        if self.source_id == "1002":
            raise IntegrityError("taken")
        original(self, *args, **kwargs)

    monkeypatch.setattr(importing.ImportedIdea, "save", refuse)
    before = everything()
    summary = run(tmp_path, [row(1), row(2), row(3)])
    assert (counts(summary), [error.row for error in summary.errors], everything()) == ((0, 0, 0, 1), [2], before)
    assert counts(run(tmp_path, [row(1), row(2), row(3)], skip_bad=True)) == (2, 0, 0, 1)
    assert Idea.objects.count() == 2, "of the row that failed nothing is left, not even half"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("content", "code"), [(GOOD[:-40], 1), (b"\xff\xfe[", 2), (b"[1]", 1), (GOOD.decode().encode("cp1252"), 1), (None, 2)]
)
def test_the_command_says_what_is_wrong_and_ends_with_an_error(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], content: bytes | None, code: int
) -> None:
    file = tmp_path / "fil.json"
    if content is not None:
        file.write_bytes(content)
    for json_wanted in (False, True):
        out, err = StringIO(), StringIO()
        with pytest.raises(SystemExit) as ended:
            call_command(
                "import",
                "proposals",
                str(file),
                "--gateway",
                "invanarforslag",
                *(["--json"] if json_wanted else []),
                stdout=out,
                stderr=err,
            )
        assert ended.value.code == code
        if json_wanted:
            said = json.loads(out.getvalue())
            assert (said["created"], said["written"]) == (0, False)
            assert said["errors"][0]["message"]
        else:
            assert err.getvalue().strip()
            assert "Traceback" not in err.getvalue()


@pytest.mark.django_db
def test_a_gateway_that_is_not_there(tmp_path: Path) -> None:
    before = everything()
    with pytest.raises(Unreadable, match="finns-inte"):
        run(tmp_path, [row()], gateway="finns-inte")
    assert everything() == before


@pytest.mark.django_db
def test_a_gateway_whose_process_collects_no_support(tmp_path: Path) -> None:
    before = everything()
    with pytest.raises(Unreadable, match="medarbetaride"):
        run(tmp_path, [row()], gateway="medarbetaride")
    assert everything() == before
    assert not Unit.objects.exists()
    assert not Gateway.objects.exists()


# --- Whatever comes --------------------------------------------------------------------------------------------------------

LEAVES = st.none() | st.booleans() | st.integers() | st.floats() | st.text(st.characters(), max_size=20)
LIKELY = st.sampled_from(["2021-05-15T10:00:00", "57,7", "12", "Godkänd arkiverad", "Genomförs ej", "a;b;"])
ANYTHING = st.recursive(
    LEAVES | LIKELY, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3), max_leaves=6
)
FIELDS = st.sampled_from(sorted(row()))


def outcome(content: bytes) -> tuple[int, list[Any]] | None:
    try:
        return read(content)
    except Unreadable:
        return None


@settings(max_examples=300, deadline=None)
@given(st.lists(st.tuples(st.integers(0, len(GOOD) - 1), st.binary(max_size=3), st.integers(0, 3)), min_size=1, max_size=5))
def test_any_bytes_in_the_file(changes: list[tuple[int, bytes, int]]) -> None:
    content = GOOD
    for at, put, cut in changes:
        content = content[:at] + put + content[at + cut :]
    found = outcome(content)
    if found is not None:
        fit, errors = found
        assert fit <= 4
        assert all(1 <= error.row <= 6 and error.message for error in errors)


@settings(max_examples=300, deadline=None)
@given(st.binary(max_size=200) | st.binary(max_size=200).map(lambda noise: b"[" + noise))
def test_any_bytes_as_the_file(content: bytes) -> None:
    outcome(content)


@settings(max_examples=300, deadline=None)
@given(st.dictionaries(FIELDS, ANYTHING, min_size=1, max_size=3))
def test_any_values_in_a_row(changes: dict[str, Any]) -> None:
    fit, errors = read(json.dumps([row(1), row(2) | changes]).encode())
    assert fit + len(errors) == 2


@pytest.mark.slow
@pytest.mark.django_db
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.dictionaries(FIELDS, ANYTHING, max_size=2), min_size=1, max_size=3))
def test_what_is_fit_can_be_written_and_is_the_same_the_next_time(tmp_path: Path, changes: list[dict[str, Any]]) -> None:
    """Whatever passes the checks passes the database, on every engine; a second run of the same file finds nothing to do."""
    from django.db import transaction

    content = json.dumps([row(number) | change for number, change in enumerate(changes)]).encode()
    with transaction.atomic():
        fit, bad = read(content)
        first: Summary = run(tmp_path, content, skip_bad=True)
        assert counts(first) == (fit, 0, 0, len(bad))
        assert counts(run(tmp_path, content, skip_bad=True)) == (0, 0, fit, len(bad))
        transaction.set_rollback(True)
