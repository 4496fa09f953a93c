"""The texts for answers: which there are, and how they are kept."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from sluss.core import kept
from sluss.core.components import Crumb
from sluss.core.pressing import post_only
from sluss.core.routes import number_in
from sluss.core.verdict import NotAllowed
from sluss.people.rules import acting
from sluss.people.states import Permission

from .. import actions, queries
from ..forms import TemplateForm
from ..models import ReplyTemplate
from ..rules import may_keep_templates

PAGE = 50


def _only_who_answers(request: HttpRequest) -> HttpResponse | None:
    if answer := kept.sign_in_first(request):
        return answer
    if not acting(request.user).has(Permission.HANDLE):
        raise PermissionDenied(_("The texts are for those who answer ideas. You have no such role right now."))
    return None


def _crumbs(last: str) -> list[Crumb]:
    crumbs = [
        Crumb(label=_("To answer"), href=reverse("gates:queue")),
        Crumb(label=_("Texts for answers"), href=reverse("gates:templates")),
    ]
    return [*crumbs, Crumb(label=last)] if last else [crumbs[0], Crumb(label=_("Texts for answers"))]


@require_safe
def templates(request: HttpRequest) -> HttpResponse:
    if answer := _only_who_answers(request):
        return answer
    after = number_in(request.GET.get("after"))
    found = list(queries.kept_templates(request.user, after=after)[: PAGE + 1])
    home = reverse("gates:templates")
    context = {
        "templates": found[:PAGE],
        "next": f"{home}?after={found[PAGE - 1].pk}" if len(found) > PAGE else "",
        "first": home if after is not None else "",
        "crumbs": _crumbs(""),
    }
    return render(request, "gates/templates.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def template_new(request: HttpRequest) -> HttpResponse:
    if answer := _only_who_answers(request):
        return answer
    return _edit(request, None)


@require_http_methods(["GET", "HEAD", "POST"])
def template_edit(request: HttpRequest, pk: int) -> HttpResponse:
    if answer := _only_who_answers(request):
        return answer
    return _edit(request, _load(request, pk))


@post_only
def template_retire(request: HttpRequest, pk: int) -> HttpResponse:
    if answer := _only_who_answers(request):
        return answer
    template = _load(request, pk)
    actions.retire_template(template, by=request.user)  # type: ignore[arg-type]  # who answers is a person
    messages.success(request, _("“%(title)s” can be chosen no more.") % {"title": template.title})
    return redirect("gates:templates")


def _load(request: HttpRequest, pk: int) -> ReplyTemplate:
    template = ReplyTemplate.objects.select_related("unit").filter(pk=pk, retired_at=None).first()
    if template is None or not may_keep_templates(request.user, template.unit):
        raise Http404
    return template


def _edit(request: HttpRequest, template: ReplyTemplate | None) -> HttpResponse:
    initial: dict[str, Any] = {}
    if template is not None:
        initial = {"title": template.title, "text": template.text, "language": template.language, "unit": str(template.unit_id)}
    form = TemplateForm(request.POST if request.method == "POST" else None, units=queries.units_handled(request.user), initial=initial)
    kept.put_back(request, form)
    if request.method == "POST" and form.is_valid():
        try:
            saved = actions.keep_template(by=request.user, template=template, **form.cleaned_data)  # type: ignore[arg-type]  # a person
        except NotAllowed as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("“%(title)s” is saved, and can be chosen when you answer.") % {"title": saved.title})
            return redirect("gates:templates")
    title = _("Change the text") if template else _("New text")
    context = {"form": form, "template": template, "title": title, "crumbs": _crumbs(title)}
    return render(request, "gates/template_form.html", context, status=422 if form.errors else 200)
