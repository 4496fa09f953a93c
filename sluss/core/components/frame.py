"""What frames a page: where one is, what just happened, what must be put right."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from django.contrib.messages import constants
from django.forms import BaseForm, BoundField
from django.template import Context
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from .base import Component, Text, component, safe, written
from .status import icon


@dataclass(frozen=True, slots=True, kw_only=True)
class Crumb:
    label: Text
    href: str = ""


@component("breadcrumb")
@dataclass(frozen=True, slots=True, kw_only=True)
class Breadcrumb(Component):
    """The last one is this page and needs no address."""

    items: Sequence[Crumb]

    def html(self, context: Context | None = None, body: str = "") -> SafeString:
        links = "".join(f'<li><a class="ds-link" href="{written(item.href)}">{written(item.label)}</a></li>' for item in self.items[:-1])
        here = "".join(f'<li><span aria-current="page">{written(item.label)}</span></li>' for item in self.items[-1:])
        return safe(f'<nav class="ds-breadcrumbs" aria-label="{written(_("You are here"))}"><ol>{links}{here}</ol></nav>\n')


NO_MESSAGES = safe('<div class="sl-msgs" role="status" id="messages"></div>')
MESSAGE_ICONS = {constants.ERROR: "error", constants.WARNING: "alert", constants.SUCCESS: "check-circle"}


@component("messages")
@dataclass(frozen=True, slots=True, kw_only=True)
class Messages(Component):
    """What just happened, from django.contrib.messages. Stands in the page, so it is seen without JavaScript and stays."""

    needs_context: ClassVar[bool] = True

    def html(self, context: Context | None = None, body: str = "") -> SafeString:
        # On nearly every page there is none, but the region must be there for what htmx brings later.
        if context is None or not context.get("messages"):
            return NO_MESSAGES
        return Component.html(self, context, body)


def message_icon(level: int) -> SafeString:
    return icon(MESSAGE_ICONS.get(level, "info"))


@component("error_summary")
@dataclass(frozen=True, slots=True, kw_only=True)
class ErrorSummary(Component):
    """All that must be put right, first on the page and with the focus; each line leads to its field."""

    form: BaseForm | None = None
    forms: Sequence[BaseForm] = ()
    focus: bool = True

    def extra(self) -> dict[str, Any]:
        errors = [error for form in ((self.form, *self.forms) if self.form is not None else self.forms) for error in form_errors(form)]
        return {"errors": errors, "count": len(errors)}


def form_errors(form: BaseForm) -> Iterator[tuple[str, str]]:
    """(text, id of the field) for each error; what is wrong with the whole form has no id."""
    if not form.is_bound:
        return
    for text in form.non_field_errors():
        yield text, ""
    for bound in form:
        for text in bound.errors:
            yield text, "" if bound.is_hidden else first_id(bound)


def first_id(bound: BoundField) -> str:
    """Where the focus goes: the field, or the first choice of a group."""
    return bound.id_for_label or f"{bound.auto_id}_0"
