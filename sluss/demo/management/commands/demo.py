"""`sluss demo`: the demo city Älvsund, once, into an empty database."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.urls import NoReverseMatch, reverse
from django.utils import translation

from sluss.demo.city.cast import CAST
from sluss.demo.city.load import SEED, is_demo, is_empty, load

NOT_YOURS = (
    "This database is somebody's: it holds units and people that are not the demo city's. Choose another with DATABASE_URL or SLUSS_VAR."
)


class Command(BaseCommand):
    help = "Load the demo city Älvsund into an empty database. Once loaded it is left alone."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--seed", type=int, default=SEED, help="another number, another crowd of supporters (%(default)s)")
        parser.add_argument(
            "--force", action="store_true", help="throw away a demo city that is there, with all that was done in it, and load it anew"
        )
        parser.add_argument("--if-empty", action="store_true", help="do nothing where there is a city already, the demo's or another")

    def handle(self, *args: Any, seed: int, force: bool, if_empty: bool, **options: Any) -> None:
        if settings.PRODUCTION:
            raise CommandError("This is a real installation (SLUSS_PRODUCTION=1): the demo city has no business here.")
        if settings.EMAIL_HOST and not settings.DEMO:
            raise CommandError(
                "SMTP_HOST is set, and the demo city's mail would leave this machine. Set SLUSS_DEMO=1, or take SMTP_HOST away."
            )
        if is_demo() and not force:
            self._tell("Älvsund is here already.")
        elif is_empty() or is_demo():
            self._load(seed)
        elif not if_empty:
            raise CommandError(NOT_YOURS)

    def _load(self, seed: int) -> None:
        if is_demo():
            call_command("flush", interactive=False, verbosity=0)
        self.stdout.write("Loading Älvsund, a city that is nowhere …")
        self.stdout.flush()
        with translation.override("sv"):
            loaded = load(seed)
        self._tell(f"{loaded.ideas} ideas are in.")

    def _tell(self, what: str) -> None:
        self.stdout.write(self.style.SUCCESS(what))
        try:
            page = reverse("demo:people")
        except NoReverseMatch:
            self.stdout.write("Start the server with SLUSS_DEMO=1 to sign in with one click.")
            return
        self.stdout.write(f"Sign in with one click at {settings.SITE_URL}{page} as")
        with translation.override("en"):
            for member in CAST:
                self.stdout.write(f"  {member.name:18} {member.role}")
