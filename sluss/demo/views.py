"""Be somebody in Älvsund with one click, and read the city's mail."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import nh3
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_safe

from sluss.core.components import Crumb
from sluss.core.pressing import post_only
from sluss.core.routes import number_in
from sluss.ideas.actions.codes import receipt_of
from sluss.ideas.models import Submission
from sluss.journal.models import OutgoingMail
from sluss.journal.queries import mails as sent_mails
from sluss.people.models import Person

from .city.cast import CAST, GROUPS, Member
from .city.load import is_demo

PAGE = 20
LARGEST = 2**63 - 1
WITHOUT_ACCOUNT = "kerstin.h@post.example"  # gave an idea without an account; the receipt code is shown to try
BACKEND = settings.AUTHENTICATION_BACKENDS[-1]  # the first of them only refuses
MEMBERS: Mapping[str, Member] = {member.key: member for member in CAST}


@dataclass(frozen=True, slots=True)
class Shown:
    member: Member
    unit: str
    is_you: bool


def _unit_of(person: Person) -> str:
    return person.unit.shown_name if person.unit else ""


@require_safe
def people(request: HttpRequest) -> HttpResponse:
    if not is_demo():
        return render(request, "demo/empty.html")
    found = {person.username: person for person in Person.objects.filter(username__in=[m.username for m in CAST]).select_related("unit")}
    groups = [
        (
            title,
            [
                Shown(member, _unit_of(found[member.username]), found[member.username].pk == request.user.pk)
                for member in CAST
                if member.group == key and member.username in found
            ],
        )
        for key, title in GROUPS
    ]
    return render(request, "demo/people.html", {"groups": groups, "receipt": _receipt()})


def _receipt() -> str:
    given = Submission.objects.filter(email=WITHOUT_ACCOUNT, person=None).order_by("pk").first()
    return receipt_of(given.form_key) if given else ""


@post_only
@sensitive_post_parameters()
def sign_in(request: HttpRequest) -> HttpResponse:
    member = MEMBERS.get(request.POST.get("person", ""))
    person = Person.objects.filter(username=member.username, is_active=True).first() if member and is_demo() else None
    if member is None or person is None:
        raise Http404
    login(request, person, backend=BACKEND)
    messages.success(request, _("You are %(name)s now. %(tries)s") % {"name": member.name, "tries": member.tries})
    return redirect(reverse(member.start) + (f"?{member.start_query}" if member.start_query else ""))


# --- Mail ---------------------------------------------------------------------------------------------------------------


@require_safe
def mails(request: HttpRequest) -> HttpResponse:
    before, after = number_in(request.GET.get("before")), number_in(request.GET.get("after"))
    rows, newer, older = _page(before, after)
    home = reverse("demo:mails")
    if not rows and (before is not None or after is not None):
        return redirect(home)
    context = {
        "mails": rows,
        "newer": f"{home}?after={rows[0].pk}" if newer else "",
        "older": f"{home}?before={rows[-1].pk}" if older else "",
        "newest": home if newer else "",
        "crumbs": [Crumb(label=_("The demo city"), href=reverse("demo:people")), Crumb(label=_("Mail"))],
    }
    return render(request, "demo/mails.html", context)


def _page(before: int | None, after: int | None) -> tuple[list[OutgoingMail], bool, bool]:
    """One page in the order (sent, id), and whether there is more on either side. Two queries at most."""
    found = sent_mails().only("pk", "to", "subject_line", "sent_at")
    mark = OutgoingMail.objects.filter(pk=before or after).only("pk", "sent_at").first() if before or after else None
    if mark is None or mark.sent_at is None:
        rows = list(found[: PAGE + 1]) if before is None and after is None else []
        return rows[:PAGE], False, len(rows) > PAGE
    if before is not None:
        rows = list(found.filter(Q(sent_at__lt=mark.sent_at) | Q(sent_at=mark.sent_at, pk__lt=mark.pk))[: PAGE + 1])
        return rows[:PAGE], True, len(rows) > PAGE
    later = found.filter(Q(sent_at__gt=mark.sent_at) | Q(sent_at=mark.sent_at, pk__gt=mark.pk)).order_by("sent_at", "pk")
    rows = list(later[: PAGE + 1])
    return rows[:PAGE][::-1], len(rows) > PAGE, True


@require_safe
def mail(request: HttpRequest, pk: int) -> HttpResponse:
    if pk > LARGEST:
        raise Http404
    found = get_object_or_404(sent_mails(), pk=pk)
    crumbs = [
        Crumb(label=_("The demo city"), href=reverse("demo:people")),
        Crumb(label=_("Mail"), href=reverse("demo:mails")),
        Crumb(label=found.subject_line),
    ]
    context: dict[str, Any] = {"mail": found, "html": shown_html(found.html), "text": linked(found.text), "crumbs": crumbs}
    return render(request, "demo/mail.html", context)


_CLEANER = nh3.Cleaner(
    tags={"p", "br", "b", "strong", "i", "em", "a", "blockquote", "ul", "ol", "li", "hr", "h1", "h2", "h3"},
    attributes={"a": {"href"}},
    url_schemes={"http", "https", "mailto"},
    clean_content_tags={"title", "style", "script", "head"},
    link_rel="noopener noreferrer",
)
_HEADING = re.compile(r"(</?)h[12]>")
_ADDRESS = re.compile(r"https?://[^\s<>\"]+[^\s<>\".,)]")


def shown_html(html: str) -> SafeString:
    """The mail's own HTML without its looks, and its headings below the page's."""
    return mark_safe(_HEADING.sub(r"\1h3>", _CLEANER.clean(html)).strip())  # noqa: S308 - what nh3 lets through


def linked(text: str) -> SafeString:
    """The plain version in its paragraphs, with its addresses as links."""
    parts, last = [], 0
    for match in _ADDRESS.finditer(text):
        url = conditional_escape(match.group())
        parts += [conditional_escape(text[last : match.start()]), f'<a class="ds-link" href="{url}">{url}</a>']
        last = match.end()
    parts.append(conditional_escape(text[last:]))
    paragraphs = re.split(r"\n{2,}", "".join(parts).strip())
    return mark_safe("".join(f"<p>{paragraph.replace(chr(10), '<br>')}</p>" for paragraph in paragraphs))  # noqa: S308 - each part was escaped above
