from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBadRequest
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from sluss.core import addresses
from sluss.core.components import Crumb
from sluss.core.pressing import post_only
from sluss.core.routes import number_in

from . import actions, queries
from .forms import MailChoiceForm, follow_toggle
from .models import Notice, Subject
from .rules import may_follow
from .states import MailChoice

PAGE = 20


@require_safe
@login_required
def notices(request: HttpRequest) -> HttpResponse:
    user: Any = request.user
    older, newer = number_in(request.GET.get("before")), number_in(request.GET.get("after"))
    rows, previous, following = _page(user, older, newer)
    if not rows and (older is not None or newer is not None):
        return redirect("journal:notices")
    home = reverse("journal:notices")
    context = {
        "shown": queries.shown_notices(rows, user),
        "has_new": any(row.read_at is None for row in rows),
        "up_to": rows[0].pk if rows else 0,
        "previous": f"{home}?{urlencode({'after': previous})}" if previous else "",
        "next": f"{home}?{urlencode({'before': following})}" if following else "",
        "first": home if previous else "",
    }
    return render(request, "journal/notices.html", context)


def _page(user: Any, older: int | None, newer: int | None) -> tuple[list[Notice], int | None, int | None]:
    """One page of notices, and the ids that its neighbours begin at. One query."""
    found = queries.notices_of(user)
    if newer is not None:
        rows = list(found.filter(pk__gt=newer).order_by("id")[: PAGE + 1])
        more, rows = len(rows) > PAGE, rows[:PAGE][::-1]
        return rows, rows[0].pk if rows and more else None, rows[-1].pk if rows else None
    if older is not None:
        found = found.filter(pk__lt=older)
    rows = list(found[: PAGE + 1])
    more, rows = len(rows) > PAGE, rows[:PAGE]
    return rows, rows[0].pk if rows and older is not None else None, rows[-1].pk if more else None


@require_safe
@login_required
def open_notice(request: HttpRequest, pk: int) -> HttpResponse:
    """To what the notice is about; it counts as read from then on. The address leads nowhere outside Sluss."""
    user: Any = request.user
    notice = get_object_or_404(queries.notices_of(user), pk=pk)
    shown = queries.shown_notices([notice], user)
    actions.mark_read([notice.pk], by=user)
    if not shown:
        messages.info(request, _("What the notice is about is no longer shown to you."))
        return redirect("journal:notices")
    paths = [url.removeprefix(settings.SITE_URL) for _label, url in shown[0].message.links]
    ours = [path for path in paths if _is_ours(request, path)]
    return redirect(ours[0] if ours else "journal:notices")


@post_only
@login_required
def all_read(request: HttpRequest) -> HttpResponse:
    user: Any = request.user
    up_to = number_in(request.POST.get("up_to"))
    if up_to is None:
        return HttpResponseBadRequest()
    actions.mark_all_read(by=user, up_to=up_to)
    return redirect("journal:notices")


@login_required
def notice_settings(request: HttpRequest) -> HttpResponse:
    user: Any = request.user
    form = MailChoiceForm(request.POST if request.method == "POST" else None, initial={"mail": queries.mail_choice(user)})
    if request.method == "POST" and form.is_valid():
        actions.choose_mail(MailChoice(form.cleaned_data["mail"]), by=user)
        messages.success(request, _("Saved."))
        return redirect("journal:settings")
    crumbs = [Crumb(label=_("Notices"), href=reverse("journal:notices")), Crumb(label=_("How you hear from us"))]
    return render(request, "journal/settings.html", {"form": form, "crumbs": crumbs}, status=422 if form.errors else 200)


@post_only
@login_required
def follow(request: HttpRequest, subject_id: int) -> HttpResponse:
    """Follow with on=1, stop without. Doing it again changes nothing."""
    user: Any = request.user
    subject = get_object_or_404(Subject.objects.select_related("unit"), pk=subject_id)
    on = request.POST.get("on") == "1"
    if on:
        if not may_follow(user, subject):
            raise Http404
        actions.follow(subject, by=user)
    elif not may_follow(user, subject) and not queries.follows(user, [subject.pk]):
        raise Http404
    else:
        actions.unfollow(subject, by=user)
    if request.headers.get("HX-Request"):
        return render(request, "journal/_follow.html", follow_toggle(request, subject, following=on))
    back = request.POST.get("next", "")
    return redirect(back if _is_ours(request, back) else addresses.url_of(subject))


def _is_ours(request: HttpRequest, url: str) -> bool:
    """An address of ours, whole: a bare word would be read as the name of a page, and there is none."""
    return url.startswith("/") and url_has_allowed_host_and_scheme(
        url, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
