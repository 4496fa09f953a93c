"""`sluss import NAME FILE`: hands the file to the importer that an app has registered under the name."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils.translation import gettext as _

from sluss.core import importers

SHOWN_ERRORS = 50
# Exit codes: all rows in 0; errors, so nothing imported 1; the file cannot be read 2; good rows imported and bad ones skipped 3.
DONE, REFUSED, UNREADABLE, SKIPPED = 0, 1, 2, 3
_OWN = {"file", "dry_run", "skip_bad", "json", "importer"}


class Command(BaseCommand):
    help = "Import a file. A second run of the same file changes nothing."

    def add_arguments(self, parser: CommandParser) -> None:
        names = parser.add_subparsers(dest="importer", required=True, metavar="WHAT")
        for importer in importers.all_importers():
            sub = names.add_parser(importer.name, help=str(importer.help))
            sub.add_argument("file", type=Path, metavar="FILE")
            sub.add_argument("--dry-run", action="store_true", help="Read and check everything, write nothing.")
            sub.add_argument("--skip-bad", action="store_true", help="Import the good rows and skip the bad ones.")
            sub.add_argument("--json", action="store_true", help="Print the summary as JSON.")
            if importer.arguments:
                importer.arguments(sub)

    def handle(self, *args: Any, **options: Any) -> None:
        importer = next(known for known in importers.all_importers() if known.name == options["importer"])
        base = {
            action
            for action in options
            if action in {"verbosity", "settings", "pythonpath", "traceback", "no_color", "force_color", "skip_checks"}
        }
        asked = importers.Options(
            dry_run=options["dry_run"],
            skip_bad=options["skip_bad"],
            extra={key: value for key, value in options.items() if key not in _OWN | base},
            progress=importers.no_progress if options["json"] else self._bar(),
        )
        try:
            summary = importer.run(options["file"], asked)
        except importers.Unreadable as reason:
            if options["json"]:
                self._print_json(importers.Summary(errors=[importers.RowError(0, str(reason))]))
            else:
                self.stderr.write(self.style.ERROR(str(reason)))
            sys.exit(UNREADABLE)
        if options["json"]:
            self._print_json(summary)
        else:
            self._print(summary, asked)
        code = DONE if not summary.errors else SKIPPED if asked.skip_bad else REFUSED
        if code:
            sys.exit(code)

    def _print_json(self, summary: importers.Summary) -> None:
        self.stdout.write(json.dumps(summary.as_dict(), ensure_ascii=False))

    def _print(self, summary: importers.Summary, asked: importers.Options) -> None:
        for error in summary.errors[:SHOWN_ERRORS]:
            where = _("Row %(row)s") % {"row": error.row} + (f", {error.column}" if error.column else "")
            self.stderr.write(self.style.ERROR(f"{where}: {error.message}"))
        if len(summary.errors) > SHOWN_ERRORS:
            self.stderr.write(_("… and %(number)s more errors. --json shows all of them.") % {"number": len(summary.errors) - SHOWN_ERRORS})
        for note in summary.notes:
            self.stdout.write(note)
        counts = {"created": summary.created, "updated": summary.updated, "unchanged": summary.unchanged, "errors": len(summary.errors)}
        self.stdout.write(_("New: %(created)s. Changed: %(updated)s. Unchanged: %(unchanged)s. Rows with errors: %(errors)s.") % counts)
        if not summary.written:
            self.stdout.write(_("This was a dry run: nothing was written.") if asked.dry_run else _("Nothing was imported."))

    def _bar(self) -> Callable[[int, int], None]:
        """A bar that redraws itself on a terminal; silent where nobody looks."""
        out = sys.stderr
        if not out.isatty():
            return importers.no_progress
        shown = [-1]

        def draw(done: int, total: int) -> None:
            percent = 100 if total == 0 else done * 100 // total
            if percent != shown[0]:
                shown[0] = percent
                out.write(f"\r[{'#' * (percent // 4):<25}] {percent:3} % ({done}/{total})" + ("\n" if done >= total else ""))
                out.flush()

        return draw
