"""The demo's pages where there is no demo city, and what becomes of a mail on the page."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client

from sluss.demo.views import linked, shown_html


@pytest.mark.django_db
def test_no_such_mail(browser: Client) -> None:
    for pk in (1, 10**18, 10**30):
        assert browser.get(f"/demo/mejl/{pk}").status_code == 404


@pytest.mark.slow
@pytest.mark.django_db
@pytest.mark.parametrize("query", ["before=1", "after=99", "before=x", "before=", "after=-1", "before=9" + "9" * 30, "before=١"])
def test_places_that_are_none_lead_to_the_newest(browser: Client, query: str) -> None:
    page = browser.get(f"/demo/mejl?{query}", follow=True)
    assert page.status_code == 200
    assert page.context["mails"] == []


@pytest.mark.django_db
def test_where_there_is_no_demo_city(browser: Client, city: Any) -> None:
    page = browser.get("/demo")
    assert page.status_code == 200
    assert "sluss demo" in page.content.decode()
    assert browser.post("/demo/logga-in", {"person": "amira"}).status_code == 404


@pytest.mark.parametrize(
    "html",
    [
        "<script>alert(1)</script><p>x</p>",
        "<style>p{}</style><p>x</p>",
        "<p onclick=alert(1)>x</p>",
        '<a href="javascript:alert(1)">x</a>',
        "<iframe src=//x></iframe><p>x</p>",
        "<p style='color:red'>x</p>",
        "<img src=x onerror=alert(1)>x",
        "<form action=/><button>x</button></form>",
        "<svg><script>alert(1)</script></svg>x",
        "<p>x",
        "<h1>x</h1><h2>x</h2>",
        "<title>t</title><p>x</p>",
        '<a href="data:text/html,x">x</a>',
    ],
)
def test_a_mails_html_brings_nothing_with_it(html: str) -> None:
    shown = shown_html(html)
    assert "x" in shown
    assert not re.search(r"<(script|style|iframe|img|form|button|svg|title|h1|h2)|on\w+=|style=|javascript:|data:", shown), shown


def test_the_plain_text_is_escaped_and_its_addresses_are_links() -> None:
    shown = linked("Hej <b>Sara</b>,\nläs http://localhost:8000/ideer/1?a=1&b=2.\n\nHälsningar")
    assert shown.startswith("<p>Hej &lt;b&gt;Sara&lt;/b&gt;,<br>läs <a")
    assert 'href="http://localhost:8000/ideer/1?a=1&amp;b=2"' in shown
    assert shown.endswith("<p>Hälsningar</p>")
    assert '"><script>' not in linked('http://x/"><script>alert(1)</script>')
