"""What is written in a cell, as a value. Each raises BadCell with a sentence that says what to write instead."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from typing import TypeVar

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _

from sluss.people.states import Role, UnitKind


class BadCell(Exception):
    def __init__(self, message: str, column: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.column = column


V = TypeVar("V")
EARLIEST, LATEST = 1800, 2200

UNIT_KINDS: Mapping[str, UnitKind] = {
    "stad": UnitKind.CITY,
    "kommun": UnitKind.CITY,
    "nämnd": UnitKind.BOARD,
    "styrelse": UnitKind.BOARD,
    "förvaltning": UnitKind.DEPARTMENT,
    "bolag": UnitKind.COMPANY,
    "kommunalt bolag": UnitKind.COMPANY,
    "enhet": UnitKind.UNIT,
    "avdelning": UnitKind.UNIT,
    "sektion": UnitKind.UNIT,
    **{kind.value: kind for kind in UnitKind},
}
ROLES: Mapping[str, Role] = {
    "innovationsansvarig": Role.LEAD,
    "bedömare": Role.ASSESSOR,
    "beslutsfattare": Role.DECISION_MAKER,
    "innovationskontor": Role.OFFICE,
    "innovationskontoret": Role.OFFICE,
    "kommunikatör": Role.COMMUNICATOR,
    "registrator": Role.REGISTRAR,
    "revisor": Role.AUDITOR,
    "administratör": Role.ADMINISTRATOR,
    **{role.value: role for role in Role},
}
LANGUAGES: Mapping[str, str] = {"sv": "sv", "svenska": "sv", "en": "en", "engelska": "en", "english": "en", "swedish": "sv"}
TRUTHS: Mapping[str, bool] = {"ja": True, "j": True, "1": True, "x": True, "sant": True, "yes": True, "true": True} | {
    "nej": False, "n": False, "0": False, "falskt": False, "no": False, "false": False
}  # fmt: skip
_DAY = re.compile(r"(\d{4})-?(\d{2})-?(\d{2})(?:[T ]00:00(?::00)?)?")


def one_of(known: Mapping[str, V], text: str) -> V:
    found = known.get(text.casefold())
    if found is None:
        names = ", ".join(name for name, value in known.items() if len(name) > 1 and name != getattr(value, "value", None))
        raise BadCell(_("“%(text)s” is not known here. Write one of: %(names)s.") % {"text": text[:40], "names": names})
    return found


def day(text: str) -> date:
    match = _DAY.fullmatch(text)
    try:
        found = date(*map(int, match.groups())) if match else None
    except ValueError:
        found = None
    if found is None:
        raise BadCell(_("“%(text)s” is not a date. Write it like this: 2027-03-15.") % {"text": text[:40]})
    if not EARLIEST <= found.year <= LATEST:
        raise BadCell(_("The year %(year)s cannot be right.") % {"year": f"{found.year:04}"})
    return found


def email(text: str) -> str:
    try:
        validate_email(text)
    except ValidationError:
        raise BadCell(_("“%(text)s” is not an e-mail address.") % {"text": text[:80]}) from None
    if len(text) > 254:
        raise BadCell(_("The e-mail address is too long."))
    return text.lower()


def at_most(text: str, most: int) -> str:
    if len(text) > most:
        raise BadCell(_("The text has %(length)s characters; at most %(most)s are taken.") % {"length": len(text), "most": most})
    return text
