"""The house as its tests see it: which package lies how high, and which files there are."""

from __future__ import annotations

import ast
import subprocess
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SOURCES = ROOT / "sluss"


@cache
def levels() -> dict[str, int]:
    """The order of the packages, from the one place where it is written: the contract in pyproject.toml."""
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"]["contracts"]
    layers = next(contract["layers"] for contract in contracts if contract["containers"] == ["sluss"])
    return {name.strip(" ()"): height for height, layer in enumerate(reversed(layers)) for name in layer.split("|")}


def may_know(app: str, other: str) -> bool:
    """A package knows itself and what lies below it; packages of one height do not know each other."""
    return app == other or levels()[other] < levels()[app]


def app_of(path: Path) -> str:
    return path.relative_to(SOURCES).parts[0]


def place(path: Path, line: int | None = None) -> str:
    shown = path.relative_to(ROOT).as_posix()
    return shown if line is None else f"{shown}:{line}"


@cache
def tracked() -> tuple[Path, ...]:
    """Files in git, and those that are about to be: new ones that are not ignored."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    return tuple(path for name in sorted(set(listed.stdout.split("\0"))) if name and (path := ROOT / name).is_file())


def texts() -> Iterator[tuple[Path, str]]:
    for path in tracked():
        try:
            yield path, path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue


@cache
def python_files(*, tests: bool = True) -> tuple[tuple[Path, ast.Module], ...]:
    found = [path for path in sorted(SOURCES.rglob("*.py")) if "migrations" not in path.parts and (tests or "tests" not in path.parts)]
    return tuple((path, ast.parse(path.read_text(encoding="utf-8"), filename=str(path))) for path in found)


@cache
def templates() -> tuple[tuple[Path, str], ...]:
    found = [path for path in sorted(SOURCES.rglob("templates/**/*")) if path.is_file()]
    return tuple((path, path.read_text(encoding="utf-8")) for path in found)


def own_strings(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """Text in code, without the docstrings."""
    docstrings = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef)
        and node.body
        and isinstance(node.body[0], ast.Expr)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docstrings:
            yield node.lineno, node.value
