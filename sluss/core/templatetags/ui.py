"""{% c "button" label=… %} and {% cblock "card" title=… %}…{% endcblock %}: components in templates, checked when the template is read."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django import template
from django.template import Context, NodeList
from django.template.base import FilterExpression, Parser, Token, token_kwargs
from django.utils.formats import number_format
from django.utils.safestring import SafeString

from sluss.core import dates
from sluss.core.components.base import Component, ComponentError, build, check_names, find
from sluss.core.components.frame import message_icon
from sluss.core.ids import uid
from sluss.core.once import FIELD

register = template.Library()


class ComponentNode(template.Node):
    child_nodelists = ("nodelist",)

    def __init__(self, cls: type[Component], given: dict[str, FilterExpression], nodelist: NodeList | None = None) -> None:
        self.cls = cls
        self.nodelist = nodelist if nodelist is not None else NodeList()
        self.fixed = {name: value.resolve(Context()) for name, value in given.items() if _is_literal(value)}
        self.given = [(name, value) for name, value in given.items() if name not in self.fixed]
        # What is written out in the template is checked now, not first when somebody opens the page.
        for name, value in self.fixed.items():
            if value is not None and not cls.spec[name](value):
                raise ComponentError(f"{cls.name}: {name} cannot be {value!r}.")

    def render(self, context: Context) -> SafeString:
        values: dict[str, Any] = {name: value.resolve(context, ignore_failures=True) for name, value in self.given}
        values.update(self.fixed)
        made = build(self.cls, values)
        return made.html(context, self.nodelist.render(context)) if self.cls.takes_body else made.html(context)


def _is_literal(value: FilterExpression) -> bool:
    """A literal without filters and without a translation, which depends on who looks."""
    if value.filters:
        return False
    if not value.is_var:
        return True
    lookup = getattr(value.var, "literal", None)
    return lookup is not None and not getattr(value.var, "translate", False)


def _read(parser: Parser, token: Token) -> tuple[type[Component], dict[str, FilterExpression]]:
    tag, *bits = token.split_contents()
    if not bits or bits[0][0] not in "\"'":
        raise ComponentError(f'{tag}: name the component first, in quotes: {{% {tag} "button" … %}}')
    cls = find(bits[0][1:-1])
    words = bits[1:]
    given = token_kwargs(words, parser)
    if words:
        raise ComponentError(f"{cls.name}: {' '.join(words)!r} is not written as name=value.")
    check_names(cls, set(given))
    return cls, given


@register.tag("c")
def component_tag(parser: Parser, token: Token) -> ComponentNode:
    return ComponentNode(*_read(parser, token))


@register.tag("cblock")
def component_block(parser: Parser, token: Token) -> ComponentNode:
    cls, given = _read(parser, token)
    if not cls.takes_body:
        raise ComponentError(f'{cls.name} takes no body: write {{% c "{cls.name}" … %}}')
    nodelist = parser.parse(("endcblock",))
    parser.delete_first_token()
    return ComponentNode(cls, given, nodelist)


@register.simple_tag
def once() -> SafeString:
    """In a form that makes something new: so that it is made once, however often the form is sent (core.once)."""
    return SafeString(f'<input type="hidden" name="{FIELD}" value="{uid()}">')


@register.filter
def day(value: date | None) -> SafeString | str:
    """<time>11 april</time>, with the year when it is another."""
    return dates.time_tag(value) if value else ""


@register.filter
def full_day(value: date | None) -> SafeString | str:
    return dates.time_tag(value, dates.day(value, year=True)) if value else ""


@register.filter
def day_and_time(value: datetime | None) -> SafeString | str:
    return dates.time_tag(value, dates.day_and_time(value)) if value else ""


@register.filter
def grouped(value: int) -> str:
    """10 000, with a hard space in Swedish and a comma in English."""
    return number_format(value, force_grouping=True)


register.filter("message_icon", message_icon)


@register.filter
def get_item(mapping: dict[str, Any], key: str) -> Any:
    return mapping.get(key)
