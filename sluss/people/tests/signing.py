"""What the tests of signing in share."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from django.test import Client
from django.urls import reverse

WRONG = "fel fel fel fel fel"


@dataclass
class Mail:
    to: str
    subject: str
    text: str
    html: str
    key: str
    person: Any

    @property
    def code(self) -> str:
        found = re.search(r"\b[A-Z]{4}-[A-Z]{4}\b", self.text)
        assert found, self.text
        return found.group()


def signed_in_as(client: Client) -> int | None:
    key = client.session.get("_auth_user_id")
    return int(key) if key else None


def with_password(client: Client, email: str, password: str, **more: str) -> Any:
    return client.post(reverse("account_login"), {"login": email, "password": password, **more})
