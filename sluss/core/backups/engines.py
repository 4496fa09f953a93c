"""The two engines behind one face. Each is a module; which one is in use follows from the settings."""

from __future__ import annotations

from contextlib import AbstractContextManager
from pathlib import Path
from typing import Protocol, cast

from django.db import connections

from . import postgres, sqlite
from .manifest import Content


class Engine(Protocol):
    MEMBER: str

    def snapshot(self, folder: Path) -> tuple[Path, Content]:
        """A consistent copy of the database as a file in the folder, taken while others write, and what it holds."""

    def held(self) -> dict[str, int]:
        """Rows of each table with any, bookkeeping left out; empty for a database that is nobody's. Raises Damaged."""

    def refuse_if_used(self) -> None:
        """Raises Refused while another process has the database open."""

    def beside(self) -> Path | None:
        """The folder where a file must lie to be moved into the database's place; None where the engine does not care."""

    def swapped(self, staged: Path, content: Content) -> AbstractContextManager[None]:
        """Everything is made ready before the body runs, and the body's end puts it in place at once.

        Raises Refused; an error, also one in the body, leaves the database as it was.
        """

    def settle(self) -> None:
        """After a swap that went well. What fails here does not undo it."""


ENGINES: dict[str, Engine] = {"sqlite": cast("Engine", sqlite), "postgresql": cast("Engine", postgres)}


def in_use() -> tuple[str, Engine]:
    name = connections["default"].vendor
    return name, ENGINES[name]


def let_go() -> None:
    """Close the connections of this process, those in the pool too: none of them may see the database before and after."""
    for connection in connections.all(initialized_only=True):
        connection.close()
        if close_pool := getattr(connection, "close_pool", None):
            close_pool()
