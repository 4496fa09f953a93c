"""Settings from the environment, read in one place so that `sluss check` can explain each of them."""

from __future__ import annotations

import os
from dataclasses import dataclass
from urllib.parse import parse_qsl, unquote, urlsplit


class BadSetting(Exception):
    """An environment variable cannot be used; the message says which and what it takes."""


@dataclass(frozen=True)
class Known:
    name: str
    default: str
    help: str
    secret: bool = False


KNOWN: dict[str, Known] = {}


def text(name: str, default: str = "", *, help: str, secret: bool = False) -> str:
    KNOWN[name] = Known(name, default, help, secret)
    return os.environ.get(name, default)


def flag(name: str, default: bool = False, *, help: str) -> bool:
    value = text(name, "1" if default else "0", help=help).strip().lower()
    if value in {"1", "true", "yes", "on"}:
        return True
    if value in {"0", "false", "no", "off", ""}:
        return False
    raise BadSetting(f"{name} is {value!r}; it takes 1 or 0")


def number(name: str, default: int, *, help: str) -> int:
    value = text(name, str(default), help=help).strip()
    try:
        return int(value)
    except ValueError:
        raise BadSetting(f"{name} is {value!r}; it takes a whole number") from None


def words(name: str, default: str = "", *, help: str) -> list[str]:
    return [part.strip() for part in text(name, default, help=help).split(",") if part.strip()]


PREPARED_AFTER = 5  # times


def database(url: str) -> dict[str, object]:
    """A DATABASE_URL as Django's settings: sqlite:///path or postgresql://user:password@host:port/name?option=value."""
    parts = urlsplit(url)
    options: dict[str, object] = dict(parse_qsl(parts.query))
    if parts.scheme == "sqlite":
        # sqlite:///relative/path and sqlite:////absolute/path, as everywhere else.
        path = unquote(url.removeprefix("sqlite://").split("?")[0]).removeprefix("/")
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": path or ":memory:",
            "CONN_MAX_AGE": 60,
            "OPTIONS": {
                "transaction_mode": "IMMEDIATE",
                "timeout": 20,
                "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA cache_size=-16384; PRAGMA mmap_size=268435456;",
            },
        }
    if parts.scheme in {"postgres", "postgresql"}:
        pool = options.pop("pool", "")
        # The server keeps the plan of what is asked again and again, which is a third of the time of a page. A pooler between that
        # hands each transaction another connection (PgBouncer before 1.21) cannot have it: ?prepare_threshold=0.
        threshold = int(str(options.pop("prepare_threshold", PREPARED_AFTER)))
        options |= {"server_side_binding": True, "prepare_threshold": threshold or None}
        settings: dict[str, object] = {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": unquote(parts.path.lstrip("/")),
            "USER": unquote(parts.username or ""),
            "PASSWORD": unquote(parts.password or ""),
            "HOST": unquote(parts.hostname or ""),
            "PORT": str(parts.port or ""),
            "OPTIONS": options,
        }
        if pool:
            options["pool"] = {"min_size": 1, "max_size": int(str(pool))}
        else:
            settings["CONN_MAX_AGE"] = 60
            settings["CONN_HEALTH_CHECKS"] = True
        return settings
    raise BadSetting(f"DATABASE_URL starts with {parts.scheme!r}; it takes sqlite:///… or postgresql://…")
