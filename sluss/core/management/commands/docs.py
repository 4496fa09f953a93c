"""`sluss docs`: writes docs/reference/ from the code's own registries."""

from __future__ import annotations

from argparse import ArgumentParser, _SubParsersAction
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import get_commands, load_command_class
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import translation

from sluss.core import docs

from .check import settings_rows


def described(title: str, parser: ArgumentParser, text: str, leave_out: set[str]) -> Iterator[str]:
    """One command in words, then the commands under it."""
    yield f"{title}\n\n{text or ''}".strip()
    actions = [action for action in parser._actions if action.dest not in leave_out]
    rows = []
    for action in actions:
        if not isinstance(action, _SubParsersAction):
            name = ", ".join(action.option_strings) or action.metavar or action.dest
            choices = f" ({', '.join(map(str, action.choices))})" if action.choices else ""
            rows.append((f"`{name}`", f"{action.help or ''}{choices}".strip()))
    if rows:
        yield docs.table(["Option", "What it does"], rows)
    for action in actions:
        if isinstance(action, _SubParsersAction):
            about = {choice.dest: choice.help for choice in action._choices_actions}
            for name, below in action.choices.items():
                yield from described(f"#{title} {name}", below, below.description or about.get(name) or "", leave_out | {"help"})


def commands_page() -> str:
    """Every command of the product, with its own words and those its options have."""
    common = {action.dest for action in BaseCommand().create_parser("sluss", "any")._actions}
    parts = ["# Commands", "`sluss` wraps Django's commands and adds these. `sluss <command> --help` says the same."]
    for name, owner in sorted(get_commands().items()):
        if str(owner).startswith("sluss."):
            command = load_command_class(str(owner), name)
            parts += described(f"## sluss {name}", command.create_parser("sluss", name), command.help, common)
    return "\n\n".join(parts)


def settings_page() -> str:
    rows = [(f"`{known.name}`", f"`{default}`" if default else "", known.help) for known, default in settings_rows()]
    intro = "Everything a city changes comes from the environment. `sluss check` shows the values in force."
    return f"# Settings\n\n{intro}\n\n{docs.table(['Name', 'Default', 'What it is'], rows)}"


docs.register("commands", commands_page)
docs.register("settings", settings_page)


class Command(BaseCommand):
    help = "Write the reference under docs/reference/ anew from the code."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--check", action="store_true", help="write nothing; fail when what is there differs from the code")

    def handle(self, *args: Any, check: bool, **options: Any) -> None:
        folder: Path = settings.ROOT / "docs" / "reference"
        with translation.override("en"):
            pages = {folder / f"{name}.md": text for name, text in docs.pages().items()}
        there = set(folder.glob("*.md"))
        stale = sorted(there - pages.keys())
        changed = [path for path, text in pages.items() if path not in there or path.read_text(encoding="utf-8") != text]
        names = ", ".join(sorted(path.name for path in [*stale, *changed]))
        if check:
            if names:
                raise CommandError(f"docs/reference differs from the code: {names}. Run `make fix` and commit the pages.")
            return
        folder.mkdir(parents=True, exist_ok=True)
        for path in changed:
            path.write_text(pages[path], encoding="utf-8")
        for path in stale:
            path.unlink()
        self.stdout.write(f"docs/reference: {names or 'nothing to change'}")
