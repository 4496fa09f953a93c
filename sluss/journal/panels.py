"""What the journal lends to other apps' pages as HTML."""

from __future__ import annotations

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from .forms import follow_toggle
from .models import Subject
from .queries import follows


def follow_button(request: HttpRequest, subject: Subject, *, following: bool | None = None) -> SafeString:
    """Follow or stop following, by a small form or, for one who is not signed in, a link to do so. One query unless told the answer."""
    user = request.user
    if following is None:
        following = user.is_authenticated and bool(follows(user, [subject.pk]))
    return SafeString(render_to_string("journal/_follow.html", follow_toggle(request, subject, following=following), request))
