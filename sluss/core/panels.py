"""Panels: the second way up. An upper app lends a piece of HTML to a named place on a lower app's page.

A panel costs at most one query, whatever the number of subjects.
"""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum
from typing import Any

from django.http import HttpRequest
from django.utils.safestring import SafeString, mark_safe


class Place(StrEnum):
    HOME = "home"
    MY_PAGE = "my_page"
    UNIT_PAGE = "unit_page"
    CASE_MAIN = "case_main"  # what the case is about, on the page where it is answered
    CASE_ASIDE = "case_aside"
    CASE_WORK = "case_work"  # what is done around a case between its decisions
    PROCESS_PAGE = "process_page"


Panel = Callable[[HttpRequest, Any], str]
_PANELS: dict[Place, list[tuple[int, str, Panel]]] = {place: [] for place in Place}


def panel(place: Place, *, order: int = 50) -> Callable[[Panel], Panel]:
    def register(function: Panel) -> Panel:
        _PANELS[place].append((order, f"{function.__module__}.{function.__qualname__}", function))
        _PANELS[place].sort(key=lambda entry: entry[:2])
        return function

    return register


def render(place: Place, request: HttpRequest, subject: Any = None) -> SafeString:
    """All panels of a place in order; one that has nothing to say returns an empty string. Each returns rendered template output."""
    return mark_safe("".join(function(request, subject) for _, _, function in _PANELS[place]))  # noqa: S308 - template output only
