"""The demo signs anybody in, so nobody but this machine may ask: each way round is tried."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client, RequestFactory
from django.urls import resolve
from django.utils import translation

from sluss.demo import providers, urls
from sluss.demo.guard import is_allowed

pytestmark = pytest.mark.usefixtures("demo")

FORWARDED = {
    "X-Forwarded-For": "127.0.0.1",
    "X-Forwarded-Host": "localhost",
    "X-Forwarded-Proto": "https",
    "X-Forwarded": "for=127.0.0.1",
    "x-forwarded-anything": "",
    "Forwarded": "for=127.0.0.1",
    "Forwarded-For": "127.0.0.1",
    "Via": "1.1 proxy",
    "X-Real-IP": "127.0.0.1",
    "X-Client-IP": "127.0.0.1",
    "X-Original-Host": "localhost",
    "True-Client-IP": "127.0.0.1",
    "CF-Connecting-IP": "127.0.0.1",
    "Fastly-Client-IP": "127.0.0.1",
}
SWEDISH = ("/demo", "/demo/logga-in", "/demo/mejl", "/demo/mejl/1")
ENGLISH = ("/en/demo", "/en/demo/sign-in", "/en/demo/mail", "/en/demo/mail/1")
ALL = "0.0.0" + ".0"  # what listens at every address
HERE = ["localhost", "localhost:8000", "LOCALHOST", "127.0.0.1", "127.0.0.1:8177", "127.8.8.8", "[::1]", "[::1]:8000"]
ELSEWHERE = [
    "", "alvsund.example", "localhost.alvsund.example", "127.0.0.1.alvsund.example", "10.0.0.7", ALL, "[::]", "192.168.1.20:8000",
    "localhost@alvsund.example", "alvsund.example#localhost", "localhost/", "localhost:80:80", "localhost:x", "127.1", "0x7f.0.0.1",
    "2130706433", "[::ffff:10.0.0.1]", "::1", "localhost.", " localhost", "localhost\tx", "ⓛocalhost", "[::1", "testserver",
]  # fmt: skip


def asks(host: str = "localhost", address: str = "127.0.0.1", **headers: str) -> bool:
    request = RequestFactory().get("/demo", headers=headers, REMOTE_ADDR=address)
    request.META["HTTP_HOST"] = host
    return is_allowed(request)


@pytest.mark.parametrize("host", HERE)
def test_names_of_this_machine(host: str) -> None:
    assert asks(host)


@pytest.mark.parametrize("host", ELSEWHERE)
def test_other_names(host: str) -> None:
    assert not asks(host)


def test_no_name_at_all() -> None:
    request = RequestFactory().get("/demo", REMOTE_ADDR="127.0.0.1")
    request.META.pop("HTTP_HOST", None)
    assert not is_allowed(request)


@pytest.mark.parametrize("address", ["127.0.0.1", "127.9.9.9", "::1", "::ffff:127.0.0.1"])
def test_callers_at_this_machine(address: str) -> None:
    assert asks(address=address)


@pytest.mark.parametrize(
    "address", ["", "10.0.0.7", "192.168.1.20", "::ffff:10.0.0.7", "fe80::1", ALL, "::", "127.0.0.1, 10.0.0.7", "unix:", "x"]
)
def test_other_callers(address: str) -> None:
    assert not asks(address=address)


@pytest.mark.parametrize("header", FORWARDED)
def test_a_proxy_in_front(header: str) -> None:
    assert not asks(**{header: FORWARDED[header]})


@pytest.mark.parametrize("name", ["Accept", "Cookie", "Referer", "X-Requested-With", "HX-Request", "Origin"])
def test_what_browsers_send_is_no_proxy(name: str) -> None:
    assert asks(**{name: "localhost"})


@pytest.mark.parametrize(
    ("name", "value"), [("DEMO", False), ("PRODUCTION", True), ("HOST", ALL), ("HOST", "::"), ("HOST", "10.0.0.7"), ("HOST", "")]
)
def test_settings_that_forbid_it(settings: Any, name: str, value: Any) -> None:
    setattr(settings, name, value)
    assert not asks()


@pytest.mark.parametrize("host", ["127.0.0.1", "::1", "[::1]", "localhost"])
def test_places_to_listen_at(settings: Any, host: str) -> None:
    settings.HOST = host
    assert asks()


# --- Through the addresses -----------------------------------------------------------------------------------------------


def test_every_address_of_the_demo_is_guarded() -> None:
    assert len(urls.urlpatterns) == 4
    for pattern in urls.urlpatterns:
        assert getattr(pattern.callback, "only_here", False), pattern
    for language, paths in (("sv", SWEDISH), ("en", ENGLISH)):
        with translation.override(language):
            for path in paths:
                assert resolve(path).func.only_here, path


ROUTES = [("post" if "log" in path or "sign" in path else "get", path) for path in (*SWEDISH, *ENGLISH)]


@pytest.mark.slow
@pytest.mark.django_db
@pytest.mark.parametrize(("method", "path"), ROUTES)
@pytest.mark.parametrize(
    ("headers", "address"),
    [
        ({}, "10.0.0.7"),
        ({"x-forwarded-for": "127.0.0.1"}, "127.0.0.1"),
        ({"via": "1.1 proxy"}, "127.0.0.1"),
        ({"forwarded": "for=127.0.0.1;host=localhost"}, "127.0.0.1"),
        ({"host": "testserver"}, "127.0.0.1"),
    ],
)
def test_elsewhere_there_is_no_such_page(method: str, path: str, headers: dict[str, str], address: str) -> None:
    client = Client(headers={"host": "localhost"} | headers)
    response = getattr(client, method)(path, {"person": "amira"} if method == "post" else None, REMOTE_ADDR=address)
    assert response.status_code == 404
    assert "sessionid" not in response.cookies


@pytest.mark.django_db
@pytest.mark.parametrize(("method", "path"), ROUTES)
def test_a_name_that_is_not_allowed_at_all_is_refused(method: str, path: str) -> None:
    response = getattr(Client(headers={"host": "alvsund.example"}), method)(path)
    assert response.status_code == 400


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/demo", "/demo/logga-in", "/demo/mejl"])
def test_without_demo_mode_there_are_no_addresses(settings: Any, path: str) -> None:
    settings.DEMO, settings.ROOT_URLCONF = False, "sluss.config.urls"
    assert Client(headers={"host": "localhost"}).get(path).status_code == 404


def test_the_menu_shows_the_way_only_to_those_who_may_go_it() -> None:
    here, there = (
        RequestFactory().get("/demo/mejl", headers={"host": "localhost"}),
        RequestFactory().get("/", headers={"host": "testserver"}),
    )
    (item,) = providers.navigation(here)
    assert (item.url, item.active) == ("/demo", True)
    assert list(providers.navigation(there)) == []
