"""`sluss restore FILE`: looks a backup through, puts it back, brings it to the form of the code and counts anew."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _

from sluss.core import clock
from sluss.core.backups import engines, read
from sluss.core.backups.errors import Damaged, Refused, plainly
from sluss.core.backups.manifest import Manifest
from sluss.core.recounts import all_recounts

SHOWN = 5  # of the tables that are thrown away, the largest


class Command(BaseCommand):
    help = "Bring a backup back, with Sluss stopped. Everything is looked through first; when it fails, all is as it was."
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, metavar="FILE")
        parser.add_argument("--check", action="store_true", help="look the backup through and change nothing")
        parser.add_argument("--force", action="store_true", help="throw away what the database and the files hold now")
        parser.add_argument("--noinput", action="store_false", dest="interactive", help="with --force: do not ask; for scripts")

    def handle(self, *args: Any, file: Path, check: bool, force: bool, interactive: bool, **options: Any) -> None:
        with plainly(), read.opened(file) as backup:
            self._describe(backup.manifest)
            read.refuse_if_strange(backup.manifest)
            backup.verify()
            if check:
                self.stdout.write(self.style.SUCCESS(_("The backup is whole. Nothing has been changed.")))
                return
            self._refuse_to_throw_away(force=force, interactive=interactive)
            read.restore(backup)
        self.stdout.write(self.style.SUCCESS(_("The backup is back in place. Everybody has to sign in again.")))
        with plainly():
            self._migrate()
            self._recount()

    def _describe(self, held: Manifest) -> None:
        numbers = {
            "city": held.city,
            "when": date_format(held.created_at.astimezone(clock.CITY), "j F Y H:i"),
            "version": held.product,
            "engine": held.content.engine,
            "rows": number_format(sum(held.content.rows.values()), force_grouping=True),
            "files": number_format(len(held.members) - 1, force_grouping=True),
        }
        self.stdout.write(_("Backup of %(city)s, %(when)s. Sluss %(version)s, %(engine)s. Rows: %(rows)s. Files: %(files)s.") % numbers)
        self.stdout.flush()

    def _refuse_to_throw_away(self, *, force: bool, interactive: bool) -> None:
        _name, engine = engines.in_use()
        try:
            held, damaged = engine.held(), ""
        except Damaged as problem:
            held, damaged = {}, str(problem)
        files = read.files_here()
        if damaged:
            lost = _("a database that cannot be read (%(why)s)") % {"why": damaged}
        else:
            largest = sorted(held, key=lambda table: -held[table])[:SHOWN]
            listed = ", ".join(f"{table} {number_format(held[table], force_grouping=True)}" for table in largest)
            lost = _("%(rows)s rows (%(tables)s)") % {
                "rows": number_format(sum(held.values()), force_grouping=True),
                "tables": listed or "–",
            }
        lost += " " + _("and %(files)s files") % {"files": number_format(files, force_grouping=True)}
        if (held or files or damaged) and not force:
            raise Refused(
                _("There is something here already: %(lost)s. --force throws it away. Nothing has been changed.") % {"lost": lost}
            )
        # Asked again when it is swapped; now, so that nobody confirms what cannot be done.
        engines.let_go()
        engine.refuse_if_used()
        if held or files or damaged:
            self.stdout.write(self.style.WARNING(_("This is thrown away: %(lost)s.") % {"lost": lost}))
            if interactive:
                self._confirm()

    def _confirm(self) -> None:
        if not sys.stdin.isatty():
            raise Refused(_("Nobody is here to confirm it. --noinput goes on without asking. Nothing has been changed."))
        question = _("Type the name of the city (%(city)s) to go on: ") % {"city": settings.CITY_NAME}
        try:
            typed = input(question)
        except (EOFError, KeyboardInterrupt):
            typed = ""
        if typed.strip() != settings.CITY_NAME:
            raise Refused(_("That is not the name. Nothing has been changed."))

    def _migrate(self) -> None:
        executor = MigrationExecutor(connection)
        plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
        if plan:
            self.stdout.write(_("The backup is older than this version of Sluss. Migrations to do: %(number)d") % {"number": len(plan)})
            try:
                call_command("migrate", interactive=False, verbosity=0)
            except CommandError as problem:
                why = {"why": str(problem)}
                raise Refused(_("The backup is back, but could not be brought to the form of this version: %(why)s") % why) from None

    def _recount(self) -> None:
        different = 0
        for name, (label, check) in all_recounts().items():
            found = sum(1 for _line in check(False))
            different += found
            if found:
                self.stdout.write(_("%(name)s (%(label)s): %(number)d differ") % {"name": name, "label": label, "number": found})
        if different:
            self.stderr.write(self.style.WARNING(_("Some stored totals are not right. `sluss recount --fix` mends them.")))
        else:
            self.stdout.write(_("All stored totals are right."))
