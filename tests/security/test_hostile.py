"""Every form of every page, sent with what no browser would send: the answer is a page that helps, never an error of ours.

The forms are read from the pages themselves, so a new one is tried without being named here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any
from urllib.parse import quote, urlsplit

import pytest
from django.conf import settings
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test import Client

from .test_routes import client_of, every_address, signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
FIRST_TO_TRY = ("office", "admin", "amira", "registrar", "decider", "assessor", "wilma", "auditor", "sara", "rut", None)
FORM, PARTS = "application/x-www-form-urlencoded", "multipart/form-data; boundary=x"
HOSTILE = {
    "a zero byte": "a\x00b",
    "below zero": "-1",
    "more than a number holds": "9" * 40,
    "one more than a row's number": str(2**63),
    "the year 0": "0000-01-01",
    "the year 9999": "9999-12-31",
    "much": "å" * 50_000,
    "a digit that is none": "²",
    "half a character": "\ud800",
    "no number": "NaN",
    "what a text is filled in by": "%s %(x)s {x} {0}",
    "nothing": "",
}
TYPED = {"a zero byte", "one more than a row's number", "the year 9999"}
BODIES = {
    "nothing of the kind": ("application/json", b"{}"),
    "no text": (FORM, b"reason=%ff%fe&title=\xff\xfe&seen=%c0%80"),
    "an unknown alphabet": (f"{FORM}; charset=bogus", b"reason=x"),
    "half a part": (PARTS, b"--x\r\nbroken"),
    "parts without an end": ("multipart/form-data", b"abc"),
    "more fields than there are": (FORM, b"&".join(b"a%d=1" % number for number in range(1_200))),
}


@dataclass(slots=True)
class Form:
    action: str
    values: dict[str, str] = field(default_factory=dict)


class Forms(HTMLParser):
    """The forms of a page that are sent, with a value for each field: the first of those to choose from, or a word."""

    def __init__(self, here: str) -> None:
        super().__init__()
        self.here, self.select = here, ""
        self.found: list[Form] = []
        self.form: Form | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form" and given.get("method", "").lower() == "post":
            self.form = Form(given.get("action") or self.here)
            self.found.append(self.form)
        if self.form is None:
            return
        name, value = given.get("name", ""), given.get("value", "")
        if tag == "select":
            self.select = name
        elif tag == "option" and self.select and not self.form.values.get(self.select):
            self.form.values[self.select] = value
        elif tag == "textarea" and name:
            self.form.values[name] = "Hej"
        elif tag in {"input", "button"} and name and given.get("type") != "file":
            self.form.values.setdefault(name, value or {"date": "2030-05-06", "number": "3"}.get(given.get("type", ""), "Hej"))

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self.form = None
        elif tag == "select":
            self.select = ""


def every_form(addresses: list[tuple[str, str]], sessions: dict[str | None, dict[str, str]]) -> dict[Any, tuple[str | None, Form]]:
    """Each once, with somebody who is offered it."""
    found: dict[Any, tuple[str | None, Form]] = {}
    for who in FIRST_TO_TRY:
        for _name, url in addresses:
            answer = client_of(sessions[who]).get(url)
            if answer.status_code != 200 or "html" not in answer.headers["Content-Type"]:
                continue
            page = Forms(url)
            page.feed(answer.content.decode())
            for form in page.found:
                found.setdefault((urlsplit(form.action).path, *sorted(form.values)), (who, form))
    return found


def written(values: dict[str, str], *, twice: bool = False) -> bytes:
    pairs = [f"{quote(name)}={quote(value.encode('utf-8', 'surrogatepass'))}" for name, value in values.items()]
    return "&".join(pairs * (1 + twice)).encode()


def sendings(form: Form, *, whole: bool) -> Iterator[tuple[str, Callable[[Client], Any]]]:
    def sent(body: bytes, kind: str = FORM) -> Callable[[Client], Any]:
        return lambda client: client.generic("POST", form.action, body, content_type=kind)

    yield "as it is", sent(written(form.values))
    yield "everything twice", sent(written(form.values, twice=True))
    for what, hostile in HOSTILE.items():
        yield what, sent(written(dict.fromkeys(form.values, hostile)))
        if what not in TYPED:
            continue
        # What leads on is left, so that what is typed is read too.
        led = {name: value for name, value in form.values.items() if name in {"seen", "step", "go", "do", "key", "verb", "case", "state"}}
        yield f"{what}, where one is led on", sent(written({**dict.fromkeys(form.values, hostile), **led}))
    # Read before the form is: a few of the pages show what all do.
    for what, (kind, body) in BODIES.items() if whole else ():
        yield what, sent(body, kind)
    files = {name: SimpleUploadedFile("x\x00.xlsx", b"PK\x03\x04") for name in form.values} or {"file": SimpleUploadedFile("a", b"b")}
    yield "files", lambda client: client.post(form.action, files)


def test_no_form_can_be_sent_so_that_it_fails(cast: Any) -> None:
    addresses, sessions = every_address(cast), signed_in(cast)
    forms = every_form(addresses, sessions)
    assert len(forms) > 70, "few forms are found, so little is tried"
    failed = []
    for number, ((path, *_names), (who, form)) in enumerate(forms.items()):
        for what, send in sendings(form, whole=number % 5 == 0):
            cache.clear()
            client = client_of(sessions[who])
            client.raise_request_exception = False
            with transaction.atomic():
                status = send(client).status_code
                transaction.set_rollback(True)
            if status >= 500:
                failed.append(f"{path} as {who}: {what}")
    assert not failed, "\n".join(failed)


COOKIES = ('"aaaaaaaaaaaa\\000"', "a" * 5_000, "\xff\xfe", '"', "../../etc", "aaaaaaaa;aaaaaaaa")


@pytest.mark.parametrize("cookie", COOKIES)
def test_no_cookie_makes_a_page_fail(cast: Any, cookie: str) -> None:
    """PostgreSQL takes no zero byte in a text, and a cookie may hold one."""
    for url in ("/", "/ideer", "/logga-in", "/min-sida", "/folj-ide"):
        client = Client(raise_request_exception=False)
        assert client.get(url, headers={"cookie": f"{settings.SESSION_COOKIE_NAME}={cookie}"}).status_code in {200, 302}, url


LISTS = ("/ideer", "/utmaningar", "/att-hantera", "/att-hantera/flera", "/hinder", "/statistik", "/personer", "/diarium", "/logg")
ASKED = (
    "q",
    "unit",
    "after",
    "before",
    "first",
    "last",
    "number",
    "person",
    "subject",
    "kind",
    "case",
    "back",
    "sort",
    "level",
    "authority",
)


@pytest.mark.parametrize("what", [name for name in HOSTILE if name not in {"much", "nothing", "no number"}])
def test_no_address_of_a_list_makes_it_fail(cast: Any, what: str) -> None:
    sessions = {name: cast.client(cast.people[name]) for name in ("office", "registrar", "admin")}
    value = quote(HOSTILE[what].encode("utf-8", "surrogatepass"))
    for client in sessions.values():
        client.raise_request_exception = False
        for url in LISTS:
            for asked in ("&".join(f"{name}={value}" for name in ASKED), *(f"{name}={value}" for name in ASKED[:3])):
                assert client.get(f"{url}?{asked}").status_code < 500, (url, asked)
