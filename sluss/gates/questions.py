"""What a promise expects of those who owe it, and on which page. Asks the database nothing, but for why a question was taken back."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from functools import lru_cache

from django.db.models import Model
from django.urls import reverse
from django.utils.translation import get_language

from sluss.core import addresses
from sluss.core.providers import Kind, QuestionKind, collect

from .models import Promise
from .queued import Queued
from .states import PromiseKind


def is_question(promise: Promise | Queued) -> bool:
    """Whether a unit is asked something, rather than the case's own answer awaited."""
    return promise.kind != PromiseKind.ANSWER


def page_of(promise: Promise | Queued) -> str:
    """Where one answers. Needs the subject loaded where there is no case."""
    if is_question(promise):
        return _kind(promise).page(promise)
    return _case_page(promise.case_id, get_language()) if promise.case_id else addresses.url_of(promise.subject)


@lru_cache(4096)  # queues write the same addresses again and again
def _case_page(pk: int, _language: str | None) -> str:
    return reverse("gates:case", args=[pk])


def expected_of(promise: Promise | Queued) -> str:
    """What a unit that is asked is to do."""
    return str(_kind(promise).expected)


def why_ended(promises: Iterable[Promise]) -> dict[int, str]:
    """The reasons why these were taken back: {promise id: reason}. One query for each kind there is among them."""
    asked: dict[str, dict[int, int]] = {}
    for promise in promises:
        asked.setdefault(promise.kind, {})[promise.question or 0] = promise.pk
    kinds = (found for found in collect(Kind.QUESTIONS) if found.kind in asked)
    return {asked[found.kind][number]: why for found in kinds for number, why in found.why_ended(asked[found.kind]).items()}


def reasons_in(asked: type[Model], field: str) -> Callable[[Collection[int]], Mapping[int, str]]:
    """For a kind of question: which field of its rows says why one was taken back."""
    return lambda numbers: dict(asked._default_manager.filter(pk__in=numbers).values_list("pk", field))


def _kind(promise: Promise | Queued) -> QuestionKind:
    return next(found for found in collect(Kind.QUESTIONS) if found.kind == promise.kind)
