"""The ways in, as the innovation office keeps them."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from sluss.core.components import Crumb
from sluss.core.verdict import NotAllowed
from sluss.people.views.units import suggestions

from .. import actions
from ..forms.gateway import GatewayForm
from ..queries_give import gateways
from ..rules import is_open, may_manage_gateways


def _demand(request: HttpRequest) -> None:
    verdict = may_manage_gateways(request.user)
    if not verdict:
        raise PermissionDenied(str(verdict.reason))


@login_required
@require_safe
def listed(request: HttpRequest) -> HttpResponse:
    _demand(request)
    return render(request, "ideas/gateways/list.html", {"cards": [(way, is_open(way)) for way in gateways()]})


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, gateway: str) -> HttpResponse:
    _demand(request)
    way = get_object_or_404(gateways(), slug=gateway)
    form = GatewayForm(request.POST or None, gateway=way)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                changed = actions.change_gateway(way, by=request.user, **form.changes())
            except NotAllowed as refusal:
                form.add_error(None, str(refusal))
            else:
                done = _("Saved. It counts for what comes in from now on.") if changed else _("Nothing was changed.")
                messages.success(request, done)
                return redirect("ideas:gateway_list")
    crumbs = [Crumb(label=_("Ways in"), href=reverse("ideas:gateway_list")), Crumb(label=way.shown_name)]
    context = {"form": form, "title": way.shown_name, "way": way, "crumbs": crumbs, "units": suggestions()}
    return render(request, "ideas/gateways/edit.html", context, status=status)
