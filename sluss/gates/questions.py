"""What a promise expects of those who owe it, and on which page. Asks the database nothing."""

from __future__ import annotations

from functools import lru_cache

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


def _kind(promise: Promise | Queued) -> QuestionKind:
    return next(found for found in collect(Kind.QUESTIONS) if found.kind == promise.kind)
