"""Forms that look and speak like the rest: Designsystemet's markup, plain error texts, cleaned input."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from django import forms
from django.forms.renderers import TemplatesSetting
from django.http import HttpRequest
from django.utils.datastructures import MultiValueDict
from django.utils.formats import number_format
from django.utils.functional import Promise as LazyText
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext_lazy

from .fields import WRITTEN
from .workdays import FIRST_YEAR

_DJANGO = "django/forms/widgets/"
_FILES = {_DJANGO + "file.html", _DJANGO + "clearable_file_input.html"}
_UNDRESSED = {*_FILES, *(_DJANGO + f"{kind}.html" for kind in ("hidden", "multiple_hidden", "radio", "checkbox_select"))}


class Renderer(TemplatesSetting):
    """settings.FORM_RENDERER: {{ form.title.as_field_group }} gives label, help, input and error, tied together by their ids."""

    form_template_name = "forms/form.html"
    field_template_name = "forms/field.html"  # core.fields writes it, and the inputs; a template is asked for the rest

    def render(self, template_name: str, context: dict[str, Any], request: HttpRequest | None = None) -> str:
        widget = context.get("widget")
        if widget is not None and template_name not in _UNDRESSED:
            attrs = widget["attrs"]
            attrs["class"] = f"ds-input {attrs['class']}" if attrs.get("class") else "ds-input"
            if template_name == _DJANGO + "textarea.html" and "maxlength" in attrs:
                # A browser cuts off a pasted text at maxlength without a word; a counter says how much is too much.
                attrs["data-max"] = attrs.pop("maxlength")
                attrs["data-counter"] = f"{attrs.get('id', '')}_counter"
        if write := WRITTEN.get(template_name):
            return write(context)
        return str(super().render("forms/file.html" if template_name in _FILES else template_name, context, request))


class _Described:
    """Choices that each may have a line of explanation: descriptions={"city": _("…")}."""

    def __init__(self, *args: Any, descriptions: Mapping[str, str | LazyText] | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.descriptions = descriptions or {}

    def create_option(self, name: str, value: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        option: dict[str, Any] = super().create_option(name, value, *args, **kwargs)  # type: ignore[misc] # of the widget it is mixed into
        option["description"] = self.descriptions.get(str(value), "")
        return option


class Radios(_Described, forms.RadioSelect):
    pass


class Checkboxes(_Described, forms.CheckboxSelectMultiple):
    pass


class DateInput(forms.DateInput):
    """The browser's own; it shows the reader's format and sends 2027-03-15."""

    input_type = "date"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs={"class": "sl-short", **(attrs or {})}, format="%Y-%m-%d")


class DateField(forms.DateField):
    widget = DateInput

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(input_formats=["%Y-%m-%d"], **kwargs)

    def to_python(self, value: Any) -> date | None:
        """Whoever types 26 for the year has written 0026: no day that anybody means, and none that the calendar counts from."""
        day: date | None = super().to_python(value)
        if day is not None and day.year < FIRST_YEAR:
            raise forms.ValidationError(self.error_messages["invalid"], code="invalid")
        return day


_KRONOR = re.compile(r"([\d\s]+?)\s*(?:kr|kronor|:-)?\.?", re.IGNORECASE)


class KronorField(forms.IntegerField):
    """A sum in whole kronor as people write it: 300 000, 300000 kr or 300 000:-."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "sl-short"}), **kwargs)

    def to_python(self, value: Any) -> int | None:
        if isinstance(value, str) and value.strip():
            written = _KRONOR.fullmatch(value.strip())
            if written is None:  # Django would read 300.000 as 300
                raise forms.ValidationError(self.error_messages["invalid"], code="invalid")
            value = "".join(written[1].split())
        return super().to_python(value)

    def prepare_value(self, value: Any) -> Any:
        return number_format(value, force_grouping=True) if isinstance(value, int) else value


class _Written(int):
    def __str__(self) -> str:
        return number_format(int(self), force_grouping=True)


class _Grouped:
    """A text with numbers in it, written as elsewhere on the page: 10 000."""

    def __init__(self, text: Any) -> None:
        self._text = text

    def __mod__(self, params: Mapping[str, Any]) -> str:
        return str(self._text % {name: _Written(value) if isinstance(value, int) else value for name, value in params.items()})


_TOO_LONG = _Grouped(
    ngettext_lazy(
        "Shorten the text to at most %(limit_value)s character. It is %(show_value)s now.",
        "Shorten the text to at most %(limit_value)s characters. It is %(show_value)s now.",
        "limit_value",
    )
)
_TOO_SHORT = _Grouped(
    ngettext_lazy(
        "Write at least %(limit_value)s character. You have written %(show_value)s.",
        "Write at least %(limit_value)s characters. You have written %(show_value)s.",
        "limit_value",
    )
)
_TOO_SMALL = gettext_lazy("Write a number that is at least %(limit_value)s")
_TOO_LARGE = gettext_lazy("Write a number that is at most %(limit_value)s")
_INVALID: tuple[tuple[type[forms.Field], str | LazyText], ...] = (
    (forms.EmailField, gettext_lazy("Write an e-mail address, for example name@example.org")),
    (forms.URLField, gettext_lazy("Write a web address, for example https://www.example.org")),
    (forms.DateField, gettext_lazy("Write the date like this: 2027-03-15")),
    (KronorField, gettext_lazy("Write the sum in whole kronor, for example 300 000")),
    (forms.IntegerField, gettext_lazy("Write a whole number, with digits")),
    (forms.DecimalField, gettext_lazy("Write a number, with digits")),
)


def _default_texts(field: forms.Field, label: str) -> dict[str, Any]:
    """What to say when the form has not said it better. The text tells what to do, not what rule was broken."""
    named = {"label": label}
    texts: dict[str, Any] = {"max_length": _TOO_LONG, "min_length": _TOO_SHORT}
    if isinstance(field, forms.IntegerField):
        texts |= {"min_value": _TOO_SMALL, "max_value": _TOO_LARGE}
    for kind, text in _INVALID:
        if isinstance(field, kind):
            texts["invalid"] = text
            break
    if isinstance(field, forms.FileField):
        texts["required"] = _("Choose a file for “%(label)s”") % named
        texts["empty"] = _("The file is empty. Choose another.")
        texts["invalid"] = _("The file did not come through. Choose it again.")
    elif isinstance(field, forms.BooleanField):
        texts["required"] = _("Tick “%(label)s” to go on") % named
    elif isinstance(field, forms.ChoiceField) or hasattr(field, "queryset"):
        texts["required"] = _("Choose something in “%(label)s”") % named
        texts["invalid_choice"] = _("Choose one of the alternatives in “%(label)s”") % named
        texts["invalid_list"] = texts["invalid_choice"]
        texts["invalid_pk_value"] = texts["invalid_choice"]
    else:
        texts["required"] = _("Fill in “%(label)s”") % named
    return texts


class SlussForm(forms.Form):
    """Base of all our forms. Say what to do in each field: error_messages={"required": _("Write a title")}.

    Texts are cleaned (core.text) before they are checked, so that what is counted, checked and kept is the same.
    """

    use_required_attribute = False  # the error summary speaks, in our words, and not the browser in its own
    mark_optional = True  # "(optional)" after the label; False where every field is

    def __init__(self, data: Mapping[str, Any] | None = None, *args: Any, **kwargs: Any) -> None:
        super().__init__(data, *args, **kwargs)
        self._word(self.fields)
        if self.is_bound:
            self.data = self._clean_texts()

    def _word(self, fields: Mapping[str, forms.Field]) -> None:
        for name, field in fields.items():
            defaults = type(field).default_error_messages
            label = str(field.label) if field.label is not None else name
            for code, text in _default_texts(field, label).items():
                if _is_djangos_own(field, code, defaults):
                    field.error_messages[code] = text

    def add(self, fields: Mapping[str, forms.Field]) -> None:
        """Fields that are known first when the form is made. Cleaned and worded as the others."""
        self.fields.update(fields)
        self._word(fields)
        if self.is_bound:
            self.data = self._clean_texts()

    def _clean_texts(self) -> Any:
        from sluss.core.text.folding import clean

        names = [
            self.add_prefix(name)
            for name, field in self.fields.items()
            if isinstance(field, forms.CharField) and not isinstance(field.widget, forms.PasswordInput)
        ]
        if isinstance(self.data, MultiValueDict):
            data = self.data.copy()
            for name in names:
                if name in data:
                    data.setlist(name, [clean(value) for value in data.getlist(name)])
            return data
        return {name: clean(value) if name in names and isinstance(value, str) else value for name, value in self.data.items()}


def _is_djangos_own(field: forms.Field, code: str, defaults: Mapping[str, Any]) -> bool:
    """Whether a field has no better text of its own for this error."""
    given = field.error_messages.get(code)
    if given is None:
        return True
    return any(given is getattr(cls, "default_error_messages", {}).get(code) for cls in type(field).__mro__)
