"""`sluss gateway load` makes the terms, themes and ways in that are missing; `sluss gateway list` shows what there is."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from sluss.core.verdict import NotAllowed
from sluss.ideas.queries_give import gateways
from sluss.ideas.rules import is_open
from sluss.ideas.seed import base_data
from sluss.people.models import Unit


class Command(BaseCommand):
    help = "Load or list the gateways (ways in)"

    def add_arguments(self, parser: ArgumentParser) -> None:
        actions = parser.add_subparsers(dest="action", required=True, metavar="load|list")
        load = actions.add_parser("load", help="make the terms, themes and gateways that are missing; what is there is left alone")
        load.add_argument("--unit", help="code of the unit that receives where the giver's own does not (the city when left out)")
        actions.add_parser("list", help="the gateways, with audience, process and receiving unit")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["action"] == "list":
            for way in gateways():
                state = "open" if is_open(way) else "closed"
                self.stdout.write(f"{way.slug:24} {way.audience:10} {way.process.key:24} {way.unit.code:16} {way.release:14} {state}")
            return
        unit = None
        if options["unit"]:
            unit = Unit.objects.filter(code=options["unit"]).first()
            if unit is None:
                raise CommandError(f"there is no unit with the code {options['unit']!r}")
        try:
            made = base_data(unit)
        except NotAllowed as problem:
            raise CommandError(str(problem)) from None
        self.stdout.write(", ".join(f"{count} {what}" for what, count in made.items()) + " made")
