"""Files that have come in: pictures as pictures, the rest as rows to download."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from .base import Component, Text, component
from .status import icon


@dataclass(frozen=True, slots=True, kw_only=True)
class FileItem:
    """`src` is what is shown of a picture, `href` where the file is downloaded. `note` says more: its size, who reads it."""

    name: Text
    href: str
    note: Text = ""
    src: str = ""
    width: int = 0
    height: int = 0
    description: Text = ""  # of a picture
    language: str = ""  # of the description, where it is not the page's


@component("files")
@dataclass(frozen=True, slots=True, kw_only=True)
class Files(Component):
    items: Sequence[FileItem]

    def extra(self) -> dict[str, Any]:
        return {
            "pictures": [item for item in self.items if item.src],
            "documents": [item for item in self.items if not item.src],
            "mark": icon("file"),
        }
