"""Addresses that a button sends to: whoever opens one gets a page that helps, and signing in never leads to one."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from sluss.core.pressing import is_post_only
from sluss.ideas.seed import RESIDENTS
from sluss.ideas.tests import giving
from sluss.ideas.tests.pressing import code_on, given

pytestmark = pytest.mark.django_db


@pytest.fixture
def base(cast):
    giving.base(cast.units.city)
    giving.way(RESIDENTS, unit=cast.units.care)
    return cast


def next_of(response) -> str:
    assert response.status_code == 302
    return parse_qs(urlsplit(response.headers["Location"]).query)["next"][0]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("language", "title"), [("", "Det finns ingen sida på den här adressen"), ("/en", "There is no page at this address")]
)
def test_opening_one_gives_a_page_that_helps(base, language, title):
    address = f"/enheter/{base.units.care.pk}/behall" if not language else f"/en/units/{base.units.care.pk}/keep"
    for client in (base.client(), base.client(base.admin)):
        page = client.get(address)
        assert (page.status_code, page.headers["Allow"], page.headers["Cache-Control"][-8:]) == (405, "POST", "no-store")
        assert title in page.content.decode()
        assert f'href="{language or ""}/' in page.content.decode()


def test_sending_something_to_a_page_says_that_too(base):
    page = base.client().post("/ideer")
    assert page.status_code == 405
    assert "tar inte emot något" in page.content.decode()
    assert "GET" in page.headers["Allow"]


def test_one_who_is_no_longer_signed_in_comes_back_to_the_page_with_the_button(base):
    client, unit = base.client(), base.units.care.pk
    keep = f"/enheter/{unit}/behall"
    assert next_of(client.post(keep, headers={"referer": f"http://testserver/enheter/{unit}?q=1"})) == f"/enheter/{unit}?q=1"
    for elsewhere in ("", "https://evil.example/enheter", f"http://testserver{keep}", "http://testserver/finns-inte", "javascript:1"):
        assert next_of(client.post(keep, headers={"referer": elsewhere})) == "/", elsewhere
    assert next_of(client.post(f"/en/units/{unit}/keep")) == "/en/"
    # A form that is a page of its own is opened again, as before.
    assert next_of(client.post(f"/enheter/{unit}/andra")) == f"/enheter/{unit}/andra"


@pytest.mark.slow
def test_none_of_them_is_ever_what_one_is_led_to_after_signing_in(base):
    found = []

    def walk(resolver: URLResolver, prefix: str) -> None:
        for pattern in resolver.url_patterns:
            if isinstance(pattern, URLResolver):
                walk(pattern, pattern.namespace or prefix)
            elif isinstance(pattern, URLPattern) and is_post_only(pattern.callback):
                found.append((f"{prefix}:{pattern.name}", sorted(pattern.pattern.converters)))

    walk(get_resolver(), "")
    assert len(found) >= 10
    values = {"pk": 1, "subject_id": 1, "slug": "x", "gateway": RESIDENTS, "key": "00000000-0000-0000-0000-000000000000"}
    for name, parameters in found:
        address = reverse(name, kwargs={parameter: values[parameter] for parameter in parameters})
        client = Client()
        assert client.get(address).status_code == 405, name
        answer = client.post(address)
        if answer.status_code == 302:
            assert address not in answer.headers["Location"], name


@pytest.mark.slow
def test_a_wrong_code_leaves_nobody_at_a_dead_end(base):
    client = base.client()
    code_on(given(client, email="ny@post.example"))
    wrong = client.post(reverse("ideas:status_verify"), {"code": "000000"})
    assert wrong.status_code == 422
    for address in (reverse("ideas:status_verify"), "/en/follow-idea/code"):
        page = client.get(address, follow=True)
        assert page.status_code == 200
        assert "Ljus vid skolan" in page.content.decode()
