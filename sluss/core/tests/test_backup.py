"""A backup file: what is in it, what is not, and every way in which it can be broken on its way back."""

from __future__ import annotations

import json
import os
import stat
import sys
import zipfile
from collections.abc import Callable
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import translation

from sluss.core.backups import engines, manifest, postgres, read, sqlite, write
from sluss.core.backups.errors import Refused, plainly

PICTURE = bytes(range(256)) * 40
Change = Callable[[dict[str, bytes], dict[str, Any]], None]

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def place(tmp_path: Path, settings: Any) -> Path:
    """Files of the installation, and English messages."""
    files = tmp_path / "files"
    (files / "2026" / "06").mkdir(parents=True)
    (files / "2026" / "06" / "brunn på torget.png").write_bytes(PICTURE)
    (files / "tom.txt").write_bytes(b"")
    settings.MEDIA_ROOT = files
    settings.LANGUAGE_CODE = "en"
    translation.activate("en")
    return tmp_path


@pytest.fixture
def made(place: Path) -> Path:
    return write.write(place / "made.zip").path


def looked_through(path: Path) -> manifest.Manifest:
    with read.opened(path) as backup:
        read.refuse_if_strange(backup.manifest)
        backup.verify()
        return backup.manifest


def again(path: Path, change: Change) -> Path:
    """The backup packed anew after a change to its members and its manifest; checksums in the manifest stay as they were."""
    with zipfile.ZipFile(path) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    held = json.loads(members.pop(manifest.NAME))
    change(members, held)
    changed = path.with_name("changed.zip")
    with zipfile.ZipFile(changed, "w") as archive:
        for name, content in members.items():
            archive.writestr(name, content)
        archive.writestr(manifest.NAME, json.dumps(held))
    return changed


def test_holds_the_database_the_files_and_what_they_are(made: Path) -> None:
    held = looked_through(made)
    name, engine = engines.in_use()
    assert held.content.engine == name
    assert set(held.members) == {engine.MEMBER, "files/2026/06/brunn på torget.png", "files/tom.txt"}
    assert held.members["files/2026/06/brunn på torget.png"].size == len(PICTURE)
    assert "core.0002_city_days" in held.content.migrations
    assert not any(name.startswith("core.0001") for name in held.content.migrations), "the last ones only"
    assert held.content.rows["django_content_type"] > 0
    assert manifest.SESSIONS not in held.content.rows


def test_only_its_owner_may_read_it_and_nothing_is_left_beside_it(made: Path) -> None:
    assert stat.S_IMODE(made.stat().st_mode) == 0o600
    assert {path.name for path in made.parent.iterdir()} == {"files", "made.zip"}


def test_a_failed_backup_leaves_nothing(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(write, "_files", full)
    with pytest.raises(CommandError, match="No space left"), plainly():
        write.write(place / "made.zip")
    assert {path.name for path in place.iterdir()} == {"files"}


def test_nothing_is_written_over(made: Path) -> None:
    with pytest.raises(Refused, match="never written over"):
        write.target(made)


def test_a_folder_gets_a_dated_name_and_the_default_folder_is_closed_to_others(place: Path, settings: Any) -> None:
    settings.VAR = place
    assert write.target(place).name.startswith("sluss-2")
    folder = write.target(None).parent
    assert folder == place / "backups"
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    with pytest.raises(Refused, match="no folder"):
        write.target(place / "nowhere" / "made.zip")
    with pytest.raises(Refused, match="among the files"):
        write.target(place / "files")


def test_links_and_our_own_folders_are_left_out(place: Path) -> None:
    (place / "secret").write_text("not a file of the city")
    (place / "files" / "link").symlink_to(place / "secret")
    (place / "files" / "folder").symlink_to(place)
    (place / "files" / ".sluss-abc").mkdir()
    (place / "files" / ".sluss-abc" / "half").write_text("a restore was killed here")
    written = write.write(place / "made.zip")
    assert sorted(written.left_out) == [str(place / "files" / "folder"), str(place / "files" / "link")]
    assert len(written.manifest.members) == 3


def test_the_command_tells_and_tells_machines(place: Path) -> None:
    out = StringIO()
    call_command("backup", str(place / "made.zip"), "--json", stdout=out)
    said = json.loads(out.getvalue())
    assert said["file"] == str(place / "made.zip")
    assert said["bytes"] == (place / "made.zip").stat().st_size
    assert said["files"] == 2
    out = StringIO()
    call_command("backup", str(place), stdout=out)
    assert "Files: 2." in out.getvalue()


# --- Broken on its way ------------------------------------------------------------------------------------------------------


@pytest.mark.slow
@pytest.mark.parametrize("share", [0.0, 0.3, 0.9, 0.999])
def test_cut_short(made: Path, share: float) -> None:
    content = made.read_bytes()
    made.write_bytes(content[: int(len(content) * share)])
    with pytest.raises(Refused, match="ends too early" if share else "not a backup"):
        looked_through(made)


@pytest.mark.parametrize("content", [b"Hej", b"SQLite format 3\0" * 50, b"PK\x05\x06" + b"\0" * 18])
def test_not_a_backup(place: Path, content: bytes) -> None:
    (place / "other").write_bytes(content)
    with pytest.raises(Refused, match="not a backup"):
        looked_through(place / "other")


def test_a_zip_of_somebody_else(place: Path) -> None:
    for name, text in {"a.txt": "hej", manifest.NAME: '{"name": "an app"}'}.items():
        with zipfile.ZipFile(place / "other.zip", "w") as archive:
            archive.writestr(name, text)
        with pytest.raises(Refused, match="not a backup"):
            looked_through(place / "other.zip")


@pytest.mark.slow
def test_one_flipped_byte_anywhere_is_seen_or_harms_nothing(made: Path) -> None:
    """A byte of a member is always seen. Some of the zip's own – a date, a permission – mean nothing, and then all members are whole."""
    content, seen = made.read_bytes(), 0
    before = looked_through(made)
    step = max(1, len(content) // 150)
    places = [*range(0, len(content), step), *range(len(content) - 400, len(content), 3)]
    for at in places:
        made.write_bytes(content[:at] + bytes([content[at] ^ 0x55]) + content[at + 1 :])
        try:
            assert looked_through(made).members == before.members
        except Refused:
            seen += 1
    assert seen > len(places) // 2


def test_another_content_under_the_same_name(made: Path) -> None:
    def change(members: dict[str, bytes], held: dict[str, Any]) -> None:
        members["files/tom.txt"] = b"not empty"

    with pytest.raises(Refused, match=r"files/tom\.txt is not what was put into it"):
        looked_through(again(made, change))


def test_a_member_is_missing(made: Path) -> None:
    with pytest.raises(Refused, match=r"files/tom\.txt is missing"):
        looked_through(again(made, lambda members, held: members.pop("files/tom.txt")))


def test_the_database_is_missing(made: Path) -> None:
    name = engines.in_use()[1].MEMBER

    def change(members: dict[str, bytes], held: dict[str, Any]) -> None:
        del members[name], held["members"][name]

    with pytest.raises(Refused, match="broken"):
        looked_through(again(made, change))


@pytest.mark.slow
@pytest.mark.parametrize(
    "name",
    [
        "files/more.txt",
        "other.txt",
        "files/../../out",
        "files/..",
        "/etc/passwd",
        "../out",
        "files//out",
        "files/./out",
        "files/",
        "files/.sluss-x/y",
    ],
)
@pytest.mark.parametrize("listed", [True, False])
def test_a_member_too_many_or_one_that_leads_out(made: Path, name: str, listed: bool) -> None:
    def change(members: dict[str, bytes], held: dict[str, Any]) -> None:
        members[name] = b""
        if listed:
            held["members"][name] = held["members"]["files/tom.txt"]

    if listed and name == "files/more.txt":
        assert looked_through(again(made, change))
        return
    with pytest.raises(Refused, match="which no backup of ours does"):
        looked_through(again(made, change))


def test_a_link(made: Path) -> None:
    entry = zipfile.ZipInfo("files/link")
    entry.external_attr = (stat.S_IFLNK | 0o777) << 16
    with zipfile.ZipFile(made, "a") as archive:
        archive.writestr(entry, "/etc/passwd")
    with pytest.raises(Refused, match="files/link"):
        looked_through(made)


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_one_name_twice(made: Path) -> None:
    with zipfile.ZipFile(made, "a") as archive:
        archive.writestr("files/tom.txt", b"")
    with pytest.raises(Refused, match="broken"):
        looked_through(made)


def test_of_a_newer_product(made: Path) -> None:
    def change(members: dict[str, bytes], held: dict[str, Any]) -> None:
        held["content"]["migrations"].append("core.9999_from_the_future")

    with pytest.raises(Refused, match=r"newer version of Sluss .*9999_from_the_future"):
        looked_through(again(made, change))
    with pytest.raises(Refused, match="newer version of Sluss"):
        looked_through(again(made, lambda members, held: held.update(sluss_backup=manifest.FORMAT + 1)))


def test_of_another_engine(made: Path) -> None:
    ours = engines.in_use()[1].MEMBER
    other = ({sqlite.MEMBER, postgres.MEMBER} - {ours}).pop()

    def change(members: dict[str, bytes], held: dict[str, Any]) -> None:
        held["content"]["engine"] = "another"
        members[other], held["members"][other] = members.pop(ours), held["members"].pop(ours)

    with pytest.raises(Refused, match="engine of its own kind"):
        looked_through(again(made, change))


@pytest.mark.slow
@pytest.mark.parametrize(
    "change",
    [
        {"members": []},
        {"content": None},
        {"created_at": "yesterday"},
        {"members": {"files/x": {"size": "much", "sha256": "0" * 64}}},
        {"members": {"files/x": {"size": 1, "sha256": "nonsense"}}},
        {"content": {"engine": "sqlite", "engine_version": "3; DROP", "migrations": [], "rows": {}}},
        {"content": {"engine": "sqlite", "engine_version": "3", "migrations": [], "rows": {'x"; DROP TABLE y; --': 1}}},
    ],
)
def test_a_manifest_that_makes_no_sense(made: Path, change: dict[str, Any]) -> None:
    with pytest.raises(Refused, match="broken"):
        looked_through(again(made, lambda members, held: held.update(change)))


def test_the_command_looks_through_without_changing_anything(made: Path) -> None:
    out = StringIO()
    call_command("restore", str(made), "--check", stdout=out)
    assert "The backup is whole" in out.getvalue()
    with pytest.raises(CommandError, match="The disk says no"):
        call_command("restore", str(made.with_name("nowhere.zip")))


# --- Putting back -----------------------------------------------------------------------------------------------------------


def test_files_are_swapped_whole_or_not_at_all(place: Path) -> None:
    root = place / "files"
    new, old = root / ".sluss-x" / "new", root / ".sluss-x" / "old"
    (new / "2027").mkdir(parents=True)
    old.mkdir()
    (new / "2027" / "ny.txt").write_text("ny")
    before = sorted(path.name for path in root.iterdir())

    def fail_late() -> None:
        with read._swapped_files(root, new, old) as swap:
            swap()
            assert sorted(path.name for path in root.iterdir()) == [".sluss-x", "2027"]
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail_late()
    assert sorted(path.name for path in root.iterdir()) == before
    assert (root / "2026" / "06" / "brunn på torget.png").read_bytes() == PICTURE


def test_the_citys_name_must_be_typed(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    from sluss.core.management.commands.restore import Command

    settings.CITY_NAME = "Älvsunds kommun"
    with pytest.raises(Refused, match="Nobody is here"):
        Command()._confirm()
    monkeypatch.setattr(sys.stdin, "isatty", lambda: True, raising=False)
    for typed in ("", "ja", "älvsund"):
        monkeypatch.setattr("builtins.input", lambda question, typed=typed: typed)
        with pytest.raises(Refused, match="not the name"):
            Command()._confirm()
    monkeypatch.setattr("builtins.input", lambda question: "Älvsunds kommun")
    Command()._confirm()


# --- PostgreSQL's programs --------------------------------------------------------------------------------------------------


def fake(folder: Path, name: str, script: str) -> None:
    folder.mkdir(exist_ok=True)
    (folder / name).write_text(f"#!/bin/sh\n{script}\n")
    (folder / name).chmod(0o755)


def test_a_program_that_is_missing_or_too_old(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    with pytest.raises(Refused, match="pg_dump is not on this machine"):
        postgres._program("pg_dump", 15)
    fake(tmp_path / "bin", "pg_dump", 'echo "pg_dump (PostgreSQL) 13.4 (Debian 13.4-1)"')
    with pytest.raises(Refused, match="version 13 and the server is version 15"):
        postgres._program("pg_dump", 15)
    assert postgres._program("pg_dump", 13)


@pytest.mark.postgres
def test_no_password_among_the_words_and_no_secret_of_ours_beside_them(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = postgres._program("pg_dump", 1)
    log = place / "log"
    fake(place / "bin", "pg_dump", f'echo "$@" >> {log}; env >> {log}; exec {real} "$@"')
    monkeypatch.setenv("PATH", f"{place / 'bin'}{os.pathsep}{os.environ['PATH']}")
    monkeypatch.setenv("SECRET_KEY", "the key of all keys")
    monkeypatch.setitem(connection.settings_dict, "PASSWORD", "hemligt lösen")
    made = write.write(place / "made.zip").path
    words = {line for line in log.read_text().splitlines() if "hemligt" in line}
    assert words == {"PGPASSWORD=hemligt lösen"}
    assert "the key of all keys" not in log.read_text()
    assert looked_through(made)
