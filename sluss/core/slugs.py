from __future__ import annotations

from django.utils.text import slugify

_SWEDISH = str.maketrans("åäöÅÄÖæøÆØ", "aaoAAOaoAO")


def slug(title: str, *, longest: int = 60) -> str:
    """A readable part of an address; never empty, cut at a word."""
    made = slugify(title.translate(_SWEDISH))
    if len(made) > longest:
        made = made[:longest].rsplit("-", 1)[0] or made[:longest]
    return made or "x"
