"""`sluss recount`: compare stored totals and derived rows with what they come from; --fix mends what differs."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from sluss.core.recounts import all_recounts, can_mend

SHOWN = 20  # differences printed for each check; the rest are counted


class Command(BaseCommand):
    help = "Compare stored totals and derived rows with what they come from. Ends with an error when something differs and is not mended."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("names", nargs="*", help="which checks; all when left out")
        parser.add_argument("--fix", action="store_true", help="mend what differs")

    def handle(self, *args: Any, names: list[str], fix: bool, **options: Any) -> None:
        checks = all_recounts()
        if unknown := sorted(set(names) - set(checks)):
            raise CommandError(f"There is no check called {', '.join(unknown)}. There are: {', '.join(checks)}.")
        different = 0
        for name in names or checks:
            label, check = checks[name]
            mended = fix and can_mend(name)
            found = 0
            for found, line in enumerate(check(fix), start=1):
                if found <= SHOWN:
                    self.stdout.write(f"  {name}: {line}")
            if found > SHOWN:
                self.stdout.write(f"  {name}: and {found - SHOWN} more")
            self.stdout.write(f"{name} ({label}): {'all well' if not found else f'{found} mended' if mended else f'{found} differ'}")
            different += 0 if mended else found
        if different:
            raise CommandError(f"{different} differ." + ("" if fix else " Run it again with --fix to mend what can be mended."))
