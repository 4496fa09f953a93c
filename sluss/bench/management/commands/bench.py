from __future__ import annotations

import json
import os
import platform
import sys
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from sluss.bench import report

ENGINES = ("sqlite", "postgresql")


class Command(BaseCommand):
    help = "The ruler: measures pages and submits against a bare Django list, in databases of its own."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("sizes", nargs="*", type=int, default=[], help="how many ideas; 1000 when not said, several may be")
        parser.add_argument("--engine", choices=[*ENGINES, "both"], default="both")
        parser.add_argument("--seconds", type=float, default=0.5, help="how long a page is asked for at each turn")
        parser.add_argument("--rounds", type=int, default=7, help="turns of each page; the share is the median of them")
        parser.add_argument("--json", type=Path, dest="json_file", help="write the figures here too; - for standard output")
        parser.add_argument("--step", choices=["seed", "submit"], help="for the benchmark's own processes")

    def handle(self, *args: Any, step: str | None, **options: Any) -> None:
        if step == "seed":
            self._seed(options["sizes"][0])
        elif step == "submit":
            self._submit(options["seconds"])
        else:
            self._run(**options)

    def _seed(self, size: int) -> None:
        from sluss.bench import pages, seed

        self._only_in_a_bench()
        self.stdout.write(json.dumps(pages.probe(seed.build(size))))

    def _submit(self, seconds: float) -> None:
        from sluss.bench.submits import submit_for

        self._only_in_a_bench()
        submit_for(0.5)
        self.stdout.write("ready")
        self.stdout.flush()
        sys.stdin.readline()
        self.stdout.write(str(submit_for(seconds)))

    def _only_in_a_bench(self) -> None:
        if not settings.BENCH:
            raise CommandError("This step writes thousands of ideas. It runs under SLUSS_BENCH=1, in the benchmark's own database.")

    def _run(self, sizes: list[int], engine: str, seconds: float, rounds: int, json_file: Path | None, **_: Any) -> None:
        from sluss.bench.run import measure

        server_url = os.environ.get("TEST_DATABASE_URL") or "postgresql://postgres@127.0.0.1:5432/postgres"
        quiet = json_file is not None and str(json_file) == "-"
        machine = f"{os.cpu_count()} cores, Python {platform.python_version()}, {platform.system()}"
        if not quiet:
            self.stdout.write(report.heading(machine))
        results = []
        for size in sizes or [1000]:
            for on in ENGINES if engine == "both" else (engine,):
                results.append(measure(on, size, seconds=seconds, rounds=rounds, server_url=server_url, say=self.stderr.write))
                if not quiet:
                    self.stdout.write(report.table(results[-1]))
                    self.stdout.flush()
        told = {"machine": machine, "runs": results}
        if json_file is not None:
            text = json.dumps(told, indent=1)
            if quiet:
                self.stdout.write(text)
            else:
                json_file.write_text(text + "\n", encoding="utf-8")
