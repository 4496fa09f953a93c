"""What the list can be filtered by: the city's themes, places and departments, by name."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from django.db import connection
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from sluss.core import clock
from sluss.core.labels import shown
from sluss.people.models import Unit
from sluss.people.states import UnitKind

from .models import Place, Theme

TO_CHOOSE = (UnitKind.BOARD, UnitKind.DEPARTMENT, UnitKind.COMPANY)


@dataclass(frozen=True, slots=True)
class Choice:
    pk: int
    label: str


Choices = dict[str, Choice]
Found = tuple[str, int, str, int, str, str, str, int]


@dataclass(frozen=True, slots=True, eq=False)
class Options:
    """By what stands in the address: the key of a theme or place, the number of a unit. The same object while nothing has changed."""

    themes: Choices
    places: Choices
    units: Choices
    wanted_units: tuple[int, ...]  # the unit asked for and all below it
    theme_names: dict[int, str]


def unit_name(name: str, name_en: str) -> str:
    return name_en if name_en and get_language() == "en" else name


def options_for(wanted_unit: int | None) -> Options:
    """One query for three short tables. Units that have ended are left out, unless one of them is asked for: its ideas are still there."""
    return _made(_found(wanted_unit), wanted_unit, get_language())


# What the list can be filtered by changes a few times a year, and is asked for with every page of it.
@lru_cache(maxsize=64)
def _made(found: tuple[Found, ...], wanted_unit: int | None, language: str | None) -> Options:
    """Kept by what was read, so it is never older than that."""
    themes: Choices = {}
    places: Choices = {}
    units: Choices = {}
    below = []
    for which, _order, _sort, pk, key, name, path, is_choice in sorted(found):
        if which == "theme":
            themes[key] = Choice(pk, shown(json.loads(name)))
        elif which == "place":
            places[key] = Choice(pk, name)
        else:
            if is_choice or pk == wanted_unit:
                units[str(pk)] = Choice(pk, unit_name(name, key))
            if f"/{wanted_unit}/" in path:
                below.append(pk)
    return Options(themes, places, units, tuple(dict.fromkeys(below)), {choice.pk: choice.label for choice in themes.values()})


_THEMES, _PLACES, _UNITS = (model._meta.db_table for model in (Theme, Place, Unit))
_SQL = f"""
SELECT 'theme', "order", '', id, "key", CAST(name AS text), '', 1 FROM {_THEMES}
UNION ALL SELECT 'place', 0, sort_key, id, "key", name, '', 1 FROM {_PLACES}
UNION ALL SELECT 'unit', 0, sort_key, id, name_en, name, path, 1 FROM {_UNITS}
    WHERE kind IN (%s, %s, %s) AND valid_from <= %s AND (valid_to IS NULL OR valid_to >= %s)
UNION ALL SELECT 'unit', 0, sort_key, id, name_en, name, path, 0 FROM {_UNITS} WHERE path LIKE %s
"""  # noqa: S608 - the models' own table names


def _found(wanted: int | None) -> tuple[Found, ...]:
    today = clock.today().isoformat()
    with connection.cursor() as cursor:
        cursor.execute(_SQL, [*TO_CHOOSE, today, today, "-" if wanted is None else f"%/{wanted}/%"])
        return tuple(cursor.fetchall())


def option_tags(any_label: str, choices: Iterable[tuple[str, str]]) -> SafeString:
    """The inside of a select with nothing chosen."""
    tags = "".join(f'<option value="{escape(value)}">{escape(label)}</option>' for value, label in choices)
    return mark_safe(f'<option value="">{escape(any_label)}</option>{tags}')  # noqa: S308 - escaped on the lines above
