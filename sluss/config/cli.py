"""The `sluss` command: Django's commands and the product's own, with the product's settings."""

from __future__ import annotations

import os
import sys

from .env import BadSetting


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sluss.config.settings")
    from django.core.management import execute_from_command_line
    from django.db import DatabaseError
    from django.utils.translation import gettext as _

    try:
        execute_from_command_line(sys.argv)
    except BadSetting as problem:
        sys.exit(f"A setting cannot be used: {problem}")
    except DatabaseError:
        if not _lacks_migrations():
            raise
        sys.exit(_("The database is not prepared for this version of Sluss. Run `sluss migrate`, and then this again."))


def _lacks_migrations() -> bool:
    from django.db import DatabaseError, connection
    from django.db.migrations.executor import MigrationExecutor

    connection.close()  # it may stand in a transaction that has failed
    try:
        executor = MigrationExecutor(connection)
        return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))
    except DatabaseError:
        return False
