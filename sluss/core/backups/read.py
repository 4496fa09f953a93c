"""A backup looked through to its last byte, and put back where nothing is half done: all is made ready first, then swapped."""

from __future__ import annotations

import hashlib
import os
import shutil
import stat
import tempfile
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from django.conf import settings
from django.utils.translation import gettext as _

from . import engines, manifest
from .errors import Refused
from .manifest import Manifest
from .write import CHUNK, STAGING

LARGEST_MANIFEST = 256 * 1024 * 1024  # bytes: a million files
# What Python's zipfile raises on a file that is not as it was written.
BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, KeyError, RuntimeError, ValueError, OverflowError, OSError, AssertionError)


class Backup:
    """An opened backup whose list of members is the one that its manifest names."""

    def __init__(self, archive: zipfile.ZipFile, held: Manifest) -> None:
        self.archive, self.manifest = archive, held

    def verify(self) -> None:
        """Reads every byte. Raises Refused when one is not what it was."""
        for name in self.manifest.members:
            self._copy(name, None)

    def unpack(self, database: Path, files: Path) -> None:
        """The members into places that are empty. Each is compared once more, since a file can change between two readings."""
        for name in self.manifest.members:
            into = files / name.removeprefix(manifest.FILES) if name.startswith(manifest.FILES) else database
            into.parent.mkdir(parents=True, exist_ok=True)
            with into.open("xb") as writing:
                self._copy(name, writing)

    def _copy(self, name: str, into: BinaryIO | None) -> None:
        member, digest, size = self.manifest.members[name], hashlib.sha256(), 0
        source = self._opened(name)
        with source:
            while chunk := self._read(source, name):
                size += len(chunk)
                if size > member.size:
                    break  # a few bytes can unpack to a full disk
                digest.update(chunk)
                if into:
                    into.write(chunk)
        if size != member.size or digest.hexdigest() != member.sha256:
            raise _broken(_("%(name)s is not what was put into it.") % {"name": name})

    def _opened(self, name: str) -> zipfile.ZipExtFile:
        try:
            return self.archive.open(name)  # type: ignore[return-value]  # opened for reading it is one
        except BROKEN:
            raise _broken(_("%(name)s cannot be read.") % {"name": name}) from None

    def _read(self, source: zipfile.ZipExtFile, name: str) -> bytes:
        try:
            return source.read(CHUNK)
        except BROKEN:
            raise _broken(_("%(name)s cannot be read.") % {"name": name}) from None


def _broken(why: str) -> Refused:
    return Refused(_("The backup is broken: %(why)s Nothing has been changed.") % {"why": why})


@contextmanager
def opened(path: Path) -> Iterator[Backup]:
    """Raises Refused for a file that is not a whole backup by its list of members; verify() reads the members themselves."""
    with path.open("rb") as file:
        start = file.read(4)
        try:
            archive = zipfile.ZipFile(file)
        except BROKEN:
            if start == b"PK\x03\x04":
                raise _broken(_("it ends too early. Was it copied to its end?")) from None
            raise Refused(_("This is not a backup made by Sluss.")) from None
        with archive:
            held = _manifest(archive)
            _refuse_other_members(archive, held)
            yield Backup(archive, held)


def _manifest(archive: zipfile.ZipFile) -> Manifest:
    if manifest.NAME not in archive.namelist():
        raise Refused(_("This is not a backup made by Sluss."))
    if archive.getinfo(manifest.NAME).file_size > LARGEST_MANIFEST:
        raise _broken(_("%(name)s cannot be read.") % {"name": manifest.NAME})
    try:
        text = archive.read(manifest.NAME)
    except BROKEN:
        raise _broken(_("%(name)s cannot be read.") % {"name": manifest.NAME}) from None
    return manifest.parsed(text)


def _refuse_other_members(archive: zipfile.ZipFile, held: Manifest) -> None:
    databases = {engine.MEMBER for engine in engines.ENGINES.values()}
    for entry in archive.infolist():
        if not _ordinary(entry) or not (entry.filename in {manifest.NAME, *databases} or _inside(entry.filename)):
            # Printed with its quotes: such a name may hold anything.
            raise _broken(_("it holds %(name)s, which no backup of ours does.") % {"name": ascii(entry.filename)})
    names = [entry.filename for entry in archive.infolist()]
    expected = {manifest.NAME, *held.members}
    if missing := sorted(expected - set(names)):
        raise _broken(_("%(name)s is missing.") % {"name": missing[0]})
    if len(names) != len(expected) or len([name for name in names if name in databases]) != 1:
        extra = sorted(set(names) - expected) or names
        raise _broken(_("it holds %(name)s, which no backup of ours does.") % {"name": ascii(extra[0])})


def _ordinary(entry: zipfile.ZipInfo) -> bool:
    """A file: no folder, no link, no device."""
    return not entry.is_dir() and stat.S_IFMT(entry.external_attr >> 16) in {0, stat.S_IFREG}


def _inside(name: str) -> bool:
    """Nothing that leads out of the folder it is unpacked in."""
    parts = name.split("/")
    return name.startswith(manifest.FILES) and len(parts) > 1 and not {"", ".", ".."} & set(parts) and not parts[1].startswith(STAGING)


def refuse_if_strange(held: Manifest) -> None:
    """Raises Refused for a backup that is whole but not for this installation: another engine, or a newer product."""
    name, engine = engines.in_use()
    if held.content.engine != name or engine.MEMBER not in held.members:
        raise Refused(
            _("The backup is of a database on %(theirs)s, and DATABASE_URL names one on %(ours)s. Restore it to an engine of its own kind.")
            % {"theirs": held.content.engine, "ours": name}
        )
    if newer := manifest.unknown(held.content.migrations):
        raise Refused(
            _("The backup was made by a newer version of Sluss (%(version)s; %(names)s is not known here). Install that version first.")
            % {"version": held.product, "names": ", ".join(newer[:3])}
        )


def files_here() -> int:
    """How many files there are now."""
    root = Path(settings.MEDIA_ROOT)
    return sum(len(names) for folder, _folders, names in os.walk(root) if not Path(folder).name.startswith(STAGING))


def restore(backup: Backup) -> None:
    """Unpacks beside what is there, then swaps files and database. Raises Refused or OSError; all is as it was then.

    Only a machine that stops within the last few milliseconds can leave the files of the backup beside the old database. The old files
    then lie in a folder .sluss-… among the files, and the restore can be run again.
    """
    _name, engine = engines.in_use()
    root = Path(settings.MEDIA_ROOT)
    root.mkdir(parents=True, exist_ok=True)
    engines.let_go()
    with (
        tempfile.TemporaryDirectory(prefix=STAGING, dir=engine.beside()) as one,
        # Inside the folder, whose entries are swapped one by one: the folder itself may be a disk of its own.
        tempfile.TemporaryDirectory(prefix=STAGING, dir=root) as two,
    ):
        new, old = Path(two, "new"), Path(two, "old")
        new.mkdir()
        old.mkdir()
        for folder in (one, two):
            if shutil.disk_usage(folder).free < backup.manifest.size:
                raise Refused(_("There is not room for the backup at %(path)s. Nothing has been changed.") % {"path": Path(folder).parent})
        database = Path(one, engine.MEMBER)
        backup.unpack(database, new)
        os.sync()  # once, instead of for each file: what is swapped in is on disk before its name is
        with _swapped_files(root, new, old) as swap, engine.swapped(database, backup.manifest.content):
            swap()
    engine.settle()


@contextmanager
def _swapped_files(root: Path, new: Path, old: Path) -> Iterator[Callable[[], None]]:
    """Gives what moves the new entries in and the old ones out. An error in the body moves them back."""
    moved: list[tuple[Path, Path]] = []

    def move(source: Path, to: Path) -> None:
        source.rename(to)
        moved.append((source, to))

    def swap() -> None:
        for entry in sorted(root.iterdir()):
            if not entry.name.startswith(STAGING):
                move(entry, old / entry.name)
        for entry in sorted(new.iterdir()):
            move(entry, root / entry.name)

    try:
        yield swap
    except BaseException:
        for source, to in reversed(moved):
            to.rename(source)
        raise
