"""A form that is sent twice – a double click without script, a page loaded again – does its work once.

For forms that make something new each time, where nothing in the database says that the second is the first: the form carries a key
({% once %}), and the same key with the same words, from the same person to the same address, is the same sending.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import transaction
from django.http import HttpRequest

from . import rates

FIELD = "once"
_SECONDS = 24 * 3600


class SentBefore(Exception):
    """It has been done already; nothing was written now."""


@contextmanager
def only(request: HttpRequest) -> Iterator[None]:
    """Around what a form does, in one transaction with it: what is refused has not been sent. Raises SentBefore. One query.

    Of two at once the second waits for the first.
    """
    with transaction.atomic():
        if request.POST.get(FIELD) and not rates.hit("core.once", _digest(request), 1, _SECONDS):
            raise SentBefore
        yield


def _digest(request: HttpRequest) -> str:
    said = [(name, value) for name, values in sorted(request.POST.lists()) if name != "csrfmiddlewaretoken" for value in values]
    whole = repr((request.user.pk, request.path, said)).encode("utf-8", "surrogatepass")
    return hashlib.sha256(whole).hexdigest()
