"""The backup as one file: a zip, written under another name and renamed when all of it is on disk.

A zip because its list of members stands at the end: a file that was cut short is known at once, one member can be read without the
others, and whoever must look into it without Sluss needs no special program.
"""

from __future__ import annotations

import hashlib
import os
import stat
import tempfile
import time
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext as _

import sluss
from sluss.core import clock

from . import engines, manifest
from .errors import Refused
from .manifest import Manifest, Member
from .sqlite import sync_folder

CHUNK = 1024 * 1024  # bytes
LEVEL = 1  # of compression: a backup runs beside the people who use Sluss, and the higher levels cost five times the time
STAGING = ".sluss-"  # how the names of our own folders begin, here and in read.py


@dataclass(frozen=True, slots=True)
class Written:
    path: Path
    size: int  # bytes
    seconds: float
    manifest: Manifest
    left_out: list[str]  # what lies among the files and is none, or has a name that no zip can hold


def default_name() -> str:
    return f"sluss-{clock.now().astimezone(clock.CITY):%Y%m%d-%H%M%S}.zip"


def target(asked: Path | None) -> Path:
    """Where the backup goes: a file, or a dated name in a folder. Nothing that is there is written over."""
    if asked is None:
        asked = Path(settings.VAR) / "backups"
        asked.mkdir(mode=0o700, parents=True, exist_ok=True)
    path = (asked / default_name() if asked.is_dir() else asked).absolute()
    if not path.parent.is_dir():
        raise Refused(_("There is no folder %(path)s.") % {"path": path.parent})
    if path.exists():
        raise Refused(_("%(path)s is there already, and a backup is never written over. Choose another name.") % {"path": path})
    if path.resolve().is_relative_to(Path(settings.MEDIA_ROOT).resolve()):
        raise Refused(_("A backup cannot lie among the files that it is a backup of. Choose another folder."))
    return path


def write(path: Path) -> Written:
    """Costs a copy of the database beside the target for the time it takes. Raises Refused; leaves nothing behind then."""
    started, moment = time.monotonic(), clock.now()
    engine_name, engine = engines.in_use()
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    left_out: list[str] = []
    members: dict[str, Member] = {}
    try:
        # 0600 from its first byte: it holds what everybody has told the city.
        handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "wb") as file, tempfile.TemporaryDirectory(prefix=STAGING, dir=path.parent) as folder:
            with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=LEVEL) as archive:
                # The database first. A file is written once, is on disk before its row is, and never changes: so each row of the
                # copy finds its file when the files are taken after it. The other way round, a row could come in between whose
                # file is in no copy. A file too many does no harm.
                database, content = engine.snapshot(Path(folder))
                members[engine.MEMBER] = _add(archive, engine.MEMBER, database, moment)
                for name, source in _files(Path(settings.MEDIA_ROOT), left_out):
                    try:
                        members[name] = _add(archive, name, source, moment)
                    except FileNotFoundError:
                        continue  # thrown away since it was listed
                held = Manifest(sluss.VERSION, settings.CITY_NAME, moment, content, members)
                archive.writestr(_entry(manifest.NAME, moment), held.as_json())
            file.flush()
            os.fsync(file.fileno())
        size = part.stat().st_size
        part.rename(path)
        sync_folder(path.parent)
    finally:
        part.unlink(missing_ok=True)
    assert engine_name == content.engine
    return Written(path, size, time.monotonic() - started, held, left_out)


def _entry(name: str, moment: datetime) -> zipfile.ZipInfo:
    local = moment.astimezone(clock.CITY)
    entry = zipfile.ZipInfo(name, (local.year, local.month, local.day, local.hour, local.minute, local.second))
    entry.external_attr = (stat.S_IFREG | 0o600) << 16
    entry.compress_type = zipfile.ZIP_DEFLATED
    return entry


def _add(archive: zipfile.ZipFile, name: str, source: Path, moment: datetime) -> Member:
    digest, size = hashlib.sha256(), 0
    with source.open("rb") as reading:
        entry = _entry(name, moment)
        entry.file_size = os.fstat(reading.fileno()).st_size  # past 2 GB the zip needs wider numbers, and must know before
        with archive.open(entry, "w") as writing:
            while chunk := reading.read(CHUNK):
                digest.update(chunk)
                size += len(chunk)
                writing.write(chunk)
    return Member(size, digest.hexdigest())


def _files(root: Path, left_out: list[str]) -> Iterator[tuple[str, Path]]:
    for folder, folders, names in os.walk(root):
        here = Path(folder)
        folders[:] = sorted(name for name in folders if not (here == root and name.startswith(STAGING)))
        left_out += [str(here / name) for name in folders if (here / name).is_symlink()]
        for name in sorted(names):
            path = here / name
            try:
                kept = manifest.FILES + path.relative_to(root).as_posix()
                kept.encode()
                ordinary = stat.S_ISREG(path.lstat().st_mode)
            except UnicodeEncodeError:
                left_out.append(ascii(str(path)))
                continue
            except FileNotFoundError:
                continue
            if ordinary:
                yield kept, path
            else:
                left_out.append(str(path))
