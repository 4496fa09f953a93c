"""What the tests of pages share."""

from __future__ import annotations

from typing import Any

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext


def text(response: Any) -> str:
    return response.content.decode()


def queries(client: Client, url: str) -> int:
    client.get(url)  # what is cached at the first use is cached
    with CaptureQueriesContext(connection) as captured:
        assert client.get(url).status_code == 200
    return len(captured)
