"""{% c "button" label=… %} and {% cblock "card" title=… %}…{% endcblock %}: components in templates, checked when the template is read.
And Django's own {% translate %} and {% url %}, which a page has by the dozen, as they are but with what never changes remembered.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django import template
from django.template import Context, NodeList
from django.template.base import FilterExpression, Node, Parser, Token, token_kwargs
from django.template.defaulttags import CsrfTokenNode, URLNode
from django.template.defaulttags import url as django_url
from django.templatetags.i18n import TranslateNode, do_translate
from django.urls import NoReverseMatch
from django.utils.formats import number_format
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from sluss.core import dates, kept
from sluss.core.components.base import Component, ComponentError, build, check_names, find
from sluss.core.components.frame import message_icon
from sluss.core.ids import uid
from sluss.core.once import FIELD
from sluss.core.routes import MOST_ROWS, address

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


class KeptText(Node):
    """A text that stands in the template is the same for everybody who reads a language: looked up once a process."""

    def __init__(self, node: TranslateNode) -> None:
        self.node = node
        self.kept: dict[str | None, Any] = {}

    def render(self, context: Context) -> Any:
        language, name = get_language(), self.node.asvar
        if language not in self.kept:
            shown = self.node.render(context)
            self.kept[language] = context[name] if name else shown
        if not name:
            return self.kept[language]
        context[name] = self.kept[language]
        return ""


@register.tag("translate")
def translate_tag(parser: Parser, token: Token) -> Node:
    node = do_translate(parser, token)
    text = node.filter_expression
    written_out = not text.filters and getattr(text.var, "literal", None) is not None
    return KeptText(node) if written_out and node.message_context is None and not node.noop else node


class Address(URLNode):
    """The address of a page by the numbers of rows alone, of which every page has several: see core.routes.address."""

    def render(self, context: Context) -> Any:
        rows = [arg.resolve(context) for arg in self.args]
        if self.kwargs or len(rows) > MOST_ROWS or any(type(row) is not int for row in rows):
            return super().render(context)
        try:
            found = address(self.view_name.resolve(context), *rows)
        except NoReverseMatch:
            return super().render(context)
        if self.asvar:
            context[self.asvar] = found
            return ""
        return conditional_escape(found) if context.autoescape else found


@register.tag("url")
def url_tag(parser: Parser, token: Token) -> Node:
    node = django_url(parser, token)
    return Address(node.view_name, node.args, node.kwargs, node.asvar)


@register.simple_tag(takes_context=True)
def csrf_token(context: Context) -> SafeString:
    """Django's own, and for whom the form is drawn: no form of ours can be without either."""
    return format_html("{}{}", CsrfTokenNode().render(context), kept.drawn_for(context.get("request")))


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
