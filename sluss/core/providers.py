"""Providers: the third way up. An upper app lends typed data to a lower app. At most one query for any number of subjects."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.utils.functional import Promise as LazyText


class Kind(StrEnum):
    NAVIGATION = "navigation"  # (request) -> Iterable[NavItem]
    USER_LINKS = "user_links"  # (request) -> Iterable[UserLink]; asked only for one who is signed in
    SEARCH_TEXT = "search_text"  # (subject_ids) -> Iterable[SearchText]
    WAYS = "ways"  # () -> Iterable[Way]
    GIVERS = "givers"  # (subject_ids) -> Iterable[Giver]
    TOLD_APART = "told_apart"  # (event) -> Iterable[person ids]: those who are told of it on something of their own instead
    STATISTICS = "statistics"  # (asked: gates.counting.Asked) -> Iterable[(chart, what it means)]
    QUESTIONS = "questions"  # () -> Iterable[QuestionKind]; asks nothing
    GIVEN = "given"  # (person_id) -> Iterable[QuerySet of subject ids]: what the person has given; asks nothing by itself
    MARKABLE = "markable"  # (subject) -> Iterable[Markable]; asks nothing
    PERSONAL_DATA = "personal_data"  # (person) -> Iterable[PersonalPart], in order of the stack
    HOLDS = "holds"  # (person) -> Iterable[text]: what the person still holds, which somebody else must have before the name can go
    DEMO = "demo"  # (city, random) -> None, in order of the stack


@dataclass(frozen=True, slots=True)
class NavItem:
    label: str | LazyText
    url: str
    order: int
    active: bool = False


@dataclass(frozen=True, slots=True)
class UserLink:
    """An icon beside the user's initials, with a number on it when there is something new: notices."""

    label: str | LazyText
    url: str
    icon: str
    order: int = 50
    count: int = 0


@dataclass(frozen=True, slots=True)
class SearchText:
    subject_id: int
    title: str
    body: str


@dataclass(frozen=True, slots=True)
class Giver:
    """Who gave a subject and how they are reached: a person, or an address that belongs to no account."""

    subject_id: int
    person_id: int | None
    name: str
    email: str
    language: str
    status_url: str = ""  # where one without an account reads the answer
    name_shown: bool = False  # to all who see the subject, as the giver has chosen


@dataclass(frozen=True, slots=True)
class QuestionKind:
    """Something that a unit is asked, and where it answers."""

    kind: str  # gates.PromiseKind
    expected: str | LazyText  # what it is to do, as the work queue says it
    page: Callable[[Any], str]  # (gates.Promise) -> address
    why_ended: Callable[[Collection[int]], Mapping[int, str]]  # (numbers) -> the reason for each that was taken back; one query


@dataclass(frozen=True, slots=True)
class Markable:
    """A field of a subject that can be marked as secret."""

    name: str
    label: str | LazyText


@dataclass(frozen=True, slots=True)
class PersonalPart:
    """One kind of what is kept about a person: rows of values under headings, read as they are written out."""

    key: str
    title: str | LazyText
    columns: tuple[tuple[str, str | LazyText], ...]
    rows: Iterable[tuple[Any, ...]]


@dataclass(frozen=True, slots=True)
class Way:
    """A way into the city that a case can be referred to: the first stage of its process, at the unit that receives what comes there."""

    key: int
    label: str
    unit: Any  # people.Unit
    process: Any  # gates.Process


_PROVIDERS: dict[Kind, list[tuple[int, Callable[..., Any]]]] = {kind: [] for kind in Kind}


def provide(kind: Kind, *, order: int = 50) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    def register(function: Callable[..., Any]) -> Callable[..., Any]:
        _PROVIDERS[kind].append((order, function))
        _PROVIDERS[kind].sort(key=lambda entry: entry[0])
        return function

    return register


def collect(kind: Kind, *args: Any) -> Iterator[Any]:
    for _, function in _PROVIDERS[kind]:
        given: Iterable[Any] = function(*args)
        yield from given
