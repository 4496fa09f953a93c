"""SQLite's tables, made by one run and kept for the next: migrating from nothing takes longer than most tests."""

from __future__ import annotations

import hashlib
import os
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]


def migrated() -> Path:
    """Where they wait: named by all that could change them."""
    sources = [*sorted(ROOT.glob("sluss/*/migrations/*.py")), *sorted(ROOT.glob("requirements/*.txt"))]
    digest = hashlib.sha256(b"\0".join(source.read_bytes() for source in sources)).hexdigest()[:20]
    return ROOT / "var" / "tests" / f"migrated-{digest}.sqlite3"


def put_in(database: str | Path) -> None:
    """Begin a database with them, when there are any; what migrates it then has nothing to do."""
    if migrated().exists():
        shutil.copyfile(migrated(), database)


def keep(database: str | Path) -> None:
    """Keep what has just been migrated, before any test has written in it."""
    if migrated().exists():
        return
    migrated().parent.mkdir(parents=True, exist_ok=True)
    for earlier in migrated().parent.glob("migrated-*.sqlite3"):
        earlier.unlink(missing_ok=True)
    half = migrated().with_name(f"half-{os.getpid()}")
    half.unlink(missing_ok=True)
    with closing(sqlite3.connect(database)) as made:
        made.execute("VACUUM INTO ?", [str(half)])
    half.replace(migrated())  # two workers may both have made them: the last one's stand, and they are alike
