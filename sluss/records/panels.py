"""What records lend to pages of the apps below: the way to one's own data."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.template.loader import render_to_string

from sluss.core.panels import Place, panel


@panel(Place.MY_PAGE, order=90)
def my_data(request: HttpRequest, subject: Any) -> str:
    """No query."""
    return render_to_string("records/_my_data.html", {}, request)
