"""Units and people from files: what goes in, what is said about what does not, and that nothing is ever done by half."""

from __future__ import annotations

from datetime import date

import pytest

from sluss.people.imports import people, units
from sluss.people.models import Person, RoleHolding, Unit
from sluss.people.states import PersonKind, Role

from .cast import Cast, City
from .importing import PEOPLE, UNITS, counts, everything, read

# --- Units ----------------------------------------------------------------------------------------------------------


def test_units_in_any_order_become_a_tree(db: None) -> None:
    summary = read(units, UNITS)
    assert (counts(summary), summary.written) == ((7, 0, 0, 0), True)
    tree = {unit.code: unit for unit in Unit.objects.all()}
    assert tree["hemtjanst"].path.startswith(tree["vard"].path)
    assert tree["hemtjanst"].authority_id == tree["vardnamnd"].pk
    assert tree["bolag"].authority_id == tree["bolag"].pk
    assert tree["vardnamnd"].parent == tree["stad"], "without one above it lies under the city"
    assert (tree["aldre"].valid_to, tree["aldre"].successor) == (date(2019, 12, 31), tree["vard"])
    assert tree["dagcenter"].parent == tree["vard"], "what lay under a unit that has ended went to its successor"


def test_the_same_file_again_changes_nothing(sjostad: None) -> None:
    before = everything()
    assert counts(read(units, UNITS)) == (0, 0, 7, 0)
    assert counts(read(people, PEOPLE)) == (0, 0, 4, 0)
    assert everything() == before


def test_a_changed_row_changes_that_unit_only(sjostad: None) -> None:
    summary = read(units, "kod;namn;typ;överordnad\nhemtjanst;Hemtjänsten Söder;enhet;stad\nbolag;Sjöstads Energi AB;bolag;\n")
    assert counts(summary) == (0, 1, 1, 0)
    unit = Unit.objects.get(code="hemtjanst")
    assert (unit.name, unit.parent.code, unit.answers_to.code) == ("Hemtjänsten Söder", "stad", "vardnamnd")


def test_a_city_that_is_there_under_another_code_is_the_city(city: City) -> None:
    before = Unit.objects.count()
    rows = "kod;namn;typ;överordnad\n212000;Älvsunds stad;stad;\nkultur;Kulturnämnden;nämnd;212000\n"
    assert counts(read(units, rows)) == (1, 1, 0, 0)
    assert counts(read(units, rows)) == (0, 0, 2, 0)
    root = Unit.objects.get(parent=None)
    assert (root.pk, root.code, root.name) == (city.city.pk, "212000", "Älvsunds stad")
    assert (Unit.objects.count(), Unit.objects.get(code="kultur").parent_id) == (before + 1, root.pk)
    two = read(units, "kod;namn;typ\na;A stad;stad\nb;B stad;stad\n")
    assert counts(two)[3] == 1, "a file with two cities says so"


def test_a_dry_run_says_the_same_and_writes_nothing(db: None) -> None:
    summary = read(units, UNITS, dry_run=True)
    assert (counts(summary), summary.written) == ((7, 0, 0, 0), False)
    assert not Unit.objects.exists()
    assert counts(read(units, UNITS)) == (7, 0, 0, 0)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("row", "column"),
    [
        (";Namnlös;enhet;;;;;", "kod"),
        ("x;;enhet;;;;;", "namn"),
        ("x;X;rymdstation;;;;;", "typ"),
        ("x;X;stad;;;;;", ""),
        ("x;X;enhet;finns-inte;;;;", "överordnad"),
        ("x;X;enhet;x;;;;", "överordnad"),
        ("x;X;enhet;;hemtjanst;;;", ""),
        ("x;X;nämnd;;vardnamnd;;;", ""),
        ("x;X;enhet;;;0000-01-01;;", "gäller från"),
        ("x;X;enhet;;;2020-13-01;;", "gäller från"),
        ("x;X;enhet;;;1066-10-14;;", "gäller från"),
        ("x;X;enhet;;;12/3 2020;;", "gäller från"),
        ("x;X;enhet;;;2020-01-01;2019-01-01;", "gäller till"),
        ("x;X;enhet;;;;;vard", "gäller till"),
        ("x;X;enhet;;;;2019-01-01;finns-inte", "efterträdare"),
        ("x;X;enhet;;;;2019-01-01;x", ""),
        ("vard;Vården;förvaltning;;;;;", "kod"),
        (f"{'x' * 41};X;enhet;;;;;", "kod"),
        (f"x;{'X' * 201};enhet;;;;;", "namn"),
        (f"x;{'X' * 10_000_000};enhet;;;;;", "namn"),
        ("x;X\0X;enhet;;;;;", "namn"),
        ("x;=HYPERLINK(1);enhet;;;;;", "namn"),
        ("x;#REF!;enhet;;;;;", "namn"),
    ],
)
def test_a_bad_row_is_named_and_stops_it_all_or_is_skipped(db: None, row: str, column: str) -> None:
    text = UNITS + row + "\n"
    summary = read(units, text)
    assert [(error.row, error.column) for error in summary.errors] == [(9, column)]
    assert summary.errors[0].message.endswith(".")
    assert not summary.written
    assert not Unit.objects.exists()
    skipped = read(units, text, skip_bad=True)
    assert (counts(skipped), skipped.written) == ((7, 0, 0, 1), True)
    assert Unit.objects.count() == 7


def test_a_circle_in_the_file_is_found(db: None) -> None:
    text = "kod;namn;typ;överordnad\nstad;Stad;stad;\na;A;enhet;c\nb;B;enhet;a\nc;C;enhet;b\nd;D;enhet;stad\n"
    assert {error.row for error in read(units, text).errors} == {3, 4, 5}
    assert counts(read(units, text, skip_bad=True)) == (2, 0, 0, 3)


def test_a_circle_with_what_is_there_already_is_found(sjostad: None) -> None:
    summary = read(units, "kod;namn;typ;överordnad\nvard;Vårdförvaltningen;förvaltning;hemtjanst\n")
    assert [error.row for error in summary.errors] == [2]


def test_rows_that_lean_on_a_bad_row_go_with_it(db: None) -> None:
    text = UNITS.replace("vard;Vårdförvaltningen;förvaltning", "vard;Vårdförvaltningen;rymdstation")
    summary = read(units, text, skip_bad=True)
    # hemtjanst lies under it and aldre is succeeded by it, so dagcenter has nothing to lie under.
    assert [error.row for error in summary.errors] == [2, 4, 6, 7]
    assert set(Unit.objects.values_list("code", flat=True)) == {"stad", "vardnamnd", "bolag"}


def test_the_city_must_be_there_first(db: None) -> None:
    assert [error.column for error in read(units, "kod;namn;typ\na;A;enhet\n").errors] == ["typ"]


# --- People ---------------------------------------------------------------------------------------------------------


def test_people_come_with_their_roles_and_deputies(sjostad: None) -> None:
    asa = Person.objects.get(username="1001")
    assert (asa.name, asa.email, asa.title, asa.kind, asa.language) == (
        "Åsa Öberg",
        "asa@sjostad.example",
        "chef",
        PersonKind.EMPLOYEE,
        "sv",
    )
    assert not asa.has_usable_password()
    held = RoleHolding.objects.get(person=asa)
    assert (held.role, held.unit.code, held.deputy.username) == (Role.LEAD, "vard", "1002")
    assert [holding.role for holding in RoleHolding.objects.filter(person__username="1002")] == [Role.ASSESSOR]
    assert Person.objects.get(username="1003").language == "en"


@pytest.mark.slow
@pytest.mark.parametrize(
    ("row", "column"),
    [
        (";Dag;;;;vard;;;;", "id"),
        ("9;;;;;vard;;;;", "förnamn"),
        ("9;Dag;;;;;;;;", "enhet"),
        ("9;Dag;;;;finns-inte;;;;", "enhet"),
        ("9;Dag;;ingen adress;;vard;;;;", "e-post"),
        ("9;Dag;;asa@sjostad.example;;vard;;;;", ""),
        ("9;Dag;;;;vard;klingonska;;;", "språk"),
        ("9;Dag;;;;vard;;kung;;", "roll"),
        ("9;Dag;;;;vard;;bedömare;finns-inte;", "rollenhet"),
        ("9;Dag;;;;vard;;innovationsansvarig;vard;", ""),
        ("9;Dag;;;;vard;;bedömare;vard;finns-inte", "ersättare"),
        ("9;Dag;;;;vard;;bedömare;vard;9", ""),
        ("9;Dag;;;;vard;;;;1002", "ersättare"),
        ("9;Dag;;;;aldre;;;;", ""),
        ("1003;Cilla;;;;bolag;engelska;;;", "id"),
        ("1003;Någon annan;;;;bolag;engelska;bedömare;bolag;", "förnamn"),
        (f"{'9' * 151};Dag;;;;vard;;;;", "id"),
        ("9;Dag;;d\0d@x.example;;vard;;;;", "e-post"),
    ],
)
def test_a_bad_person_is_named_and_stops_it_all_or_is_skipped(db: None, row: str, column: str) -> None:
    read(units, UNITS)
    text = PEOPLE + row + "\n"
    summary = read(people, text)
    assert [(error.row, error.column) for error in summary.errors] == [(6, column)]
    assert not summary.written
    assert not Person.objects.exists()
    skipped = read(people, text, skip_bad=True)
    assert (counts(skipped), skipped.written) == ((3, 1, 0, 1), True)
    assert Person.objects.count() == 3, "never a person whose row was refused for its role"


def test_somebody_who_signed_up_becomes_the_citys(cast: Cast) -> None:
    summary = read(people, "id;förnamn;efternamn;e-post;enhet\n77;Rut;Ängström;RUT@post.example;vof\n")
    assert counts(summary) == (0, 1, 0, 0)
    rut = cast.fresh(cast.rut)
    assert (rut.kind, rut.username, rut.unit) == (PersonKind.EMPLOYEE, "77", cast.units.care)


def test_a_file_without_ids_goes_by_the_address_and_ids_can_come_later(city: City) -> None:
    bare = "förnamn;e-post;enhet\nEva;eva@alvsund.example;vof\n"
    assert counts(read(people, bare)) == (1, 0, 0, 0)
    assert counts(read(people, bare)) == (0, 0, 1, 0)
    assert counts(read(people, "id;förnamn;e-post;enhet\n55;Eva;eva@alvsund.example;vof\n")) == (0, 1, 0, 0)
    assert Person.objects.get().username == "55"


def test_closing_and_protecting_from_the_file(sjostad: None) -> None:
    text = "id;förnamn;efternamn;enhet;aktiv;skyddad\n1001;Åsa;Öberg;vard;nej;\n1003;Cilla;;bolag;;ja\n"
    assert counts(read(people, text)) == (0, 2, 0, 0)
    assert not Person.objects.get(username="1001").is_active
    assert Person.objects.get(username="1003").protected
    assert RoleHolding.objects.get(person__username="1002", role=Role.LEAD).unit.code == "vard", "the deputy holds it from now on"
    assert counts(read(people, text)) == (0, 0, 2, 0)


def test_an_administrators_own_file_gives_the_administrator_nothing(cast: Cast) -> None:
    text = (
        "id;förnamn;efternamn;enhet;roll;rollenhet\n"
        "admin;Adina;Zetter;stad;innovationskontor;stad\n"
        "sara;Sara;Lindqvist;hemtjanst-norr;bedömare;vof\n"
    )
    summary = read(people, text, by=cast.fresh(cast.admin))
    assert [error.row for error in summary.errors] == [2]
    assert not RoleHolding.objects.filter(person=cast.admin, role=Role.OFFICE).exists()
    refused = read(people, text, by=cast.fresh(cast.sara))
    assert [error.row for error in refused.errors] == [2, 3]
