"""What a backup says about itself: who made it, of what, and what each of its members must be."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import datetime

from django.apps import apps
from django.contrib.auth.models import Permission
from django.contrib.contenttypes.models import ContentType
from django.contrib.sessions.models import Session
from django.db.migrations.loader import MigrationLoader
from django.utils.translation import gettext as _

from sluss.core.models import JobLease, RateCount

from .errors import Refused

FORMAT = 1  # goes up when a file can no longer be read by the code before
NAME = "manifest.json"
FILES = "files/"
SESSIONS: str = Session._meta.db_table
# An installation has these by itself: rows here do not make a database somebody's.
BOOKKEEPING = {SESSIONS, "django_migrations", *(model._meta.db_table for model in (ContentType, Permission, JobLease, RateCount))}

Migration = tuple[str, str]  # app and name


@dataclass(frozen=True, slots=True)
class Member:
    size: int  # bytes, unpacked
    sha256: str  # of the unpacked bytes, in hexadecimal


@dataclass(frozen=True, slots=True)
class Content:
    """What a snapshot of a database holds."""

    engine: str  # sqlite or postgresql
    engine_version: str
    migrations: list[str]  # the last of each app, as app.name
    rows: dict[str, int]  # table to number of rows; sessions are not in a backup, nor counted


@dataclass(frozen=True, slots=True)
class Manifest:
    product: str  # version of Sluss
    city: str
    created_at: datetime  # UTC; the moment of the database's snapshot or some seconds before
    content: Content
    members: dict[str, Member]  # all but the manifest itself

    @property
    def database(self) -> str:
        return next(name for name in self.members if not name.startswith(FILES))

    @property
    def size(self) -> int:
        """Bytes of all members, unpacked."""
        return sum(member.size for member in self.members.values())

    def as_json(self) -> bytes:
        held = {"sluss_backup": FORMAT, **asdict(self), "created_at": self.created_at.isoformat()}
        return json.dumps(held, ensure_ascii=False, indent=1).encode()


def parsed(text: bytes) -> Manifest:
    """The manifest as it was written. Raises Refused for one of another product, a newer form, or none at all."""
    try:
        held = json.loads(text)
        number = int(held["sluss_backup"])
    except (ValueError, KeyError, TypeError, RecursionError):
        raise Refused(_("This is not a backup made by Sluss.")) from None
    if number > FORMAT:
        raise Refused(_("The backup was made by a newer version of Sluss. Install that version, or a later one, and try again."))
    try:
        content = held["content"]
        manifest = Manifest(
            product=str(held["product"]),
            city=str(held["city"]),
            created_at=datetime.fromisoformat(held["created_at"]),
            content=Content(
                engine=str(content["engine"]),
                engine_version=_matching(r"\d[\w.]*", content["engine_version"]),
                migrations=[str(name) for name in content["migrations"]],
                rows={_matching(r"\w{1,63}", table): int(count) for table, count in content["rows"].items()},
            ),
            members={
                str(name): Member(size=int(member["size"]), sha256=_matching(r"[0-9a-f]{64}", member["sha256"]))
                for name, member in held["members"].items()
            },
        )
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise Refused(_("The backup is broken: what it says about itself cannot be read.")) from None
    return manifest


def _matching(pattern: str, value: object) -> str:
    text = str(value)
    if not re.fullmatch(pattern, text, re.ASCII):
        raise ValueError(text)
    return text


def tables() -> list[str]:
    """The tables of the product's models, without the sessions."""
    models = apps.get_models(include_auto_created=True)
    return sorted({model._meta.db_table for model in models if model._meta.managed and not model._meta.proxy} - {SESSIONS})


def leaves(applied: Iterable[Migration]) -> list[str]:
    """The last applied migrations of each app: those that none of the same app stands upon."""
    there = set(applied)
    nodes = MigrationLoader(None).graph.node_map
    below = {parent.key for key in there if key in nodes for parent in nodes[key].parents if parent.key[0] == key[0]}
    return sorted(f"{app}.{name}" for app, name in there - below)


def unknown(migrations: Iterable[str]) -> list[str]:
    """Those that this code does not have: the database is of a newer product, and would be read wrongly."""
    known = {f"{app}.{name}" for app, name in MigrationLoader(None).disk_migrations}
    return sorted(set(migrations) - known)
