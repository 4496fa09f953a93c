"""What the journal lends upward: the bell beside one's initials."""

from __future__ import annotations

from collections.abc import Iterator

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from sluss.core.providers import Kind, UserLink, provide

from .queries import unread_count


@provide(Kind.USER_LINKS, order=10)
def notices(request: HttpRequest) -> Iterator[UserLink]:
    yield UserLink(_("Notices"), reverse("journal:notices"), "bell", order=10, count=unread_count(request.user))  # type: ignore[arg-type]  # asked for the signed in only
