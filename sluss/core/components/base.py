"""What all components share: the registry, the check of values and the rendering."""

from __future__ import annotations

import types
import typing
from collections.abc import Callable, Mapping, Sequence
from dataclasses import MISSING, dataclass, fields
from datetime import date
from typing import Any, ClassVar, Literal, TypeVar, Union, get_args, get_origin

from django.template import Context, TemplateSyntaxError, engines
from django.template.base import Template
from django.utils.formats import localize
from django.utils.functional import Promise
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe

Text = str | Promise
Tone = Literal["neutral", "accent", "info", "success", "warning", "danger"]
Check = Callable[[Any], bool]


class ComponentError(TemplateSyntaxError):
    """A component was given a name or a value that it does not take. The author of the template made a mistake."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Component:
    """Rendered by the template `components/<name>.html`, which sees the fields by name, the body if any, and the properties in `extra`.
    One that stands many times on a page builds its HTML itself (`html`): a template takes three times as long."""

    name: ClassVar[str]
    takes_body: ClassVar[bool] = False
    needs_context: ClassVar[bool] = False
    spec: ClassVar[dict[str, Check]]
    required: ClassVar[frozenset[str]]
    template: ClassVar[Template | None] = None

    def values(self) -> dict[str, Any]:
        return {name: getattr(self, name) for name in self.spec} | self.extra()

    def extra(self) -> dict[str, Any]:
        """What the template needs beyond the fields."""
        return {}

    def html(self, context: Context | None = None, body: str = "") -> SafeString:
        values = self.values()
        if self.takes_body:
            values["body"] = body
        if self.needs_context and context is not None:
            for shared in ("csrf_token", "messages", "request"):
                if shared in context:
                    values[shared] = context[shared]
        template = type(self).template
        if template is None:
            template = type(self).template = engines["django"].get_template(f"components/{self.name}.html").template  # type: ignore[attr-defined] # the backend's wrapper holds it
        return template.render(Context(values))

    def __html__(self) -> SafeString:
        return self.html()


REGISTRY: dict[str, type[Component]] = {}
C = TypeVar("C", bound=type[Component])


def component(name: str) -> Callable[[C], C]:
    def register(cls: C) -> C:
        cls.name = name
        hints = typing.get_type_hints(cls)
        cls.spec = {field.name: _check(hints[field.name]) for field in fields(cls)}
        cls.required = frozenset(field.name for field in fields(cls) if field.default is MISSING and field.default_factory is MISSING)
        REGISTRY[name] = cls
        return cls

    return register


def _check(hint: Any) -> Check:
    """A quick test of one value against a type hint."""
    if hint is Any:
        return lambda value: True
    origin = get_origin(hint)
    if origin is Literal:
        allowed = frozenset(get_args(hint))
        return lambda value: isinstance(value, (str, int)) and value in allowed
    if origin in (Union, types.UnionType):
        parts = [_check(part) for part in get_args(hint)]
        return lambda value: any(part(value) for part in parts)
    if origin is not None and issubclass(origin, Sequence):
        return lambda value: isinstance(value, Sequence) and not isinstance(value, str)
    if origin is not None and issubclass(origin, Mapping):
        return lambda value: isinstance(value, Mapping)
    if hint is int:
        return lambda value: isinstance(value, int) and not isinstance(value, bool)
    if hint is bool:
        return lambda value: isinstance(value, bool)
    if hint is date:
        return lambda value: isinstance(value, date)
    if hint is type(None):
        return lambda value: value is None
    return lambda value: isinstance(value, hint)


def find(name: str) -> type[Component]:
    try:
        return REGISTRY[name]
    except KeyError:
        raise ComponentError(f"There is no component {name!r}. There are: {', '.join(sorted(REGISTRY))}.") from None


def check_names(cls: type[Component], names: set[str]) -> None:
    if unknown := names - cls.spec.keys():
        raise ComponentError(f"{cls.name} does not take {', '.join(sorted(unknown))}. It takes: {', '.join(sorted(cls.spec))}.")
    if missing := cls.required - names:
        raise ComponentError(f"{cls.name} must be given {', '.join(sorted(missing))}.")


def build(cls: type[Component], given: Mapping[str, Any]) -> Component:
    """A component from checked values. None counts as not given, so that an optional value may be passed on."""
    values = {}
    spec = cls.spec
    for name, value in given.items():
        if value is None:
            if name in cls.required:
                raise ComponentError(f"{cls.name}: {name} is missing (it was None or an unknown variable).")
            continue
        if not spec[name](value):
            raise ComponentError(f"{cls.name}: {name} cannot be {value!r}.")
        values[name] = value
    return cls(**values)


def safe(html: str) -> SafeString:
    """For HTML put together here from escaped parts."""
    return mark_safe(html)  # noqa: S308 - every caller escapes its parts


def written(value: Any) -> str:
    """A value as {{ value }} writes it in a template: escaped, numbers and days as the language has them."""
    return conditional_escape(value if isinstance(value, str) else localize(value))
