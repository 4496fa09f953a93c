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
    with override(template.language):
        values = {
            GREETING: _("Hello %(name)s!") % {"name": name} if name else _("Hello!"),
            TITLE: case.subject.title,
            DUE: day(promise.due_on) if promise else "…",
        }
    return _TOKEN.sub(lambda found: values.get(PLACEHOLDERS.get(found[1].strip().casefold(), ""), found[0]), template.text)
