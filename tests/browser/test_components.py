"""What core's components do in a browser: each improvement by script, and its way without. With a form and errors of the test's own."""

from __future__ import annotations

import threading
from importlib import import_module
from typing import Any

import pytest
from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.template import engines
from django.urls import path
from playwright.sync_api import expect

from sluss.core.forms import Checkboxes, SlussForm

from .look import findings, well

FORM = """{% extends "base.html" %}{% block title %}Prov{% endblock %}{% block content %}<div class="sl-wrap sl-narrow sl-form">
{% c "error_summary" form=form %}<h1 class="ds-heading">Prov</h1>
<form method="post" data-size="md" novalidate>{% csrf_token %}{% for field in form %}{{ field.as_field_group }}{% endfor %}
{% c "button" label="Skicka" %}</form></div>{% endblock %}"""
sent: list[str] = []


class Sample(SlussForm):
    title = forms.CharField(label="Rubrik", error_messages={"required": "Skriv en rubrik"})
    text = forms.CharField(label="Text", widget=forms.Textarea, max_length=10, required=False)
    who = forms.MultipleChoiceField(label="Vilka", choices=[("a", "A")], widget=Checkboxes, error_messages={"required": "Välj vilka"})


def ask(request: HttpRequest) -> HttpResponse:
    form = Sample(request.POST if request.method == "POST" else None)
    if form.is_valid():
        threading.Event().wait(1 if form.cleaned_data["title"] == "En gång" else 0)
        sent.append(form.cleaned_data["title"])
        messages.success(request, "Tack!")
        form = Sample()
    html = engines["django"].from_string(FORM).render({"form": form}, request)  # type: ignore[attr-defined] # the backend has it
    return HttpResponse(html, status=422 if form.errors else 200)


def wrong(request: HttpRequest) -> HttpResponse:
    html = engines["django"].from_string(FORM).render({"form": Sample({})}, request)  # type: ignore[attr-defined] # as above
    return HttpResponse(html, status=422)


def slow_down(request: HttpRequest) -> HttpResponse:
    from sluss.core import errors

    return errors.too_many(request, 60)


def broken(request: HttpRequest) -> HttpResponse:
    from sluss.core import errors

    return errors.server_error(request)


urlpatterns = [path("prov", ask), path("prov/fel", wrong), path("prov/429", slow_down), path("prov/500", broken)]
urlpatterns += import_module(settings.ROOT_URLCONF).urlpatterns
handler404 = "sluss.core.errors.not_found"
pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.urls(__name__)]


@pytest.mark.parametrize("address", ["/prov/fel", "/prov/429", "/prov/500", "/en/style"])
def test_axe_finds_nothing(opened: Any, address: str) -> None:
    page = opened()
    answer = page.goto(address)
    expect(page.locator("h1")).to_be_visible()
    page.watch.complaints = [line for line in page.watch.complaints if str(answer.status) not in line]  # a 500 is asked for here
    well(page)


def test_the_menu_on_a_phone(opened: Any) -> None:
    page = opened("/om", width=390)
    menu = page.get_by_role("button", name="Meny" if "Meny" in page.content() else "Menu")
    nav = page.locator("#nav")
    expect(nav).to_be_hidden()
    menu.focus()
    page.keyboard.press("Enter")
    expect(nav).to_be_visible()
    expect(menu).to_have_attribute("aria-expanded", "true")
    assert findings(page) == []
    page.keyboard.press("Space")
    expect(nav).to_be_hidden()


def test_the_menu_without_javascript(opened: Any) -> None:
    page = opened("/om", width=390, java_script_enabled=False)
    expect(page.locator("#nav")).to_be_hidden()
    page.locator(".sl-menu").click()
    expect(page.locator("#nav")).to_be_visible()
    expect(page.locator(".sl-theme")).to_be_hidden()


def test_a_chosen_theme_is_kept_and_seen_by_no_server(opened: Any) -> None:
    page = opened("/om", color_scheme="light")
    ground = "getComputedStyle(document.body).backgroundColor"
    light = page.evaluate(ground)
    button = page.locator(".sl-theme")
    expect(button).to_have_attribute("aria-pressed", "false")
    button.click()
    dark = page.evaluate(ground)
    assert dark != light
    expect(button).to_have_attribute("aria-pressed", "true")
    page.reload()
    assert page.evaluate(ground) == dark
    page.emulate_media(media="print")
    assert page.evaluate(ground) == "rgb(255, 255, 255)"


def test_errors_take_the_focus_and_lead_to_their_fields(opened: Any) -> None:
    page = opened("/prov")
    page.get_by_role("button", name="Skicka").click()
    summary = page.locator(".ds-error-summary")
    expect(summary).to_be_focused()
    assert page.title().startswith(("Fel:", "Error:"))
    page.get_by_role("link", name="Skriv en rubrik").click()
    expect(page.get_by_label("Rubrik")).to_be_focused()
    page.get_by_role("link", name="Välj vilka").click()
    expect(page.get_by_role("checkbox", name="A")).to_be_focused()


def test_a_form_is_sent_once_however_often_one_presses(opened: Any) -> None:
    sent.clear()
    page = opened("/prov")
    page.get_by_label("Rubrik").fill("En gång")
    page.get_by_role("checkbox").check()
    # The first has reached the server and is being worked on when the second is pressed.
    page.evaluate(
        "() => { const button = document.querySelector('main form button'); button.click(); setTimeout(() => button.click(), 300); }"
    )
    expect(page.get_by_text("Tack!")).to_be_visible()
    assert sent == ["En gång"]
    assert findings(page) == []
    page.locator(".sl-msg button").click()
    expect(page.locator(".sl-msg")).to_have_count(0)


def test_a_form_works_without_javascript(opened: Any) -> None:
    page = opened("/prov", java_script_enabled=False)
    page.get_by_role("button", name="Skicka").click()
    expect(page.locator(".ds-error-summary")).to_be_visible()
    page.get_by_label("Rubrik").fill("Utan skript")
    page.get_by_role("checkbox").check()
    page.get_by_role("button", name="Skicka").click()
    expect(page.locator("#messages")).to_contain_text("Tack!")


def test_what_is_left_of_a_text_is_counted(opened: Any) -> None:
    page = opened("/prov")
    counter = page.locator(".sl-counter")
    page.get_by_label("Text").fill("12345\n🙂")
    expect(counter).to_contain_text("3")
    page.get_by_label("Text").fill("123456789012")
    expect(counter).to_contain_text("2")
    expect(counter).to_have_attribute("data-over", "")


def test_a_dialog_opens_and_gives_the_focus_back(opened: Any) -> None:
    page = opened("/en/style")
    opener = page.locator("[data-opens=remove]")
    opener.click()
    dialog = page.get_by_role("dialog", name="Delete the draft?")
    expect(dialog).to_be_visible()
    for _round in range(6):
        page.keyboard.press("Tab")
        # What lies behind cannot be reached: the focus is in the dialog, or in the browser's own bar.
        assert page.evaluate("document.activeElement === document.body || Boolean(document.activeElement.closest('dialog'))")
    assert findings(page) == []
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    expect(opener).to_be_focused()
    opener.click()
    dialog.get_by_role("button", name="Keep").click()
    expect(dialog).to_be_hidden()


def test_the_skip_link_is_first_and_works(opened: Any) -> None:
    page = opened("/om")
    page.keyboard.press("Tab")
    expect(page.locator(".sl-skip")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()
