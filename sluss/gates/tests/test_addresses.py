"""Addresses by the numbers of rows are remembered, and are what Django makes of them."""

from __future__ import annotations

from typing import Any

import pytest
from django.template import Context, Template
from django.urls import NoReverseMatch, reverse
from django.utils import translation

from sluss.core.routes import address


def drawn(text: str, **values: Any) -> str:
    return Template(text).render(Context(values))


@pytest.mark.parametrize("language", ["sv", "en"])
@pytest.mark.parametrize(
    ("name", "rows"),
    [
        ("gates:queue", ()),
        ("gates:case", (7,)),
        ("gates:correct", (123456789012345678, 2)),
        ("gates:answer_ask", (1, 10**17 + 9_876_543_210)),
    ],
)
def test_an_address_by_numbers_is_what_django_makes_of_it(language: str, name: str, rows: tuple[int, ...]) -> None:
    with translation.override(language):
        for numbers in (rows, tuple(row // 2 + 1 for row in rows)):
            wanted = reverse(name, args=numbers)
            assert address(name, *numbers) == wanted
            words = " ".join(map(str, numbers))
            assert drawn(f'{{% url "{name}" {words} %}}|{{% url "{name}" {words} as one %}}{{{{ one }}}}') == f"{wanted}|{wanted}"


def test_an_address_by_anything_else_is_left_to_django() -> None:
    assert drawn('{% url "gates:process" key %}', key="idea") == reverse("gates:process", args=["idea"])
    assert drawn('{% url "gates:case" pk=7 %}') == reverse("gates:case", args=[7])
    assert drawn('{% url "gates:case" pk %}', pk="7") == reverse("gates:case", args=[7])
    assert drawn('{% url "gates:nothing" 7 as one %}[{{ one }}]') == "[]"
    for wrong in ('{% url "gates:case" 7 8 9 10 %}', '{% url "gates:case" %}', '{% url "gates:nothing" 7 %}', '{% url "gates:case" pk %}'):
        with pytest.raises(NoReverseMatch):
            drawn(wrong, pk=10**19)
