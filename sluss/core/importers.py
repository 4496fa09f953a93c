"""What `sluss import NAME FILE` can read. An app registers an importer in AppConfig.ready.

An importer reads one file, changes nothing on a dry run, and is idempotent: the same file again is all `unchanged`.
Bad rows give row-numbered errors and nothing is written, unless `skip_bad` asks for the good rows.
"""

from __future__ import annotations

from argparse import ArgumentParser
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.utils.functional import Promise as LazyText


class Unreadable(Exception):
    """The file as a whole cannot be read. `str()` of it is a sentence for the person who gave it."""


@dataclass(frozen=True, slots=True)
class RowError:
    row: int  # as the reader of the file counts: the heading of a table is row 1
    message: str
    column: str = ""

    def as_dict(self) -> dict[str, object]:
        return {"row": self.row, "column": self.column, "message": self.message}


@dataclass(slots=True)
class Summary:
    created: int = 0
    updated: int = 0
    unchanged: int = 0
    errors: list[RowError] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)  # what a person should know, though nothing is wrong
    written: bool = False  # False on a dry run and when errors stopped it

    def as_dict(self) -> dict[str, object]:
        return {
            "created": self.created,
            "updated": self.updated,
            "unchanged": self.unchanged,
            "errors": [error.as_dict() for error in self.errors],
            "notes": self.notes,
            "written": self.written,
        }


def no_progress(done: int, total: int) -> None:
    """For whoever does not watch."""


@dataclass(frozen=True, slots=True)
class Options:
    dry_run: bool = False
    skip_bad: bool = False
    by: Any | None = None  # the people.Person who asked for it; empty from the command line
    extra: Mapping[str, Any] = field(default_factory=dict)  # the importer's own arguments
    progress: Callable[[int, int], None] = no_progress  # rows done, rows in all


@dataclass(frozen=True, slots=True)
class Importer:
    name: str
    help: str | LazyText
    run: Callable[[Path, Options], Summary]
    arguments: Callable[[ArgumentParser], None] | None = None  # adds its own arguments to the command; they arrive in Options.extra


_IMPORTERS: dict[str, Importer] = {}


def register(importer: Importer) -> Importer:
    if _IMPORTERS.setdefault(importer.name, importer) != importer:
        raise ValueError(f"two importers are called {importer.name}")
    return importer


def all_importers() -> list[Importer]:
    return [_IMPORTERS[name] for name in sorted(_IMPORTERS)]
