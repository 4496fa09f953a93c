"""Signing in with a code over real servers: HTTP, the queue, the worker, SMTP, and back."""

from __future__ import annotations

import re
from http.cookiejar import CookieJar
from typing import Any
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, Request, build_opener

import pytest
from django.core.cache import cache

from sluss.core import jobs
from sluss.journal.tests.smtp import Post, Server
from sluss.people.tests.cast import PASSWORD, Cast


class Browser:
    """As much of one as signing in takes: cookies, redirects, and the hidden token of a form."""

    def __init__(self, base: str) -> None:
        self.base, self.jar = base, CookieJar()
        self.opener = build_opener(HTTPCookieProcessor(self.jar))
        self.url = ""

    def get(self, path: str) -> str:
        return self.open(path)

    def send(self, path: str, **fields: str) -> str:
        token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', self.get(path))
        assert token, f"no form on {path}"
        data = urlencode({**fields, "csrfmiddlewaretoken": token.group(1)}).encode()
        return self.open(path, data)

    def open(self, path: str, data: bytes | None = None, **headers: str) -> str:
        request = Request(self.base + path, data=data, headers=headers)  # noqa: S310 - always the live server
        with self.opener.open(request, timeout=20) as answer:
            self.url = answer.url.removeprefix(self.base)
            return str(answer.read().decode())

    def cookie(self, name: str) -> Any:
        return next((cookie for cookie in self.jar if cookie.name == name), None)


@pytest.mark.slow
def test_a_code_comes_by_mail_and_lets_in(live_server: Any, cast: Cast, settings: Any) -> None:
    cache.clear()
    post = Post()
    server = Server(post)
    server.start()
    try:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", server.port
        browser = Browser(live_server.url)
        assert browser.cookie("sessionid") is None
        browser.send("/logga-in/kod?next=/om", email="sara@alvsund.example", next="/om")
        planted = browser.cookie("sessionid").value
        jobs.run_due()
        assert [(str(mail["To"]), mail.get_content_type()) for mail in post.taken] == [("sara@alvsund.example", "multipart/alternative")]
        text = post.taken[0].get_body(("plain",))
        assert text is not None
        code = re.search(r"\b[A-Z]{4}-[A-Z]{4}\b", text.get_content())
        assert code
        browser.send(browser.url, code=code.group(), action="verify", next="/om")
    finally:
        server.stop()
    assert browser.url == "/om"
    session = browser.cookie("sessionid")
    assert session.value != planted
    assert session.has_nonstandard_attr("HttpOnly")
    assert session.get_nonstandard_attr("SameSite") == "Lax"
    assert "Sara Lindqvist" in browser.get("/min-sida")
    browser.send("/logga-ut")
    browser.get("/min-sida")
    assert browser.url.startswith("/logga-in")


@pytest.mark.slow
def test_a_form_from_elsewhere_signs_nobody_in(live_server: Any, cast: Cast) -> None:
    cache.clear()
    browser = Browser(live_server.url)
    browser.get("/logga-in")
    data = urlencode({"login": "sara@alvsund.example", "password": PASSWORD}).encode()
    with pytest.raises(OSError, match="403"):
        browser.open("/logga-in", data, Origin="https://evil.example")
    browser.get("/min-sida")
    assert browser.url.startswith("/logga-in")
