"""Answers to a way in's own questions. Each keeps the question as it was asked: what is changed in the question later changes no answer."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils.translation import gettext as _

from sluss.core.dates import read_day
from sluss.core.labels import shown
from sluss.core.text import clean
from sluss.core.verdict import NotAllowed

from ..models import Question
from ..states import LONGEST_ANSWER, QuestionKind

Answer = dict[str, Any]  # key, kind, label, help, choices, required and value: what stands in Idea.answers and in each version
LONGEST_NUMBER = 20


def asked(questions: Iterable[Question]) -> list[Answer]:
    """The questions as they are now, none of them answered."""
    return [
        {
            "key": str(question.pk),
            "kind": question.kind,
            "label": question.label,
            "help": question.help,
            "choices": question.choices,
            "required": question.required,
            "value": "",
        }
        for question in questions
    ]


def answered(questions: Iterable[Answer], values: Mapping[str, str]) -> tuple[Answer, ...]:
    """The same questions with these values, each checked, or NotAllowed. A value for what was not asked is refused."""
    questions = list(questions)
    if not set(values) <= {question["key"] for question in questions}:
        raise NotAllowed(_("The questions have been changed since you opened the form. Answer them again before you send."))
    return tuple(question | {"value": _checked(question, values.get(question["key"], ""))} for question in questions)


def _checked(question: Answer, typed: str) -> str:
    value = clean(str(typed))
    if not value:
        if question["required"]:
            raise NotAllowed(_("Answer the question “%(question)s”.") % {"question": shown(question["label"])})
        return ""
    made = _READERS[QuestionKind(question["kind"])](value, question)
    if made is None:
        raise NotAllowed(_("The answer to “%(question)s” cannot be read. Write it again.") % {"question": shown(question["label"])})
    return made


def _text(value: str, _question: Answer) -> str | None:
    return value if len(value) <= LONGEST_ANSWER else None


def _choice(value: str, question: Answer) -> str | None:
    return value if value in {str(number) for number in range(len(question["choices"]))} else None


def _number(value: str, _question: Answer) -> str | None:
    try:
        number = Decimal(value) if len(value) <= LONGEST_NUMBER else Decimal("NaN")
    except InvalidOperation:
        return None
    return format(number, "f") if number.is_finite() and abs(number.adjusted()) < LONGEST_NUMBER else None


def _date(value: str, _question: Answer) -> str | None:
    return value if read_day(value) else None


_READERS = {QuestionKind.TEXT: _text, QuestionKind.CHOICE: _choice, QuestionKind.NUMBER: _number, QuestionKind.DATE: _date}
