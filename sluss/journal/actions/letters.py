"""A message as a mail: subject line, text and HTML, in the language that is active."""

from __future__ import annotations

import re

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse

from sluss.core.messages import Message, Recipient, absolute

_BLANKS = re.compile(r"[\s\x00-\x1f\x7f\u2028\u2029]+")
LONGEST_SUBJECT = 200


def one_line(text: str) -> str:
    """A header holds one line, whatever was written: a new line in a title must never begin a header of its own."""
    line = _BLANKS.sub(" ", text).strip()
    return line if len(line) <= LONGEST_SUBJECT else line[: LONGEST_SUBJECT - 1].rstrip() + "…"


def letter(message: Message, recipient: Recipient) -> tuple[str, str, str]:
    context = {
        "message": message,
        "recipient": recipient,
        "city": settings.CITY_NAME,
        "colour": settings.CITY_COLOUR,
        "site": settings.SITE_URL,
        "settings_url": absolute(reverse("journal:settings")) if recipient.person_id else "",
    }
    text = render_to_string("journal/mail/event.txt", context)
    html = render_to_string("journal/mail/event.html", context)
    # Parts that are left out leave empty lines behind.
    return one_line(message.subject_line), re.sub(r"\n{3,}", "\n\n", text).strip() + "\n", html
