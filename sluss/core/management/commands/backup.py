"""`sluss backup`: the database and all files in one file, while Sluss runs."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.template.defaultfilters import filesizeformat
from django.utils.formats import number_format
from django.utils.translation import gettext as _

from sluss.core.backups import write
from sluss.core.backups.errors import plainly


class Command(BaseCommand):
    help = "Write one consistent file with the database and all files, while Sluss runs. Nothing is ever written over."
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "file", nargs="?", type=Path, metavar="FILE", help="a name, or a folder for a dated one; SLUSS_VAR/backups when left out"
        )
        parser.add_argument("--json", action="store_true", help="print what was written as JSON")

    def handle(self, *args: Any, file: Path | None, **options: Any) -> None:
        with plainly():
            written = write.write(write.target(file))
        content = written.manifest.content
        rows, files = sum(content.rows.values()), len(written.manifest.members) - 1
        if options["json"]:
            said = {"file": str(written.path), "bytes": written.size, "seconds": round(written.seconds, 3), "engine": content.engine}
            said |= {"rows": content.rows, "files": files, "left_out": written.left_out}
            self.stdout.write(json.dumps(said, ensure_ascii=False))
            return
        self.stdout.write(self.style.SUCCESS(_("The backup is written: %(path)s") % {"path": written.path}))
        numbers = {
            "size": filesizeformat(written.size),
            "rows": number_format(rows, force_grouping=True),
            "files": number_format(files, force_grouping=True),
            "seconds": number_format(written.seconds, 1),
        }
        self.stdout.write(_("Size: %(size)s. Rows: %(rows)s. Files: %(files)s. Time: %(seconds)s seconds.") % numbers)
        for name in written.left_out:
            self.stderr.write(self.style.WARNING(_("Left out, since it is not an ordinary file: %(path)s") % {"path": name}))
