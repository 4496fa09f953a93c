from __future__ import annotations

import re
import time
from html.parser import HTMLParser

import pytest
from django.utils.safestring import SafeString
from hypothesis import given, settings
from hypothesis import strategies as st

from sluss.core.text import markdown

ALLOWED = {"p", "ul", "ol", "li", "strong", "em", "a", "h3", "h4", "blockquote", "code", "br"}

NASTY = [
    "<script>alert(1)</script>",
    "<ScRiPt src=//x.example></ScRiPt>",
    "<img src=x onerror=alert(1)>",
    "![x](javascript:alert(1))",
    '![x](https://x.example/a.png "t")',
    "[x](javascript:alert(1))",
    "[x](JaVaScRiPt:alert(1))",
    "[x](java\nscript:alert(1))",
    "[x](java&#10;script:alert(1))",
    "[x](&#106;avascript:alert(1))",
    "[x](&#x6A;avascript&colon;alert(1))",
    "[x](javascript&#58;alert(1))",
    "[x](\\u006aavascript:alert(1))",
    "[x]( javascript:alert(1))",
    "[x](\x01javascript:alert(1))",
    "[x](data:text/html;base64,PHNjcmlwdD4=)",
    "[x](vbscript:x)",
    "[x](file:///etc/passwd)",
    "[x](//x.example)",
    "[x](/loggaut)",
    "[x](\\\\x.example)",
    "[x](https:x.example)",
    '[x](http://x.example"onmouseover="alert(1))',
    "[x](http://x.example 'onmouseover=alert(1)')",
    '[x](<http://x.example" onmouseover="alert(1)>)',
    "<javascript:alert(1)>",
    '<https://x.example/"onmouseover=alert(1)>',
    "<a href=javascript:alert(1)>x</a>",
    "<a href=https://x.example onclick=alert(1)>x</a>",
    "[r]\n\n[r]: javascript:alert(1)",
    "[r]\n\n[r]: <javascript:alert(1)> 'x'",
    "[a](https://x.example)[b](javascript:alert(1))",
    "[<img src=x onerror=alert(1)>](https://x.example)",
    "`<script>alert(1)</script>`",
    "```html\n<script>alert(1)</script>\n```",
    "    <script>alert(1)</script>",
    "<svg/onload=alert(1)>",
    "<svg><style><img src=x onerror=alert(1)></style></svg>",
    '<math><mtext><table><mglyph><style><!--</style><img title="--&gt;&lt;img src=1 onerror=alert(1)&gt;">',
    '<noscript><p title="</noscript><img src=x onerror=alert(1)>">',
    "<iframe srcdoc='<script>alert(1)</script>'>",
    "<style>@import '//x.example'</style>",
    "<base href=//x.example>",
    "<form action=//x.example><input name=password>",
    "<p style=position:fixed;inset:0>x",
    "<p id=main class=x>x</p>",
    "<!--[if gte IE 4]><script>alert(1)</script><![endif]-->",
    "<![CDATA[<script>alert(1)</script>]]>",
    "<?php echo 1 ?>",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "&#60;script&#62;alert(1)&#60;/script&#62;",
    "# <script>alert(1)</script>",
    "> <script>alert(1)</script>",
    "* [x](javascript:alert(1)) <b onclick=alert(1)>",
    "\u202e<script>alert(1)</script>",
    "<scr\0ipt>alert(1)</scr\0ipt>",
    "\ud800<script>alert(1)</script>",
    "<p/><xss:script xmlns:xss=x>",
]


class Reader(HTMLParser):
    """What a browser would make of it."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.text += data

    def handle_comment(self, data: str) -> None:
        raise AssertionError(f"a comment: {data}")

    def handle_decl(self, decl: str) -> None:
        raise AssertionError(f"a declaration: {decl}")


def read(html: str) -> Reader:
    reader = Reader()
    reader.feed(html)
    reader.close()
    return reader


def assert_safe(html: str) -> None:
    for tag, attributes in read(html).tags:
        assert tag in ALLOWED
        if tag == "a":
            assert set(attributes) <= {"href", "rel"}
            # One without an address, which the sanitiser made so, leads nowhere.
            assert re.match(r"(https?://[^/]|mailto:)", attributes.get("href") or "http://x", re.IGNORECASE)
            assert attributes["rel"] == "nofollow noopener"
        else:
            assert set(attributes) <= ({"start"} if tag == "ol" else set())


@pytest.mark.parametrize("text", NASTY)
def test_nothing_nasty_comes_through(text: str) -> None:
    html = markdown(text)
    assert isinstance(html, SafeString)
    assert_safe(html)
    assert_safe(markdown(f"Före {text} efter\n\n{text}"))


PIECES = st.one_of(st.sampled_from(NASTY), st.sampled_from("[]()<>`*_#-\n\"'&\\! "), st.text(st.characters(), max_size=8))


@settings(max_examples=40)
@given(st.lists(PIECES, max_size=10).map("".join))
def test_nothing_nasty_comes_through_in_any_mixture(text: str) -> None:
    assert_safe(markdown(text))


def test_what_is_written_as_html_is_shown_as_text() -> None:
    assert read(markdown("Vi använder <b>taggar</b> & tecken")).text.strip() == "Vi använder <b>taggar</b> & tecken"


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("Hej", "<p>Hej</p>"),
        ("en\ntvå", "<p>en<br>\ntvå</p>"),
        ("en\n\ntvå", "<p>en</p>\n<p>två</p>"),
        ("*a* **b** `c`", "<p><em>a</em> <strong>b</strong> <code>c</code></p>"),
        ("- a\n- b", "<ul>\n<li>a</li>\n<li>b</li>\n</ul>"),
        ("1. a\n2. b", "<ol>\n<li>a</li>\n<li>b</li>\n</ol>"),
        ("3. a", '<ol start="3">\n<li>a</li>\n</ol>'),
        ("> a", "<blockquote>\n<p>a</p>\n</blockquote>"),
        ("[a](https://example.org/b?c=d&e=f)", '<p><a href="https://example.org/b?c=d&amp;e=f" rel="nofollow noopener">a</a></p>'),
        ("<anna@example.org>", '<p><a href="mailto:anna@example.org" rel="nofollow noopener">anna@example.org</a></p>'),
        ("[a](/egen)", "<p>[a](/egen)</p>"),
        ("# a\n## b\n### c\n# d", "<h3>a</h3>\n<h4>b</h4>\n<h4>c</h4>\n<h3>d</h3>"),
        ("### a\n# b\n#### c", "<h3>a</h3>\n<h3>b</h3>\n<h4>c</h4>"),
        ("Förslag\n-------", "<p>Förslag<br>\n-------</p>"),
        ("    indragen rad", "<p>indragen rad</p>"),
        ("***", "<p>***</p>"),
        ("", ""),
    ],
)
def test_markdown(text: str, html: str) -> None:
    assert markdown(text).strip() == html


@pytest.mark.slow
@pytest.mark.parametrize(
    "text",
    [
        "> " * 24_000,
        "[" * 25_000,
        "[a](" * 6_000,
        "*a _b " * 4_000,
        "`" * 49_000,
        "![[" * 8_000,
        "<http://a" * 5_000,
        "[a]: b\n" * 3_000,
        "lång text " * 100_000,
    ],
)
def test_a_long_text_is_never_slow(text: str) -> None:
    started = time.process_time()
    markdown(text)
    assert time.process_time() - started < 5


def test_a_text_too_long_to_parse_is_shown_as_it_is() -> None:
    html = markdown("*a* <b>\n\n" * 10_000)
    assert html.startswith("<p>*a* &lt;b&gt;</p>")
