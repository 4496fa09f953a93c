from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from sluss.gates import definitions
from sluss.gates.actions import load_process
from sluss.gates.models import Process


class Command(BaseCommand):
    help = "Loads process definitions (YAML) and lists those that are loaded."

    def add_arguments(self, parser: CommandParser) -> None:
        verbs = parser.add_subparsers(dest="verb", required=True)
        load = verbs.add_parser("load", help="check and load definitions; the shipped ones when no file is named")
        load.add_argument("files", nargs="*", type=Path)
        load.add_argument("--check", action="store_true", help="check only, change nothing")
        verbs.add_parser("list", help="list the loaded processes")

    def handle(self, *args: Any, verb: str, **options: Any) -> None:
        if verb == "list":
            self._list()
            return
        files = options["files"] or sorted(definitions.SHIPPED.glob("*.yaml"))
        read, errors = [], []
        for file in files:
            try:
                read.append(definitions.read(file))
            except definitions.BadDefinition as error:
                errors += error.errors
        if errors:
            raise CommandError("\n".join(errors))
        for definition in read:
            if options["check"]:
                self.stdout.write(f"{definition.key}: correct, {len(definition.stages)} stages")
                continue
            kept = None if options["files"] else self._made_here(definition.key)
            if kept is not None:
                self.stdout.write(f"{definition.key}: version {kept} was made on a page and is left; name the file to load it all the same")
                continue
            version, new = load_process(definition)
            self.stdout.write(f"{definition.key}: version {version.number} {'loaded' if new else 'unchanged'}")

    def _made_here(self, key: str) -> int | None:
        """The number of the current version when the city has made it on a page: what is shipped does not take its place unasked."""
        found = Process.objects.filter(key=key, current__made_by__isnull=False).select_related("current").first()
        return found.current.number if found and found.current else None

    def _list(self) -> None:
        for process in Process.objects.select_related("current").order_by("key"):
            if process.current:
                stages = process.current.stages.count()
                self.stdout.write(f"{process.key}  version {process.current.number}  {stages} stages  {process.current.name['sv']}")
