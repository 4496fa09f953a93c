"""Pages about Sluss, the frame around every page, the language of an address, and what makes a public page public."""

from __future__ import annotations

import json
import re

import pytest
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory, override_settings
from django.urls import resolve
from django.utils import translation

from sluss.core import theme
from sluss.core.context import Frame, navigation
from sluss.core.middleware import LanguageMiddleware, SecurityHeadersMiddleware
from sluss.core.providers import NavItem

SWEDISH = ["/om", "/tillganglighet", "/personuppgifter", "/ton", "/stil"]
ENGLISH = ["/en/about", "/en/accessibility", "/en/personal-data", "/en/voice", "/en/style"]
TRANSLATED = list(zip(SWEDISH, ENGLISH, strict=True))
NOT_ALLOWED_INLINE = {
    "style attribute": r"<[^>]*\sstyle\s*=",
    "style element": r"<style\b",
    "inline script": r"<script\b(?![^>]*\bsrc=)",
    "handler": r"<[^>]*\son[a-z]+\s*=",
    "script address": r"javascript:",
}


def page(client: Client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200
    return response.content.decode()


@pytest.mark.slow
@pytest.mark.django_db
@pytest.mark.parametrize("address", SWEDISH + ENGLISH)
def test_a_page_about_sluss_is_whole(client: Client, address: str) -> None:
    language = "en" if address.startswith("/en/") else "sv"
    response = client.get(address)
    html = response.content.decode()
    assert response.status_code == 200
    assert response["Content-Language"] == language
    assert f'<html lang="{language}"' in html
    assert html.count("<h1") == 1
    title = re.search(r"<title>(.+?)</title>", html)
    assert title
    assert title[1].endswith(f" – Sluss, {settings.CITY_NAME}")
    assert not title[1].startswith(" –")
    ids = re.findall(r'\sid="([^"]+)"', html)
    assert sorted({name for name in ids if ids.count(name) > 1}) == []


@pytest.mark.slow
@pytest.mark.django_db
@pytest.mark.parametrize("address", SWEDISH + ENGLISH)
def test_nothing_inline_that_the_policy_would_stop(client: Client, address: str) -> None:
    html = page(client, address)
    assert {
        what: re.findall(pattern, html)[:1] for what, pattern in NOT_ALLOWED_INLINE.items() if re.search(pattern, html, re.IGNORECASE)
    } == {}
    policy = client.get(address)["Content-Security-Policy"]
    assert "unsafe" not in policy


@pytest.mark.slow
@pytest.mark.django_db
@pytest.mark.parametrize("address", SWEDISH + ENGLISH)
def test_a_public_page_sets_no_cookie_and_asks_the_database_nothing(client: Client, address: str, django_assert_num_queries) -> None:  # type: ignore[no-untyped-def] # pytest-django's fixture
    client.get(address)
    with django_assert_num_queries(0):
        response = client.get(address)
    assert not response.cookies
    assert "Vary" not in response.headers or "cookie" not in response["Vary"].lower()
    assert response["Cache-Control"] == "no-cache"


@pytest.mark.django_db
@pytest.mark.parametrize(("swedish", "english"), TRANSLATED)
def test_the_language_switch_leads_to_the_same_page(client: Client, swedish: str, english: str) -> None:
    assert f'<a href="{english}?a=1&amp;b=2" lang="en" hreflang="en">' in page(client, f"{swedish}?a=1&b=2")
    assert f'<a href="{swedish}" lang="sv" hreflang="sv">' in page(client, english)


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["/en/om", "/about", "/sv/om", "/en", "/om/"])
def test_an_address_is_written_in_one_way(client: Client, address: str) -> None:
    assert client.get(address).status_code in {301, 302, 404}


@pytest.mark.django_db
def test_neither_cookie_nor_browser_chooses_the_language(client: Client) -> None:
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    assert 'lang="sv"' in client.get("/om", headers={"accept-language": "en"}).content.decode()[:300]


def test_the_language_ends_with_the_request() -> None:
    seen = []

    def view(request: HttpRequest) -> HttpResponse:
        seen.append(translation.get_language())
        return HttpResponse()

    with translation.override("sv"):
        for address in ("/en/x", "/x", "/ENgelsk", "/en", "//en/"):
            LanguageMiddleware(view)(RequestFactory().get(address))
        assert translation.get_language() == "sv"
    assert seen == ["en", "sv", "sv", "en", "sv"]


@pytest.mark.django_db
def test_the_accessibility_statement_has_what_the_law_asks(client: Client) -> None:
    swedish = page(client, "/tillganglighet")
    english = page(client, "/en/accessibility")
    for html in (swedish, english):
        assert settings.CITY_NAME in html
        assert "Sluss" in html
        assert "2018:1937" in html
        assert "https://www.digg.se/tdosanmalan" in html
        assert f"mailto:{settings.CONTACT_EMAIL}" in html
        assert html.count('<time datetime="2026-') == 2  # assessed, updated
    assert "partly compliant" in english
    assert "axe-core" in english
    assert "The assessment is our own" in english


@pytest.mark.django_db
def test_every_page_leads_to_the_statements(client: Client) -> None:
    html = page(client, "/en/voice")
    for address in ("/en/about", "/en/accessibility", "/en/personal-data"):
        assert f'href="{address}"' in html


# --- The frame ------------------------------------------------------------------------------------------------------


def test_one_without_a_session_cookie_is_nobody_and_opens_no_session() -> None:
    request = RequestFactory().get("/om")

    class Trap:
        @property
        def is_authenticated(self) -> bool:
            raise AssertionError("the session was opened")

    request.user = Trap()
    assert Frame(request).signed_in is False
    assert Frame(request).user is None


def test_one_with_a_session_cookie_is_asked_for() -> None:
    request = RequestFactory().get("/om")
    request.COOKIES[settings.SESSION_COOKIE_NAME] = "old"
    request.user = AnonymousUser()
    assert Frame(request).signed_in is False


def test_a_page_of_no_address_switches_to_the_start_page() -> None:
    request = RequestFactory().get("/finns-inte?x=1")
    with translation.override("sv"):
        assert Frame(request).other_language.url == "/en/"
    with translation.override("en"):
        assert Frame(request).other_language.url == "/"


def test_what_was_posted_does_not_follow_to_the_other_language() -> None:
    request = RequestFactory().post("/om?key=1")
    request.resolver_match = resolve("/om")
    with translation.override("sv"):
        assert Frame(request).other_language.url == "/en/about"


def test_the_deepest_menu_item_is_marked(monkeypatch: pytest.MonkeyPatch) -> None:
    items = [NavItem("Hem", "/", 1), NavItem("Två", "/ideer/mina", 3), NavItem("Ett", "/ideer", 2)]
    monkeypatch.setattr("sluss.core.context.collect", lambda *_: items)

    def marked(address: str) -> list[str]:
        return [str(item.label) for item in navigation(RequestFactory().get(address)) if item.active]

    assert marked("/ideer") == ["Ett"]
    assert marked("/ideer/42-brunnar") == ["Ett"]
    assert marked("/ideer/mina/3") == ["Två"]
    assert marked("/ideerna") == []
    assert marked("/") == ["Hem"]
    with translation.override("en"):
        items[:] = [NavItem("Home", "/en/", 1), NavItem("Ideas", "/en/ideas", 2)]
        assert marked("/en/") == ["Home"]
        assert marked("/en/about") == []
        assert marked("/en/ideas/3") == ["Ideas"]
        items[:] = [NavItem("Hem", "/", 1), NavItem("Två", "/ideer/mina", 3), NavItem("Ett", "/ideer", 2)]
    assert [item.label for item in navigation(RequestFactory().get("/"))] == ["Hem", "Ett", "Två"]


@pytest.mark.django_db
@override_settings(CITY_NAME='<b>Å"stad', CITY_LOGO="/media/x.svg")
def test_the_citys_name_is_text(client: Client) -> None:
    html = page(client, "/om")
    assert "<b>Å" not in html
    assert "&lt;b&gt;Å&quot;stad" in html
    assert '<img src="/media/x.svg" alt="">' in html


# --- Small files ----------------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_the_theme_is_kept_for_a_year_at_an_address_of_its_content(client: Client) -> None:
    link = re.search(r'href="(/tema-\w+\.css)"', page(client, "/om"))
    assert link
    assert link[1] in page(client, "/en/about")
    response = client.get(link[1])
    assert response["Content-Type"] == "text/css; charset=utf-8"
    assert response["Cache-Control"] == "public, max-age=31536000, immutable"
    assert not response.cookies
    with override_settings(CITY_COLOUR="#7a2048"):
        assert link[1] not in page(client, "/om")
        stale = client.get(link[1])
    assert "#7a2048" in stale.content.decode()
    assert stale["Cache-Control"] == "no-cache"


@pytest.mark.django_db
def test_a_signed_in_reader_may_keep_the_theme_but_no_page(client: Client) -> None:
    client.cookies[settings.SESSION_COOKIE_NAME] = "whatever"
    assert client.get(f"/tema-{theme.fingerprint(theme.current())}.css")["Cache-Control"].startswith("public")
    assert client.get("/om")["Cache-Control"] == "private, no-store"


@pytest.mark.django_db
def test_browsers_find_what_they_ask_for(client: Client) -> None:
    robots = client.get("/robots.txt")
    assert robots["Content-Type"].startswith("text/plain")
    assert b"User-agent: *" in robots.content
    icon = client.get(client.get("/favicon.ico")["Location"])
    assert icon["Content-Type"] == "image/svg+xml"
    assert icon.content.startswith(b"<svg")
    manifest = client.get("/manifest.webmanifest")
    assert manifest["Content-Type"] == "application/manifest+json"
    assert client.get(json.loads(manifest.content)["icons"][0]["src"]).status_code == 200


# --- Headers --------------------------------------------------------------------------------------------------------


def through(request: HttpRequest, **headers: str) -> HttpResponse:
    return SecurityHeadersMiddleware(lambda _: HttpResponse(headers=headers))(request)


def test_every_answer_has_the_headers() -> None:
    response = through(RequestFactory().get("/"))
    assert "camera=()" in response["Permissions-Policy"]
    assert response["Cross-Origin-Resource-Policy"] == "same-origin"
    assert response["Cache-Control"] == "no-cache"


def test_a_view_may_say_more_about_itself() -> None:
    response = through(RequestFactory().get("/"), **{"Cross-Origin-Resource-Policy": "cross-origin", "Cache-Control": "public, max-age=60"})
    assert response["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert response["Cache-Control"] == "public, max-age=60"


def test_an_answer_with_a_cookie_is_never_shared() -> None:
    def view(_: HttpRequest) -> HttpResponse:
        response = HttpResponse(headers={"Cache-Control": "max-age=60"})
        response.set_cookie("csrftoken", "x")
        return response

    assert SecurityHeadersMiddleware(view)(RequestFactory().get("/"))["Cache-Control"] == "private, no-store"
