"""What a field of a form looks like. Written without templates: through them the six fields of a case's page were a fourth of its time.

Each function takes what Django gives the template of the same name, and escapes what it writes.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.forms import BoundField
from django.utils.formats import number_format
from django.utils.html import conditional_escape, escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

Context = Mapping[str, Any]
_DJANGO = "django/forms/widgets/"


def field(context: Context) -> SafeString:
    """Label, help, input and error, tied together by their ids."""
    it: BoundField = context["field"]
    if it.is_hidden:
        html = str(it)
    elif it.use_fieldset:
        described = f' aria-describedby="{escape(it.aria_describedby)}"' if it.aria_describedby else ""
        label = f'<legend class="ds-label" data-weight="medium">{_label(it)}</legend>'
        html = f'<fieldset class="ds-fieldset"{described}>{label}{_help(it)}{it}{_errors(it)}</fieldset>'
    elif it.widget_type == "checkbox":
        label = f'<label class="ds-label" data-weight="regular" for="{escape(it.id_for_label)}">{conditional_escape(it.label)}</label>'
        html = f'<div class="ds-field">{it}{label}{_help(it)}{_errors(it)}</div>'
    else:
        label = f'<label class="ds-label" data-weight="medium" for="{escape(it.id_for_label)}">{_label(it)}</label>'
        html = f'<div class="ds-field">{label}{_help(it)}{it}{_counter(it)}{_errors(it)}</div>'
    return mark_safe(html)  # noqa: S308 - every part is escaped where it is written


def _label(it: BoundField) -> str:
    optional = not it.field.required and getattr(it.form, "mark_optional", True)
    return conditional_escape(it.label) + (f' <span class="sl-opt">{_("(optional)")}</span>' if optional else "")


def _help(it: BoundField) -> str:
    if not it.help_text:
        return ""
    return f'<div data-field="description" id="{escape(it.auto_id)}_helptext">{conditional_escape(it.help_text)}</div>'


def _errors(it: BoundField) -> str:
    if not it.errors:
        return ""
    texts = "".join(f'<span><span class="vh">{_("Error:")} </span>{conditional_escape(error)}</span>' for error in it.errors)
    look = 'class="ds-validation-message" data-field="validation" data-color="danger"'
    return f'<div {look} id="{escape(it.auto_id)}_error">{texts}</div>'


def _counter(it: BoundField) -> str:
    most = getattr(it.field, "max_length", None)
    if not most or it.widget_type != "textarea":
        return ""
    left, over = escape(_("{n} characters left")), escape(_("{n} characters too many"))
    text = _("At most %(n)s characters.") % {"n": number_format(most, force_grouping=True)}
    key = f"{escape(it.id_for_label)}_counter"
    return f'<p class="sl-counter" id="{key}" data-left-text="{left}" data-over-text="{over}">{text}</p>'


def choices(context: Context) -> SafeString:
    """Radio buttons or check boxes, each with its label and, where there is one, a line of explanation."""
    widget = context["widget"]
    invalid = bool(widget["attrs"].get("aria-invalid"))
    html = ""
    for group, options, _index in widget["optgroups"]:
        if group:
            html += f'<p class="sl-mut">{conditional_escape(group)}</p>'
        html += "".join(_option(option, invalid=invalid) for option in options)
    return mark_safe(html)  # noqa: S308 - as above


def _option(option: Mapping[str, Any], *, invalid: bool) -> str:
    key, kind, explained = escape(option["attrs"].get("id", "")), option["type"], option.get("description")
    marks = " checked" if option["selected"] else ""
    marks += " disabled" if option["attrs"].get("disabled") else ""
    marks += f' aria-describedby="{key}_helptext"' if explained else ""
    marks += ' aria-invalid="true"' if invalid and kind == "checkbox" else ""
    more = f'<div data-field="description" id="{key}_helptext">{conditional_escape(explained)}</div>' if explained else ""
    what = f'type="{kind}" name="{escape(option["name"])}" value="{escape(option["value"])}" id="{key}"'
    label = f'<label class="ds-label" data-weight="regular" for="{key}">{conditional_escape(option["label"])}</label>'
    return f'<div class="ds-field"><input class="ds-input" {what}{marks}>{label}{more}</div>'


def _attributes(attrs: Mapping[str, Any]) -> str:
    return "".join(
        f" {escape(name)}" if value is True else f' {escape(name)}="{escape(value)}"' for name, value in attrs.items() if value is not False
    )


def single(context: Context) -> SafeString:
    """Any <input> that holds one value."""
    widget = context["widget"]
    value = "" if widget["value"] is None else f' value="{escape(widget["value"])}"'
    return mark_safe(f'<input type="{widget["type"]}" name="{escape(widget["name"])}"{value}{_attributes(widget["attrs"])}>')  # noqa: S308 - as above


def textarea(context: Context) -> SafeString:
    """A browser takes away the first line break, so that a text may begin with one of its own."""
    widget = context["widget"]
    text = escape(widget["value"]) if widget["value"] else ""
    return mark_safe(f'<textarea name="{escape(widget["name"])}"{_attributes(widget["attrs"])}>\n{text}</textarea>')  # noqa: S308 - as above


def select(context: Context) -> SafeString:
    widget = context["widget"]
    html = f'<select name="{escape(widget["name"])}"{_attributes(widget["attrs"])}>'
    for group, options, _index in widget["optgroups"]:
        inside = "".join(
            f'<option value="{escape(option["value"])}"{_attributes(option["attrs"])}>{conditional_escape(option["label"])}</option>'
            for option in options
        )
        html += f'<optgroup label="{escape(group)}">{inside}</optgroup>' if group else inside
    return mark_safe(html + "</select>")  # noqa: S308 - as above


WRITTEN: Mapping[str, Callable[[Context], SafeString]] = {
    "forms/field.html": field,
    **dict.fromkeys((f"{_DJANGO}{kind}.html" for kind in ("radio", "checkbox_select")), choices),
    **dict.fromkeys(
        (
            f"{_DJANGO}{kind}.html"
            for kind in ("text", "number", "email", "url", "date", "time", "hidden", "password", "search", "tel", "checkbox")
        ),
        single,
    ),
    f"{_DJANGO}textarea.html": textarea,
    f"{_DJANGO}select.html": select,
}
