"""The `sluss` command: Django's commands and the product's own, with the product's settings."""

from __future__ import annotations

import os
import sys

from .env import BadSetting


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sluss.config.settings")
    from django.core.management import execute_from_command_line

    try:
        execute_from_command_line(sys.argv)
    except BadSetting as problem:
        sys.exit(f"A setting cannot be used: {problem}")
