"""`sluss check`: Django's own checks, then each setting of this installation explained."""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.core.management.base import CommandParser
from django.core.management.commands.check import Command as DjangoCheck


def settings_rows() -> Iterator[tuple[Any, str]]:
    """Each known setting with its default, which names folders as they lie in the project."""
    for known in sorted(settings.KNOWN_SETTINGS.values(), key=lambda known: known.name):
        yield known, known.default.replace(str(settings.VAR), "var").replace(f"{settings.ROOT}/", "")


class Command(DjangoCheck):
    help = "Check the installation, and explain each setting with the value in force."

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("--no-settings", action="store_true", help="leave out the table of settings")

    def handle(self, *app_labels: Any, **options: Any) -> None:
        super().handle(*app_labels, **options)
        if options["no_settings"] or app_labels or options["list_tags"]:
            return
        self.stdout.write("\nSettings, from the environment (* is set, the others are at their default):\n")
        for known, default in settings_rows():
            value = os.environ.get(known.name)
            shown = default if value is None else "(set, not shown)" if known.secret else value
            self.stdout.write(f"{' ' if value is None else '*'} {known.name:<22} {shown or '–'}\n    {known.help}")
