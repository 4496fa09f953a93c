"""Every page has a name in its app's namespace, and an address of its own in both languages."""

from __future__ import annotations

from collections.abc import Iterator

from django.urls import URLPattern, URLResolver, get_resolver
from django.utils import translation

from .house import levels


def pages(resolver: URLResolver, before: str = "", space: str = "") -> Iterator[tuple[str, str, URLPattern]]:
    for pattern in resolver.url_patterns:
        address = before + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from pages(pattern, address, pattern.namespace or space)
        else:
            yield space, address, pattern


def file_by_custom(address: str, page: URLPattern) -> bool:
    """robots.txt and its like: asked for by programs at an address that is fixed, and linked to by nobody."""
    return page.name is None and "." in address


def of_a_library(page: URLPattern) -> bool:
    """A page of ours in the place of allauth's, under the name by which allauth leads there."""
    return str(page.name).startswith("account_")


def own_pages() -> list[tuple[str, str, URLPattern]]:
    return [
        (space, address, page)
        for space, address, page in pages(get_resolver())
        if page.lookup_str.startswith("sluss.") and not file_by_custom(address, page) and not of_a_library(page)
    ]


def test_pages_are_named_in_the_namespace_of_their_app() -> None:
    assert own_pages()
    astray = [f"{address} is {space}:{page.name}" for space, address, page in own_pages() if not page.name or space not in levels()]
    assert not astray
    foreign = [
        f"{space}:{page.name} is {page.lookup_str}" for space, _, page in own_pages() if not page.lookup_str.startswith(f"sluss.{space}.")
    ]
    assert not foreign


def test_no_two_pages_share_an_address_or_a_name() -> None:
    for language in ("sv", "en"):
        with translation.override(language):
            addresses = [address for _, address, _ in own_pages()]
            names = [f"{space}:{page.name}" for space, _, page in own_pages()]
        assert len(addresses) == len(set(addresses)), language
        assert len(names) == len(set(names)), language
