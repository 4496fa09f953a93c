"""How a backup or a restore says no: one sentence that an operator can act on, never a traceback."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
from django.core.management.base import CommandError
from django.db import Error as DatabaseError
from django.utils.translation import gettext as _


class Refused(Exception):
    """It cannot or must not be done. The message is for whoever runs the command; nothing has been changed."""


class Damaged(Exception):
    """The database that is there cannot be read."""


def first_line(problem: object) -> str:
    return next((line.strip() for line in str(problem).splitlines() if line.strip()), type(problem).__name__)


@contextmanager
def plainly() -> Iterator[None]:
    """What goes wrong on the way – a full disk, a server that does not answer – becomes a CommandError of one line."""
    try:
        yield
    except Refused as reason:
        raise CommandError(str(reason)) from None
    except OSError as problem:
        where = problem.filename or ""
        raise CommandError(_("The disk says no: %(why)s. %(file)s") % {"why": problem.strerror or problem, "file": where}) from None
    except (sqlite3.Error, psycopg.Error, DatabaseError) as problem:
        raise CommandError(_("The database says no: %(why)s") % {"why": first_line(problem)}) from None
