"""The form as a browser without JavaScript sends it."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

from django.test import Client
from django.urls import reverse

from sluss.ideas.seed import RESIDENTS

NEED = "Cykelbanan vid skolan är mörk. Barnen syns inte när de cyklar hem."


def hidden(page: Any) -> dict[str, str]:
    """The hidden fields of the form, as a browser would send them."""
    html = page.content.decode()
    form = html[html.index('id="give"') :]
    return {name: unescape(value) for name, value in re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', form)}


def press(client: Client, page: Any, slug: str, go: str, **fields: Any) -> Any:
    return client.post(reverse("ideas:submit", args=[slug]), {**hidden(page), **fields, "go": go})


def given(client: Client, **last: Any) -> Any:
    """The three steps of one without an account; the page that answers is the receipt."""
    page = client.get(reverse("ideas:submit", args=[RESIDENTS]))
    page = press(client, page, RESIDENTS, "next", need=NEED)
    page = press(client, page, RESIDENTS, "next", title="Ljus vid skolan", solution="Lampor.")
    return press(client, page, RESIDENTS, "send", **({"visibility": "2", "terms": "on"} | last))


def code_on(page: Any) -> str:
    found = re.search(r"[3-9A-Y]{4}-[3-9A-Y]{4}-[3-9A-Y]{4}", page.content.decode())
    assert found is not None
    return found.group()
