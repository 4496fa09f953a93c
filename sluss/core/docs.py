"""The generated reference: an app lends a page about itself, written from its own registries, so the page cannot lie.

`sluss docs` writes docs/reference/, and `make check` fails when what is committed differs.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

Page = Callable[[], str]
_PAGES: dict[str, Page] = {}


def register(name: str, page: Page) -> None:
    """Lend docs/reference/<name>.md. The page returns Markdown; it must not depend on the machine, the day or the database."""
    if _PAGES.setdefault(name, page) is not page:
        raise ValueError(f"two apps write the reference page {name}")


def pages() -> dict[str, str]:
    head = "<!-- Written by `sluss docs`; change the code instead. -->"
    return {name: f"{head}\n\n{page().strip()}\n" for name, page in sorted(_PAGES.items())}


def table(heads: Iterable[str], rows: Iterable[Iterable[object]]) -> str:
    """A Markdown table; a bar in a cell would end it."""
    lines = [list(heads)]
    lines.append(["---"] * len(lines[0]))
    lines.extend([str(cell).replace("|", "\\|").replace("\n", " ") for cell in row] for row in rows)
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)
