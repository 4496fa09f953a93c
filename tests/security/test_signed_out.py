"""Every form that somebody can have typed in: sent when one is no longer signed in, it is given back, whole, when one is."""

from __future__ import annotations

from html.parser import HTMLParser
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.core.cache import cache
from django.db import transaction
from django.http import QueryDict

from sluss.core.kept import DRAWN_FOR

from .test_routes import WHO, every_address

pytestmark = [pytest.mark.django_db, pytest.mark.slow, pytest.mark.one_engine]
TYPED = {"textarea", "text", "tel", "email", "url", "number", "date"}
# What is not kept, and why.
EXCEPTED = {
    "account_change_password": "a password",
    "account_reauthenticate": "a password",
    "account_set_password": "a password",
    "account_email": "one address, in allauth's own form",
    "account_reset_password": "one address, of somebody who is not signed in",
    "ideas:status": "a receipt's code, of somebody who is not signed in",
}
# So many pages the town has to type in, so that none is left out without a word.
FEWEST = {"gates": 22, "ideas": 17, "people": 10, "records": 8}


class Forms(HTMLParser):
    """The forms of a page that are sent: where to, and each field by its name, with its kind and what stands in it."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, tuple[str, str]]]] = []
        self._here: dict[str, tuple[str, str]] | None = None
        self._select = self._area = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        its = {name: value or "" for name, value in attrs}
        if tag == "form":
            self._here = {} if its.get("method") == "post" else None
            if self._here is not None:
                self.found.append((its.get("action", ""), self._here))
        elif self._here is None:
            return
        elif tag == "select":
            self._select = its.get("name", "")
        elif tag == "option" and self._select and ("selected" in its or self._select not in self._here):
            self._here[self._select] = ("select", its.get("value", ""))
        elif tag == "textarea":
            self._area = its["name"]
            self._here[self._area] = ("textarea", "")
        elif tag == "input" and "name" in its:
            kind = its.get("type", "text")
            if kind not in {"radio", "checkbox"} or "checked" in its:
                self._here[its["name"]] = (kind, its.get("value", ""))

    def handle_data(self, data: str) -> None:
        if self._here is not None and self._area:
            kind, text = self._here[self._area]
            self._here[self._area] = (kind, text + data)

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._here = None
        elif tag == "select":
            self._select = ""
        elif tag == "textarea":
            self._area = ""


def typed_in(form: dict[str, tuple[str, str]]) -> dict[str, str]:
    """Something else than what stands there, in each field that one types in."""
    made = {"number": "73", "date": "2031-05-06", "email": "maja@post.example"}
    return {
        name: made.get(kind, f"{place} skåp & <b>två</b>")
        for place, (name, (kind, _now)) in enumerate(form.items(), start=1)
        if kind in TYPED
    }


def shown(page: str) -> list[dict[str, str]]:
    return [{name: text.strip() for name, (_kind, text) in form.items()} for _to, form in Forms(page).found]


def lost_at(cast: Any, url: str, who: str) -> list[str] | None:
    """The names of the fields that did not come back. None for a page where nothing is typed."""
    client = cast.client(cast.people[who])
    page = client.get(url)
    forms = Forms(page.text).found if page.status_code == 200 and page.headers["Content-Type"].startswith("text/html") else []
    lost, asked = [], 0
    for to, form in forms:
        typed = typed_in(form)
        if not typed:
            continue
        asked += 1
        sent = {name: text for name, (kind, text) in form.items() if kind != "file"} | typed
        client = cast.client()
        answer = client.post(to or url, sent)
        assert answer.status_code == 302, (url, answer.status_code)
        led_to = QueryDict(urlsplit(answer.url).query).get("next")
        assert led_to, (url, answer.url)
        client.force_login(cast.people[who])
        back = shown(client.get(led_to, follow=True).text)
        lost += [name for name, text in typed.items() if not any(one.get(name) == text for one in back)]
        assert all(one.get(DRAWN_FOR) for one in back), url
    return lost if asked else None


@pytest.mark.parametrize("package", ["account", "core", "gates", "ideas", "journal", "people", "records"])
def test_what_was_typed_is_there_after_signing_in(cast, package):
    lost: dict[str, list[str]] = {}
    walked = 0
    for name, url in every_address(cast):
        if name.split(":")[0].split("_")[0] != package or name in EXCEPTED:
            continue
        for who in WHO[1:]:
            cache.clear()
            with transaction.atomic():
                found = lost_at(cast, url, who)
                transaction.set_rollback(True)
            if found is not None:
                walked += 1
                lost |= {name: found} if found else {}
                break
    assert lost == {}
    assert walked >= FEWEST.get(package, 0)
