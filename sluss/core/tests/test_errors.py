"""When something goes wrong the page says what happened, what to do and whom to ask, and leans on nothing that may be broken."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from urllib.parse import unquote

import pytest
from django.conf import settings
from django.conf.urls.i18n import i18n_patterns
from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import Http404, HttpRequest, HttpResponse
from django.template import loader
from django.test import Client, override_settings
from django.urls import path

from sluss.core import errors, theme


def _raises(exception: Exception) -> Callable[[HttpRequest], HttpResponse]:
    def view(request: HttpRequest) -> HttpResponse:
        raise exception

    return view


def _reads(request: HttpRequest) -> HttpResponse:
    return HttpResponse(str(len(request.POST)))


handler400 = "sluss.core.errors.bad_request"
handler403 = "sluss.core.errors.forbidden"
handler404 = "sluss.core.errors.not_found"
handler500 = "sluss.core.errors.server_error"
urlpatterns = i18n_patterns(
    path("400", _raises(SuspiciousOperation("secret detail"))),
    path("403", _raises(PermissionDenied)),
    path("403-why", _raises(PermissionDenied("Only <the lead> may."))),
    path("404", _raises(Http404("secret detail"))),
    path("500", _raises(ZeroDivisionError("secret detail"))),
    path("429", lambda request: errors.too_many(request, 61)),
    path("read", _reads),
    prefix_default_language=False,
)
# Beside the product's own addresses, which the frame of a page names.
urlpatterns += import_module(settings.ROOT_URLCONF).urlpatterns
pytestmark = pytest.mark.urls(__name__)
PAGES = {400: "400", 403: "403", 404: "404", 429: "429", 500: "500"}


@pytest.fixture
def client() -> Client:
    return Client(raise_request_exception=False)


@pytest.mark.django_db
@pytest.mark.parametrize("language", ["sv", "en"])
@pytest.mark.parametrize("status", sorted(PAGES))
def test_an_error_page_helps(client: Client, status: int, language: str) -> None:
    response = client.get(f"{'/en' if language == 'en' else ''}/{PAGES[status]}")
    html = response.content.decode()
    assert response.status_code == status
    assert f'<html lang="{language}"' in html
    assert f"mailto:{settings.CONTACT_EMAIL}" in html
    assert html.count("<h1") == 1
    assert html.count("<h2") == 2  # what you can do, whom you can ask
    assert "secret detail" not in html
    assert response["Cache-Control"] in {"no-store", "private, no-store"}
    assert not response.cookies
    assert "<title> " not in html


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("/stil/", "/stil"),
        ("/en/style/", "/en/style"),
        ("/stil//?a=b%20c&d=%C3%A5", "/stil?a=b%20c&d=%C3%A5"),
    ],
)
def test_an_address_with_a_slash_too_many_leads_to_the_page(client: Client, written: str, meant: str) -> None:
    response = client.get(written)
    assert (response.status_code, response["Location"]) == (301, meant)
    assert client.get(meant).status_code == 200


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/finns-inte/", "//stil/", "//example.org/", "/%0astil/", "/stil%0d%0aX-A:%20b/", "/404/"])
def test_a_slash_too_many_leads_nowhere_else(client: Client, path: str) -> None:
    response = client.get("/", PATH_INFO=unquote(path))  # as the server has it, two slashes at the beginning too
    if path == "/404/":  # a page that is there, and says that what it shows is not
        assert response["Location"] == "/404"
        response = client.get("/404")
    assert response.status_code == 404
    assert client.post("/stil/").status_code == 404


@pytest.mark.django_db
def test_a_refusal_gives_its_reason_as_text(client: Client) -> None:
    html = client.get("/403-why").content.decode()
    assert "Only &lt;the lead&gt; may." in html


@pytest.mark.django_db
def test_slow_down_says_how_long(client: Client) -> None:
    response = client.get("/en/429")
    assert response["Retry-After"] == "61"
    assert "Wait 2 minutes" in response.content.decode()


@pytest.mark.django_db
@override_settings(DATA_UPLOAD_MAX_MEMORY_SIZE=1_000_000)
def test_too_much_text_is_413(client: Client) -> None:
    response = client.post("/en/read", {"text": "x" * 1_000_001}, content_type="application/x-www-form-urlencoded")
    assert response.status_code == 413
    assert "1 megabyte " in response.content.decode()
    assert client.post("/read", {"text": "x" * 1000}).status_code == 200


@pytest.mark.django_db
def test_too_many_fields_is_413(client: Client) -> None:
    fields = {f"f{number}": "" for number in range(settings.DATA_UPLOAD_MAX_NUMBER_FIELDS + 1)}
    assert client.post("/read", fields).status_code == 413


@pytest.mark.django_db
@override_settings(UPLOAD_MOST_BYTES=100_000)
def test_too_large_files_are_413_whatever_the_page_is_for(client: Client) -> None:
    def sent(*sizes: int) -> int:
        return client.post("/read", {str(n): SimpleUploadedFile("a", b"x" * size) for n, size in enumerate(sizes)}).status_code

    assert sent(90_000) == 200
    assert sent(110_000) == 413
    assert sent(60_000, 60_000) == 413


@pytest.mark.django_db
def test_a_form_without_its_token_is_refused_with_a_way_on() -> None:
    response = Client(enforce_csrf_checks=True).post("/en/read", {"a": "b"})
    html = response.content.decode()
    assert response.status_code == 403
    assert "The form was too old to send" in html
    assert "CSRF" not in html


def test_a_500_needs_no_database(client: Client) -> None:
    """No django_db mark: a query here would fail the test."""
    response = client.get("/500")
    assert response.status_code == 500
    html = response.content.decode()
    assert "sluss.css" in html
    assert f"/tema-{theme.fingerprint(theme.current())}.css" in html


def test_a_500_stands_when_even_its_template_is_broken(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*args: object, **kwargs: object) -> str:
        raise ValueError("missing from the manifest")

    monkeypatch.setattr(loader, "render_to_string", broken)
    response = client.get("/500")
    assert response.status_code == 500
    assert "Något gick fel hos oss" in response.content.decode()
