"""Secrecy marks of one subject: what is marked now, marking more, lifting, and all that has been said about it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from sluss.core import addresses, clock, kept
from sluss.core.components import Crumb, TimelineItem
from sluss.core.verdict import NotAllowed
from sluss.journal.models import Subject

from .. import actions, queries
from ..forms import LiftForm, MarkForm
from ..models import SecrecyMark
from ..rules import may_mark

_ICONS = {"claim": "info", "mark": "lock", "lift": "eye"}


@require_http_methods(["GET", "HEAD", "POST"])
@kept.signed_in
def secrecy(request: HttpRequest, pk: int) -> HttpResponse:
    user: Any = request.user
    subject = Subject.objects.select_related("unit__answers_to").filter(pk=pk).first()
    if subject is None or not may_mark(user, subject) or not queries.markable(subject):
        raise Http404
    marks = queries.in_force(pk)
    typed = kept.returned(request)
    does = (typed or request.POST).get("do", "")
    sent = request.POST if request.method == "POST" else None
    mark_form = MarkForm(subject, marks, data=sent if does == "mark" else None)
    lift_form = LiftForm(subject, marks, data=sent if does == "lift" else None)
    form = lift_form if does == "lift" else mark_form
    kept.fill(form, typed)
    if request.method == "POST" and form.is_valid():
        try:
            _do(request, subject, form, user)
        except NotAllowed as refused:
            form.add_error(None, str(refused))
        else:
            return redirect(request.path)
    return _page(request, subject, marks, mark_form, lift_form, form)


def _do(request: HttpRequest, subject: Subject, form: MarkForm | LiftForm, user: Any) -> None:
    data = form.cleaned_data
    if isinstance(form, MarkForm):
        actions.mark(subject, by=user, fields=data["fields_marked"], ground=data["ground"], reason=data["reason"])
        messages.success(request, _("It is marked. From now on only those who handle it can read it, and each reading is logged."))
    else:
        actions.lift(subject, by=user, fields=data["fields_marked"], reason=data["reason"])
        messages.success(request, _("The mark is lifted. All who find it can read it again."))


def _page(
    request: HttpRequest, subject: Subject, marks: dict[str, SecrecyMark], mark_form: MarkForm, lift_form: LiftForm, form: Any
) -> HttpResponse:
    labels = {field.name: field.label for field in queries.markable(subject)}
    context = {
        "subject": subject,
        "back": addresses.url_of(subject),
        "crumbs": [Crumb(label=subject.title, href=addresses.url_of(subject)), Crumb(label=_("Secrecy"))],
        "marks": [(labels[name], mark) for name, mark in marks.items() if name in labels],
        "mark_form": mark_form if mark_form.fields["fields_marked"].choices else None,  # type: ignore[attr-defined]  # has choices
        "lift_form": lift_form if marks else None,
        "form": form,
        "history": [_item(mark, labels) for mark in queries.history(subject.pk)],
    }
    return render(request, "records/secrecy.html", context, status=422 if form.errors else 200)


def _item(mark: SecrecyMark, labels: dict[str, Any]) -> TimelineItem:
    # A claim is the giver's, and who that is may be hidden.
    who = "" if mark.act == "claim" or mark.by is None else mark.by.name
    text = ", ".join(filter(None, [str(labels.get(mark.field, mark.field)), mark.ground]))
    title = f"{mark.get_act_display()}: {text}"
    return TimelineItem(when=clock.local_day(mark.at), title=title, text=mark.reason, who=who, icon=_ICONS[mark.act])
