"""What stands in braces in a reply template, and what it becomes in a case."""

from __future__ import annotations

import re

from django.utils.translation import gettext as _
from django.utils.translation import override

from sluss.core.dates import day

from .models import Case, Promise, ReplyTemplate

_TOKEN = re.compile(r"\{([^{}\n]{1,40})\}")
GREETING, TITLE, DUE = "greeting", "title", "due"
_SWEDISH = {"hälsning": GREETING, "titel": TITLE, "svarsdag": DUE}
_ENGLISH = {"greeting": GREETING, "title": TITLE, "answer day": DUE}
PLACEHOLDERS = _SWEDISH | _ENGLISH


def words_in(language: str) -> list[str]:
    return list(_ENGLISH if language == "en" else _SWEDISH)


def unknown(text: str) -> list[str]:
    """What stands in braces and means nothing."""
    return [found for found in dict.fromkeys(_TOKEN.findall(text)) if found.strip().casefold() not in PLACEHOLDERS]


def fill(template: ReplyTemplate, case: Case, *, name: str, promise: Promise | None) -> str:
    """The template's text for this case, to be read and edited before it is sent. `name` is empty where the giver must not be named."""
    return _TOKEN.sub(lambda found: _value(found, template.language, case, name, promise), template.text)


def fill_each(text: str, case: Case, *, name: str, promise: Promise | None) -> str:
    """A text that is sent in many cases, as it reads in this one. Each word is filled in in the language it is written in."""
    return _TOKEN.sub(lambda found: _value(found, "sv" if _word(found) in _SWEDISH else "en", case, name, promise), text)


def has_words(text: str) -> bool:
    """Whether something is filled in."""
    return any(_word(found) in PLACEHOLDERS for found in _TOKEN.finditer(text))


def _word(found: re.Match[str]) -> str:
    return found[1].strip().casefold()


def _value(found: re.Match[str], language: str, case: Case, name: str, promise: Promise | None) -> str:
    with override(language):
        values = {
            GREETING: _("Hello %(name)s!") % {"name": name} if name else _("Hello!"),
            TITLE: case.subject.title,
            DUE: day(promise.due_on) if promise else "…",
        }
    return values.get(PLACEHOLDERS.get(_word(found), ""), found[0])
