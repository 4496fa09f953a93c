"""What a source calls by name – the boards it hands proposals to, its categories – as units and themes here."""

from __future__ import annotations

import re

from sluss.core.slugs import slug
from sluss.people import actions as people
from sluss.people.models import Person, Unit
from sluss.people.queries import heir_of
from sluss.people.states import UnitKind

from ..actions.importing import add_theme
from ..models import Theme

LONGEST_CODE = 40
# The law gives a municipality boards, called nämnd or styrelse; a department (förvaltning, kontor) works for one of them. What a
# city hands proposals to and is called neither is one of its companies, whether or not its name ends with AB.
_BOARD = re.compile(r"nämnd|styrelse|utskott|fullmäktige", re.IGNORECASE)
_DEPARTMENT = re.compile(r"förvaltning|kontoret\b", re.IGNORECASE)
_COMPANY = re.compile(r"\bAB$|\bbolag|bolag(?:et)?$", re.IGNORECASE)


def kind_of(name: str) -> UnitKind:
    if _COMPANY.search(name):
        return UnitKind.COMPANY
    if _BOARD.search(name):
        return UnitKind.BOARD
    return UnitKind.DEPARTMENT if _DEPARTMENT.search(name) else UnitKind.COMPANY


class Units:
    """Units by name, those that are missing made directly below the city."""

    def __init__(self, *, by: Person | None) -> None:
        self._by = by
        self._codes: set[str] = set()
        self._known: dict[str, Unit] = {}
        for unit in Unit.objects.select_related("answers_to", "parent", "successor").order_by("-handed_on_at", "pk"):
            self._codes.add(unit.code)
            name = unit.name.casefold()
            # Of two with one name the one that still exists; of one that has ended, whoever took over from it.
            if name not in self._known or self._known[name].handed_on_at is not None:
                self._known[name] = unit
        self.made: list[Unit] = []

    def called(self, name: str) -> Unit:
        unit = self._known.get(name.casefold())
        if unit is None:
            unit = people.create_unit(by=self._by, code=self._code(name), name=name, kind=kind_of(name))
            self._known[name.casefold()] = unit
            self.made.append(unit)
        elif unit.handed_on_at is not None:
            unit = self._known[name.casefold()] = heir_of(unit)
        return unit

    def _code(self, name: str) -> str:
        wanted = code = slug(name, longest=LONGEST_CODE - 4)
        number = 2
        while code in self._codes:
            code = f"{wanted}-{number}"
            number += 1
        self._codes.add(code)
        return code


class Themes:
    """Themes by the city's own word for them; a category that is not among them becomes one."""

    def __init__(self) -> None:
        self._known: dict[str, Theme] = {}
        for theme in Theme.objects.all():
            self._known[theme.key] = theme
            self._known[theme.name["sv"].casefold()] = theme
        self.made: list[Theme] = []

    def called(self, name: str) -> Theme | None:
        if not name:
            return None
        theme = self._known.get(name.casefold()) or self._known.get(slug(name))
        if theme is None:
            theme = add_theme(name=name, key=slug(name))
            self._known |= {theme.key: theme, name.casefold(): theme}
            self.made.append(theme)
        return theme
