"""Labels that a city writes itself: {"sv": …, "en": …}. Swedish is required and is shown where English is missing."""

from __future__ import annotations

from collections.abc import Mapping

from django.core.exceptions import ValidationError
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

Label = Mapping[str, str]


def shown(label: Label | None) -> str:
    if not label:
        return ""
    return label.get(get_language() or "sv") or label.get("sv", "")


def validate(label: object) -> None:
    if (
        not isinstance(label, Mapping)
        or not label.get("sv")
        or set(label) - {"sv", "en"}
        or not all(isinstance(v, str) for v in label.values())
    ):
        raise ValidationError(_("Write the text in Swedish, and in English if you can."))
