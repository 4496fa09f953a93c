"""What people write in the small Markdown that Sluss knows, as HTML that is safe to show.

Two walls: the parser is told to know no HTML, images or code blocks, and whatever comes out of it is sanitised all the same.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

import nh3
from django.utils.html import linebreaks
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt
from markdown_it.token import Token

from .folding import clean

MOST_CHARACTERS = 50_000
_ADDRESS = re.compile(r"(?:https?://|mailto:)[^\s<>\"'\\]+", re.IGNORECASE)
_SANITISER = nh3.Cleaner(
    tags={"p", "ul", "ol", "li", "strong", "em", "a", "h3", "h4", "blockquote", "code", "br"},
    attributes={"*": set(), "a": {"href"}, "ol": {"start"}},
    url_schemes={"http", "https", "mailto"},
    link_rel="nofollow noopener",
)


def markdown(text: str) -> SafeString:
    """Paragraphs, emphasis, lists, quotes, links and headings (h3 and h4, since pages own the levels above); a line break is kept. A text
    over 50,000 characters is shown without its Markdown: parsing takes too long."""
    text = clean(text)
    html = _parser().render(text) if len(text) <= MOST_CHARACTERS else linebreaks(text, autoescape=True)
    return mark_safe(_SANITISER.clean(html))  # noqa: S308 - sanitised in this very call


@cache
def _parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"html": False, "breaks": True})
    # An indented line or a row of dashes under one is how people write, and no code or heading.
    parser.disable(["image", "html_block", "html_inline", "code", "fence", "hr", "lheading"])
    parser.validateLink = lambda address: bool(_ADDRESS.fullmatch(address))  # type: ignore[method-assign]  # the documented way to set it
    parser.core.ruler.push("headings", lambda state: _lower_headings(state.tokens))
    return parser


def _lower_headings(tokens: Sequence[Token]) -> None:
    """The first heading and its equals become h3, deeper ones h4: no level is skipped, however the text begins."""
    first = ""
    for token in tokens:
        if token.type in ("heading_open", "heading_close"):
            first = first or token.tag
            token.tag = "h3" if token.tag <= first else "h4"
